//! What enters: a text that somebody else wrote. What leaves: as much of it as fits in a line of a log, with nothing in it
//! that breaks the line or acts on a terminal.

use std::fmt::Write;

/// The most bytes of a text that are shown.
const LONGEST: usize = 1000;

pub(crate) fn line(text: &str) -> String {
    let mut line = String::new();
    for character in text.chars() {
        if line.len() >= LONGEST {
            line.push('…');
            break;
        }
        if is_unfit(character) {
            let _ = write!(line, "{}", character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

/// Control characters, line separators, what turns the direction of a text, and the mark of a byte order, which nobody sees.
pub(crate) fn is_unfit(character: char) -> bool {
    let turns =
        matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || character == '\u{feff}' || character.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_line_of_bounded_length() {
        for (text, expected) in [
            ("FriendlyName \"ä\" is too long", "FriendlyName \"ä\" is too long"),
            ("a\r\nb\u{1b}[31mc\u{85}", r"a\r\nb\u{1b}[31mc\u{85}"),
            ("\u{2028}\u{202e}\u{2066}", r"\u{2028}\u{202e}\u{2066}"),
            ("", ""),
        ] {
            assert_eq!(line(text), expected);
        }
        assert_eq!(line(&"ä".repeat(500)), "ä".repeat(500));
        let long = line(&"\u{1b}".repeat(1 << 20));
        assert!(long.len() < LONGEST + 16 && long.ends_with('…'), "{long}");
    }
}
