//! What enters: everything that an access token says. What leaves: the token, or the list of what would make Twilio
//! refuse it.

use super::{AccessToken, CONTENT_TYPE, Grant, hmac, unfit};
use crate::clock::{self, Clock};
use crate::{AccountSid, InvalidSid, Json, KeySid, Secret, jws};
use hmac::Mac;
use serde_json::{Map, json};
use std::fmt;
use std::time::{Duration, SystemTime};

/// An access token in the making; made by [`AccessToken::builder`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct AccessTokenBuilder {
    account_sid: Result<AccountSid, InvalidSid>,
    key_sid: Result<KeySid, InvalidSid>,
    secret: Secret,
    identity: Option<String>,
    ttl: Duration,
    not_before: Option<SystemTime>,
    region: Option<String>,
    grants: Vec<Grant>,
    clock: Clock,
}

impl AccessTokenBuilder {
    pub(super) fn new(account_sid: &str, key_sid: &str, secret: Secret) -> Self {
        Self {
            account_sid: AccountSid::new(account_sid),
            key_sid: KeySid::new(key_sid),
            secret,
            identity: None,
            ttl: AccessToken::DEFAULT_TTL,
            not_before: None,
            region: None,
            grants: Vec::new(),
            clock: Clock::default(),
        }
    }

    /// The user whom the token stands for, as the application knows them.
    ///
    /// Needed by every token but one that holds nothing but playback and custom grants.
    pub fn identity(self, identity: impl Into<String>) -> Self {
        Self { identity: Some(identity.into()), ..self }
    }

    /// How long the token is good, from now on: 1 second to 24 hours, [one hour](AccessToken::DEFAULT_TTL) when absent.
    pub fn ttl(self, ttl: Duration) -> Self {
        Self { ttl, ..self }
    }

    /// When the token begins to be good; now, when absent. It does not move the end.
    pub fn not_before(self, instant: SystemTime) -> Self {
        Self { not_before: Some(instant), ..self }
    }

    /// The Twilio region in which the token is used, such as `ie1`; the key has to be one of that region.
    ///
    /// Source: <https://www.twilio.com/docs/global-infrastructure/manage-regional-api-credentials>.
    pub fn region(self, region: impl Into<String>) -> Self {
        Self { region: Some(region.into()), ..self }
    }

    /// Adds what the user may do; each kind once.
    pub fn grant(mut self, grant: impl Into<Grant>) -> Self {
        self.grants.push(grant.into());
        self
    }

    /// Tells the time in place of the system's clock.
    ///
    /// ```
    /// use std::time::{Duration, UNIX_EPOCH};
    /// use twilio_iam::jwt::AccessToken;
    ///
    /// # let (account_sid, key_sid) = ("AC0123456789abcdef0123456789abcdef", "SK0123456789abcdef0123456789abcdef");
    /// let token = || {
    ///     AccessToken::builder(account_sid, key_sid, "the key's secret")
    ///         .identity("alice")
    ///         .clock(|| UNIX_EPOCH + Duration::from_secs(1_700_000_000))
    ///         .build()
    /// };
    /// assert_eq!(token()?.to_jwt(), token()?.to_jwt());
    /// # Ok::<(), twilio_iam::jwt::InvalidAccessToken>(())
    /// ```
    pub fn clock(self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self { clock: Clock::new(clock), ..self }
    }

    /// Checks everything and signs.
    ///
    /// # Errors
    ///
    /// [`InvalidAccessToken`], which lists all that Twilio would refuse, and what to do.
    pub fn build(self) -> Result<AccessToken, InvalidAccessToken> {
        let (now, ttl) = (self.clock.seconds(), self.ttl.as_secs());
        let not_before = self.not_before.map_or(now, clock::seconds);
        let problems = self.problems(now, not_before);
        let (Ok(account_sid), Ok(key_sid), true) = (self.account_sid, self.key_sid, problems.is_empty()) else {
            return Err(InvalidAccessToken { problems });
        };
        let mut header = json!({"typ": "JWT", "alg": "HS256", "cty": CONTENT_TYPE});
        if let Some(region) = self.region {
            header["twr"] = Json::String(region);
        }
        let identity = self.identity.map(|identity| ("identity".to_owned(), Json::String(identity)));
        let grants = self.grants.into_iter().map(Grant::into_claim);
        let claims = json!({
            "jti": format!("{key_sid}-{now}"),
            "iss": key_sid.as_str(),
            "sub": account_sid.as_str(),
            "iat": now,
            "nbf": not_before,
            "exp": now + ttl,
            "grants": identity.into_iter().chain(grants).collect::<Map<_, _>>(),
        });
        let sign = |input: &[u8]| Ok(hmac(&self.secret)?.chain_update(input).finalize().into_bytes().to_vec());
        jws::sign(&header, &claims, sign).map(AccessToken).map_err(|_: hmac::digest::InvalidLength| {
            InvalidAccessToken { problems: vec!["the secret cannot sign".to_owned()] }
        })
    }

    fn problems(&self, now: u64, not_before: u64) -> Vec<String> {
        let mut problems = Vec::new();
        problems.extend(self.account_sid.as_ref().err().map(ToString::to_string));
        problems.extend(self.key_sid.as_ref().err().map(ToString::to_string));
        problems.extend(unfit(&self.secret).map(str::to_owned));
        let ttl = self.ttl.as_secs();
        if ttl == 0 {
            problems.push("the time to live is 0: give 1 second to 24 hours".to_owned());
        } else if self.ttl > AccessToken::MAX_TTL {
            problems.push("the time to live is over 24 hours: Twilio takes 86400 seconds at most".to_owned());
        } else if not_before >= now.saturating_add(ttl) {
            problems.push("it ends before it begins: `not_before` has to come within the time to live".to_owned());
        }
        problems.extend(self.without_identity());
        if self.region.as_ref().is_some_and(|region| region.is_empty() || !region.bytes().all(is_word)) {
            problems.push("the region is no name of one: write one such as ie1, or none for us1".to_owned());
        }
        for (index, grant) in self.grants.iter().enumerate() {
            problems.extend(grant.problems().into_iter().map(|problem| format!("{} grant: {problem}", grant.name())));
            if self.grants[..index].iter().any(|earlier| earlier.name() == grant.name()) {
                problems.push(format!("{} grant: it is there twice, and only one would count", grant.name()));
            }
        }
        problems
    }

    fn without_identity(&self) -> Option<String> {
        match &self.identity {
            Some(identity) if !identity.trim().is_empty() => None,
            Some(_) => Some("the identity is empty: name the user".to_owned()),
            None if !self.grants.is_empty() && !self.grants.iter().any(Grant::needs_identity) => None,
            None => Some("it has no identity: name the user with `.identity(..)`".to_owned()),
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

/// An access token that Twilio would refuse, with everything that is wrong with it. It shows no secret.
///
/// ```
/// use twilio_iam::jwt::AccessToken;
///
/// let account_sid = "AC0123456789abcdef0123456789abcdef";
/// let error = AccessToken::builder(account_sid, account_sid, "the key's secret").build().unwrap_err();
/// assert_eq!(error.problems()[0], "this is an account SID; the API key SID starts with SK");
/// assert_eq!(error.problems()[1], "it has no identity: name the user with `.identity(..)`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidAccessToken {
    pub(super) problems: Vec<String>,
}

impl InvalidAccessToken {
    /// Each thing that is wrong, and what to do.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}

impl fmt::Display for InvalidAccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the access token cannot be used: {}", self.problems.join("; "))
    }
}

impl std::error::Error for InvalidAccessToken {}
