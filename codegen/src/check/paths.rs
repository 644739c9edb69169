//! The paths of a document enter; templates and parameters that do not match, paths that cannot be
//! told apart and operations that cannot be named leave.

use super::table::OPERATION;
use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::component_name;
use crate::pointer::Pointer;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

pub(crate) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The largest document known has an eightieth of this. To openapiv3 a path has room for every method, some kilobytes of it.
const MAX_PATHS: usize = 10_000;

/// Checks every path and operation of `document`.
pub(super) fn check<'a>(document: &'a Value, walk: &mut Walk<'a>) {
    let mut check = Check { document, walk, templates: HashMap::new(), ids: HashMap::new() };
    let paths = document.get("paths").and_then(Value::as_object);
    if let Some((path, _)) = paths.and_then(|paths| paths.iter().nth(MAX_PATHS)) {
        let at = Pointer::root().child("paths").child(path);
        let message = format!("the document has more than {MAX_PATHS} paths");
        return check.error(Code::TooLarge, &at, message, "split the document");
    }
    for (path, item) in paths.into_iter().flatten() {
        if let (true, Value::Object(item)) = (path.starts_with('/'), item) {
            check.path(path, item);
        }
    }
}

struct Check<'a, 'p> {
    document: &'a Value,
    /// What has looked at each object by itself.
    walk: &'p mut Walk<'a>,
    /// Paths by their template with the names of parameters left out.
    templates: HashMap<String, (&'a str, &'a Map<String, Value>)>,
    ids: HashMap<&'a str, Pointer>,
}

/// A declared path parameter and where.
struct Declared<'a> {
    name: &'a str,
    /// Where it says otherwise, or does not say so.
    optional: Option<Optional>,
    at: Pointer,
}

/// What makes a path parameter optional.
enum Optional {
    /// `required` is false here.
    Stated(Pointer),
    Unstated,
}

impl<'a> Check<'a, '_> {
    fn path(&mut self, path: &'a str, item: &'a Map<String, Value>) {
        let at = Pointer::root().child("paths").child(path);
        let names = match names(path) {
            Ok(names) => names,
            Err(problem) => {
                return self.error(
                    Code::BadPathTemplate,
                    &at,
                    format!("in the path `{path}` {problem}"),
                    "write each parameter once, as {Name}",
                );
            }
        };
        self.ambiguity(path, item, &at);
        let shared = self.parameters(item, &at);
        let mut used = false;
        for method in METHODS {
            let Some(Value::Object(operation)) = item.get(method) else {
                continue;
            };
            used = true;
            if operation.contains_key("$ref") {
                // The walk has said that it is not followed; what it stands for may be in order.
                continue;
            }
            let at = at.child(method);
            self.id(operation, &at);
            let own = self.parameters(operation, &at);
            self.unnamed(&own, &names, path);
            for name in &names {
                if !own.iter().chain(&shared).any(|parameter| parameter.name == *name) {
                    self.error(
                        Code::UndeclaredPathParameter,
                        &at,
                        format!("the path names `{{{name}}}` and the operation declares no such parameter"),
                        format!("add a parameter `{name}` with `in: path` and `required: true`"),
                    );
                }
            }
        }
        if used {
            self.unnamed(&shared, &names, path);
        }
    }

    /// Reports parameters that the path does not name, and optional ones.
    fn unnamed(&mut self, declared: &[Declared<'a>], names: &[&str], path: &str) {
        for Declared { name, optional, at } in declared {
            if !names.contains(name) {
                self.error(
                    Code::UnusedPathParameter,
                    at,
                    format!("the path `{path}` does not name the parameter `{name}`"),
                    format!("add {{{name}}} to the path, or remove the parameter"),
                );
            } else if let Some(optional) = optional {
                let (at, help) = match optional {
                    Optional::Stated(at) => (at, "write `true`"),
                    Optional::Unstated => (at, "add `required: true`"),
                };
                let message = format!("the path parameter `{name}` is not required");
                self.error(Code::OptionalPathParameter, at, message, help);
            }
        }
    }

    fn ambiguity(&mut self, path: &'a str, item: &'a Map<String, Value>, at: &Pointer) {
        let methods = |item: &Map<String, Value>| METHODS.iter().filter(|m| item.contains_key(**m)).count();
        if methods(item) == 0 {
            return;
        }
        let Some((first, earlier)) = self.templates.insert(template(path), (path, item)) else {
            return;
        };
        let clash = METHODS.iter().find(|m| item.contains_key(**m) && earlier.contains_key(**m));
        let message = format!("the path differs from `{first}` only in the names of its parameters");
        let help = "give both the same names and make them one path";
        self.walk.problems.push(match clash {
            Some(_) => Diagnostic::error(Code::AmbiguousPath, at, message, help),
            // Without a method in common every request is still told apart.
            None => Diagnostic::note(Code::AmbiguousPath, at, message, help),
        });
    }

    fn id(&mut self, operation: &'a Map<String, Value>, at: &Pointer) {
        let id = match operation.get("operationId") {
            Some(Value::String(id)) if !id.trim().is_empty() => id,
            Some(Value::String(_)) => {
                return self.error(
                    Code::MissingOperationId,
                    &at.child("operationId"),
                    "the `operationId` is empty, and the operation's name is made from it",
                    "write a name, as in `ListAccounts`",
                );
            }
            // The walk has told of the misspelling.
            None if self.walk.misspells(&OPERATION, operation, "operationId") => return,
            None => {
                return self.error(
                    Code::MissingOperationId,
                    at,
                    "the operation has no `operationId`, from which its name is made",
                    "add `operationId`",
                );
            }
            // The walk has said that this is no text.
            Some(_) => return,
        };
        let here = at.child("operationId");
        if let Some(first) = self.ids.get(id.as_str()) {
            let message = format!("another operation is called `{id}`");
            let found = Diagnostic::error(Code::DuplicateOperationId, &here, message, "give each operation its own");
            self.walk.problems.push(found.beside("the first one is", first));
        } else {
            self.ids.insert(id, here);
        }
    }

    /// The path parameters declared at `holder`; reports those declared twice.
    fn parameters(&mut self, holder: &'a Map<String, Value>, at: &Pointer) -> Vec<Declared<'a>> {
        let mut declared = Vec::new();
        let mut seen = HashSet::new();
        let list = holder.get("parameters").and_then(Value::as_array);
        for (index, parameter) in list.into_iter().flatten().enumerate() {
            let at = at.child("parameters").item(index);
            let (parameter, written) = self.resolved(parameter, &at);
            let text = |field| parameter.get(field).and_then(Value::as_str);
            let (Some(name), Some(place)) = (text("name"), text("in")) else {
                continue;
            };
            // The names of headers are the same in any case.
            let key = if place == "header" { name.to_ascii_lowercase() } else { name.to_owned() };
            if !seen.insert((key, place)) {
                self.error(
                    Code::DuplicateParameter,
                    &at,
                    format!("the {place} parameter `{name}` is already in this list"),
                    "remove one of the two",
                );
            } else if place == "path" {
                let optional = match parameter.get("required") {
                    Some(Value::Bool(false)) => Some(Optional::Stated(written.child("required"))),
                    None => Some(Optional::Unstated),
                    // The walk has said that anything else is no flag.
                    Some(_) => None,
                };
                declared.push(Declared { name, optional, at });
            }
        }
        declared
    }

    /// What a parameter or a reference to one at `at` is, and where that is written.
    fn resolved(&self, parameter: &'a Value, at: &Pointer) -> (&'a Value, Pointer) {
        let (mut parameter, mut at) = (parameter, at.clone());
        // Circles are reported elsewhere.
        for _ in 0..64 {
            let Some(target) = parameter.get("$ref").and_then(Value::as_str) else {
                break;
            };
            let found = component_name(target, "parameters").and_then(|name| {
                let found = self.document.get("components")?.get("parameters")?.get(&name)?;
                Some((found, Pointer::root().child("components").child("parameters").child(&name)))
            });
            match found {
                Some(found) => (parameter, at) = found,
                None => break,
            }
        }
        (parameter, at)
    }

    fn error(&mut self, code: Code, at: &Pointer, message: impl Into<String>, help: impl Into<String>) {
        self.walk.problems.push(Diagnostic::error(code, at, message, help));
    }
}

/// The parameters that `path` names, or what is wrong with its braces.
fn names(path: &str) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        if before.contains('}') {
            return Err("a brace closes that was not opened".into());
        }
        let Some((name, after)) = after.split_once('}') else {
            return Err("a brace is not closed".into());
        };
        if name.is_empty() || name.contains(['{', '/']) {
            return Err(format!("`{{{name}}}` names no parameter"));
        }
        if names.contains(&name) {
            return Err(format!("the parameter `{name}` stands twice"));
        }
        names.push(name);
        rest = after;
    }
    if rest.contains('}') {
        return Err("a brace closes that was not opened".into());
    }
    Ok(names)
}

/// `path` with the names of its parameters left out.
fn template(path: &str) -> String {
    let mut template = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '}' => inside = false,
            _ if inside => continue,
            '{' => inside = true,
            _ => {}
        }
        template.push(c);
    }
    template
}
