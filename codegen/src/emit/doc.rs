//! Markdown of a document in; lines of rustdoc out, in which nothing runs, links nowhere, or is HTML.
//!
//! The text is parsed as CommonMark and written anew, so that what a hostile or careless description says
//! is shown, and does nothing: code blocks are no doctests, brackets are no links, addresses are links.

mod paragraph;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::diagnostic::is_hidden;
use paragraph::{first_sentence, sentence, wrap};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// How many lists may lie one in another.
const MAX_LISTS: usize = 8;

/// Descriptions that were read before: those of a large document are mostly the same few, said of many fields.
#[derive(Debug, Default)]
pub struct Known(Mutex<HashMap<String, Vec<String>>>);

impl Known {
    /// The same as [`lines`].
    pub fn lines(&self, markdown: &str, otherwise: impl FnOnce() -> String) -> Vec<String> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lines) = known().get(markdown) {
            return lines.clone();
        }
        let mut speaks = true;
        let lines = write(markdown, || {
            speaks = false;
            otherwise()
        });
        if speaks {
            known().insert(markdown.to_owned(), lines.clone());
        }
        lines
    }
}

/// Rustdoc of a description, its first line a sentence of its own; `otherwise` stands in for an empty one.
pub fn lines(markdown: &str, otherwise: &str) -> Vec<String> {
    write(markdown, || otherwise.to_owned())
}

fn write(markdown: &str, otherwise: impl FnOnce() -> String) -> Vec<String> {
    let mut blocks = blocks(&visible(markdown));
    let mut otherwise = Some(otherwise);
    let mut otherwise = || otherwise.take().map(|otherwise| otherwise()).unwrap_or_default();
    if blocks.is_empty() {
        blocks = self::blocks(&visible(&otherwise()));
    }
    let mut blocks = blocks.into_iter().peekable();
    let mut lines = Vec::new();
    match blocks.next_if(|block| block.kind == Kind::Text && block.indent == 0) {
        Some(Block { text, .. }) => {
            let (first, rest) = first_sentence(&text);
            lines.extend(wrap(&sentence(first), 0, ""));
            if !rest.is_empty() {
                lines.push(String::new());
                lines.extend(wrap(rest, 0, ""));
            }
        }
        None if blocks.peek().is_some() => lines.extend(self::lines(&otherwise(), "")),
        None => lines.push("No description.".to_owned()),
    }
    let (mut tight, mut was_bare) = (false, false);
    for block in blocks {
        let is_bare = block.text.is_empty() && !block.marker.is_empty();
        // A second paragraph of an item would run into the first, and so would an item that no list may begin with behind
        // a paragraph; but behind a bare marker an empty line ends the item.
        let joins = tight && block.indent > 0 && !block.marker.is_empty() && !is_bare && !block.is_late;
        if !was_bare && !joins {
            lines.push(String::new());
        }
        (tight, was_bare) = (block.indent > 0, is_bare);
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
    if is_prose(markdown) {
        return if markdown.contains("  ") {
            markdown.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            markdown.trim_end().to_owned()
        };
    }
    let source = visible(markdown);
    let events: Vec<_> = Parser::new_ext(&source, Options::ENABLE_TABLES).into_offset_iter().collect();
    let addresses = addresses(&source, &events);
    let mut text = String::new();
    let mut written = 0_usize;
    for (event, range) in &events {
        match event {
            Event::Text(part) => {
                let part = part.get(written.saturating_sub(range.start).min(part.len())..).unwrap_or_default();
                match within(&addresses, range) {
                    Some(address) => {
                        let before = address.start.saturating_sub(range.start.max(written));
                        text.push_str(part.get(..before).unwrap_or_default());
                        text.push_str(&address.text);
                        written = address.start + address.text.len();
                    }
                    None => text.push_str(part),
                }
            }
            Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => text.push_str(part),
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::TableCell) => text.push(' '),
            _ => {}
        }
    }
    visible(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same for a file of Markdown: it is read as text there, and does nothing.
pub fn line(markdown: &str) -> String {
    escape(&plain(markdown), false)
}

/// A value of the document between backticks: nothing in it ends the code or the line.
pub fn plain_code(text: &str) -> Cow<'_, str> {
    match visible(text) {
        text if text.contains(['`', '\n']) => Cow::Owned(text.replace(['`', '\n'], " ")),
        text => text,
    }
}

/// Control characters and those that turn the direction of text are spelt out: they could hide what a line says.
fn visible(text: &str) -> Cow<'_, str> {
    // Nearly every text: bytes are looked at many in one step.
    let is_plain = |byte: u8| byte == b'\n' || (b' '..=b'~').contains(&byte);
    if text.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for symbol in text.chars() {
        match symbol {
            '\n' => out.push('\n'),
            '\t' => out.push(' '),
            '\r' => {}
            _ if is_hidden(symbol) => out.push_str(&format!("U+{:04X}", symbol as u32)),
            _ => out.push(symbol),
        }
    }
    Cow::Owned(out)
}

/// Whether a text is one paragraph of words and nothing else, as most descriptions are: then it need not be parsed.
fn is_prose(text: &str) -> bool {
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b" ,.;:'\"()?!%/-".contains(&byte);
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.bytes().all(harmless) && !text.contains("://")
}

/// A paragraph, a list item, a table or a block of code.
struct Block {
    text: String,
    kind: Kind,
    /// How far the text stands in, its marker not counted in.
    indent: usize,
    marker: String,
    /// It is the first item of a list that counts from another number than 1.
    is_late: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Words that may be broken into lines.
    Text,
    /// Code as it is.
    Code,
    /// The rows of a table, one to a line.
    Table,
}

impl Block {
    fn lines(&self) -> Vec<String> {
        let margin = " ".repeat(self.indent);
        let kept = |text: &str| -> Vec<String> {
            text.trim_end_matches('\n').lines().map(|line| format!("{margin}{line}").trim_end().to_owned()).collect()
        };
        match self.kind {
            Kind::Text => wrap(&self.text, self.indent, &self.marker),
            Kind::Table => kept(&self.text),
            Kind::Code => {
                let fence = "`".repeat(3.max(longest_run(&self.text) + 1));
                let first = format!("{margin}{fence}text");
                std::iter::once(first).chain(kept(&self.text)).chain([format!("{margin}{fence}")]).collect()
            }
        }
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|symbol| symbol != '`').map(str::len).max().unwrap_or_default()
}

/// What is put together of a description so far.
#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    text: String,
    /// The next number of each list that is open, none for bullets; and how wide the marker of its last item is.
    lists: Vec<(Option<u64>, usize)>,
    marker: String,
    is_late: bool,
    in_code: bool,
    in_table: bool,
    links: Vec<Option<String>>,
    /// Where the last address was of those that the parser sees marks in.
    written: Range<usize>,
}

impl Writer {
    fn flush(&mut self, kind: Kind) {
        let content = std::mem::take(&mut self.text);
        if content.trim().is_empty() && kind != Kind::Code {
            return;
        }
        let indent = self.indent();
        let text = if kind == Kind::Text { content.trim().to_owned() } else { content };
        if kind != Kind::Text {
            self.mark();
        }
        let (marker, is_late) = (std::mem::take(&mut self.marker), std::mem::take(&mut self.is_late));
        self.blocks.push(Block { text, kind, indent, marker, is_late });
    }

    /// An item that begins with code, a table or another list has no words to put behind its marker.
    fn mark(&mut self) {
        if !self.marker.is_empty() {
            let (marker, indent) = (std::mem::take(&mut self.marker), self.indent());
            self.is_late = false;
            self.blocks.push(Block { text: String::new(), kind: Kind::Text, indent, marker, is_late: false });
        }
    }

    /// Lists in lists in lists cost a margin on every line, and nobody reads them.
    fn indent(&self) -> usize {
        self.lists.iter().take(MAX_LISTS).map(|(_, width)| width).sum()
    }

    fn item(&mut self) {
        let Some((number, width)) = self.lists.last_mut() else { return };
        self.is_late = *width == 0 && number.is_some_and(|number| number != 1);
        self.marker = match number {
            Some(number) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            None => "- ".to_owned(),
        };
        *width = self.marker.len();
    }

    fn words(&mut self, part: &str) {
        let shown = escape(part, !self.links.is_empty());
        self.text.push_str(&shown);
    }

    fn code(&mut self, part: &str) {
        let ticks = "`".repeat(longest_run(part) + 1);
        let pad = if part.starts_with('`') || part.ends_with('`') { " " } else { "" };
        // Not even code keeps a bar from ending a cell.
        let part = if self.in_table { part.replace('|', "\\|") } else { part.to_owned() };
        self.text.push_str(&format!("{ticks}{pad}{part}{pad}{ticks}"));
    }

    fn link_ends(&mut self) {
        let Some(Some(address)) = self.links.pop() else { return };
        let address = if self.in_table { address.replace('|', "%7C") } else { address };
        if self.text.ends_with('[') {
            self.text.pop();
            self.text.push_str(&format!("<{address}>"));
        } else {
            self.text.push_str(&format!("](<{address}>)"));
        }
    }

    /// Text at a place of the source, in which an address may begin that goes on behind it.
    fn text(&mut self, part: &str, range: &Range<usize>, address: Option<&Address>) {
        let from = self.written.end.saturating_sub(range.start);
        let Some(part) = part.get(from.min(part.len())..) else { return };
        match address.and_then(|address| part.get(..address.start.checked_sub(range.start + from)?)) {
            Some(before) => {
                self.words(before);
                if let Some(address) = address {
                    self.text.push_str(&format!("<{}>", address.text));
                    self.written = address.start..address.start + address.text.len();
                }
            }
            None => self.words(part),
        }
    }

    fn emphasis(&mut self, mark: &str, range: &Range<usize>, is_end: bool) {
        if !self.written.contains(&range.start) {
            self.text.push_str(mark);
        } else if is_end && range.end > self.written.end {
            // It began inside of an address, where it was no mark; then this is none either.
            self.words(mark);
        }
    }
}

/// An address that the parser sees marks in.
struct Address {
    start: usize,
    text: String,
}

/// Addresses with `*` and `_` in them, which are no emphasis there, by the place at which they start.
fn addresses(source: &str, events: &[(Event<'_>, Range<usize>)]) -> Vec<Address> {
    let mut found: Vec<Address> = Vec::new();
    let mut outside = 0_usize;
    let mut open: Vec<usize> = Vec::new();
    for (event, range) in events {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => outside += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => outside = outside.saturating_sub(1),
            Event::Start(Tag::Emphasis) => open.push(range.end - 1),
            Event::Start(Tag::Strong) => open.push(range.end.saturating_sub(2)),
            Event::End(TagEnd::Emphasis | TagEnd::Strong) => {
                open.pop();
            }
            Event::Text(part) if outside == 0 && source.get(range.clone()) == Some(part) => {
                let known = found.last().map_or(0, |last| last.start + last.text.len());
                let Some(start) = ["https://", "http://"].iter().filter_map(|scheme| part.rfind(scheme)).max() else {
                    continue;
                };
                let start = range.start + start;
                // What opened before the address closes where its mark says.
                let end = open.iter().copied().filter(|end| *end > start).min().unwrap_or(source.len());
                let Some(rest) = source.get(start..end).filter(|_| start >= known) else { continue };
                let address = address(rest);
                if start + address.len() > range.end && is_address(address) {
                    found.push(Address { start, text: address.to_owned() });
                }
            }
            _ => {}
        }
    }
    found
}

/// The address that starts in a part of the source: only the last one of a text may go on behind it.
fn within<'a>(addresses: &'a [Address], range: &Range<usize>) -> Option<&'a Address> {
    let next = addresses.partition_point(|address| address.start < range.start);
    addresses.get(next).filter(|address| address.start < range.end)
}

fn blocks(markdown: &str) -> Vec<Block> {
    if is_prose(markdown) {
        let text = markdown.trim_end().to_owned();
        return vec![Block { text, kind: Kind::Text, indent: 0, marker: String::new(), is_late: false }];
    }
    let events: Vec<_> = Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter().collect();
    let addresses = addresses(markdown, &events);
    let mut writer = Writer::default();
    let mut cells = 0_usize;
    for (event, range) in &events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                writer.flush(Kind::Text);
                writer.in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => {
                writer.flush(Kind::Code);
                writer.in_code = false;
            }
            Event::Start(Tag::Table(columns)) => {
                writer.flush(Kind::Text);
                (writer.in_table, cells) = (true, columns.len());
            }
            Event::End(TagEnd::Table) => {
                writer.flush(Kind::Table);
                writer.in_table = false;
            }
            Event::Start(Tag::TableCell) => writer.text.push_str("| "),
            Event::End(TagEnd::TableCell) => writer.text.push(' '),
            Event::End(TagEnd::TableHead) => {
                writer.text.push_str("|\n");
                writer.text.push_str(&"|---".repeat(cells));
                writer.text.push_str("|\n");
            }
            Event::End(TagEnd::TableRow) => {
                // Cells that only fill a row up are not worth their bytes.
                let kept = writer.text.trim_end_matches(['|', ' ']).len();
                writer.text.truncate(kept);
                writer.text.push_str(" |\n");
            }
            Event::Start(Tag::List(first)) => {
                writer.flush(Kind::Text);
                writer.mark();
                writer.lists.push((*first, 0));
            }
            Event::End(TagEnd::List(_)) => {
                writer.flush(Kind::Text);
                writer.lists.pop();
            }
            Event::Start(Tag::Item) => writer.item(),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let safe = is_address(dest_url);
                writer.links.push(safe.then(|| dest_url.to_string()));
                if safe {
                    writer.text.push('[');
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => writer.link_ends(),
            Event::Start(Tag::Strong) => writer.emphasis("**", range, false),
            Event::End(TagEnd::Strong) => writer.emphasis("**", range, true),
            Event::Start(Tag::Emphasis) => writer.emphasis("*", range, false),
            Event::End(TagEnd::Emphasis) => writer.emphasis("*", range, true),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::HtmlBlock) => {
                writer.flush(Kind::Text);
            }
            Event::Text(part) | Event::Html(part) if writer.in_code => writer.text.push_str(part),
            Event::Text(part) if writer.links.is_empty() => writer.text(part, range, within(&addresses, range)),
            Event::Text(part) => writer.words(part),
            Event::Code(part) => writer.code(part),
            Event::Html(part) | Event::InlineHtml(part) => {
                writer.text.push_str(&escape(part, true));
            }
            Event::SoftBreak | Event::HardBreak => writer.text.push(' '),
            _ => {}
        }
    }
    writer.lists.clear();
    writer.flush(Kind::Text);
    writer.blocks
}

/// The address at the start of a text, without what ends the sentence around it.
fn address(text: &str) -> &str {
    let ends = |symbol: char| symbol.is_whitespace() || "<>\"'`\\{}|()[],".contains(symbol);
    let mut address = &text[..text.find(ends).unwrap_or(text.len())];
    loop {
        let mut less = address.trim_end_matches(['.', ';', ':', '!', '?']);
        for mark in ['*', '_'] {
            // Of a pair of marks both belong to the address.
            let before = less.trim_end_matches(mark);
            if !before.contains(mark) {
                less = before;
            }
        }
        if less == address {
            return address;
        }
        address = less;
    }
}

fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_plain = |symbol: char| !is_hidden(symbol) && !"<> \\`".contains(symbol);
    rest.is_some_and(|rest| !rest.is_empty() && url.chars().all(is_plain))
}

/// Text as it is to be read: what Markdown or rustdoc would act on is escaped, bare addresses become links, and what an
/// entity stands for or a tag holds hides nothing and ends no line.
fn escape(text: &str, in_link: bool) -> String {
    let text = visible(text);
    let mut out = String::with_capacity(text.len() + 8);
    for (index, word) in text.split([' ', '\n']).enumerate() {
        if index > 0 {
            out.push(' ');
        }
        let may = !in_link && word.contains(':');
        let start = may.then(|| word.find("https://").or_else(|| word.find("http://"))).flatten();
        let Some(start) = start else {
            escape_word(word, &mut out);
            continue;
        };
        let address = address(&word[start..]);
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
            ("a <b\nc> d", "A \\<b c\\> d."),
            ("a `<!x\n    > b", "A \\`\\<!x \\> b."),
            ("<p>\na\n</p>", "\\<p\\> a \\</p\\>."),
            ("a&#10;b &#13;c &#x202e;d &#x61c;e", "A b c U+202Ed U+061Ce."),
            ("[a](https://b.c/&#10;d) [e](https://b.c/&#x202e;f)", "A e."),
        ] {
            let lines = lines(markdown, "The name.").join("\n");
            let expected = expected.replace("````` ``` `````", "```` ``` ````");
            assert_eq!(lines, expected, "{markdown}");
        }
    }

    #[test]
    fn addresses_keep_their_stars() {
        for (markdown, expected) in [
            ("a https://a.b/*x*/_y_?z=*1*, b", "A <https://a.b/*x*/_y_?z=*1*>, b."),
            ("a *see https://a.b/c_d* b", "A *see <https://a.b/c_d>* b."),
            ("a **https://a.b/c** b", "A **<https://a.b/c>** b."),
            ("a https://a.b/*c d* e", "A <https://a.b/*c> d\\* e."),
            ("a https://a.b/c* d", "A <https://a.b/c>\\* d."),
            ("a https://a.b/*c* https://a.b/*d* e", "A <https://a.b/*c*> <https://a.b/*d*> e."),
        ] {
            assert_eq!(lines(markdown, "").join("\n"), expected, "{markdown}");
        }
        assert_eq!(plain("a https://a.b/*x*/c, *b* d"), "a https://a.b/*x*/c, b d");
    }

    #[test]
    fn what_need_not_be_parsed_would_come_out_the_same() {
        for text in ["The SID.", "a (b), c: d; e/f - g? 'h' \"i\"! 50% 2 - 3", "Words  in   two ", "A. 1. b) c -- d"] {
            assert!(is_prose(text), "{text}");
            // An entity is more than prose, and parsed to nothing but what it stands for.
            let parsed = format!("{text}&#46;");
            let expected = format!("{}.", text.trim_end());
            assert_eq!(plain(&parsed).replace(" .", "."), plain(&expected), "{text}");
            let [quick, slow] = [&expected, &parsed].map(|text| blocks(text).remove(0).text.replace(" .", "."));
            assert_eq!(quick, slow, "{text}");
        }
        for text in
            ["", " a", "1. a", "- a", "# a", "a\nb", "a *b*", "a_b", "a <b>", "https://a.b", "a &amp; b", "é", "a\tb"]
        {
            assert!(!is_prose(text), "{text}");
        }
    }

    #[test]
    fn code_is_one_word_however_many_marks_it_has() {
        let long = "word ".repeat(19);
        for code in ["````rust a;//```x````", "``` ``a b`` ```", "`a b`", "``a ` b``"] {
            let lines = lines(&format!("{long}{code} and more"), "").join("\n");
            assert!(lines.contains(code), "{lines}");
            let is_block = |event: &Event<'_>| matches!(event, Event::Start(Tag::CodeBlock(_)));
            assert!(!Parser::new(&lines).any(|event| is_block(&event)), "{lines}");
        }
    }

    #[test]
    fn plain_text_has_no_marks() {
        assert_eq!(plain("The [Account](https://x.y) `sid`\n\nof *it*."), "The Account sid of it.");
    }

    #[test]
    fn lines_are_short() {
        let text = "word ".repeat(100);
        assert!(lines(&text, "").iter().all(|line| line.len() <= paragraph::WIDTH + 1));
    }
}
