//! Any JSON, in place of any member of any reply, is read or refused by its path, and costs nothing beside it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::samples::{Sample, samples};
use super::{any_json, holds};

/// A place in a reply: its pointer, and its path as errors write it.
#[derive(Clone, Debug)]
struct At {
    pointer: String,
    path: String,
}

/// All places in a value, the value itself left out.
fn places(value: &Value, at: &At, found: &mut Vec<At>) {
    let inner: Vec<(At, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| {
                (At { pointer: format!("{}/{name}", at.pointer), path: format!("{}.{name}", at.path) }, value)
            })
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, value)| {
                (At { pointer: format!("{}/{index}", at.pointer), path: format!("{}[{index}]", at.path) }, value)
            })
            .collect(),
        _ => return,
    };
    for (at, value) in inner {
        found.push(at.clone());
        places(value, &at, found);
    }
}

fn all_places(sample: &Sample) -> Vec<At> {
    let mut found = Vec::new();
    places(&sample.body, &At { pointer: String::new(), path: "$".to_owned() }, &mut found);
    found
}

/// The reply with another value at a place.
fn spoilt(sample: &Sample, at: &At, value: &Value) -> Value {
    let mut body = sample.body.clone();
    *body.pointer_mut(&at.pointer).unwrap() = value.clone();
    body
}

/// The members of a decoded reply, those that are null and the one at a place left out.
fn others(value: &Value, place: &str) -> Value {
    fn strip(value: &Value, at: &str, place: &str) -> Value {
        match value {
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| (name, value, format!("{at}/{name}")))
                .filter(|(_, value, at)| !value.is_null() && at != place)
                .map(|(name, value, at)| (name.clone(), strip(value, &at, place)))
                .collect(),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.map(|(index, item)| strip(item, &format!("{at}/{index}"), place)).collect()
            }
            other => other.clone(),
        }
    }
    strip(value, "", place)
}

#[test]
fn any_json_in_place_of_any_member_is_read_or_refused_by_its_path() {
    let samples = samples();
    let all: Vec<(&Sample, At)> =
        samples.iter().flat_map(|sample| all_places(sample).into_iter().map(move |at| (sample, at))).collect();
    let any = (0..all.len(), any_json());
    holds(4000, any, |(index, value)| {
        let (sample, at) = &all[index];
        match (sample.read)(spoilt(sample, at, &value).to_string().as_bytes()) {
            Ok(_) => {}
            Err(error) => {
                let path = error.path().expect("it is JSON");
                assert!(path.starts_with(&at.path), "{}: {path} instead of {}", sample.item, at.path);
            }
        }
    });
}

#[test]
fn any_json_as_the_whole_reply_is_read_or_refused() {
    let samples = samples();
    holds(500, any_json(), |value| {
        for sample in &samples {
            if let Err(error) = (sample.read)(value.to_string().as_bytes()) {
                assert!(error.path().is_some_and(|path| path.starts_with('$')), "{}: {error}", sample.item);
            }
        }
    });
}

/// A value that no type of the member's own kind takes.
fn of_another_type(value: &Value) -> Value {
    match value {
        Value::Array(_) | Value::Object(_) => json!(true),
        _ => json!({"of": ["another", "type"]}),
    }
}

#[test]
fn an_optional_member_of_another_type_costs_itself_alone_and_a_required_one_is_named() {
    let mut required = BTreeSet::new();
    for sample in samples() {
        let whole = (sample.read)(sample.body.to_string().as_bytes()).unwrap();
        for at in all_places(&sample).iter().filter(|at| is_member(&at.pointer)) {
            let body = spoilt(&sample, at, &of_another_type(sample.body.pointer(&at.pointer).unwrap()));
            let null = spoilt(&sample, at, &Value::Null);
            let item = sample.item;
            match ((sample.read)(body.to_string().as_bytes()), (sample.read)(null.to_string().as_bytes())) {
                (Ok(read), Ok(without)) => {
                    assert!(read.pointer(&at.pointer).is_none_or(Value::is_null), "{item} {}", at.path);
                    assert_eq!(others(&read, ""), others(&whole, &at.pointer), "{item} {}", at.path);
                    assert_eq!(others(&without, ""), others(&whole, &at.pointer), "{item} {}", at.path);
                }
                (Err(read), Err(without)) => {
                    assert_eq!(read.path().as_ref(), Some(&at.path), "{item}: {read}");
                    assert_eq!(without.path().as_ref(), Some(&at.path), "{item}: {without}");
                    let name = at.pointer.rsplit('/').next().unwrap();
                    required.insert(name.to_owned());
                }
                (read, without) => panic!("{item} {}: {read:?} but {without:?}", at.path),
            }
        }
    }
    let expected = [
        "accounts",
        "auth_token",
        "credentials",
        "key",
        "keys",
        "meta",
        "page",
        "page_size",
        "phone_number",
        "secondary_auth_token",
        "secret",
        "sid",
    ];
    assert_eq!(required.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

/// Whether a pointer is to a member of a model: no item of a list, no entry of a map, nothing within a policy.
fn is_member(pointer: &str) -> bool {
    let is_item = pointer.rsplit('/').next().is_some_and(|last| last.parse::<usize>().is_ok());
    !is_item && !pointer.contains("/subresource_uris/") && !pointer.contains("/policy/")
}
