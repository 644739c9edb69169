//! What enters: the text of a JSON object. What leaves: its members in their order, each as it was written; and the text of
//! the object again, with some of them changed. No copy is left of what was added.

use crate::wiped::Wiped;
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Deserializer;
use zeroize::Zeroizing;

/// The members of an object, whose text outlives them.
#[derive(Default)]
pub(super) struct Members<'a>(Vec<(String, Value<'a>)>);

enum Value<'a> {
    /// As it stands in the text: a number keeps all of its digits.
    Kept(&'a str),
    New(Zeroizing<String>),
}

impl Value<'_> {
    fn text(&self) -> &str {
        match self {
            Self::Kept(text) => text,
            Self::New(text) => text,
        }
    }
}

impl<'a> Members<'a> {
    /// The members of an object; none of null. Of a member that comes twice the last one counts.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let mut members = Self::default();
        if text.trim() == "null" {
            return Some(members);
        }
        let mut rest = text.trim_start().strip_prefix('{')?.trim_start();
        while !rest.starts_with('}') {
            let (name, after) = first::<String>(rest)?;
            rest = after.trim_start().strip_prefix(':')?.trim_start();
            let (_, after) = first::<IgnoredAny>(rest)?;
            members.put(name, Value::Kept(&rest[..rest.len() - after.len()]));
            rest = after.trim_start();
            rest = rest.strip_prefix(',').map_or(rest, str::trim_start);
        }
        rest[1..].trim().is_empty().then_some(members)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The text of a member.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.text())
    }

    /// A member that is an object, as it was read; an empty one where there is none.
    pub(super) fn object(&self, name: &str) -> Option<Members<'a>> {
        match self.0.iter().find(|(known, _)| known == name) {
            None => Some(Members::default()),
            Some((_, Value::Kept(text))) => Members::read(text),
            Some((_, Value::New(_))) => None,
        }
    }

    /// A member that is text.
    pub(super) fn string<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_str(self.get(name).filter(|text| text.starts_with('"'))?).ok()
    }

    pub(super) fn set<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if let Some(text) = json(value) {
            self.put(name.to_owned(), Value::New(text));
        }
    }

    pub(super) fn set_object(&mut self, name: &str, members: &Members<'_>, depth: usize) {
        self.put(name.to_owned(), Value::New(members.write(depth)));
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    fn put(&mut self, name: String, value: Value<'a>) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, place)) => *place = value,
            None => self.0.push((name, value)),
        }
    }

    /// The text of the object, which is `depth` objects deep in the file.
    pub(super) fn write(&self, depth: usize) -> Zeroizing<String> {
        if self.0.is_empty() {
            return Zeroizing::new("{}".to_owned());
        }
        let names: Vec<_> = self.0.iter().map(|(name, _)| json(name).unwrap_or_default()).collect();
        let (outer, inner) = ("  ".repeat(depth), "  ".repeat(depth + 1));
        let line = |name: &str, value: &Value<'_>| inner.len() + name.len() + value.text().len() + 4;
        let length: usize = names.iter().zip(&self.0).map(|(name, (_, value))| line(name, value)).sum();
        // Room for all of it at once: a buffer that grows leaves its old self behind.
        let mut text = Zeroizing::new(String::with_capacity(length + outer.len() + 4));
        for (at, (name, (_, value))) in names.iter().zip(&self.0).enumerate() {
            text.push_str(if at == 0 { "{\n" } else { ",\n" });
            for part in [&inner, name.as_str(), ": ", value.text()] {
                text.push_str(part);
            }
        }
        text.push('\n');
        text.push_str(&outer);
        text.push('}');
        text
    }
}

/// The value that a text begins with, and what comes after it.
fn first<T: DeserializeOwned>(text: &str) -> Option<(T, &str)> {
    let mut values = Deserializer::from_str(text).into_iter::<T>();
    let value = values.next()?.ok()?;
    Some((value, text.get(values.byte_offset()..)?))
}

/// The text of a value, of which no other copy is left.
fn json<T: Serialize + ?Sized>(value: &T) -> Option<Zeroizing<String>> {
    let mut text = Wiped::default();
    serde_json::to_writer(&mut text, value).ok()?;
    text.into_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_changed_stays_as_it_was_written() {
        let text = r#" {"n": 12345678901234567890123, "f":1.10, "e": 1E400 , "o": {"a" : [1.0, "},\"{"]},
            "s": "ß\u00e9", "t":true,"z":null} "#;
        let mut members = Members::read(text).unwrap();
        assert_eq!(members.names().collect::<Vec<_>>(), ["n", "f", "e", "o", "s", "t", "z"]);
        members.set("t", "a\n\"b");
        members.set("new", &true);
        members.remove("z");
        let expected = r#"{
  "n": 12345678901234567890123,
  "f": 1.10,
  "e": 1E400,
  "o": {"a" : [1.0, "},\"{"]},
  "s": "ß\u00e9",
  "t": "a\n\"b",
  "new": true
}"#;
        let written = members.write(0);
        assert_eq!(*written, expected);
        assert!(written.capacity() <= written.len() + 16);
        assert_eq!(members.string::<String>("s").as_deref(), Some("ßé"));
    }

    #[test]
    fn objects_are_in_objects() {
        let mut outer =
            Members::read(r#"{"in": {"a": {"x": 1}}, "in": {"b": 2.50}, "nothing": null, "n": 1}"#).unwrap();
        let mut inner = outer.object("in").unwrap();
        inner.set("c", "d");
        outer.set_object("in", &inner, 1);
        assert_eq!(outer.object("nothing").unwrap().write(3).as_str(), "{}");
        assert!(outer.object("none").unwrap().0.is_empty() && outer.object("n").is_none());
        outer.remove("nothing");
        assert_eq!(outer.write(0).as_str(), "{\n  \"in\": {\n    \"b\": 2.50,\n    \"c\": \"d\"\n  },\n  \"n\": 1\n}");
        for text in ["", "[]", "{", "{\"a\"}", "{\"a\": }", "{\"a\": 1} x", "1"] {
            assert!(Members::read(text).is_none(), "{text}");
        }
    }
}
