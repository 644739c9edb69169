//! What holds for any text that is sent, and for any JSON that comes back.

mod samples;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use twilio_iam::accounts_v1::credentials::{aws, public_keys};
use twilio_iam::accounts_v1::safelist;
use twilio_iam::api_v2010::{accounts, keys};
use twilio_iam::{AccountSid, CredentialSid, Error, KeySid, Kind, OPERATIONS, Operation, Place, iam_v1};
use twilio_iam_fake::Fake;

use crate::world::{self, Client, Face};
use samples::{Sample, samples};

/// Any characters at all, as many as the shortest limit of a field lets through.
fn any_text() -> impl Strategy<Value = String> {
    proptest::collection::vec(any::<char>(), 0..=64).prop_map(String::from_iter)
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(any_text(), inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

fn holds<T: std::fmt::Debug>(cases: u32, any: impl Strategy<Value = T>, check: impl Fn(T)) {
    // A failure is told by its input; no file is kept of it.
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&any, |input| {
            check(input);
            Ok(())
        })
        .unwrap();
}

/// A text on its way through one field of one operation after the other.
struct Way {
    fake: Fake,
    client: Client,
}

impl Way {
    /// Sends the operation, and looks in what the fake read for the text in this field.
    fn through<O: Operation>(&self, operation: O, name: &'static str, text: &str) -> (&'static str, &'static str) {
        let sent = world::run(self.client.send(operation));
        assert!(
            !matches!(sent, Err(Error::Invalid(_) | Error::Transport(_))),
            "{} {name}: {sent:?}",
            O::SPEC.item,
            sent = sent.err()
        );
        let [request] = &self.fake.take_requests()[..] else { panic!("{}: one request", O::SPEC.item) };
        let field = O::SPEC.fields.iter().find(|field| field.name == name).unwrap();
        let pairs = if field.place == Place::Query { request.query() } else { request.form() };
        let values: Vec<&str> = pairs.iter().filter(|pair| pair.0 == name).map(|pair| pair.1.as_str()).collect();
        assert_eq!(values, [text], "{} {name}", O::SPEC.item);
        (O::SPEC.item, name)
    }

    /// Through every field that takes any text; gives operations and fields.
    fn through_all(&self, text: &str) -> BTreeSet<(&'static str, &'static str)> {
        const NAME: &str = "FriendlyName";
        const TOKEN: &str = "PageToken";
        let sid = AccountSid::new(self.fake.account_sid()).unwrap();
        let key = KeySid::new("SKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").unwrap();
        let credential = CredentialSid::new("CRaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").unwrap();
        BTreeSet::from([
            self.through(accounts::ListAccounts::new().friendly_name(text), NAME, text),
            self.through(accounts::ListAccounts::new().status(text), "Status", text),
            self.through(accounts::ListAccounts::new().page_token(text), TOKEN, text),
            self.through(accounts::CreateAccount::new().friendly_name(text), NAME, text),
            self.through(accounts::UpdateAccount::new(&sid).friendly_name(text), NAME, text),
            self.through(accounts::UpdateAccount::new(&sid).status(text), "Status", text),
            self.through(keys::ListKeys::new().page_token(text), TOKEN, text),
            self.through(keys::CreateKey::new().friendly_name(text), NAME, text),
            self.through(keys::UpdateKey::new(&key).friendly_name(text), NAME, text),
            self.through(iam_v1::keys::ListKeys::new(&sid).page_token(text), TOKEN, text),
            self.through(iam_v1::keys::CreateKey::new(&sid).friendly_name(text), NAME, text),
            self.through(iam_v1::keys::UpdateKey::new(&key).friendly_name(text), NAME, text),
            self.through(aws::ListAwsCredentials::new().page_token(text), TOKEN, text),
            self.through(aws::CreateAwsCredential::new(text), "Credentials", text),
            self.through(aws::CreateAwsCredential::new("a:b").friendly_name(text), NAME, text),
            self.through(aws::UpdateAwsCredential::new(&credential).friendly_name(text), NAME, text),
            self.through(public_keys::ListPublicKeys::new().page_token(text), TOKEN, text),
            self.through(public_keys::CreatePublicKey::new(text), "PublicKey", text),
            self.through(public_keys::CreatePublicKey::new("pem").friendly_name(text), NAME, text),
            self.through(public_keys::UpdatePublicKey::new(&credential).friendly_name(text), NAME, text),
            self.through(safelist::CreateSafelistNumber::new(text), "PhoneNumber", text),
            self.through(safelist::FetchSafelistNumber::new(text), "PhoneNumber", text),
            self.through(safelist::DeleteSafelistNumber::new(text), "PhoneNumber", text),
        ])
    }
}

fn way(face: Face) -> Way {
    let fake = Fake::spawn();
    Way { client: Client::new(face, &fake), fake }
}

#[test]
fn any_text_arrives_unchanged_async() {
    let way = way(Face::Async);
    holds(24, any_text(), |text| drop(way.through_all(&text)));
}

#[test]
fn any_text_arrives_unchanged_blocking() {
    let way = way(Face::Blocking);
    holds(12, any_text(), |text| drop(way.through_all(&text)));
}

#[test]
fn no_field_that_takes_text_is_left_out() {
    let fields = OPERATIONS.iter().flat_map(|spec| spec.fields.iter().map(|field| (spec.item, field)));
    let takes_text = fields.filter(|(_, field)| {
        let anything = matches!(field.kind, Kind::Text | Kind::Choice(_));
        anything && !field.internal && matches!(field.place, Place::Query | Place::Form)
    });
    let expected: BTreeSet<_> = takes_text.map(|(item, field)| (item, field.name)).collect();
    assert_eq!(way(Face::Async).through_all("a"), expected);
}

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
