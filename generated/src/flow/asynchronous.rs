//! The flows on the async client.

use super::carrier::Carrier;
use super::permissions::change;
use super::{Replacement, ReplacementError, Rotation, RotationError, Verified};
use crate::iam_v1::keys::NewKey;
use crate::{AccountSid, Client, Credentials, Error, KeySid, Operation, PolicyDiff, Secret};
use std::error::Error as StdError;

impl Carrier for Client {
    fn send<O: Operation>(&self, operation: O) -> impl Future<Output = Result<O::Output, Error>> {
        Client::send(self, operation)
    }

    fn account_sid(&self) -> &AccountSid {
        Client::account_sid(self)
    }

    fn credentials(&self) -> &Credentials {
        Client::credentials(self)
    }

    fn with_credentials(&self, credentials: Credentials) -> Self {
        Client::with_credentials(self, credentials)
    }
}

impl Client {
    /// Replaces the account's primary auth token, and gives a client that uses the new one.
    ///
    /// Makes a secondary token, lets `store` store it (and try it, with the client that it is given), sees for itself that
    /// a request made with it succeeds, and promotes it; the old token then stops working at once. Whatever fails before
    /// the promotion leaves the old token in force, and the secondary one is deleted, or reported if it cannot be. Where
    /// the answer to the promotion is lost, both tokens are tried, and the error says which is in force. Where somebody else
    /// put another token in its place, and that one was promoted, the error holds it ([`Left::New`](crate::flow::Left::New)):
    /// store it, for nobody else has it.
    ///
    /// The client has to authenticate with the primary auth token. Webhooks are signed with it too: validate them with
    /// both tokens meanwhile.
    ///
    /// ```no_run
    /// # async fn example(client: twilio_iam::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// # struct Vault;
    /// # impl Vault { async fn store(&self, token: &str) -> Result<(), std::io::Error> { Ok(()) } }
    /// # let vault = Vault;
    /// let client = client
    ///     .rotate_auth_token(async |token, _client| vault.store(token.expose_secret()).await)
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Source: <https://www.twilio.com/docs/iam/api/authtoken>.
    ///
    /// # Errors
    ///
    /// [`RotationError`], which names the step and holds what is left.
    pub async fn rotate_auth_token<F, E>(
        &self,
        store: impl FnOnce(Secret, Client) -> F,
    ) -> Result<Client, RotationError<Client>>
    where
        F: Future<Output = Result<(), E>>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Rotation::whole(self, store).await
    }

    /// The first step of a rotation alone: makes a secondary auth token, valid beside the primary one.
    ///
    /// # Errors
    ///
    /// [`RotationError`]. What was made is deleted if it cannot be used.
    pub async fn begin_rotation(&self) -> Result<Rotation<Self>, RotationError<Self>> {
        Rotation::begin_on(self).await
    }

    /// Replaces an API key, for keys cannot be rotated, and gives the new one.
    ///
    /// Makes a key with the name and policy of the old one, lets `store` store it (and try it, with the client that it is
    /// given), sees for itself that the new key authenticates, and deletes the old one; every access token signed with it
    /// then is invalid. Whatever fails before leaves the old key, and the new one is deleted, or reported if it cannot be.
    ///
    /// The client has to authenticate with what may manage keys: the auth token, a main key, or a restricted key that
    /// holds `/twilio/iam/api-keys/*`. A main key cannot be made here: another one would be
    /// replaced by a standard key, and one that is to replace itself is refused.
    ///
    /// ```no_run
    /// # async fn example(client: twilio_iam::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// # struct Vault;
    /// # impl Vault { async fn store(&self, sid: &str, secret: &str) -> Result<(), std::io::Error> { Ok(()) } }
    /// # let vault = Vault;
    /// use twilio_iam::KeySid;
    ///
    /// let old = KeySid::new("SK0123456789abcdef0123456789abcdef")?;
    /// let new = client
    ///     .replace_key(old, async |key, _client| vault.store(key.sid.as_str(), key.secret.expose_secret()).await)
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Source: <https://www.twilio.com/docs/iam/api-keys/key-resource-v1>.
    ///
    /// # Errors
    ///
    /// [`ReplacementError`], which names the step and holds what is left.
    pub async fn replace_key<F, E>(
        &self,
        old: impl Into<KeySid>,
        store: impl FnOnce(NewKey, Client) -> F,
    ) -> Result<NewKey, ReplacementError<Client>>
    where
        F: Future<Output = Result<(), E>>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Replacement::whole(self, old.into(), store).await
    }

    /// The first step of a replacement alone: makes a key with the name and policy of another.
    ///
    /// # Errors
    ///
    /// [`ReplacementError`]. What was made is deleted if it is not like the old one.
    pub async fn begin_replacement(&self, old: impl Into<KeySid>) -> Result<Replacement<Self>, ReplacementError<Self>> {
        Replacement::begin_on(self, old.into()).await
    }

    /// Adds permissions to a restricted key: reads its policy, adds what it does not allow yet, and writes the whole.
    ///
    /// Twilio has no way to make that one step: of two such changes at the same moment, one may be lost. Where the answer to
    /// the writing is lost, the policy is read once more. Gives what was changed.
    ///
    /// ```no_run
    /// # async fn example(client: twilio_iam::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use twilio_iam::{Action, KeySid, Permission, Product};
    ///
    /// let key = KeySid::new("SK0123456789abcdef0123456789abcdef")?;
    /// let change = client.grant(key, [Permission::new(Product::Voice, "calls", Action::Create)]).await?;
    /// println!("{change}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error`]; [`Error::Invalid`] when the key is no restricted one, or the new policy would not be one.
    pub async fn grant<T: Into<String>>(
        &self,
        key: impl Into<KeySid>,
        permissions: impl IntoIterator<Item = T>,
    ) -> Result<PolicyDiff, Error> {
        change(self, &key.into(), |policy| policy.granting(permissions)).await
    }

    /// Takes permissions from a restricted key: reads its policy, removes them, and writes the rest.
    ///
    /// As [`grant`](Self::grant), and what [`Policy::revoking`](crate::Policy::revoking) says of `*`.
    ///
    /// # Errors
    ///
    /// As [`grant`](Self::grant).
    pub async fn revoke<T: Into<String>>(
        &self,
        key: impl Into<KeySid>,
        permissions: impl IntoIterator<Item = T>,
    ) -> Result<PolicyDiff, Error> {
        change(self, &key.into(), |policy| policy.revoking(permissions)).await
    }
}

impl Rotation<Client> {
    /// Sees whether a request made with the secondary token succeeds.
    ///
    /// # Errors
    ///
    /// [`RotationError`], with the rotation in it.
    pub async fn verify(self) -> Result<Verified<Self>, RotationError<Client>> {
        self.verified().await
    }

    /// Deletes the secondary token. The primary one stays as it is.
    ///
    /// # Errors
    ///
    /// [`RotationError`], with the rotation in it.
    pub async fn abandon(self) -> Result<(), RotationError<Client>> {
        self.abandoned().await
    }
}

impl Verified<Rotation<Client>> {
    /// Makes the secondary token the primary one, and gives a client that uses it. The old token stops working at once.
    ///
    /// # Errors
    ///
    /// [`RotationError`], after both tokens were tried.
    pub async fn promote(self) -> Result<Client, RotationError<Client>> {
        self.promoted().await
    }
}

impl Replacement<Client> {
    /// Sees whether the new key authenticates.
    ///
    /// # Errors
    ///
    /// [`ReplacementError`], with the replacement in it.
    pub async fn verify(self) -> Result<Verified<Self>, ReplacementError<Client>> {
        self.verified().await
    }

    /// Deletes the new key. The old one stays as it is.
    ///
    /// # Errors
    ///
    /// [`ReplacementError`], with the replacement in it.
    pub async fn abandon(self) -> Result<(), ReplacementError<Client>> {
        self.abandoned().await
    }
}

impl Verified<Replacement<Client>> {
    /// Deletes the old key, and gives the new one.
    ///
    /// # Errors
    ///
    /// [`ReplacementError`], with the replacement in it.
    pub async fn finish(self) -> Result<NewKey, ReplacementError<Client>> {
        self.finished().await
    }
}
