//! What enters: a day as an API writes it. What leaves: the day where it can be read, and the text in any case.

use crate::decode::{Decode, Mismatch, Scalar, deserialize, scalar};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// A day (`YYYY-MM-DD`), kept as the text in which it came and read on demand.
///
/// ```
/// let date: twilio_iam::Date = "2026-01-31".parse()?;
/// assert_eq!(date.civil(), Some(jiff::civil::date(2026, 1, 31)));
/// # Ok::<(), twilio_iam::InvalidDate>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Date(String);

impl Date {
    /// The day; `None` when the text is not `YYYY-MM-DD`.
    pub fn civil(&self) -> Option<jiff::civil::Date> {
        read(&self.0)
    }

    /// A day in another spelling that the operation documents, such as `-30days`; it goes out as it is.
    ///
    /// ```
    /// let month = twilio_iam::Date::spelt("-30days");
    /// assert_eq!((month.as_str(), month.civil()), ("-30days", None));
    /// ```
    pub fn spelt(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

pub(crate) fn read(text: &str) -> Option<jiff::civil::Date> {
    // jiff would read a date and time as its day.
    if text.len() != "YYYY-MM-DD".len() {
        return None;
    }
    text.parse().ok()
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(date: jiff::civil::Date) -> Self {
        Self(date.to_string())
    }
}

impl From<&Date> for Date {
    fn from(date: &Date) -> Self {
        date.clone()
    }
}

impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        read(text).map(|_| Self(text.to_owned())).ok_or(InvalidDate(()))
    }
}

/// A text that is no day.
///
/// ```
/// let error = "31.1.2026".parse::<twilio_iam::Date>().unwrap_err();
/// assert_eq!(error.to_string(), "not a date; write it as 2026-01-31");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidDate(());

impl fmt::Display for InvalidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date; write it as 2026-01-31")
    }
}

impl std::error::Error for InvalidDate {}

impl Scalar for Date {
    const EXPECTED: &'static str = "a string";

    fn text(text: &str) -> Option<Self> {
        Some(Self(text.to_owned()))
    }

    fn owned(text: String) -> Option<Self> {
        Some(Self(text))
    }
}

impl Decode for Date {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        scalar(deserializer)
    }

    fn is_known(&self) -> bool {
        self.civil().is_some()
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_day_is_a_day() {
        assert!("2026-01-31".parse::<Date>().is_ok());
        for text in ["", "2026-02-30", "2026-1-31", "20260131", "2026-01-31T00:00:00Z", "31 Jan 2026"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
