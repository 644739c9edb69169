//! The value of a document in OpenAPI 3.0 enters; openapiv3's types leave, from two threads where there is much to read.

use openapiv3::{OpenAPI, Paths};
use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde_json::{Error, Map, Value};

use crate::workers;

/// Fewer paths are read by one thread in the time that another takes to start and to find its memory.
const MANY: usize = 32;

/// The document as openapiv3 reads it.
pub(super) fn read(document: &Value, threads: usize) -> Result<OpenAPI, Error> {
    let paths = document.get("paths").and_then(Value::as_object).filter(|paths| threads > 1 && paths.len() >= MANY);
    let halves = document.as_object().zip(paths).and_then(|(document, paths)| in_halves(document, paths).ok());
    // What one of two threads stumbles over need not be what comes first.
    halves.map_or_else(|| OpenAPI::deserialize(document), Ok)
}

fn in_halves(document: &Map<String, Value>, paths: &Map<String, Value>) -> Result<OpenAPI, Error> {
    let half = paths.len() / 2;
    let none = Value::Object(Map::new());
    let others = document.iter().map(|(name, value)| (name.as_str(), if name == "paths" { &none } else { value }));
    let part = |from, count| {
        let members = paths.iter().skip(from).take(count).map(|(path, item)| (path.as_str(), item));
        Paths::deserialize(MapDeserializer::new(members))
    };
    let first = || {
        let mut openapi = OpenAPI::deserialize(MapDeserializer::new(others))?;
        openapi.paths = part(0, half)?;
        Ok(openapi)
    };
    let (second, openapi) = workers::beside(|| part(half, paths.len()), first);
    let (mut openapi, second): (OpenAPI, Paths) = (openapi?, second?);
    openapi.paths.paths.extend(second.paths);
    openapi.paths.extensions.extend(second.extensions);
    Ok(openapi)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document(paths: usize) -> Value {
        let mut document = json!({
            "openapi": "3.0.3",
            "info": {"title": "Many", "version": "1"},
            "paths": {"x-first": 1},
            "components": {"schemas": {"thing": {"type": "string"}}},
            "x-last": [2],
        });
        for index in 0..paths {
            let path = json!({"get": {"operationId": format!("Get{index}"), "responses": {}}, "x-index": index});
            document["paths"][format!("/v1/{index}")] = path;
        }
        document["paths"]["x-end"] = json!("3");
        document
    }

    #[test]
    fn two_threads_read_what_one_reads() {
        for paths in [0, 1, MANY, 2 * MANY + 1] {
            let document = document(paths);
            let one = OpenAPI::deserialize(&document).unwrap();
            let [members, extensions] = [paths, 2];
            assert_eq!((one.paths.paths.len(), one.paths.extensions.len()), (members, extensions));
            assert_eq!(read(&document, 2).unwrap(), one);
            if let (Value::Object(document), Value::Object(paths)) = (&document, &document["paths"]) {
                assert_eq!(in_halves(document, paths).unwrap(), one);
            }
        }
    }

    #[test]
    fn an_error_is_the_first_one() {
        let mut document = document(2 * MANY);
        document["paths"]["/v1/60"] = json!({"get": "no operation"});
        let error = OpenAPI::deserialize(&document).unwrap_err().to_string();
        assert_eq!(read(&document, 2).unwrap_err().to_string(), error);
        document["paths"]["/v1/3"] = json!({"get": {"responses": []}});
        let error = OpenAPI::deserialize(&document).unwrap_err().to_string();
        assert_eq!(read(&document, 2).unwrap_err().to_string(), error);
    }
}
