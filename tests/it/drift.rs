//! The committed client is what the generator makes of the committed documents, to the byte.

use std::collections::BTreeMap;

use twilio_iam_codegen::tree::Tree;
use twilio_iam_codegen::{bundle, generate};

use crate::project;

#[test]
fn the_committed_client_is_what_the_generator_makes() {
    let output = generate(&project::inputs()).unwrap_or_else(|refused| panic!("{refused}"));
    let root = project::root();
    let api = project::files(&root.join("generated/src/api"));
    let mut actual: BTreeMap<String, String> =
        api.into_iter().map(|(path, text)| (format!("generated/src/api/{path}"), text)).collect();
    actual.extend(
        std::fs::read_to_string(root.join("generated/API.md")).map(|text| ("generated/API.md".to_owned(), text)),
    );
    let actual = Tree(actual);
    let changes = output.tree.changes(&actual);
    let diffs: String = changes.keys().map(|path| output.tree.diff(&actual, path)).collect();
    assert!(changes.is_empty(), "{changes:#?}\n{diffs}\nrun `cargo xtask codegen`");
}

#[test]
fn every_operation_of_the_document_is_emitted() {
    let summary = generate(&project::inputs()).unwrap().summary;
    assert_eq!(summary.operations, summary.operations_in_document);
    assert!(summary.operations >= 20, "only {} operations", summary.operations);
    assert!(summary.notes.is_empty(), "{}", summary.notes);
}

#[test]
fn the_bundle_differs_from_what_the_writer_makes_in_quotes_alone() {
    let bundle = bundle(&project::inputs()).unwrap();
    let (yaml, plain) = (bundle.yaml().unwrap(), serde_yaml::to_string(&bundle.value).unwrap());
    assert_eq!(serde_yaml::from_str::<serde_json::Value>(&yaml).unwrap(), bundle.value);
    let differing: Vec<&str> =
        yaml.lines().zip(plain.lines()).filter(|(line, plain)| line != plain).map(|(line, _)| line).collect();
    assert_eq!(yaml.lines().count(), plain.lines().count());
    assert_eq!(differing, [r#"openapi: "3.1.0""#]);
}
