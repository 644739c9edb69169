//! A word that is wrong and those that may stand in its place enter; the one that was meant leaves.

use crate::document::similar;
use std::cell::Cell;

/// A word is held against this many others.
const MAX_WORDS: usize = 500;

/// Words are held against others this many times in a document: each takes some ten microseconds, and nobody reads hundreds
/// of suggestions.
const MAX_COMPARISONS: usize = 10_000;

/// How many comparisons are left for a document.
pub(super) struct Suggestions(Cell<usize>);

impl Default for Suggestions {
    fn default() -> Self {
        Self(Cell::new(MAX_COMPARISONS))
    }
}

impl Suggestions {
    /// The word among `known` that `word` is a misspelling of.
    pub fn meant<'k>(&self, word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
        let known: Vec<&str> = known.take(MAX_WORDS).collect();
        self.0.set(self.0.get().checked_sub(known.len())?);
        similar(word, known.into_iter())
    }
}
