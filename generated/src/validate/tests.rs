//! What enters: requests that break one limit each. What leaves: the refusal in full, so that this reads as the list of
//! what is refused before anything is sent.

use crate::sample::*;
use crate::{Operation, Policy, Request, Secret, Value};

fn refusal(request: &Request) -> String {
    request.encode(None).unwrap_err().to_string()
}

/// What is wrong with the zoo when this field has this value.
fn problem(name: &str, value: impl Into<Value>) -> String {
    let refusal = refusal(&zoo(name, value));
    let start = format!("iam_v1::animals::all::Zoo: {name} ");
    refusal.strip_prefix(&start).unwrap_or_else(|| panic!("{refusal}")).to_owned()
}

#[test]
fn friendly_names_end_at_64_characters() {
    let create = |name: String| CreateKey::new(AccountSid::new(ACCOUNT).unwrap()).friendly_name(name);
    assert!(create("é".repeat(64)).request().encode(None).is_ok());
    assert_eq!(
        refusal(create("é".repeat(65)).request()),
        "iam_v1::keys::CreateKey: FriendlyName has 65 characters; shorten it to at most 64"
    );
}

#[test]
fn page_sizes_run_from_1_to_1000() {
    let list = |size: i64| ListKeys::new().page_size(size).request().encode(Some(ACCOUNT));
    assert!(list(1).is_ok() && list(1000).is_ok());
    assert_eq!(list(0).unwrap_err().problem(), "is 0; give at least 1");
    assert_eq!(list(1001).unwrap_err().problem(), "is 1001; give at most 1000");
}

#[test]
fn what_is_required_is_missed() {
    assert_eq!(
        refusal(&Request::of::<CreateKey>()),
        "iam_v1::keys::CreateKey: AccountSid is missing; the operation requires it"
    );
    assert_eq!(
        refusal(ListKeys::new().request()),
        "api_v2010::keys::ListKeys: AccountSid is missing; give the SID of the account to act on"
    );
    assert_eq!(
        refusal(&Request::new(ZOO).with::<Value>(0, "n").with::<Value>(1, Vec::<String>::new())),
        "iam_v1::animals::all::Zoo: Cage is missing; the operation requires it"
    );
}

#[test]
fn sids_are_checked_again_where_they_are_used() {
    let wrong = "is not right: this is an API key SID; the account SID starts with AC";
    let out_of_a_reply: AccountSid = serde_json::from_str(&format!("{KEY:?}")).unwrap();
    assert_eq!(CreateKey::new(out_of_a_reply).request().encode(None).unwrap_err().problem(), wrong);
    assert_eq!(ListKeys::new().request().encode(Some(KEY)).unwrap_err().problem(), wrong);
    assert_eq!(
        problem("Anything", "x"),
        "is not right: a SID is two capital letters and 32 hexadecimal digits; this has 1 character"
    );
    assert!(zoo("Anything", KEY).encode(None).is_ok());
}

#[test]
fn path_values_name_something() {
    for (name, problem) in [
        ("", "is empty; it is part of the path, so give a value"),
        (".", "is a dot segment, which would name another path; give a value"),
        ("..", "is a dot segment, which would name another path; give a value"),
    ] {
        assert_eq!(
            Request::new(ZOO).with::<Value>(0, name).with::<Value>(1, "c").encode(None).unwrap_err().problem(),
            problem
        );
        assert_eq!(
            Request::new(ZOO)
                .with::<Value>(0, "n")
                .with::<Value>(1, vec!["c", name])
                .encode(None)
                .unwrap_err()
                .problem(),
            problem
        );
    }
}

#[test]
fn every_kind_has_its_form() {
    assert_eq!(problem("Price", "cheap"), "is not a number; give one such as 0.5");
    assert_eq!(problem("Price", f64::NAN), "is not a number; give one such as 0.5");
    assert_eq!(problem("Price", -0.5), "is -0.5; give at least 0");
    assert_eq!(problem("Price", 100.01), "is 100.01; give at most 100");
    assert_eq!(problem("Open", "yes"), "is not a boolean; give true or false");
    assert_eq!(problem("Day", "tomorrow"), "is not a date; write it as 2026-01-31");
    assert_eq!(problem("StartTime<", "noon"), "is not a date and time; write it as 2026-01-31T12:00:00Z");
    assert_eq!(problem("Any", "{"), "is not JSON text");
    assert_eq!(problem("Codes", vec!["DE", "de"]), "at index 1 has another form; it must match ^[A-Z]{2}$");
    assert_eq!(problem("Tags", vec!["a"; 4]), "has 4 items; give at most 3");
    assert_eq!(problem("Tags", vec![vec!["a"]]), "at index 0 is a list; give one value");
    assert_eq!(problem("Callbacks", vec![KEY]), "has 1 item; give at least 2");
    assert_eq!(problem("Callbacks", KEY), "has 1 item; give at least 2");
    assert_eq!(problem("Open", vec![true]), "is a list; give one value");
}

#[test]
fn a_policy_out_of_a_reply_is_checked_again() {
    let empty: Policy = serde_json::from_str(r#"{"allow": []}"#).unwrap();
    let refused = CreateKey::new(AccountSid::new(ACCOUNT).unwrap()).policy(empty);
    assert_eq!(
        refused.request().encode(None).unwrap_err().problem(),
        "is not right: the policy cannot be used: it allows nothing: name at least one permission"
    );
}

#[test]
fn secrets_show_nowhere() {
    let long = "hunter2".repeat(4);
    assert_eq!(problem("Secret", long.as_str()), "has 28 characters; shorten it to at most 20");
    assert_eq!(problem("Pin", 31337), "is out of range; give at most 9999");
    let request =
        zoo("Secret", "hunter2").with::<Value>(at("Any"), Secret::new("hunter2")).with::<Value>(at("Pin"), 1234);
    let shown = format!("{request:?} {request:#?}");
    assert!(!shown.contains("hunter2") && !shown.contains("1234"), "{shown}");
    assert_eq!(shown.matches("[redacted]").count(), 6, "{shown}");
    assert!(!refusal(&request).contains("hunter2"));
}

#[test]
fn an_index_without_a_field_is_refused() {
    let refused = refusal(&Request::new(INDICATE).with::<Value>(0, "1").with::<Value>(9, "hunter2"));
    assert!(refused.contains("a field was set that the operation does not have"), "{refused}");
}

#[test]
fn what_does_not_serialise_is_refused() {
    struct Never;
    impl serde::Serialize for Never {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("never"))
        }
    }
    assert_eq!(problem("Any", Value::json(&Never)), "cannot be written as JSON");
}
