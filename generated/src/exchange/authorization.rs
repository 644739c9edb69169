//! What enters: credentials or a token. What leaves: the `Authorization` header, marked sensitive, in memory that is wiped
//! when its last clone goes.

use super::credentials::{Credentials, Means};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::HeaderValue;
use zeroize::Zeroizing;

/// The header of HTTP Basic (RFC 7617); `None` for credentials that go as a token.
pub(crate) fn basic(credentials: &Credentials) -> Option<HeaderValue> {
    let (user, password) = match credentials.means() {
        Means::AuthToken(token) | Means::Test(token) => (credentials.account_sid().as_str(), token),
        Means::ApiKey { sid, secret } => (sid.as_str(), secret),
        Means::OAuth { .. } => return None,
    };
    let pair = Zeroizing::new([user, ":", password.expose_secret()].concat());
    let mut encoded = Zeroizing::new(vec![0; pair.len().div_ceil(3) * 4]);
    let length = BASE64_STANDARD.encode_slice(pair.as_bytes(), &mut encoded).ok()?;
    header("Basic ", encoded.get(..length)?)
}

/// The header of a bearer token (RFC 6750); `None` for a token that no header can hold.
pub(crate) fn bearer(token: &str) -> Option<HeaderValue> {
    header("Bearer ", token.as_bytes())
}

fn header(scheme: &str, value: &[u8]) -> Option<HeaderValue> {
    let mut text = Vec::with_capacity(scheme.len() + value.len());
    text.extend_from_slice(scheme.as_bytes());
    text.extend_from_slice(value);
    // `Bytes` keeps the owner, so that the text is not copied and is wiped with it.
    let mut header = HeaderValue::from_maybe_shared(Bytes::from_owner(Zeroizing::new(text))).ok()?;
    header.set_sensitive(true);
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AC: &str = "AC0123456789abcdef0123456789abcdef";
    const SK: &str = "SK0123456789abcdef0123456789abcdef";

    #[test]
    fn each_kind_of_credentials_has_its_header() {
        let header = |credentials: Credentials| {
            let header = basic(&credentials).unwrap();
            assert!(header.is_sensitive());
            assert_eq!(format!("{header:?}"), "Sensitive");
            let text = header.to_str().unwrap().strip_prefix("Basic ").unwrap().to_owned();
            String::from_utf8(BASE64_STANDARD.decode(text).unwrap()).unwrap()
        };
        assert_eq!(header(Credentials::auth_token(AC, "t:o").unwrap()), format!("{AC}:t:o"));
        assert_eq!(header(Credentials::test(AC, "é").unwrap()), format!("{AC}:é"));
        assert_eq!(header(Credentials::api_key(SK, "s", AC).unwrap()), format!("{SK}:s"));
        assert!(basic(&Credentials::oauth("id", "s", AC).unwrap()).is_none());
    }

    #[test]
    fn a_token_that_breaks_the_line_is_refused() {
        assert_eq!(bearer("abc").unwrap().to_str().unwrap(), "Bearer abc");
        assert!(bearer("a\r\nX: y").is_none());
    }
}
