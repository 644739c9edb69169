//! What enters: a request that says it comes from Twilio, and the account's auth token. What leaves: nothing when its
//! signature is right, or why it is to be refused.
//!
//! ```
//! use twilio_iam::webhook::{Refused, Validator};
//!
//! let validator = Validator::new("the auth token")?.origin("https://example.com");
//!
//! # let signature = validator.signature("https://example.com/sms", [("Body", "hello"), ("From", "+15017122661")]);
//! let request = http::Request::post("/sms")
//!     .header("content-type", "application/x-www-form-urlencoded")
//!     .header("x-twilio-signature", signature)
//!     .body("Body=hello&From=%2B15017122661")?;
//! assert_eq!(validator.validate_request(&request), Ok(()));
//!
//! let forged = request.map(|_| "Body=goodbye&From=%2B15017122661");
//! assert_eq!(validator.validate_request(&forged), Err(Refused::Signature));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! While an auth token is being rotated, Twilio goes over from the old one to the new one at a moment that the application
//! does not choose: [`Validator::secondary`] takes both. An extractor for axum that refuses what Twilio did not sign
//! before the handler runs is `examples/validate_webhook.rs`.
//!
//! Source: <https://www.twilio.com/docs/usage/webhooks/webhooks-security>.

mod refused;
mod request;
mod url;

pub use refused::{InvalidAuthToken, Refused};

use crate::Secret;
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Tells whether Twilio signed a request. See the [module](self) for an example.
#[derive(Clone, Debug)]
pub struct Validator {
    primary: Secret,
    secondary: Option<Secret>,
    origin: Option<String>,
}

/// The parameters in the order in which they are signed, each with its distinct values.
type Parameters = BTreeMap<Vec<u8>, BTreeSet<Vec<u8>>>;

impl Validator {
    /// Takes what is signed with the account's primary auth token; API keys do not sign webhooks.
    ///
    /// # Errors
    ///
    /// [`InvalidAuthToken`] when it is empty, as an unset variable is: anyone can sign with an empty token.
    pub fn new(auth_token: impl Into<Secret>) -> Result<Self, InvalidAuthToken> {
        Ok(Self { primary: checked(auth_token.into())?, secondary: None, origin: None })
    }

    /// Takes what is signed with the secondary auth token too, while tokens are being rotated.
    ///
    /// # Errors
    ///
    /// [`InvalidAuthToken`] when it is empty.
    pub fn secondary(self, auth_token: impl Into<Secret>) -> Result<Self, InvalidAuthToken> {
        Ok(Self { secondary: Some(checked(auth_token.into())?), ..self })
    }

    /// Scheme, host and perhaps a path before what the application sees, as Twilio was told them: behind a proxy the
    /// application cannot know, and what a request says of its host is not to be trusted.
    ///
    /// A port that the scheme implies may be there or not. Any other is part of what is signed, where the product signs
    /// it: leave it out if signatures do not match with it.
    #[must_use]
    pub fn origin(self, origin: impl Into<String>) -> Self {
        Self { origin: Some(origin.into()), ..self }
    }

    /// Checks a request by its URL, its form parameters in any order (none for `GET`), and its signature.
    ///
    /// The URL is the whole one that Twilio was told, with the query; a port that the scheme implies may be there or not.
    ///
    /// # Errors
    ///
    /// [`Refused::Signature`].
    pub fn validate<N: AsRef<[u8]>, V: AsRef<[u8]>>(
        &self,
        url: &str,
        parameters: impl IntoIterator<Item = (N, V)>,
        signature: &str,
    ) -> Result<(), Refused> {
        self.check(url, &sorted(parameters), signature)
    }

    /// Checks a request whose body is no form by its URL, which names the body's hash in `bodySHA256`, its body byte for
    /// byte, and its signature.
    ///
    /// # Errors
    ///
    /// [`Refused`].
    pub fn validate_body(&self, url: &str, body: impl AsRef<[u8]>, signature: &str) -> Result<(), Refused> {
        let hash = url::body_hash(url).ok_or(Refused::NoBodyHash)?;
        self.check(url, &Parameters::new(), signature)?;
        // The hash was signed just now, so there is nothing to be learnt from how long this takes.
        if hash == hex(&Sha256::digest(body)) { Ok(()) } else { Err(Refused::Body) }
    }

    /// The signature that Twilio would send with the primary token: for tests of one's own handlers.
    pub fn signature<N: AsRef<[u8]>, V: AsRef<[u8]>>(
        &self,
        url: &str,
        parameters: impl IntoIterator<Item = (N, V)>,
    ) -> String {
        let signed = mac(&self.primary, url, &sorted(parameters));
        signed.map(|mac| STANDARD.encode(mac.finalize().into_bytes())).unwrap_or_default()
    }

    fn check(&self, url: &str, parameters: &Parameters, signature: &str) -> Result<(), Refused> {
        let signature = STANDARD.decode(signature).map_err(|_| Refused::Signature)?;
        // All of them, whichever is right: which token or port it was is nobody's business.
        let mut right = false;
        for url in url::variants(url) {
            for token in [Some(&self.primary), self.secondary.as_ref()].into_iter().flatten() {
                right |= mac(token, &url, parameters).is_some_and(|mac| mac.verify_slice(&signature).is_ok());
            }
        }
        if right { Ok(()) } else { Err(Refused::Signature) }
    }
}

fn checked(token: Secret) -> Result<Secret, InvalidAuthToken> {
    let text = token.expose_secret();
    if text.trim().is_empty() || text.trim() != text { Err(InvalidAuthToken) } else { Ok(token) }
}

fn sorted<N: AsRef<[u8]>, V: AsRef<[u8]>>(parameters: impl IntoIterator<Item = (N, V)>) -> Parameters {
    let mut sorted = Parameters::new();
    for (name, value) in parameters {
        sorted.entry(name.as_ref().to_vec()).or_default().insert(value.as_ref().to_vec());
    }
    sorted
}

fn mac(token: &Secret, url: &str, parameters: &Parameters) -> Option<Hmac<Sha1>> {
    let mut mac = Hmac::<Sha1>::new_from_slice(token.expose_secret().as_bytes()).ok()?;
    mac.update(url.as_bytes());
    for (name, values) in parameters {
        for value in values {
            mac.update(name);
            mac.update(value);
        }
    }
    Some(mac)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
