use crate::diagnostic::Severity;
use crate::testing::{expect, load};

/// A document of 3.0 whose fourth line is the first of `rest`.
fn v30(rest: &str) -> String {
    format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\n# ...\n{rest}")
}

/// The same in 3.1, where paths may be absent.
fn v31(rest: &str) -> String {
    v30(rest).replace("3.0.3", "3.1.0")
}

/// A document of 3.1 with one component schema, written in one line: it starts at 4:29.
fn schema(text: &str) -> String {
    v31(&format!("components: {{schemas: {{S: {text}}}}}"))
}

/// A document with one operation, whose fields start on line 7.
fn operation(fields: &str) -> String {
    let fields = fields.replace('\n', "\n      ");
    v30(&format!("paths:\n  /a/{{Sid}}:\n    get:\n      operationId: a\n      {fields}"))
}

const SID: &str = "parameters: [{name: Sid, in: path, required: true, schema: {type: string}}]\n";

#[test]
fn versions() {
    expect("openapi: 3.2.0\n", &[("unsupported-version", "1:1")]);
    expect("openapi: 3.1\n", &[("unsupported-version", "1:1")]);
    expect("a: 1\nswagger: '2.0'\n", &[("unsupported-version", "2:1")]);
    expect("a: 1\n", &[("unsupported-version", "1:1")]);
}

#[test]
fn fields() {
    expect(&v30("paths: {}\nsevers: []"), &[("unknown-field", "5:1")]);
    expect(&v30("servers: []"), &[("missing-field", "1:1")]);
    expect(&v31("servers: {}"), &[("wrong-type", "4:1")]);
    expect(&v31("servers: [{url: 1}]"), &[("wrong-type", "4:12")]);
    expect(&v31("servers: [{description: a}]"), &[("missing-field", "4:11")]);
    expect(&v31("x-anything: [1, {paths: 2}]\ntags: [{name: T, description: }]"), &[]);
    expect(&operation("responces: {}\n"), &[("undeclared-path-parameter", "6:5"), ("unknown-field", "8:7")]);
    expect(&operation(&format!("{SID}responses: {{20: {{description: d}}}}")), &[("bad-status", "9:19")]);
    let two =
        format!("{SID}responses: {{200: {{description: d}}, 2XX: {{description: d}}, default: {{description: d}}}}");
    expect(&operation(&two), &[]);
}

#[test]
fn paths() {
    let operation = "get: {operationId: a, responses: {default: {description: d}}}";
    expect(&v30(&format!("paths:\n  a: {{{operation}}}")), &[("path-without-slash", "5:3")]);
    for path in ["/{", "/}", "/{}", "/{a/b}", "/{a}{a}", "/{{a}}"] {
        expect(&v30(&format!("paths:\n  '{path}': {{{operation}}}")), &[("bad-path-template", "5:3")]);
    }
    expect(&v30("paths:\n  /a: {$ref: '#/components/pathItems/A'}"), &[("misplaced-ref", "5:8")]);
}

#[test]
fn ambiguous_paths() {
    let item = |method: &str, name: &str| {
        format!(
            "  /a/{{{name}}}:\n    parameters: [{{name: {name}, in: path, required: true, schema: {{}}}}]\n    {method}: {{operationId: {name}, responses: {{default: {{description: d}}}}}}\n"
        )
    };
    let same = v30(&format!("paths:\n{}{}", item("get", "x"), item("get", "y")));
    expect(&same, &[("ambiguous-path", "8:3")]);
    let apart = v30(&format!("paths:\n{}{}", item("get", "x"), item("post", "y")));
    expect(&apart, &[("ambiguous-path", "8:3")]);
    assert_eq!(load(&apart, &[]).unwrap().notes[0].severity, Severity::Note);
    expect(&v30(&format!("paths:\n{}  /a/{{y}}: {{}}", item("get", "x"))), &[]);
}

#[test]
fn path_parameters() {
    expect(&operation("responses: {default: {description: d}}"), &[("undeclared-path-parameter", "6:5")]);
    let optional = "responses: {default: {description: d}}\nparameters:\n- {name: Sid, in: path, schema: {}}";
    expect(&operation(optional), &[("optional-path-parameter", "10:9")]);
    let unused = format!("responses: {{default: {{description: d}}}}\n{SID}")
        .replace("}}]", "}},\n{name: X, in: path, required: true, schema: {}}]");
    expect(&operation(&unused), &[("unused-path-parameter", "10:7")]);
    let shared = v30(
        "paths:\n  /a/{Sid}:\n    parameters:\n    - $ref: '#/components/parameters/Sid'\n    get: {operationId: a, responses: {default: {description: d}}}\ncomponents:\n  parameters:\n    Sid: {name: Sid, in: path, required: true, schema: {}}",
    );
    expect(&shared, &[]);
    expect(&shared.replace("/a/{Sid}", "/a"), &[("unused-path-parameter", "7:7")]);
    expect(&shared.replace("in: path", "in: query"), &[("undeclared-path-parameter", "8:5")]);
}

#[test]
fn parameters() {
    let with = |parameter: &str| v30(&format!("paths: {{}}\ncomponents:\n  parameters:\n    P: {{{parameter}}}"));
    expect(&with("name: a, in: body, schema: {}"), &[("bad-value", "7:18")]);
    expect(&with("name: a, in: query"), &[("missing-field", "7:5")]);
    expect(&with("name: a, in: query, schema: {}, content: {}"), &[("unknown-field", "7:5")]);
    expect(&with("name: a, in: query, content: {a/b: {}, c/d: {}}"), &[("bad-media-type", "7:29")]);
    expect(&with("name: a, in: path, schema: {}, style: form"), &[("bad-value", "7:40")]);
    let twice = v30(
        "paths:\n  /a:\n    get:\n      operationId: a\n      responses: {default: {description: d}}\n      parameters:\n      - {name: a, in: query, schema: {}}\n      - {name: a, in: header, schema: {}}\n      - {name: a, in: query, schema: {}}",
    );
    expect(&twice, &[("duplicate-parameter", "12:9")]);
}

#[test]
fn operation_ids() {
    expect(
        &v30("paths:\n  /a:\n    get: {responses: {default: {description: d}}}"),
        &[("missing-operation-id", "6:5")],
    );
    let twice = "paths:\n  /a:\n    get: {operationId: a, responses: {default: {description: d}}}\n    put: {operationId: a, responses: {default: {description: d}}}";
    expect(&v30(twice), &[("duplicate-operation-id", "7:11")]);
}

#[test]
fn references() {
    let to = |target: &str| schema(&format!("{{$ref: '{target}'}}"));
    expect(&to("#/components/schemas/Nothing"), &[("dangling-ref", "4:28")]);
    expect(&to("#/nothing/at/all"), &[("dangling-ref", "4:28")]);
    expect(&to("#/info"), &[("misplaced-ref", "4:28")]);
    for target in ["other.yaml#/A", "https://example.com/a.yaml", "file:///etc/passwd", "/etc/passwd", "S"] {
        expect(&to(target), &[("external-ref", "4:28")]);
    }
    expect(&to("#/components/schemas/S"), &[("cyclic-ref", "4:28")]);
    let wrong_kind = v31("components: {schemas: {S: {}}, responses: {R: {$ref: '#/components/schemas/S'}}}");
    expect(&wrong_kind, &[("misplaced-ref", "4:48")]);
    expect(
        &v30("paths: {}\ncomponents: {schemas: {S: {}, T: {$ref: '#/components/schemas/S', nullable: true}}}"),
        &[("ref-sibling", "5:67")],
    );
}

#[test]
fn escaped_and_encoded_references() {
    let text = "components: {schemas: {'a/b~c d': {}, T: {$ref: '#/components/schemas/a~1b~0c%20d'}}}";
    expect(&v31(text), &[]);
}

#[test]
fn cycles() {
    let schemas = |text: &str| v31(&format!("components:\n  schemas:\n    {}", text.replace('\n', "\n    ")));
    let circle = "A: {$ref: '#/components/schemas/B'}\nB: {oneOf: [{type: string}, {allOf: [{$ref: '#/components/schemas/A'}]}]}";
    expect(&schemas(circle), &[("cyclic-ref", "7:43")]);
    let fine = "A: {properties: {a: {$ref: '#/components/schemas/A'}}, items: {$ref: '#/components/schemas/A'}}";
    expect(&schemas(fine), &[]);
}

#[test]
fn long_chains_of_references_need_no_stack() {
    let link = |n: usize| format!("    S{n}: {{allOf: [{{$ref: '#/components/schemas/S{}'}}]}}\n", n + 1);
    let chain: String = (0..20_000).map(link).collect();
    let chain = v31(&format!("components:\n  schemas:\n{chain}    S20000: {{type: string}}\n"));
    let value = crate::Source::new("chain.yaml", chain).parse().unwrap();
    assert!(super::check(&value, crate::document::Version::V3_1).is_empty());
}

#[test]
fn media_types() {
    for name in ["json", "application/", "a/b/c", "a b/c", "a/b; charset"] {
        let text = v30(&format!("paths: {{}}\ncomponents:\n  requestBodies:\n    B: {{content: {{'{name}': {{}}}}}}"));
        expect(&text, &[("bad-media-type", "7:19")]);
    }
    for name in ["application/json", "application/scim+json", "text/plain; charset=utf-8", "*/*"] {
        expect(
            &v30(&format!("paths: {{}}\ncomponents:\n  requestBodies:\n    B: {{content: {{'{name}': {{}}}}}}")),
            &[],
        );
    }
}

#[test]
fn types_and_enums() {
    expect(&schema("{type: strng}"), &[("bad-value", "4:28")]);
    expect(&schema("{type: [string, nul]}"), &[("many-types", "4:28"), ("bad-value", "4:43")]);
    expect(&schema("{type: [string, integer, 'null']}"), &[("many-types", "4:28")]);
    expect(&schema("{type: [array, boolean, integer, number, object, string, 'null']}"), &[]);
    expect(&schema("{type: []}"), &[("bad-value", "4:28")]);
    expect(&schema("{enum: []}"), &[("empty-enum", "4:28")]);
    expect(&schema("{enum: [a, b, a]}"), &[("duplicate-enum-value", "4:41")]);
    expect(&schema("{maxLength: '64'}"), &[("wrong-type", "4:28")]);
    expect(&schema("{maxLength: -1}"), &[("wrong-type", "4:28")]);
    expect(&schema("{example: {type: 1, enum: []}, default: {$ref: 1}, enum: [{type: 1}, {$ref: 1}]}"), &[]);
}

#[test]
fn words_of_the_other_version() {
    expect(&schema("{nullable: true}"), &[("wrong-version-keyword", "4:28")]);
    expect(&schema("{exclusiveMinimum: true}"), &[("wrong-version-keyword", "4:28")]);
    for text in ["{type: [string]}", "{type: 'null'}", "{const: 1}", "{exclusiveMinimum: 1}"] {
        let old = v30(&format!("paths: {{}}\ncomponents: {{schemas: {{S: {text}}}}}"));
        expect(&old, &[("wrong-version-keyword", "5:28")]);
    }
    expect(&v30("paths: {}\nwebhooks: {}"), &[("wrong-version-keyword", "5:1")]);
}

#[test]
fn keywords_beyond_types() {
    for (keyword, _) in super::table::UNSUPPORTED {
        expect(&schema(&format!("{{{keyword}: {{}}}}")), &[("unsupported-keyword", "4:28")]);
    }
    expect(&schema("{properties: {a: false}}"), &[("unsupported-keyword", "4:41")]);
    expect(&schema("{properties: {a: true}}"), &[]);
}

#[test]
fn own_words() {
    expect(&schema("{x-twilio-nmae: A}"), &[("unknown-vocabulary", "4:28")]);
    expect(&schema("{x-twilio-name: 1}"), &[("wrong-type", "4:28")]);
    expect(&schema("{x-twilio-internal: 'yes'}"), &[("wrong-type", "4:28")]);
    expect(&schema("{x-twilio: {pii: 1}, x-twilio-name: A, x-twilio-internal: true}"), &[]);
    let vendors = schema("{x-twilio-something-of-their-own: 1}");
    expect(&vendors, &[("unknown-vocabulary", "4:28")]);
    assert_eq!(load(&vendors, &[]).unwrap().notes[0].severity, Severity::Note);
}

#[test]
fn parts_without_code_are_told() {
    expect(&v31("webhooks: {a: {get: {}}}"), &[("not-generated", "4:1")]);
    let callback =
        operation(&format!("{SID}responses: {{default: {{description: d}}}}\ncallbacks: {{a: {{b: {{}}}}}}"));
    expect(&callback, &[("not-generated", "10:7")]);
}

#[test]
fn nesting() {
    let deep = |n: usize| schema(&format!("{}{}", "{items: ".repeat(n), "{}".to_owned() + &"}".repeat(n)));
    expect(&deep(31), &[]);
    let found = crate::testing::verdict(&deep(32), &[]);
    assert!(found.len() == 1 && found[0].starts_with("too-deep"), "{found:?}");
}

#[test]
fn security_schemes() {
    let with = |text: &str| v31(&format!("components: {{securitySchemes: {{S: {text}}}}}"));
    expect(&with("{type: http}"), &[("missing-field", "4:32")]);
    expect(&with("{type: mutualTLS}"), &[]);
    expect(&with("{type: htpt}"), &[("bad-value", "4:36")]);
}

#[test]
fn discriminators() {
    let with = |target: &str| {
        schema(&format!(
            "{{oneOf: [{{$ref: '#/components/schemas/T'}}], discriminator: {{propertyName: k, mapping: {{a: '{target}'}}}}}}, T: {{}}"
        ))
    };
    expect(&with("#/components/schemas/T"), &[]);
    expect(&with("T"), &[]);
    expect(&with("U"), &[("dangling-ref", "4:114")]);
}

#[test]
fn problems_beyond_number_are_cut_short() {
    let lines: String =
        (0..20_000).map(|n| format!("    S{n}: {{$ref: '#/components/schemas/T{n}', typ: 1}}\n")).collect();
    let start = std::time::Instant::now();
    let found = crate::testing::verdict(&v31(&format!("components:\n  schemas:\n{lines}")), &[]);
    assert_eq!(found.len(), 1000);
    // Unoptimised, on a busy machine.
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn types_beside_keywords_of_other_types() {
    expect(&schema("{type: string, items: {}}"), &[("bad-value", "4:42")]);
    expect(&schema("{type: [integer, 'null'], properties: {}}"), &[("bad-value", "4:53")]);
    expect(&schema("{type: [object, 'null'], properties: {}}"), &[]);
    expect(&schema("{properties: {}, items: {}}"), &[]);
    expect(&schema("{type: string, enum: [a, {b: c}, [d]]}"), &[("bad-value", "4:52"), ("bad-value", "4:60")]);
    expect(&schema("{type: array, items: {}, enum: [[a], [b]]}"), &[]);
}

#[test]
fn requirements_name_schemes() {
    let with = |name: &str| {
        v31(&format!(
            "components: {{securitySchemes: {{basic: {{type: http, scheme: basic}}}}}}\nsecurity: [{{{name}: []}}]"
        ))
    };
    expect(&with("basic"), &[]);
    expect(&with("Basic"), &[("undeclared-security", "5:13")]);
    let own = operation(&format!("{SID}responses: {{default: {{description: d}}}}\nsecurity: [{{}}, {{a: []}}]"));
    expect(&own, &[("undeclared-security", "10:23")]);
}

#[test]
fn names_in_another_case_are_meant() {
    use crate::document::similar;
    for (word, known, meant) in [
        ("GET", ["get", "put"], Some("get")),
        ("URL", ["url", "name"], Some("url")),
        ("Ref", ["$ref", "description"], Some("$ref")),
        ("X", ["get", "put"], None),
    ] {
        assert_eq!(similar(word, known.into_iter()), meant, "{word}");
    }
}

#[test]
fn notes_however_many_hide_no_error() {
    let schemas: String = (0..1_100).map(|n| format!("    S{n}: {{enum: [a, a]}}\n")).collect();
    let text = v31(&format!("components:\n  schemas:\n{schemas}    T: {{typ: string}}\nsecurity: [{{a: []}}]"));
    let found = crate::testing::verdict(&text, &[]);
    let errors = found.iter().filter(|found| !found.starts_with("duplicate-enum-value"));
    assert_eq!(errors.count(), 2, "{:?}", found.last());
}

/// Pairs of paths without a method in common are told of, each, and take no place from what is wrong behind them.
#[test]
fn notes_of_paths_hide_no_error_either() {
    let pair = |index: usize| {
        let one = |method: &str, name: &str| {
            let parameter = format!("{{name: {name}, in: path, required: true, schema: {{type: string}}}}");
            let operation = format!(
                "operationId: {method}{index}, responses: {{default: {{description: d}}}}, parameters: [{parameter}]"
            );
            format!("  /a{index}/{{{name}}}: {{{method}: {{{operation}}}}}\n")
        };
        one("get", "A") + &one("put", "B")
    };
    let pairs: String = (0..1_100).map(pair).collect();
    let found = crate::testing::verdict(&v30(&format!("paths:\n{pairs}  /b: {{get: {{responses: {{}}}}}}\n")), &[]);
    let errors: Vec<_> = found.iter().filter(|found| !found.starts_with("ambiguous-path")).collect();
    assert!(errors.iter().any(|error| error.starts_with("missing-operation-id")), "{errors:?}");
}
