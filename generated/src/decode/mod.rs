//! What enters: the reader of a document. What leaves: a value, or the place where the document has another shape than
//! the type. A misfit is read past wholly, so that whoever asked can go on with the next member.

mod containers;
mod error;
mod mismatch;
mod object;
mod reply;
mod scalar;

pub use error::DecodeError;
pub use mismatch::Mismatch;
pub use object::{Model, Slots, fill, filled, object};
pub use reply::{Bytes, Reply, Text};
#[cfg(any(feature = "client", feature = "blocking"))]
pub(crate) use scalar::NUMBER_KEY;
pub use scalar::text;
pub(crate) use scalar::{Scalar, scalar};

use serde::de::{DeserializeSeed, Deserializer, Error};
use std::marker::PhantomData;

/// Reads a value out of a document in one pass and recovers from members of another shape.
///
/// The outer error is the reader's: the document is no JSON, or ended early. The inner one is a [`Mismatch`]: there was
/// a value of another shape, and it has been consumed wholly. So a struct can lose one optional member and keep the rest.
///
/// The macros [`model!`](crate::model), [`choice!`](crate::choice) and [`union!`](crate::union) implement it.
///
/// ```
/// use twilio_iam::Decode;
///
/// let mut reader = serde_json::Deserializer::from_str("[1, 2]");
/// let mismatch = String::decode(&mut reader)?.unwrap_err();
/// assert_eq!(mismatch.to_string(), "$: expected a string, found an array");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait Decode: Sized {
    /// Reads one value.
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error>;

    /// What a JSON null stands for, where it stands for a value of this type.
    #[doc(hidden)]
    fn null() -> Option<Self> {
        None
    }

    /// Whether the value is what its type describes, and not only kept as it came, such as a text that an enum does not list.
    #[doc(hidden)]
    fn is_known(&self) -> bool {
        true
    }
}

/// `serde::Deserialize` by way of [`Decode`]: a misfit becomes the reader's own error.
#[doc(hidden)]
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::decode(deserializer)?.map_err(D::Error::custom)
}

/// Takes note of an optional member that was dropped: path, expected and found, never the value.
pub(crate) fn report(mismatch: &Mismatch) {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        path = mismatch.path(),
        expected = mismatch.expected(),
        found = mismatch.found(),
        "an optional member of another type was dropped",
    );
    #[cfg(not(feature = "tracing"))]
    let _ = mismatch;
}

/// Reads one `T` where serde asks for a seed.
pub(crate) struct Seed<T>(PhantomData<T>);

impl<T> Seed<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Decode> DeserializeSeed<'de> for Seed<T> {
    type Value = Result<T, Mismatch>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        T::decode(deserializer)
    }
}

#[cfg(test)]
mod tests;
