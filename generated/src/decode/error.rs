//! What enters: a reader's error or a mismatch. What leaves: the error of a reply that could not be read, with a place
//! and never a piece of the body.

use super::Mismatch;
#[cfg(any(feature = "client", feature = "blocking"))]
use crate::exchange::context::Attached;
use serde_json::error::Category;
use std::fmt;

/// A reply could not be read: it is no JSON, it ends early, or a required member has another shape.
///
/// It names the place and never shows a piece of the body, which may hold a secret.
///
/// ```
/// use twilio_iam::Reply;
///
/// let error = Vec::<String>::read(200, br#"["a", 5]"#).unwrap_err();
/// assert_eq!(error.to_string(), "$[1]: expected a string, found a number");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError(Box<Detail>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Detail {
    cause: Cause,
    #[cfg(any(feature = "client", feature = "blocking"))]
    attached: Attached,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Cause {
    Shape(Mismatch),
    Syntax { problem: String, line: usize, column: usize },
}

impl DecodeError {
    pub(crate) fn new(error: &serde_json::Error) -> Self {
        let problem = match error.classify() {
            // These messages are fixed texts of the reader.
            Category::Syntax | Category::Eof => {
                let text = error.to_string();
                text.split(" at line ").next().unwrap_or_default().to_owned()
            }
            // These quote what they found.
            Category::Data | Category::Io => "the value cannot be read".to_owned(),
        };
        Self::of(Cause::Syntax { problem, line: error.line(), column: error.column() })
    }

    fn of(cause: Cause) -> Self {
        Self(Box::new(Detail {
            cause,
            #[cfg(any(feature = "client", feature = "blocking"))]
            attached: Attached::default(),
        }))
    }

    #[cfg(any(feature = "client", feature = "blocking"))]
    pub(crate) fn attach(mut self, attached: Attached) -> Self {
        self.0.attached = attached;
        self
    }

    #[cfg(any(feature = "client", feature = "blocking"))]
    pub(crate) fn attached(&self) -> &Attached {
        &self.0.attached
    }

    /// The body stops being UTF-8 after this.
    pub(crate) fn not_text(before: &[u8]) -> Self {
        let lines = || before.split(|byte| *byte == b'\n');
        let (line, column) = (lines().count(), lines().next_back().map_or(0, <[u8]>::len) + 1);
        Self::of(Cause::Syntax { problem: "a byte that is no UTF-8".to_owned(), line, column })
    }

    /// The path to the member that has another shape: `$.keys[3].sid`; `None` where the body is no JSON.
    pub fn path(&self) -> Option<String> {
        match &self.0.cause {
            Cause::Shape(mismatch) => Some(mismatch.path()),
            Cause::Syntax { .. } => None,
        }
    }

    /// What was expected there.
    pub fn expected(&self) -> &'static str {
        match &self.0.cause {
            Cause::Shape(mismatch) => mismatch.expected(),
            Cause::Syntax { .. } => "JSON",
        }
    }

    /// What was found there: a kind of value (`a number`), or the reader's complaint.
    pub fn found(&self) -> &str {
        match &self.0.cause {
            Cause::Shape(mismatch) => mismatch.found(),
            Cause::Syntax { problem, .. } => problem,
        }
    }

    /// The line of the body, from 1, where it stops being JSON.
    pub fn line(&self) -> Option<usize> {
        match &self.0.cause {
            Cause::Shape(_) => None,
            Cause::Syntax { line, .. } => Some(*line),
        }
    }

    /// The column of the body, from 1, where it stops being JSON.
    pub fn column(&self) -> Option<usize> {
        match &self.0.cause {
            Cause::Shape(_) => None,
            Cause::Syntax { column, .. } => Some(*column),
        }
    }
}

impl From<Mismatch> for DecodeError {
    fn from(mismatch: Mismatch) -> Self {
        Self::of(Cause::Shape(mismatch))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.cause {
            Cause::Shape(mismatch) => mismatch.fmt(f),
            Cause::Syntax { problem, line, column } => {
                write!(f, "line {line}, column {column}: expected JSON: {problem}")
            }
        }
    }
}

impl std::error::Error for DecodeError {}
