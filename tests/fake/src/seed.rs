//! What the fake starts with: written in Rust, or read from a YAML or JSON file of the same shape.

use serde::Deserialize;

use crate::{
    model::{AccountStatus, KeyKind},
    secret::Secret,
};

/// The state of a fake at its start. All of it may be left out: what is missing is made up from [`Seed::seed`].
///
/// Lists keep the order in which they are written here: the first key of the file is the first key listed. What is
/// created later comes before it, as Twilio sorts the newest first.
///
/// ```
/// let seed = twilio_iam_fake::Seed::parse("
/// seed: 7                            # all made-up SIDs and secrets grow from this number
/// clock: 2026-11-20T10:00:00Z        # stands still; leave it out for the real time
/// account:
///   friendly_name: Shop
///   auth_token: 00000000000000000000000000000007
///   keys:
///     - friendly_name: deploy        # a standard key, with a SID and a secret made up
///     - kind: restricted
///       allow: [/twilio/messaging/messages/read]
///   safe_list: ['+18001234567']
/// subaccounts:
///   - friendly_name: Branch
///     synthetic_keys: 1000000        # listed and fetched, never stored
/// ").unwrap();
/// assert_eq!(seed.account.keys.len(), 2);
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// The number that all made-up SIDs and secrets grow from.
    pub seed: u64,
    /// The time at which the clock stands, such as `2026-11-20T10:00:00Z`; it runs when this is left out.
    pub clock: Option<String>,
    /// Whether the account also gets a main, a standard and a restricted key, listed after those given here.
    pub default_keys: bool,
    /// The main account.
    pub account: AccountSeed,
    /// Its subaccounts.
    pub subaccounts: Vec<AccountSeed>,
}

impl Seed {
    /// Reads a seed from YAML or JSON text; the error tells what is wrong and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        let seed: Self = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        match &seed.clock {
            Some(time) if time.parse::<jiff::Timestamp>().is_err() => {
                Err(format!("clock: `{time}` is not a time such as 2026-11-20T10:00:00Z"))
            }
            _ => Ok(seed),
        }
    }
}

impl Default for Seed {
    fn default() -> Self {
        Self { seed: 1, clock: None, default_keys: true, account: AccountSeed::default(), subaccounts: Vec::new() }
    }
}

/// An account at the start. What is left out is made up.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccountSeed {
    /// `AC` and 32 hexadecimal digits.
    pub sid: Option<String>,
    /// Name of the account.
    pub friendly_name: Option<String>,
    /// The primary auth token.
    pub auth_token: Option<Secret>,
    /// The secondary auth token; none when left out.
    pub secondary_auth_token: Option<Secret>,
    /// `active` (as when left out), `suspended` or `closed`.
    pub status: AccountStatus,
    /// Keys of the account.
    pub keys: Vec<KeySeed>,
    /// AWS credentials of the account.
    pub aws: Vec<CredentialSeed>,
    /// Public keys of the account.
    pub public_keys: Vec<CredentialSeed>,
    /// Phone numbers on the safe list.
    pub safe_list: Vec<String>,
    /// OAuth clients that may ask for tokens of this account.
    pub oauth_clients: Vec<OauthClientSeed>,
    /// How many keys, beyond the stored ones, are made up whenever they are listed or fetched.
    pub synthetic_keys: u64,
}

/// A key at the start. What is left out is made up.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KeySeed {
    /// `standard` (as when left out), `main` or `restricted`.
    pub kind: KeyKind,
    /// `SK` and 32 hexadecimal digits.
    pub sid: Option<String>,
    /// The secret of the key.
    pub secret: Option<Secret>,
    /// Name of the key; null in replies when left out.
    pub friendly_name: Option<String>,
    /// What a restricted key may do.
    pub allow: Vec<String>,
}

impl KeySeed {
    /// A main key, which no API call can make.
    pub fn main() -> Self {
        Self { kind: KeyKind::Main, ..Self::default() }
    }

    /// A standard key.
    pub fn standard() -> Self {
        Self::default()
    }

    /// A restricted key that holds these permissions.
    pub fn restricted<P: Into<String>>(allow: impl IntoIterator<Item = P>) -> Self {
        let allow = allow.into_iter().map(Into::into).collect();
        Self { kind: KeyKind::Restricted, allow, ..Self::default() }
    }

    /// The same key under this name.
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { friendly_name: Some(name.into()), ..self }
    }
}

/// An AWS credential or a public key at the start.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CredentialSeed {
    /// `CR` and 32 hexadecimal digits.
    pub sid: Option<String>,
    /// Name of the credential; null in replies when left out.
    pub friendly_name: Option<String>,
    /// `ACCESS_KEY_ID:SECRET_ACCESS_KEY`, or the PEM text of the public key.
    pub value: Option<Secret>,
}

/// An OAuth client at the start.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OauthClientSeed {
    /// `OQ` and 32 hexadecimal digits.
    pub client_id: Option<String>,
    /// The secret of the client.
    pub client_secret: Option<Secret>,
    /// How many seconds its tokens are good for; 3600 when left out.
    pub expires_in: Option<u64>,
}
