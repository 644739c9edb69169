//! The project's own document, and what its overlays make of it, with one node spoilt: deleted, doubled or retyped, one after
//! the other. Each becomes code that parses, or is refused with a place in the file.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use twilio_iam_codegen::pointer::Pointer;
use twilio_iam_codegen::{Inputs, bundle, generate};

use crate::turns::in_turns;
use crate::{invariants, project};

/// What a node is turned into; what it is already is left out.
pub fn others() -> [Value; 8] {
    [json!(null), json!(true), json!(-1), json!(1.5), json!("text"), json!(["text"]), json!({"text": 1}), json!({})]
}

/// Every node below `value`, as the names and indices that lead to it.
pub fn nodes(value: &Value, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => return,
    };
    for (name, value) in children {
        path.push(name);
        found.push(path.clone());
        nodes(value, path, found);
        path.pop();
    }
}

/// The node that holds the one at the end of `path`, and the last step there.
fn holder<'a, 'p>(document: &'a mut Value, path: &'p [String]) -> Option<(&'a mut Value, &'p String)> {
    let (last, before) = path.split_last()?;
    let mut at = document;
    for step in before {
        at = match at {
            Value::Object(map) => map.get_mut(step)?,
            Value::Array(list) => list.get_mut(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some((at, last))
}

fn mutant(document: &Value, path: &[String], change: impl FnOnce(&mut Value, &String)) -> Value {
    let mut mutant = document.clone();
    if let Some((holder, last)) = holder(&mut mutant, path) {
        change(holder, last);
    }
    mutant
}

/// The document without the node, with it twice, and with each of the other values in its place.
pub fn mutants(document: &Value, path: &[String], others: &[Value]) -> Vec<(String, Value)> {
    let deleted = mutant(document, path, |holder, last| match holder {
        Value::Object(map) => drop(map.shift_remove(last)),
        Value::Array(list) => drop(list.remove(last.parse::<usize>().unwrap())),
        _ => {}
    });
    let doubled = mutant(document, path, |holder, last| match holder {
        // A second key of the same name is another test, so the copy stands beside it.
        Value::Object(map) => {
            let copy = map.get(last).cloned().unwrap_or_default();
            map.insert(format!("{last}2"), copy);
        }
        Value::Array(list) => {
            let index: usize = last.parse().unwrap();
            list.insert(index, list[index].clone());
        }
        _ => {}
    });
    let mut mutants = vec![("deleted".to_owned(), deleted), ("doubled".to_owned(), doubled)];
    for other in others.iter().cloned() {
        let what = format!("turned into {other}");
        let retyped = mutant(document, path, |holder, last| match holder {
            Value::Object(map) => drop(map.insert(last.clone(), other)),
            Value::Array(list) => list[last.parse::<usize>().unwrap()] = other,
            _ => {}
        });
        mutants.push((what, retyped));
    }
    mutants.retain(|(_, mutant)| mutant != document);
    mutants
}

/// Texts of files that were parsed before; most mutants change one file of many.
#[derive(Default)]
struct Parsed {
    hasher: RandomState,
    seen: Mutex<HashSet<u64>>,
}

impl Parsed {
    fn parses(&self, text: &str) -> Result<(), String> {
        let is_new = self.seen.lock().unwrap().insert(self.hasher.hash_one(text));
        if is_new {
            syn::parse_file(text).map_err(|error| format!("{error}\n{text}"))?;
        }
        Ok(())
    }
}

/// What is wrong with how a document fares, if anything.
fn outcome(inputs: &Inputs, parsed: &Parsed) -> Result<(), String> {
    let outcome = std::panic::catch_unwind(|| generate(inputs)).map_err(|_| "the generator panics".to_owned())?;
    match outcome {
        Ok(output) => {
            let mut rust = output.tree.0.iter().filter(|(path, _)| path.ends_with(".rs"));
            rust.try_for_each(|(path, text)| parsed.parses(text).map_err(|error| format!("{path}: {error}")))
        }
        Err(refused) => {
            let placed = std::panic::catch_unwind(|| invariants::placed(&refused, inputs));
            placed.map_err(|_| format!("is refused badly:\n{refused}"))
        }
    }
}

/// Spoils the nodes, one after the other.
fn spoil(document: &Value, nodes: &[Vec<String>], others: &[Value]) {
    let (count, parsed) = (AtomicUsize::new(0), Parsed::default());
    let wrong = in_turns(2, nodes, |path| {
        let mutants = mutants(document, path, others);
        count.fetch_add(mutants.len(), Ordering::Relaxed);
        let wrong = mutants.into_iter().filter_map(|(what, mutant)| {
            let inputs = invariants::inputs(serde_json::to_string_pretty(&mutant).unwrap());
            let error = outcome(&inputs, &parsed).err()?;
            Some(format!("/{} {what}: {error}", path.join("/")))
        });
        wrong.collect::<Vec<_>>()
    });
    let wrong = wrong.concat();
    println!("{} nodes, {} mutants", nodes.len(), count.into_inner());
    let first: Vec<String> = wrong.iter().take(20).cloned().collect();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), first.join("\n"));
}

fn upstream() -> Value {
    serde_yaml::from_str(&project::source("spec/twilio_accounts.yaml").text).unwrap()
}

#[test]
fn a_document_with_one_node_spoilt_is_generated_or_refused_with_a_place() {
    let document = upstream();
    let mut all = Vec::new();
    nodes(&document, &mut Vec::new(), &mut all);
    spoil(&document, &all, &others());
}

/// What an overlay leaves as it is has been spoilt above, and with more kinds of values. Every third of the rest takes long enough.
#[test]
fn so_is_one_with_a_node_spoilt_that_an_overlay_made_or_changed() {
    let (upstream, effective) = (upstream(), bundle(&project::inputs()).unwrap().value);
    let mut all = Vec::new();
    nodes(&effective, &mut Vec::new(), &mut all);
    let pointer = |path: &[String]| path.iter().fold(Pointer::root(), |at, step| at.child(step));
    all.retain(|path| {
        let pointer = pointer(path).to_string();
        upstream.pointer(&pointer) != effective.pointer(&pointer)
    });
    assert!(all.len() > 900, "only {} nodes are the overlays'", all.len());
    let some: Vec<_> = all.into_iter().step_by(3).collect();
    spoil(&effective, &some, &[json!({"text": 1})]);
}
