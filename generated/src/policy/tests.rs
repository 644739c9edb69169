//! What enters: policies right and wrong. What leaves: what is said about each.

use crate::{Policy, Value};

fn problems<const N: usize>(permissions: [&str; N]) -> Vec<String> {
    Policy::allow(permissions).unwrap_err().problems().to_vec()
}

#[test]
fn shapes_are_checked_and_membership_is_not() {
    for permission in [
        "/twilio/messaging/messages/read",
        "/twilio/iam/api-keys/create",
        "/twilio/voice/calls.recordings/*",
        "/twilio/a_product_of_tomorrow/x.y.z/list",
    ] {
        assert!(Policy::allow([permission]).is_ok(), "{permission}");
    }
    for permission in [
        "",
        "/",
        "twilio/messaging/messages/read",
        "/twilio/messaging/read",
        "/twilio/messaging/messages/sub/read",
        "/twilio/messaging/messages/read/",
        "/twilio//messages/read",
        "/twilio/messaging/messages./read",
        "/twilio/messaging/mess ages/read",
        "/twilio/messaging/messages/write",
        "/twilio/messaging/*/read",
        "/Twilio/messaging/messages/read",
        "/twilio/messaging/messages/read\n",
    ] {
        assert_eq!(problems([permission]).len(), 1, "{permission}");
    }
}

#[test]
fn everything_that_is_wrong_is_listed_at_once() {
    let problems = problems([
        "/2010-04-01/Accounts/{AccountSid}/Messages*",
        "/twilio/messaging/messages/read",
        "/twilio/messaging/messages/read",
        "/twilio/messaging/messages/write",
    ]);
    assert_eq!(
        problems,
        [
            "\"/2010-04-01/Accounts/{AccountSid}/Messages*\" is the path of a resource, and permissions are named \
             otherwise: write one such as /twilio/messaging/messages/read",
            "\"/twilio/messaging/messages/read\" is there twice: name it once",
            "\"/twilio/messaging/messages/write\" ends in an unknown action: write one of read, list, create, update, \
             delete, *",
        ]
    );
}

#[test]
fn there_are_1_to_100_permissions() {
    let many = |count: usize| Policy::allow((0..count).map(|index| format!("/twilio/p/r{index}/read")));
    assert!(many(1).is_ok() && many(100).is_ok());
    assert_eq!(many(0).unwrap_err().problems(), ["it allows nothing: name at least one permission"]);
    assert_eq!(many(101).unwrap_err().problems(), ["it has 101 permissions: at most 100 are taken"]);
}

#[test]
fn a_policy_is_json_with_one_member() {
    let policy = Policy::allow(["/twilio/p/r/read"]).unwrap();
    let json = r#"{"allow":["/twilio/p/r/read"]}"#;
    assert_eq!(serde_json::to_string(&policy).unwrap(), json);
    assert_eq!(Value::from(policy).as_str(), Some(json));
    let odd: Policy = serde_json::from_str(r#"{"allow": ["odd"], "more": 1}"#).unwrap();
    assert_eq!(odd.permissions(), ["odd"]);
}
