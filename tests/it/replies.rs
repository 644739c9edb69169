//! Every reply that the sources of this project show decodes, and nothing that it declares is lost on the way.

use serde_json::{Value, json};
use twilio_iam::{OPERATIONS, Operation, Reply, WithSecrets, accounts_v1, api_v2010, iam_v1};

/// Reads a reply as the operation would, writes it again, and wants every member back, letter for letter.
fn keeps<T: Operation>(status: u16, body: &Value)
where
    T::Output: Reply + serde::Serialize,
{
    let text = body.to_string();
    let decoded = T::Output::read(status, text.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", T::SPEC.item));
    let again = serde_json::to_value(WithSecrets(&decoded)).unwrap();
    assert_eq!(without_nulls(&again), without_nulls(body), "{}", T::SPEC.item);
}

/// Null and absent are alike.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect(),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

const AC: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const SK: &str = "SKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const CR: &str = "CRaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const RFC_2822: &str = "Mon, 13 Jun 2016 22:50:08 +0000";
const ISO_8601: &str = "2015-07-31T04:00:00Z";

/// A key as `seeds/001` shows it, with what the case adds.
fn key(more: Value) -> Value {
    merged(json!({"sid": SK, "friendly_name": "foo", "date_created": RFC_2822, "date_updated": RFC_2822}), more)
}

fn merged(mut base: Value, more: Value) -> Value {
    if let (Value::Object(base), Value::Object(more)) = (&mut base, more) {
        base.extend(more);
    }
    base
}

fn meta(key: &str) -> Value {
    let url = format!("https://iam.twilio.com/v1/Keys?AccountSid={AC}&PageSize=50&Page=0");
    json!({"page": 0, "page_size": 50, "first_page_url": url, "previous_page_url": null, "url": url, "next_page_url": null, "key": key})
}

#[test]
fn keys_of_both_apis() {
    use iam_v1::keys::{CreateKey, FetchKey, ListKeys, UpdateKey};
    keeps::<CreateKey>(201, &key(json!({"secret": "foobar", "policy": null})));
    let allow = json!({"allow": ["/twilio/messaging/messages/read"]});
    keeps::<CreateKey>(201, &key(json!({"secret": "foobar", "policy": allow})));
    keeps::<FetchKey>(200, &key(json!({"policy": null})));
    keeps::<FetchKey>(200, &key(json!({"policy": allow})));
    keeps::<UpdateKey>(
        200,
        &key(json!({"policy": {"allow": ["/twilio/messaging/messages/read", "/twilio/messaging/messages/update"]}})),
    );
    let items = json!([key(json!({"flags": ["rest_api", "signing"]})), key(json!({}))]);
    keeps::<ListKeys>(200, &json!({"keys": items, "meta": meta("keys")}));

    let old = key(json!({"account_sid": AC}));
    keeps::<api_v2010::keys::FetchKey>(200, &old);
    keeps::<api_v2010::keys::UpdateKey>(200, &old);
    keeps::<api_v2010::keys::CreateKey>(201, &merged(old.clone(), json!({"secret": "foobar"})));
    let uri = format!("/2010-04-01/Accounts/{AC}/Keys.json?PageSize=50&Page=0");
    keeps::<api_v2010::keys::ListKeys>(
        200,
        &json!({
            "keys": [old], "first_page_uri": uri, "end": 0, "previous_page_uri": null, "uri": uri, "page_size": 50,
            "start": 0, "next_page_uri": null, "page": 0, "account_sid": AC,
        }),
    );
}

#[test]
fn accounts() {
    let account = json!({
        "sid": AC, "friendly_name": "Main", "status": "active", "type": "Full", "auth_token": "0123456789abcdef0123456789abcdef",
        "owner_account_sid": AC, "date_created": RFC_2822, "date_updated": RFC_2822,
        "uri": format!("/2010-04-01/Accounts/{AC}.json"),
        "subresource_uris": {"calls": format!("/2010-04-01/Accounts/{AC}/Calls.json"), "keys": format!("/2010-04-01/Accounts/{AC}/Keys.json"), "balance": "/b"},
    });
    keeps::<api_v2010::accounts::FetchAccount>(200, &account);
    keeps::<api_v2010::accounts::CreateAccount>(201, &account);
    let unknown = merged(account.clone(), json!({"status": "on-hold", "type": ""}));
    keeps::<api_v2010::accounts::UpdateAccount>(200, &unknown);
    let uri = "/2010-04-01/Accounts.json?PageSize=50&Page=0";
    keeps::<api_v2010::accounts::ListAccounts>(
        200,
        &json!({
            "accounts": [account], "first_page_uri": uri, "end": 0, "previous_page_uri": null, "uri": uri, "page_size": 50,
            "start": 0, "next_page_uri": null, "page": 0,
        }),
    );
}

#[test]
fn credentials_tokens_and_the_safe_list() {
    use accounts_v1::credentials::{aws, public_keys};
    use accounts_v1::{auth_tokens, safelist};
    let credential = json!({
        "sid": CR, "account_sid": AC, "friendly_name": "cred", "date_created": ISO_8601, "date_updated": ISO_8601,
        "url": format!("https://accounts.twilio.com/v1/Credentials/AWS/{CR}"),
    });
    let page = json!({"credentials": [credential], "meta": meta("credentials")});
    keeps::<aws::CreateAwsCredential>(201, &credential);
    keeps::<aws::FetchAwsCredential>(200, &credential);
    keeps::<aws::UpdateAwsCredential>(200, &credential);
    keeps::<aws::ListAwsCredentials>(200, &page);
    keeps::<public_keys::CreatePublicKey>(201, &credential);
    keeps::<public_keys::FetchPublicKey>(200, &credential);
    keeps::<public_keys::UpdatePublicKey>(200, &credential);
    keeps::<public_keys::ListPublicKeys>(200, &page);
    let token = json!({"account_sid": AC, "date_created": ISO_8601, "date_updated": ISO_8601, "url": "https://accounts.twilio.com/v1/AuthTokens/Promote"});
    keeps::<auth_tokens::PromoteAuthToken>(200, &merged(token.clone(), json!({"auth_token": "abcd"})));
    keeps::<auth_tokens::CreateSecondaryAuthToken>(201, &merged(token, json!({"secondary_auth_token": "abcd"})));
    let number = json!({"sid": "GNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "phone_number": "+18001234567"});
    keeps::<safelist::CreateSafelistNumber>(201, &number);
    keeps::<safelist::FetchSafelistNumber>(200, &number);
}

#[test]
fn deletions_have_no_body() {
    for spec in OPERATIONS.iter().filter(|spec| spec.method == twilio_iam::Method::Delete) {
        assert_eq!(spec.replies, [204], "{}", spec.item);
    }
    <iam_v1::keys::DeleteKey as Operation>::Output::read(204, b"").unwrap();
}

#[test]
fn pages_lead_on_and_end() {
    use twilio_iam::{NextPage, Page};
    type Keys = <iam_v1::keys::ListKeys as Operation>::Output;
    let page =
        |next: Value| json!({"keys": [], "meta": merged(meta("keys"), json!({"next_page_url": next}))}).to_string();
    let read = |next: Value| Keys::read(200, page(next).as_bytes()).unwrap().next_page();
    assert_eq!(
        read(json!("https://iam.twilio.com/v1/Keys?Page=1")),
        Some(NextPage::Uri("https://iam.twilio.com/v1/Keys?Page=1".into()))
    );
    assert_eq!(read(Value::Null), None);
    assert_eq!(read(json!("")), None);
}
