//! What enters: a place where credentials may be. What leaves: the credentials, and what goes with them.

use crate::{Builder, Credentials};
use std::error::Error as StdError;

/// A place where credentials may be: implement it for a vault.
///
/// It is asked once, before the client is made, and waits for the answer. Credentials out of a vault whose library is async
/// need no source: get them, and give them to the client.
///
/// ```
/// use twilio_iam::Credentials;
/// use twilio_iam::profile::{CredentialChain, CredentialSource, Environment, Found, SourceError};
///
/// struct Vault;
///
/// impl CredentialSource for Vault {
///     fn name(&self) -> String {
///         "the vault".to_owned()
///     }
///
///     fn find(&self) -> Result<Option<Found>, SourceError> {
///         # let (key, account) = ("SK0123456789abcdef0123456789abcdef", "AC0123456789abcdef0123456789abcdef");
///         # let read = |_: &str| "s";
///         Ok(Some(Found::new(Credentials::api_key(key, read("twilio/secret"), account)?)))
///     }
/// }
///
/// let found = CredentialChain::new().then(Environment::of(|_| None)).then(Vault).resolve()?;
/// assert_eq!(found.source(), "the vault");
/// # Ok::<(), twilio_iam::profile::ChainError>(())
/// ```
pub trait CredentialSource: Send + Sync {
    /// What to call it in a message.
    fn name(&self) -> String;

    /// The credentials, or none if it has none; then the next source is asked.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from telling. No other source is asked then: credentials of another account could be used
    /// unnoticed.
    fn find(&self) -> Result<Option<Found>, SourceError>;
}

/// Whatever keeps a source from telling. It should show no secret.
pub type SourceError = Box<dyn StdError + Send + Sync>;

/// Credentials, and what goes with them.
#[derive(Clone, Debug)]
pub struct Found {
    credentials: Credentials,
    region: Option<String>,
    edge: Option<String>,
    warnings: Vec<String>,
    pub(super) source: String,
}

impl Found {
    /// Credentials alone.
    pub fn new(credentials: Credentials) -> Self {
        Self { credentials, region: None, edge: None, warnings: Vec::new(), source: String::new() }
    }

    /// The same with the region and edge that go with them.
    #[must_use]
    pub fn at(self, region: Option<String>, edge: Option<String>) -> Self {
        Self { region, edge, ..self }
    }

    /// The same with something that their owner should know.
    #[must_use]
    pub fn warning(mut self, warning: impl Into<String>) -> Self {
        self.warnings.push(warning.into());
        self
    }

    /// Who the client is to be.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The region that goes with them, such as `ie1`.
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The edge by which the region is reached.
    pub fn edge(&self) -> Option<&str> {
        self.edge.as_deref()
    }

    /// Where they came from, for messages.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What their owner should know, such as that others can read the file.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Gives a client's builder the credentials, region and edge.
    ///
    /// ```no_run
    /// use twilio_iam::{Client, profile::CredentialChain};
    ///
    /// let found = CredentialChain::command_line(None).resolve()?;
    /// let client = found.apply(Client::builder()).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn apply<T: ?Sized>(&self, builder: Builder<T>) -> Builder<T> {
        let mut builder = builder.credentials(self.credentials.clone());
        if let Some(region) = &self.region {
            builder = builder.region(region);
        }
        if let Some(edge) = &self.edge {
            builder = builder.edge(edge);
        }
        builder
    }
}
