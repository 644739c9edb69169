//! Lines of documentation in, numbers that stand for them among the tokens out; and formatted code in, with the
//! documentation in it out.

use std::cell::RefCell;

use proc_macro2::TokenStream;
use quote::quote;

/// The documentation of a file, kept beside its tokens: there only a number stands for each block, which the parser and
/// the printer need not read letter by letter.
#[derive(Debug, Default)]
pub struct Docs(RefCell<Vec<Vec<String>>>);

/// What stands before the number, right behind the slashes, where all other documentation has a space or nothing.
const MARK: char = '@';

impl Docs {
    /// Outer documentation.
    pub fn outer(&self, lines: Vec<String>) -> TokenStream {
        let number = self.keep(lines);
        quote!(#[doc = #number])
    }

    /// Inner documentation, for a module.
    pub fn inner(&self, lines: Vec<String>) -> TokenStream {
        let number = self.keep(lines);
        quote!(#![doc = #number])
    }

    fn keep(&self, lines: Vec<String>) -> String {
        let mut blocks = self.0.borrow_mut();
        blocks.push(lines);
        format!("{MARK}{}", blocks.len() - 1)
    }

    /// Formatted code, with the documentation in it.
    pub fn put_back(&self, code: &str) -> String {
        let blocks = self.0.borrow();
        let mut text = String::with_capacity(2 * code.len());
        for line in code.split_inclusive('\n') {
            let start = line.len() - line.trim_start().len();
            let Some((mark, number)) =
                line.split_once(MARK).filter(|(mark, _)| matches!(mark.trim_start(), "///" | "//!"))
            else {
                text.push_str(line);
                continue;
            };
            let block = number.trim_end().parse::<usize>().ok().and_then(|number| blocks.get(number));
            for line in block.into_iter().flatten() {
                text.push_str(&mark[..start + "///".len()]);
                let line = line.trim_end();
                if !line.is_empty() {
                    text.push(' ');
                    text.push_str(line);
                }
                text.push('\n');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_right_behind_the_slashes_is_put_back() {
        let docs = Docs::default();
        docs.outer(vec!["///@1".to_owned(), "@0".to_owned()]);
        docs.outer(vec!["Second.".to_owned()]);
        let code = "///@0\n/// @1\nconst A: &str = \"///@1\";\n    //!@1\n";
        let expected = "/// ///@1\n/// @0\n/// @1\nconst A: &str = \"///@1\";\n    //! Second.\n";
        assert_eq!(docs.put_back(code), expected);
    }
}
