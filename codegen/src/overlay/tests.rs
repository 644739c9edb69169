use super::*;
use crate::testing::{load, verdict};
use serde_json::json;

const SPEC: &str = "\
openapi: 3.1.0
info: {title: T, version: '1'}
tags:
  - name: a
  - name: b
  - name: c
components:
  schemas:
    S:
      required: [x]
      properties:
        x: {type: string, maxLength: 3}
";

/// An overlay with the given actions, the first of which starts on line 4.
fn overlay(actions: &str) -> String {
    format!("overlay: 1.0.0\ninfo: {{title: O, version: '1'}}\nactions:\n{actions}")
}

fn applied(document: Value, actions: Value) -> Value {
    let overlay = json!({"overlay": "1.0.0", "info": {"title": "O", "version": "1"}, "actions": actions});
    apply(document, &[overlay]).unwrap().0
}

#[test]
fn objects_merge_and_arrays_grow() {
    let document = json!({"a": {"b": 1, "c": [1], "d": {"e": 1, "f": [{"g": 1}]}}, "h": [{"i": 1}]});
    let actions = json!([
        {"description": "d", "target": "$.a", "update": {"b": 2, "c": [2, [3]], "d": {"f": [{"j": 1}]}, "k": [1]}},
        {"description": "d", "target": "$.h", "update": {"l": 1}},
        {"description": "d", "target": "$.h[0]", "update": {"i": null}},
    ]);
    let expected = json!({
        "a": {"b": 2, "c": [1, 2, [3]], "d": {"e": 1, "f": [{"g": 1}, {"j": 1}]}, "k": [1]},
        "h": [{"i": null}, {"l": 1}],
    });
    assert_eq!(applied(document, actions), expected);
}

#[test]
fn removes_take_every_match_and_keep_the_order() {
    let document = json!({"a": [{"n": 1}, {"n": 2}, {"n": 3}, {"n": 2}], "b": 1, "c": 2, "d": {"n": 2}});
    let actions = json!([
        {"description": "d", "target": "$.a[?@.n == 2]", "remove": true},
        {"description": "d", "target": "$.b", "remove": true},
        {"description": "d", "target": "$..n", "remove": true},
    ]);
    let result = applied(document, actions);
    assert_eq!(result.to_string(), r#"{"a":[{},{}],"c":2,"d":{}}"#);
}

#[test]
fn replacing_is_a_remove_and_an_update() {
    let actions = json!([
        {"description": "d", "target": "$.a.b", "remove": true},
        {"description": "d", "target": "$.a", "update": {"b": {"new": true}}},
    ]);
    let result = applied(json!({"a": {"b": [1, 2], "c": 1}}), actions);
    assert_eq!(result.to_string(), r#"{"a":{"c":1,"b":{"new":true}}}"#);
}

#[test]
fn every_node_knows_where_it_comes_from() {
    let text = overlay(
        "  - target: $.tags[0]
    description: gone
    remove: true
  - target: $.tags
    description: another tag
    update:
      name: d
      description: from here
  - target: $.components.schemas.S
    description: the server says 5
    update:
      required: [y]
      properties:
        x: {maxLength: 5}
        y: {type: integer}
",
    );
    let document = load(SPEC, &[&text]).unwrap();
    let place = |pointer: &str| document.place(&pointer.into()).to_string();
    assert_eq!(place("/tags/0/name"), "spec.yaml:5:5");
    assert_eq!(place("/tags/1/name"), "spec.yaml:6:5");
    assert_eq!(place("/tags/2"), "overlay0.yaml:9:5");
    assert_eq!(place("/tags/2/description"), "overlay0.yaml:11:7");
    let schema = |rest: &str| place(&format!("/components/schemas/S{rest}"));
    assert_eq!(schema(""), "spec.yaml:9:5");
    assert_eq!(schema("/properties/x"), "spec.yaml:12:9");
    assert_eq!(schema("/properties/x/type"), "spec.yaml:12:13");
    assert_eq!(schema("/properties/x/maxLength"), "overlay0.yaml:17:13");
    assert_eq!(schema("/properties/y/type"), "overlay0.yaml:18:13");
    assert_eq!(schema("/required/1"), "overlay0.yaml:15:18");
    let reason = |pointer: &str| document.reason(&pointer.into());
    assert_eq!(reason("/components/schemas/S/properties/y"), Some("the server says 5"));
    assert_eq!(reason("/components/schemas/S/properties/x/maxLength"), Some("the server says 5"));
    assert_eq!(reason("/components/schemas/S/properties/x"), None);
    assert_eq!(reason("/tags/2/name"), Some("another tag"));
}

#[test]
fn what_overlays_add_is_checked_in_its_place() {
    let text = overlay("  - {target: $.components.schemas.S, description: d, update: {maxLenght: 3}}\n");
    assert_eq!(verdict(SPEC, &[&text]), ["unknown-field overlay0.yaml:4:63"]);
}

/// Asserts the verdict on one action, written in one line from 4:5.
#[track_caller]
fn expect(action: &str, expected: &str) {
    let text = overlay(&format!("  - {action}\n"));
    let expected: Vec<String> = expected
        .split_terminator(' ')
        .collect::<Vec<_>>()
        .chunks(2)
        .map(|c| format!("{} overlay0.yaml:{}", c[0], c[1]))
        .collect();
    assert_eq!(verdict(SPEC, &[&text]), expected, "{action}");
}

#[test]
fn actions_are_strict() {
    expect("{target: $.info, description: d, update: {description: e}}", "");
    expect("{target: $.info, update: {description: e}}", "no-description 4:5");
    expect("{target: $.info, description: ' ', update: {description: e}}", "no-description 4:5");
    expect("{target: $.inof, description: d, update: {description: e}}", "no-match 4:6");
    expect("{target: $.info, description: d, update: {title: T}}", "no-change 4:38");
    expect("{target: '$.tags[*]', description: d, update: {name: b}}", "no-change 4:43");
    expect("{target: $.info.title, description: d, update: {a: b}}", "bad-update 4:44");
    expect("{target: $.info, description: d, update: text}", "bad-update 4:38");
    expect("{target: $.info, description: d, update: {title: {a: b}}}", "bad-update 4:38");
    expect("{target: $.tags, description: d, update: [{name: d}]}", "bad-update 4:38");
    expect("{target: '$.components.schemas.S.required[0]', description: d, remove: true}", "bad-update 4:6");
    expect("{target: $, description: d, remove: true}", "bad-target 4:6");
    expect("{target: info, description: d, remove: true}", "bad-target 4:6");
    expect("{target: '$.a[', description: d, remove: true}", "bad-target 4:6");
    expect("{target: $.info, description: d}", "update-and-remove 4:5");
    expect("{target: $.info, description: d, update: {a: 1}, remove: true}", "update-and-remove 4:5");
    expect("{target: $.info, description: d, udpate: {a: 1}, remove: true}", "unknown-field 4:38");
    expect("{target: $.tags, description: d, remove: 'true'}", "wrong-type 4:38");
    expect("{description: d, remove: true}", "missing-field 4:5");
}

#[test]
fn overlays_are_strict() {
    let verdict = |overlay: &str| verdict(SPEC, &[overlay]);
    let good = overlay("  - {target: $.info, description: d, update: {description: e}, x-a: 1}\n");
    assert!(verdict(&format!("{good}x-b: 1\nextends: a.yaml\n")).is_empty());
    assert_eq!(verdict(&good.replace("1.0.0", "1.1.0")), ["overlay-version overlay0.yaml:1:1"]);
    assert_eq!(verdict(&good.replace("1.0.0", "1.0")), ["wrong-type overlay0.yaml:1:1"]);
    // One slip, one error.
    assert_eq!(verdict(&good.replace("overlay:", "overlaid:")), ["unknown-field overlay0.yaml:1:1"]);
    assert_eq!(verdict(&good.replace("update:", "upadte:")), ["unknown-field overlay0.yaml:4:38"]);
    assert_eq!(verdict(&good.replace(", version: '1'", "")), ["missing-field overlay0.yaml:2:1"]);
    assert_eq!(verdict(&overlay("  []")), ["bad-value overlay0.yaml:3:1"]);
    assert_eq!(verdict("overlay: 1.0.0\ninfo: {title: a, version: b}\n"), ["missing-field overlay0.yaml:1:1"]);
}

#[test]
fn a_diagnostic_names_the_action() {
    let text = overlay("  - {target: $.info, description: 'the fact, from its source', update: {title: T}}\n");
    let problem = load(SPEC, &[&text]).unwrap_err().to_string();
    let expected = "\
error[no-change]: action 0 (\"the fact, from its source\"): nothing changes at `/info`, it already says all this
 --> overlay0.yaml:4:64
  |
4 |   - {target: $.info, description: 'the fact, from its source', update: {title: T}}
  |                                                                ^^^^^^
  |
  = note: at /actions/0/update
  = help: remove the action (upstream has caught up), or narrow its target

1 error
";
    assert_eq!(problem, expected);
}

/// An overlay that adds `value` as `x-a` and then does `actions`.
fn seeded(value: &str, actions: &str) -> String {
    overlay(&format!("  - {{target: $, description: d, update: {{x-a: {value}}}}}\n{actions}"))
}

#[test]
fn growth_is_bounded() {
    let action = |n: usize| {
        let members: String = (0..40).map(|m| format!("k{n}_{m}: {{}}, ")).collect();
        format!("  - {{target: '$[\"x-a\"]..*', description: d, update: {{{members}}}}}\n")
    };
    let bomb: String = (0..8).map(action).collect();
    let found = verdict(SPEC, &[&seeded("{x: {}}", &bomb)]);
    assert!(found[0].starts_with("too-large"), "{found:?}");
}

#[test]
fn depth_is_bounded() {
    let nested = |n: usize| format!("{}{{}}{}", "{x: ".repeat(n), "}".repeat(n));
    let deepen = |n: usize| {
        let target = format!("'$[\"x-a\"]{}'", ".x".repeat(60));
        format!("  - {{target: {target}, description: d, update: {}}}\n", nested(n))
    };
    assert_eq!(verdict(SPEC, &[&seeded(&nested(60), &deepen(60))]), [] as [&str; 0]);
    let found = verdict(SPEC, &[&seeded(&nested(60), &deepen(70))]);
    assert!(found[0].starts_with("too-deep"), "{found:?}");
}

#[test]
fn targets_are_bounded() {
    let nested = format!("'$[?{}@.a{}]'", "(".repeat(1000), ")".repeat(1000));
    for target in [nested.as_str(), "$..*..*..*..*..*..*..*..*..*"] {
        let text = overlay(&format!("  - {{target: {target}, description: d, remove: true}}\n"));
        let found = verdict(SPEC, &[&text]);
        assert_eq!(found[0], "bad-target overlay0.yaml:4:6", "{target}");
    }
}

/// The message of the only problem with an action that has such a target, and its help.
fn told(target: &str) -> String {
    let overlay = overlay(&format!("  - target: {}\n    description: d\n    remove: true\n", json!(target)));
    load(SPEC, &[&overlay]).unwrap_err().to_string()
}

#[test]
fn a_refused_target_gets_help_of_its_own() {
    let shorter = "use a shorter pattern";
    let name = "`['/v1/Other']`, `['204']`, `['$ref']`";
    let many = format!("$..a[?{}@.b]", "(".repeat(40));
    for (target, help) in [
        ("$.tags[?match(@.name, '((a{90}){90}){90}')]", shorter),
        ("$.tags[?match(@.name, @.other)]", "write the pattern in the filter, in quotes"),
        ("$..*..*..*..*..*..*..*..*..*", "start further down than `$..`"),
        (&many, "select by fewer criteria"),
        ("$.paths./v1/Other.get", name),
        ("$.responses.204", name),
        ("$.tags[?@.$ref]", name),
        ("$.tags[?@.v[-1] == 'a']", "name the node"),
        ("$.tags[?@.v > @.w]", "`count(...)`"),
        ("tags", "write a JSONPath of RFC 9535"),
    ] {
        let told = told(target);
        let shown = told.lines().find(|line| line.contains("= help:")).unwrap_or_default();
        assert!(shown.contains(help), "{target}: {told}");
        assert!(!told.contains("lowercase"), "{told}");
    }
}

/// The library finds other nodes than RFC 9535 asks for, and they would be removed.
#[test]
fn a_filter_that_finds_the_wrong_nodes_changes_nothing() {
    for target in ["$.tags[?@.v[-1] != 'beta']", "$.tags[?@.v >= @.w]"] {
        assert!(told(target).starts_with("error[bad-target]"), "{target}");
    }
}
