//! Small documents beside the code that they must become: one construct each, found by name, and all of it compiled.

use std::fmt::Write;
use std::path::Path;

use twilio_iam_codegen::tree::Tree;
use twilio_iam_codegen::{Inputs, Layout, Options, Runtime, generate};

use crate::{invariants, project};

/// What the maintainer is told beside the code, where there is something to tell.
const NOTES: &str = "notes.txt";

/// The names of the golden documents.
pub fn cases() -> Vec<String> {
    project::names("tests/golden", "")
}

/// A golden document with its overlays.
pub fn inputs(case: &str) -> Inputs {
    let folder = format!("tests/golden/{case}");
    let overlays = project::names(&folder, ".overlay.yaml");
    let runtime = Runtime::Version("0.1.0".to_owned());
    Inputs {
        document: project::source(&format!("{folder}/spec.yaml")),
        overlays: overlays.iter().map(|name| project::source(&format!("{folder}/{name}"))).collect(),
        options: Options { layout: Layout::Crate { name: "golden".to_owned(), runtime }, threads: 1 },
    }
}

#[test]
fn documents_become_the_code_beside_them() {
    let mut wrong = String::new();
    for case in cases() {
        let folder = project::root().join("tests/golden").join(&case).join("expected");
        let mut output = generate(&inputs(&case)).unwrap_or_else(|refused| panic!("{case}:\n{refused}"));
        invariants::parses(&output.tree);
        if !output.summary.notes.is_empty() {
            output.tree.0.insert(NOTES.to_owned(), output.summary.notes.render(false));
        }
        let actual = Tree(project::files(&folder));
        if project::accepting() {
            accept(&folder, &output.tree, &actual);
            continue;
        }
        for (path, change) in output.tree.changes(&actual) {
            writeln!(wrong, "{case}: {change:?} {path}\n{}", output.tree.diff(&actual, path)).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}\n{}", project::ACCEPT);
}

#[test]
fn both_dialects_of_a_document_become_the_same_code() {
    let code = |case: &str| {
        let mut tree = generate(&inputs(case)).unwrap().tree;
        tree.0.retain(|path, _| path.starts_with("src/"));
        tree
    };
    assert_eq!(code("openapi-30"), code("openapi-31"));
}

fn accept(folder: &Path, wanted: &Tree, actual: &Tree) {
    for path in wanted.changes(actual).into_keys() {
        let file = folder.join(path);
        match wanted.0.get(path) {
            Some(text) => {
                std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::fs::write(file, text).unwrap();
            }
            None => std::fs::remove_file(file).unwrap(),
        }
    }
}

#[test]
fn the_expected_code_compiles_without_a_warning() {
    let folder = project::target().join("goldens");
    let mut library = "#![deny(warnings)]\n#![deny(missing_docs)]\n//! Every golden case.\n".to_owned();
    for case in cases() {
        let file = project::root().join("tests/golden").join(&case).join("expected/src/api/mod.rs");
        writeln!(library, "/// One case.\n#[path = {file:?}]\npub mod {};", case.replace('-', "_")).unwrap();
    }
    let manifest = format!(
        "[package]\nname = \"goldens\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\ntwilio-iam = {{ path = {:?}, default-features = false }}\n\n[workspace]\n",
        project::root().join("generated")
    );
    std::fs::create_dir_all(folder.join("src")).unwrap();
    std::fs::write(folder.join("src/lib.rs"), library).unwrap();
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    std::fs::copy(project::root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let output = project::cargo(&folder).args(["check", "--quiet"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
