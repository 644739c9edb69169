//! What enters: the text of an access token and the key that should have signed it. What leaves: its claims, when every
//! check passed; else which one did not.

use super::{AccessToken, CONTENT_TYPE, InvalidAccessToken, hmac, unfit};
use crate::clock::{self, Clock};
use crate::{AccountSid, Json, KeySid, Secret, jws};
use hmac::Mac;
use serde_json::Map;
use std::fmt;
use std::time::{Duration, SystemTime};

impl AccessToken {
    /// Checks access tokens that one API key signed: for tests, and for gateways of one's own.
    ///
    /// ```
    /// use twilio_iam::jwt::AccessToken;
    ///
    /// # let (account_sid, key_sid) = ("AC0123456789abcdef0123456789abcdef", "SK0123456789abcdef0123456789abcdef");
    /// let token = AccessToken::builder(account_sid, key_sid, "the key's secret").identity("alice").build()?;
    ///
    /// let verifier = AccessToken::verifier(key_sid, "the key's secret")?;
    /// let claims = verifier.verify(token.to_jwt().expose_secret())?;
    /// assert_eq!(claims.identity.as_deref(), Some("alice"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidAccessToken`] when the SID is no key's, or the secret is empty: anyone can sign with an empty one.
    pub fn verifier(key_sid: impl AsRef<str>, secret: impl Into<Secret>) -> Result<Verifier, InvalidAccessToken> {
        let secret = secret.into();
        match (KeySid::new(key_sid), unfit(&secret)) {
            (Ok(key_sid), None) => {
                Ok(Verifier { key_sid, secret, account_sid: None, leeway: Duration::ZERO, clock: Clock::default() })
            }
            (sid, secret) => {
                let problems = sid.err().map(|error| error.to_string()).into_iter().chain(secret.map(str::to_owned));
                Err(InvalidAccessToken { problems: problems.collect() })
            }
        }
    }
}

/// Checks access tokens; made by [`AccessToken::verifier`].
#[derive(Clone, Debug)]
#[must_use = "a verifier does nothing until `verify` is called"]
pub struct Verifier {
    key_sid: KeySid,
    secret: Secret,
    account_sid: Option<AccountSid>,
    leeway: Duration,
    clock: Clock,
}

impl Verifier {
    /// Takes tokens of this account only.
    pub fn account_sid(self, sid: impl Into<AccountSid>) -> Self {
        Self { account_sid: Some(sid.into()), ..self }
    }

    /// How far the clocks of signer and verifier may be apart; not at all, when absent.
    pub fn leeway(self, leeway: Duration) -> Self {
        Self { leeway, ..self }
    }

    /// Tells the time in place of the system's clock.
    pub fn clock(self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self { clock: Clock::new(clock), ..self }
    }

    /// Checks the signature, in constant time and by HS256 whatever the token itself says, and then what was signed.
    ///
    /// # Errors
    ///
    /// [`Refused`], with the first check that failed. Nothing of the token is in it.
    pub fn verify(&self, token: &str) -> Result<Claims, Refused> {
        let parts = jws::Parts::read(token).ok_or(Refused::Malformed)?;
        // Before the signature: a token of another algorithm has none that could be checked with this key.
        if parts.header.get("alg").and_then(Json::as_str) != Some("HS256") {
            return Err(Refused::Algorithm);
        }
        let mac = hmac(&self.secret).map_err(|_| Refused::Signature)?.chain_update(parts.input);
        mac.verify_slice(&parts.signature).map_err(|_| Refused::Signature)?;
        let header = |name| parts.header.get(name).and_then(Json::as_str);
        if header("cty") != Some(CONTENT_TYPE) || parts.header.get("crit").is_some() {
            return Err(Refused::ContentType);
        }
        let claims = jws::json(parts.claims).ok_or(Refused::Malformed)?;
        let claims = Claims::read(claims, header("twr").map(str::to_owned)).ok_or(Refused::Malformed)?;
        self.check(&claims)?;
        Ok(claims)
    }

    fn check(&self, claims: &Claims) -> Result<(), Refused> {
        let (now, leeway) = (self.clock.seconds(), self.leeway.as_secs());
        if claims.key_sid != self.key_sid {
            Err(Refused::Issuer)
        } else if self.account_sid.as_ref().is_some_and(|sid| *sid != claims.account_sid) {
            Err(Refused::Account)
        } else if clock::seconds(claims.expires_at).saturating_add(leeway) <= now {
            Err(Refused::Expired)
        } else if claims.not_before.is_some_and(|begin| clock::seconds(begin) > now.saturating_add(leeway)) {
            Err(Refused::NotYetValid)
        } else {
            Ok(())
        }
    }
}

/// What an access token says, after its signature was checked.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Claims {
    /// The token's own name, unique as far as its key and second are.
    pub id: Option<String>,
    /// The account in which the token is used.
    pub account_sid: AccountSid,
    /// The API key that signed it.
    pub key_sid: KeySid,
    /// The user whom it stands for.
    pub identity: Option<String>,
    /// When it was signed.
    pub issued_at: Option<SystemTime>,
    /// When it begins to be good.
    pub not_before: Option<SystemTime>,
    /// When it ends to be good.
    pub expires_at: SystemTime,
    /// The Twilio region, where it is not US1.
    pub region: Option<String>,
    /// What the user may do, by the name of the claim.
    pub grants: Map<String, Json>,
}

impl Claims {
    fn read(mut claims: Json, region: Option<String>) -> Option<Self> {
        let Json::Object(mut grants) = claims.get_mut("grants").map(Json::take).unwrap_or_else(|| Map::new().into())
        else {
            return None;
        };
        let identity = match grants.remove("identity") {
            None | Some(Json::Null) => None,
            Some(Json::String(identity)) => Some(identity),
            Some(_) => return None,
        };
        let text = |name| claims.get(name).and_then(Json::as_str);
        // Absent is one thing; there, and no instant, is another.
        let instant = |name| match claims.get(name) {
            None => Some(None),
            Some(value) => value.as_u64().and_then(clock::instant).map(Some),
        };
        Some(Self {
            id: text("jti").map(str::to_owned),
            account_sid: AccountSid::new(text("sub")?).ok()?,
            key_sid: KeySid::new(text("iss")?).ok()?,
            identity,
            issued_at: instant("iat")?,
            not_before: instant("nbf")?,
            expires_at: instant("exp")??,
            region,
            grants,
        })
    }
}

/// Why an access token was not taken.
///
/// ```
/// # let (key_sid, secret) = ("SK0123456789abcdef0123456789abcdef", "the key's secret");
/// let verifier = twilio_iam::jwt::AccessToken::verifier(key_sid, secret)?;
/// assert_eq!(verifier.verify("no token"), Err(twilio_iam::jwt::Refused::Malformed));
/// # Ok::<(), twilio_iam::jwt::InvalidAccessToken>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refused {
    /// It is no JSON Web Token, or lacks a claim that an access token has.
    Malformed,
    /// It names another algorithm than HS256.
    Algorithm,
    /// Another key signed it, or someone changed it.
    Signature,
    /// It is another kind of token.
    ContentType,
    /// It names another API key.
    Issuer,
    /// It is for another account.
    Account,
    /// It is no longer good.
    Expired,
    /// It is not good yet.
    NotYetValid,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "this is no access token: it cannot be read as one",
            Self::Algorithm => {
                "the token names another algorithm than HS256, the only one that Twilio signs access tokens with"
            }
            Self::Signature => "the token's signature is not this key's: another key signed it, or it was changed",
            Self::ContentType => "this is another kind of token: an access token says `twilio-fpa;v=1`",
            Self::Issuer => "the token names another API key as its issuer",
            Self::Account => "the token is for another account",
            Self::Expired => "the token has expired: sign a new one",
            Self::NotYetValid => "the token is not good yet: compare the clocks, or allow for some leeway",
        })
    }
}

impl std::error::Error for Refused {}
