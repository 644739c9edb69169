//! What enters: replies in every state of disrepair. What leaves: what each costs, one optional member alone, or an error
//! that names the path of a required one and shows nothing of the body.

use crate::sample::*;
use crate::{Bytes, DecodeError, Integer, Json, NextPage, Page, Reply, Text, WithSecrets};
use serde_json::json;
use std::collections::BTreeMap;

fn read<T: Reply>(json: &Json) -> Result<T, DecodeError> {
    T::read(200, json.to_string().as_bytes())
}

fn owner() -> Json {
    json!({
        "name": "Ada", "status": "active", "since": "2026-01-31", "balance": "-0.00750", "keys": "007", "active": true,
        "links": {"keys": "/Keys.json"}, "notes": [1, {"a": null}],
    })
}

fn list() -> Json {
    json!({
        "keys": [
            {"sid": KEY, "friendly_name": "a", "date_created": "Mon, 13 Jun 2016 22:50:08 +0000", "flags": ["rest_api"], "owner": owner()},
            {"sid": "SK2", "date_created": "not a date"},
        ],
        "meta": {"key": "keys", "next_page_url": "https://iam.twilio.com/v1/Keys?Page=1"},
    })
}

/// Values of every kind.
fn every_kind() -> [Json; 11] {
    [
        json!(null),
        json!(true),
        json!(5),
        json!(-5),
        json!(0.5),
        json!(u64::MAX),
        json!(""),
        json!("hunter2"),
        json!(["hunter2", {"a": [1]}]),
        json!({"hunter2": {"a": [1]}}),
        json!([]),
    ]
}

#[test]
fn nothing_is_lost_on_the_way_through() {
    let keys: KeyList = read(&list()).unwrap();
    assert_eq!(serde_json::to_value(&keys).unwrap(), list());
    assert_eq!(keys.next_page(), Some(NextPage::Uri("https://iam.twilio.com/v1/Keys?Page=1".into())));
    assert_eq!(keys.into_items().len(), 2);
    let tree = json!({"value": null, "children": [{"value": 1, "b": "2"}], "a": 1});
    assert_eq!(serde_json::to_value(read::<Tree>(&tree).unwrap()).unwrap(), tree);
    let key = json!({"sid": KEY, "secret": "hunter2", "type": "other", "policy": {"allow": ["odd"]}});
    let new: NewKey = read(&key).unwrap();
    assert_eq!(new.r#type, Some(Kinship::Other));
    assert_eq!(serde_json::to_value(WithSecrets(&new)).unwrap(), key);
    assert!(serde_json::to_value(&new).is_err());
}

#[test]
fn a_null_in_a_map_is_no_entry() {
    let mut json = list();
    json["keys"][0]["owner"]["links"]["last"] = Json::Null;
    json["keys"][0]["owner"]["extra"] = Json::Null;
    assert_eq!(read::<KeyList>(&json).unwrap(), read(&list()).unwrap());
    let nullable = read::<BTreeMap<String, Option<String>>>(&json!({"a": null, "b": "c"})).unwrap();
    assert_eq!(nullable, BTreeMap::from([("a".into(), None), ("b".into(), Some("c".into()))]));
    let any = read::<BTreeMap<String, Json>>(&json!({"a": null})).unwrap();
    assert_eq!(any, BTreeMap::from([("a".into(), Json::Null)]));
}

#[test]
fn serde_reads_the_same() {
    assert_eq!(serde_json::from_value::<KeyList>(list()).unwrap(), read(&list()).unwrap());
    let error = serde_json::from_value::<KeyList>(json!({"keys": [{"sid": 5}]})).unwrap_err();
    assert_eq!(error.to_string(), "$.keys[0].sid: expected a string, found a number");
}

#[test]
fn an_optional_member_of_another_shape_costs_itself_alone() {
    let whole: KeyList = read(&list()).unwrap();
    for value in every_kind() {
        for member in ["friendly_name", "date_created", "flags", "owner"] {
            let mut json = list();
            json["keys"][0][member] = value.clone();
            let mut keys: KeyList = read(&json).unwrap_or_else(|error| panic!("{member} = {value}: {error}"));
            let (mut expected, key) = (whole.clone(), &mut keys.keys[0]);
            match member {
                "friendly_name" => assert_eq!(key.friendly_name.take().as_deref(), value.as_str()),
                "date_created" => assert_eq!(key.date_created.take().is_some(), value.is_string()),
                "flags" => assert_eq!(key.flags.take().is_some(), value == json!([])),
                _ => assert_eq!(key.owner.take(), None),
            }
            let key = &mut expected.keys[0];
            match member {
                "friendly_name" => key.friendly_name = None,
                "date_created" => key.date_created = None,
                "flags" => key.flags = None,
                _ => key.owner = None,
            }
            assert_eq!(keys, expected, "{member} = {value}");
        }
        for member in ["status", "since", "balance", "keys", "active", "links", "notes"] {
            let mut json = list();
            json["keys"][0]["owner"][member] = value.clone();
            let keys: KeyList = read(&json).unwrap_or_else(|error| panic!("{member} = {value}: {error}"));
            let mut lost = serde_json::to_value(&keys).unwrap();
            let kept = lost["keys"][0]["owner"].as_object_mut().unwrap().remove(member);
            assert!(kept.is_none() || kept.as_ref() == Some(&value), "{member} = {value}: {kept:?}");
            json["keys"][0]["owner"].as_object_mut().unwrap().remove(member);
            assert_eq!(lost, json, "{member} = {value}");
        }
    }
}

#[test]
fn a_required_member_of_another_shape_is_an_error_with_its_path() {
    for value in every_kind().into_iter().filter(|value| !value.is_string()) {
        let mut json = list();
        json["keys"][1]["sid"] = value.clone();
        let error = read::<KeyList>(&json).unwrap_err();
        assert_eq!(error.path().as_deref(), Some("$.keys[1].sid"), "{value}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
    for value in every_kind().into_iter().filter(|value| !value.is_array()) {
        let error = read::<KeyList>(&json!({"keys": value, "meta": null})).unwrap_err();
        assert_eq!(error.path().as_deref(), Some("$.keys"));
        let expected = if value.is_null() { "a value" } else { "an array" };
        assert_eq!(error.expected(), expected, "{value}");
    }
    for value in every_kind().into_iter().filter(|value| !value.is_object()) {
        let error = read::<KeyList>(&value).unwrap_err();
        assert_eq!((error.path().as_deref(), error.expected()), (Some("$"), "an object"), "{value}");
    }
}

#[test]
fn missing_and_null_are_told_apart_where_they_are_errors() {
    let error = read::<KeyList>(&json!({"keys": [{"friendly_name": "a"}]})).unwrap_err();
    assert_eq!(error.to_string(), "$.keys[0].sid: expected a value, found nothing");
    let error = read::<KeyList>(&json!({"keys": [{"sid": null}]})).unwrap_err();
    assert_eq!(error.to_string(), "$.keys[0].sid: expected a value, found null");
    let error = read::<KeyList>(&json!({"keys": [null]})).unwrap_err();
    assert_eq!(error.to_string(), "$.keys[0]: expected an object, found null");
}

#[test]
fn members_of_a_map_lose_the_map_or_only_themselves_where_none_was_declared() {
    let error = read::<BTreeMap<String, String>>(&json!({"a": "b", "c": [5]})).unwrap_err();
    assert_eq!(error.to_string(), "$.c: expected a string, found an array");
    // A key might be data: it is shown only where it looks like a name.
    let error = read::<BTreeMap<String, bool>>(&json!({"my secret word": 5})).unwrap_err();
    assert_eq!(error.to_string(), "$[…]: expected a boolean, found a number");
    let tree: Tree = read(&json!({"value": 1, "a": 1, "b": "x", "c": {"d": 1}})).unwrap();
    assert_eq!(tree.extra, BTreeMap::from([("a".to_owned(), Integer::from(1))]));
}

#[test]
fn the_last_of_two_members_counts() {
    let read = |text: &str| NewKey::read(201, text.as_bytes());
    let key = read(r#"{"sid": 5, "secret": "x", "sid": "SK1", "friendly_name": "a", "friendly_name": 5}"#).unwrap();
    assert_eq!((key.sid.as_str(), key.friendly_name), ("SK1", None));
    assert!(read(r#"{"sid": "SK1", "secret": "x", "sid": null}"#).is_err());
    assert!(read(r#"{"sid": null, "secret": "x", "sid": "SK1"}"#).is_ok());
}

#[test]
fn members_in_any_order_and_unknown_ones_are_fine() {
    let key: Key = read(&json!({"z": [{"deep": {}}], "flags": [], "sid": "SK1", "a": 1})).unwrap();
    assert_eq!((key.sid.as_str(), key.flags), ("SK1", Some(vec![])));
    let escaped = Key::read(200, br#"{"s\u0069d": "SK\u0031"}"#).unwrap();
    assert_eq!(escaped.sid, "SK1");
    assert_eq!(read::<Nothing>(&json!({"a": 1})).unwrap(), Nothing {});
    assert!(read::<Nothing>(&json!(1)).is_err());
}

#[test]
fn bodies_that_are_no_json_give_a_place_and_nothing_else() {
    for body in [
        "",
        " ",
        "<html>hunter2</html>",
        r#"{"sid": "hunter2"#,
        r#"{"sid": hunter2}"#,
        "{} hunter2",
        "\u{feff}{}",
        "{\"sid\": \"\u{1}hunter2\"}",
    ] {
        let error = Key::read(200, body.as_bytes()).unwrap_err();
        assert_eq!(error.path(), None, "{body}");
        assert!(error.line().is_some() && error.column().is_some());
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
    let error = Key::read(200, b"{\n\"sid\": \"\xff\"}").unwrap_err();
    assert_eq!(error.to_string(), "line 2, column 9: expected JSON: a byte that is no UTF-8");
    let error = Key::read(200, b"{\"sid\": \"SK1\",\n \"flags\": [}").unwrap_err();
    assert_eq!(error.to_string(), "line 2, column 12: expected JSON: expected value");
}

#[test]
fn deep_documents_end_in_an_error_and_not_in_a_crash() {
    let deep = |open: &str, close: &str| open.repeat(200_000) + &close.repeat(200_000);
    for nested in [deep("[", "]"), deep("{\"children\":[", "]}"), "[".repeat(200_000)] {
        assert!(Json::read(200, nested.as_bytes()).is_err());
        assert!(Tree::read(200, nested.as_bytes()).is_err());
        let _ = Key::read(200, format!("{{\"sid\": {nested}}}").as_bytes());
        let _ = Key::read(200, format!("{{\"sid\": \"SK1\", \"flags\": {nested}}}").as_bytes());
        let _ = Indicator::read(200, nested.as_bytes());
    }
    // Where nobody reads the member, its depth does not matter.
    assert!(Key::read(200, format!("{{\"sid\": \"SK1\", \"x\": {}}}", deep("[", "]")).as_bytes()).is_ok());
}

#[test]
fn other_answers_are_what_they_are() {
    assert_eq!(<()>::read(204, b"<html>"), Ok(()));
    // Where any 2xx is documented with one type, 204 still has no body.
    assert_eq!(Option::<KeyList>::read(204, b""), Ok(None));
    assert_eq!(<()>::read(200, b"{}"), Ok(()));
    for page in ["<html>", "\n<!DOCTYPE html><html>"] {
        let refused = <()>::read(200, page.as_bytes()).unwrap_err();
        assert_eq!(refused.to_string(), "$: expected nothing, found a page of HTML");
    }
    assert_eq!(Json::read(200, b" "), Ok(Json::Null));
    assert_eq!(Option::<Key>::read(200, b""), Ok(None));
    assert_eq!(Text::read(200, b"a\xff"), Ok(Text("a\u{fffd}".into())));
    assert_eq!(Bytes::read(200, b"a\xff"), Ok(Bytes(vec![b'a', 255])));
    assert_eq!(Vec::<Integer>::read(200, b"[1, \"2\"]").unwrap(), [Integer::from(1), Integer::from(2)]);
    assert_eq!(bool::read(200, b"true"), Ok(true));
    assert_eq!(String::read(200, b"\"a\""), Ok("a".into()));
}

#[test]
fn a_union_is_what_its_tag_says() {
    let indicator: Indicator = read(&json!({"channel": "APPLE", "to": "x"})).unwrap();
    assert!(matches!(&indicator, Indicator::Apple(apple) if apple.to == "x"));
    for other in [json!({"channel": "RCS", "to": "x"}), json!({"channel": "APPLE"}), json!(5), json!(null), json!([])] {
        let kept: Indicator = read(&other).unwrap();
        assert_eq!(kept, Indicator::Other(other.clone()));
        assert_eq!(serde_json::to_value(&kept).unwrap(), other);
    }
    // The variant has no member for the tag: it is written all the same.
    let whatsapp = json!({"channel": "WHATSAPP", "message_id": "SM1"});
    assert_eq!(serde_json::to_value(read::<Indicator>(&whatsapp).unwrap()).unwrap(), whatsapp);
    let secret: Indicator = read(&json!({"channel": "WHATSAPP", "message_id": "SM1", "token": "hunter2"})).unwrap();
    assert!(!format!("{secret:?}").contains("hunter2"));
    assert!(serde_json::to_value(&secret).is_err());
}

#[test]
fn a_union_without_a_tag_is_the_first_that_loses_nothing() {
    assert!(matches!(read(&owner()).unwrap(), Either::Owner(_)));
    assert!(matches!(read(&json!({"key": "a"})).unwrap(), Either::Meta(_)));
    assert!(matches!(read(&json!({"unknown": "a"})).unwrap(), Either::Meta(_)));
    assert!(matches!(read(&json!(["a"])).unwrap(), Either::Names(_)));
    assert!(matches!(read(&json!(["a", 5])).unwrap(), Either::Other(_)));
}

#[test]
fn names_of_the_prelude_are_names_like_others() {
    let result: prelude::Result = read(&json!({"members": true, "filled": "string"})).unwrap();
    assert_eq!((*result.members, result.filled), (prelude::Option::Some(true), Some(prelude::From::String)));
}

#[test]
fn what_looks_like_the_readers_own_numbers_is_read_past_wholly() {
    for value in [json!([]), json!("5"), json!({"a": 1})] {
        let number = json!({"$serde_json::private::Number": value, "a": 1, "z": [2]});
        let key: Key = read(&json!({"sid": "SK1", "owner": number, "flags": number, "friendly_name": number})).unwrap();
        assert_eq!((key.owner, key.flags, key.friendly_name), (None, None, None));
    }
}
