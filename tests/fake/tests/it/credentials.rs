//! `/v1/Credentials/AWS` and `/v1/Credentials/PublicKeys` of accounts.twilio.com.

use serde_json::Value;
use twilio_iam_fake::{AccountSeed, CredentialKind, Fake};

use crate::support::{Client, text};

const PEM: &str =
    "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA+/=\n-----END PUBLIC KEY-----\n";
const AWS: &str = "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCY=KEY";

#[test]
fn both_kinds_live_from_creation_to_deletion() {
    for (path, field, value, kind) in [
        ("/v1/Credentials/AWS", "Credentials", AWS, CredentialKind::Aws),
        ("/v1/Credentials/PublicKeys", "PublicKey", PEM, CredentialKind::PublicKey),
    ] {
        let fake = Fake::spawn();
        let client = Client::new(&fake);
        let made = client.post(path, &[(field, value), ("FriendlyName", "cred")]).json(201);
        let sid = text(&made, "sid");
        assert!(sid.starts_with("CR") && sid.len() == 34);
        assert_eq!(text(&made, "account_sid"), fake.account_sid());
        let own = format!("{path}/{sid}");
        assert_eq!(text(&made, "url"), format!("{}{own}", fake.url()));
        assert!(!made.to_string().contains("KEY"), "{made}");
        let stored = &fake.credentials(&fake.account_sid())[0];
        assert_eq!((stored.value.expose(), stored.kind), (value, kind));

        assert_eq!(client.get(&own).json(200), made);
        assert_eq!(text(&client.post(&own, &[("FriendlyName", "new & co")]).json(200), "friendly_name"), "new & co");
        assert_eq!(client.post(&own, &[("FriendlyName", &"a".repeat(65))]).refusal(), (400, 70001));
        let listed = client.get(path).json(200);
        assert_eq!(text(&listed["credentials"][0], "sid"), sid);
        assert_eq!(text(&listed["meta"], "key"), "credentials");
        assert_eq!(listed["meta"]["next_page_url"], Value::Null);
        assert_eq!(client.delete(&own).status, 204);
        assert_eq!(client.get(&own).refusal(), (404, 20404));
        assert_eq!(client.get(path).json(200)["credentials"], Value::Array(Vec::new()));
    }
}

#[test]
fn one_kind_is_not_found_under_the_other() {
    let fake = Fake::spawn();
    let client = Client::new(&fake);
    let made = client.post("/v1/Credentials/AWS", &[("Credentials", AWS)]).json(201);
    assert_eq!(client.get(&format!("/v1/Credentials/PublicKeys/{}", text(&made, "sid"))).refusal(), (404, 20404));
}

#[test]
fn what_is_no_credential_is_refused() {
    let fake = Fake::spawn();
    let client = Client::new(&fake);
    for value in ["", "AKIA", ":secret", "AKIA:"] {
        assert_eq!(client.post("/v1/Credentials/AWS", &[("Credentials", value)]).refusal(), (400, 20001));
    }
    let encoded = PEM.replace('+', "%2B");
    for value in ["", "MIIBIjAN", &encoded, "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----"] {
        assert_eq!(client.post("/v1/Credentials/PublicKeys", &[("PublicKey", value)]).refusal(), (400, 20001));
    }
    assert_eq!(client.post("/v1/Credentials/AWS", &[]).refusal(), (400, 20001));
}

#[test]
fn a_credential_can_be_made_for_a_subaccount() {
    let fake = Fake::builder().subaccount(AccountSeed::default()).spawn().unwrap();
    let client = Client::new(&fake);
    let branch = fake.accounts().pop().unwrap().sid;
    let made = client.post("/v1/Credentials/AWS", &[("Credentials", AWS), ("AccountSid", &branch)]).json(201);
    assert_eq!(text(&made, "account_sid"), branch);
    let own = format!("/v1/Credentials/AWS/{}", text(&made, "sid"));
    assert_eq!(client.get(&own).refusal(), (404, 20404));
    let stranger = "AC00000000000000000000000000000000";
    let refused = client.post("/v1/Credentials/AWS", &[("Credentials", AWS), ("AccountSid", stranger)]);
    assert_eq!(refused.refusal(), (400, 20001));
}
