//! JSON text enters; its tokens with their places leave. For places only: what the text means is
//! serde_json's business. The event parser for YAML would keep all tokens of a JSON text at once.

use super::Position;
use std::iter::Peekable;
use std::str::Chars;

/// A token that a place may be asked for, or that shapes the tree.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    OpenMapping,
    OpenSequence,
    Close,
    /// A key or a value; the text of strings only.
    Scalar(String),
}

/// The tokens of a JSON text, until its end or the first place that is not JSON.
pub(super) struct Tokens<'a> {
    chars: Peekable<Chars<'a>>,
    position: Position,
}

impl<'a> Tokens<'a> {
    pub fn of(text: &'a str) -> Self {
        Self { chars: text.chars().peekable(), position: Position { line: 1, col: 1 } }
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.chars.next()?;
        let is_break = c == '\n' || (c == '\r' && self.chars.peek() != Some(&'\n'));
        if is_break {
            self.position = Position { line: self.position.line + 1, col: 1 };
        } else {
            self.position.col += 1;
        }
        Some(c)
    }

    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.bump()? {
                '"' => return Some(text),
                '\\' => match self.bump()? {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => text.push('\r'),
                    'b' => text.push('\u{8}'),
                    'f' => text.push('\u{c}'),
                    'u' => text.push(self.escaped()?),
                    c @ ('"' | '\\' | '/') => text.push(c),
                    _ => return None,
                },
                c => text.push(c),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let high = self.unit()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high);
        }
        let (Some('\\'), Some('u')) = (self.bump(), self.bump()) else {
            return None;
        };
        let low = self.unit()?.checked_sub(0xdc00)?;
        char::from_u32(0x10000 + ((high - 0xd800) << 10) + low)
    }

    fn unit(&mut self) -> Option<u32> {
        (0..4).try_fold(0, |unit, _| Some(unit * 16 + self.bump()?.to_digit(16)?))
    }
}

impl Iterator for Tokens<'_> {
    /// A token, where it starts and how wide it is; `None` where the text is no JSON.
    type Item = Option<(Token, Position, usize)>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.chars.peek().is_some_and(|c| matches!(c, ' ' | '\t' | ',' | ':' | '\n' | '\r')) {
            self.bump();
        }
        let start = self.position;
        let token = match self.bump()? {
            '{' => Token::OpenMapping,
            '[' => Token::OpenSequence,
            '}' | ']' => Token::Close,
            '"' => match self.string() {
                Some(text) => Token::Scalar(text),
                None => return Some(None),
            },
            c if c.is_ascii_alphanumeric() || c == '-' => {
                while self.chars.peek().is_some_and(|c| c.is_ascii_alphanumeric() || "+-.".contains(*c)) {
                    self.bump();
                }
                Token::Scalar(String::new())
            }
            _ => return Some(None),
        };
        let width = if self.position.line == start.line { self.position.col - start.col } else { 1 };
        Some(Some((token, start, width)))
    }
}
