//! What enters: a whole JSON number, or a string of digits. What leaves: the number, and the way in which it stood there,
//! so that it goes back as it came.

use crate::decode::{Decode, Mismatch, Scalar, deserialize, scalar};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A whole number of 64 bits, also when it came as a string of digits; then it is serialised as one.
///
/// ```
/// use twilio_iam::Integer;
///
/// let size: Integer = serde_json::from_str(r#""050""#)?;
/// assert_eq!(size, 50);
/// assert_eq!(serde_json::to_string(&size)?, r#""050""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Integer {
    value: i64,
    /// The length of the text between quotes, zeros in front included; 0 for a bare number.
    quoted: u8,
}

impl Integer {
    /// The number.
    pub const fn get(self) -> i64 {
        self.value
    }
}

impl From<i64> for Integer {
    fn from(value: i64) -> Self {
        Self { value, quoted: 0 }
    }
}

impl From<i32> for Integer {
    fn from(value: i32) -> Self {
        i64::from(value).into()
    }
}

impl From<u32> for Integer {
    fn from(value: u32) -> Self {
        i64::from(value).into()
    }
}

impl From<Integer> for i64 {
    fn from(integer: Integer) -> Self {
        integer.value
    }
}

/// By the number alone, quoted or not.
impl PartialEq for Integer {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Integer {}

impl PartialEq<i64> for Integer {
    fn eq(&self, other: &i64) -> bool {
        self.value == *other
    }
}

impl PartialOrd for Integer {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Integer {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value.cmp(&other.value)
    }
}

impl std::hash::Hash for Integer {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl fmt::Debug for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl Scalar for Integer {
    const EXPECTED: &'static str = "a whole number of 64 bits";

    fn text(text: &str) -> Option<Self> {
        let quoted = u8::try_from(text.len()).ok()?;
        let digits = text.strip_prefix('-').unwrap_or(text);
        let value = text.parse().ok()?;
        // "+5" and "-0" would not go back as they came.
        let kept =
            digits.starts_with(|first: char| first.is_ascii_digit()) && (value != 0 || digits.len() == text.len());
        kept.then_some(Self { value, quoted })
    }

    fn signed(value: i64) -> Option<Self> {
        Some(value.into())
    }

    fn float(value: f64) -> Option<Self> {
        // Up to here every whole f64 is exact.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        #[allow(clippy::cast_possible_truncation)]
        (value.fract() == 0.0 && value.abs() <= EXACT).then(|| (value as i64).into())
    }
}

impl Decode for Integer {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        scalar(deserializer)
    }
}

impl<'de> Deserialize<'de> for Integer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl Serialize for Integer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.quoted {
            0 => serializer.serialize_i64(self.value),
            length => serializer.collect_str(&format_args!("{:0length$}", self.value, length = usize::from(length))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integer(json: &str) -> Option<(i64, String)> {
        let integer: Integer = serde_json::from_str(json).ok()?;
        Some((integer.get(), serde_json::to_string(&integer).unwrap()))
    }

    #[test]
    fn integers_go_back_as_they_came() {
        for (json, value) in [
            ("5", 5),
            ("-5", -5),
            ("\"5\"", 5),
            ("\"-005\"", -5),
            ("\"0\"", 0),
            ("9223372036854775807", i64::MAX),
            ("\"-9223372036854775808\"", i64::MIN),
        ] {
            assert_eq!(integer(json), Some((value, json.to_owned())));
        }
        assert_eq!(integer("5.0"), Some((5, "5".to_owned())));
        for json in
            ["5.5", "9223372036854775808", "\"\"", "\"+5\"", "\"-0\"", "\"5 \"", "\"0x5\"", "true", "null", "[5]", "{}"]
        {
            assert_eq!(integer(json), None, "{json}");
        }
    }

    #[test]
    fn integers_compare_by_value() {
        let quoted: Integer = serde_json::from_str("\"05\"").unwrap();
        assert_eq!(quoted, Integer::from(5_i64));
        assert_eq!(quoted, 5);
    }
}
