//! References that go in circles, nowhere, or out of the document; nothing is ever fetched or followed for ever.

use super::{inputs, timely};

/// A document whose one operation takes and gives these components; they are fine, but for one section.
fn with(section: &str, content: &str) -> String {
    let fine = [
        ("parameters", r#"{"P": {"name": "p", "in": "query", "schema": {"type": "string"}}}"#),
        (
            "requestBodies",
            r##"{"B": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}"##,
        ),
        (
            "responses",
            r##"{"R": {"description": "a", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}"##,
        ),
        ("schemas", r#"{"A": {"type": "object", "properties": {"a": {"type": "string"}}}}"#),
    ];
    let section =
        |(name, fine): &(&str, &str)| format!("\"{name}\": {}", if *name == section { content } else { fine });
    let components = fine.iter().map(section).collect::<Vec<String>>().join(",");
    format!(
        r##"{{"openapi": "3.0.3", "info": {{"title": "a", "version": "1"}}, "servers": [{{"url": "https://a.twilio.com"}}],
        "paths": {{"/v1/Things": {{"post": {{"operationId": "A",
          "parameters": [{{"$ref": "#/components/parameters/P"}}],
          "requestBody": {{"$ref": "#/components/requestBodies/B"}},
          "responses": {{"200": {{"$ref": "#/components/responses/R"}}}}}}}}}},
        "components": {{{components}}}}}"##
    )
}

/// Schemas `A` to `A<count>`, each of which refers to the next by `NEXT`.
fn chain(form: &str, count: usize) -> String {
    let one = |index: usize| format!(r#""A{index}": {}"#, form.replace("NEXT", &format!("A{}", index + 1)));
    let mut schemas: Vec<String> = (0..count).map(one).collect();
    schemas.push(format!(r#""A{count}": {{"type": "object", "properties": {{"end": {{"type": "string"}}}}}}"#));
    schemas.push(r##""A": {"$ref": "#/components/schemas/A0"}"##.to_owned());
    with("schemas", &format!("{{{}}}", schemas.join(",")))
}

/// A schema that refers to `NEXT` from within each keyword that may hold one.
fn keywords() -> Vec<String> {
    let inner = r##"{"$ref": "#/components/schemas/NEXT"}"##;
    let list = |keyword: &str| format!(r#"{{"{keyword}": [{inner}]}}"#);
    let two = |keyword: &str| format!(r#"{{"{keyword}": [{inner}, {{"type": "string"}}]}}"#);
    let mut schemas: Vec<String> =
        ["allOf", "oneOf", "anyOf"].iter().flat_map(|word| [list(word), two(word)]).collect();
    schemas.push(inner.to_owned());
    schemas.push(format!(r#"{{"type": "array", "items": {inner}}}"#));
    schemas.push(format!(
        r#"{{"type": "array", "items": {}{inner}{}}}"#,
        r#"{"type": "array", "items": "#.repeat(29),
        "}".repeat(29)
    ));
    schemas.push(format!(r#"{{"type": "object", "additionalProperties": {inner}}}"#));
    schemas.push(format!(r#"{{"type": "object", "properties": {{"a": {inner}}}, "required": ["a"]}}"#));
    schemas.push(format!(r#"{{"type": "object", "properties": {{"a": {inner}}}, "additionalProperties": {inner}}}"#));
    schemas.push(format!(r#"{{"type": "object", "properties": {{"a": {{"type": "array", "items": {inner}}}}}}}"#));
    schemas
        .push(format!(r#"{{"allOf": [{inner}, {{"type": "object", "properties": {{"a": {{"type": "string"}}}}}}]}}"#));
    schemas.push(format!(r#"{{"not": {inner}}}"#));
    schemas
}

#[test]
fn circles_of_schemas_end() {
    for outer in keywords() {
        let own = outer.replace("NEXT", "A");
        timely(&own, &inputs(with("schemas", &format!(r#"{{"A": {own}}}"#)))).ok();
        for inner in keywords() {
            let schemas = format!(r#"{{"A": {}, "B": {}}}"#, outer.replace("NEXT", "B"), inner.replace("NEXT", "A"));
            timely(&schemas, &inputs(with("schemas", &schemas))).ok();
        }
    }
}

#[test]
fn circles_of_other_components_are_refused() {
    for (section, name) in [("parameters", "P"), ("requestBodies", "B"), ("responses", "R")] {
        let to = |name: &str| format!(r##"{{"$ref": "#/components/{section}/{name}"}}"##);
        let own = format!(r#"{{"{name}": {}}}"#, to(name));
        let two = format!(r#"{{"{name}": {}, "Z": {}}}"#, to("Z"), to(name));
        for content in [own, two] {
            let refused = timely(section, &inputs(with(section, &content))).unwrap_err();
            assert!(refused.to_string().contains("cyclic-ref"), "{refused}");
        }
    }
}

#[test]
fn nothing_outside_of_the_document_is_followed() {
    for target in [
        "https://example.com/a.yaml#/A",
        "file:///etc/passwd",
        "other.yaml#/components/schemas/A",
        "../../../etc/passwd",
        "/etc/passwd",
        "#A",
        "#/info",
        "#/components/schemas",
        "#/components/schemas/",
        "#/components/schemas/A/properties/a",
        "#/components/schemas/..%2fA",
        "#/components/parameters/P",
        "",
        "#",
        "#/",
        "\\u0000",
        "%zz",
    ] {
        let schemas = format!(r#"{{"A": {{"type": "object", "properties": {{"a": {{"$ref": "{target}"}}}}}}}}"#);
        assert!(timely(target, &inputs(with("schemas", &schemas))).is_err(), "{target} was followed");
    }
}

#[test]
fn long_chains_of_references_end() {
    for form in keywords() {
        timely(&form, &inputs(chain(&form, 1_500))).ok();
        timely(&form, &inputs(chain(&form, 60))).ok();
    }
}

/// What is too long to be followed is refused: a model that silently lacks members would be worse.
#[test]
fn a_chain_is_followed_to_its_end_or_refused() {
    let to = r##"{"$ref": "#/components/schemas/NEXT"}"##;
    let heir = format!(r#"{{"allOf": [{to}, {{"properties": {{"own": {{"type": "string"}}}}}}]}}"#);
    for form in [heir.as_str(), to] {
        let made = timely(form, &inputs(chain(form, 50))).unwrap_or_else(|refused| panic!("{refused}"));
        assert!(made.tree.0.values().any(|text| text.contains("end")), "{form} lost its last member");
        let refused = timely(form, &inputs(chain(form, 300))).unwrap_err().to_string();
        assert!(refused.contains("too-deep"), "{refused}");
    }
}

#[test]
fn schemas_that_double_at_each_step_do_not_double_the_work() {
    let next = r##"{"$ref": "#/components/schemas/NEXT"}"##;
    let forms = [
        format!(r#"{{"allOf": [{next}, {next}]}}"#),
        format!(r#"{{"allOf": [{next}, {next}, {{"properties": {{"a": {next}}}}}]}}"#),
        format!(r#"{{"type": "object", "properties": {{"x": {{"type": "string"}}}}, "oneOf": [{next}, {next}]}}"#),
        format!(r#"{{"oneOf": [{next}, {next}]}}"#),
        format!(r#"{{"oneOf": [{{"allOf": [{next}]}}, {{"allOf": [{next}, {{"type": "object"}}]}}]}}"#),
        format!(r#"{{"type": "object", "required": ["a", "b"], "properties": {{"a": {next}, "b": {next}}}}}"#),
    ];
    for form in forms {
        timely(&form, &inputs(chain(&form, 60))).ok();
    }
}
