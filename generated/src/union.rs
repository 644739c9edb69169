//! What enters: a value that may have one of several shapes. What leaves: the variant that fits, or the JSON as it came.

use crate::WithSecrets;
use crate::decode::{Decode, Mismatch};
use serde::de::Deserializer;
use serde::ser::{Error, Serialize, Serializer};
use serde_json::Value as Json;

/// An enum of several shapes; implemented by [`union!`](crate::union).
#[doc(hidden)]
pub trait Union: Sized + Serialize {
    /// The variant for this value.
    fn choose(json: Json) -> Self;
}

/// Decodes a union. It never misfits: what no variant takes is kept as JSON.
#[doc(hidden)]
pub fn decode<'de, T: Union, D: Deserializer<'de>>(deserializer: D) -> Result<Result<T, Mismatch>, D::Error> {
    Ok(Json::decode(deserializer)?.map(T::choose))
}

/// A variant's content, where the value has its shape.
#[doc(hidden)]
pub fn fits<T: Decode>(json: &Json) -> Option<T> {
    T::decode(json).ok()?.ok()
}

/// How well a variant takes a value: first whether it is what its type describes, since an enum that is open would take the
/// values of every other; then whether nothing is lost, then how many nodes are kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[doc(hidden)]
pub struct Fit {
    known: bool,
    whole: bool,
    kept: usize,
}

/// Puts the value into a variant, where it has that shape and none before took it better.
#[doc(hidden)]
pub fn better<T: Decode + Serialize, U>(best: &mut Option<(Fit, U)>, json: &Json, variant: fn(T) -> U) {
    if best.as_ref().is_some_and(|(fit, _)| fit.known && fit.whole) {
        return;
    }
    let Some(value) = fits::<T>(json) else { return };
    let again = serde_json::to_value(WithSecrets(&value)).unwrap_or_default();
    let kept = kept(json, &again);
    let fit = Fit { known: value.is_known(), whole: kept == count(json), kept };
    if best.as_ref().is_none_or(|(known, _)| *known < fit) {
        *best = Some((fit, variant(value)));
    }
}

/// How many nodes a value has; a null is nothing.
fn count(json: &Json) -> usize {
    match json {
        Json::Null => 0,
        Json::Object(members) => 1 + members.values().map(count).sum::<usize>(),
        Json::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        _ => 1,
    }
}

/// How many nodes of the first are in the second. A list of another length is another list.
fn kept(original: &Json, again: &Json) -> usize {
    match (original, again) {
        (Json::Object(original), Json::Object(again)) => {
            let members = original.iter().filter_map(|(name, value)| Some(kept(value, again.get(name)?)));
            1 + members.sum::<usize>()
        }
        (Json::Array(original), Json::Array(again)) if original.len() == again.len() => {
            1 + original.iter().zip(again).map(|(value, other)| kept(value, other)).sum::<usize>()
        }
        (Json::Null, _) => 0,
        (Json::Number(original), Json::Number(again)) => usize::from(original.as_f64() == again.as_f64()),
        _ => usize::from(original == again),
    }
}

/// The text of the member that tells which variant it is.
#[doc(hidden)]
pub fn tag<'a>(json: &'a Json, name: &str) -> Option<&'a str> {
    json.get(name)?.as_str()
}

/// Serialises a variant with the member that tells which one it is, whatever the variant says there itself.
#[doc(hidden)]
pub fn tagged<S: Serializer, T: Serialize>(
    serializer: S,
    content: &T,
    tag: &str,
    text: &str,
) -> Result<S::Ok, S::Error> {
    let mut json = serde_json::to_value(content).map_err(S::Error::custom)?;
    if let Json::Object(members) = &mut json {
        members.insert(tag.to_owned(), text.into());
    }
    json.serialize(serializer)
}

/// Makes an enum a union of shapes (`oneOf`, `anyOf`).
///
/// Each variant but the one after `else` holds what it decodes to; that one holds the JSON of what fits none. With
/// `tag "member"` the text of that member chooses; without, it is the first variant that decodes and loses no member,
/// else the one that loses the least, since a service may have added a member; one that would only keep the value as it
/// came, such as a text that an enum does not list, comes after those that know it. Implements [`Decode`](crate::Decode),
/// `Serialize`, `Deserialize` and `From` for [`Value`](crate::Value), and with them [`Reply`](crate::Reply).
///
/// ```
/// struct Circle { radius: twilio_iam::Integer }
/// struct Square { side: twilio_iam::Integer }
/// enum Shape { Circle(Circle), Square(Square), Other(twilio_iam::Json) }
/// twilio_iam::model! { Circle required(radius) }
/// twilio_iam::model! { Square required(side) }
/// twilio_iam::union! { Shape else Other { Circle, Square } }
///
/// let shape: Shape = serde_json::from_str(r#"{"side": 2}"#)?;
/// assert!(matches!(shape, Shape::Square(square) if square.side == 2));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! union {
    ($union:ident else $other:ident tag $tag:literal { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $crate::support::Union for $union {
            fn choose(json: $crate::Json) -> Self {
                let chosen = match $crate::support::tag(&json, $tag) {
                    $(Some($text) => $crate::support::fits(&json).map(Self::$variant),)+
                    _ => None,
                };
                chosen.unwrap_or(Self::$other(json))
            }
        }

        impl $crate::support::Serialize for $union {
            fn serialize<S: $crate::support::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(content) => $crate::support::tagged(serializer, content, $tag, $text),)+
                    Self::$other(json) => $crate::support::Serialize::serialize(json, serializer),
                }
            }
        }

        $crate::union! { @common $union $other }
    };
    ($union:ident else $other:ident { $($variant:ident),+ $(,)? }) => {
        impl $crate::support::Union for $union {
            fn choose(json: $crate::Json) -> Self {
                let mut best = None;
                $($crate::support::better(&mut best, &json, Self::$variant);)+
                best.map_or(Self::$other(json), |(_, chosen)| chosen)
            }
        }

        impl $crate::support::Serialize for $union {
            fn serialize<S: $crate::support::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(content) => $crate::support::Serialize::serialize(content, serializer),)+
                    Self::$other(json) => $crate::support::Serialize::serialize(json, serializer),
                }
            }
        }

        $crate::union! { @common $union $other }
    };
    (@common $union:ident $other:ident) => {
        impl $crate::Decode for $union {
            fn decode<'de, D: $crate::support::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<::std::result::Result<Self, $crate::Mismatch>, D::Error> {
                $crate::support::union(deserializer)
            }

            fn is_known(&self) -> bool {
                !::std::matches!(self, Self::$other(_))
            }
        }

        impl<'de> $crate::support::Deserialize<'de> for $union {
            fn deserialize<D: $crate::support::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::support::deserialize(deserializer)
            }
        }

        impl ::std::convert::From<$union> for $crate::Value {
            fn from(union: $union) -> Self {
                Self::bare(&union)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use crate::{Date, Integer, Unknown};

    #[derive(Debug, PartialEq)]
    enum Size {
        Small,
        Other(Unknown),
    }
    crate::choice! { Size else Other { Small = "small" } }

    #[derive(Debug, PartialEq)]
    enum Colour {
        Red,
        Other(Unknown),
    }
    crate::choice! { Colour else Other { Red = "red" } }

    #[derive(Debug, PartialEq)]
    struct Cat {
        lives: Integer,
    }
    crate::model! { Cat required(lives) }

    #[derive(Debug, PartialEq)]
    struct Rock {
        weight: Integer,
    }
    crate::model! { Rock required(weight) }

    #[derive(Debug, PartialEq)]
    enum Pet {
        Cat(Cat),
        Other(Json),
    }
    crate::union! { Pet else Other tag "kind" { Cat = "cat" } }

    #[derive(Debug, PartialEq)]
    enum Any {
        Day(Date),
        Size(Size),
        Colour(Colour),
        Sizes(Vec<Size>),
        Colours(Vec<Colour>),
        Pet(Pet),
        Rock(Rock),
        Other(Json),
    }
    crate::union! { Any else Other { Day, Size, Colour, Sizes, Colours, Pet, Rock } }

    #[derive(Debug, PartialEq)]
    struct Small {
        id: String,
    }
    crate::model! { Small required(id) }

    #[derive(Debug, PartialEq)]
    struct Large {
        id: String,
        name: String,
    }
    crate::model! { Large required(id, name) }

    #[derive(Debug, PartialEq)]
    enum Thing {
        Small(Small),
        Large(Large),
        Other(Json),
    }
    crate::union! { Thing else Other { Small, Large } }

    #[test]
    fn a_member_that_is_new_makes_no_other_variant() {
        let read = |json: Json| serde_json::from_value::<Thing>(json).unwrap();
        let large = Large { id: "1".to_owned(), name: "n".to_owned() };
        assert_eq!(read(json!({"id": "1", "name": "n", "new": [{}]})), Thing::Large(large));
        assert_eq!(read(json!({"id": "1", "new": 1})), Thing::Small(Small { id: "1".to_owned() }));
        assert_eq!(read(json!({"id": "1"})), Thing::Small(Small { id: "1".to_owned() }));
        assert!(matches!(read(json!({"name": "n"})), Thing::Other(_)));
    }

    #[derive(Debug, PartialEq)]
    enum Outcome {
        Err,
        Other(Unknown),
    }
    crate::choice! { Outcome else Other { Err = "err" } }

    #[test]
    fn a_variant_may_be_called_as_an_associated_type_is() {
        assert_eq!("err".parse(), Ok(Outcome::Err));
        assert_eq!(Outcome::VALUES, ["err"]);
    }

    #[test]
    fn what_is_open_takes_nothing_that_another_variant_knows() {
        assert_eq!([Size::VALUES, Colour::VALUES], [["small"], ["red"]]);
        let read = |json: Json| serde_json::from_value::<Any>(json).unwrap();
        assert_eq!(read(json!("red")), Any::Colour(Colour::Red));
        assert_eq!(read(json!("small")), Any::Size(Size::Small));
        assert_eq!(read(json!(["red"])), Any::Colours(vec![Colour::Red]));
        assert!(matches!(read(json!("2026-11-20")), Any::Day(_)));
        assert_eq!(read(json!({"weight": 5, "new": 1})), Any::Rock(Rock { weight: 5.into() }));
        assert_eq!(read(json!({"kind": "cat", "lives": 9})), Any::Pet(Pet::Cat(Cat { lives: 9.into() })));
        // What none knows is kept by the first that can.
        assert!(matches!(read(json!("blue")), Any::Day(day) if day.as_str() == "blue"));
        assert_eq!(read(json!({"kind": "dog"})), Any::Pet(Pet::Other(json!({"kind": "dog"}))));
    }
}
