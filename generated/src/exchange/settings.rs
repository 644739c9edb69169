//! What enters: what a caller sets, or the environment. What leaves: settings that were checked, once, before any request.

use super::authorization::basic;
use super::environment::{self, Variables};
use super::origin::{Origin, Sites};
use super::region::Location;
#[cfg(feature = "pkcv")]
use crate::AccountSid;
use crate::{Credentials, Invalid, RetryPolicy};
use http::HeaderValue;
use std::{fmt, sync::Arc, time::Duration};

/// Everything that a client was told.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) credentials: Credentials,
    /// The header, where it is always the same one.
    pub(crate) basic: Option<HeaderValue>,
    pub(crate) location: Location,
    pub(crate) base: Option<Origin>,
    /// Where services answer by these settings.
    pub(crate) sites: Sites,
    pub(crate) connect_timeout: Duration,
    pub(crate) request_timeout: Duration,
    pub(crate) deadline: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) user_agent: HeaderValue,
    pub(crate) body_limit: usize,
    pub(crate) prefetch: bool,
    /// The account for which a signer signs what is sent.
    #[cfg(feature = "pkcv")]
    pub(crate) signed_for: Option<AccountSid>,
}

impl Settings {
    /// Refuses what would be signed for another account than that of the credentials.
    pub(crate) fn signs(&self) -> Result<(), Invalid> {
        #[cfg(feature = "pkcv")]
        if let Some(account_sid) = &self.signed_for {
            return same_account(account_sid, &self.credentials);
        }
        Ok(())
    }

    /// The same for somebody else.
    pub(crate) fn with_credentials(&self, credentials: Credentials) -> Self {
        Self { basic: basic(&credentials), credentials, ..self.clone() }
    }
}

/// A base URL, after what reads it, which depends on who said it.
type Base = (fn(&str) -> Result<Origin, Invalid>, String);

/// Sets up a client: each client's `ClientBuilder` is it, with the transport of that client as `T`.
///
/// Nothing is checked before it is built.
///
/// ```
/// use std::time::Duration;
/// use twilio_iam::{Builder, RetryPolicy};
///
/// fn impatient<T: ?Sized>(builder: Builder<T>) -> Builder<T> {
///     builder.request_timeout(Duration::from_secs(5)).deadline(Duration::from_secs(10)).retry(RetryPolicy::never())
/// }
/// ```
#[must_use = "a builder does nothing until it is built"]
pub struct Builder<T: ?Sized> {
    credentials: Option<Credentials>,
    environment: Option<Invalid>,
    region: Option<String>,
    edge: Option<String>,
    base_url: Option<Base>,
    connect_timeout: Duration,
    request_timeout: Duration,
    deadline: Duration,
    retry: RetryPolicy,
    user_agent: String,
    body_limit: usize,
    prefetch: bool,
    pub(crate) transport: Option<Arc<T>>,
    #[cfg(feature = "pkcv")]
    pub(crate) signer: Option<crate::pkcv::Signer>,
}

impl<T: ?Sized> Builder<T> {
    pub(crate) fn new() -> Self {
        Self {
            credentials: None,
            environment: None,
            region: None,
            edge: None,
            base_url: None,
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(30),
            deadline: Duration::from_secs(120),
            retry: RetryPolicy::new(),
            user_agent: String::new(),
            body_limit: 32 * 1024 * 1024,
            prefetch: false,
            transport: None,
            #[cfg(feature = "pkcv")]
            signer: None,
        }
    }

    /// Takes credentials, region, edge and base URL from the environment: `TWILIO_ACCOUNT_SID`, `TWILIO_API_KEY` with
    /// `TWILIO_API_SECRET` or else `TWILIO_CLIENT_ID` with `TWILIO_CLIENT_SECRET` or else `TWILIO_AUTH_TOKEN`,
    /// `TWILIO_REGION`, `TWILIO_EDGE`, `TWILIO_BASE_URL`. The last is for a server on this machine, such as a fake of
    /// Twilio's: credentials go to another host only where [`Self::base_url`] names it.
    ///
    /// What is set after it wins over it.
    pub fn from_env(self) -> Self {
        self.variables(&environment::process)
    }

    fn variables(mut self, variable: Variables<'_>) -> Self {
        match environment::credentials(variable) {
            Ok(credentials) => self = self.credentials(credentials),
            Err(invalid) => self.environment = Some(invalid),
        }
        self.region = variable("TWILIO_REGION").or(self.region);
        self.edge = variable("TWILIO_EDGE").or(self.edge);
        match variable("TWILIO_BASE_URL") {
            Some(base_url) => self.local_base_url(base_url),
            None => self,
        }
    }

    /// The base URL of the environment. Whoever writes a file there could have the credentials sent anywhere by it, so it
    /// names this machine or is refused.
    pub(crate) fn local_base_url(mut self, base_url: String) -> Self {
        self.base_url = Some((Origin::local, base_url));
        self
    }

    /// Who the client is.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// The region that keeps the data, such as `ie1`; `us1` when unset.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The edge through which requests go, such as `dublin`; the region's own when unset.
    pub fn edge(mut self, edge: impl Into<String>) -> Self {
        self.edge = Some(edge.into());
        self
    }

    /// Scheme, host and port in place of those of every service, for tests: https, or http to this machine.
    ///
    /// Paths stay as they are. Requests to this machine use no proxy.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some((Origin::base, base_url.into()));
        self
    }

    /// How long a connection may take, TLS included; 10 seconds when unset.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take, from the first byte to the last of the answer; 30 seconds when unset.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// How long an operation may take with all its attempts and the waits between; two minutes when unset.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// How often and after which waits a request is tried again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Adds a product to the user agent, such as `my-app/1.2`.
    pub fn user_agent(mut self, product: impl AsRef<str>) -> Self {
        self.user_agent.push(' ');
        self.user_agent.push_str(product.as_ref());
        self
    }

    /// The greatest number of bytes of an answer; 32 MiB when unset.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Whether the next page of a list is asked for while the one before is worked on. Off when unset.
    pub fn prefetch(mut self, prefetch: bool) -> Self {
        self.prefetch = prefetch;
        self
    }

    /// An HTTP stack of your own, in place of the one built in.
    pub fn transport(mut self, transport: Arc<T>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Signs every request with the private key of a registered public key: see [`pkcv`](crate::pkcv). The client has to
    /// authenticate with an API key.
    #[cfg(feature = "pkcv")]
    pub fn signer(mut self, signer: crate::pkcv::Signer) -> Self {
        self.signer = Some(signer);
        self
    }

    pub(crate) fn settings(&self) -> Result<Settings, Invalid> {
        let credentials = match (&self.credentials, &self.environment) {
            (Some(credentials), _) => credentials.clone(),
            (None, Some(invalid)) => return Err(invalid.clone()),
            (None, None) => return Err(Invalid::setting("credentials", "are not set; give some to the builder")),
        };
        #[cfg(feature = "pkcv")]
        if let Some(signer) = &self.signer {
            admit(signer, &credentials)?;
        }
        let deadline = limited("deadline", self.deadline)?;
        Ok(Settings {
            basic: basic(&credentials),
            credentials,
            location: Location::new(self.region.as_deref(), self.edge.as_deref())?,
            base: self.base_url.as_ref().map(|(read, text)| read(text)).transpose()?,
            sites: Sites::default(),
            connect_timeout: limited("connect_timeout", self.connect_timeout)?.min(deadline),
            request_timeout: limited("request_timeout", self.request_timeout)?.min(deadline),
            deadline,
            retry: self.retry,
            user_agent: user_agent(&self.user_agent)?,
            body_limit: self.body_limit,
            prefetch: self.prefetch,
            #[cfg(feature = "pkcv")]
            signed_for: self.signer.as_ref().map(|signer| signer.account_sid().clone()),
        })
    }
}

impl<T: ?Sized> fmt::Debug for Builder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("region", &self.region)
            .field("edge", &self.edge)
            .finish_non_exhaustive()
    }
}

/// A signer whose signatures Twilio takes from these credentials.
#[cfg(feature = "pkcv")]
fn admit(signer: &crate::pkcv::Signer, credentials: &Credentials) -> Result<(), Invalid> {
    use super::credentials::Means;
    match credentials.means() {
        Means::ApiKey { sid, .. } if sid == signer.key_sid() => same_account(signer.account_sid(), credentials),
        Means::ApiKey { .. } => {
            Err(Invalid::setting("signer", "signs for another API key than the credentials'; give it the same one"))
        }
        _ => Err(Invalid::setting("signer", "needs credentials that are an API key; nothing else can be signed for")),
    }
}

#[cfg(feature = "pkcv")]
fn same_account(signer: &AccountSid, credentials: &Credentials) -> Result<(), Invalid> {
    if signer == credentials.account_sid() {
        return Ok(());
    }
    Err(Invalid::setting(
        "signer",
        "signs for another account than the credentials'; make a client with a signer of its own",
    ))
}

/// A time that is some, and not for ever.
fn limited(name: &'static str, time: Duration) -> Result<Duration, Invalid> {
    const LONGEST: Duration = Duration::from_secs(60 * 60);
    if time.is_zero() || time > LONGEST {
        return Err(Invalid::setting(name, "is not between nothing and an hour; no request may take for ever"));
    }
    Ok(time)
}

fn user_agent(products: &str) -> Result<HeaderValue, Invalid> {
    let (version, os, arch) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    HeaderValue::from_str(&format!("twilio-iam/{version} ({os} {arch}) rust{products}"))
        .map_err(|_| Invalid::setting("user_agent", "has a line break or another character that no header can hold"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AC: &str = "AC0123456789abcdef0123456789abcdef";

    fn builder() -> Builder<()> {
        Builder::new().credentials(Credentials::auth_token(AC, "hunter2").unwrap())
    }

    fn refusal(builder: &Builder<()>) -> String {
        builder.settings().err().map(|invalid| invalid.to_string()).unwrap_or_default()
    }

    #[test]
    fn no_time_is_unlimited() {
        for time in [Duration::ZERO, Duration::MAX] {
            assert!(refusal(&builder().connect_timeout(time)).starts_with("connect_timeout is not between"));
            assert!(refusal(&builder().request_timeout(time)).starts_with("request_timeout is not between"));
            assert!(refusal(&builder().deadline(time)).starts_with("deadline is not between"));
        }
    }

    #[test]
    fn the_user_agent_names_the_crate_and_then_the_caller() {
        let settings = builder().user_agent("my-app/1.2").user_agent("more").settings().unwrap();
        let text = settings.user_agent.to_str().unwrap();
        let version = env!("CARGO_PKG_VERSION");
        assert!(
            text.starts_with(&format!("twilio-iam/{version} (")) && text.ends_with(") rust my-app/1.2 more"),
            "{text}"
        );
        assert!(refusal(&builder().user_agent("a\r\nX: y")).starts_with("user_agent has a line break"));
    }

    #[test]
    fn the_environment_is_read_and_overridden() {
        let set = |name: &str| match name {
            "TWILIO_ACCOUNT_SID" => Some(AC.to_owned()),
            "TWILIO_AUTH_TOKEN" => Some("hunter2".to_owned()),
            "TWILIO_REGION" => Some("ie1".to_owned()),
            "TWILIO_BASE_URL" => Some("http://example.com".to_owned()),
            _ => None,
        };
        let environment = || Builder::<()>::new().variables(&set);
        assert!(refusal(&environment()).starts_with("TWILIO_BASE_URL is not on this machine"));
        let settings = environment().base_url("http://127.0.0.1:1").settings().unwrap();
        assert_eq!(settings.location.region(), Some("ie1"));
        let elsewhere = |name: &str| match name {
            "TWILIO_BASE_URL" => Some("https://example.com".to_owned()),
            name => set(name),
        };
        let environment = || Builder::<()>::new().variables(&elsewhere);
        assert!(refusal(&environment()).starts_with("TWILIO_BASE_URL is not on this machine"));
        assert!(environment().base_url("https://example.com").settings().is_ok());
        assert!(refusal(&Builder::<()>::new().variables(&|_| None)).starts_with("TWILIO_ACCOUNT_SID is not set, nor"));
        assert!(refusal(&Builder::<()>::new()).starts_with("credentials are not set"));
    }
}
