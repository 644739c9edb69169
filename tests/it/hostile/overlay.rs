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

/// A document with a member `x-a`.
fn holding(value: &str) -> String {
    let head = r#""openapi": "3.0.3", "info": {"title": "a", "version": "1"}, "paths": {}"#;
    format!("{{{head}, \"x-a\": {value}}}")
}

fn refused(document: &str, overlay: String) {
    let what: String = overlay.lines().last().into_iter().flat_map(str::chars).take(200).collect();
    let refusal = applied(&what, document, overlay).unwrap_err().to_string();
    assert!(refusal.contains("bad-target") || refusal.contains("too-large"), "{refusal}");
}

/// The way to each match is written down: what is deep, or below a long name, takes memory for all that is above it.
#[test]
fn ways_to_matches_are_bounded() {
    let deep = |count: usize| format!("{}{}1{}", "[".repeat(110), "1,".repeat(count), "]".repeat(110));
    for count in [100_000, 300_000] {
        refused(&holding(&deep(count)), overlay("$..*", "update: {x-a: b}"));
    }
    let long = format!("{{\"{}\": [{}{{}}]}}", "n".repeat(4_000), "{},".repeat(90_000));
    refused(&holding(&long), overlay("$['x-a'].*.*", "update: {x-a: b}"));
}

#[test]
fn comparisons_of_nodes_end() {
    let deep = format!("{}{}{{}}{}", "[".repeat(110), "{\"a\": 1},".repeat(100_000), "]".repeat(110));
    for filter in ["@==@", "@ == @ && @ == @", "@!=value(@)", "@ <= @"] {
        refused(&holding(&deep), overlay(&format!("$..[?{filter}]"), "update: {x-a: b}"));
    }
}

#[test]
fn removals_of_items_end() {
    let list = format!("[{}{{}}]", "{},".repeat(20_000));
    refused(&holding(&list), overlay("$['x-a'][::2]", "remove: true"));
}

#[test]
fn many_actions_that_match_much_end() {
    let wide = wide(1_000);
    for change in ["update: {x-a: b}", "update: {x-INDEX: b}"] {
        let action = |index: usize| {
            format!("  - {{target: '$..[?@.type]', description: why, {}}}", change.replace("INDEX", &index.to_string()))
        };
        let actions: Vec<String> = (0..1_000).map(action).collect();
        applied(change, &wide, format!("{HEAD}\n{}\n", actions.join("\n"))).unwrap_err();
    }
}

#[test]
fn patterns_in_queries_end() {
    let text = format!("{{\"text\": \"{}\", \"list\": [{}{{}}]}}", "x é-a".repeat(2_000_000), "{},".repeat(60));
    refused(&holding(&text), overlay("$['x-a'].list[?search($['x-a'].text, '\\b[a-c]{1,9}z\\b')]", "remove: true"));
    // The braces are escapes of the JSONPath.
    refused(&wide(100), overlay("$..[?search(@.type, '(\\w\\u007b100\\u007d)\\u007b90\\u007d')]", "remove: true"));
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
