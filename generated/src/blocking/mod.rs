//! The blocking client: the same surface as the async one, for code that is not async. What enters: operations. What
//! leaves: their results, over the async client's HTTP stack on a thread of its own, or over the caller's own.

mod candidates;
mod credentials;
mod driver;
mod iter;
mod transport;
mod worker;

pub use iter::{Items, Pages};
pub use transport::Transport;

use crate::exchange::plan::{Acting, Plan};
use crate::exchange::run::span;
use crate::stack::Http;
use crate::{AccountSid, Builder, Credentials, Error, Operation, Page};
use driver::Core;
use std::{fmt, sync::Arc};
use worker::Worker;

/// Sends operations to Twilio and waits for the answer.
///
/// Cheap to clone, `Send` and `Sync`; all clones share one pool of connections. What is tried again, and where credentials
/// go, is the same as with the async client: a POST whose fate is unknown is never repeated, and credentials go to the host
/// of the operation alone.
///
/// ```no_run
/// use twilio_iam::{Policy, api_v2010::keys::ListKeys, blocking::Client, iam_v1::keys::CreateKey};
///
/// let client = Client::from_env()?;
/// let create = CreateKey::new(client.account_sid())
///     .friendly_name("messaging only")
///     .restricted(Policy::allow(["/twilio/messaging/messages/read"])?);
/// let key = client.send(create)?;
/// println!("{} {}", key.sid, key.secret.expose_secret());
///
/// for key in client.items(ListKeys::new().page_size(200)) {
///     println!("{}", key?.sid);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Threads
///
/// The HTTP stack is the async client's, driven by one thread named `twilio-iam`. The first request starts it, all clones
/// and clients made [`for_account`](Self::for_account) or [`with_credentials`](Self::with_credentials) share it, and it ends
/// with the last of them. With a [`Transport`] of your own there is none.
///
/// Inside an async task a send works too, as does dropping the client, but it blocks the task's thread: there the async
/// client is the better one.
#[derive(Clone)]
pub struct Client {
    core: Arc<Core>,
    acting: Arc<Acting>,
}

/// Sets up a [`Client`].
///
/// ```
/// use twilio_iam::{Credentials, blocking::Client};
///
/// let credentials = Credentials::auth_token("AC0123456789abcdef0123456789abcdef", "the token")?;
/// let client = Client::builder().credentials(credentials).region("ie1").build()?;
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
            None => Arc::new(Worker::new(Http::new(&settings)?)),
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
    /// What would act on the account of the credentials instead is refused as [`Error::Invalid`], and nothing is sent.
    ///
    /// ```no_run
    /// # fn example(client: twilio_iam::blocking::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use twilio_iam::{AccountSid, api_v2010::keys::CreateKey};
    ///
    /// let subaccount = client.for_account(AccountSid::new("ACffffffffffffffffffffffffffffffff")?);
    /// let key = subaccount.send(CreateKey::new().friendly_name("of the subaccount"))?;
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
    /// # Errors
    ///
    /// [`Error`], of any kind but `Paging`.
    pub fn send<O: Operation>(&self, operation: O) -> Result<O::Output, Error> {
        let plan = Plan::new(&self.core.settings, &self.acting, operation.request())?;
        let span = span(&plan);
        let answer = self.core.run(&plan, &span)?;
        answer.read(&self.core.settings, &plan, &span)
    }

    /// What would be sent, for those who only want to see it.
    #[cfg(feature = "cli")]
    pub(crate) fn plan(&self, request: &crate::Request) -> Result<Plan, crate::Invalid> {
        Plan::new(&self.core.settings, &self.acting, request)
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
