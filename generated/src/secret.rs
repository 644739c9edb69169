//! What enters: a secret's text. What leaves: the text to those who ask for it by name; `[redacted]` or a refusal to
//! everyone else, and zeros in memory after the last use.

use crate::decode::{Decode, Mismatch, Scalar, deserialize, scalar};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::Error};
use std::{cell::Cell, fmt};
use zeroize::Zeroizing;

/// An auth token, an API key's secret or another credential.
///
/// It has no `Display`, its `Debug` is `[redacted]`, its memory is wiped when it is dropped, and serialising it is
/// refused outside [`WithSecrets`]. Twilio shows an API key's secret once, in the answer that creates the key.
///
/// ```
/// use twilio_iam::Secret;
///
/// let secret = Secret::new("hunter2");
/// assert_eq!(secret.expose_secret(), "hunter2");
/// assert_eq!(format!("{secret:?}"), "[redacted]");
/// assert!(serde_json::to_string(&secret).is_err());
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text in.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself: for the one place that stores it or sends it.
    pub fn expose_secret(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_text(self) -> Zeroizing<String> {
        self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Looks at every byte whatever the first ones say, so that the time tells only the length.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (left, right) = (self.0.as_bytes(), other.0.as_bytes());
        let differences = left.iter().zip(right).fold(0, |sum, (a, b)| sum | (a ^ b));
        left.len() == right.len() && std::hint::black_box(differences) == 0
    }
}

impl Eq for Secret {}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<&Secret> for Secret {
    fn from(secret: &Secret) -> Self {
        secret.clone()
    }
}

impl Scalar for Secret {
    const EXPECTED: &'static str = "a string";

    fn text(text: &str) -> Option<Self> {
        Some(Self::new(text))
    }

    fn owned(text: String) -> Option<Self> {
        Some(Self::new(text))
    }
}

impl Decode for Secret {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        scalar(deserializer)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !ALLOWED.get() {
            return Err(S::Error::custom(
                "a secret is not serialised by accident: wrap the value in `WithSecrets(&value)`",
            ));
        }
        WRITTEN.set(true);
        serializer.serialize_str(&self.0)
    }
}

thread_local! {
    static ALLOWED: Cell<bool> = const { Cell::new(false) };
    static WRITTEN: Cell<bool> = const { Cell::new(false) };
}

/// Says in as many words that the secrets in a value are to be serialised with it.
///
/// ```
/// use twilio_iam::{Secret, WithSecrets};
///
/// let secret = Secret::new("hunter2");
/// assert_eq!(serde_json::to_string(&WithSecrets(&secret))?, r#""hunter2""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct WithSecrets<'a, T: ?Sized>(pub &'a T);

impl<T: Serialize + ?Sized> Serialize for WithSecrets<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let _restored = Allowance(ALLOWED.replace(true));
        self.0.serialize(serializer)
    }
}

/// Puts the allowance back, also when a serialiser panics.
struct Allowance(bool);

impl Drop for Allowance {
    fn drop(&mut self) {
        ALLOWED.set(self.0);
    }
}

/// Runs `write`, which serialises something, and tells whether a secret was among it.
pub(crate) fn noting_secrets<T>(write: impl FnOnce() -> T) -> (T, bool) {
    let before = WRITTEN.replace(false);
    let written = write();
    let secret = WRITTEN.replace(before);
    WRITTEN.set(before || secret);
    (written, secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowance_ends_with_its_scope_also_on_unwinding() {
        struct Bomb;
        impl Serialize for Bomb {
            fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                panic!("while serialising")
            }
        }
        let secret = Secret::new("hunter2");
        assert!(serde_json::to_string(&WithSecrets(&secret)).is_ok());
        assert!(serde_json::to_string(&secret).is_err());
        assert!(std::panic::catch_unwind(|| serde_json::to_string(&WithSecrets(&Bomb))).is_err());
        let refusal = serde_json::to_string(&secret).unwrap_err().to_string();
        assert!(refusal.contains("WithSecrets") && !refusal.contains("hunter2"), "{refusal}");
    }

    #[test]
    fn equal_is_equal_and_nothing_else_is() {
        assert_eq!(Secret::new("abc"), Secret::new("abc"));
        assert_ne!(Secret::new("abc"), Secret::new("abd"));
        assert_ne!(Secret::new("abc"), Secret::new("abcd"));
        assert_ne!(Secret::new(""), Secret::new("a"));
    }
}
