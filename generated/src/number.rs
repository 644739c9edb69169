//! What enters: a JSON number, or a string that holds one, as Twilio writes prices and totals. What leaves: the number,
//! and the way in which it stood there, so that it goes back as it came.

use crate::decode::{Decode, Mismatch, Scalar, deserialize, scalar};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A number, perhaps with a fraction, also when it came as a string; then it is serialised as one, letter for letter.
///
/// A price such as `"-0.00750"` keeps its zeros. A bare JSON number is read as serde_json reads it: to the precision of
/// an `f64`, or whole where its feature `arbitrary_precision` is on.
///
/// ```
/// use twilio_iam::Number;
///
/// let price: Number = serde_json::from_str(r#""-0.00750""#)?;
/// assert_eq!((price.as_f64(), price.as_str()), (-0.0075, "-0.00750"));
/// assert_eq!(serde_json::to_string(&price)?, r#""-0.00750""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Number {
    text: String,
    quoted: bool,
}

impl Number {
    /// The nearest `f64`.
    pub fn as_f64(&self) -> f64 {
        self.text.parse().unwrap_or(f64::NAN)
    }

    /// The number as text, for a decimal type of your choice.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        // The spelling of JSON: shortest, and `5.0` for a whole one.
        let text = serde_json::Number::from_f64(value).map_or_else(|| value.to_string(), |number| number.to_string());
        Self { text, quoted: false }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self { text: value.to_string(), quoted: false }
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Self {
        i64::from(value).into()
    }
}

/// By the text where it is equal, else by the `f64`: `"1.50"` is `1.5`.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text || self.as_f64() == other.as_f64()
    }
}

impl PartialEq<f64> for Number {
    fn eq(&self, other: &f64) -> bool {
        self.as_f64() == *other
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// Whether a text is a decimal number: digits, perhaps a sign, a fraction and an exponent; not `inf`, not `nan`.
pub(crate) fn is_number(text: &str) -> bool {
    let numeric = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    numeric && text.parse::<f64>().is_ok_and(f64::is_finite)
}

impl Scalar for Number {
    const EXPECTED: &'static str = "a number";

    fn text(text: &str) -> Option<Self> {
        is_number(text).then(|| Self { text: text.to_owned(), quoted: true })
    }

    fn signed(value: i64) -> Option<Self> {
        Some(value.into())
    }

    fn unsigned(value: u64) -> Option<Self> {
        Some(Self { text: value.to_string(), quoted: false })
    }

    fn float(value: f64) -> Option<Self> {
        Some(value.into())
    }

    fn number(text: &str) -> Option<Self> {
        is_number(text).then(|| Self { text: text.to_owned(), quoted: false })
    }
}

impl Decode for Number {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        scalar(deserializer)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.quoted {
            return serializer.serialize_str(&self.text);
        }
        match self.text.parse::<serde_json::Number>() {
            Ok(number) => number.serialize(serializer),
            Err(_) => serializer.serialize_f64(self.as_f64()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(json: &str) -> Option<(f64, String)> {
        let number: Number = serde_json::from_str(json).ok()?;
        Some((number.as_f64(), serde_json::to_string(&number).unwrap()))
    }

    #[test]
    fn numbers_go_back_as_they_came() {
        for (json, value) in [
            ("5", 5.0),
            ("0.1", 0.1),
            ("-2.5e-7", -2.5e-7),
            ("\"1.50\"", 1.5),
            ("\"-0.00750\"", -0.0075),
            ("18446744073709551615", 18_446_744_073_709_551_615.0),
        ] {
            assert_eq!(number(json), Some((value, json.to_owned())));
        }
        for json in ["\"\"", "\"nan\"", "\"inf\"", "\"1,5\"", "\"1e999\"", "true", "null", "[1]"] {
            assert_eq!(number(json), None, "{json}");
        }
    }

    #[test]
    fn numbers_compare_by_value() {
        let quoted: Number = serde_json::from_str("\"1.50\"").unwrap();
        assert_eq!(quoted, Number::from(1.5));
        assert_eq!(quoted, 1.5);
    }
}
