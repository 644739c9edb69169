//! `/2010-04-01/Accounts/{AccountSid}/Keys`.

use serde_json::Value;
use twilio_iam_fake::{Fake, KeyKind};

use crate::support::{Client, keys_path, text};

#[test]
fn a_key_lives_from_creation_to_deletion() {
    let fake = Fake::spawn();
    let client = Client::new(&fake);
    let made = client.post(&keys_path(&fake), &[("FriendlyName", "deploy")]).json(201);
    let (sid, secret) = (text(&made, "sid"), text(&made, "secret"));
    assert!(sid.starts_with("SK") && sid.len() == 34 && secret.len() == 32);
    assert!(text(&made, "date_created").ends_with(" +0000"));
    assert_eq!(fake.key(sid).unwrap().secret.expose(), secret);

    let path = keys_path(&fake).replace(".json", &format!("/{sid}.json"));
    let fetched = client.get(&path).json(200);
    assert_eq!(fetched.get("secret"), None);
    assert_eq!(text(&client.post(&path, &[("FriendlyName", "new")]).json(200), "friendly_name"), "new");
    let listed = client.get(&keys_path(&fake)).json(200);
    assert_eq!(listed["keys"].as_array().unwrap().len(), 4);
    assert_eq!(text(&listed["keys"][0], "sid"), sid);
    assert!(!listed.to_string().contains("secret"));

    let with_key = Client::basic(&fake, sid, secret);
    assert_eq!(with_key.get("/v1/Credentials/AWS").status, 200);
    let gone = client.delete(&path);
    assert_eq!((gone.status, gone.body.len()), (204, 0));
    assert_eq!(with_key.get("/v1/Credentials/AWS").refusal(), (401, 20003));
    assert_eq!(client.get(&path).refusal(), (404, 20404));
    assert_eq!(client.delete(&path).refusal(), (404, 20404));
}

#[test]
fn key_type_and_policy_are_ignored_without_a_word() {
    let fake = Fake::spawn();
    let form = [("KeyType", "restricted"), ("Policy", "nonsense")];
    let made = Client::new(&fake).post(&keys_path(&fake), &form).json(201);
    let key = fake.key(text(&made, "sid")).unwrap();
    assert_eq!((key.kind, key.allow.len()), (KeyKind::Standard, 0));
    assert_eq!(made["friendly_name"], Value::Null);
}

#[test]
fn a_name_has_at_most_64_characters() {
    let fake = Fake::spawn();
    let client = Client::new(&fake);
    assert_eq!(client.post(&keys_path(&fake), &[("FriendlyName", &"🎉".repeat(64))]).status, 201);
    assert_eq!(client.post(&keys_path(&fake), &[("FriendlyName", &"a".repeat(65))]).refusal(), (400, 70001));
}

#[test]
fn a_path_without_json_is_answered_in_xml() {
    let fake = Fake::spawn();
    let client = Client::new(&fake);
    let list = client.get(keys_path(&fake).trim_end_matches(".json"));
    assert_eq!(list.header("content-type"), "application/xml");
    assert!(list.text().contains("<TwilioResponse><Keys "), "{}", list.text());
    let key = client.post(keys_path(&fake).trim_end_matches(".json"), &[("FriendlyName", "a<b")]);
    assert_eq!(key.status, 201);
    assert!(key.text().contains("<FriendlyName>a&lt;b</FriendlyName>"), "{}", key.text());
    assert!(key.text().contains("Z</DateCreated>"), "{}", key.text());
    let error = Client::anonymous(&fake).get("/2010-04-01/Accounts");
    assert_eq!(error.status, 401);
    assert!(error.text().contains("<RestException><Code>20003</Code>"), "{}", error.text());
}
