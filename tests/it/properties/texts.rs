//! Any text, in any field of a query or a form, arrives as it was given.

use std::collections::BTreeSet;

use twilio_iam::accounts_v1::credentials::{aws, public_keys};
use twilio_iam::accounts_v1::safelist;
use twilio_iam::api_v2010::{accounts, keys};
use twilio_iam::{AccountSid, CredentialSid, Error, KeySid, Kind, OPERATIONS, Operation, Place, iam_v1};
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
