//! Hostile text enters, text that is safe and honest on a terminal leaves: control characters and
//! marks that reorder text are written out, long lines are cut around what matters.

use super::Excerpt;
use std::borrow::Cow;

/// How many characters of a line are shown, and how many of them before the mark.
pub const SHOWN: usize = 120;
const BEFORE: usize = 60;

/// How many characters of a name are shown in a message.
pub(super) const NAME: usize = 80;
/// How many characters are shown between two names: no sentence of ours is as long.
const PROSE: usize = 300;

/// `text` with control characters, line breaks and marks that reorder or hide text written as escapes.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        push(&mut shown, c);
    }
    Cow::Owned(shown)
}

/// A message with its quoted names cut to what can be read: names of a document may be as long as it likes.
pub(super) fn message(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let last = parts.len() - 1;
    let shown = parts.iter().enumerate().map(|(index, part)| {
        let is_quoted = index % 2 == 1 && index < last;
        brief(part, if is_quoted { NAME } else { PROSE })
    });
    visible(&shown.collect::<Vec<_>>().join("`")).into_owned()
}

/// A pointer with each of its names cut likewise.
pub(super) fn pointer(text: &str) -> String {
    let names = text.split('/').map(|name| brief(name, NAME));
    visible(&names.collect::<Vec<_>>().join("/")).into_owned()
}

/// `text`, or its start and its end with an ellipsis between them.
pub(super) fn brief(text: &str, most: usize) -> Cow<'_, str> {
    if text.chars().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    let start: String = text.chars().take(most * 2 / 3).collect();
    let end: Vec<char> = text.chars().rev().take(most - most * 2 / 3 - 1).collect();
    Cow::Owned(format!("{start}…{}", end.into_iter().rev().collect::<String>()))
}

fn push(shown: &mut String, c: char) {
    match c {
        '\t' => shown.push(' '),
        c if is_hidden(c) => shown.extend(c.escape_unicode()),
        c => shown.push(c),
    }
}

/// Whether a character does not show, or changes how others show.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The part of `line` to show around `width` characters from `start`, with the mark in its bytes.
pub(super) fn excerpt(line: &str, start: usize, width: usize) -> Excerpt {
    let line = line.trim_end_matches(['\r', '\n']);
    // Indentation alone is worth showing; beyond that the mark decides where the window opens.
    let skipped = if start + width.min(SHOWN - BEFORE) < SHOWN { 0 } else { start - BEFORE };
    let mut text = String::new();
    if skipped > 0 {
        text.push('…');
    }
    let mut mark = None;
    let mut end = None;
    let mut rest = line.chars().skip(skipped);
    for index in skipped..skipped + SHOWN {
        if index == start {
            mark = Some(text.len());
        }
        if index == start + width.max(1) {
            end = Some(text.len());
        }
        match rest.next() {
            Some(c) => push(&mut text, c),
            None => break,
        }
    }
    let end = end.unwrap_or(text.len());
    if rest.next().is_some() {
        text.push('…');
    }
    let start = mark.unwrap_or(text.len());
    Excerpt { text, mark: start..end.max(start) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_written_out() {
        assert_eq!(visible("plain, ünïcode"), "plain, ünïcode");
        assert_eq!(visible("a\u{202e}b\u{1b}[31m\0\n"), "a\\u{202e}b\\u{1b}[31m\\u{0}\\u{a}");
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let line = format!("{}MARK{}", "a".repeat(5000), "b".repeat(5000));
        let excerpt = excerpt(&line, 5000, 4);
        assert_eq!(&excerpt.text[excerpt.mark.clone()], "MARK");
        assert!(excerpt.text.chars().count() <= SHOWN + 2);
        assert!(excerpt.text.starts_with('…') && excerpt.text.ends_with('…'));
    }

    #[test]
    fn marks_follow_escapes() {
        let excerpt = excerpt("\u{202e}\tkey: value\r", 2, 3);
        assert_eq!(excerpt.text, "\\u{202e} key: value");
        assert_eq!(&excerpt.text[excerpt.mark], "key");
    }

    #[test]
    fn names_are_cut_and_sentences_are_not() {
        let name = format!("{}b", "a".repeat(600));
        let shown = message(&format!("the path `{name}` is no path, `c` is"));
        assert_eq!(shown, format!("the path `{}…{}b` is no path, `c` is", "a".repeat(53), "a".repeat(25)));
        assert_eq!(message("one ` alone"), "one ` alone");
        assert_eq!(pointer(&format!("/paths/{name}/get")).chars().count(), "/paths//get".len() + NAME);
    }

    #[test]
    fn a_mark_past_the_end_is_empty() {
        assert_eq!(excerpt("ab", 7, 2).mark, 2..2);
    }
}
