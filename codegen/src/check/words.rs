//! This project's own words in a document, `x-twilio-*`: misspelt ones and wrong types are found here.

use super::walk::Walk;
use crate::diagnostic::Code;
use crate::document::similar;
use serde_json::Value;

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
        _ if name.starts_with("x-twilio-") => unknown(walk, name),
        _ => {}
    }
}

/// A word close to one of ours is an error; any other may be the vendor's own and is only told.
fn unknown(walk: &mut Walk<'_>, name: &str) {
    match similar(name, WORDS.into_iter()) {
        Some(meant) => walk.error(
            Code::UnknownVocabulary,
            format!("`{name}` is not a word of this project"),
            format!("did you mean `{meant}`?"),
        ),
        None => walk.note(
            Code::UnknownVocabulary,
            format!("`{name}` is not a word of this project and is ignored"),
            format!("the words are {}", WORDS.join(", ")),
        ),
    }
}
