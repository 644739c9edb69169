//! A document with one node spoilt enters beside the document as it was: whatever is different in the code made of them, the
//! report of their difference tells of, there and back.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use twilio_iam_codegen::diff::diff;
use twilio_iam_codegen::{Inputs, Options, Source, bundle, generate};

use crate::mutation::{mutants, nodes, others};
use crate::project;

/// Of the nodes of all documents every so manieth is spoilt: all of them take minutes, and were tried.
const STEP: usize = 23;

/// The golden documents with their overlays.
fn documents() -> impl Iterator<Item = (String, Value)> {
    project::names("tests/golden", "").into_iter().filter_map(|case| {
        let folder = format!("tests/golden/{case}");
        let source = |name: &String| project::source(&format!("{folder}/{name}"));
        let inputs = Inputs {
            document: source(&"spec.yaml".to_owned()),
            overlays: project::names(&folder, ".overlay.yaml").iter().map(source).collect(),
            options: Options::default(),
        };
        bundle(&inputs).ok().map(|bundle| (case, bundle.value))
    })
}

fn inputs(document: &Value) -> Inputs {
    // One document in one form, so that nothing but the node is different.
    let document = Source::new("document.json", serde_json::to_string(document).unwrap());
    Inputs { document, overlays: Vec::new(), options: Options { threads: 1, ..Options::default() } }
}

/// What is wrong with the reports on a mutant that code can be made of.
fn wrong(old: &Inputs, mutant: &Value) -> Option<String> {
    let new = inputs(mutant);
    let there = diff(old, &new, "0.1.0").ok()?;
    let back = diff(&new, old, "0.1.0").unwrap();
    if there.changes.is_empty() != back.changes.is_empty() {
        return Some(format!("there:\n{}back:\n{}", there.text(), back.text()));
    }
    if !there.changes.is_empty() {
        return None;
    }
    let (was, is) = (generate(old).ok()?.tree, generate(&new).ok()?.tree);
    let changes = is.changes(&was);
    let diffs: String = changes.keys().map(|path| is.diff(&was, path)).collect();
    (!changes.is_empty()).then_some(diffs)
}

#[test]
fn whatever_changes_in_the_code_is_told() {
    let mut work = Vec::new();
    for (name, document) in documents() {
        let mut all = Vec::new();
        nodes(&document, &mut Vec::new(), &mut all);
        work.extend(all.into_iter().map(|path| (name.clone(), document.clone(), path)));
    }
    let work: Vec<_> = work.into_iter().step_by(STEP).collect();
    assert!(work.len() > 100, "the golden documents are gone");
    let next = AtomicUsize::new(0);
    let run = || {
        let mut found = Vec::new();
        while let Some((name, document, path)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
            let old = inputs(document);
            for (what, mutant) in mutants(document, path, &others()) {
                let why = wrong(&old, &mutant);
                found.extend(why.map(|why| format!("{name} /{} {what}:\n{why}", path.join("/"))));
            }
        }
        found
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(run)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} silent\n{}", wrong.len(), wrong.join("\n\n"));
}
