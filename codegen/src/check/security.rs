//! The security requirements of a document enter; names that none of its schemes has leave.
//!
//! A requirement that means nothing would make a client that sends no credentials where they are asked for.

use super::MAX_PROBLEMS;
use super::meant::Suggestions;
use super::paths::METHODS;
use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::Pointer;
use serde_json::{Map, Value};

/// Checks the requirements of `document` itself and of each of its operations.
pub(super) fn check(document: &Value, suggestions: &Suggestions, problems: &mut Vec<Diagnostic>) {
    let schemes = document.get("components").and_then(|components| components.get("securitySchemes"));
    let schemes = schemes.and_then(Value::as_object);
    let mut found = Vec::new();
    requirements(document, Pointer::root, schemes, suggestions, &mut found);
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let at = || Pointer::root().child("paths").child(path).child(method);
                requirements(operation, at, schemes, suggestions, &mut found);
            }
        }
    }
    problems.append(&mut found);
}

fn requirements(
    holder: &Value,
    at: impl Fn() -> Pointer,
    schemes: Option<&Map<String, Value>>,
    suggestions: &Suggestions,
    found: &mut Vec<Diagnostic>,
) {
    let list = holder.get("security").and_then(Value::as_array);
    for (index, requirement) in list.into_iter().flatten().enumerate() {
        for name in requirement.as_object().into_iter().flat_map(Map::keys) {
            if found.len() >= MAX_PROBLEMS {
                return;
            }
            // The walk has said that a $ref cannot stand here.
            if name == "$ref" || schemes.is_some_and(|schemes| schemes.contains_key(name)) {
                continue;
            }
            let known = schemes.into_iter().flat_map(Map::keys).map(String::as_str);
            let help = match suggestions.meant(name, known) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "declare it in components/securitySchemes, or remove it".to_owned(),
            };
            found.push(Diagnostic::error(
                Code::UndeclaredSecurity,
                at().child("security").item(index).child(name),
                format!("`{name}` is none of components/securitySchemes, so nobody knows what to send"),
                help,
            ));
        }
    }
}
