//! What enters: a body that has not the promised shape. What leaves: its outline, names and kinds without a single value,
//! because any value may be a secret.

use crate::decode::NUMBER_KEY;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// The outline of a body, such as `{"keys": [{"sid": number}, and 49 more], "page": string}`.
pub(crate) fn excerpt(body: &[u8]) -> String {
    let mut outline = Outline { text: String::new(), full: false };
    let mut reader = serde_json::Deserializer::from_slice(body);
    let read = Node { outline: &mut outline, depth: 0 }.deserialize(&mut reader);
    if read.and_then(|()| reader.end()).is_ok() {
        return outline.text;
    }
    let length = body.len();
    match body.trim_ascii().first() {
        None => "nothing".to_owned(),
        Some(b'<') => format!("{length} bytes that look like a web page"),
        Some(b'{' | b'[') => format!("{length} bytes that start as JSON and do not end so"),
        Some(_) => format!("{length} bytes that are no JSON"),
    }
}

/// No longer than fits in a line of a log.
pub(super) const LONGEST: usize = 240;
const DEEPEST: usize = 4;

struct Outline {
    text: String,
    full: bool,
}

impl Outline {
    fn push(&mut self, text: &str) {
        if self.full {
            return;
        }
        self.full = self.text.len() + text.len() > LONGEST;
        self.text.push_str(if self.full { "…" } else { text });
    }
}

/// One value, read without being kept: no text of it, which may be a secret, is left in memory.
struct Node<'a> {
    outline: &'a mut Outline,
    depth: usize,
}

impl Node<'_> {
    fn leaf<E>(self, kind: &str) -> Result<(), E> {
        self.outline.push(kind);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.leaf("null")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.leaf("boolean")
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.leaf("number")
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.leaf("number")
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.leaf("number")
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.leaf("string")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let deepest = self.depth == DEEPEST;
        self.outline.push(if deepest { "…" } else { "[" });
        let mut more = 0_usize;
        if !deepest && items.next_element_seed(Node { outline: &mut *self.outline, depth: self.depth + 1 })?.is_none() {
            return self.leaf("]");
        }
        while items.next_element::<IgnoredAny>()?.is_some() {
            more += 1;
        }
        match more {
            _ if deepest => return Ok(()),
            0 => {}
            more => self.outline.push(&format!(", and {more} more")),
        }
        self.leaf("]")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let deepest = self.depth == DEEPEST;
        let mut before = if deepest { "…" } else { "{" };
        while let Some(name) = members.next_key_seed(Name)? {
            if name.as_deref() == Some(NUMBER_KEY) {
                members.next_value::<IgnoredAny>()?;
                return self.leaf("number");
            }
            self.outline.push(before);
            if deepest || self.outline.full {
                before = "";
                members.next_value::<IgnoredAny>()?;
                continue;
            }
            before = ", ";
            self.outline.push(&format!("{:?}: ", name.as_deref().unwrap_or("…")));
            members.next_value_seed(Node { outline: &mut *self.outline, depth: self.depth + 1 })?;
        }
        match before {
            "" => Ok(()),
            "{" => self.leaf("{}"),
            "…" => self.leaf("…"),
            _ => self.leaf("}"),
        }
    }
}

/// A key; `None` where it does not look like a name, for it may be data.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<String>, E> {
        Ok((is_name(key) || key == NUMBER_KEY).then(|| key.to_owned()))
    }
}

fn is_name(key: &str) -> bool {
    (1..=32).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_kinds_are_shown_and_no_value() {
        let cases = [
            (r#"{"secret": "hunter2", "sid": 5}"#, r#"{"secret": string, "sid": number}"#),
            (r#"{"keys": [{"sid": null}, 1, 2]}"#, r#"{"keys": [{"sid": null}, and 2 more]}"#),
            (r#"{"[1]": [], "hunter2": true}"#, r#"{"…": [], "…": boolean}"#),
            (r#"[[[[[1]]]]]"#, "[[[[…]]]]"),
            (r#"[[[[{"a": 1}, 2]]], {}]"#, "[[[[…, and 1 more]]], and 1 more]"),
            (r#"{"a": {"b": {"c": {"d": {"e": {}}}}}}"#, r#"{"a": {"b": {"c": {"d": …}}}}"#),
            ("[]", "[]"),
            ("{}", "{}"),
            (r#"[{}, 1.5e300, -1, 123456789012345678901234567890]"#, "[{}, and 3 more]"),
            ("123456789012345678901234567890", "number"),
            (r#"{"a": 1} {"#, "10 bytes that start as JSON and do not end so"),
            (r#""hunter2""#, "string"),
            ("", "nothing"),
            ("<html>hunter2", "13 bytes that look like a web page"),
            (r#"{"secret": "hunter2"#, "19 bytes that start as JSON and do not end so"),
            ("hunter2", "7 bytes that are no JSON"),
        ];
        for (body, expected) in cases {
            assert_eq!(excerpt(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn it_fits_in_a_line() {
        let members: Vec<String> = (0..26_u8).map(|at| format!(r#""name_{}": 1"#, char::from(b'a' + at))).collect();
        let outline = excerpt(format!("{{{}}}", members.join(",")).as_bytes());
        assert!(outline.len() <= LONGEST + "…".len() && outline.ends_with('…'), "{outline}");
    }
}
