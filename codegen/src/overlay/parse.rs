//! An overlay's value enters; its actions leave, each held against the standard and this project's rules.

use crate::diagnostic::{At, Code, Diagnostic, brief};
use crate::document::similar;
use crate::pointer::Pointer;
use crate::source::kind;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt::{self, Display};

/// One action of an overlay.
pub(super) struct Action<'a> {
    /// The index of the overlay.
    pub file: usize,
    /// The index of the action in the overlay.
    pub index: usize,
    pub target: &'a str,
    pub description: &'a str,
    pub change: Change<'a>,
}

/// What an action does to each match.
pub(super) enum Change<'a> {
    Update(&'a Value),
    Remove,
}

impl Display for Action<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "action {} (\"{}\")", self.index, first_line(self.description))
    }
}

/// As much of a description as a sentence about its action has room for.
pub(crate) fn first_line(description: &str) -> Cow<'_, str> {
    brief(description.lines().next().unwrap_or_default().trim())
}

const ROOT: [&str; 4] = ["overlay", "info", "extends", "actions"];
const INFO: [&str; 2] = ["title", "version"];
const ACTION: [&str; 4] = ["target", "description", "update", "remove"];

/// The actions of the overlay `value`, the file number `file`.
pub(super) fn actions<'a>(file: usize, value: &'a Value, problems: &mut Vec<Diagnostic>) -> Vec<Action<'a>> {
    let mut form = Form { file, problems };
    let root = Pointer::root();
    let Some(overlay) = form.object(Some(value), &root, &ROOT) else {
        return Vec::new();
    };
    if let Some(version) = form.text(overlay, &root, &ROOT, "overlay")
        && !is_supported(version)
    {
        form.report(
            Code::OverlayVersion,
            root.child("overlay"),
            format!("this is Overlay `{version}`; only 1.0 is understood"),
            "write the overlay in OpenAPI Overlay 1.0.0",
        );
    }
    let info = root.child("info");
    if !overlay.contains_key("info") && misspells(overlay, &ROOT, "info") {
        // It has been told of the misspelling.
    } else if let Some(fields) = form.object(overlay.get("info"), &info, &INFO) {
        form.text(fields, &info, &INFO, "title");
        form.text(fields, &info, &INFO, "version");
    }
    if overlay.contains_key("extends") {
        form.text(overlay, &root, &ROOT, "extends");
    }
    let at = root.child("actions");
    let list = match overlay.get("actions") {
        Some(Value::Array(list)) if !list.is_empty() => list,
        Some(Value::Array(_)) => {
            form.report(Code::BadValue, at, "the overlay has no action", "add an action or remove the file");
            return Vec::new();
        }
        None if misspells(overlay, &ROOT, "actions") => return Vec::new(),
        other => {
            form.expected(other, &at, "a list");
            return Vec::new();
        }
    };
    list.iter().enumerate().filter_map(|(index, action)| form.action(index, action)).collect()
}

fn is_supported(version: &str) -> bool {
    version.strip_prefix("1.0.").is_some_and(|patch| !patch.is_empty() && patch.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a member that is none of the `known` is a misspelling of `field`.
fn misspells(map: &Map<String, Value>, known: &[&str], field: &str) -> bool {
    let is_unknown = |key: &str| !key.starts_with("x-") && !known.contains(&key);
    map.keys().any(|key| is_unknown(key) && similar(key, known.iter().copied()) == Some(field))
}

/// The overlay being read and the problems found in it.
struct Form<'p> {
    file: usize,
    problems: &'p mut Vec<Diagnostic>,
}

impl Form<'_> {
    fn action<'a>(&mut self, index: usize, value: &'a Value) -> Option<Action<'a>> {
        let at = Pointer::root().child("actions").item(index);
        let fields = self.object(Some(value), &at, &ACTION)?;
        let target = self.text(fields, &at, &ACTION, "target");
        let description = match fields.get("description") {
            Some(Value::String(text)) if !text.trim().is_empty() => Some(text.as_str()),
            // It has been told of the misspelling.
            None if misspells(fields, &ACTION, "description") => None,
            Some(Value::String(_)) | None => {
                self.report(
                    Code::NoDescription,
                    at.clone(),
                    format!("action {index} has no description"),
                    "say which fact it records and where the fact comes from",
                );
                None
            }
            other => {
                self.expected(other, &at.child("description"), "text");
                None
            }
        };
        let remove = match fields.get("remove") {
            None | Some(Value::Bool(false)) => false,
            Some(Value::Bool(true)) => true,
            other => {
                self.expected(other, &at.child("remove"), "true or false");
                return None;
            }
        };
        let change = match (fields.get("update"), remove) {
            (Some(update), false) => Change::Update(update),
            (None, true) => Change::Remove,
            (None, false) if ["update", "remove"].into_iter().any(|name| misspells(fields, &ACTION, name)) => {
                return None;
            }
            (update, _) => {
                let has = if update.is_some() { "both an update and a remove" } else { "neither update nor remove" };
                self.report(
                    Code::UpdateAndRemove,
                    at,
                    format!("action {index} has {has}"),
                    "give each action one of the two; to replace a node, remove it and then update what holds it",
                );
                return None;
            }
        };
        Some(Action { file: self.file, index, target: target?, description: description?, change })
    }

    fn object<'a>(&mut self, value: Option<&'a Value>, at: &Pointer, known: &[&str]) -> Option<&'a Map<String, Value>> {
        let Some(Value::Object(map)) = value else {
            self.expected(value, at, "a mapping");
            return None;
        };
        for key in map.keys().filter(|key| !key.starts_with("x-") && !known.contains(&key.as_str())) {
            let help = match similar(key, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("the fields here are {}", known.join(", ")),
            };
            self.report(Code::UnknownField, at.child(key), format!("an overlay has no field `{key}` here"), help);
        }
        Some(map)
    }

    fn text<'a>(&mut self, map: &'a Map<String, Value>, at: &Pointer, known: &[&str], field: &str) -> Option<&'a str> {
        match map.get(field) {
            Some(Value::String(text)) => Some(text),
            None if misspells(map, known, field) => None,
            other => {
                self.expected(other, &at.child(field), "text");
                None
            }
        }
    }

    fn expected(&mut self, found: Option<&Value>, at: &Pointer, what: &str) {
        let field = at.last().unwrap_or_else(|| "overlay".to_owned());
        match found {
            Some(found) => {
                let help = match (field.as_str(), found) {
                    ("overlay" | "version", Value::Number(number)) => {
                        format!("put the version in quotes: `{field}: '{number}'`")
                    }
                    ("actions", _) => "write a list below it, each item of which begins with `- target:`".to_owned(),
                    ("target", _) => {
                        "write one JSONPath as text, as in `target: $.paths['/Accounts.json']`; each further target needs \
                         an action of its own"
                            .to_owned()
                    }
                    ("remove", _) => "write `remove: true`, without quotes, or leave it out".to_owned(),
                    _ => format!("write {what} in its place"),
                };
                self.report(
                    Code::WrongType,
                    at.clone(),
                    format!("`{field}` is {}, expected {what}", kind(found)),
                    help,
                );
            }
            None => self.report(
                Code::MissingField,
                at.parent().unwrap_or_default(),
                format!("`{field}` is missing"),
                format!("add `{field}:` with {what}"),
            ),
        }
    }

    fn report(&mut self, code: Code, pointer: Pointer, message: impl Into<String>, help: impl Into<String>) {
        let at = At::Overlay { file: self.file, pointer };
        self.problems.push(Diagnostic::error(code, at, message, help));
    }
}
