//! No secret shows: not in `Debug`, not in an error, and not by being serialised without the caller saying so.

use serde_json::{Value, json};
use twilio_iam::accounts_v1::auth_tokens::{CreateSecondaryAuthToken, PromoteAuthToken};
use twilio_iam::accounts_v1::credentials::aws::CreateAwsCredential;
use twilio_iam::{ApiError, OPERATIONS, Operation, Reply, api_v2010, iam_v1};

const SECRET: &str = "5ecre7-5ecre7-5ecre7";

fn hides<T: Operation>(member: &str, body: Value)
where
    T::Output: Reply + std::fmt::Debug + serde::Serialize,
{
    let item = T::SPEC.item;
    let mut body = body;
    body[member] = json!(SECRET);
    let decoded = T::Output::read(200, body.to_string().as_bytes()).unwrap();
    assert!(!format!("{decoded:?} {decoded:#?}").contains(SECRET), "{item} shows {member}");
    let refused = serde_json::to_string(&decoded).unwrap_err().to_string();
    assert!(refused.contains("WithSecrets") && !refused.contains(SECRET), "{item}: {refused}");

    // A reply that cannot be read must not be quoted by the error that says so.
    for broken in [
        format!("{body} trailing"),
        format!("[{body}]"),
        body.to_string().replace(':', ""),
        format!("{{\"sid\": 5, \"x\": {body}}}"),
    ] {
        if let Err(error) = T::Output::read(200, broken.as_bytes()) {
            assert!(!format!("{error} {error:?}").contains(SECRET), "{item}: {error}");
        }
    }
}

#[test]
fn replies_hide_their_secrets() {
    let key = json!({"sid": "SKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"});
    hides::<iam_v1::keys::CreateKey>("secret", key.clone());
    hides::<api_v2010::keys::CreateKey>("secret", key);
    hides::<api_v2010::accounts::FetchAccount>("auth_token", json!({"sid": "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}));
    hides::<PromoteAuthToken>("auth_token", json!({}));
    hides::<CreateSecondaryAuthToken>("secondary_auth_token", json!({}));
}

#[test]
fn requests_hide_their_secrets() {
    let create = CreateAwsCredential::new(SECRET).friendly_name("cred");
    let shown = format!("{create:?} {:?}", create.request());
    assert!(!shown.contains(SECRET) && shown.contains("cred"), "{shown}");
    let refused = create.friendly_name("x".repeat(65)).request().encode(None).unwrap_err();
    assert!(!format!("{refused} {refused:?}").contains(SECRET));
}

#[test]
fn every_secret_of_the_document_is_known_as_one() {
    let secret: Vec<(&str, &str)> = OPERATIONS
        .iter()
        .flat_map(|spec| spec.fields.iter().filter(|field| field.secret).map(|field| (spec.item, field.name)))
        .collect();
    assert_eq!(secret, [("accounts_v1::credentials::aws::CreateAwsCredential", "Credentials")]);
}

#[test]
fn errors_do_not_quote_what_they_cannot_read() {
    let headers = http::HeaderMap::new();
    for body in [
        SECRET.to_owned(),
        format!("<html>{SECRET}</html>"),
        format!("{{\"code\": \"{SECRET}\""),
        format!("{{\"auth_token\": \"{SECRET}\"}}"),
    ] {
        let error = ApiError::read(500, &headers, body.as_bytes());
        assert!(!format!("{error} {error:?} {error:#?}").contains(SECRET), "{error:?}");
        assert_eq!(error.status(), 500);
    }
}

#[test]
fn a_token_given_as_a_sid_is_not_repeated() {
    let token = "0123456789abcdef0123456789abcdef";
    let refused = twilio_iam::AccountSid::new(token).unwrap_err();
    assert!(!format!("{refused} {refused:?}").contains(token));
}
