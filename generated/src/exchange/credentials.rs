//! What enters: the SIDs and secrets by which a client is known to Twilio. What leaves: credentials that were checked,
//! show no secret, and are wiped after the last use.

use crate::{AccountSid, Invalid, InvalidSid, KeySid, Secret, SidType};
use std::{fmt, sync::Arc};

/// Who a client is, and for which account it acts.
///
/// Cheap to clone; `Debug` shows SIDs and never a secret. Where each comes from:
/// <https://www.twilio.com/docs/iam/api-keys> and <https://www.twilio.com/docs/iam/test-credentials>.
///
/// ```
/// use twilio_iam::Credentials;
///
/// let account = "AC0123456789abcdef0123456789abcdef";
/// let key = Credentials::api_key("SK0123456789abcdef0123456789abcdef", "its secret", account)?;
/// assert_eq!(key.account_sid().as_str(), account);
///
/// let error = Credentials::auth_token("SK0123456789abcdef0123456789abcdef", "a token").unwrap_err();
/// assert!(error.to_string().contains("the SID of an API key, not of an account"), "{error}");
/// # Ok::<(), twilio_iam::Invalid>(())
/// ```
#[derive(Clone)]
pub struct Credentials(Arc<Detail>);

struct Detail {
    account_sid: AccountSid,
    means: Means,
}

/// What proves who the client is.
pub(crate) enum Means {
    AuthToken(Secret),
    ApiKey { sid: KeySid, secret: Secret },
    Test(Secret),
    OAuth { client_id: String, client_secret: Secret },
}

impl Means {
    /// The secret among it.
    pub(crate) fn secret(&self) -> &Secret {
        match self {
            Self::AuthToken(secret) | Self::Test(secret) => secret,
            Self::ApiKey { secret, .. } | Self::OAuth { client_secret: secret, .. } => secret,
        }
    }
}

impl Credentials {
    /// The account SID and its auth token, which may do everything.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when the SID is not an account's, or the token is empty or holds white space.
    pub fn auth_token(account_sid: impl AsRef<str>, auth_token: impl Into<Secret>) -> Result<Self, Invalid> {
        let account_sid = account("account_sid", account_sid.as_ref())?;
        Ok(Self::of(account_sid, Means::AuthToken(secret("auth_token", auth_token.into())?)))
    }

    /// An API key with its secret, and the SID of the account that it acts for.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when a SID is not of its kind, or the secret is empty or holds white space.
    pub fn api_key(
        key_sid: impl AsRef<str>,
        key_secret: impl Into<Secret>,
        account_sid: impl AsRef<str>,
    ) -> Result<Self, Invalid> {
        let account_sid = account("account_sid", account_sid.as_ref())?;
        let sid = key("key_sid", key_sid.as_ref())?;
        Ok(Self::of(account_sid, Means::ApiKey { sid, secret: secret("key_secret", key_secret.into())? }))
    }

    /// The test account SID and its test auth token: four resources answer, everything else is 403.
    ///
    /// # Errors
    ///
    /// As [`Self::auth_token`].
    pub fn test(account_sid: impl AsRef<str>, auth_token: impl Into<Secret>) -> Result<Self, Invalid> {
        let account_sid = account("account_sid", account_sid.as_ref())?;
        Ok(Self::of(account_sid, Means::Test(secret("auth_token", auth_token.into())?)))
    }

    /// An OAuth application's client id and secret. The client exchanges them for a token, which it renews in time.
    ///
    /// # Errors
    ///
    /// As [`Self::api_key`].
    pub fn oauth(
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
        account_sid: impl AsRef<str>,
    ) -> Result<Self, Invalid> {
        let account_sid = account("account_sid", account_sid.as_ref())?;
        let client_id = client_id.into();
        if client_id.is_empty() {
            return Err(Invalid::setting("client_id", "is empty; give the client id of the OAuth application"));
        }
        let client_secret = secret("client_secret", client_secret.into())?;
        Ok(Self::of(account_sid, Means::OAuth { client_id, client_secret }))
    }

    /// The account that they act for.
    pub fn account_sid(&self) -> &AccountSid {
        &self.0.account_sid
    }

    pub(crate) fn means(&self) -> &Means {
        &self.0.means
    }

    pub(super) fn of(account_sid: AccountSid, means: Means) -> Self {
        Self(Arc::new(Detail { account_sid, means }))
    }
}

/// An account SID; `name` is what the caller calls it.
pub(super) fn account(name: &'static str, text: &str) -> Result<AccountSid, Invalid> {
    let kind = if text.starts_with("SK") { "an API key" } else { "" };
    sid(name, text, kind, "give the SID of the account, which starts with AC; a key goes with its secret beside it")
}

/// A key SID; `name` is what the caller calls it.
pub(super) fn key(name: &'static str, text: &str) -> Result<KeySid, Invalid> {
    let kind = if text.starts_with("AC") { "an account" } else { "" };
    sid(name, text, kind, "give the SID of the API key, which starts with SK")
}

fn sid<T: SidType>(name: &'static str, text: &str, mistaken: &str, cure: &str) -> Result<T, Invalid> {
    text.parse().map_err(|error: InvalidSid| {
        let wanted = if T::PREFIXES == AccountSid::PREFIXES { "an account" } else { "an API key" };
        Invalid::setting(
            name,
            match mistaken {
                "" => format!("is not right: {error}"),
                mistaken => format!("is the SID of {mistaken}, not of {wanted}: {cure}"),
            },
        )
    })
}

/// A secret that can be one: a line break at its end comes from a file and would only be answered with 401.
pub(super) fn secret(name: &'static str, secret: Secret) -> Result<Secret, Invalid> {
    let text = secret.expose_secret();
    if text.is_empty() {
        return Err(Invalid::setting(name, "is empty"));
    }
    if text.trim() != text || text.chars().any(char::is_control) {
        return Err(Invalid::setting(name, "has white space at an end or a control character; trim it"));
    }
    Ok(secret)
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Credentials");
        shown.field("account_sid", &self.0.account_sid);
        match &self.0.means {
            Means::AuthToken(token) => shown.field("auth_token", token),
            Means::Test(token) => shown.field("test_auth_token", token),
            Means::ApiKey { sid, secret } => shown.field("key_sid", sid).field("secret", secret),
            Means::OAuth { client_id, client_secret } => {
                shown.field("client_id", client_id).field("client_secret", client_secret)
            }
        };
        shown.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AC: &str = "AC0123456789abcdef0123456789abcdef";
    const SK: &str = "SK0123456789abcdef0123456789abcdef";

    #[test]
    fn a_mistake_is_called_by_its_name_and_no_secret_shows() {
        let cases = [
            (Credentials::auth_token(SK, "hunter2"), "account_sid is the SID of an API key, not of an account: "),
            (Credentials::api_key(AC, "hunter2", AC), "key_sid is the SID of an account, not of an API key: "),
            (Credentials::api_key(SK, "hunter2", SK), "account_sid is the SID of an API key, not of an account: "),
            (Credentials::auth_token("AC12", "hunter2"), "account_sid is not right: "),
            (Credentials::auth_token(AC, ""), "auth_token is empty"),
            (Credentials::auth_token(AC, "hunter2\n"), "auth_token has white space at an end"),
            (Credentials::oauth("", "hunter2", AC), "client_id is empty"),
        ];
        for (result, expected) in cases {
            let error = result.unwrap_err().to_string();
            assert!(error.starts_with(expected) && !error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn debug_shows_who_and_not_how() {
        for credentials in [
            Credentials::auth_token(AC, "hunter2").unwrap(),
            Credentials::api_key(SK, "hunter2", AC).unwrap(),
            Credentials::test(AC, "hunter2").unwrap(),
            Credentials::oauth("id", "hunter2", AC).unwrap(),
        ] {
            let shown = format!("{credentials:?}");
            assert!(shown.contains(AC) && shown.contains("[redacted]") && !shown.contains("hunter2"), "{shown}");
        }
    }
}
