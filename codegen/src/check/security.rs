//! The security requirements of a document enter; names that none of its schemes has leave.
//!
//! A requirement that means nothing would make a client that sends no credentials where they are asked for.

use super::paths::METHODS;
use super::problems::Problems;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::pointer::Pointer;
use serde_json::{Map, Value};

/// Checks the requirements of `document` itself and of each of its operations.
pub(super) fn check(document: &Value, problems: &mut Problems) {
    let schemes = document.get("components").and_then(|components| components.get("securitySchemes"));
    let schemes = schemes.and_then(Value::as_object);
    requirements(document, Pointer::root, schemes, problems);
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let at = || Pointer::root().child("paths").child(path).child(method);
                requirements(operation, at, schemes, problems);
            }
        }
    }
}

fn requirements(
    holder: &Value,
    at: impl Fn() -> Pointer,
    schemes: Option<&Map<String, Value>>,
    problems: &mut Problems,
) {
    let list = holder.get("security").and_then(Value::as_array);
    for (index, requirement) in list.into_iter().flatten().enumerate() {
        for name in requirement.as_object().into_iter().flat_map(Map::keys) {
            if !problems.takes(Severity::Error) {
                return;
            }
            // The walk has said that a $ref cannot stand here.
            if name == "$ref" || schemes.is_some_and(|schemes| schemes.contains_key(name)) {
                continue;
            }
            let known = schemes.into_iter().flat_map(Map::keys).map(String::as_str);
            let help = match problems.meant(name, known) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "declare it in components/securitySchemes, or remove it".to_owned(),
            };
            problems.push(Diagnostic::error(
                Code::UndeclaredSecurity,
                at().child("security").item(index).child(name),
                format!("`{name}` is none of components/securitySchemes, so nobody knows what to send"),
                help,
            ));
        }
    }
}
