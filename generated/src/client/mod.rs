//! The async client. What enters: operations. What leaves: their results, over an HTTP stack that is reqwest or the
//! caller's own; whatever is decided on the way is decided in `exchange`.

mod candidates;
mod credentials;
mod driver;
mod stream;
mod transport;

pub use stream::{Items, Pages};
pub use transport::{BoxFuture, Transport};

use crate::exchange::plan::{Acting, Plan};
use crate::exchange::run::span;
use crate::stack::Http;
use crate::{AccountSid, Builder, Credentials, Error, Operation, Page};
use driver::Core;
use std::{fmt, sync::Arc};

/// Sends operations to Twilio.
///
/// Cheap to clone, `Send` and `Sync`; all clones share one pool of connections. It needs a Tokio runtime, with its time
/// driver, unless a [`Transport`] of your own does without.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use twilio_iam::{Client, Policy, api_v2010::keys::ListKeys, iam_v1::keys::CreateKey};
///
/// let client = Client::from_env()?;
/// let create = CreateKey::new(client.account_sid())
///     .friendly_name("messaging only")
///     .restricted(Policy::allow(["/twilio/messaging/messages/read"])?);
/// let key = client.send(create).await?;
/// println!("{} {}", key.sid, key.secret.expose_secret());
///
/// let mut keys = client.items(ListKeys::new().page_size(200));
/// while let Some(key) = keys.try_next().await? {
///     println!("{}", key.sid);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Retries
///
/// A request is tried again, after a wait, when Twilio answers 429 (any method: it was not processed), when there was no
/// connection (any method: it was not sent), and, for GET and DELETE alone, when the answer is 5xx, late, or cut off. A
/// POST whose fate is unknown is never repeated: it might make a second key. Then the error tells whether it may have been
/// processed, and [`Error::candidates`] finds the keys that it may have made. A DELETE that finds nothing after an attempt
/// of unknown fate has done what it was for, where it is Twilio that says so.
///
/// # Where credentials go
///
/// To the host of the operation and nowhere else: redirects are not followed, nor is a next page at another host, and
/// nothing goes over plain http but to this machine. Proxies of the environment (`HTTPS_PROXY`, `NO_PROXY`) see only a
/// tunnel.
#[derive(Clone)]
pub struct Client {
    core: Arc<Core>,
    acting: Arc<Acting>,
}

/// Sets up a [`Client`].
///
/// ```
/// use std::time::Duration;
/// use twilio_iam::{Client, Credentials, RetryPolicy};
///
/// let credentials = Credentials::auth_token("AC0123456789abcdef0123456789abcdef", "the token")?;
/// let client = Client::builder()
///     .credentials(credentials)
///     .region("ie1")
///     .request_timeout(Duration::from_secs(10))
///     .retry(RetryPolicy::new().attempts(2))
///     .user_agent("my-app/1.2")
///     .build()?;
/// assert_eq!(client.account_sid().as_str(), "AC0123456789abcdef0123456789abcdef");
/// # Ok::<(), twilio_iam::Error>(())
/// ```
pub type ClientBuilder = Builder<dyn Transport>;

impl ClientBuilder {
    /// The client.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when a setting is missing or not right, [`Error::Transport`] when TLS cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let settings = self.settings()?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => Arc::new(Http::new(&settings)?),
        };
        #[cfg(feature = "pkcv")]
        let transport: Arc<dyn Transport> = match self.signer {
            Some(signer) => Arc::new(crate::pkcv::transport::Signing { signer, inner: transport }),
            None => transport,
        };
        let account_sid = settings.credentials.account_sid().clone();
        let acting = Arc::new(Acting { account_sid, borrowed: false });
        Ok(Client { core: Arc::new(Core::new(settings, transport)), acting })
    }
}

impl Client {
    /// A client with the credentials, region and edge of the environment: see [`ClientBuilder`] and its `from_env`.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`], which names the variables that are missing or not right.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().from_env().build()
    }

    /// A client with these credentials and the defaults for the rest.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] when TLS cannot be set up.
    pub fn new(credentials: Credentials) -> Result<Self, Error> {
        Self::builder().credentials(credentials).build()
    }

    /// Sets up a client.
    pub fn builder() -> ClientBuilder {
        Builder::new()
    }

    /// The account that the client acts for.
    pub fn account_sid(&self) -> &AccountSid {
        &self.acting.account_sid
    }

    /// A client for another account, such as a subaccount: the same credentials and connections, other v2010 paths.
    ///
    /// Twilio lets credentials of a parent reach its subaccounts below `/2010-04-01/Accounts/{AccountSid}` alone. What
    /// would act on the parent instead is refused as [`Error::Invalid`], and nothing is sent.
    ///
    /// ```no_run
    /// # async fn example(client: twilio_iam::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use twilio_iam::{AccountSid, api_v2010::keys::CreateKey};
    ///
    /// let subaccount = client.for_account(AccountSid::new("ACffffffffffffffffffffffffffffffff")?);
    /// let key = subaccount.send(CreateKey::new().friendly_name("of the subaccount")).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn for_account(&self, account_sid: impl Into<AccountSid>) -> Self {
        let account_sid = account_sid.into();
        let borrowed = account_sid != *self.core.settings.credentials.account_sid();
        Self { core: Arc::clone(&self.core), acting: Arc::new(Acting { account_sid, borrowed }) }
    }

    /// Sends an operation, given by value or by reference, and reads the answer.
    ///
    /// Dropping the future gives the request up; whether Twilio got it is then unknown.
    ///
    /// # Errors
    ///
    /// [`Error`], of any kind but `Paging`.
    pub async fn send<O: Operation>(&self, operation: O) -> Result<O::Output, Error> {
        let plan = Plan::new(&self.core.settings, &self.acting, operation.request())?;
        drop(operation);
        let span = span(&plan);
        let answer = self.core.run(&plan, &span).await?;
        answer.read(&self.core.settings, &plan, &span)
    }

    /// The records of a list, page after page, each fetched when it is needed.
    pub fn items<O: Operation>(&self, operation: O) -> Items<O>
    where
        O::Output: Page,
    {
        Items::new(self.pages(operation))
    }

    /// The pages of a list, each fetched when it is needed.
    pub fn pages<O: Operation>(&self, operation: O) -> Pages<O>
    where
        O::Output: Page,
    {
        Pages::new(self.clone(), operation.request().clone())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("account_sid", &self.acting.account_sid)
            .field("credentials", &self.core.settings.credentials)
            .finish_non_exhaustive()
    }
}
