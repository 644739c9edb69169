//! What enters: a SID that a caller wrote, or that came in a reply. What leaves: the first checked letter by letter, the
//! second as it came; and the types that keep one kind of SID from standing where another belongs.

mod invalid;

pub use invalid::InvalidSid;
pub(crate) use invalid::check;

use crate::decode::{Decode, Mismatch, deserialize, text};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    str::FromStr,
};

/// Any SID: two capital letters and 32 hexadecimal digits. [`TypedSid`] is one of a certain kind.
///
/// ```
/// let sid: twilio_iam::Sid = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".parse()?;
/// assert_eq!(sid.as_str().len(), 34);
/// # Ok::<(), twilio_iam::InvalidSid>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sid(String);

impl Sid {
    /// Takes a SID of any kind.
    ///
    /// # Errors
    ///
    /// [`InvalidSid`] when it is not two capital letters and 32 hexadecimal digits.
    pub fn new(text: impl AsRef<str>) -> Result<Self, InvalidSid> {
        Self::checked(text.as_ref(), &[])
    }

    /// Takes a SID with one of these prefixes; with any, when none is named.
    fn checked(text: &str, prefixes: &'static [&'static str]) -> Result<Self, InvalidSid> {
        check(text, prefixes)?;
        Ok(Self(text.to_owned()))
    }

    /// Takes what a reply holds, whatever it is; it is checked when it is used in a request.
    fn unchecked(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The SID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A type for SIDs: [`Sid`] for any, [`TypedSid`] for one kind.
///
/// ```
/// use twilio_iam::SidType;
///
/// fn prefixes<T: SidType>() -> String {
///     T::PREFIXES.join(" or ")
/// }
/// ```
pub trait SidType: Sized + AsRef<str> + FromStr<Err = InvalidSid> {
    /// The two-letter prefixes that it may have; none named means any.
    const PREFIXES: &'static [&'static str];
}

impl SidType for Sid {
    const PREFIXES: &'static [&'static str] = &[];
}

impl AsRef<str> for Sid {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Sid {
    type Err = InvalidSid;

    fn from_str(text: &str) -> Result<Self, InvalidSid> {
        Self::new(text)
    }
}

impl From<&Sid> for Sid {
    fn from(sid: &Sid) -> Self {
        sid.clone()
    }
}

impl From<Sid> for String {
    fn from(sid: Sid) -> Self {
        sid.0
    }
}

impl From<Sid> for crate::Value {
    fn from(sid: Sid) -> Self {
        sid.0.into()
    }
}

impl Decode for Sid {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        text(deserializer, Self::unchecked)
    }

    fn is_known(&self) -> bool {
        Self::new(self.as_str()).is_ok()
    }
}

impl<'de> Deserialize<'de> for Sid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl Serialize for Sid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A SID of one kind, which keeps it from standing where another belongs. The generated `AccountSid`, `KeySid` and so on
/// are such types.
///
/// Strict where a caller makes one (`new`, `FromStr`, `TryFrom`), lenient where a reply or a file holds one (`Decode`,
/// `Deserialize`), and checked again when it is used in a request.
///
/// One generic type and not a type for each kind: a document may have forty kinds, and what all of them can do would be
/// compiled forty times.
///
/// ```
/// mod kind {
///     twilio_iam::sid! { AccountSid "AC" }
/// }
/// type AccountSid = twilio_iam::TypedSid<kind::AccountSid>;
///
/// let error = AccountSid::new("SKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").unwrap_err();
/// assert_eq!(error.to_string(), "this is an API key SID; the account SID starts with AC");
/// ```
pub struct TypedSid<K>(Sid, PhantomData<fn() -> K>);

/// What tells one kind of SID from the others; made by [`sid!`](macro@crate::sid).
///
/// ```
/// use twilio_iam::SidKind;
///
/// fn describe<K: SidKind>() -> String {
///     format!("{} starts with {}", K::NAME, K::PREFIXES.join(" or "))
/// }
/// ```
pub trait SidKind: 'static {
    /// What `Debug` calls such a SID.
    const NAME: &'static str;

    /// The two-letter prefixes that it may have; none named means any.
    const PREFIXES: &'static [&'static str];
}

impl<K> TypedSid<K> {
    const fn of(sid: Sid) -> Self {
        Self(sid, PhantomData)
    }

    /// The SID as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl<K: SidKind> TypedSid<K> {
    /// The prefixes that such a SID may have; none named means any.
    pub const PREFIXES: &'static [&'static str] = K::PREFIXES;

    /// Takes a SID of this kind.
    ///
    /// # Errors
    ///
    /// [`InvalidSid`], which says what to do, when it has another prefix or shape.
    pub fn new(text: impl AsRef<str>) -> Result<Self, InvalidSid> {
        Sid::checked(text.as_ref(), K::PREFIXES).map(Self::of)
    }
}

// Derived, these would ask of the kind what only the text has to do.
impl<K> Clone for TypedSid<K> {
    fn clone(&self) -> Self {
        Self::of(self.0.clone())
    }
}

impl<K> PartialEq for TypedSid<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<K> Eq for TypedSid<K> {}

impl<K> PartialOrd for TypedSid<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for TypedSid<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<K> Hash for TypedSid<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<K: SidKind> fmt::Debug for TypedSid<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple(K::NAME).field(&self.0).finish()
    }
}

impl<K> fmt::Display for TypedSid<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<K: SidKind> SidType for TypedSid<K> {
    const PREFIXES: &'static [&'static str] = K::PREFIXES;
}

impl<K> AsRef<str> for TypedSid<K> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<K: SidKind> FromStr for TypedSid<K> {
    type Err = InvalidSid;

    fn from_str(text: &str) -> Result<Self, InvalidSid> {
        Self::new(text)
    }
}

impl<K: SidKind> TryFrom<&str> for TypedSid<K> {
    type Error = InvalidSid;

    fn try_from(text: &str) -> Result<Self, InvalidSid> {
        Self::new(text)
    }
}

impl<K: SidKind> TryFrom<String> for TypedSid<K> {
    type Error = InvalidSid;

    fn try_from(text: String) -> Result<Self, InvalidSid> {
        Self::new(text)
    }
}

impl<K> From<&TypedSid<K>> for TypedSid<K> {
    fn from(sid: &TypedSid<K>) -> Self {
        sid.clone()
    }
}

impl<K> From<TypedSid<K>> for String {
    fn from(sid: TypedSid<K>) -> Self {
        sid.0.into()
    }
}

impl<K> From<TypedSid<K>> for crate::Value {
    fn from(sid: TypedSid<K>) -> Self {
        sid.0.into()
    }
}

impl<K> PartialEq<str> for TypedSid<K> {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl<K> PartialEq<&str> for TypedSid<K> {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl<K: SidKind> Decode for TypedSid<K> {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        Ok(Sid::decode(deserializer)?.map(Self::of))
    }

    fn is_known(&self) -> bool {
        Self::new(self.as_str()).is_ok()
    }
}

impl<'de, K: SidKind> Deserialize<'de> for TypedSid<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl<K> Serialize for TypedSid<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Makes kinds of SIDs for [`TypedSid`](crate::TypedSid): each a name, with the prefixes that such a SID may have. None
/// means any.
///
/// ```
/// mod kind {
///     twilio_iam::sid! { AccountSid "AC", MessageSid "SM" "MM" }
/// }
///
/// let sid = twilio_iam::TypedSid::<kind::MessageSid>::new("MMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")?;
/// assert_eq!(format!("{sid:?}"), r#"MessageSid("MMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")"#);
/// # Ok::<(), twilio_iam::InvalidSid>(())
/// ```
#[macro_export]
macro_rules! sid {
    ($($kind:ident $($prefix:literal)*),+ $(,)?) => {$(
        #[doc = ::std::concat!("The kind of `", ::std::stringify!($kind), "`.")]
        #[derive(Debug)]
        pub enum $kind {}

        impl $crate::SidKind for $kind {
            const NAME: &'static str = ::std::stringify!($kind);
            const PREFIXES: &'static [&'static str] = &[$($prefix),*];
        }
    )+};
}

#[cfg(test)]
mod tests;
