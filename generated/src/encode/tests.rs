//! What enters: requests of the sample. What leaves: the bytes that go out, compared with the vectors recorded from
//! Twilio's own libraries and with the rules that they follow.

use crate::sample::*;
use crate::{Date, Json, Operation, Policy, Request, Secret, Timestamp, Value};

fn body(request: &Request) -> String {
    String::from_utf8(request.encode(None).unwrap().into_body()).unwrap()
}

fn uri(request: &Request) -> String {
    request.encode(None).unwrap().uri().to_string()
}

fn account() -> AccountSid {
    AccountSid::new(ACCOUNT).unwrap()
}

#[test]
fn a_form_of_required_fields_alone() {
    let create = CreateKey::new(account());
    let borrowed: &CreateKey = &create;
    let http = Operation::request(&borrowed).encode(None).unwrap();
    assert_eq!(
        (http.method(), http.uri().to_string().as_str()),
        (&http::Method::POST, "https://iam.twilio.com/v1/Keys")
    );
    assert_eq!(http.headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(http.headers()["accept"], "application/json");
    assert_eq!(http.headers().len(), 2);
    assert_eq!(http.body(), format!("AccountSid={ACCOUNT}").as_bytes());
}

#[test]
fn names_that_need_escaping_arrive_unchanged() {
    for (name, written) in [
        ("a&b=c%20d;e?f#g", "a%26b%3Dc%2520d%3Be%3Ff%23g"),
        ("party 🎉", "party+%F0%9F%8E%89"),
        ("1+1 = 2 + spaces  ", "1%2B1+%3D+2+%2B+spaces++"),
        ("", ""),
        ("line\r\nbreak\0", "line%0D%0Abreak%00"),
    ] {
        let create = CreateKey::new(account()).friendly_name(name);
        assert_eq!(body(create.request()), format!("AccountSid={ACCOUNT}&FriendlyName={written}"));
    }
}

#[test]
fn a_policy_goes_out_as_json_text() {
    let policy = Policy::allow(["/twilio/messaging/messages/read"]).unwrap();
    let create = CreateKey::new(account()).policy(policy);
    let allow = "%7B%22allow%22%3A%5B%22%2Ftwilio%2Fmessaging%2Fmessages%2Fread%22%5D%7D";
    assert_eq!(body(create.request()), format!("AccountSid={ACCOUNT}&KeyType=restricted&Policy={allow}"));
}

#[test]
fn the_account_of_the_path_is_the_callers_or_the_clients() {
    let plain = ListKeys::new().page_size(2);
    let http = plain.request().encode(Some(ACCOUNT)).unwrap();
    assert_eq!(
        http.uri().to_string(),
        format!("https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Keys.json?PageSize=2")
    );
    assert!(http.body().is_empty() && !http.headers().contains_key("content-type"));
    let other = "ACcccccccccccccccccccccccccccccccc";
    let own = plain.account_sid(AccountSid::new(other).unwrap());
    assert!(own.request().encode(Some(ACCOUNT)).unwrap().uri().path().contains(other));
}

#[test]
fn path_values_are_one_segment_each() {
    let request = Request::new(ZOO).with::<Value>(0, "a/b c?d#e%2F+é..").with::<Value>(1, vec!["x", "y,z"]);
    assert_eq!(
        uri(&request),
        "https://zoo.twilio.com:8443/v1/Zoo/a%2Fb%20c%3Fd%23e%252F%2B%C3%A9../Cages/x,y%2Cz.json"
    );
}

#[test]
fn a_list_of_nothing_is_no_segment() {
    let request = Request::new(ZOO).with::<Value>(0, "a").with::<Value>(1, Value::list::<String>(Vec::<String>::new()));
    let refused = request.encode(None).unwrap_err().to_string();
    assert!(refused.contains("is missing"), "{refused}");
}

#[test]
fn queries_keep_the_rules_of_their_kinds() {
    let at_noon: Timestamp = "2026-01-31T13:00:00.5+01:00".parse().unwrap();
    let day: Date = "2026-01-31".parse().unwrap();
    let request = zoo("StartTime<", at_noon)
        .with::<Value>(at("Day"), day)
        .with::<Value>(at("Tags"), Value::list::<String>(["+1 800", "b&c"]))
        .with::<Value>(at("Codes"), Value::list::<String>(["DE", "FR"]));
    assert_eq!(
        request.encode(None).unwrap().uri().query(),
        Some("StartTime%3C=2026-01-31T12%3A00%3A00Z&Day=2026-01-31&Tags=%2B1%20800&Tags=b%26c&Codes=DE,FR")
    );
}

#[test]
fn an_empty_list_sends_nothing() {
    assert_eq!(zoo("Tags", Vec::<String>::new()).encode(None).unwrap().uri().query(), None);
    assert_eq!(body(&zoo("Callbacks", Vec::<MessageSid>::new())), "");
}

#[test]
fn a_form_with_no_field_set_still_has_its_type() {
    let http = Request::new(ZOO).with::<Value>(0, "n").with::<Value>(1, "c").encode(None).unwrap();
    assert_eq!(http.headers()["content-type"], "application/x-www-form-urlencoded");
    assert!(http.body().is_empty());
}

#[test]
fn forms_keep_the_rules_of_their_kinds() {
    let sids = ["SM", "MM"].map(|prefix| MessageSid::new(format!("{prefix}{}", "0".repeat(32))).unwrap());
    let request = zoo("Price", 0.5)
        .with::<Value>(at("Open"), false)
        .with::<Value>(at("Any"), serde_json::json!({"a": [1, null]}))
        .with::<Value>(at("Callbacks"), sids.to_vec())
        .with::<Value>(at("Status"), AccountStatus::from("brand-new"));
    let zeros = "0".repeat(32);
    assert_eq!(
        body(&request),
        format!(
            "Price=0.5&Open=false&Any=%7B%22a%22%3A%5B1%2Cnull%5D%7D&\
             Callbacks=SM{zeros}&Callbacks=MM{zeros}&Status=brand-new"
        )
    );
    // JSON is JSON, also where it is a string; text in its place is taken as JSON text.
    assert_eq!(body(&zoo("Any", Json::from("x"))), "Any=%22x%22");
    assert_eq!(body(&zoo("Any", "[1]")), "Any=%5B1%5D");
}

#[test]
fn a_prefixed_object_goes_out_member_by_member() {
    let add_ons = serde_json::json!({"whitepages": {"kind": "caller name", "deep": true}, "none": null, "list": [1]});
    let body = body(&zoo("AddOns", add_ons));
    // JSON members come in the order that serde_json's features give them.
    let mut pairs: Vec<&str> = body.split('&').collect();
    pairs.sort_unstable();
    assert_eq!(pairs, ["AddOns.list=%5B1%5D", "AddOns.whitepages.deep=true", "AddOns.whitepages.kind=caller+name"]);
    assert!(zoo("AddOns", serde_json::json!([1])).encode(None).is_err());
}

#[test]
fn a_union_goes_out_as_what_it_is() {
    for (union, query) in [
        (serde_json::json!("all"), Some("Limit=all")),
        (serde_json::json!(20), Some("Limit=20")),
        (serde_json::json!(true), Some("Limit=true")),
        (serde_json::json!(["a", 1]), Some("Limit=a&Limit=1")),
        (serde_json::json!({"most": "a"}), Some("Limit=%7B%22most%22%3A%22a%22%7D")),
        (serde_json::json!(null), None),
        (serde_json::json!([]), None),
    ] {
        assert_eq!(zoo("Limit", Value::bare(&union)).encode(None).unwrap().uri().query(), query);
    }
    assert_eq!(Value::bare(&Secret::new("hunter2")), Value::from(Secret::new("hunter2")));
    let invalid = zoo("Limit", Value::bare(&[["a"]])).encode(None).unwrap_err();
    assert_eq!(invalid.problem(), "is a list; give one value");
}

#[test]
fn a_spread_object_goes_out_member_by_member_under_their_own_names() {
    let filter = serde_json::json!({"name": "a b", "none": null, "tags": ["x", 1], "at": {"least": 1}});
    let http = zoo("Filter", filter).encode(None).unwrap();
    let mut pairs: Vec<&str> = http.uri().query().unwrap().split('&').collect();
    pairs.sort_unstable();
    assert_eq!(pairs, ["at=%7B%22least%22%3A1%7D", "name=a%20b", "tags=1", "tags=x"]);
    for unfit in [serde_json::json!([1]), serde_json::json!({"a": [[1]]})] {
        assert!(zoo("Filter", unfit).encode(None).is_err());
    }
}

#[test]
fn the_answer_is_asked_for_as_it_is_documented() {
    const EXPORT: &crate::OperationSpec = &crate::OperationSpec { accept: "text/csv", ..ListKeys::SPEC };
    let http = Request::new(EXPORT).encode(Some(ACCOUNT)).unwrap();
    assert_eq!(http.headers()["accept"], "text/csv");
}

#[test]
fn headers_hold_text_and_mark_secrets() {
    let request = zoo("X-Twilio-Note", "a, b\té").with::<Value>(at("X-Twilio-Token"), Secret::new("hunter2"));
    let http = request.encode(None).unwrap();
    assert_eq!(http.headers()["x-twilio-note"].as_bytes(), "a, b\té".as_bytes());
    assert!(http.headers()["x-twilio-token"].is_sensitive());
    for smuggled in ["a\r\nb: c", "a\nb", "a\0b", "a\u{85}b", "a\u{7f}b"] {
        let invalid = zoo("X-Twilio-Note", smuggled).encode(None).unwrap_err();
        assert_eq!(invalid.problem(), "has a line break or control character; a header cannot hold it");
    }
}

#[test]
fn a_body_is_the_model_with_its_secrets() {
    let indicator: Indicator =
        serde_json::from_str(r#"{"channel": "WHATSAPP", "message_id": "SM1", "token": "hunter2"}"#).unwrap();
    let http = Request::new(INDICATE).with::<Value>(0, indicator).encode(None).unwrap();
    assert_eq!(http.headers()["content-type"], "application/json");
    let sent: Json = serde_json::from_slice(http.body()).unwrap();
    assert_eq!(sent, serde_json::json!({"channel": "WHATSAPP", "message_id": "SM1", "token": "hunter2"}));
}

#[test]
fn a_uri_has_an_end() {
    let invalid = zoo("Tags", "x".repeat(70_000)).encode(None).unwrap_err();
    assert!(invalid.to_string().contains("too long"), "{invalid}");
}

#[test]
fn requests_are_values() {
    let one = CreateKey::new(account()).friendly_name("a");
    assert_eq!(one.clone(), one);
    assert_eq!(one.clone().friendly_name("b").friendly_name("a"), one);
    assert_ne!(one.clone().friendly_name("b"), one);
    assert_eq!(format!("{one:?}"), format!("CreateKey(CreateKey {{ AccountSid: {ACCOUNT:?}, FriendlyName: \"a\" }})"));
}
