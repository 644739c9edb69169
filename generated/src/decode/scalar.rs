//! What enters: the reader, at any value. What leaves: a scalar made of it, or a mismatch after an array or an object in
//! its place has been read past.

use super::{Decode, Mismatch, Seed};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::{fmt, marker::PhantomData};

/// A type made of one JSON scalar; what it does not take, it declines.
pub(crate) trait Scalar: Sized {
    /// What it wants, for messages: `a string`.
    const EXPECTED: &'static str;

    fn text(_text: &str) -> Option<Self> {
        None
    }

    fn owned(text: String) -> Option<Self> {
        Self::text(&text)
    }

    fn boolean(_value: bool) -> Option<Self> {
        None
    }

    fn signed(_value: i64) -> Option<Self> {
        None
    }

    fn unsigned(value: u64) -> Option<Self> {
        i64::try_from(value).ok().and_then(Self::signed)
    }

    fn float(_value: f64) -> Option<Self> {
        None
    }

    /// A number as it stands in the document, from a reader that keeps it.
    fn number(text: &str) -> Option<Self> {
        match text.parse::<i64>() {
            Ok(value) => Self::signed(value),
            Err(_) => text.parse().ok().and_then(Self::float),
        }
    }
}

/// Reads a scalar.
pub(crate) fn scalar<'de, T: Scalar, D: Deserializer<'de>>(deserializer: D) -> Result<Result<T, Mismatch>, D::Error> {
    deserializer.deserialize_any(ScalarVisitor(PhantomData))
}

/// Reads any string through a function: how SIDs and open enums are decoded.
#[doc(hidden)]
pub fn text<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    make: fn(&str) -> T,
) -> Result<Result<T, Mismatch>, D::Error> {
    deserializer.deserialize_any(TextVisitor(make))
}

struct ScalarVisitor<T>(PhantomData<T>);

impl<T: Scalar> ScalarVisitor<T> {
    fn take(value: Option<T>, found: &'static str) -> Result<T, Mismatch> {
        value.ok_or_else(|| Mismatch::new(T::EXPECTED, found))
    }
}

/// The visits that both visitors decline, and drain.
macro_rules! decline {
    ($expected:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str($expected)
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Err(Mismatch::new($expected, "null")))
        }

        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(Err(Mismatch::new($expected, "null")))
        }

        fn visit_bytes<E>(self, _: &[u8]) -> Result<Self::Value, E> {
            Ok(Err(Mismatch::new($expected, "bytes")))
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }

        fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            while items.next_element::<IgnoredAny>()?.is_some() {}
            Ok(Err(Mismatch::new($expected, "an array")))
        }
    };
}

impl<'de, T: Scalar> Visitor<'de> for ScalarVisitor<T> {
    type Value = Result<T, Mismatch>;

    decline!(T::EXPECTED);

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Self::take(T::text(text), "a string"))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Self::take(T::owned(text), "a string"))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Self::take(T::boolean(value), "a boolean"))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Self::take(T::signed(value), "a number"))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Self::take(T::unsigned(value), "a number"))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Self::Value, E> {
        Ok(Self::take(T::number(&value.to_string()), "a number"))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Self::Value, E> {
        Ok(Self::take(T::number(&value.to_string()), "a number"))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Self::take(T::float(value), "a number"))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        Ok(match drain(members)? {
            Some(number) => Self::take(T::number(&number), "a number"),
            None => Err(Mismatch::new(T::EXPECTED, "an object")),
        })
    }
}

struct TextVisitor<T>(fn(&str) -> T);

impl<'de, T> Visitor<'de> for TextVisitor<T> {
    type Value = Result<T, Mismatch>;

    decline!("a string");

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Ok((self.0)(text)))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Err(Mismatch::new("a string", "a boolean")))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Err(Mismatch::new("a string", "a number")))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Err(Mismatch::new("a string", "a number")))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Err(Mismatch::new("a string", "a number")))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        Ok(Err(Mismatch::new("a string", if drain(members)?.is_some() { "a number" } else { "an object" })))
    }
}

/// Under this key serde_json hands over a number, where some crate in the build turned on `arbitrary_precision`.
pub(crate) const NUMBER_KEY: &str = "$serde_json::private::Number";

/// Reads past an object; gives the text of the number that it was, where it was one.
fn drain<'de, A: MapAccess<'de>>(mut members: A) -> Result<Option<String>, A::Error> {
    let mut number = None;
    while let Some(is_number) = members.next_key_seed(IsNumberKey)? {
        if is_number {
            number = members.next_value_seed(Seed::<String>::new())?.ok();
        } else {
            members.next_value::<IgnoredAny>()?;
        }
    }
    Ok(number)
}

struct IsNumberKey;

impl<'de> DeserializeSeed<'de> for IsNumberKey {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for IsNumberKey {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        Ok(key == NUMBER_KEY)
    }
}

impl Scalar for String {
    const EXPECTED: &'static str = "a string";

    fn text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn owned(text: String) -> Option<Self> {
        Some(text)
    }
}

impl Decode for String {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        scalar(deserializer)
    }
}

impl Scalar for bool {
    const EXPECTED: &'static str = "a boolean";

    fn boolean(value: bool) -> Option<Self> {
        Some(value)
    }
}

impl Decode for bool {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        scalar(deserializer)
    }
}
