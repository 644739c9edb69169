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
        Ok(match members.next_value_seed(super::Seed::<T>::new())? {
            Ok(value) => {
                self.insert(name, value);
                Ok(())
            }
            Err(mismatch) => Err(mismatch.at_member(name)),
        })
    }
}

/// One declared member of a model while its object is read.
#[doc(hidden)]
pub struct Slot<'a, 'de, A: MapAccess<'de>> {
    name: &'static str,
    required: bool,
    seen: bool,
    mismatch: Option<Mismatch>,
    target: &'a mut dyn Fill<'de, A>,
}

impl<'a, 'de, A: MapAccess<'de>> Slot<'a, 'de, A> {
    /// A member without which there is no value.
    pub fn required(name: &'static str, target: &'a mut dyn Fill<'de, A>) -> Self {
        Self { name, required: true, seen: false, mismatch: None, target }
    }

    /// A member that may be missing, null, or lost.
    pub fn optional(name: &'static str, target: &'a mut dyn Fill<'de, A>) -> Self {
        Self { name, required: false, seen: false, mismatch: None, target }
    }
}

/// Fills the slots from the members. Of a member that comes twice the last one counts.
#[doc(hidden)]
pub fn fill<'de, A: MapAccess<'de>>(
    model: &'static str,
    members: &mut A,
    slots: &mut [Slot<'_, 'de, A>],
    mut rest: Option<&mut dyn FillRest<'de, A>>,
) -> Result<Result<(), Mismatch>, A::Error> {
    let mut from = 0;
    while let Some(key) = members.next_key_seed(KeySeed { slots, from, keep: rest.is_some() })? {
        match (key, &mut rest) {
            (Key::Slot(index), _) => {
                from = index + 1;
                let slot = &mut slots[index];
                slot.seen = true;
                slot.mismatch = slot.target.fill(members)?.err();
            }
            (Key::Other(Some(name)), Some(rest)) => {
                if let Err(mismatch) = rest.fill(name, members)? {
                    report(&mismatch.at_member(model));
                }
            }
            (Key::Number, _) => {
                members.next_value::<IgnoredAny>()?;
                return Ok(Err(Mismatch::new("an object", "a number")));
            }
            (Key::Other(_), _) => {
                members.next_value::<IgnoredAny>()?;
            }
        }
    }
    Ok(settle(model, slots))
}

fn settle<'de, A: MapAccess<'de>>(model: &'static str, slots: &mut [Slot<'_, 'de, A>]) -> Result<(), Mismatch> {
    for slot in slots {
        match slot.mismatch.take() {
            Some(mismatch) if slot.required => return Err(mismatch.at_member(slot.name)),
            Some(mismatch) => report(&mismatch.at_member(slot.name).at_member(model)),
            None if slot.required && !slot.target.settle() => {
                let found = if slot.seen { "null" } else { "nothing" };
                return Err(Mismatch::new("a value", found).at_member(slot.name));
            }
            None => {}
        }
    }
    Ok(())
}

enum Key {
    Slot(usize),
    Other(Option<String>),
    /// The reader's way to hand over a number that it kept as text.
    Number,
}

/// Finds the slot of a key without keeping the key. Members mostly come in one order, so the search goes on from the
/// slot after the last one.
struct KeySeed<'s, 'a, 'de, A: MapAccess<'de>> {
    slots: &'s [Slot<'a, 'de, A>],
    from: usize,
    keep: bool,
}

impl<'de, A: MapAccess<'de>> DeserializeSeed<'de> for KeySeed<'_, '_, 'de, A> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, A: MapAccess<'de>> Visitor<'de> for KeySeed<'_, '_, 'de, A> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        let (before, after) = self.slots.split_at(self.from.min(self.slots.len()));
        let found = match after.iter().position(|slot| slot.name == key) {
            Some(index) => Some(index + before.len()),
            None => before.iter().position(|slot| slot.name == key),
        };
        Ok(match found {
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
