//! `/v1/Keys` of iam.twilio.com.

use serde_json::{Value, json};
use twilio_iam_fake::{Fake, KeyKind};

use crate::support::{Client, text};

const PERMISSION: &str = "/twilio/messaging/messages/read";

#[test]
fn a_restricted_key_lives_from_creation_to_deletion() {
    let fake = Fake::spawn();
    let client = Client::new(&fake);
    let policy = json!({"allow": [PERMISSION]}).to_string();
    let account = fake.account_sid();
    let form = [("AccountSid", &*account), ("FriendlyName", "foo"), ("KeyType", "restricted"), ("Policy", &policy)];
    let made = client.post("/v1/Keys", &form).json(201);
    let sid = text(&made, "sid");
    assert_eq!(made["policy"], json!({"allow": [PERMISSION]}));
    assert_eq!(fake.key(sid).unwrap().kind, KeyKind::Restricted);
    assert_eq!(fake.key(sid).unwrap().secret.expose(), text(&made, "secret"));

    let path = format!("/v1/Keys/{sid}");
    let fetched = client.get(&path).json(200);
    assert_eq!((fetched.get("secret"), &fetched["policy"]), (None, &made["policy"]));
    let other = json!({"allow": ["/twilio/voice/calls/*"]});
    assert_eq!(client.post(&path, &[("Policy", &other.to_string())]).json(200)["policy"], other);
    assert_eq!(client.post(&path, &[("FriendlyName", "bar")]).json(200)["policy"], other);

    let listed = client.get(&format!("/v1/Keys?AccountSid={account}")).json(200);
    assert_eq!(text(&listed["keys"][0], "sid"), sid);
    assert_eq!(listed["keys"][0]["flags"], json!(["rest_api", "signing"]));
    assert_eq!(listed["keys"][0].get("policy"), None);
    assert_eq!(text(&listed["meta"], "key"), "keys");

    assert_eq!(client.delete(&path).status, 204);
    let gone = client.get(&path);
    assert_eq!(gone.refusal(), (404, 20404));
    assert!(gone.text().contains(&format!("The requested resource /Keys/{sid} was not found")));
}

#[test]
fn a_standard_key_has_a_null_policy_and_takes_none() {
    let fake = Fake::spawn();
    let client = Client::new(&fake);
    let made = client.post("/v1/Keys", &[("AccountSid", &fake.account_sid())]).json(201);
    assert_eq!((&made["policy"], &made["friendly_name"]), (&Value::Null, &Value::Null));
    let policy = json!({"allow": [PERMISSION]}).to_string();
    let path = format!("/v1/Keys/{}", text(&made, "sid"));
    assert_eq!(client.post(&path, &[("Policy", &policy)]).refusal(), (400, 70002));
}

#[test]
fn wrong_policies_and_forms_are_refused() {
    let fake = Fake::spawn();
    let client = Client::new(&fake);
    let account = fake.account_sid();
    let create = |extra: &[(&str, &str)]| {
        let mut form = vec![("AccountSid", account.as_str())];
        form.extend(extra);
        client.post("/v1/Keys", &form)
    };
    let allow = |count: usize| {
        let permissions: Vec<_> = (0..count).map(|index| format!("/twilio/messaging/m{index}/read")).collect();
        json!({ "allow": permissions }).to_string()
    };
    assert_eq!(create(&[("KeyType", "restricted"), ("Policy", &allow(100))]).status, 201);
    assert_eq!(create(&[("KeyType", "restricted"), ("Policy", &allow(101))]).refusal(), (400, 70002));
    let shape = json!({"allow": ["/2010-04-01/Accounts/{AccountSid}/Messages*"]}).to_string();
    assert_eq!(create(&[("KeyType", "restricted"), ("Policy", &shape)]).refusal(), (400, 70002));
    assert_eq!(create(&[("KeyType", "restricted")]).refusal(), (400, 70002));
    assert_eq!(create(&[("Policy", &allow(1))]).refusal(), (400, 70002));
    assert_eq!(create(&[("KeyType", "main")]).refusal(), (400, 20001));
    assert_eq!(create(&[("FriendlyName", &"a".repeat(65))]).refusal(), (400, 70001));
    assert_eq!(client.post("/v1/Keys", &[]).refusal(), (400, 20001));
    assert_eq!(client.get("/v1/Keys").refusal(), (400, 20001));
}
