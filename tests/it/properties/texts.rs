//! Any text, in any field of a query or a form, arrives as it was given.

use std::collections::BTreeSet;

use twilio_iam::accounts_v1::credentials::{aws, public_keys};
use twilio_iam::accounts_v1::safelist;
use twilio_iam::api_v2010::{accounts, keys};
use twilio_iam::{
    AccountSid, CredentialSid, Error, KeySid, Kind, OPERATIONS, Operation, OperationSpec, Place, Request, Value, iam_v1,
};
use twilio_iam_fake::Fake;

use super::{any_text, holds};
use crate::world::{self, Client, Face};

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

/// The fields of the client that take any text, by operation and index.
fn fields_of_text() -> impl Iterator<Item = (&'static OperationSpec, usize)> {
    OPERATIONS.iter().flat_map(|spec| (0..spec.fields.len()).map(|index| (*spec, index))).filter(|(spec, index)| {
        let field = &spec.fields[*index];
        let anything = matches!(field.kind, Kind::Text | Kind::Choice(_));
        anything && !field.internal && matches!(field.place, Place::Query | Place::Form)
    })
}

/// A value that a field takes.
fn sample(kind: &Kind) -> Value {
    match kind {
        Kind::Sid(prefixes) => {
            Value::from(format!("{}{}", prefixes.first().unwrap_or(&"AC"), "0123456789abcdef".repeat(2)))
        }
        Kind::Boolean => Value::from("true"),
        Kind::Date | Kind::DateTime => Value::from("2026-01-31"),
        Kind::Json | Kind::List(_) => Value::from("[]"),
        Kind::Integer | Kind::Number | Kind::Text | Kind::Union | Kind::Choice(_) => Value::from("1"),
    }
}

/// By the table, so that a field which a new document brings is tried too.
#[test]
fn any_text_is_encoded_unchanged_in_every_field() {
    assert!(fields_of_text().count() > 20);
    let account = format!("AC{}", "0123456789abcdef".repeat(2));
    holds(24, any_text(), |text| {
        for (spec, index) in fields_of_text() {
            let others = (0..spec.fields.len()).filter(|other| spec.fields[*other].required && *other != index);
            let filled = others.fold(Request::new(spec), |request, other| {
                request.with::<Value>(other, sample(&spec.fields[other].kind))
            });
            let field = &spec.fields[index];
            let given = filled.with::<Value>(index, Value::from(text.as_str()));
            let sent =
                given.encode(Some(&account)).unwrap_or_else(|error| panic!("{} {}: {error}", spec.item, field.name));
            let encoded = match field.place {
                Place::Query => sent.uri().query().unwrap_or_default().as_bytes().to_vec(),
                _ => sent.body().to_vec(),
            };
            let pairs = form_urlencoded::parse(&encoded).filter(|(name, _)| name == field.name);
            assert_eq!(
                pairs.map(|(_, value)| value).collect::<Vec<_>>(),
                [text.as_str()],
                "{} {}",
                spec.item,
                field.name
            );
        }
    });
}

#[test]
fn the_fields_that_are_tried_over_a_socket_take_text() {
    let known: BTreeSet<_> = fields_of_text().map(|(spec, index)| (spec.item, spec.fields[index].name)).collect();
    let tried = way(Face::Async).through_all("a");
    assert!(tried.is_subset(&known), "{:?}", tried.difference(&known));
}
