//! What enters: the reader at an array, a map, or anything that may be null. What leaves: the collection, or the first
//! item that has another shape with its index or key, after the whole collection has been read.

use super::object::{Nullable, drain};
use super::{Decode, Mismatch, Seed};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;
use std::{collections::BTreeMap, fmt, marker::PhantomData};

/// The visits of scalars for a type that is none.
macro_rules! decline_scalars {
    ($expected:literal) => {
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Err(Mismatch::new($expected, "null")))
        }

        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(Err(Mismatch::new($expected, "null")))
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }

        fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }

        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok(Err(Mismatch::new($expected, "a boolean")))
        }

        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok(Err(Mismatch::new($expected, "a number")))
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok(Err(Mismatch::new($expected, "a number")))
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok(Err(Mismatch::new($expected, "a number")))
        }

        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok(Err(Mismatch::new($expected, "a string")))
        }
    };
}
pub(super) use decline_scalars;

impl<T: Decode> Decode for Option<T> {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        Nullable(PhantomData).deserialize(deserializer)
    }

    fn null() -> Option<Self> {
        Some(None)
    }

    fn is_known(&self) -> bool {
        self.as_ref().is_none_or(T::is_known)
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        Ok(T::decode(deserializer)?.map(Box::new))
    }

    fn null() -> Option<Self> {
        T::null().map(Box::new)
    }

    fn is_known(&self) -> bool {
        T::is_known(self)
    }
}

impl Decode for Json {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        serde::Deserialize::deserialize(deserializer).map(Ok)
    }

    fn null() -> Option<Self> {
        Some(Self::Null)
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        deserializer.deserialize_any(ArrayVisitor(PhantomData))
    }

    fn is_known(&self) -> bool {
        self.iter().all(T::is_known)
    }
}

struct ArrayVisitor<T>(PhantomData<T>);

impl<'de, T: Decode> Visitor<'de> for ArrayVisitor<T> {
    type Value = Result<Vec<T>, Mismatch>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Seed::<T>::new())? {
            match item {
                Ok(item) => list.push(item),
                Err(mismatch) => {
                    drain(items, "")?;
                    return Ok(Err(mismatch.at_index(list.len())));
                }
            }
        }
        Ok(Ok(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Err(Mismatch::new("an array", "an object")))
    }

    decline_scalars!("an array");
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        deserializer.deserialize_any(MapVisitor(PhantomData))
    }

    fn is_known(&self) -> bool {
        self.values().all(T::is_known)
    }
}

struct MapVisitor<T>(PhantomData<T>);

impl<'de, T: Decode> Visitor<'de> for MapVisitor<T> {
    type Value = Result<BTreeMap<String, T>, Mismatch>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some(name) = members.next_key::<String>()? {
            match members.next_value_seed(Nullable(PhantomData))? {
                // Null says that there is none, unless it is a value itself.
                Ok(value) => {
                    if let Some(value) = value.or_else(T::null) {
                        map.insert(name, value);
                    }
                }
                Err(mismatch) => {
                    while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                    return Ok(Err(mismatch.at_member(name)));
                }
            }
        }
        Ok(Ok(map))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        drain(items, "an object").map(Err)
    }

    decline_scalars!("an object");
}
