//! Public-key client validation. What enters: an RSA key pair, and requests with their `Authorization`. What leaves: the
//! header by which Twilio sees that the holder of the private key sent this request and no other.
//!
//! **Enforcing it is one way.** Once the account's owner turns on enforcement, Twilio refuses every request that is not
//! signed, the auth token no longer authenticates any, and only Twilio's support can turn it off again. It does not work
//! with Flex, Studio and TaskRouter. Signing itself is harmless: sign first, watch it work, keep the private key where it
//! cannot be lost, and only then enforce.
//!
//! ```
//! use twilio_iam::accounts_v1::credentials::public_keys::CreatePublicKey;
//! use twilio_iam::pkcv::{KeyPair, Signer};
//! use twilio_iam::{AccountSid, CredentialSid, KeySid};
//!
//! let key = KeyPair::generate()?;
//! let register = CreatePublicKey::new(key.public_key_pem()?).friendly_name("the server's key");
//!
//! // Sending it gives the SID of the credential.
//! # let (account, api_key) = ("AC0123456789abcdef0123456789abcdef", "SK0123456789abcdef0123456789abcdef");
//! # let credential = "CR0123456789abcdef0123456789abcdef";
//! let signer =
//!     Signer::new(AccountSid::new(account)?, KeySid::new(api_key)?, CredentialSid::new(credential)?, key);
//! let request = http::Request::get("https://accounts.twilio.com/v1/Credentials/AWS").body("")?;
//! let validation = signer.sign(&request, "Basic dXNlcjpwYXNzd29yZA==")?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A client signs all that it sends when its builder was given the signer: `Client::builder().signer(signer)`.
//!
//! Source: <https://www.twilio.com/docs/iam/pkcv>.

mod canonical;
mod error;
mod key;
#[cfg(any(feature = "client", feature = "blocking"))]
pub(crate) mod transport;

pub use error::PkcvError;
pub use key::KeyPair;

use crate::clock::Clock;
use crate::{AccountSid, CredentialSid, KeySid, jws};
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding};
use http::{HeaderName, HeaderValue};
use serde_json::json;
use std::time::SystemTime;

/// The header that carries the signature.
pub const HEADER: HeaderName = HeaderName::from_static("twilio-client-validation");

/// How long Twilio takes a signature, which is the longest that it allows.
const SECONDS: u64 = 300;

/// How a request is signed. Twilio takes both.
///
/// ```
/// assert_eq!(twilio_iam::pkcv::Algorithm::default().as_str(), "RS256");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// RSA with PKCS#1 v1.5 padding and SHA-256.
    #[default]
    Rs256,
    /// RSA with PSS padding and SHA-256.
    Ps256,
}

impl Algorithm {
    /// The algorithm's name in a JSON Web Token.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
        }
    }

    fn encoding(self) -> &'static dyn RsaEncoding {
        match self {
            Self::Rs256 => &RSA_PKCS1_SHA256,
            Self::Ps256 => &RSA_PSS_SHA256,
        }
    }
}

/// Signs requests. Cheap to clone. See the [module](self) for an example.
#[derive(Clone, Debug)]
pub struct Signer {
    account_sid: AccountSid,
    key_sid: KeySid,
    credential_sid: CredentialSid,
    key: KeyPair,
    algorithm: Algorithm,
    clock: Clock,
}

impl Signer {
    /// A signer for requests of an account that authenticate with an API key, not with the auth token.
    ///
    /// `credential_sid` is what [`CreatePublicKey`](crate::accounts_v1::credentials::public_keys::CreatePublicKey)
    /// answered for the public half of `key`.
    pub fn new(account_sid: AccountSid, key_sid: KeySid, credential_sid: CredentialSid, key: KeyPair) -> Self {
        let (algorithm, clock) = (Algorithm::default(), Clock::default());
        Self { account_sid, key_sid, credential_sid, key, algorithm, clock }
    }

    /// Signs by another algorithm than RS256.
    #[must_use]
    pub fn algorithm(self, algorithm: Algorithm) -> Self {
        Self { algorithm, ..self }
    }

    /// Tells the time in place of the system's clock.
    #[must_use]
    pub fn clock(self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self { clock: Clock::new(clock), ..self }
    }

    /// The account of the requests.
    pub fn account_sid(&self) -> &AccountSid {
        &self.account_sid
    }

    /// The API key that the requests authenticate with.
    pub fn key_sid(&self) -> &KeySid {
        &self.key_sid
    }

    /// The value of [`HEADER`] for a request as it goes out, good for five minutes.
    ///
    /// `authorization` is the value of the request's `Authorization` header. Host and port are those of the request's
    /// `Host` header, or of its URI.
    ///
    /// # Errors
    ///
    /// [`PkcvError`] when the request names no host, or the key cannot sign.
    pub fn sign<B: AsRef<[u8]>>(
        &self,
        request: &http::Request<B>,
        authorization: &str,
    ) -> Result<HeaderValue, PkcvError> {
        self.sign_by(&self.key_sid, request, authorization)
    }

    fn sign_by<B: AsRef<[u8]>>(
        &self,
        key_sid: &KeySid,
        request: &http::Request<B>,
        authorization: &str,
    ) -> Result<HeaderValue, PkcvError> {
        let hash = canonical::hash(request, authorization).ok_or(PkcvError::NoHost)?;
        let header = json!({
            "typ": "JWT",
            "alg": self.algorithm.as_str(),
            "cty": "twilio-pkrv;v=1",
            "kid": self.credential_sid.as_str(),
        });
        let claims = json!({
            "iss": key_sid.as_str(),
            "sub": self.account_sid.as_str(),
            "exp": self.clock.seconds() + SECONDS,
            "hrh": canonical::HEADERS,
            "rqh": hash,
        });
        let token = jws::sign(&header, &claims, |input| self.key.sign(self.algorithm.encoding(), input))?;
        let mut value = HeaderValue::from_str(token.expose_secret()).map_err(|_| PkcvError::Signing)?;
        value.set_sensitive(true);
        Ok(value)
    }
}
