//! The raw value of a document enters; the version of OpenAPI that it is written in leaves.

use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::Pointer;
use serde_json::Value;

/// A version of OpenAPI that this generator reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// 3.0.x
    V3_0,
    /// 3.1.x
    V3_1,
}

impl Version {
    /// The version that `document` names.
    pub fn of(document: &Value) -> Result<Self, Diagnostic> {
        let at = Pointer::root().child("openapi");
        let refuse =
            |at, message: String, help: &str| Err(Diagnostic::error(Code::UnsupportedVersion, at, message, help));
        match document.get("openapi") {
            Some(Value::String(version)) if is_patch_of(version, "3.0.") => Ok(Self::V3_0),
            Some(Value::String(version)) if is_patch_of(version, "3.1.") => Ok(Self::V3_1),
            Some(Value::String(version)) => refuse(
                at,
                format!("the document is written in OpenAPI `{version}`"),
                "convert it to OpenAPI 3.0.x or 3.1.x, written out as in 3.1.0",
            ),
            Some(_) => refuse(at, "the version is not text".into(), "quote it: `openapi: '3.1.0'`"),
            None if document.get("swagger").is_some() => refuse(
                Pointer::root().child("swagger"),
                "the document is written in Swagger 2.0".into(),
                "convert it to OpenAPI 3.0.x or 3.1.x",
            ),
            None => refuse(
                Pointer::root(),
                "the document does not say which version of OpenAPI it is written in".into(),
                "add `openapi: 3.1.0` if it is OpenAPI",
            ),
        }
    }
}

fn is_patch_of(version: &str, minor: &str) -> bool {
    version.strip_prefix(minor).is_some_and(|patch| !patch.is_empty() && patch.bytes().all(|b| b.is_ascii_digit()))
}
