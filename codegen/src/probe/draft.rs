//! A node of the document and what a reply showed in; the overlay action that would make the document say so, as YAML, out.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::diagnostic::visible;
use crate::document::{Document, Version};
use crate::pointer::Pointer;

/// What the document should say.
#[derive(Clone, Copy, Debug)]
pub enum Draft<'a> {
    /// Null is allowed for.
    Nullable,
    /// It is of this type.
    Type(&'static str),
    /// It is any text.
    Text,
    /// It has a member of this name and type.
    Property(&'a str, &'static str),
    /// The member of this name may be missing.
    Optional(&'a str),
    /// It has another value.
    Value,
}

/// The action, one of a list. It is a draft: a person decides whether what was seen once is a fact.
pub fn draft(document: &Document, pointer: &Pointer, reason: &str, what: Draft) -> String {
    let node = document.raw(pointer);
    let actions = match what {
        Draft::Nullable => match (document.version, node.and_then(Value::as_object)) {
            (Version::V3_1, Some(node)) if node.contains_key("type") => replaced(pointer, with_null(node)),
            _ => vec![update(pointer, json!({"nullable": true}))],
        },
        Draft::Type(ty) => replaced(pointer, schema(ty)),
        Draft::Text => replaced(pointer, schema("string")),
        Draft::Property(name, ty) => {
            vec![update(pointer, json!({"properties": object(name.to_owned(), schema(ty))}))]
        }
        Draft::Optional(name) => {
            let schema = up(pointer, 2);
            let listed = document.raw(&schema.child("required")).and_then(Value::as_array);
            let rest: Vec<&Value> = listed.into_iter().flatten().filter(|one| one.as_str() != Some(name)).collect();
            let again = (!rest.is_empty()).then(|| update(&schema, json!({"required": rest})));
            std::iter::once(remove(&schema.child("required"))).chain(again).collect()
        }
        Draft::Value => vec![update(pointer, json!({"enum": ["TODO: the new value"]}))],
    };
    let described =
        actions.into_iter().map(|(target, word, value)| json!({"target": target, "description": reason, word: value}));
    let described: Vec<Value> = described.collect();
    let text = serde_yaml::to_string(&described).unwrap_or_default();
    // A name may hold marks that disguise what stands around them. JSON is YAML too, and has escapes for them.
    match text.lines().all(|line| matches!(visible(line), Cow::Borrowed(_))) {
        true => text,
        false => described.iter().map(|action| format!("- {}\n", escaped(&action.to_string()))).collect(),
    }
}

fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for letter in json.chars() {
        match visible(letter.encode_utf8(&mut [0; 4])) {
            Cow::Borrowed(_) => text.push(letter),
            Cow::Owned(_) => letter.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text += &format!("\\u{unit:04x}")),
        }
    }
    text
}

type Action = (String, &'static str, Value);

fn update(pointer: &Pointer, value: Value) -> Action {
    (json_path(pointer), "update", value)
}

fn remove(pointer: &Pointer) -> Action {
    (json_path(pointer), "remove", Value::Bool(true))
}

/// What a node says goes only with the node: a list is not merged into a text, and a pattern not out of it.
fn replaced(pointer: &Pointer, node: Value) -> Vec<Action> {
    vec![remove(pointer), update(&up(pointer, 1), object(pointer.last().unwrap_or_default(), node))]
}

fn with_null(node: &Map<String, Value>) -> Value {
    let mut node = node.clone();
    if let Some(ty) = node.get_mut("type") {
        *ty = json!([ty.clone(), "null"]);
    }
    Value::Object(node)
}

fn schema(ty: &str) -> Value {
    match ty {
        "null" => json!({}),
        "array" => json!({"type": "array", "items": {}}),
        ty => json!({"type": ty}),
    }
}

fn object(name: String, value: Value) -> Value {
    Value::Object(Map::from_iter([(name, value)]))
}

fn up(pointer: &Pointer, levels: usize) -> Pointer {
    (0..levels).fold(pointer.clone(), |pointer, _| pointer.parent().unwrap_or_default())
}

/// The pointer as RFC 9535 writes it: `$.components.schemas['Key']`.
fn json_path(pointer: &Pointer) -> String {
    let mut path = "$".to_owned();
    for segment in pointer.segments() {
        let plain = segment.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '_') && !segment.is_empty();
        match segment.parse::<usize>() {
            _ if plain => path.push_str(&format!(".{segment}")),
            Ok(index) => path.push_str(&format!("[{index}]")),
            Err(_) => path.push_str(&format!("['{}']", segment.replace('\\', "\\\\").replace('\'', "\\'"))),
        }
    }
    path
}
