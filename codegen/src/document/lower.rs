//! A checked document of OpenAPI 3.0 or 3.1 enters; the same document said in 3.0, in place, leaves,
//! with the nodes that had to move.
//!
//! Pointers stay valid wherever they can: what is rewritten stays where it was.

mod at;
mod schema;

use super::Version;
use at::At;
use schema::Types;
use serde_json::{Map, Value};

pub use at::Moves;

type Fields = Map<String, Value>;

/// Lowers `document`, which is written in `version`.
pub(super) fn lower(document: &mut Value, version: Version) -> Moves {
    let types = match version {
        Version::V3_0 => Types::default(),
        Version::V3_1 => Types::of(document),
    };
    let mut lower = Lower { version, types, moves: Moves::default() };
    if let Value::Object(root) = document {
        lower.root(root);
    }
    lower.moves
}

struct Lower {
    version: Version,
    types: Types,
    moves: Moves,
}

impl Lower {
    fn root(&mut self, root: &mut Fields) {
        root.shift_remove("webhooks");
        if !root.contains_key("paths") {
            root.insert("paths".into(), Value::Object(Map::new()));
        }
        let at = At::root();
        each(root, "paths", &at, |item, at| self.path_item(item, at));
        let Some(Value::Object(components)) = root.get_mut("components") else {
            return;
        };
        let at = at.name("components");
        for unused in ["callbacks", "links", "pathItems"] {
            components.shift_remove(unused);
        }
        if let Some(Value::Object(schemas)) = components.get_mut("schemas") {
            let at = at.name("schemas");
            for (name, schema) in schemas {
                self.schema(schema, &at.name(name));
            }
        }
        each(components, "parameters", &at, |parameter, at| self.parameter(parameter, at));
        each(components, "headers", &at, |header, at| self.header(header, at));
        each(components, "requestBodies", &at, |body, at| self.content(body, at));
        each(components, "responses", &at, |response, at| self.response(response, at));
        if let Some(Value::Object(schemes)) = components.get_mut("securitySchemes") {
            // A client certificate belongs to the transport: 3.0 has no word for it.
            schemes.retain(|_, scheme| scheme.get("type").is_none_or(|kind| kind != "mutualTLS"));
        }
    }

    fn path_item(&mut self, item: &mut Fields, at: &At<'_>) {
        self.parameters(item, at);
        for method in crate::check::METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(method) {
                self.operation(operation, &at.name(method));
            }
        }
    }

    fn operation(&mut self, operation: &mut Fields, at: &At<'_>) {
        operation.shift_remove("callbacks");
        if !operation.contains_key("responses") {
            operation.insert("responses".into(), Value::Object(Map::new()));
        }
        self.parameters(operation, at);
        if let Some(Value::Object(body)) = operation.get_mut("requestBody") {
            self.content(body, &at.name("requestBody"));
        }
        each(operation, "responses", at, |response, at| self.response(response, at));
    }

    fn parameters(&mut self, holder: &mut Fields, at: &At<'_>) {
        let Some(Value::Array(list)) = holder.get_mut("parameters") else {
            return;
        };
        let at = at.name("parameters");
        for (index, parameter) in list.iter_mut().enumerate() {
            if let Value::Object(parameter) = parameter {
                self.parameter(parameter, &at.item(index));
            }
        }
    }

    fn parameter(&mut self, parameter: &mut Fields, at: &At<'_>) {
        if let Some(schema) = parameter.get_mut("schema") {
            self.schema(schema, &at.name("schema"));
        }
        self.content(parameter, at);
    }

    fn header(&mut self, header: &mut Fields, at: &At<'_>) {
        let is_bare = !["schema", "content", "$ref"].iter().any(|name| header.contains_key(*name));
        if is_bare {
            // The typed view insists on one; a header is only described, never generated.
            header.insert("schema".into(), Value::Object(Map::new()));
        }
        self.parameter(header, at);
    }

    fn response(&mut self, response: &mut Fields, at: &At<'_>) {
        response.shift_remove("links");
        each(response, "headers", at, |header, at| self.header(header, at));
        self.content(response, at);
    }

    fn content(&mut self, holder: &mut Fields, at: &At<'_>) {
        each(holder, "content", at, |media_type, at| {
            if let Some(schema) = media_type.get_mut("schema") {
                self.schema(schema, &at.name("schema"));
            }
            each(media_type, "encoding", at, |encoding, at| {
                each(encoding, "headers", at, |header, at| self.header(header, at));
            });
        });
    }
}

/// Does something with each object in the map `name` of `holder`; extensions are let alone.
fn each(holder: &mut Fields, name: &str, at: &At<'_>, mut then: impl FnMut(&mut Fields, &At<'_>)) {
    let Some(Value::Object(map)) = holder.get_mut(name) else {
        return;
    };
    let at = at.name(name);
    for (name, value) in map {
        if let Value::Object(object) = value {
            then(object, &at.name(name));
        }
    }
}

#[cfg(test)]
mod tests;
