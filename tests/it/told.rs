//! A document with one node spoilt enters beside the document as it was: whatever is different in the code made of them, the
//! report of their difference tells of, there and back.

use serde_json::Value;
use twilio_iam_codegen::diff::diff;
use twilio_iam_codegen::{Inputs, bundle, generate};

use crate::mutation::{mutants, nodes, others};
use crate::turns::in_turns;
use crate::{golden, invariants};

/// Of the nodes of all documents every so manieth is spoilt: all of them take minutes, and were tried.
const STEP: usize = 23;

/// The golden documents with their overlays.
fn documents() -> impl Iterator<Item = (String, Value)> {
    golden::cases().into_iter().filter_map(|case| {
        let bundle = bundle(&golden::inputs(&case)).ok()?;
        Some((case, bundle.value))
    })
}

/// One document in one form, so that nothing but the node is different.
fn inputs(document: &Value) -> Inputs {
    invariants::inputs(serde_json::to_string(document).unwrap())
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
    let wrong = in_turns(2, &work, |(name, document, path)| {
        let old = inputs(document);
        let wrong = mutants(document, path, &others()).into_iter().filter_map(|(what, mutant)| {
            Some(format!("{name} /{} {what}:\n{}", path.join("/"), wrong(&old, &mutant)?))
        });
        wrong.collect::<Vec<_>>()
    });
    let wrong = wrong.concat();
    assert!(wrong.is_empty(), "{} silent\n{}", wrong.len(), wrong.join("\n\n"));
}
