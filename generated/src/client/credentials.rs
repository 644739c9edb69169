//! What enters: a client, and other credentials. What leaves: a client that is the same but for who it is.

use super::Client;
use crate::Credentials;
use crate::exchange::plan::Acting;
use std::sync::Arc;

impl Client {
    /// A client with other credentials, for their account, and with the settings and connections of this one.
    ///
    /// A signer signs for its own account alone: what a client with credentials of another would send is refused.
    ///
    /// ```
    /// use twilio_iam::{Client, Credentials};
    ///
    /// let account = "AC0123456789abcdef0123456789abcdef";
    /// let old = Client::new(Credentials::auth_token(account, "the old token")?)?;
    /// let new = old.with_credentials(Credentials::auth_token(account, "the new token")?);
    /// # Ok::<(), twilio_iam::Error>(())
    /// ```
    #[must_use]
    pub fn with_credentials(&self, credentials: Credentials) -> Self {
        let acting = Acting { account_sid: credentials.account_sid().clone(), borrowed: false };
        Self { core: Arc::new(self.core.with_credentials(credentials)), acting: Arc::new(acting) }
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.core.settings.credentials
    }
}
