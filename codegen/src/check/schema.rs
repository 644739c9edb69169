//! What the table cannot say of a schema: keywords that depend on one another, and those whose meaning depends on the version.

use super::hook::Fields;
use super::table::UNSUPPORTED;
use super::walk::Walk;
use crate::diagnostic::{Code, Severity};
use crate::document::Version;
use crate::source::kind;
use serde_json::Value;
use std::collections::HashSet;

const TYPES: [&str; 7] = ["string", "number", "integer", "boolean", "array", "object", "null"];

pub(super) fn schema<'a>(walk: &mut Walk<'a>, schema: &'a Fields) {
    if let Some(value) = schema.get("type") {
        walk.below("type", |walk| types(walk, value));
    }
    if schema.keys().all(|name| is_plain(name, walk.version)) {
        return;
    }
    if let (Some(value), Version::V3_1) = (schema.get("nullable"), walk.version) {
        walk.below("nullable", |walk| left_over(walk, schema, value));
    }
    for name in ["exclusiveMinimum", "exclusiveMaximum"] {
        if let Some(value) = schema.get(name) {
            walk.below(name, |walk| exclusive(walk, name, value));
        }
    }
    if let Some(Value::Array(values)) = schema.get("enum") {
        walk.below("enum", |walk| {
            enumeration(walk, values);
            plain_values(walk, schema, values);
        });
        if schema.get("type").is_some_and(|kind| kind == "integer") {
            walk.below("enum", |walk| integers(walk, values));
        }
    }
    for (least, most) in [("minLength", "maxLength"), ("minimum", "maximum"), ("minItems", "maxItems")] {
        let number = |name| schema.get(name).and_then(Value::as_f64);
        if let (Some(from), Some(to)) = (number(least), number(most))
            && from > to
        {
            walk.below(least, |walk| {
                walk.error(
                    Code::BadValue,
                    format!("`{least}` is {from} and `{most}` is {to}, so no value is right"),
                    "correct one of the two, or remove it",
                );
            });
        }
    }
    if ["readOnly", "writeOnly"].iter().all(|name| schema.get(*name) == Some(&Value::Bool(true))) {
        walk.below("writeOnly", |walk| {
            walk.error(
                Code::BadValue,
                "this is both `readOnly` and `writeOnly`, so nobody carries it",
                "keep one of the two",
            );
        });
    }
    contradictions(walk, schema);
    default(walk, schema);
    for keyword in ["allOf", "oneOf", "anyOf"] {
        if schema.get(keyword).and_then(Value::as_array).is_some_and(Vec::is_empty) {
            walk.below(keyword, |walk| {
                let message = format!("`{keyword}` is empty, and has to name at least one schema");
                walk.error(Code::BadValue, message, "add a schema, or remove it");
            });
        }
    }
    if let Some(step) = schema.get("multipleOf").and_then(Value::as_f64)
        && step <= 0.0
    {
        walk.below("multipleOf", |walk| {
            let message = format!("`multipleOf` is {step}, and no value is a multiple of that");
            walk.error(Code::BadValue, message, "write a number above 0, or remove it");
        });
    }
    if let Some(Value::Array(required)) = schema.get("required") {
        walk.below("required", |walk| twice(walk, required));
    }
    if let (Some(Value::Array(required)), Some(Value::Object(properties))) =
        (schema.get("required"), schema.get("properties"))
    {
        walk.below("required", |walk| self::required(walk, schema, required, properties));
    }
}

/// Whether nothing is wrong with a schema of such members alone, as most are, but for its type.
fn is_plain(name: &str, version: Version) -> bool {
    matches!(name, "type" | "format" | "description" | "pattern" | "title" | "example")
        || name == "nullable" && version == Version::V3_0
        || name.starts_with("x-")
}

/// The types that a schema states, null aside.
fn stated(schema: &Fields) -> Vec<&str> {
    let names = match schema.get("type") {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    names.into_iter().filter(|name| is_type(name) && *name != "null").collect()
}

/// Members of what is no object, and items of what is no list: one of the two was not meant.
fn contradictions<'a>(walk: &mut Walk<'a>, schema: &'a Fields) {
    let stated = stated(schema);
    for (keyword, kind) in [("properties", "object"), ("items", "array")] {
        if let Some(first) = stated.first()
            && schema.contains_key(keyword)
            && !stated.contains(&kind)
        {
            walk.below(keyword, |walk| {
                walk.error(
                    Code::BadValue,
                    format!("`{keyword}` belongs to the type `{kind}`, and the type here is `{first}`"),
                    format!("write `type: {kind}`, or remove `{keyword}`"),
                );
            });
        }
    }
}

/// Mappings and lists among the values of a plain type, as a stray colon or bracket makes them.
fn plain_values<'a>(walk: &mut Walk<'a>, schema: &'a Fields, values: &'a [Value]) {
    let stated = stated(schema);
    let Some(first) = stated.first().filter(|_| stated.iter().all(|name| !matches!(*name, "object" | "array"))) else {
        return;
    };
    for (index, value) in values.iter().enumerate() {
        if value.is_object() || value.is_array() {
            let message = format!("the type is `{first}`, and this value is {}", kind(value));
            walk.item(index, |walk| walk.error(Code::BadValue, message, "correct the value, or remove it"));
        }
    }
}

/// A default that its schema does not allow changes no code, and is most often a slip. Plain values that are written as
/// other plain values are forgiven: what goes over the wire is their text.
fn default<'a>(walk: &mut Walk<'a>, schema: &'a Fields) {
    let Some(value) = schema.get("default").filter(|value| !value.is_null()) else {
        return;
    };
    let stated = stated(schema);
    let is_fine = |name: &&str| match (*name, value) {
        ("object", value) => value.is_object(),
        ("array", value) => value.is_array(),
        (_, Value::Object(_) | Value::Array(_)) => false,
        ("boolean", Value::Bool(_)) | ("number" | "integer", Value::Number(_)) | ("string", _) => true,
        ("boolean", Value::String(text)) => matches!(text.as_str(), "true" | "false"),
        ("number", Value::String(text)) => text.parse::<f64>().is_ok(),
        ("integer", Value::String(text)) => text.parse::<i64>().is_ok(),
        _ => false,
    };
    if let Some(first) = stated.first()
        && !stated.iter().any(is_fine)
    {
        let message = format!("the default is {}, and the type is `{first}`", kind(value));
        return walk.below("default", |walk| walk.note(Code::BadValue, message, "correct the default, or remove it"));
    }
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if let Some(Value::Array(values)) = schema.get("enum")
        && !values.iter().any(|known| text(known) == text(value))
    {
        let shown = text(value);
        let help = match walk.problems.meant(&shown, values.iter().filter_map(Value::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "correct the default, list it in the enum, or remove it".to_owned(),
        };
        let message = format!("the default `{shown}` is none of the values of the enum");
        walk.below("default", |walk| walk.note(Code::BadValue, message, help));
    }
}

/// Names that a list has twice.
fn twice<'a>(walk: &mut Walk<'a>, names: &'a [Value]) {
    let mut seen = HashSet::new();
    for (index, name) in names.iter().enumerate() {
        if let Value::String(name) = name
            && !seen.insert(name)
        {
            let message = format!("`{name}` is already in this list");
            walk.item(index, |walk| walk.error(Code::BadValue, message, "remove one of the two"));
        }
    }
}

/// Names of members that must be there and that nobody describes. What the schema is a part or made of may describe them.
fn required<'a>(walk: &mut Walk<'a>, schema: &'a Fields, required: &'a [Value], properties: &'a Fields) {
    let elsewhere = ["$ref", "allOf", "oneOf", "anyOf"].iter().any(|name| schema.contains_key(*name));
    if elsewhere || walk.is_part() {
        return;
    }
    for (index, name) in required.iter().enumerate() {
        if !walk.problems.takes(Severity::Note) {
            return;
        }
        if let Value::String(name) = name
            && !properties.contains_key(name)
        {
            let help = match walk.problems.meant(name, properties.keys().map(String::as_str)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "describe it among the properties, or remove it".to_owned(),
            };
            let message = format!("`{name}` is required and is none of the properties, so nothing is made of it");
            walk.item(index, |walk| walk.note(Code::BadValue, message, help));
        }
    }
}

/// A number in quotes is forgiven, as callers hand over the number.
fn integers<'a>(walk: &mut Walk<'a>, values: &'a [Value]) {
    let whole = |value: &Value| match value {
        Value::String(text) => text.parse::<i64>().is_ok(),
        other => other.as_f64().is_some_and(|number| number.fract() == 0.0),
    };
    let mut values = values.iter().filter(|value| !value.is_null()).peekable();
    if values.peek().is_some() && !values.any(whole) {
        walk.error(
            Code::BadValue,
            "the type is integer, and none of the values is one",
            "correct the type, or the values",
        );
    }
}

/// `nullable` in 3.1: harmless where no type could be misread, and meant as in 3.0.
fn left_over<'a>(walk: &mut Walk<'a>, schema: &'a Fields, value: &'a Value) {
    let message = "`nullable` belongs to OpenAPI 3.0, and this document is 3.1";
    if !value.is_boolean() {
        walk.wrong(value, "true or false");
    } else if schema.contains_key("type") || schema.contains_key("$ref") {
        walk.error(Code::WrongVersionKeyword, message, nullable(schema, value));
    } else {
        let message = format!("{message}; it is taken as meant");
        walk.note(Code::WrongVersionKeyword, message, nullable(schema, value));
    }
}

/// How 3.1 says what `nullable` says, beside all else that the schema has.
fn nullable(schema: &Fields, value: &Value) -> String {
    if *value == Value::Bool(false) {
        return "remove it: null is allowed only where the schema says so".to_owned();
    }
    if schema.contains_key("$ref") {
        return "write `oneOf: [{$ref: ...}, {type: 'null'}]` in the place of the $ref".to_owned();
    }
    match schema.get("type") {
        Some(Value::String(name)) => return format!("write `type: [{name}, 'null']`"),
        Some(Value::Array(names)) if names.iter().any(|name| name == "null") => {
            return "remove it: the list of types has 'null' already".to_owned();
        }
        Some(_) => return "add 'null' to the list of types".to_owned(),
        None => {}
    }
    for keyword in ["oneOf", "anyOf"] {
        if schema.contains_key(keyword) {
            return format!("add `{{type: 'null'}}` to the {keyword}");
        }
    }
    if schema.contains_key("allOf") {
        "write `oneOf: [{allOf: ...}, {type: 'null'}]`".to_owned()
    } else if schema.contains_key("enum") {
        "add null to the enum".to_owned()
    } else {
        "remove it: a schema without a type allows null".to_owned()
    }
}

fn types<'a>(walk: &mut Walk<'a>, value: &'a Value) {
    match (value, walk.version) {
        (Value::String(name), version) => {
            type_name(walk, name);
            if name == "null" && version == Version::V3_0 {
                walk.error(
                    Code::WrongVersionKeyword,
                    "the type `null` belongs to OpenAPI 3.1, and this document is 3.0",
                    "write `nullable: true` beside another type",
                );
            }
        }
        (Value::Array(_), Version::V3_0) => walk.error(
            Code::WrongVersionKeyword,
            "a list of types belongs to OpenAPI 3.1, and this document is 3.0",
            "write one type, and `nullable: true` where null is allowed",
        ),
        (Value::Null, Version::V3_0) => walk.error(
            Code::WrongType,
            "`type` is null, and a type is text",
            "write a type, and `nullable: true` beside it if null is meant",
        ),
        (Value::Null, Version::V3_1) => null_type(walk),
        (Value::Array(names), Version::V3_1) => {
            for (index, name) in names.iter().enumerate() {
                walk.item(index, |walk| match name {
                    Value::String(name) => type_name(walk, name),
                    Value::Null => null_type(walk),
                    other => walk.wrong(other, "text"),
                });
            }
            match names.iter().filter(|name| *name != "null" && !name.is_null()).count() {
                0 if names.is_empty() => {
                    walk.error(Code::BadValue, "the list of types is empty", "write a type, or remove the field");
                }
                0 | 1 => {}
                _ if allows_all(value) => {}
                _ => walk.error(
                    Code::ManyTypes,
                    "the schema allows several types",
                    "write oneOf with a schema for each type",
                ),
            }
        }
        (other, _) => walk.wrong(other, "text"),
    }
}

/// YAML reads a bare null as no value, where the name of a type is meant.
fn null_type(walk: &mut Walk<'_>) {
    walk.error(Code::WrongType, "the type null stands here without quotes", "write 'null', in quotes");
}

/// Whether a word is the name of a type.
pub(super) fn is_type(name: &str) -> bool {
    TYPES.contains(&name)
}

/// Whether a list of types, null aside, leaves nothing out and so says no more than no type at all.
pub(crate) fn allows_all(types: &Value) -> bool {
    let listed = |name: &str| types.as_array().is_some_and(|types| types.iter().any(|kind| kind == name));
    ["string", "number", "boolean", "array", "object"].into_iter().all(listed)
}

fn type_name(walk: &mut Walk<'_>, name: &str) {
    if is_type(name) {
        return;
    }
    let help = match walk.problems.meant(name, TYPES.into_iter()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("write one of {}", TYPES.join(", ")),
    };
    walk.error(Code::BadValue, format!("`{name}` is not a type"), help);
}

fn exclusive<'a>(walk: &mut Walk<'a>, name: &'a str, value: &'a Value) {
    match (value, walk.version) {
        (Value::Bool(_), Version::V3_0) | (Value::Number(_), Version::V3_1) => {}
        (Value::Number(_), Version::V3_0) => walk.error(
            Code::WrongVersionKeyword,
            format!("`{name}` is a number in OpenAPI 3.1 and a flag in 3.0, and this document is 3.0"),
            "write the number as minimum or maximum, and true here",
        ),
        (Value::Bool(_), Version::V3_1) => walk.error(
            Code::WrongVersionKeyword,
            format!("`{name}` is a flag in OpenAPI 3.0 and a number in 3.1, and this document is 3.1"),
            "write the number itself here",
        ),
        (other, Version::V3_0) => walk.wrong(other, "true or false"),
        (other, Version::V3_1) => walk.wrong(other, "a number"),
    }
}

fn enumeration<'a>(walk: &mut Walk<'a>, values: &'a [Value]) {
    if values.is_empty() {
        walk.error(Code::EmptyEnum, "the enum allows no value", "list the values, or remove the enum");
    }
    let mut seen = HashSet::new();
    for (index, value) in values.iter().enumerate() {
        if !seen.insert(value.to_string()) {
            walk.item(index, |walk| {
                walk.note(
                    Code::DuplicateEnumValue,
                    format!("the enum lists {value} twice"),
                    "nothing is to be done: it is taken once",
                );
            });
        }
    }
}

/// Reports `name` if it is a keyword that cannot be supported.
pub(super) fn unsupported(walk: &mut Walk<'_>, name: &str) -> bool {
    let Some((_, help)) = UNSUPPORTED.iter().find(|(keyword, _)| *keyword == name) else {
        return false;
    };
    walk.error(
        Code::UnsupportedKeyword,
        format!("`{name}` changes what is valid in a way that no Rust type can say"),
        *help,
    );
    true
}
