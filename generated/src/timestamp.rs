//! What enters: an instant as one API or the other writes it, RFC 2822 or ISO 8601. What leaves: the instant where it can
//! be read, and the text in any case.

use crate::decode::{Decode, Mismatch, Scalar, deserialize, scalar};
use jiff::{Timestamp as Instant, civil::DateTime, fmt::rfc2822, fmt::strtime, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

/// An instant, kept as the text in which it came and read on demand.
///
/// v2010 and IAM v1 write RFC 2822 (`Mon, 13 Jun 2016 22:50:08 +0000`), accounts v1 writes ISO 8601
/// (`2015-07-31T04:00:00Z`); both are read, and a text that is neither is kept. Two timestamps are equal when their
/// instants are, or, where one cannot be read, when their texts are. In a request it goes out in UTC, to the second.
///
/// ```
/// use twilio_iam::Timestamp;
///
/// let legacy: Timestamp = "Fri, 31 Jul 2015 04:00:00 +0000".parse()?;
/// let modern: Timestamp = "2015-07-31T04:00:00Z".parse()?;
/// assert_eq!(legacy, modern);
/// assert_eq!(legacy.as_str(), "Fri, 31 Jul 2015 04:00:00 +0000");
/// # Ok::<(), twilio_iam::InvalidTimestamp>(())
/// ```
#[derive(Clone)]
pub struct Timestamp(String);

impl Timestamp {
    /// The instant; `None` when the text is no date and time that this crate can read.
    pub fn instant(&self) -> Option<Instant> {
        read(&self.0)
    }

    /// A time in another spelling that the operation documents, such as a day alone; it goes out as it is.
    ///
    /// ```
    /// let day = twilio_iam::Timestamp::spelt("2026-01-31");
    /// assert_eq!((day.as_str(), day.instant()), ("2026-01-31", None));
    /// ```
    pub fn spelt(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text of a request: UTC, to the second; as it came when it cannot be read.
    pub(crate) fn wire(&self) -> String {
        self.instant().map_or_else(|| self.0.clone(), write)
    }
}

pub(crate) fn write(instant: Instant) -> String {
    strtime::format("%Y-%m-%dT%H:%M:%SZ", instant).unwrap_or_else(|_| instant.to_string())
}

pub(crate) fn read(text: &str) -> Option<Instant> {
    // jiff reads a date alone as its midnight, which would be a guess.
    if text.len() < "YYYY-MM-DDTHH:MM".len() {
        return None;
    }
    if text.starts_with(|first: char| first.is_ascii_digit() || first == '-' || first == '+') {
        if let Ok(instant) = text.parse() {
            return Some(instant);
        }
        // Without an offset: Twilio's times are UTC.
        if let Some(instant) = text.parse::<DateTime>().ok().and_then(|civil| civil.to_zoned(TimeZone::UTC).ok()) {
            return Some(instant.timestamp());
        }
    }
    rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok()
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.instant().is_some_and(|instant| other.instant() == Some(instant))
    }
}

impl Eq for Timestamp {}

impl Hash for Timestamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.instant() {
            Some(instant) => instant.hash(state),
            None => self.0.hash(state),
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<Instant> for Timestamp {
    fn from(instant: Instant) -> Self {
        Self(instant.to_string())
    }
}

impl From<&Timestamp> for Timestamp {
    fn from(timestamp: &Timestamp) -> Self {
        timestamp.clone()
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        read(text).map(|_| Self(text.to_owned())).ok_or(InvalidTimestamp(()))
    }
}

/// A text that is no date and time.
///
/// ```
/// let error = "yesterday".parse::<twilio_iam::Timestamp>().unwrap_err();
/// assert_eq!(error.to_string(), "not a date and time; write it as 2026-01-31T12:00:00Z");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidTimestamp(());

impl fmt::Display for InvalidTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date and time; write it as 2026-01-31T12:00:00Z")
    }
}

impl std::error::Error for InvalidTimestamp {}

impl Scalar for Timestamp {
    const EXPECTED: &'static str = "a string";

    fn text(text: &str) -> Option<Self> {
        Some(Self(text.to_owned()))
    }

    fn owned(text: String) -> Option<Self> {
        Some(Self(text))
    }
}

impl Decode for Timestamp {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        scalar(deserializer)
    }

    fn is_known(&self) -> bool {
        self.instant().is_some()
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Option<i64> {
        read(text).map(Instant::as_second)
    }

    #[test]
    fn both_formats_of_twilio_and_their_kin_are_read() {
        let expected = Some(1_465_858_208);
        for text in [
            "Mon, 13 Jun 2016 22:50:08 +0000",
            "Mon, 13 Jun 2016 22:50:08 GMT",
            "Tue, 13 Jun 2016 22:50:08 +0000",
            "13 Jun 2016 22:50:08 +0000",
            "Tue, 14 Jun 2016 00:50:08 +0200",
            "2016-06-13T22:50:08Z",
            "2016-06-13T22:50:08+00:00",
            "2016-06-14T00:50:08+02:00",
            "2016-06-13 22:50:08",
            "2016-06-13T22:50:08",
            "2016-06-13T22:50:08.000Z",
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
        assert_eq!(read("2016-06-13T22:50:08.250Z").map(|i| i.as_millisecond()), Some(1_465_858_208_250));
    }

    #[test]
    fn what_is_no_instant_is_none() {
        for text in
            ["", "yesterday", "2016-06-13", "2016-13-13T22:50:08Z", "Mon, 33 Jun 2016 22:50:08 +0000", "1465858208"]
        {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn equality_and_hash_go_by_the_instant_where_there_is_one() {
        use std::collections::HashSet;
        let both: HashSet<Timestamp> =
            ["Mon, 13 Jun 2016 22:50:08 +0000", "2016-06-13T22:50:08Z"].map(|text| Timestamp(text.into())).into();
        assert_eq!(both.len(), 1);
        assert_ne!(Timestamp("a".into()), Timestamp("b".into()));
        assert_ne!(Timestamp("a".into()), Timestamp("2016-06-13T22:50:08Z".into()));
        assert_eq!(Timestamp("a".into()), Timestamp("a".into()));
    }

    #[test]
    fn requests_carry_utc_to_the_second() {
        assert_eq!(Timestamp("Tue, 14 Jun 2016 00:50:08 +0200".into()).wire(), "2016-06-13T22:50:08Z");
        assert_eq!(Timestamp::from(Instant::UNIX_EPOCH).wire(), "1970-01-01T00:00:00Z");
        assert_eq!(Timestamp("soon".into()).wire(), "soon");
    }
}
