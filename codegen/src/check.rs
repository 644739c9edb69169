//! The raw value of an effective document enters; what is wrong with it by OpenAPI's structure leaves.

use crate::diagnostic::Diagnostic;
use serde_json::Value;

/// Holds `document` against the structure of the version of OpenAPI that it names.
pub fn check(_document: &Value) -> Vec<Diagnostic> {
    Vec::new()
}
