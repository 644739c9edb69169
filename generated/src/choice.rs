//! What enters: an enum whose values a document lists. What leaves: an open enum, which keeps a value that the document
//! did not list, letter for letter, and sends it back unchanged.

use std::fmt;

/// A value that this version does not know, kept as it came.
///
/// ```
/// # #[derive(Clone, Debug, PartialEq, Eq, Hash)]
/// # enum Status { Active, Other(twilio_iam::Unknown) }
/// # twilio_iam::choice! { Status else Other { Active = "active" } }
/// let Status::Other(unknown) = Status::from("brand-new") else { return };
/// assert_eq!(unknown.as_str(), "brand-new");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Unknown(String);

impl Unknown {
    /// Made by [`choice!`](crate::choice) only, so that a known value is never an unknown one.
    #[doc(hidden)]
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The value as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Makes an enum an open choice between words.
///
/// The variant after `else` holds an [`Unknown`](crate::Unknown). Implements `as_str`, `VALUES`, `Display`, `FromStr`,
/// `From<&str>`, `From<String>`, [`Decode`](crate::Decode), `Serialize`, `Deserialize`, and `From` for
/// [`Value`](crate::Value).
///
/// ```
/// #[derive(Clone, Debug, PartialEq, Eq, Hash)]
/// #[non_exhaustive]
/// pub enum AccountStatus { Active, Closed, Other(twilio_iam::Unknown) }
/// twilio_iam::choice! { AccountStatus else Other { Active = "active", Closed = "closed" } }
///
/// assert_eq!(AccountStatus::from("closed"), AccountStatus::Closed);
/// assert_eq!(AccountStatus::from("napping").to_string(), "napping");
/// assert_eq!(AccountStatus::VALUES, ["active", "closed"]);
/// ```
#[macro_export]
macro_rules! choice {
    ($choice:ident else $other:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $choice {
            /// The values that the document lists.
            pub const VALUES: &'static [&'static str] = &[$($text),*];

            /// The value as it stands on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$other(unknown) => unknown.as_str(),
                }
            }

            fn lenient(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::$other($crate::Unknown::new(text)),
                }
            }
        }

        impl ::std::fmt::Display for $choice {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for $choice {
            type Err = ::std::convert::Infallible;

            // A variant may be called `Err`, so the type is not named by its trait.
            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                Ok(Self::lenient(text))
            }
        }

        impl ::std::convert::From<&str> for $choice {
            fn from(text: &str) -> Self {
                Self::lenient(text)
            }
        }

        impl ::std::convert::From<::std::string::String> for $choice {
            fn from(text: ::std::string::String) -> Self {
                Self::lenient(&text)
            }
        }

        impl ::std::convert::From<$choice> for $crate::Value {
            fn from(choice: $choice) -> Self {
                ::std::convert::From::from(choice.as_str())
            }
        }

        impl $crate::Decode for $choice {
            fn decode<'de, D: $crate::support::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<::std::result::Result<Self, $crate::Mismatch>, D::Error> {
                $crate::support::text(deserializer, Self::lenient)
            }

            fn is_known(&self) -> bool {
                !::std::matches!(self, Self::$other(_))
            }
        }

        impl<'de> $crate::support::Deserialize<'de> for $choice {
            fn deserialize<D: $crate::support::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::support::deserialize(deserializer)
            }
        }

        impl $crate::support::Serialize for $choice {
            fn serialize<S: $crate::support::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

#[cfg(test)]
mod tests;
