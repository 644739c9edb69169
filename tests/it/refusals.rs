//! What is refused before a request exists, and what the refusal tells the caller to do.

use twilio_iam::{AccountSid, KeySid, Operation, Policy, api_v2010, iam_v1};

const AC: &str = "AC0123456789abcdef0123456789abcdef";
const SK: &str = "SK0123456789abcdef0123456789abcdef";

fn account() -> AccountSid {
    AccountSid::new(AC).unwrap()
}

fn refusal(operation: &impl Operation) -> String {
    operation.request().encode(None).unwrap_err().to_string()
}

/// A refusal names the field, what is wrong with it, and what would be right.
fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in `{text}`");
    }
}

#[test]
fn names_and_page_sizes_out_of_bounds() {
    let long = "é".repeat(65);
    says(
        &refusal(&iam_v1::keys::CreateKey::new(account()).friendly_name(&long)),
        &["iam_v1::keys::CreateKey", "FriendlyName", "65", "64"],
    );
    says(
        &refusal(&iam_v1::keys::UpdateKey::new(KeySid::new(SK).unwrap()).friendly_name(&long)),
        &["FriendlyName", "64"],
    );
    says(
        &refusal(&api_v2010::keys::CreateKey::new().account_sid(account()).friendly_name(&long)),
        &["FriendlyName", "64"],
    );
    assert!(iam_v1::keys::CreateKey::new(account()).friendly_name("é".repeat(64)).request().encode(None).is_ok());
    for (size, bound) in [(0, "at least 1"), (1001, "at most 1000"), (-1, "at least 1"), (i64::MAX, "at most 1000")] {
        says(&refusal(&iam_v1::keys::ListKeys::new(account()).page_size(size)), &["PageSize", bound]);
        says(&refusal(&api_v2010::accounts::ListAccounts::new().page_size(size)), &["PageSize", bound]);
    }
    assert!(api_v2010::accounts::ListAccounts::new().page_size(1000).request().encode(None).is_ok());
}

#[test]
fn sids_of_another_kind() {
    says(&AccountSid::new(SK).unwrap_err().to_string(), &["API key SID", "AC"]);
    says(&KeySid::new(AC).unwrap_err().to_string(), &["SK"]);
    for bad in [
        "",
        "AC",
        "AC0123456789abcdef0123456789abcdeg",
        "AC0123456789abcdef0123456789abcdef0",
        " AC0123456789abcdef0123456789abcdef",
    ] {
        assert!(AccountSid::new(bad).is_err(), "{bad:?}");
    }
    assert!(AccountSid::new("AC0123456789ABCDEF0123456789abcdef").is_ok());
}

#[test]
fn a_sid_that_a_reply_made_up_is_checked_before_it_is_sent() {
    let lenient: KeySid = serde_json::from_str("\"../../Accounts\"").unwrap();
    says(&refusal(&iam_v1::keys::DeleteKey::new(lenient)), &["Sid"]);
    let empty: KeySid = serde_json::from_str("\"\"").unwrap();
    says(&refusal(&iam_v1::keys::DeleteKey::new(empty)), &["Sid"]);
}

#[test]
fn an_account_that_nobody_names() {
    says(&refusal(&api_v2010::keys::ListKeys::new()), &["AccountSid"]);
    let default = api_v2010::keys::ListKeys::new().request().encode(Some(AC)).unwrap();
    assert_eq!(default.uri().path(), format!("/2010-04-01/Accounts/{AC}/Keys.json"));
}

#[test]
fn policies_that_the_api_would_refuse() {
    assert!(Policy::allow(Vec::<String>::new()).is_err());
    let many: Vec<String> = (0..101).map(|index| format!("/twilio/product{index}/things/read")).collect();
    says(&Policy::allow(many.clone()).unwrap_err().to_string(), &["101", "100"]);
    assert!(Policy::allow(&many[..100]).is_ok());
    let twice = Policy::allow(["/twilio/messaging/messages/read", "/twilio/messaging/messages/read"]);
    assert!(twice.is_err());
    let old = Policy::allow(["/2010-04-01/Accounts/{AccountSid}/Messages*"]).unwrap_err().to_string();
    says(&old, &["/twilio/"]);
}
