//! What a file says to people and the rows of its tables in, numbers that stand for them among the tokens out; and formatted
//! code in, with these in their places out.

use std::cell::RefCell;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{Attribute, Expr};

use super::syntax;

/// The documentation of a file and the rows of its tables, kept beside its tokens: there only a number stands for each
/// block, which the parser and the printer need not read letter by letter.
#[derive(Debug, Default)]
pub struct Aside(RefCell<Vec<Vec<String>>>);

/// What stands before the number of documentation, right behind the slashes, where all other has a space or nothing.
const MARK: char = '@';

/// The macro that stands for a table, with its number: none of this name is ever called.
const TABLE: &str = "table";

/// The printer's widest line, the bar behind it not counted in.
const WIDTH: usize = 89;

impl Aside {
    /// Outer documentation.
    pub fn outer(&self, lines: Vec<String>) -> Attribute {
        syntax::attribute("doc", syntax::text(&format!("{MARK}{}", self.keep(lines))))
    }

    /// Inner documentation, for a module.
    pub fn inner(&self, lines: Vec<String>) -> TokenStream {
        let number = format!("{MARK}{}", self.keep(lines));
        quote!(#![doc = #number])
    }

    /// A reference to an array of texts, as the value of a field of a struct.
    pub fn texts(&self, texts: Vec<String>) -> Expr {
        self.rows(texts.iter().map(|text| literal(text)).collect())
    }

    /// A reference to an array of expressions, as the value of a field of a struct.
    pub fn rows(&self, rows: Vec<String>) -> Expr {
        let number = Literal::usize_unsuffixed(self.keep(rows));
        syntax::invocation(TABLE, quote!(#number))
    }

    fn keep(&self, lines: Vec<String>) -> usize {
        let mut blocks = self.0.borrow_mut();
        blocks.push(lines);
        blocks.len() - 1
    }

    /// Formatted code, with the texts in it.
    pub fn put_back(&self, code: &str) -> String {
        let blocks = self.0.borrow();
        let block = |number: &str| number.parse::<usize>().ok().and_then(|number| blocks.get(number));
        let mut text = String::with_capacity(2 * code.len());
        for line in code.split_inclusive('\n') {
            let content = line.trim_start_matches(' ');
            let margin = &line[..line.len() - content.len()];
            let bare = content.strip_suffix('\n').unwrap_or(content);
            let doc = || {
                let slashes = ["///", "//!"].into_iter().find(|slashes| bare.starts_with(slashes))?;
                let number = bare[slashes.len()..].strip_prefix(MARK)?;
                Some((slashes, block(number)?))
            };
            let table = || {
                // Few lines end so.
                let (name, call) = bare.strip_suffix("),")?.split_once(": ").filter(|(name, _)| !name.contains('"'))?;
                let number = call.strip_prefix(TABLE)?.strip_prefix("!(")?;
                Some((name, block(number)?))
            };
            if let Some((slashes, lines)) = doc() {
                lines.iter().for_each(|line| comment(margin, slashes, line.trim_end(), &mut text));
            } else if let Some((name, rows)) = table() {
                array(margin, name, rows, &mut text);
            } else {
                text.push_str(line);
            }
        }
        text
    }
}

fn comment(margin: &str, slashes: &str, line: &str, out: &mut String) {
    let space = if line.is_empty() { "" } else { " " };
    out.extend([margin, slashes, space, line, "\n"]);
}

/// A field of a struct, as the printer writes one: on one line where that is short enough, else a row on each.
fn array(margin: &str, name: &str, rows: &[String], out: &mut String) {
    let width = rows.iter().map(|row| row.len() + ", ".len()).sum::<usize>();
    out.extend([margin, name, ": &["]);
    if rows.is_empty() || margin.len() + name.len() + ": &[]".len() + width.saturating_sub(1) <= WIDTH {
        out.push_str(&rows.join(", "));
    } else {
        out.push('\n');
        rows.iter().for_each(|row| out.extend([margin, "    ", row, ",\n"]));
        out.push_str(margin);
    }
    out.push_str("],\n");
}

/// A text in quotes, spelt as its token would be.
pub fn literal(text: &str) -> String {
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte) & (byte != b'"') & (byte != b'\\');
    // Nearly every text: one that has nothing to be escaped need not be read letter by letter.
    match text.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        true => format!("\"{text}\""),
        false => Literal::string(text).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_right_behind_the_slashes_is_put_back() {
        let aside = Aside::default();
        aside.outer(vec!["///@1".to_owned(), "@0".to_owned()]);
        aside.outer(vec!["Second.".to_owned()]);
        let code = "///@0\n/// @1\nconst A: &str = \"///@1\";\n    //!@1\n";
        let expected = "/// ///@1\n/// @0\n/// @1\nconst A: &str = \"///@1\";\n    //! Second.\n";
        assert_eq!(aside.put_back(code), expected);
    }

    #[test]
    fn a_table_looks_as_the_printer_would_write_it() {
        let words = |count: usize, width: usize| (0..count).map(|_| "w".repeat(width)).collect::<Vec<_>>();
        let odd = ["table!(0),", "\"\\\n\t\0\u{7f}\u{202e}é'", "help: table!(0),", ""].map(str::to_owned).to_vec();
        let widths = (0..100).flat_map(|width| [words(1, width), words(2, width / 2), words(3, width / 3)]);
        for texts in widths.chain([Vec::new(), odd]) {
            // A struct that is too wide for a line, as that of an operation always is.
            let wide = "w".repeat(WIDTH);
            let print = |value: Expr| {
                let file = quote!(impl A { const A: &B = &B { summary: #wide, help: #value, ..B::C }; });
                let file = syn::parse2(file).unwrap();
                prettyplease::unparse(&file)
            };
            let aside = Aside::default();
            let table = aside.texts(texts.clone());
            assert_eq!(aside.put_back(&print(table)), print(syn::parse_quote!(&[#(#texts),*])));
        }
    }
}
