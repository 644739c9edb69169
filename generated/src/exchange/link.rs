//! What enters: the body of a page that was read as the last one. What leaves: whether it has a link to a next page after
//! all, one that is no text: the members of a reply that may be missing are read leniently, and a list must not end by that.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// The names by which the generator knows a link, without case and separators.
const LINKS: [&str; 4] = ["nextpageuri", "nextpageurl", "nexttoken", "nextpagetoken"];

/// Whether a page has a link that is neither a text nor null.
pub(super) fn is_misshapen(page: &[u8]) -> bool {
    let mut reader = serde_json::Deserializer::from_slice(page);
    Members { inner: false }.deserialize(&mut reader).unwrap_or(false)
}

/// The members of a page, or those of its `meta`.
struct Members {
    inner: bool,
}

impl<'de> DeserializeSeed<'de> for Members {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Anything but an object has no members; reading stops there.
impl<'de> Visitor<'de> for Members {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
        let mut found = false;
        while let Some(name) = members.next_key::<String>()? {
            let plain = || name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase());
            if !self.inner && name == "meta" {
                found |= members.next_value_seed(Members { inner: true })?;
            } else if LINKS.iter().any(|link| plain().eq(link.chars())) {
                let link: crate::Json = members.next_value()?;
                found |= !link.is_null() && !link.is_string();
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_a_text_or_null_or_missing() {
        for (page, expected) in [
            (r#"{"keys": []}"#, false),
            (r#"{"keys": [{"next_page_uri": 1}], "next_page_uri": null}"#, false),
            (r#"{"next_page_uri": "", "meta": {"next_page_url": "x", "nextToken": null}}"#, false),
            (r#"{"next_page_uri": {"href": "/x"}, "keys": []}"#, true),
            (r#"{"nextPageUri": 7}"#, true),
            (r#"{"meta": {"next_page_url": ["/x"]}}"#, true),
            (r#"{"meta": {"nextToken": 7}, "keys": []}"#, true),
            (r#"{"meta": {"meta": {"nextToken": 7}}}"#, false),
            (r#"{"meta": null}"#, false),
            ("[]", false),
            ("", false),
        ] {
            assert_eq!(is_misshapen(page.as_bytes()), expected, "{page}");
        }
    }
}
