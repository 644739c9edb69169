//! What enters: a SID that a caller wrote, or that came in a reply. What leaves: the first checked letter by letter, the
//! second as it came; and the types that keep one kind of SID from standing where another belongs.

mod invalid;

pub use invalid::InvalidSid;
pub(crate) use invalid::check;

use crate::decode::{Decode, Mismatch, deserialize, text};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// Any SID: two capital letters and 32 hexadecimal digits. The typed ones ([`sid!`](macro@crate::sid)) are made of it.
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
    #[doc(hidden)]
    pub fn checked(text: &str, prefixes: &'static [&'static str]) -> Result<Self, InvalidSid> {
        check(text, prefixes)?;
        Ok(Self(text.to_owned()))
    }

    /// Takes what a reply holds, whatever it is; it is checked when it is used in a request.
    #[doc(hidden)]
    pub fn unchecked(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The SID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[doc(hidden)]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Debug for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A type for one kind of SID; implemented by [`sid!`](macro@crate::sid).
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

/// Makes a tuple struct over [`Sid`](crate::Sid) the type of one kind of SID.
///
/// Strict where a caller makes one (`new`, `FromStr`, `TryFrom`), lenient where a reply or a file holds one (`Decode`,
/// `Deserialize`), and checked again when it is used in a request. Several prefixes may be named.
///
/// ```
/// #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
/// pub struct AccountSid(twilio_iam::Sid);
/// twilio_iam::sid! { AccountSid "AC" }
///
/// let error = AccountSid::new("SKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").unwrap_err();
/// assert_eq!(error.to_string(), "this is an API key SID; the account SID starts with AC");
/// ```
#[macro_export]
macro_rules! sid {
    ($sid:ident $($prefix:literal)*) => {
        impl $sid {
            /// The prefixes that such a SID may have; none named means any.
            pub const PREFIXES: &'static [&'static str] = &[$($prefix),*];

            /// Takes a SID of this kind.
            ///
            /// # Errors
            ///
            /// `InvalidSid`, which says what to do, when it has another prefix or shape.
            pub fn new(text: impl ::std::convert::AsRef<str>) -> ::std::result::Result<Self, $crate::InvalidSid> {
                ::std::convert::AsRef::as_ref(&text).parse()
            }

            /// The SID as text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            fn lenient(text: &str) -> Self {
                Self($crate::Sid::unchecked(text))
            }
        }

        impl $crate::SidType for $sid {
            const PREFIXES: &'static [&'static str] = Self::PREFIXES;
        }

        impl ::std::str::FromStr for $sid {
            type Err = $crate::InvalidSid;

            fn from_str(text: &str) -> ::std::result::Result<Self, $crate::InvalidSid> {
                $crate::Sid::checked(text, Self::PREFIXES).map(Self)
            }
        }

        impl ::std::convert::TryFrom<&str> for $sid {
            type Error = $crate::InvalidSid;

            fn try_from(text: &str) -> ::std::result::Result<Self, $crate::InvalidSid> {
                text.parse()
            }
        }

        impl ::std::convert::TryFrom<::std::string::String> for $sid {
            type Error = $crate::InvalidSid;

            fn try_from(text: ::std::string::String) -> ::std::result::Result<Self, $crate::InvalidSid> {
                text.parse()
            }
        }

        impl ::std::convert::AsRef<str> for $sid {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::fmt::Display for $sid {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::convert::From<&$sid> for $sid {
            fn from(sid: &$sid) -> Self {
                sid.clone()
            }
        }

        impl ::std::convert::From<$sid> for ::std::string::String {
            fn from(sid: $sid) -> Self {
                sid.0.into_string()
            }
        }

        impl ::std::convert::From<$sid> for $crate::Value {
            fn from(sid: $sid) -> Self {
                ::std::convert::From::from(sid.0)
            }
        }

        impl ::std::cmp::PartialEq<str> for $sid {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl ::std::cmp::PartialEq<&str> for $sid {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl $crate::Decode for $sid {
            fn decode<'de, D: $crate::support::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<::std::result::Result<Self, $crate::Mismatch>, D::Error> {
                $crate::support::text(deserializer, Self::lenient)
            }

            fn is_known(&self) -> bool {
                Self::new(self.as_str()).is_ok()
            }
        }

        impl<'de> $crate::support::Deserialize<'de> for $sid {
            fn deserialize<D: $crate::support::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::support::deserialize(deserializer)
            }
        }

        impl $crate::support::Serialize for $sid {
            fn serialize<S: $crate::support::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

#[cfg(test)]
mod tests;
