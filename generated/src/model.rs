//! What enters: a struct and the JSON names of its members. What leaves: its decoding and its serialising, expanded into
//! as little code as will do, because some documents have hundreds of structs.

use serde::ser::{Serialize, SerializeMap, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// A value that can be put under a name; dynamic, so that an expansion is a table.
#[doc(hidden)]
pub trait Put<M: SerializeMap> {
    /// Writes the member.
    fn put(&self, name: &str, members: &mut M) -> Result<(), M::Error>;
}

impl<M: SerializeMap, T: Serialize> Put<M> for T {
    fn put(&self, name: &str, members: &mut M) -> Result<(), M::Error> {
        members.serialize_entry(name, self)
    }
}

/// A value that is left out when there is none.
#[doc(hidden)]
pub trait PutSome<M: SerializeMap> {
    /// Writes the member, or the members, or nothing.
    fn put_some(&self, name: &str, nulls: &Nulls, members: &mut M) -> Result<(), M::Error>;
}

impl<M: SerializeMap, T: Serialize> PutSome<M> for Option<T> {
    fn put_some(&self, name: &str, nulls: &Nulls, members: &mut M) -> Result<(), M::Error> {
        match self {
            Some(value) => members.serialize_entry(name, value),
            None if nulls.0.contains(name) => members.serialize_entry(name, &()),
            None => Ok(()),
        }
    }
}

impl<M: SerializeMap, T: Serialize> PutSome<M> for BTreeMap<String, T> {
    fn put_some(&self, _name: &str, _nulls: &Nulls, members: &mut M) -> Result<(), M::Error> {
        self.iter().try_for_each(|(name, value)| members.serialize_entry(name, value))
    }
}

/// The members of a request that go out as null, where those that are not set are left out.
#[doc(hidden)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Nulls(BTreeSet<&'static str>);

impl Nulls {
    /// No member.
    pub const NONE: Self = Self(BTreeSet::new());

    /// Adds a member, by its name in JSON.
    pub fn add(&mut self, name: &'static str) {
        self.0.insert(name);
    }
}

/// Members on their way out.
#[doc(hidden)]
pub struct Entries<'a, V: ?Sized> {
    /// Their names in JSON, one for each value.
    pub names: &'a [&'static str],
    /// In the order of the names.
    pub values: &'a [&'a V],
}

/// Serialises a model: the members that are always written, then those that are written where there is a value; the
/// members that are not declared are one of these, without a name of their own.
#[doc(hidden)]
pub fn write<S: Serializer>(
    serializer: S,
    always: Entries<'_, dyn Put<S::SerializeMap> + '_>,
    sometimes: Entries<'_, dyn PutSome<S::SerializeMap> + '_>,
    nulls: &Nulls,
) -> Result<S::Ok, S::Error> {
    let mut members = serializer.serialize_map(None)?;
    for (name, value) in always.names.iter().zip(always.values) {
        value.put(name, &mut members)?;
    }
    for (name, value) in sometimes.names.iter().zip(sometimes.values) {
        value.put_some(name, nulls, &mut members)?;
    }
    members.end()
}

/// Makes a struct a model: read from and written as a JSON object.
///
/// The groups come in this order, each only where it has members:
///
/// - `required(..)`, whose fields are `T`;
/// - `nullable(..)`, whose fields are `Option<T>`, and written as null where there is none;
/// - `optional(..)`, whose fields are `Option<T>`, and left out where there is none;
/// - `records(field)`, an `Option<T>` that may be missing or null, but without which the whole is worth nothing, so that one
///   of another shape is an error;
/// - `rest(field)`, a `BTreeMap<String, T>` of every other member;
/// - `nulls(field)`, which keeps the names of optional members that are to go out as null.
///
/// A member is a field, or `field = "name in JSON"`, which a raw identifier needs. Implements [`Decode`](crate::Decode),
/// `Deserialize` and `Serialize`, and with them [`Reply`](crate::Reply) and `From` for [`Value`](crate::Value).
///
/// ```
/// # use std::collections::BTreeMap;
/// #[derive(Debug, PartialEq)]
/// struct Owner { sid: String, kind: Option<bool>, extra: BTreeMap<String, String> }
/// twilio_iam::model! { Owner required(sid) optional(kind = "type") rest(extra) }
///
/// let owner: Owner = serde_json::from_str(r#"{"sid": "AC1", "type": 5, "region": "us1"}"#)?;
/// assert_eq!(owner.kind, None); // of another type: it alone is lost
/// assert_eq!(serde_json::to_string(&owner)?, r#"{"sid":"AC1","region":"us1"}"#);
///
/// struct Change { note: Option<String>, colour: Option<String> }
/// twilio_iam::model! { Change nullable(note) optional(colour) }
///
/// let change: Change = serde_json::from_str("{}")?;
/// assert_eq!(serde_json::to_string(&change)?, r#"{"note":null}"#);
///
/// struct Patch { note: Option<String>, colour: Option<String>, nulls: twilio_iam::support::Nulls }
/// twilio_iam::model! { Patch optional(note, colour) nulls(nulls) }
///
/// let mut patch: Patch = serde_json::from_str(r#"{"note": null, "colour": null}"#)?;
/// assert_eq!(serde_json::to_string(&patch)?, "{}"); // read, null and absent are alike
/// patch.nulls.add("colour");
/// assert_eq!(serde_json::to_string(&patch)?, r#"{"colour":null}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! model {
    (
        $model:ident
        $(required($($required:ident $(= $required_name:literal)?),+ $(,)?))?
        $(nullable($($nullable:ident $(= $nullable_name:literal)?),+ $(,)?))?
        $(optional($($optional:ident $(= $optional_name:literal)?),+ $(,)?))?
        $(records($records:ident $(= $records_name:literal)?))?
        $(rest($rest:ident))?
        $(nulls($nulls:ident))?
    ) => {
        impl $crate::support::Model for $model {
            const NAME: &'static str = stringify!($model);

            fn read<'de, A: $crate::support::MapAccess<'de>>(
                members: &mut A,
            ) -> ::std::result::Result<::std::result::Result<Self, $crate::Mismatch>, A::Error> {
                $crate::__read! {
                    members
                    ($($($required: $crate::__name!($required $($required_name)?)),+)?)
                    (
                        $($($nullable: $crate::__name!($nullable $($nullable_name)?),)+)?
                        $($($optional: $crate::__name!($optional $($optional_name)?),)+)?
                        $($records: $crate::__name!($records $($records_name)?),)?
                    )
                    ($($crate::__name!($records $($records_name)?))?)
                    ($($rest)?)
                    ($($nulls)?)
                }
            }
        }

        impl $crate::Decode for $model {
            fn decode<'de, D: $crate::support::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<::std::result::Result<Self, $crate::Mismatch>, D::Error> {
                $crate::support::object(deserializer)
            }
        }

        impl<'de> $crate::support::Deserialize<'de> for $model {
            fn deserialize<D: $crate::support::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::support::deserialize(deserializer)
            }
        }

        impl $crate::support::Serialize for $model {
            fn serialize<S: $crate::support::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::support::write(
                    serializer,
                    $crate::support::Entries {
                        names: &[
                            $($($crate::__name!($required $($required_name)?),)+)?
                            $($($crate::__name!($nullable $($nullable_name)?),)+)?
                        ],
                        values: &[$($(&self.$required,)+)? $($(&self.$nullable,)+)?],
                    },
                    $crate::support::Entries {
                        names: &[
                            $($($crate::__name!($optional $($optional_name)?),)+)?
                            $($crate::__name!($records $($records_name)?),)?
                            $($crate::__name!($rest ""),)?
                        ],
                        values: &[$($(&self.$optional,)+)? $(&self.$records,)? $(&self.$rest,)?],
                    },
                    $crate::__nulls!($(&self.$nulls)?),
                )
            }
        }
    };
}

/// Reads a model whose members may all be missing into itself, and one with required members by way of variables.
#[doc(hidden)]
#[macro_export]
macro_rules! __read {
    ($members:ident () ($($optional:ident: $name:expr,)*) ($($essential:expr)?) ($($rest:ident)?) ($($nulls:ident)?)) => {{
        #[allow(unused_mut)]
        let mut model = Self { $($optional: None,)* $($rest: Default::default(),)? $($nulls: Default::default(),)? };
        $crate::support::filled(
            $crate::support::fill(
                Self::NAME,
                $members,
                $crate::support::Slots { names: &[], targets: &mut [] },
                $crate::support::Slots { names: &[$($name),*], targets: &mut [$(&mut model.$optional),*] },
                &[$($essential)?],
                $crate::__rest!($(model.$rest)?),
            ),
            model,
        )
    }};
    (
        $members:ident ($($required:ident: $required_name:expr),+) ($($optional:ident: $name:expr,)*)
        ($($essential:expr)?) ($($rest:ident)?) ($($nulls:ident)?)
    ) => {{
        $(let mut $required = None;)+
        $(let mut $optional = None;)*
        $(let mut $rest = ::std::collections::BTreeMap::new();)?
        let filled = $crate::support::fill(
            Self::NAME,
            $members,
            $crate::support::Slots { names: &[$($required_name),+], targets: &mut [$(&mut $required),+] },
            $crate::support::Slots { names: &[$($name),*], targets: &mut [$(&mut $optional),*] },
            &[$($essential)?],
            $crate::__rest!($($rest)?),
        )?;
        if let Err(mismatch) = filled {
            return Ok(Err(mismatch));
        }
        let ($(Some($required),)+) = ($($required,)+) else {
            return Ok(Err($crate::Mismatch::new("a value", "nothing")));
        };
        Ok(Ok(Self { $($required,)+ $($optional,)* $($rest,)? $($nulls: Default::default(),)? }))
    }};
}

/// The JSON name of a member: the one given, or the field's own.
#[doc(hidden)]
#[macro_export]
macro_rules! __name {
    ($field:ident $name:literal) => {
        $name
    };
    ($field:ident) => {
        stringify!($field)
    };
}

/// Which members go out as null.
#[doc(hidden)]
#[macro_export]
macro_rules! __nulls {
    () => {
        &$crate::support::Nulls::NONE
    };
    ($nulls:expr) => {
        $nulls
    };
}

/// Where undeclared members go.
#[doc(hidden)]
#[macro_export]
macro_rules! __rest {
    () => {
        None
    };
    ($($rest:tt)+) => {
        Some(&mut $($rest)+)
    };
}
