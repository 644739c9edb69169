//! A document of OpenAPI 3.0 rewritten mechanically into 3.1 becomes the same code, but for the banner.

use serde_json::{Map, Value, json};
use twilio_iam_codegen::tree::Tree;
use twilio_iam_codegen::{Inputs, Layout, Options, Runtime, Source, generate};

use crate::project;

/// The same document in 3.1's words: lists of types with null, `examples`, `const`, bounds that are numbers.
fn modern(document: &Value) -> Value {
    let mut document = document.clone();
    document["openapi"] = json!("3.1.0");
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for item in paths.values_mut().filter(|item| item.is_object()) {
            item.get_mut("parameters").into_iter().for_each(parameters);
            for method in ["get", "put", "post", "delete", "options", "head", "patch", "trace"] {
                item.get_mut(method).into_iter().for_each(operation);
            }
        }
    }
    if let Some(components) = document.get_mut("components") {
        each(components, "schemas", schema);
        each(components, "parameters", parameter);
        each(components, "headers", parameter);
        each(components, "requestBodies", content);
        each(components, "responses", response);
    }
    document
}

fn operation(operation: &mut Value) {
    operation.get_mut("parameters").into_iter().for_each(parameters);
    operation.get_mut("requestBody").into_iter().for_each(content);
    each(operation, "responses", response);
}

fn parameters(list: &mut Value) {
    list.as_array_mut().into_iter().flatten().for_each(parameter);
}

fn parameter(parameter: &mut Value) {
    parameter.get_mut("schema").into_iter().for_each(schema);
    content(parameter);
}

fn response(response: &mut Value) {
    each(response, "headers", parameter);
    content(response);
}

fn content(holder: &mut Value) {
    each(holder, "content", |media_type| {
        media_type.get_mut("schema").into_iter().for_each(schema);
        each(media_type, "encoding", |encoding| each(encoding, "headers", parameter));
    });
}

fn each(holder: &mut Value, name: &str, then: impl Fn(&mut Value)) {
    let map = holder.get_mut(name).and_then(Value::as_object_mut);
    map.into_iter().flatten().filter(|(name, _)| !name.starts_with("x-")).for_each(|(_, value)| then(value));
}

fn schema(schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else { return };
    if fields.contains_key("$ref") {
        return;
    }
    for name in ["items", "not", "additionalProperties"] {
        fields.get_mut(name).into_iter().for_each(self::schema);
    }
    for name in ["allOf", "oneOf", "anyOf"] {
        fields.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten().for_each(self::schema);
    }
    let properties = fields.get_mut("properties").and_then(Value::as_object_mut);
    properties.into_iter().flat_map(Map::values_mut).for_each(self::schema);
    nullable(fields);
    if let Some(example) = fields.shift_remove("example") {
        fields.insert("examples".to_owned(), json!([example]));
    }
    if let Some([only]) = fields.get("enum").and_then(Value::as_array).map(Vec::as_slice) {
        let only = only.clone();
        fields.shift_remove("enum");
        fields.insert("const".to_owned(), only);
    }
    for (exclusive, inclusive) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        match fields.get(exclusive) {
            Some(Value::Bool(true)) if fields.contains_key(inclusive) => {
                let bound = fields.shift_remove(inclusive).unwrap_or_default();
                fields.insert(exclusive.to_owned(), bound);
            }
            Some(Value::Bool(_)) => drop(fields.shift_remove(exclusive)),
            _ => {}
        }
    }
}

/// Null becomes one of the types, or a branch of its own where there is no type.
fn nullable(fields: &mut Map<String, Value>) {
    if fields.shift_remove("nullable") != Some(json!(true)) {
        return;
    }
    if let Some(kind) = fields.get("type").cloned() {
        fields.insert("type".to_owned(), json!([kind, "null"]));
    } else if let Some(keyword) = ["oneOf", "anyOf"].into_iter().find(|keyword| fields.contains_key(*keyword)) {
        fields
            .get_mut(keyword)
            .and_then(Value::as_array_mut)
            .into_iter()
            .for_each(|list| list.push(json!({"type": "null"})));
    } else if let Some(Value::Array(branches)) = fields.shift_remove("allOf") {
        let branch = match <[Value; 1]>::try_from(branches) {
            Ok([only]) => only,
            Err(several) => json!({"allOf": several}),
        };
        fields.insert("oneOf".to_owned(), json!([branch, {"type": "null"}]));
    }
    if let Some(Value::Array(values)) = fields.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}

fn tree(name: &str, document: &Value) -> Tree {
    let runtime = Runtime::Version("0.1".to_owned());
    let inputs = Inputs {
        document: Source::new(name, serde_json::to_string(document).unwrap()),
        overlays: Vec::new(),
        options: Options { layout: Layout::Crate { name: "dialects".to_owned(), runtime }, threads: 2 },
    };
    generate(&inputs).unwrap_or_else(|refused| panic!("{name}\n{refused}")).tree
}

fn compare(name: &str, text: &str) {
    let document: Value = serde_yaml::from_str(text).unwrap();
    let (old, new) = (tree(name, &document), tree(name, &modern(&document)));
    let diffs: String = new.changes(&old).into_keys().map(|path| new.diff(&old, path)).collect();
    assert!(diffs.is_empty(), "{name} differs in 3.1\n{diffs}");
}

#[test]
fn small_documents_are_the_same_in_both_dialects() {
    let mut compared = 0;
    for case in project::names("tests/golden", "") {
        let folder = format!("tests/golden/{case}");
        let text = project::source(&format!("{folder}/spec.yaml")).text;
        if text.contains("openapi: 3.0") && project::names(&folder, ".overlay.yaml").is_empty() {
            compare(&case, &text);
            compared += 1;
        }
    }
    assert!(compared > 40, "only {compared} cases are written in 3.0");
}

#[test]
fn twilios_documents_are_the_same_in_both_dialects() {
    let Some(folder) = project::shared("specs") else { return };
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    paths.sort();
    assert!(paths.len() >= 12, "{paths:?}");
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("openapi: 3.0"), "{} is not written in 3.0", path.display());
        compare(&path.file_name().unwrap().to_string_lossy(), &text);
    }
}
