//! What can be wrong with a key or a request that is to be signed.

use std::fmt;

/// Why a key was not taken, or a request not signed. It shows nothing of either.
///
/// ```
/// use twilio_iam::pkcv::{KeyPair, PkcvError};
///
/// assert_eq!(KeyPair::from_pem("no key").unwrap_err(), PkcvError::NoPem);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PkcvError {
    /// The text is no PEM.
    NoPem,
    /// The private key is encrypted with a pass phrase.
    Encrypted,
    /// The text holds a public key.
    PublicHalf,
    /// The text holds something else than an RSA private key of 2048 to 8192 bits.
    OtherKey,
    /// The request has neither a host in its URI nor a `Host` header.
    NoHost,
    /// The request authenticates with something else than an API key.
    NoApiKey,
    /// The key could not sign or be written.
    Signing,
}

impl fmt::Display for PkcvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoPem => "this is no PEM text: give a private key that begins with -----BEGIN PRIVATE KEY-----",
            Self::Encrypted => "the private key is encrypted: decrypt it first, as with `openssl pkcs8 -in key.pem`",
            Self::PublicHalf => {
                "this is the public half of a key: give the private one, the public half is made from it"
            }
            Self::OtherKey => "this is no RSA private key of 2048 to 8192 bits: make one with `openssl genrsa 2048`",
            Self::NoHost => "the request names no host: give it a whole URI, or a Host header",
            Self::NoApiKey => "only requests that authenticate with an API key can be signed: give the client one",
            Self::Signing => "the key could not be used",
        })
    }
}

impl std::error::Error for PkcvError {}
