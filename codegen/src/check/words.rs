//! This project's own words in a document, `x-twilio-*`: misspelt ones and wrong types are found here.

use super::walk::Walk;
use crate::diagnostic::Code;
use serde_json::Value;

const PREFIX: &str = "x-twilio-";

const WORDS: [&str; 4] = ["x-twilio-module", "x-twilio-name", "x-twilio-internal", "x-twilio-type"];

/// Hand-written types of the runtime that may stand for a schema.
const TYPES: [&str; 1] = ["Policy"];

/// Checks the extension `name` with `value` at the end of the path.
pub(super) fn check(walk: &mut Walk<'_>, name: &str, value: &Value) {
    match name {
        "x-twilio-module" | "x-twilio-name" => match value {
            Value::String(text) if !text.trim().is_empty() => {}
            Value::String(_) => walk.error(Code::BadValue, format!("`{name}` is empty"), "give a name, or remove it"),
            other => walk.wrong(other, "text"),
        },
        "x-twilio-internal" if value.is_boolean() => {}
        "x-twilio-internal" => walk.wrong(value, "true or false"),
        "x-twilio-type" => match value {
            Value::String(text) if TYPES.contains(&text.as_str()) => {}
            Value::String(text) => walk.error(
                Code::BadValue,
                format!("`{text}` is not a hand-written type of the runtime"),
                format!("the types are {}", TYPES.join(", ")),
            ),
            other => walk.wrong(other, "text"),
        },
        _ => unknown(walk, name),
    }
}

/// A misspelling of one of our words is an error; any other word may be the vendor's own and is only told.
fn unknown(walk: &mut Walk<'_>, name: &str) {
    let suffix = name.strip_prefix(PREFIX);
    let is_meant = |word: &&str| match suffix {
        Some(suffix) => word.strip_prefix(PREFIX).is_some_and(|known| is_misspelt(suffix, known)),
        None => is_misspelt(name, word),
    };
    match (WORDS.into_iter().find(is_meant), suffix) {
        (Some(meant), _) => walk.error(
            Code::UnknownVocabulary,
            format!("`{name}` is not a word of this project"),
            format!("did you mean `{meant}`?"),
        ),
        (None, Some(_)) => walk.note(
            Code::UnknownVocabulary,
            format!("`{name}` is not a word of this project and is ignored"),
            format!("the words are {}", WORDS.join(", ")),
        ),
        (None, None) => {}
    }
}

/// Whether `word` is plausibly a misspelling of `known`: a slip of one letter, or of two where the word is long enough that
/// another of that likeness would be a strange coincidence.
fn is_misspelt(word: &str, known: &str) -> bool {
    let allowed = if known.len() < 8 { 1 } else { 2 };
    word.len().abs_diff(known.len()) <= allowed && distance(word.as_bytes(), known.as_bytes()) <= allowed
}

/// How many letters are to be added, dropped, changed or swapped with their neighbour to make `b` of `a`.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (row, x) in a.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, y) in b.iter().enumerate() {
            let at = |list: &[usize], index: usize| list.get(index).copied().unwrap_or(usize::MAX - 1);
            let mut least = (at(&last, column) + usize::from(x != y)).min(at(&last, column + 1) + 1);
            least = least.min(at(&next, column) + 1);
            let is_swap = row > 0 && column > 0 && a.get(row - 1) == Some(y) && b.get(column - 1) == Some(x);
            if is_swap && x != y {
                least = least.min(at(&before, column - 1) + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted() {
        for (a, b, expected) in
            [("name", "name", 0), ("nam", "name", 1), ("anme", "name", 1), ("", "name", 4), ("note", "name", 2)]
        {
            assert_eq!(distance(a.as_bytes(), b.as_bytes()), expected, "{a}");
        }
    }
}
