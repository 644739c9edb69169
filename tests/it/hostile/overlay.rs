//! Overlays that mean harm: queries that walk for ever, updates that make the document explode.

use twilio_iam_codegen::{Diagnostics, Output, Source};

use super::{inputs, template, timely};

const HEAD: &str = "overlay: 1.0.0\ninfo: {title: a, version: '1'}\nactions:";

fn overlay(target: &str, change: &str) -> String {
    format!("{HEAD}\n  - {{target: {}, description: why, {change}}}\n", serde_json::to_string(target).unwrap())
}

fn applied(what: &str, document: &str, overlay: String) -> Result<Output, Diagnostics> {
    let mut inputs = inputs(document);
    inputs.overlays = vec![Source::new("hostile.overlay.yaml", overlay)];
    timely(what, &inputs)
}

/// A document of `count` small schemas.
fn wide(count: usize) -> String {
    let schema = |index| {
        format!(r#""S{index}": {{"type": "object", "properties": {{"a": {{"type": "string", "enum": ["a", "b"]}}}}}}"#)
    };
    let schemas: Vec<String> = (0..count).map(schema).collect();
    format!(
        r#"{{"openapi": "3.0.3", "info": {{"title": "a", "version": "1"}}, "servers": [{{"url": "https://a.twilio.com"}}], "paths": {{}}, "components": {{"schemas": {{{}}}}}}}"#,
        schemas.join(",")
    )
}

fn each(targets: &[&str]) {
    let documents = [wide(1_000), template::filled("title", "harmless")];
    for target in targets {
        for change in ["update: {x-a: b}", "remove: true"] {
            for document in &documents {
                applied(target, document, overlay(target, change)).ok();
            }
        }
    }
}

#[test]
fn queries_end() {
    each(&[
        "$..*",
        "$..*..*",
        "$..*..*..*..*..*..*",
        "$..[*]..[*]..[*]..[?@..*]",
        "$..[?@..[?@..[?@..a]]]",
        "$..[?$..*]",
        "$..[?count($..*) > 1]",
        "$..[?length(@..*) > count($..*)]",
        "$[0:100000000000:1]",
        "$[-9007199254740991]",
        "",
        "$",
        "$.",
        "\u{0}",
        "$['\u{202e}']",
    ]);
    each(&[&format!("$..[?{}@.a{}]", "(".repeat(200), ")".repeat(200)), &format!("$..[?{}@.a]", "!".repeat(3_000))]);
    each(&[&format!("$.{}", "a.".repeat(10_000))]);
}

#[test]
fn selectors_that_repeat_end() {
    each(&[
        "$..[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]..[0,0,0,0,0,0,0,0,0,0]",
        "$..['a','a','a','a','a','a','a','a']..['a','a','a','a']",
        "$..[*,*,*,*,*,*,*,*,*,*]..[*,*,*,*,*,*,*,*,*,*]",
        "$[*,*,*,*,*,*,*,*][*,*,*,*,*,*,*,*][*,*,*,*,*,*,*,*][*,*,*,*,*,*,*,*][*,*,*,*,*,*,*,*]",
        "$.components[*,*,*,*][*,*,*,*,*,*,*,*][*,*,*,*,*,*,*,*][*,*,*,*,*,*,*,*][*,*,*,*,*,*,*,*]",
    ]);
}

#[test]
fn patterns_in_queries_end() {
    each(&[
        "$..[?match(@.type, '(a*)*b')]",
        "$..[?search(@.type, '((((a*)*)*)*)*$')]",
        "$..[?match(@.type, '.{1000}{1000}{1000}')]",
        "$..[?search(@.type, '(\\\\w{200}){20}')]",
    ]);
}

#[test]
fn updates_do_not_explode_the_document() {
    let wide = wide(1_000);
    let big: Vec<String> = (0..2_000).map(|index| format!("x-{index}: [1, 2, 3, 4]")).collect();
    let big = format!("update: {{{}}}", big.join(", "));
    for target in ["$..*", "$.components.schemas[*]", "$.components.schemas.*.properties.*"] {
        applied(target, &wide, overlay(target, &big)).ok();
    }
    // Each action doubles what the one before has made.
    let start = "  - {target: $.info, description: why, update: {x-a: {y: 0}}}";
    let double = |index| {
        format!("  - {{target: '$..x-a', description: why, update: {{x-a: {{x-b{index}: {{x-a: {{y: 1}}}}}}}}}}")
    };
    let actions: Vec<String> = (0..40).map(double).collect();
    applied("doubling", &wide, format!("{HEAD}\n{start}\n{}\n", actions.join("\n"))).ok();
    let anchors = (1..30).fold("x0: &x0 [a, a]\n".to_owned(), |text, index| {
        format!("{text}x{index}: &x{index} [*x{0}, *x{0}]\n", index - 1)
    });
    let bomb = format!("{anchors}{HEAD}\n  - {{target: $.info, description: why, update: {{x-a: *x29}}}}\n");
    assert!(applied("aliases", &wide, bomb).is_err());
    let deep = format!("update: {}1{}", "{x-a: ".repeat(120), "}".repeat(120));
    applied("deep", &wide, overlay("$.info", &deep)).ok();
}

#[test]
fn many_actions_cost_no_more_than_each_of_them() {
    let action =
        |index| format!("  - {{target: '$.components.schemas.S{index}', description: why, update: {{x-a: {index}}}}}");
    let actions: Vec<String> = (0..1_000).map(action).collect();
    applied("many actions", &wide(1_000), format!("{HEAD}\n{}\n", actions.join("\n")))
        .unwrap_or_else(|refused| panic!("{refused}"));
}
