//! What the rooms of the check find wrong with a document enters; as much of it as somebody reads leaves, errors first.

use crate::diagnostic::{Diagnostic, Severity};
use crate::document::similar;
use std::cell::Cell;

/// Beyond this many a list of problems helps nobody.
const MAX_PROBLEMS: usize = 1_000;

/// A word is held against this many others.
const MAX_WORDS: usize = 500;

/// Words are held against others this many times in a document: each takes some ten microseconds, and nobody reads hundreds
/// of suggestions.
const MAX_COMPARISONS: usize = 10_000;

/// The problems of a document so far.
#[derive(Default)]
pub(super) struct Problems {
    found: Vec<Diagnostic>,
    errors: usize,
    comparisons: Cell<usize>,
}

impl Problems {
    /// Whether another one is still told. Notes, however many, take no place from errors.
    pub fn takes(&self, severity: Severity) -> bool {
        match severity {
            Severity::Error => self.errors < MAX_PROBLEMS,
            Severity::Note => self.found.len() < MAX_PROBLEMS,
        }
    }

    /// Adds one, if it is still told.
    pub fn push(&mut self, problem: Diagnostic) {
        if self.takes(problem.severity) {
            self.errors += usize::from(problem.severity == Severity::Error);
            self.found.push(problem);
        }
    }

    /// The word among `known` that `word` is a misspelling of.
    pub fn meant<'k>(&self, word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
        let known: Vec<&str> = known.take(MAX_WORDS).collect();
        let comparisons = self.comparisons.get() + known.len();
        if comparisons > MAX_COMPARISONS {
            return None;
        }
        self.comparisons.set(comparisons);
        similar(word, known.into_iter())
    }

    /// What stops the generator, and then what is worth telling.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|problem| problem.severity);
        self.found.truncate(MAX_PROBLEMS);
        self.found
    }
}
