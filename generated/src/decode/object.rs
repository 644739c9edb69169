//! What enters: the reader at an object, and the slots of a model. What leaves: the slots filled in one pass, or the
//! first required member that is missing or of another shape, after the whole object has been read.

use super::scalar::NUMBER_KEY;
use super::{Decode, Mismatch, report};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::{collections::BTreeMap, fmt, marker::PhantomData};

/// A struct read from a JSON object; implemented by [`model!`](crate::model).
#[doc(hidden)]
pub trait Model: Sized + serde::Serialize {
    /// The name under which dropped members are reported.
    const NAME: &'static str;

    /// Makes slots for the members, has them filled, and builds the struct.
    fn read<'de, A: MapAccess<'de>>(members: &mut A) -> Result<Result<Self, Mismatch>, A::Error>;
}

/// Where the value of one member goes. Dynamic, so that a model of 40 members is one loop and not 40 arms.
#[doc(hidden)]
pub trait Fill<'de, A: MapAccess<'de>> {
    /// Reads the member's value.
    fn fill(&mut self, members: &mut A) -> Result<Result<(), Mismatch>, A::Error>;

    /// Whether there is a value by now; a type for which null is a value takes it here.
    fn settle(&mut self) -> bool;
}

impl<'de, A: MapAccess<'de>, T: Decode> Fill<'de, A> for Option<T> {
    fn fill(&mut self, members: &mut A) -> Result<Result<(), Mismatch>, A::Error> {
        *self = None;
        Ok(members.next_value_seed(Nullable(PhantomData))?.map(|value| *self = value))
    }

    fn settle(&mut self) -> bool {
        if self.is_none() {
            *self = T::null();
        }
        self.is_some()
    }
}

/// Where members go that are not declared.
#[doc(hidden)]
pub trait FillRest<'de, A: MapAccess<'de>> {
    /// Reads the member's value.
    fn fill(&mut self, name: String, members: &mut A) -> Result<Result<(), Mismatch>, A::Error>;
}

impl<'de, A: MapAccess<'de>, T: Decode> FillRest<'de, A> for BTreeMap<String, T> {
    fn fill(&mut self, name: String, members: &mut A) -> Result<Result<(), Mismatch>, A::Error> {
        Ok(match members.next_value_seed(Nullable(PhantomData))? {
            Ok(value) => {
                if let Some(value) = value.or_else(T::null) {
                    self.insert(name, value);
                }
                Ok(())
            }
            Err(mismatch) => Err(mismatch.at_member(name)),
        })
    }
}

/// Declared members of a model while its object is read: their names in JSON, and where the values go.
#[doc(hidden)]
pub struct Slots<'s, 'a, 'de, A: MapAccess<'de>> {
    /// One for each target.
    pub names: &'s [&'static str],
    /// In the order of the names.
    pub targets: &'s mut [&'a mut dyn Fill<'de, A>],
}

/// Fills the slots from the members: those without which there is no value, and those that may be missing, null, or lost,
/// unless they are essential. Of a member that comes twice the last one counts.
#[doc(hidden)]
pub fn fill<'a, 'de, A: MapAccess<'de>>(
    model: &'static str,
    members: &mut A,
    required: Slots<'_, 'a, 'de, A>,
    optional: Slots<'_, 'a, 'de, A>,
    essential: &[&'static str],
    mut rest: Option<&mut dyn FillRest<'de, A>>,
) -> Result<Result<(), Mismatch>, A::Error> {
    // By index of the slot, and whether it spoils the whole; mostly empty.
    let (mut misfits, mut nulls) = (Vec::<(usize, bool, Mismatch)>::new(), Vec::new());
    let first = required.names.len();
    let mut from = 0;
    let names = (required.names, optional.names);
    while let Some(key) = members.next_key_seed(KeySeed { names, from, keep: rest.is_some() })? {
        match (key, &mut rest) {
            (Key::Slot(index), _) => {
                from = index + 1;
                misfits.retain(|(at, ..)| *at != index);
                let is_required = index < first;
                let (name, target) = match index.checked_sub(first) {
                    None => (required.names[index], &mut required.targets[index]),
                    Some(index) => (optional.names[index], &mut optional.targets[index]),
                };
                match target.fill(members)? {
                    Ok(()) if is_required && !target.settle() => nulls.push(index),
                    Ok(()) => {}
                    Err(mismatch) => {
                        misfits.push((index, is_required || essential.contains(&name), mismatch.at_member(name)));
                    }
                }
            }
            (Key::Other(Some(name)), Some(rest)) => {
                if let Err(mismatch) = rest.fill(name, members)? {
                    report(&mismatch.at_member(model));
                }
            }
            (Key::Number, _) => {
                members.next_value::<IgnoredAny>()?;
                while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                return Ok(Err(Mismatch::new("an object", "a number")));
            }
            (Key::Other(_), _) => {
                members.next_value::<IgnoredAny>()?;
            }
        }
    }
    for (_, spoils, mismatch) in misfits {
        if spoils {
            return Ok(Err(mismatch));
        }
        report(&mismatch.at_member(model));
    }
    for (index, (name, target)) in required.names.iter().zip(required.targets).enumerate() {
        if !target.settle() {
            let found = if nulls.contains(&index) { "null" } else { "nothing" };
            return Ok(Err(Mismatch::new("a value", found).at_member(*name)));
        }
    }
    Ok(Ok(()))
}

/// The model that was filled, or why it was not.
#[doc(hidden)]
pub fn filled<T, E>(filled: Result<Result<(), Mismatch>, E>, model: T) -> Result<Result<T, Mismatch>, E> {
    filled.map(|filled| filled.map(|()| model))
}

enum Key {
    /// The index of a required slot, or, counted on from these, of an optional one.
    Slot(usize),
    Other(Option<String>),
    /// The reader's way to hand over a number that it kept as text.
    Number,
}

/// Finds the slot of a key without keeping the key. Members mostly come in one order, so the search goes on from the
/// slot after the last one.
struct KeySeed<'s> {
    /// Of the required members, and of the optional ones.
    names: (&'s [&'static str], &'s [&'static str]),
    from: usize,
    keep: bool,
}

impl KeySeed<'_> {
    fn find(&self, key: &str) -> Option<usize> {
        let (required, optional) = self.names;
        let first = required.len();
        let required = || required.iter().position(|name| *name == key);
        let optional = |from: usize| {
            let names = optional.get(from..).unwrap_or_default();
            names.iter().position(|name| *name == key).map(|index| first + from + index)
        };
        match self.from.checked_sub(first) {
            None => required().or_else(|| optional(0)),
            Some(0) => optional(0).or_else(required),
            Some(from) => optional(from).or_else(required).or_else(|| optional(0)),
        }
    }
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'_> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        Ok(match self.find(key) {
            Some(index) => Key::Slot(index),
            None if key == NUMBER_KEY => Key::Number,
            None => Key::Other(self.keep.then(|| key.to_owned())),
        })
    }
}

/// Reads a model.
#[doc(hidden)]
pub fn object<'de, T: Model, D: Deserializer<'de>>(deserializer: D) -> Result<Result<T, Mismatch>, D::Error> {
    deserializer.deserialize_any(ModelVisitor(PhantomData))
}

struct ModelVisitor<T>(PhantomData<T>);

impl<'de, T: Model> Visitor<'de> for ModelVisitor<T> {
    type Value = Result<T, Mismatch>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        T::read(&mut members)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        drain(items, "an object").map(Err)
    }

    super::containers::decline_scalars!("an object");
}

/// Reads past an array.
pub(super) fn drain<'de, A: SeqAccess<'de>>(mut items: A, expected: &'static str) -> Result<Mismatch, A::Error> {
    while items.next_element::<IgnoredAny>()?.is_some() {}
    Ok(Mismatch::new(expected, "an array"))
}

/// Reads a `T`, or `None` for null.
pub(super) struct Nullable<T>(pub(super) PhantomData<T>);

impl<'de, T: Decode> DeserializeSeed<'de> for Nullable<T> {
    type Value = Result<Option<T>, Mismatch>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, T: Decode> Visitor<'de> for Nullable<T> {
    type Value = Result<Option<T>, Mismatch>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Ok(None))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Ok(None))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Ok(T::decode(deserializer)?.map(Some))
    }
}
