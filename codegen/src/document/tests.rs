use super::*;
use crate::Source;
use crate::testing::load;
use openapiv3::{ReferenceOr, SchemaKind, Type};
use serde_json::{Map, json};
use std::collections::BTreeMap;

const SPEC: &str = include_str!("../../../spec/twilio_accounts.yaml");

#[test]
fn the_projects_own_document() {
    let document = load(SPEC, &[]).unwrap();
    assert_eq!(document.openapi.operations().count(), 19);
    assert_eq!(document.notes, []);
    let pointer = Pointer::from("/paths/~1Accounts.json/get/operationId");
    assert_eq!(document.place(&pointer).to_string(), "spec.yaml:39:7");
    assert_eq!(document.raw(&pointer), Some(&json!("listAccounts")));
    assert_eq!(document.reason(&pointer), None);
}

#[test]
fn references_are_followed_with_their_pointers() {
    let document = load(
        "openapi: 3.0.0
info: {title: T, version: '1'}
paths:
  /a:
    get:
      operationId: a
      parameters: [{$ref: '#/components/parameters/P'}]
      responses: {default: {description: d}}
components:
  parameters:
    P: {$ref: '#/components/parameters/Q'}
    Q: {name: q, in: query, x-twilio-name: z, schema: {$ref: '#/components/schemas/a~1b%20c'}}
  schemas:
    a/b c: {properties: {next: {$ref: '#/components/schemas/a~1b%20c'}}}
",
        &[],
    )
    .unwrap();
    let (_, _, operation) = document.openapi.operations().next().unwrap();
    let at = Pointer::from("/paths/~1a/get/parameters/0");
    let (parameter, at) = document.resolve(&operation.parameters[0], &at).unwrap();
    assert_eq!(parameter.parameter_data_ref().name, "q");
    assert_eq!(at.as_str(), "/components/parameters/Q");
    assert_eq!(document.extension(&at, "x-twilio-name"), Some(&json!("z")));
    let openapiv3::ParameterSchemaOrContent::Schema(schema) = &parameter.parameter_data_ref().format else {
        panic!("no schema");
    };
    let (schema, at) = document.resolve(schema, &at.child("schema")).unwrap();
    assert_eq!(at.as_str(), "/components/schemas/a~1b c");
    let SchemaKind::Any(any) = &schema.schema_kind else {
        panic!("{schema:?}");
    };
    let (again, _) = document.resolve_boxed(&any.properties["next"], &at).unwrap();
    assert_eq!(again, schema);
    let nowhere = ReferenceOr::<openapiv3::Schema>::ref_("#/components/schemas/X");
    assert_eq!(document.resolve(&nowhere, &at).unwrap_err().code, Code::DanglingRef);
}

#[test]
fn what_lowering_moved_keeps_its_place() {
    let text = "openapi: 3.1.0
info: {title: T, version: '1'}
components:
  schemas:
    S:
      anyOf:
        - type: 'null'
        - type: string
          maxLength: 3
";
    let document = load(text, &[]).unwrap();
    let moved = Pointer::from("/components/schemas/S/allOf/0/maxLength");
    assert!(document.raw(&moved).is_some());
    assert_eq!(document.place(&moved).to_string(), "spec.yaml:9:11");
}

#[test]
fn the_deepest_document_fits_a_small_stack() {
    let deep = |n: usize, open: &str, close: &str| format!("{}1{}", open.repeat(n), close.repeat(n));
    let example = deep(115, "[", "]");
    let schema = deep(31, "{properties: {a: ", "}}").replace('1', "{}");
    let text = format!(
        "openapi: 3.1.0
info: {{title: T, version: '1'}}
x-deep: {example}
paths: {{/a: {{get: {{operationId: a, responses: {{200: {{description: d, content: {{a/b: {{example: {example}}}}}}}}}}}}}}}
components: {{schemas: {{S: {schema}}}}}
"
    );
    assert!(load(&text, &[]).is_ok());
}

/// A document of 3.0 with every word that 3.1 says differently.
const OLD: &str = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    get:
      operationId: a
      parameters:
        - {name: q, in: query, schema: {type: integer, nullable: true, minimum: 1, exclusiveMinimum: true, example: 2}}
      responses:
        '200':
          description: d
          content:
            application/json:
              schema: {$ref: '#/components/schemas/A'}
              example: {type: string, nullable: true, example: 1}
components:
  schemas:
    A:
      type: object
      nullable: true
      properties:
        nullable: {type: string, nullable: true, enum: [a, b]}
        type: {type: string, enum: [only]}
        example: {type: array, nullable: true, items: {type: number, maximum: 9.5, exclusiveMaximum: true}}
        same: {$ref: '#/components/schemas/B', description: remark, type: string}
        maybe: {allOf: [{$ref: '#/components/schemas/B'}], nullable: true}
        untyped: {description: anything}
        map: {type: object, additionalProperties: {type: string, nullable: true, format: byte}}
    B: {type: string, example: b}
";

/// `document`, which is written in 3.0, in the words of 3.1.
fn modern(document: &Value) -> Value {
    let mut document = document.clone();
    document["openapi"] = json!("3.1.0");
    let root = document.as_object_mut().unwrap();
    rewrite(root);
    document
}

fn rewrite(fields: &mut Map<String, Value>) {
    let is_schema = ["type", "allOf", "$ref", "nullable", "properties"].iter().any(|name| fields.contains_key(*name))
        && !fields.contains_key("in")
        && !fields.contains_key("scheme");
    if is_schema {
        rewrite_schema(fields);
    }
    for (name, value) in fields {
        match (name.as_str(), value) {
            ("example" | "examples" | "default" | "enum" | "const", _) => {}
            ("properties" | "schemas", Value::Object(map)) => {
                map.values_mut().filter_map(Value::as_object_mut).for_each(rewrite);
            }
            (_, Value::Object(map)) => rewrite(map),
            (_, Value::Array(list)) => list.iter_mut().filter_map(Value::as_object_mut).for_each(rewrite),
            _ => {}
        }
    }
}

fn rewrite_schema(fields: &mut Map<String, Value>) {
    let is_nullable = fields.shift_remove("nullable") == Some(json!(true));
    if is_nullable && let Some(kind) = fields.get_mut("type") {
        *kind = json!([kind.take(), "null"]);
    }
    if is_nullable && let Some(values) = fields.get_mut("enum").and_then(Value::as_array_mut) {
        values.push(Value::Null);
    }
    if is_nullable && let Some(branches) = fields.shift_remove("allOf") {
        fields.insert("anyOf".into(), json!([{"type": "null"}, branches[0]]));
    }
    if let Some(Value::Array(values)) = fields.get("enum")
        && values.len() == 1
    {
        let value = values[0].clone();
        fields.shift_remove("enum");
        fields.insert("const".into(), value);
    }
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if fields.get(exclusive) == Some(&json!(true)) {
            let limit = fields.shift_remove(bound).unwrap();
            fields.insert(exclusive.into(), limit);
        }
    }
    if let Some(example) = fields.shift_remove("example") {
        fields.insert("examples".into(), json!([example]));
    }
    if fields.get("format") == Some(&json!("byte")) {
        fields.shift_remove("format");
        fields.insert("contentEncoding".into(), json!("base64"));
    }
}

#[test]
fn both_versions_of_a_document_are_one() {
    let old = load(OLD, &[]).unwrap();
    let modern = modern(&Source::new("old.yaml", OLD).parse().unwrap());
    let mut new = load(&modern.to_string(), &[]).unwrap();
    assert_eq!(new.version, Version::V3_1);
    new.value["openapi"] = json!("3.0.3");
    new.openapi.openapi = "3.0.3".into();
    assert_eq!(new.value, old.value);
    assert_eq!(new.openapi, old.openapi);
    let schema = old.schema("A").unwrap().as_item().unwrap();
    assert!(matches!(schema.schema_kind, SchemaKind::Type(Type::Object(_))) && schema.schema_data.nullable);
}

/// Every way to spoil one node: without it, twice, and as every other type.
fn mutations(value: &Value, pointer: &Pointer) -> Vec<Value> {
    let mut spoilt = Vec::new();
    let mut with = |change: &dyn Fn(&mut Value)| {
        let mut copy = value.clone();
        change(&mut copy);
        spoilt.push(copy);
    };
    for other in [json!(null), json!(-1.5), json!("x"), json!([{}]), json!({"a": []})] {
        with(&|copy| *copy.pointer_mut(pointer.as_str()).unwrap() = other.clone());
    }
    let (Some(parent), Some(name)) = (pointer.parent(), pointer.last()) else {
        return spoilt;
    };
    with(&|copy| match copy.pointer_mut(parent.as_str()).unwrap() {
        Value::Object(map) => drop(map.shift_remove(&name)),
        Value::Array(list) => drop(list.remove(name.parse().unwrap())),
        _ => {}
    });
    with(&|copy| match copy.pointer_mut(parent.as_str()).unwrap() {
        Value::Object(map) => drop(map.insert(format!("{name}x"), map[&name].clone())),
        Value::Array(list) => list.push(list[name.parse::<usize>().unwrap()].clone()),
        _ => {}
    });
    spoilt
}

fn pointers(value: &Value, at: &Pointer, all: &mut Vec<Pointer>) {
    all.push(at.clone());
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| pointers(value, &at.child(name), all)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| pointers(value, &at.item(index), all));
        }
        _ => {}
    }
}

#[test]
fn every_node_spoilt_is_read_or_refused_with_a_place() {
    let source = Source::new("spec.yaml", SPEC);
    let value = source.parse().unwrap();
    let mut all = Vec::new();
    pointers(&value, &Pointer::root(), &mut all);
    let workers = 2;
    let outcomes = std::thread::scope(|scope| {
        let spoil = |worker: usize| {
            let (all, value, source) = (&all, &value, &source);
            scope.spawn(move || {
                let places = Places::new(vec![source.clone()]);
                let mut outcomes = BTreeMap::new();
                for pointer in all.iter().skip(worker).step_by(workers) {
                    for spoilt in mutations(value, pointer) {
                        let found = check(spoilt, &places);
                        assert!(
                            !found.contains(&Code::Unreadable),
                            "{pointer}: openapiv3 refuses what the checks let pass"
                        );
                        for code in found {
                            *outcomes.entry(code).or_insert(0) += 1;
                        }
                    }
                }
                outcomes
            })
        };
        let handles: Vec<_> = (0..workers).map(spoil).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(outcomes.iter().flatten().map(|(_, count)| count).sum::<i32>() > all.len() as i32);
}

/// The codes of the errors in a spoilt document.
fn check(spoilt: Value, places: &Places) -> Vec<Code> {
    match Document::admit(spoilt, places.clone(), 1) {
        Ok(_) => Vec::new(),
        Err(problems) => {
            assert!(problems.iter().all(|problem| problem.place.file == "spec.yaml" && problem.place.line > 0));
            problems.iter().map(|problem| problem.diagnostic.code).collect()
        }
    }
}
