//! What enters: text that came from elsewhere. What leaves: the same, which cannot move the cursor or pass for other text.

use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::line::is_unfit;

/// Writes control characters, and those that turn the direction of text, as escapes.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unfit) {
        return Cow::Borrowed(text);
    }
    // Room for the longest escapes, so that the text is moved no more and leaves no copy of a secret behind.
    let mut escaped = String::with_capacity(text.len() * 10);
    for character in text.chars() {
        if is_unfit(character) {
            escaped.extend(character.escape_default());
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// The same with backslashes doubled, so that what was escaped can be told from what looks like it.
pub(super) fn escape_whole(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return escape(text);
    }
    let mut doubled = Zeroizing::new(String::with_capacity(text.len() * 2));
    for character in text.chars() {
        doubled.push(character);
        if character == '\\' {
            doubled.push(character);
        }
    }
    Cow::Owned(escape(&doubled).into_owned())
}

/// The same inside JSON text, whose own escapes leave some out.
pub(super) fn escape_json(text: &str) -> Cow<'_, str> {
    let is_left_out = |character: char| character != '\n' && is_unfit(character);
    if !text.chars().any(is_left_out) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() * 6);
    for character in text.chars() {
        match character {
            character if is_left_out(character) => escaped.push_str(&format!("\\u{:04x}", u32::from(character))),
            character => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(escape("\u{1b}[2J\r\n\tx\u{9b}1A\u{202e}"), r"\u{1b}[2J\r\n\tx\u{9b}1A\u{202e}");
        assert_eq!(escape("Größe 大 🙂"), "Größe 大 🙂");
        assert_eq!(escape_whole("\\n\n"), r"\\n\n");
        assert_eq!(escape_json("{\n \"a\": \"\u{9b}\u{7f}\"}"), "{\n \"a\": \"\\u009b\\u007f\"}");
    }
}
