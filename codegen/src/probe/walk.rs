//! A type and a JSON value in; where they disagree out.

use serde_json::Value;

use super::draft::{Draft, draft};
use super::{Deviation, Kind};
use crate::diagnostic::visible;
use crate::document::{Document, target};
use crate::ir::{Api, Member, Model, ModelKind, Operation, Type};
use crate::pointer::Pointer;
use crate::spell::spell;

/// Compares from the top.
pub fn walk(api: &Api, document: &Document, operation: &Operation, ty: &Type, reply: &Value) -> Vec<Deviation> {
    let mut walk = Walk { api, document, operation, found: Vec::new() };
    let pointer = operation.replies.first().map_or(&operation.pointer, |reply| &reply.pointer).clone();
    walk.value(ty, reply, "", &pointer);
    walk.found
}

struct Walk<'a> {
    api: &'a Api,
    document: &'a Document,
    operation: &'a Operation,
    found: Vec<Deviation>,
}

impl Walk<'_> {
    fn add(&mut self, kind: Kind, path: &str, text: String, pointer: &Pointer, what: Draft) {
        let reason =
            format!("{} is answered so: {text}. Seen by cargo xtask probe; its value is not kept.", self.operation.id);
        let pointer = self.follow(pointer);
        let draft = draft(self.document, &pointer, &reason, what);
        self.found.push(Deviation { path: path.to_owned(), kind, text, pointer, draft });
    }

    /// The node itself where a reference stands on the way to it.
    fn follow(&self, pointer: &Pointer) -> Pointer {
        let mut here = Pointer::root();
        for segment in pointer.segments() {
            let next = here.child(&segment);
            let reference = self.document.raw(&here).and_then(|node| node.get("$ref")).and_then(Value::as_str);
            here = match (self.document.raw(&next), reference.and_then(target)) {
                (None, Some(target)) => target.child(&segment),
                _ => next,
            };
        }
        here
    }

    fn value(&mut self, ty: &Type, value: &Value, path: &str, pointer: &Pointer) {
        match (ty, value) {
            (Type::Json | Type::Runtime(_), _) | (Type::Nullable(_), Value::Null) => {}
            (Type::Nullable(inner), value) => self.value(inner, value, path, pointer),
            (_, Value::Null) => {
                let text = format!("{} is null", shown(path));
                self.add(Kind::Null, path, text, pointer, Draft::Nullable);
            }
            (Type::List(item), Value::Array(items)) => {
                let (path, pointer) = (format!("{path}/*"), pointer.child("items"));
                items.iter().for_each(|value| self.value(item, value, &path, &pointer));
            }
            (Type::Map(item), Value::Object(members)) => {
                let (path, pointer) = (format!("{path}/*"), pointer.child("additionalProperties"));
                members.values().for_each(|value| self.value(item, value, &path, &pointer));
            }
            (Type::Model(id) | Type::Boxed(id), value) => self.model(&self.api.models[id.0], value, path, pointer),
            (Type::Text | Type::Secret, Value::String(_)) | (Type::Boolean, Value::Bool(_)) => {}
            // Twilio writes some numbers as text, and the client reads both.
            (Type::Integer, Value::Number(number)) if number.is_i64() || number.is_u64() => {}
            (Type::Number, Value::Number(_)) => {}
            (Type::Integer, Value::String(text)) if text.parse::<i64>().is_ok() => {}
            (Type::Number, Value::String(text)) if text.parse::<f64>().is_ok() => {}
            (Type::Timestamp | Type::Date, Value::String(text)) => {
                if !is_date(text) {
                    self.format(path, pointer, "is no date");
                }
            }
            (Type::Sid(id), Value::String(text)) => {
                let prefixes = &self.api.sids[id.0].prefixes;
                if !(is_sid(text) && prefixes.iter().any(|prefix| text.starts_with(prefix.as_str()))) {
                    self.format(path, pointer, &format!("is no {}", self.api.sids[id.0].name));
                }
            }
            (Type::AnySid, Value::String(text)) => {
                if !is_sid(text) {
                    self.format(path, pointer, "is no SID");
                }
            }
            (ty, value) => self.mismatch(&spell(self.api, ty, false), value, path, pointer),
        }
    }

    fn format(&mut self, path: &str, pointer: &Pointer, what: &str) {
        let text = format!("{} {what}", shown(path));
        self.add(Kind::Format, path, text, pointer, Draft::Text);
    }

    fn mismatch(&mut self, ty: &str, value: &Value, path: &str, pointer: &Pointer) {
        let text = format!("{} is {} where `{ty}` is expected", shown(path), article(kind(value)));
        self.add(Kind::Type, path, text, pointer, Draft::Type(kind(value)));
    }

    fn model(&mut self, model: &Model, value: &Value, path: &str, pointer: &Pointer) {
        match (&model.kind, value) {
            (ModelKind::Struct { members, rest }, Value::Object(object)) => {
                members.iter().for_each(|member| self.member(member, object.get(&member.wire), path));
                for (name, value) in object {
                    if members.iter().any(|member| member.wire == *name) {
                        continue;
                    }
                    let path = format!("{path}/{name}");
                    match rest {
                        Some(rest) => self.value(&rest.ty, value, &path, &model.pointer.child("additionalProperties")),
                        None => {
                            let text = format!("the member `{}` is there, {}", visible(name), article(kind(value)));
                            self.add(Kind::Undeclared, &path, text, &model.pointer, Draft::Property(name, kind(value)));
                        }
                    }
                }
            }
            (ModelKind::Choice { values, .. }, Value::String(text)) => {
                if !values.iter().any(|known| known.wire == *text) {
                    let text = format!("{} has a value that is not listed", shown(path));
                    self.add(Kind::Value, path, text, &model.pointer, Draft::Value);
                }
            }
            // Which of its types a union is cannot be told without reading it as each.
            (ModelKind::Union { .. }, _) => {}
            (_, value) => self.mismatch(&model.name, value, path, pointer),
        }
    }

    fn member(&mut self, member: &Member, value: Option<&Value>, path: &str) {
        let path = format!("{path}/{}", member.wire);
        match value {
            None if member.required => {
                let text = format!("{} must be there and is not", shown(&path));
                self.add(Kind::Missing, &path, text, &member.pointer, Draft::Optional(&member.wire));
            }
            // Missing and null are one to the client, and both are allowed for.
            None => {}
            Some(Value::Null) if !member.required => {}
            Some(value) => self.value(&member.ty, value, &path, &member.pointer),
        }
    }
}

fn shown(path: &str) -> String {
    if path.is_empty() { "the reply".to_owned() } else { format!("`{}`", visible(path)) }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn article(kind: &str) -> String {
    match kind {
        "null" => kind.to_owned(),
        _ if kind.starts_with(['a', 'i', 'o']) => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

fn is_sid(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() == 34
        && bytes.by_ref().take(2).all(|letter| letter.is_ascii_uppercase())
        && bytes.all(|letter| letter.is_ascii_hexdigit())
}

/// Whether it looks like one of the forms that the client reads: `2015-07-31`, `2015-07-31T04:00:00Z`, or RFC 2822.
fn is_date(text: &str) -> bool {
    let digits = |text: &str| text.chars().all(|digit| digit.is_ascii_digit());
    let numeric = |text: &str| {
        let parts: Vec<&str> = text.splitn(3, '-').collect();
        matches!(parts[..], [year, month, day] if year.len() == 4 && digits(year) && month.len() == 2 && digits(month) && day.get(..2).is_some_and(digits))
    };
    let named = |text: &str| {
        let words: Vec<&str> = text.split(' ').collect();
        matches!(words[..], [_, day, month, year, time, _] if digits(day) && month.len() == 3 && year.len() == 4 && digits(year) && time.matches(':').count() == 2)
    };
    numeric(text) || named(text)
}
