//! The raw value of an effective document enters; what is wrong with it by OpenAPI's structure leaves.
//!
//! The typed view drops most of what it does not know and has no places, so everything is held
//! against the standard here, by pointer: what passes is read without loss.

mod hook;
mod meant;
mod paths;
mod references;
mod schema;
mod security;
mod table;
mod walk;
mod words;

use crate::diagnostic::Diagnostic;
use crate::document::Version;
use serde_json::Value;
use walk::Walk;

pub(crate) use paths::METHODS;
pub(crate) use schema::allows_all;

/// Beyond this many a list of problems helps nobody.
const MAX_PROBLEMS: usize = 1_000;

/// Holds `document` against the structure of the `version` of OpenAPI that it names.
pub fn check(document: &Value, version: Version) -> Vec<Diagnostic> {
    let mut walk = Walk::new(version);
    match document {
        Value::Object(map) => walk.object(&table::OPENAPI, map),
        other => walk.wrong(other, "a mapping"),
    }
    let (mut problems, references) = (std::mem::take(&mut walk.problems), std::mem::take(&mut walk.references));
    references::targets(document, &references, &walk.suggestions, &mut problems);
    references::cycles(document, &mut problems);
    paths::check(document, &walk, &mut problems);
    security::check(document, &walk.suggestions, &mut problems);
    // What stops the generator comes first, should there be too much to tell.
    problems.sort_by_key(|problem| problem.severity);
    problems.truncate(MAX_PROBLEMS);
    problems
}

#[cfg(test)]
mod tests;
