//! What enters: values listed and not listed. What leaves: each of them as it came.

use crate::Value;
use crate::sample::*;

#[test]
fn every_value_goes_back_as_it_came() {
    for text in ["active", "suspended", "closed", "Active", "brand-new", "", " closed", "é\n"] {
        let status = AccountStatus::from(text);
        assert_eq!(status.as_str(), text);
        assert_eq!(status.to_string().parse(), Ok(status.clone()));
        let json = serde_json::to_string(&status).unwrap();
        assert_eq!(json, serde_json::to_string(text).unwrap());
        assert_eq!(serde_json::from_str::<AccountStatus>(&json).unwrap(), status);
        assert_eq!(AccountStatus::from(text.to_owned()), status);
        assert_eq!(matches!(&status, AccountStatus::Other(_)), !AccountStatus::VALUES.contains(&text));
        assert_eq!(Value::from(status), Value::from(text));
    }
}

#[test]
fn the_fallback_has_the_name_that_the_document_leaves_free() {
    assert_eq!(Kinship::from("other"), Kinship::Other);
    assert!(matches!(Kinship::from("cousin"), Kinship::Unlisted(kin) if kin.as_str() == "cousin"));
}
