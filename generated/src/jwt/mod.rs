//! What enters: an account, an API key and what a user of a client-side SDK may do. What leaves: the access token that the
//! user's device shows to Twilio, or the claims of one that was checked.
//!
//! ```
//! use std::time::Duration;
//! use twilio_iam::jwt::{AccessToken, VideoGrant, VoiceGrant};
//!
//! # let (account_sid, key_sid) = ("AC0123456789abcdef0123456789abcdef", "SK0123456789abcdef0123456789abcdef");
//! let token = AccessToken::builder(account_sid, key_sid, "the key's secret")
//!     .identity("alice")
//!     .ttl(Duration::from_secs(15 * 60))
//!     .grant(VoiceGrant::new().incoming_allow(true))
//!     .grant(VideoGrant::new().room("DailyStandup"))
//!     .build()?;
//! let body = serde_json::json!({"token": token.to_jwt().expose_secret()});
//! # Ok::<(), twilio_iam::jwt::InvalidAccessToken>(())
//! ```
//!
//! Two things to know before the first one is handed out:
//!
//! - **A restricted key cannot sign access tokens**, only a standard or a main key can, and it has to belong to the
//!   account (and for another region than US1 to the region) in which the token is used.
//! - **One token cannot be revoked.** It is good until it expires. Deleting the key that signed it ends all that the key
//!   signed, so keep the time to live short.
//!
//! Source: <https://www.twilio.com/docs/iam/access-tokens>.

mod builder;
mod custom;
mod grant;
mod verify;
mod voice;

pub use builder::{AccessTokenBuilder, InvalidAccessToken};
pub use custom::{CustomGrant, PlaybackGrant};
pub use grant::{ChatGrant, Grant, SyncGrant, TaskRouterGrant, VideoGrant};
pub use verify::{Claims, Refused, Verifier};
pub use voice::VoiceGrant;

use crate::Secret;
use hmac::{Hmac, KeyInit, digest::InvalidLength};
use sha2::Sha256;
use std::time::Duration;

/// The content type of an access token's header.
const CONTENT_TYPE: &str = "twilio-fpa;v=1";

/// A signed access token. See the [module](self) for an example, and for what such a token cannot do.
///
/// It is a credential until it expires: `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct AccessToken(Secret);

impl AccessToken {
    /// The longest time to live that Twilio takes: 24 hours.
    pub const MAX_TTL: Duration = Duration::from_secs(24 * 60 * 60);

    /// The time to live of a token that names none: one hour.
    pub const DEFAULT_TTL: Duration = Duration::from_secs(60 * 60);

    /// Begins a token of an account, to be signed with one of its standard or main API keys.
    ///
    /// SIDs are taken as text or typed, and checked by [`build`](AccessTokenBuilder::build).
    pub fn builder(
        account_sid: impl AsRef<str>,
        key_sid: impl AsRef<str>,
        secret: impl Into<Secret>,
    ) -> AccessTokenBuilder {
        AccessTokenBuilder::new(account_sid.as_ref(), key_sid.as_ref(), secret.into())
    }

    /// The token in the form that the client-side SDK takes: `expose_secret()` is what to send to the user's device.
    pub fn to_jwt(&self) -> Secret {
        self.0.clone()
    }
}

fn hmac(secret: &Secret) -> Result<Hmac<Sha256>, InvalidLength> {
    Hmac::new_from_slice(secret.expose_secret().as_bytes())
}

/// What is wrong with an API key's secret, whatever the key.
fn unfit(secret: &Secret) -> Option<&'static str> {
    let text = secret.expose_secret();
    if text.trim().is_empty() {
        return Some(
            "the secret is empty: give the API key's secret, which Twilio shows once, when it creates the key",
        );
    }
    (text.trim() != text).then_some("the secret has white space around it: trim it, a file often ends in a line break")
}
