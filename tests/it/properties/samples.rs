//! One whole reply for each operation that has one: every member that it declares is there, and none is null.

use serde::Serialize;
use serde_json::{Value, json};
use twilio_iam::accounts_v1::{auth_tokens, credentials::aws, credentials::public_keys, safelist};
use twilio_iam::api_v2010::{accounts, keys};
use twilio_iam::{DecodeError, OPERATIONS, Operation, Reply, WithSecrets, iam_v1};

/// A reply, and how its operation reads one: decoded, and written out again.
pub struct Sample {
    pub item: &'static str,
    pub body: Value,
    pub read: fn(&[u8]) -> Result<Value, DecodeError>,
}

fn sample<O: Operation>(body: &Value) -> Sample
where
    O::Output: Reply + Serialize,
{
    let read = |bytes: &[u8]| {
        let decoded = O::Output::read(O::SPEC.replies[0], bytes)?;
        Ok(serde_json::to_value(WithSecrets(&decoded)).unwrap())
    };
    Sample { item: O::SPEC.item, body: body.clone(), read }
}

const AC: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const SK: &str = "SKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const CR: &str = "CRaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const RFC_2822: &str = "Mon, 13 Jun 2016 22:50:08 +0000";
const ISO_8601: &str = "2015-07-31T04:00:00Z";

fn with(mut base: Value, name: &str, value: Value) -> Value {
    base[name] = value;
    base
}

fn list_v2010(key: &str, record: &Value) -> Value {
    let uri = "/2010-04-01/Accounts.json?PageSize=2&Page=0";
    let page = json!({
        "first_page_uri": uri, "previous_page_uri": uri, "next_page_uri": uri, "uri": uri, "page": 0, "page_size": 2,
        "start": 0, "end": 1,
    });
    with(page, key, json!([record, record]))
}

fn list_v1(key: &str, record: &Value) -> Value {
    let url = "https://iam.twilio.com/v1/Keys?PageSize=2&Page=0";
    let meta = json!({
        "key": key, "page": 0, "page_size": 2, "url": url, "first_page_url": url, "previous_page_url": url,
        "next_page_url": url,
    });
    with(json!({"meta": meta}), key, json!([record, record]))
}

pub fn samples() -> Vec<Sample> {
    let account = json!({
        "sid": AC, "friendly_name": "Main", "status": "active", "type": "Full", "auth_token": "0123456789abcdef",
        "owner_account_sid": AC, "date_created": RFC_2822, "date_updated": RFC_2822, "uri": "/2010-04-01/Accounts/x.json",
        "subresource_uris": {"calls": "/c.json", "keys": "/k.json"},
    });
    let key = json!({"sid": SK, "friendly_name": "k", "date_created": RFC_2822, "date_updated": RFC_2822});
    let restricted = with(key.clone(), "policy", json!({"allow": ["/twilio/messaging/messages/read"]}));
    let listed = with(key.clone(), "flags", json!(["rest_api", "signing"]));
    let new = |key: &Value| with(key.clone(), "secret", json!("0123456789abcdef"));
    let credential = json!({
        "sid": CR, "account_sid": AC, "friendly_name": "c", "date_created": ISO_8601, "date_updated": ISO_8601,
        "url": "https://accounts.twilio.com/v1/Credentials/AWS/x",
    });
    let token = json!({"account_sid": AC, "date_created": ISO_8601, "date_updated": ISO_8601, "url": "https://x"});
    let number = json!({"sid": "GNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "phone_number": "+18001234567"});
    let credentials = list_v1("credentials", &credential);
    let all = vec![
        sample::<accounts::ListAccounts>(&list_v2010("accounts", &account)),
        sample::<accounts::CreateAccount>(&account),
        sample::<accounts::FetchAccount>(&account),
        sample::<accounts::UpdateAccount>(&account),
        sample::<keys::ListKeys>(&list_v2010("keys", &key)),
        sample::<keys::CreateKey>(&new(&key)),
        sample::<keys::FetchKey>(&key),
        sample::<keys::UpdateKey>(&key),
        sample::<iam_v1::keys::ListKeys>(&list_v1("keys", &listed)),
        sample::<iam_v1::keys::CreateKey>(&new(&restricted)),
        sample::<iam_v1::keys::FetchKey>(&restricted),
        sample::<iam_v1::keys::UpdateKey>(&restricted),
        sample::<aws::ListAwsCredentials>(&credentials),
        sample::<aws::CreateAwsCredential>(&credential),
        sample::<aws::FetchAwsCredential>(&credential),
        sample::<aws::UpdateAwsCredential>(&credential),
        sample::<public_keys::ListPublicKeys>(&credentials),
        sample::<public_keys::CreatePublicKey>(&credential),
        sample::<public_keys::FetchPublicKey>(&credential),
        sample::<public_keys::UpdatePublicKey>(&credential),
        sample::<auth_tokens::PromoteAuthToken>(&with(token.clone(), "auth_token", json!("0123456789abcdef"))),
        sample::<auth_tokens::CreateSecondaryAuthToken>(&with(
            token,
            "secondary_auth_token",
            json!("0123456789abcdef"),
        )),
        sample::<safelist::CreateSafelistNumber>(&number),
        sample::<safelist::FetchSafelistNumber>(&number),
    ];
    let with_reply = OPERATIONS.iter().filter(|spec| spec.replies != [204]).count();
    assert_eq!(all.len(), with_reply, "an operation has no sample");
    all
}
