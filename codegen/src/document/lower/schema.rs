//! A schema enters in 3.1's words, and leaves in 3.0's.

use super::{At, Fields, Lower};
use crate::check::allows_all;
use crate::document::{Version, component_name};
use serde_json::{Map, Number, Value};
use std::collections::HashMap;

/// Fields that say something about a schema and nothing about what is valid.
const REMARKS: [&str; 8] =
    ["$comment", "$schema", "description", "example", "examples", "externalDocs", "summary", "title"];

/// Fields that give a schema its shape.
const SHAPES: [&str; 7] = ["type", "enum", "allOf", "oneOf", "anyOf", "properties", "items"];

/// Whether a field may stand beside a `$ref` without making more of it.
fn is_remark(name: &str) -> bool {
    name == "$ref" || REMARKS.contains(&name) || name.starts_with("x-")
}

/// The `type` of each component schema, before any is changed.
#[derive(Default)]
pub(super) struct Types(HashMap<String, Value>);

impl Types {
    pub fn of(document: &Value) -> Self {
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        let kinds = schemas.into_iter().flatten().filter_map(|(name, schema)| {
            let kind = schema.get("type")?;
            Some((name.clone(), kind.clone()))
        });
        Self(kinds.collect())
    }

    /// Whether `kind`, a type beside the `$ref` to `target`, allows all that the target does.
    fn allows(&self, target: &Value, kind: &Value) -> bool {
        let name = target.as_str().and_then(|target| component_name(target, "schemas"));
        let Some(declared) = name.and_then(|name| self.0.get(&name)) else {
            return false;
        };
        listed(declared).all(|declared| listed(kind).any(|kind| kind == declared))
    }
}

/// The types in a type or a list of types.
fn listed(kind: &Value) -> impl Iterator<Item = &Value> {
    match kind {
        Value::Array(list) => list.iter(),
        one => std::slice::from_ref(one).iter(),
    }
}

impl Lower {
    pub(super) fn schema(&mut self, schema: &mut Value, at: &At<'_>) {
        if *schema == Value::Bool(true) {
            *schema = Value::Object(Map::new());
        }
        let Value::Object(fields) = schema else {
            return;
        };
        match self.version {
            Version::V3_1 => self.modern(fields, at),
            // Beside a reference 3.0 ignores all but what is said to people.
            Version::V3_0 if fields.contains_key("$ref") => fields.retain(|name, _| is_remark(name)),
            Version::V3_0 => {}
        }
        if fields.contains_key("$ref") {
            return;
        }
        self.null_in_enum(fields, at);
        if !SHAPES.iter().any(|name| fields.contains_key(*name)) {
            // What has no shape allows null anyway.
            fields.shift_remove("nullable");
        }
        self.descend(fields, at);
    }

    fn descend(&mut self, fields: &mut Fields, at: &At<'_>) {
        for (name, value) in fields {
            match (name.as_str(), value) {
                ("properties", Value::Object(properties)) => {
                    let at = at.name("properties");
                    for (name, schema) in properties {
                        self.schema(schema, &at.name(name));
                    }
                }
                (keyword @ ("items" | "not"), schema) => self.schema(schema, &at.name(keyword)),
                ("additionalProperties", schema @ Value::Object(_)) => {
                    self.schema(schema, &at.name("additionalProperties"));
                }
                (keyword @ ("allOf" | "oneOf" | "anyOf"), Value::Array(branches)) => {
                    let at = at.name(keyword);
                    for (index, schema) in branches.iter_mut().enumerate() {
                        self.schema(schema, &at.item(index));
                    }
                }
                _ => {}
            }
        }
    }

    /// Says in 3.0's words what 3.1 says in its own.
    fn modern(&mut self, fields: &mut Fields, at: &At<'_>) {
        if fields.contains_key("$ref") && !self.reference(fields, at) {
            return;
        }
        constant(fields);
        for keyword in ["oneOf", "anyOf"] {
            self.null_branch(fields, keyword, at);
        }
        types(fields);
        bound(fields, "minimum", "exclusiveMinimum", |exclusive, bound| exclusive >= bound);
        bound(fields, "maximum", "exclusiveMaximum", |exclusive, bound| exclusive <= bound);
        examples(fields);
        encoded(fields);
    }

    /// A `$ref` with siblings that constrain becomes a branch of an allOf; beside remarks it stays, and
    /// readers of the raw value find them. Tells whether the schema is more than a reference.
    fn reference(&mut self, fields: &mut Fields, at: &At<'_>) -> bool {
        if let (Some(target), Some(kind)) = (fields.get("$ref"), fields.get("type"))
            && self.types.allows(target, kind)
        {
            fields.shift_remove("type");
        }
        let is_remark = |name: &str| name == "$ref" || REMARKS.contains(&name) || name.starts_with("x-");
        if fields.keys().all(|name| is_remark(name)) {
            examples(fields);
            return false;
        }
        let Some(target) = fields.shift_remove("$ref") else {
            return true;
        };
        let branch = Value::Object(Map::from_iter([("$ref".to_owned(), target)]));
        let schema = at.pointer();
        let index = match fields.get_mut("allOf") {
            Some(Value::Array(branches)) => {
                branches.push(branch);
                branches.len() - 1
            }
            _ => {
                fields.insert("allOf".into(), Value::Array(vec![branch]));
                0
            }
        };
        self.moves.record(&schema, "allOf", index, schema.clone());
        true
    }

    /// A branch that is null makes the schema nullable; a single branch that remains is an allOf.
    fn null_branch(&mut self, fields: &mut Fields, keyword: &str, at: &At<'_>) {
        let Some(Value::Array(branches)) = fields.get_mut(keyword) else {
            return;
        };
        if !branches.iter().any(is_null) {
            return;
        }
        let kept = branches.iter().enumerate().filter(|(_, branch)| !is_null(branch));
        let kept: Vec<usize> = kept.map(|(index, _)| index).collect();
        branches.retain(|branch| !is_null(branch));
        let single = kept.len() == 1 && !fields.contains_key("allOf");
        let now = if single { "allOf" } else { keyword };
        if (single || kept.is_empty())
            && let Some(branches) = fields.shift_remove(keyword)
            && single
        {
            fields.insert(now.to_owned(), branches);
        }
        let schema = at.pointer();
        for (index, was) in kept.into_iter().enumerate() {
            if index != was || single {
                self.moves.record(&schema, now, index, schema.child(keyword).item(was));
            }
        }
        fields.insert("nullable".into(), Value::Bool(true));
    }

    /// An enum that lists null among others means a nullable one.
    fn null_in_enum(&mut self, fields: &mut Fields, at: &At) {
        if let Some(Value::Array(values)) = fields.get_mut("enum")
            && values.iter().any(Value::is_null)
        {
            if values.iter().any(|value| !value.is_null()) {
                let schema = at.pointer();
                let kept = values.iter().enumerate().filter(|(_, value)| !value.is_null());
                for (index, (was, _)) in kept.enumerate().filter(|(index, (was, _))| index != was) {
                    self.moves.record(&schema, "enum", index, schema.child("enum").item(was));
                }
                values.retain(|value| !value.is_null());
            }
            fields.insert("nullable".into(), Value::Bool(true));
        }
    }
}

/// Whether a schema allows null and nothing else.
fn is_null(schema: &Value) -> bool {
    let Value::Object(fields) = schema else {
        return false;
    };
    let mut says_null = false;
    for (name, value) in fields {
        match (name.as_str(), value) {
            ("type", kind) if listed(kind).all(|kind| kind == "null") => says_null = true,
            ("const", Value::Null) => says_null = true,
            ("enum", Value::Array(values)) if values.iter().all(Value::is_null) => says_null = true,
            (name, _) if REMARKS.contains(&name) => {}
            _ => return false,
        }
    }
    says_null
}

fn constant(fields: &mut Fields) {
    if let Some(value) = fields.shift_remove("const") {
        fields.insert("enum".into(), Value::Array(vec![value]));
    }
}

/// A list of types becomes the one that is not null, and null becomes `nullable`.
fn types(fields: &mut Fields) {
    let Some(kind) = fields.get("type") else {
        return;
    };
    if allows_all(kind) {
        fields.shift_remove("type");
        return;
    }
    let is_nullable = listed(kind).any(|kind| kind == "null");
    let kept = listed(kind).find(|kind| *kind != "null").cloned();
    if is_nullable {
        fields.insert("nullable".into(), Value::Bool(true));
    }
    match kept {
        Some(kind) => {
            fields.insert("type".into(), kind);
        }
        None => {
            fields.shift_remove("type");
            fields.entry("enum").or_insert_with(|| Value::Array(vec![Value::Null]));
        }
    }
}

/// A bound that is itself excluded becomes a bound and a flag, where it is the stricter of the two.
fn bound(fields: &mut Fields, inclusive: &str, exclusive: &str, stricter: impl Fn(f64, f64) -> bool) {
    let Some(Value::Number(limit)) = fields.get(exclusive) else {
        return;
    };
    let limit = limit.clone();
    let value = |number: &Number| number.as_f64().unwrap_or_default();
    let counts = match fields.get(inclusive) {
        Some(Value::Number(bound)) => stricter(value(&limit), value(bound)),
        _ => true,
    };
    if counts {
        fields.insert(inclusive.into(), Value::Number(limit));
        fields.insert(exclusive.into(), Value::Bool(true));
    } else {
        fields.shift_remove(exclusive);
    }
}

fn examples(fields: &mut Fields) {
    if let Some(Value::Array(list)) = fields.get("examples") {
        let first = list.first().cloned();
        fields.shift_remove("examples");
        if let (Some(first), false) = (first, fields.contains_key("example")) {
            fields.insert("example".into(), first);
        }
    }
}

/// Encoded text has formats in 3.0.
fn encoded(fields: &mut Fields) {
    let format = match (fields.get("contentEncoding"), fields.get("contentMediaType")) {
        (Some(encoding), _) if encoding == "base64" => "byte",
        (None, Some(media_type)) if media_type == "application/octet-stream" => "binary",
        _ => return,
    };
    fields.shift_remove("contentEncoding");
    fields.shift_remove("contentMediaType");
    fields.entry("format").or_insert_with(|| format.into());
}
