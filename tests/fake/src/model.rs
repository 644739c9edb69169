//! What the fake stores: accounts, keys, credentials, safe list entries and OAuth clients, as plain data.

use jiff::Timestamp;
use serde::Deserialize;

use crate::{secret::Secret, synthetic};

/// An account or a subaccount.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Account {
    /// `AC...`
    pub sid: String,
    /// The account that owns this one; a main account owns itself.
    pub owner_sid: String,
    /// Name of the account.
    pub friendly_name: String,
    /// Whether its credentials work.
    pub status: AccountStatus,
    /// The auth tokens that work now.
    pub tokens: AuthTokens,
    /// How many keys are made up when they are listed.
    pub synthetic_keys: u64,
    pub(crate) stamp: Stamp,
}

/// Whether an account is in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// In use.
    #[default]
    Active,
    /// Its credentials are refused until its owner makes it active again.
    Suspended,
    /// Its credentials are refused for good.
    Closed,
}

impl AccountStatus {
    /// The status as the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Suspended, Self::Closed].into_iter().find(|status| status.as_str() == text)
    }
}

/// The auth tokens of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthTokens {
    /// The primary token.
    pub primary: Secret,
    /// The secondary one, where there is one.
    pub secondary: Option<Secret>,
}

/// An API key.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Key {
    /// `SK...`
    pub sid: String,
    /// The account that the key belongs to.
    pub account_sid: String,
    /// The secret, which replies show once.
    pub secret: Secret,
    /// Name of the key.
    pub friendly_name: Option<String>,
    /// What the key is allowed to do.
    pub kind: KeyKind,
    /// The permissions of a restricted key.
    pub allow: Vec<String>,
    pub(crate) stamp: Stamp,
}

impl Key {
    /// Marks the key as changed: it keeps its date of creation.
    pub(crate) fn touch(&mut self, stamp: Stamp) {
        self.stamp = Stamp { created: self.stamp.created, ..stamp };
    }

    /// Whether the key is not one of those that are made up when they are listed.
    pub(crate) fn is_stored(&self) -> bool {
        self.stamp.place > synthetic::TOP
    }

    /// The key as a user name and a password.
    pub fn credentials(&self) -> Credentials {
        Credentials { account_sid: self.account_sid.clone(), username: self.sid.clone(), password: self.secret.clone() }
    }
}

/// The three kinds of keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// Everything that the auth token may do. Made in the console only.
    Main,
    /// Everything but accounts and keys.
    #[default]
    Standard,
    /// What its policy allows.
    Restricted,
}

/// An AWS credential or a public key.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Credential {
    /// `CR...`
    pub sid: String,
    /// The account that the credential belongs to.
    pub account_sid: String,
    /// Name of the credential.
    pub friendly_name: Option<String>,
    /// Which of the two it is.
    pub kind: CredentialKind,
    /// What was sent: the AWS access key and its secret, or PEM text.
    pub value: Secret,
    pub(crate) stamp: Stamp,
}

/// The two kinds of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// `/v1/Credentials/AWS`
    Aws,
    /// `/v1/Credentials/PublicKeys`
    PublicKey,
}

/// An entry of the safe list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SafeListEntry {
    /// `GN...`
    pub sid: String,
    /// The account whose list it is on.
    pub account_sid: String,
    /// The number or 1k prefix.
    pub phone_number: String,
}

/// An OAuth client.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OauthClient {
    /// `OQ...`
    pub client_id: String,
    /// The secret of the client.
    pub client_secret: Secret,
    /// The account that its tokens act for.
    pub account_sid: String,
    /// How many seconds its tokens are good for.
    pub expires_in: u64,
}

/// A bearer token that was handed out.
#[derive(Clone, Debug)]
pub(crate) struct BearerToken {
    pub(crate) token: Secret,
    pub(crate) account_sid: String,
    pub(crate) expires: Timestamp,
}

/// A user name and a password for Basic authentication, with the account that they act for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Credentials {
    /// The account.
    pub account_sid: String,
    /// The user name: an account SID or a key SID.
    pub username: String,
    /// The password: an auth token or a key secret.
    pub password: Secret,
}

/// When a record was made and changed, and where it stands in its list: the highest place comes first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamp {
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) place: u64,
}

/// A record that can be listed.
pub(crate) trait Listed {
    fn sid(&self) -> &str;
    fn place(&self) -> u64;
}

macro_rules! listed {
    ($($record:ty),*) => {
        $(impl Listed for $record {
            fn sid(&self) -> &str {
                &self.sid
            }
            fn place(&self) -> u64 {
                self.stamp.place
            }
        })*
    };
}

listed!(Account, Key, Credential);
