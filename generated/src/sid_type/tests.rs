//! What enters: SIDs right and wrong. What leaves: what is said about each, and nothing that could be a secret.

use crate::sample::*;
use crate::{InvalidSid, Sid, SidType, Value};

fn refusal<T: SidType>(text: &str) -> String {
    text.parse::<T>().err().unwrap().to_string()
}

#[test]
fn the_commonest_mistake_is_named() {
    assert_eq!(refusal::<AccountSid>(KEY), "this is an API key SID; the account SID starts with AC");
    assert_eq!(refusal::<KeySid>(ACCOUNT), "this is an account SID; the API key SID starts with SK");
    assert_eq!(refusal::<MessageSid>(KEY), "this is an API key SID; the SID starts with SM or MM");
    assert_eq!(refusal::<KeySid>(&KEY.replace("SK", "ZZ")), "this SID starts with ZZ; the API key SID starts with SK");
}

#[test]
fn a_misshapen_sid_is_described_and_not_shown() {
    let token = "0123456789abcdef0123456789abcdef";
    for (text, described) in [
        ("", "is empty"),
        ("A", "has 1 character"),
        ("AC123", "starts with AC and has 5 characters"),
        (token, "has 32 characters"),
        (&token.to_uppercase().replace("01", "AB"), "has 32 characters"),
        (&ACCOUNT.replace("AC", "ac"), "has 34 characters"),
        (&ACCOUNT.replace('a', "g"), "starts with AC and has 34 characters"),
        (&format!("{ACCOUNT} "), "starts with AC and has 35 characters"),
        ("ééé", "has 3 characters"),
    ] {
        assert_eq!(
            refusal::<AccountSid>(text),
            format!("the account SID is AC and 32 hexadecimal digits; this {described}"),
            "{text}"
        );
        let error = AccountSid::new(text).unwrap_err();
        assert!(text.len() < 6 || !format!("{error:?}").contains(&text[2..]));
    }
}

#[test]
fn a_sid_is_convenient() {
    let sid = AccountSid::new(ACCOUNT).unwrap();
    assert_eq!(sid, ACCOUNT);
    assert_eq!(sid, *ACCOUNT);
    assert_eq!(AccountSid::from(&sid), sid);
    assert_eq!(AccountSid::try_from(ACCOUNT), Ok(sid.clone()));
    assert_eq!(AccountSid::try_from(ACCOUNT.to_owned()), Ok(sid.clone()));
    assert_eq!(format!("{sid} {sid:?} {:>36}", sid), format!("{ACCOUNT} AccountSid({ACCOUNT:?})   {ACCOUNT}"));
    assert_eq!(String::from(sid.clone()), ACCOUNT);
    assert_eq!(Value::from(sid), Value::from(ACCOUNT));
    assert_eq!(<MessageSid as SidType>::PREFIXES, ["SM", "MM"]);
    assert_eq!(Sid::new(KEY).map(|sid| sid.to_string()), Ok::<_, InvalidSid>(KEY.to_owned()));
}

#[test]
fn a_reply_may_hold_any_text() {
    let sid: AccountSid = serde_json::from_str("\"odd\"").unwrap();
    assert_eq!(sid, "odd");
    assert!(serde_json::from_str::<AccountSid>("5").is_err());
}
