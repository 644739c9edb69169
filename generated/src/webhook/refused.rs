//! Why a request was not taken for Twilio's, and why an auth token cannot check any.

use std::fmt;

/// Why a request is not to be acted upon. It shows nothing of the request.
///
/// ```
/// use twilio_iam::webhook::{Refused, Validator};
///
/// let validator = Validator::new("the auth token")?;
/// let refused = validator.validate("https://example.com/", [("Body", "hello")], "no signature");
/// assert_eq!(refused, Err(Refused::Signature));
/// # Ok::<(), twilio_iam::webhook::InvalidAuthToken>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refused {
    /// It has no `X-Twilio-Signature`, or several.
    Unsigned,
    /// The signature is not that of the URL and parameters by any of the tokens.
    Signature,
    /// It has a body that is no form, and no hash of it in the URL.
    NoBodyHash,
    /// The body is not the one that was hashed.
    Body,
    /// The request's URL has no host, and the validator no origin.
    NoOrigin,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsigned => "the request has no X-Twilio-Signature, or several: Twilio sends one",
            Self::Signature => {
                "the signature does not match: the request was not Twilio's or was changed, or the URL is not the one that \
                 Twilio was told (scheme, host, path and query), or the auth token is not the account's primary one"
            }
            Self::NoBodyHash => "the body is no form, and the URL has no bodySHA256 that would vouch for it",
            Self::Body => "the body is not the one whose hash was signed: give it byte for byte, as it came",
            Self::NoOrigin => "the request does not tell its scheme and host: give the validator its `origin`",
        })
    }
}

impl std::error::Error for Refused {}

/// An auth token that would let everybody's requests pass, or nobody's.
///
/// ```
/// assert!(twilio_iam::webhook::Validator::new("").is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidAuthToken;

impl fmt::Display for InvalidAuthToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the auth token is empty or has white space around it: give the account's primary auth token")
    }
}

impl std::error::Error for InvalidAuthToken {}
