//! What enters: the status and body of a good answer. What leaves: what the operation promises to give.

use super::{Decode, DecodeError, Mismatch};

/// What an answer is read as.
///
/// Every type that is [`Decode`] is one, and reads the body as JSON (an empty body as null); `()` ignores the body unless
/// it is a page of HTML, which comes from something between here and Twilio; [`Text`] and [`Bytes`] take it as it is.
///
/// ```
/// use twilio_iam::Reply;
///
/// <()>::read(204, b"")?;
/// assert_eq!(Vec::<String>::read(200, br#"["a"]"#)?, ["a"]);
/// # Ok::<(), twilio_iam::DecodeError>(())
/// ```
pub trait Reply: Sized {
    /// Reads the answer. The status matters where an operation has several kinds of answer.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when the body is no JSON or a required member has another shape.
    fn read(status: u16, body: &[u8]) -> Result<Self, DecodeError>;
}

impl<T: Decode> Reply for T {
    fn read(_status: u16, body: &[u8]) -> Result<Self, DecodeError> {
        if let Some(empty) = T::null().filter(|_| body.trim_ascii().is_empty()) {
            return Ok(empty);
        }
        // One look at the whole body costs less than one at each string in it.
        let text = std::str::from_utf8(body).map_err(|error| DecodeError::not_text(&body[..error.valid_up_to()]))?;
        let mut reader = serde_json::Deserializer::from_str(text);
        let value = T::decode(&mut reader).map_err(|error| DecodeError::new(&error))?;
        reader.end().map_err(|error| DecodeError::new(&error))?;
        Ok(value?)
    }
}

impl Reply for () {
    fn read(status: u16, body: &[u8]) -> Result<Self, DecodeError> {
        // A sign-in page of a network is answered 200, and must not pass for a key that was deleted.
        if status != 204 && is_page(body) { Err(Mismatch::new("nothing", "a page of HTML").into()) } else { Ok(()) }
    }
}

fn is_page(body: &[u8]) -> bool {
    let starts = |tag: &[u8]| body.trim_ascii_start().get(..tag.len()).is_some_and(|is| is.eq_ignore_ascii_case(tag));
    starts(b"<!doctype html") || starts(b"<html")
}

/// A body that is text and not JSON, as it came; bytes that are no UTF-8 become `U+FFFD`.
///
/// ```
/// use twilio_iam::{Reply, Text};
///
/// assert_eq!(Text::read(200, b"sid,name\n")?.0, "sid,name\n");
/// # Ok::<(), twilio_iam::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Text(pub String);

impl Reply for Text {
    fn read(_status: u16, body: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self(String::from_utf8_lossy(body).into_owned()))
    }
}

/// A body of any kind, as it came.
///
/// ```
/// use twilio_iam::{Bytes, Reply};
///
/// assert_eq!(Bytes::read(200, b"\x00")?.0, [0]);
/// # Ok::<(), twilio_iam::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bytes(pub Vec<u8>);

impl Reply for Bytes {
    fn read(_status: u16, body: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self(body.to_vec()))
    }
}
