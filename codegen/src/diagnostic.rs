//! What is wrong with a document, where, and what to do: diagnostics from every room enter, text in
//! rustc's manner leaves.

mod code;
mod render;
mod visible;

use crate::pointer::Pointer;
use std::fmt::{self, Display};

pub use code::Code;
pub use visible::visible;
pub(crate) use visible::{SHOWN, is_hidden};

/// A name or a line of a document as a message has room for it.
pub(crate) fn brief(text: &str) -> std::borrow::Cow<'_, str> {
    visible::brief(text, visible::NAME)
}

/// One thing to tell the user about an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind, as in `error[dangling-ref]`.
    pub code: Code,
    /// Whether it stops the generator.
    pub severity: Severity,
    /// Where it is.
    pub at: At,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Something else that has to do with it, and where that is.
    pub beside: Option<Box<(String, At)>>,
}

impl Diagnostic {
    /// A diagnostic that stops the generator.
    pub fn error(code: Code, at: impl Into<At>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            at: at.into(),
            message: message.into(),
            help: help.into(),
            beside: None,
        }
    }

    /// The same with another place that has to do with it: `what` goes before the place in a sentence.
    #[must_use]
    pub fn beside(self, what: impl Into<String>, at: impl Into<At>) -> Self {
        Self { beside: Some(Box::new((what.into(), at.into()))), ..self }
    }

    /// A diagnostic that is told and stops nothing.
    pub fn note(code: Code, at: impl Into<At>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::error(code, at, message, help) }
    }
}

/// Whether a diagnostic stops the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Generation goes on.
    Note,
}

/// Where a diagnostic is, in the terms of the room that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// A node of the effective document.
    Pointer(Pointer),
    /// A place in a file.
    Place(Place),
    /// A node of an overlay file.
    Overlay {
        /// The index of the file among the overlays.
        file: usize,
        /// The node in that file.
        pointer: Pointer,
    },
    /// A whole file.
    File(String),
}

impl From<Pointer> for At {
    fn from(pointer: Pointer) -> Self {
        Self::Pointer(pointer)
    }
}

impl From<&Pointer> for At {
    fn from(pointer: &Pointer) -> Self {
        Self::Pointer(pointer.clone())
    }
}

impl From<Place> for At {
    fn from(place: Place) -> Self {
        Self::Place(place)
    }
}

/// A line and column of a file, both counted from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file's name as the user gave it.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub col: usize,
}

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.col)
    }
}

/// A diagnostic with its place found and the line it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The diagnostic.
    pub diagnostic: Diagnostic,
    /// Where it is.
    pub place: Place,
    /// The line of the source with the columns to mark, unless the diagnostic is about a whole file.
    pub excerpt: Option<Excerpt>,
    /// The rank of the file: the document, its overlays in order, anything else.
    pub rank: usize,
    /// What else has to do with it, each with its place: the action of an overlay that made it so, the first of two.
    pub remarks: Vec<String>,
}

/// A line of a source and the part of it to mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, made visible and cut to what fits around the mark.
    pub text: String,
    /// The bytes of `text` to mark.
    pub mark: std::ops::Range<usize>,
}

impl Excerpt {
    /// The part of `line` around `width` characters from the column `col`, fit to be shown.
    pub fn new(line: &str, col: usize, width: usize) -> Self {
        visible::excerpt(line, col.saturating_sub(1), width)
    }

    /// Whether the mark stands in the column `col` of the text as shown.
    fn shows(&self, col: usize) -> bool {
        let before = self.text.get(..self.mark.start).unwrap_or_default();
        before.chars().count() + 1 == col
    }
}

/// Diagnostics with their places, in the order of the files, without repetition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Located>);

impl Diagnostics {
    /// Sorts by file, line and column and drops what is said twice.
    pub fn new(mut list: Vec<Located>) -> Self {
        list.sort_by(|a, b| key(a).cmp(&key(b)));
        list.dedup_by(|a, b| key(a) == key(b));
        Self(list)
    }

    /// The diagnostics in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Located> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them stops the generator.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|located| located.diagnostic.severity == Severity::Error)
    }

    /// The same as found in the file number `rank`.
    pub(crate) fn ranked(self, rank: usize) -> impl Iterator<Item = Located> {
        self.0.into_iter().map(move |located| Located { rank, ..located })
    }

    /// All of `self` and `other`.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        Self::new(self.0)
    }

    /// The text for the user, in rustc's manner; coloured with ANSI escapes if `color`.
    pub fn render(&self, color: bool) -> String {
        render::render(&self.0, color)
    }
}

/// What tells two diagnostics apart, in the order in which they are shown.
fn key(located: &Located) -> (usize, &Place, Severity, Code, &str, &str) {
    let Located { diagnostic, place, rank, .. } = located;
    (*rank, place, diagnostic.severity, diagnostic.code, &diagnostic.message, &diagnostic.help)
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Located;
    type IntoIter = std::slice::Iter<'a, Located>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}
