//! A document with a slot wherever a document holds text of its own; one slot is filled, and the document leaves.

use serde_json::{Map, Value};

/// Slots are `@name`. Every one stands where a text of the document could reach the output.
const TEMPLATE: &str = r##"
openapi: 3.0.3
info: {title: "@title", version: "@version", description: "@about", contact: {name: "@contact"}, license: {name: "@license"}}
servers: [{url: "https://example.twilio.com/@prefix", description: "@server"}]
tags: [{name: "@tag", description: "@tagged"}]
paths:
  "/v1/@segment/{@path}/Parts.json":
    description: "@item"
    get:
      operationId: "@operation"
      tags: ["@tag"]
      summary: "@summary"
      description: "@description"
      security: [{"@scheme": []}]
      parameters:
        - {name: "@path", in: path, required: true, description: "@parameter", schema: {type: string}}
        - {name: "@query", in: query, schema: {type: string, pattern: "@pattern", default: "@default"}}
        - {name: "@header", in: header, schema: {type: string, enum: ["@choice", second], example: "@example"}}
        - {name: "PageSize", in: query, schema: {type: integer}}
      responses:
        "200":
          description: "@reply"
          content: {"application/json": {schema: {$ref: "#/components/schemas/@page"}, example: {note: "@payload"}}}
    post:
      operationId: ChangePart
      x-twilio-name: "@given"
      parameters:
        - {name: "@path", in: path, required: true, schema: {type: string}}
      requestBody:
        description: "@body"
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              title: "@form"
              required: [Fixed]
              properties:
                Fixed: {type: string, description: "@fixed"}
                "@field": {type: array, items: {type: string, enum: ["@listed", second]}}
      responses:
        "200": {description: Fine, content: {"application/json": {schema: {$ref: "#/components/schemas/@union"}}}}
        "201": {description: Fine, content: {"text/plain": {schema: {type: string}}}}
  /v1/Others:
    put:
      operationId: PutOther
      x-twilio-module: "@module"
      requestBody: {content: {"application/json": {schema: {$ref: "#/components/schemas/@model"}}}}
      responses: {"204": {description: Nothing}}
components:
  securitySchemes: {"@scheme": {type: http, scheme: basic, description: "@security"}}
  schemas:
    "@page":
      type: object
      properties:
        next_page_uri: {type: string, nullable: true}
        "@records": {type: array, items: {$ref: "#/components/schemas/@model"}}
    "@model":
      type: object
      title: "@heading"
      description: "@schema"
      required: [kept]
      properties:
        "@member": {type: string, description: "@documented", format: "@format"}
        kept: {type: object, title: "@inner", properties: {deep: {type: integer}}}
        named: {type: string, x-twilio-name: "@renamed"}
        x: {type: string, x-vendor: "@extension", externalDocs: {url: "https://a.b", description: "@docs"}}
      additionalProperties: {type: string, description: "@rest"}
    "@union":
      oneOf: [{$ref: "#/components/schemas/@model"}, {$ref: "#/components/schemas/Last"}]
      discriminator: {propertyName: "@tagger", mapping: {"@mapped": "#/components/schemas/@model", last: "#/components/schemas/Last"}}
    Last: {type: object, properties: {"@tagger": {type: string}}}
"##;

/// The names of all slots.
pub fn slots() -> Vec<String> {
    let mut names: Vec<String> = TEMPLATE.split('@').skip(1).map(|rest| name(rest).to_owned()).collect();
    names.sort();
    names.dedup();
    names.retain(|name| !name.is_empty());
    names
}

/// The document with `text` in a slot, and in every other slot two harmless words.
pub fn filled(slot: &str, text: &str) -> String {
    let document: Value = serde_yaml::from_str(TEMPLATE).unwrap();
    serde_json::to_string(&fill(document, slot, text)).unwrap()
}

fn fill(value: Value, slot: &str, text: &str) -> Value {
    match value {
        Value::String(own) => Value::String(replaced(&own, slot, text)),
        Value::Array(items) => items.into_iter().map(|item| fill(item, slot, text)).collect(),
        Value::Object(members) => {
            let members = members.into_iter().map(|(key, item)| (replaced(&key, slot, text), fill(item, slot, text)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        other => other,
    }
}

fn replaced(own: &str, slot: &str, text: &str) -> String {
    let Some((before, rest)) = own.split_once('@') else { return own.to_owned() };
    let name = name(rest);
    let filling = match name == slot {
        true => text.to_owned(),
        // A server's address takes no spaces, nor does the name of a header.
        false if before.starts_with("https") || name == "header" => name.to_owned(),
        false => format!("harmless {name}"),
    };
    // A reference is a pointer in a URI.
    let filling = match before.starts_with("#/") {
        true => filling.replace('%', "%25").replace('~', "~0").replace('/', "~1"),
        false => filling,
    };
    format!("{before}{filling}{}", replaced(&rest[name.len()..], slot, text))
}

fn name(text: &str) -> &str {
    &text[..text.find(|symbol: char| !symbol.is_ascii_lowercase()).unwrap_or(text.len())]
}
