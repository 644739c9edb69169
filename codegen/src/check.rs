//! The raw value of an effective document enters; what is wrong with it by OpenAPI's structure leaves.
//!
//! The typed view drops most of what it does not know and has no places, so everything is held
//! against the standard here, by pointer: what passes is read without loss.

mod hook;
mod paths;
mod problems;
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

/// Holds `document` against the structure of the `version` of OpenAPI that it names.
pub fn check(document: &Value, version: Version) -> Vec<Diagnostic> {
    let mut walk = Walk::new(version);
    match document {
        Value::Object(map) => walk.object(&table::OPENAPI, map),
        other => walk.wrong(other, "a mapping"),
    }
    references::targets(document, &walk.references, &mut walk.problems);
    references::cycles(document, &mut walk.problems);
    paths::check(document, &mut walk);
    security::check(document, &mut walk.problems);
    walk.problems.finish()
}

#[cfg(test)]
mod tests;
