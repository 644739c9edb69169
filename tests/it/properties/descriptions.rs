//! Descriptions put together of all that Markdown acts on enter; in the documentation that leaves nothing runs.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::holds;
use crate::invariants;

/// What begins, ends or breaks something in Markdown, and words enough to break lines between them.
const PIECES: [&str; 52] = [
    " ",
    " ",
    " ",
    " ",
    "\n",
    "\n\n",
    "\n    ",
    "\n\t",
    "    ",
    "`",
    "``",
    "```",
    "````",
    "```rust",
    "~~~",
    "\\",
    "*",
    "**",
    "_",
    "#",
    "- ",
    "\n- ",
    "\n  - ",
    "1. ",
    "\n10) ",
    "> ",
    "|",
    "\n|---|\n",
    "<",
    ">",
    "<b>",
    "[a]",
    "(b)",
    "![c](d)",
    "https://a.b/c_d*",
    "&#96;",
    "&#10;",
    "&#13;",
    "&Tab;",
    "&#x202e;",
    "\u{61c}",
    "\u{e0041}",
    "é",
    "<!x",
    "<!--",
    "-->",
    "<?x",
    "<a b=",
    "!x",
    "word",
    "a rather long sentence that fills the better part of a line. ",
    "fn main() {}",
];

fn any_description() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..60).prop_map(|pieces| pieces.concat())
}

fn document(text: &str) -> Value {
    let property = json!({"type": "string", "description": text});
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}});
    json!({
        "openapi": "3.0.3",
        "info": {"title": "A", "version": "1", "description": text},
        "servers": [{"url": "https://a.twilio.com"}],
        "paths": {"/v1/Things/{Sid}": {"post": {
            "operationId": "CreateThing", "summary": text, "description": text,
            "parameters": [
                {"name": "Sid", "in": "path", "required": true, "description": text, "schema": {"type": "string"}},
                {"name": "Size", "in": "query", "description": text, "schema": {"type": "string"}},
            ],
            "requestBody": {"content": content}, "responses": {"200": {"description": text, "content": content}},
        }}},
        "components": {"schemas": {"Thing": {"type": "object", "description": text, "properties": {
            "a": property, "kind": {"type": "string", "enum": ["x"], "description": text},
        }}}},
    })
}

#[test]
fn nothing_in_a_description_runs() {
    holds(400, any_description(), |text| {
        invariants::attempt(&invariants::inputs(document(&text).to_string())).unwrap();
    });
}
