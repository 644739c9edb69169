//! The text of a document or overlay enters, its value leaves, or a diagnostic with the place where
//! the text stops being data; lines and columns are found only when someone asks.

mod alias;
mod blocks;
mod events;
mod guard;
mod halves;
mod index;
mod json;
mod syntax;
mod value;

use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Excerpt, Located, Place};
use crate::pointer::Pointer;
use serde_json::Value;

pub(crate) use guard::{MAX_DEPTH, MAX_KEY, MAX_NODES};
pub use index::Index;
pub(crate) use value::kind;

/// A larger file is refused before it is parsed.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// An input file: its name as diagnostics show it, and its text (YAML or JSON).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name shown in diagnostics, such as `spec/twilio_accounts.yaml`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// What a source is meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Document,
    Overlay,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Overlay => "overlay",
        }
    }
}

/// A line and column, both counted from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub col: usize,
}

impl Source {
    /// A source by name and text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// The value of the text: every mapping in the order of the file, every key as text.
    ///
    /// ```
    /// use twilio_iam_codegen::Source;
    ///
    /// let value = Source::new("a.yaml", "responses:\n  200: {description: fine}\n").parse().unwrap();
    /// assert_eq!(value.pointer("/responses/200/description").unwrap(), "fine");
    ///
    /// let twice = Source::new("b.yaml", "a: 1\nb: 2\na: 3\n").parse().unwrap_err();
    /// assert!(twice.to_string().contains("b.yaml:3:1"));
    /// ```
    pub fn parse(&self) -> Result<Value, Diagnostics> {
        self.parse_as(Role::Document, 1)
    }

    /// The same of what is meant as a document or as an overlay, by so many threads.
    pub(crate) fn parse_as(&self, role: Role, threads: usize) -> Result<Value, Diagnostics> {
        if self.text.len() > MAX_BYTES {
            return Err(self.refuse(
                Code::TooLarge,
                None,
                format!("the file has {} bytes, more than {MAX_BYTES}", self.text.len()),
                "split the document",
            ));
        }
        value::read(self, role, threads)
    }

    /// Where the node at `pointer` (or its nearest ancestor that exists) is: the key of a member, the
    /// value of an item. Reads the whole text: for many pointers build one [`Index`].
    pub fn locate(&self, pointer: &str) -> Option<Position> {
        Index::new(self).position(&Pointer::from(pointer))
    }

    /// The text without a byte order mark.
    fn body(&self) -> &str {
        self.text.strip_prefix('\u{feff}').unwrap_or(&self.text)
    }

    /// One error at a line and column of this source, or about the whole of it.
    fn refuse(
        &self,
        code: Code,
        position: Option<Position>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostics {
        let place = |position: Position| Place { file: self.name.clone(), line: position.line, col: position.col };
        let at = match position {
            Some(position) => At::Place(place(position)),
            None => At::File(self.name.clone()),
        };
        let excerpt = position.and_then(|position| {
            let line = index::line(self.body(), position.line)?;
            Some(Excerpt::new(line, position.col, 1))
        });
        Diagnostics::new(vec![Located {
            diagnostic: Diagnostic::error(code, at, message, help),
            place: place(position.unwrap_or(Position { line: 1, col: 1 })),
            excerpt,
            rank: 0,
            remarks: Vec::new(),
        }])
    }
}

#[cfg(test)]
mod tests;
