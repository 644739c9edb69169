//! Markdown of a document in; lines of rustdoc out, in which nothing runs, links nowhere, or is HTML.
//!
//! The text is parsed as CommonMark and written anew, so that what a hostile or careless description says
//! is shown, and does nothing: code blocks are no doctests, brackets are no links, addresses are links.

use std::cell::RefCell;

use proc_macro2::TokenStream;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use quote::quote;

/// Width of a line of documentation without its slashes.
const WIDTH: usize = 100;

/// How many lists may lie one in another.
const MAX_LISTS: usize = 8;

/// The documentation of a file, kept beside its tokens: there only a number stands for each block, which the parser and
/// the printer need not read letter by letter.
#[derive(Debug, Default)]
pub struct Docs(RefCell<Vec<Vec<String>>>);

/// What stands before the number. No line of documentation starts with it, since each has a space or nothing there.
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
            let Some((mark, number)) = line.split_once(MARK).filter(|(mark, _)| matches!(mark.trim(), "///" | "//!"))
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

/// Rustdoc of a description, its first line a sentence of its own; `otherwise` stands in for an empty one.
pub fn lines(markdown: &str, otherwise: &str) -> Vec<String> {
    let mut blocks = blocks(&visible(markdown));
    if blocks.is_empty() {
        blocks = self::blocks(&visible(otherwise));
    }
    let mut blocks = blocks.into_iter();
    let mut lines = Vec::new();
    match blocks.next() {
        Some(Block { text, verbatim: false, indent: 0, .. }) => {
            let (first, rest) = first_sentence(&text);
            lines.extend(wrap(&sentence(first), 0, ""));
            if !rest.is_empty() {
                lines.push(String::new());
                lines.extend(wrap(rest, 0, ""));
            }
        }
        Some(other) => {
            lines.extend(self::lines(otherwise, ""));
            lines.push(String::new());
            lines.extend(other.lines());
        }
        None => lines.push("No description.".to_owned()),
    }
    let mut tight = false;
    for block in blocks {
        if !(tight && block.indent > 0) {
            lines.push(String::new());
        }
        tight = block.indent > 0;
        lines.extend(block.lines());
    }
    lines
}

/// An item of a list: its label, and text that is rustdoc already.
pub fn item(label: &str, text: &str) -> Vec<String> {
    wrap(&format!("{label}{text}"), 2, "- ")
}

/// The description as plain text on one line, for a table that people read outside rustdoc.
pub fn plain(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new_ext(&visible(markdown), Options::empty()) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) => {
                text.push(' ')
            }
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same for a file of Markdown: it is read as text there, and does nothing.
pub fn line(markdown: &str) -> String {
    escape(&plain(markdown), false)
}

/// A value of the document between backticks: nothing in it ends the code or the line.
pub fn plain_code(text: &str) -> String {
    visible(text).replace(['`', '\n'], " ")
}

/// Control characters and those that turn the direction of text are spelt out: they could hide what a line says.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for symbol in text.chars() {
        match symbol {
            '\n' => out.push('\n'),
            '\t' => out.push(' '),
            '\r' => {}
            '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{200b}'..='\u{200f}'
            | '\u{feff}'
            | '\u{2028}'
            | '\u{2029}' => {
                out.push_str(&format!("U+{:04X}", symbol as u32));
            }
            _ if symbol.is_control() => out.push_str(&format!("U+{:04X}", symbol as u32)),
            _ => out.push(symbol),
        }
    }
    out
}

/// A paragraph, a list item or a block of code.
struct Block {
    text: String,
    verbatim: bool,
    indent: usize,
    marker: String,
}

impl Block {
    fn lines(&self) -> Vec<String> {
        if !self.verbatim {
            return wrap(&self.text, self.indent, &self.marker);
        }
        let margin = " ".repeat(self.indent);
        let fence = "`".repeat(3.max(longest_run(&self.text) + 1));
        let code = self.text.trim_end_matches('\n').lines().map(|line| format!("{margin}{line}").trim_end().to_owned());
        std::iter::once(format!("{margin}{fence}text")).chain(code).chain([format!("{margin}{fence}")]).collect()
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|symbol| symbol != '`').map(str::len).max().unwrap_or_default()
}

fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut text = String::new();
    // The next number of each list that is open; none for bullets.
    let mut lists: Vec<Option<u64>> = Vec::new();
    let mut marker = String::new();
    let (mut code, mut link): (bool, Vec<Option<String>>) = (false, Vec::new());
    let mut flush = |text: &mut String, marker: &mut String, depth: usize, verbatim: bool| {
        let content = std::mem::take(text);
        if content.trim().is_empty() && !verbatim {
            return;
        }
        // Lists in lists in lists cost a margin on every line, and nobody reads them.
        let indent = 2 * depth.min(MAX_LISTS);
        let content = if verbatim { content } else { content.trim().to_owned() };
        blocks.push(Block { text: content, verbatim, indent, marker: std::mem::take(marker) });
    };
    for event in Parser::new_ext(markdown, Options::empty()) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                flush(&mut text, &mut marker, lists.len(), false);
                code = true;
                let _: CodeBlockKind = kind;
            }
            Event::End(TagEnd::CodeBlock) => {
                flush(&mut text, &mut marker, lists.len(), true);
                code = false;
            }
            Event::Start(Tag::List(first)) => {
                flush(&mut text, &mut marker, lists.len(), false);
                lists.push(first);
            }
            Event::End(TagEnd::List(_)) => {
                flush(&mut text, &mut marker, lists.len(), false);
                lists.pop();
            }
            Event::Start(Tag::Item) => {
                marker = match lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let safe = is_address(&dest_url);
                link.push(safe.then(|| dest_url.to_string()));
                if safe {
                    text.push('[');
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some(Some(address)) = link.pop() {
                    if text.ends_with('[') {
                        text.pop();
                        text.push_str(&format!("<{address}>"));
                    } else {
                        text.push_str(&format!("](<{address}>)"));
                    }
                }
            }
            Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => text.push_str("**"),
            Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis) => text.push('*'),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::HtmlBlock) => {
                flush(&mut text, &mut marker, lists.len(), false);
            }
            Event::Text(part) | Event::Html(part) if code => text.push_str(&part),
            Event::Text(part) => text.push_str(&escape(&part, !link.is_empty())),
            Event::Code(part) => {
                let ticks = "`".repeat(longest_run(&part) + 1);
                let pad = if part.starts_with('`') || part.ends_with('`') { " " } else { "" };
                text.push_str(&format!("{ticks}{pad}{part}{pad}{ticks}"));
            }
            Event::Html(part) | Event::InlineHtml(part) => text.push_str(&escape(part.trim_end_matches('\n'), true)),
            Event::SoftBreak | Event::HardBreak => text.push(if code { '\n' } else { ' ' }),
            _ => {}
        }
    }
    flush(&mut text, &mut marker, 0, false);
    blocks
}

fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !url.contains(['<', '>', ' ', '\\', '\n', '`']))
}

/// Text as it is to be read: what Markdown or rustdoc would act on is escaped, and bare addresses become links.
fn escape(text: &str, in_link: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        let start = word.find("https://").or_else(|| word.find("http://")).filter(|_| !in_link);
        let Some(start) = start else {
            escape_word(word, &mut out);
            continue;
        };
        let address = &word[start..];
        let end = address
            .find(['<', '>', '"', '\'', '`', '\\', '{', '}', '|', '(', ')', '[', ']', ','])
            .unwrap_or(address.len());
        let address = address[..end].trim_end_matches(['.', ';', ':', '!', '?', '*', '_']);
        escape_word(&word[..start], &mut out);
        if is_address(address) {
            out.push_str(&format!("<{address}>"));
        } else {
            escape_word(address, &mut out);
        }
        escape_word(&word[start + address.len()..], &mut out);
    }
    out
}

fn escape_word(word: &str, out: &mut String) {
    for symbol in word.chars() {
        if matches!(symbol, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '|' | '&') {
            // An underscore inside a word emphasises nothing, and names are easier to read without a backslash.
            let inside = symbol == '_' && out.ends_with(|last: char| last.is_alphanumeric()) && !word.ends_with('_');
            if !inside {
                out.push('\\');
            }
        }
        out.push(symbol);
    }
}

/// Splits a paragraph after its first sentence.
fn first_sentence(text: &str) -> (&str, &str) {
    let mut in_code = false;
    let bytes = text.as_bytes();
    for (index, symbol) in text.char_indices() {
        match symbol {
            '`' => in_code = !in_code,
            '.' | '!' | '?' if !in_code && bytes.get(index + 1) == Some(&b' ') => {
                let rest = text[index + 1..].trim_start();
                let before = &text[..index];
                let abbreviated =
                    ["e.g", "i.e", "etc", "vs", "incl", "approx", "No"].iter().any(|short| before.ends_with(short));
                if !abbreviated && !rest.starts_with(|next: char| next.is_lowercase()) {
                    return (&text[..=index], rest);
                }
            }
            _ => {}
        }
    }
    (text, "")
}

/// Begins with a capital, unless it begins with a name, and ends with a mark.
fn sentence(text: &str) -> String {
    let mut out = text.trim().to_owned();
    if let Some(first) = out.chars().next().filter(char::is_ascii_lowercase) {
        out.replace_range(..1, &first.to_ascii_uppercase().to_string());
    }
    if out.ends_with(':') {
        out.pop();
    }
    if !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    out
}

/// Breaks at spaces, but never inside code or an address; a line that would begin a block of its own is kept from it.
fn wrap(text: &str, indent: usize, marker: &str) -> Vec<String> {
    let margin = " ".repeat(indent.saturating_sub(if marker.is_empty() { 0 } else { 2 }));
    let hanging = " ".repeat(margin.len() + marker.len());
    let mut lines = Vec::new();
    let mut line = format!("{margin}{marker}");
    let mut columns = line.chars().count();
    let mut empty = true;
    for word in words(text) {
        let width = word.chars().count();
        if !empty && columns + 1 + width > WIDTH && !begins_block(word) {
            lines.push(std::mem::replace(&mut line, if marker.is_empty() { margin.clone() } else { hanging.clone() }));
            columns = line.chars().count();
            empty = true;
        }
        if !empty {
            line.push(' ');
            columns += 1;
        }
        if empty && lines.is_empty() && begins_block(word) {
            line.push('\\');
            columns += 1;
        }
        line.push_str(word);
        columns += width;
        empty = false;
    }
    lines.push(line);
    lines
}

fn begins_block(word: &str) -> bool {
    let number = word.trim_end_matches(['.', ')']);
    word.starts_with(['#', '+', '-', '=', '>', '|'])
        || (number.len() < word.len() && !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}

/// Words, where code with spaces and addresses in angle brackets are one.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut in_code, mut in_address) = (0, false, false);
    for (index, symbol) in text.char_indices() {
        match symbol {
            '`' => in_code = !in_code,
            '<' if !in_code && !text[..index].ends_with('\\') => in_address = true,
            '>' if in_address => in_address = false,
            ' ' if !in_code && !in_address => {
                if start < index {
                    words.push(&text[start..index]);
                }
                start = index + 1;
            }
            _ => {}
        }
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_become_clean_rustdoc() {
        for (markdown, expected) in [
            ("", "The name."),
            ("the SID of the key", "The SID of the key."),
            (
                "See https://twilio.com/docs. And [Service] or <b>.",
                "See <https://twilio.com/docs>.\n\nAnd \\[Service\\] or \\<b\\>.",
            ),
            ("A [link](https://a.b/c) and [none](javascript:x).", "A [link](<https://a.b/c>) and none."),
            (
                "Use `a <b>` e.g. this.\n\n    let x = 1;\n\nend",
                "Use `a <b>` e.g. this.\n\n```text\nlet x = 1;\n```\n\nend",
            ),
            ("One:\n- a\n- b\n  more", "One.\n\n- a\n- b more"),
            ("# Title\n\ntext", "Title.\n\ntext"),
            ("```rust\npanic!()\n```", "The name.\n\n```text\npanic!()\n```"),
            ("evil */ `` ``` `` \u{202e}txt \"# #![x]", "Evil \\*/ ````` ``` ````` U+202Etxt \"# #!\\[x\\]."),
            ("-1 is refused", "\\-1 is refused."),
        ] {
            let lines = lines(markdown, "The name.").join("\n");
            let expected = expected.replace("````` ``` `````", "```` ``` ````");
            assert_eq!(lines, expected, "{markdown}");
        }
    }

    #[test]
    fn plain_text_has_no_marks() {
        assert_eq!(plain("The [Account](https://x.y) `sid`\n\nof *it*."), "The Account sid of it.");
    }

    #[test]
    fn lines_are_short() {
        let text = "word ".repeat(100);
        assert!(lines(&text, "").iter().all(|line| line.len() <= WIDTH + 1));
    }
}
