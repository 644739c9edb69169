use super::*;
use crate::pointer::Pointer;
use serde_json::json;

/// Lowers one component schema out of 3.1.
fn schema(schema: Value) -> Value {
    lowered(schema).0
}

fn lowered(schema: Value) -> (Value, Moves) {
    let mut document = json!({
        "openapi": "3.1.0",
        "components": {"schemas": {"S": schema, "Text": {"type": "string"}}},
    });
    let moves = lower(&mut document, Version::V3_1);
    (document["components"]["schemas"]["S"].take(), moves)
}

#[test]
fn null_in_a_list_of_types() {
    assert_eq!(schema(json!({"type": ["string", "null"]})), json!({"type": "string", "nullable": true}));
    assert_eq!(schema(json!({"type": ["integer"]})), json!({"type": "integer"}));
    assert_eq!(schema(json!({"type": "null"})), json!({"enum": [null], "nullable": true}));
}

#[test]
fn no_type_and_every_type_are_one() {
    let all = json!(["array", "boolean", "integer", "number", "object", "string", "null"]);
    assert_eq!(schema(json!({"type": all})), json!({}));
    assert_eq!(schema(json!({"nullable": true, "title": "t"})), json!({"title": "t"}));
}

#[test]
fn null_as_a_branch() {
    let target = json!({"$ref": "#/components/schemas/Text"});
    let (value, moves) = lowered(json!({"oneOf": [{"type": "null"}, target]}));
    assert_eq!(value, json!({"allOf": [target], "nullable": true}));
    let now = Pointer::from("/components/schemas/S/allOf/0/$ref");
    assert_eq!(moves.before(&now).as_str(), "/components/schemas/S/oneOf/1/$ref");
}

#[test]
fn branches_within_branches_keep_their_places() {
    let (value, moves) = lowered(json!({"anyOf": [
        {"type": "null"},
        {"type": "string"},
        {"anyOf": [{"type": ["null"]}, {"const": null}, {"type": "integer"}, {"type": "boolean"}]},
    ]}));
    let inner = json!({"anyOf": [{"type": "integer"}, {"type": "boolean"}], "nullable": true});
    assert_eq!(value, json!({"anyOf": [{"type": "string"}, inner], "nullable": true}));
    let now = Pointer::from("/components/schemas/S/anyOf/1/anyOf/0/type");
    assert_eq!(moves.before(&now).as_str(), "/components/schemas/S/anyOf/2/anyOf/2/type");
    let now = Pointer::from("/components/schemas/S/anyOf/0");
    assert_eq!(moves.before(&now).as_str(), "/components/schemas/S/anyOf/1");
}

#[test]
fn constants_bounds_and_examples() {
    assert_eq!(schema(json!({"const": "a"})), json!({"enum": ["a"]}));
    assert_eq!(schema(json!({"examples": ["a", "b"]})), json!({"example": "a"}));
    assert_eq!(
        schema(json!({"exclusiveMinimum": 1, "exclusiveMaximum": 9, "maximum": 5})),
        json!({"exclusiveMinimum": true, "minimum": 1, "maximum": 5})
    );
    assert_eq!(schema(json!({"enum": ["a", null]})), json!({"enum": ["a"], "nullable": true}));
    assert_eq!(
        schema(json!({"type": "string", "contentEncoding": "base64"})),
        json!({"type": "string", "format": "byte"})
    );
}

#[test]
fn references_with_siblings() {
    let target = "#/components/schemas/Text";
    let remark = json!({"$ref": target, "description": "why", "type": "string", "x-a": 1});
    assert_eq!(schema(remark), json!({"$ref": target, "description": "why", "x-a": 1}));
    let (value, moves) = lowered(json!({"$ref": target, "maxLength": 3}));
    assert_eq!(value, json!({"allOf": [{"$ref": target}], "maxLength": 3}));
    let now = Pointer::from("/components/schemas/S/allOf/0/$ref");
    assert_eq!(moves.before(&now).as_str(), "/components/schemas/S/$ref");
}

#[test]
fn schemas_everywhere_and_data_nowhere() {
    let nullable = json!({"type": ["string", "null"]});
    let data = json!({"type": ["string", "null"], "const": 1});
    let mut document = json!({"paths": {"/a": {
        "parameters": [{"schema": nullable}],
        "post": {
            "parameters": [{"content": {"a/b": {"schema": nullable, "example": data}}}],
            "requestBody": {"content": {"a/b": {"schema": {"properties": {"type": nullable, "const": nullable}}}}},
            "responses": {"200": {
                "headers": {"H": {"schema": nullable}, "Bare": {}},
                "content": {"a/b": {"schema": {"items": true, "additionalProperties": nullable, "default": data}}},
                "links": {},
            }},
            "callbacks": {},
        },
    }}});
    lower(&mut document, Version::V3_1);
    let low = json!({"type": "string", "nullable": true});
    let expected = json!({
        "parameters": [{"schema": low}],
        "post": {
            "parameters": [{"content": {"a/b": {"schema": low, "example": data}}}],
            "requestBody": {"content": {"a/b": {"schema": {"properties": {"type": low, "const": low}}}}},
            "responses": {"200": {
                "headers": {"H": {"schema": low}, "Bare": {"schema": {}}},
                "content": {"a/b": {"schema": {"items": {}, "additionalProperties": low, "default": data}}},
            }},
        },
    });
    assert_eq!(document["paths"]["/a"], expected);
}
