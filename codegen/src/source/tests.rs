use super::*;
use std::time::{Duration, Instant};

fn verdict(text: &str) -> String {
    match Source::new("a.yaml", text).parse() {
        Ok(value) => value.to_string(),
        Err(found) => {
            let one = |found: &Located| format!("{} {}", found.diagnostic.code, found.place);
            found.iter().map(one).collect::<Vec<_>>().join("; ")
        }
    }
}

#[test]
fn keys_are_text_as_written() {
    assert_eq!(verdict("200: a\ntrue: b\n1.10: c\n~: d\n"), r#"{"200":"a","true":"b","1.10":"c","~":"d"}"#);
}

#[test]
fn values_keep_their_types_and_order() {
    let text = "b: [1, -2, 1.5, 'x', yes, null, ~, 0o17, 0123]\na: {z: 1, y: 2}\n";
    assert_eq!(verdict(text), r#"{"b":[1,-2,1.5,"x","yes",null,null,15,"0123"],"a":{"z":1,"y":2}}"#);
}

#[test]
fn json_and_its_escapes() {
    assert_eq!(verdict(r#"{"a": "\ud83d\ude00\/", "b": {"200": 1}}"#), r#"{"a":"😀/","b":{"200":1}}"#);
    assert_eq!(verdict(r#"{"a": 1, "b": {"c": 1, "c": 2}}"#), "duplicate-key a.yaml:1:24");
    assert_eq!(verdict("{a: 1, b: [c]}"), r#"{"a":1,"b":["c"]}"#);
    let broken = Source::new("a.json", "{\"a\": 1,\n \"b\" 2}").parse().unwrap_err();
    assert!(broken.to_string().contains("a.json:2:6"), "{broken}");
}

#[test]
fn duplicate_keys_name_both_places() {
    assert_eq!(verdict("a: 1\nb:\n  - c: 1\n    d: {x: 1, 'x': 2}\n"), "duplicate-key a.yaml:4:15");
    let text = Source::new("a.yaml", "a: 1\n\na: 2\n").parse().unwrap_err().to_string();
    assert!(text.contains("the first one is at a.yaml:1:1"), "{text}");
}

#[test]
fn what_is_not_data() {
    assert_eq!(verdict("a: .nan\n"), "bad-scalar a.yaml:1:1");
    assert_eq!(verdict("a: [1, -.inf]\n"), "bad-scalar a.yaml:1:8");
    assert_eq!(verdict("a: !thing {b: 1}\n"), "bad-scalar a.yaml:1:1");
    assert_eq!(verdict("a:\n  ? [b, c]\n  : 1\n"), "bad-key a.yaml:2:5");
    assert_eq!(verdict("a: &a {b: 1}\nc:\n  <<: *a\n"), "bad-key a.yaml:3:3");
    assert_eq!(verdict("a: 1\n---\nb: 2\n"), "many-documents a.yaml:2:1");
    assert_eq!(verdict("- a\n"), "not-a-mapping a.yaml:1:1");
    assert_eq!(verdict("# nothing\n"), "not-a-mapping a.yaml:1:1");
    assert_eq!(verdict(""), "not-a-mapping a.yaml:1:1");
    assert_eq!(verdict("a: [1\nb: 2\n"), "bad-yaml a.yaml:2:2");
    assert_eq!(verdict("a: *nothing\n"), "bad-yaml a.yaml:1:4");
}

#[test]
fn only_a_key_without_quotes_merges() {
    assert_eq!(verdict("a: {'<<': 1}\nb: {\"<<\": 2}\nc: <<\n"), r#"{"a":{"<<":1},"b":{"<<":2},"c":"<<"}"#);
    // The same by the parser that knows aliases.
    assert_eq!(verdict("a: &a {'<<': 1}\nb: *a\nc: <<\n"), r#"{"a":{"<<":1},"b":{"<<":1},"c":"<<"}"#);
    assert_eq!(verdict("a: &a {'<<': 1}\nb: {c: [<<], <<: *a}\n"), "bad-key a.yaml:2:14");
    assert_eq!(verdict("? {<<: a}\n: b\n"), "bad-key a.yaml:1:3");
    assert_eq!(verdict(r#"{"<<": {"a": 1}}"#), r#"{"<<":{"a":1}}"#);
    let value = Source::new("a.json", r#"{"a": [{"<<": {"merge0": "<<"}}], "b": 1}"#).parse().unwrap();
    let bundle = crate::Bundle { value };
    assert_eq!(verdict(&bundle.yaml().unwrap()), bundle.value.to_string());
}

#[test]
fn anchors_without_end_are_refused() {
    let anchors = |count: usize| (0..count).map(|index| format!("a{index}: &a{index} 1\n")).collect::<String>();
    assert_eq!(verdict(&anchors(10_001)), "too-large a.yaml:10001:9");
    assert!(verdict(&anchors(10_000)).starts_with("{\"a0\":1,"));
    let prose = (0..10_001).map(|index| format!("a{index}: this &that\n")).collect::<String>();
    assert!(verdict(&prose).starts_with("{\"a0\":\"this &that\","));
}

#[test]
fn byte_order_marks_and_line_ends() {
    assert_eq!(verdict("\u{feff}a: 1\r\nb: 2\r\n"), r#"{"a":1,"b":2}"#);
    assert_eq!(verdict("\u{feff}a: 1\r\nb: 2\r\nb: 3\r\n"), "duplicate-key a.yaml:3:1");
}

#[test]
fn aliases_are_fine_until_they_explode() {
    assert_eq!(verdict("a: &x {b: 1}\nc: *x\n"), r#"{"a":{"b":1},"c":{"b":1}}"#);
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let last = format!("*a{}, ", n - 1).repeat(10);
        bomb.push_str(&format!("a{n}: &a{n} [{last}]\n"));
    }
    assert!(verdict(&bomb).starts_with("alias-bomb a.yaml:"), "{}", verdict(&bomb));
    let wide = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), "*a, ".repeat(100));
    assert!(verdict(&wide).starts_with("alias-bomb a.yaml:2:"), "{}", verdict(&wide));
}

#[test]
fn hostile_sizes_and_depths_are_refused_in_time() {
    let deep = 10_000;
    let huge = MAX_BYTES - 8;
    let texts = [
        ("too-deep", format!("a: {}", "[".repeat(deep))),
        ("too-deep", format!("a: {}{}", "[".repeat(deep), "]".repeat(deep))),
        ("too-deep", format!("a: {}", "{b: ".repeat(deep))),
        ("too-deep", format!("a:\n  {}", "- ".repeat(deep))),
        ("too-deep", format!("{}1{}", "{\"a\":".repeat(deep), "}".repeat(deep))),
        ("too-deep", (0..2000).map(|n| format!("{}a:\n", " ".repeat(n))).collect()),
        ("too-deep", format!("a: {}", "[".repeat(huge))),
        ("too-large", format!("a: [{}]", "1,".repeat(huge / 2))),
        ("too-large", format!("a: {}", "x".repeat(MAX_BYTES))),
        ("bad-yaml", "%TAG !a! b\n".repeat(huge / 11)),
    ];
    for (code, text) in texts {
        let start = Instant::now();
        let found = verdict(&text);
        assert!(found.starts_with(code), "{code}: {found:.200}");
        // Unoptimised, on a busy machine: ten times the bound of a release build.
        assert!(start.elapsed() < Duration::from_secs(20), "{code}: {:?}", start.elapsed());
    }
}

#[test]
fn places_of_pointers() {
    let source = Source::new("a.yaml", "a:\n  - {ü: &x {b/c: 1}, d: *x}\n  - |\n    text\n  - e\n");
    let at = |pointer| source.locate(pointer).map(|at| (at.line, at.col));
    assert_eq!(at(""), Some((1, 1)));
    assert_eq!(at("/a"), Some((1, 1)));
    assert_eq!(at("/a/0/ü/b~1c"), Some((2, 13)));
    assert_eq!(at("/a/0/d"), Some((2, 22)));
    // What an alias holds has no place of its own.
    assert_eq!(at("/a/0/d/b~1c"), Some((2, 22)));
    // A block of text is where its first line is.
    assert_eq!(at("/a/1"), Some((4, 5)));
    assert_eq!(at("/a/2"), Some((5, 5)));
    assert_eq!(at("/nothing/here"), Some((1, 1)));
}

#[test]
fn places_in_json() {
    let source = Source::new("a.json", "{\"a\": [{\"\\ud83d\\ude00\": 1.5e3,\r\n \"b\\/c\": [true, \"x\"]}]}");
    let at = |pointer| source.locate(pointer).map(|at| (at.line, at.col));
    assert_eq!(at(""), Some((1, 1)));
    assert_eq!(at("/a/0/😀"), Some((1, 9)));
    assert_eq!(at("/a/0/b~1c"), Some((2, 2)));
    assert_eq!(at("/a/0/b~1c/1"), Some((2, 17)));
}

/// What the parsers count otherwise than editors do: where a text without a last line break ends, the breaks of YAML 1.1, and
/// bytes for columns.
#[test]
fn places_are_those_that_an_editor_shows() {
    assert_eq!(verdict("a: 1\nb: {c: d,"), "bad-yaml a.yaml:2:10");
    assert_eq!(verdict("a: 1\nb: {c: d"), "bad-yaml a.yaml:2:4");
    assert_eq!(verdict("a: \"b\u{2028}c\u{85}d\"\nb: @\n"), "bad-yaml a.yaml:2:4");
    assert_eq!(verdict("a: \"b\u{2028}c\u{85}d\"\nb: [c"), "bad-yaml a.yaml:2:4");
    assert_eq!(verdict("%YAML 1.2\n--- # no more"), "not-a-mapping a.yaml:2:14");
    let refused = |text: &str| Source::new("a.json", text).parse().unwrap_err().to_string();
    assert!(refused("{\"é\": 1,\r \"日本\": x}").contains("a.json:2:8"), "{}", refused("{\"é\": 1,\r \"日本\": x}"));
}

#[test]
fn slips_in_json_are_named() {
    for (text, place, cause) in [
        ("{\"a\": 1,}", "1:9", "remove the comma"),
        ("{\"a\": [1,]}", "1:10", "remove the comma"),
        ("{'a': 1}", "1:2", "single quotes"),
        ("{\"a\": 'b'}", "1:7", "single quotes"),
        ("{\"a\": 1, // b\n\"c\": 2}", "1:10", "a comment stands here"),
        ("{\"a\": 1 /* b */}", "1:9", "a comment stands here"),
        ("{\n# a\n\"b\": 2}", "2:1", "a comment stands here"),
        ("{a: 1}", "1:2", "without quotes"),
        ("{\"a\": b}", "1:7", "without quotes"),
        ("{\"a\": True}", "1:7", "`true`"),
        ("{\"a\": 1 \"b\": 2}", "1:9", "a comma between"),
        ("{\"a\": 1", "1:7", "still open"),
        ("{\"a\": \"b\nc\"}", "2:1", "line breaks as"),
        ("{\"a\": \"\\d\"}", "1:9", "backslash twice"),
        ("{\"a\": 01}", "1:8", "no number"),
        ("{\"a\": 1}}", "1:9", "closes too early"),
    ] {
        let told = Source::new("a.json", text).parse().unwrap_err().to_string();
        assert!(told.contains(&format!("a.json:{place}\n")) && told.contains(cause), "{text}: {told}");
    }
}

#[test]
fn tabs_for_blanks_are_named() {
    for (text, place) in [("a:\n  -\tb: c\n    d: e\n", "2:4"), ("\ta: b\n", "1:1")] {
        let told = Source::new("a.yaml", text).parse().unwrap_err().to_string();
        assert!(told.contains("a tab ") && told.contains(&format!("a.yaml:{place}\n")), "{told}");
    }
}

#[test]
fn a_key_has_a_bound() {
    let with = |length: usize| format!("{{\"x-a\": {{\"b\": 1, \"{}\": 2}}}}", "k".repeat(length));
    assert!(Source::new("a.json", with(super::MAX_KEY)).parse().is_ok());
    let told = Source::new("a.json", with(super::MAX_KEY + 1)).parse().unwrap_err().to_string();
    assert!(told.starts_with("error[bad-key]: a key has 4097 bytes, more than 4096"), "{told}");
    assert!(told.contains("a.json:1:18"), "{told}");
}
