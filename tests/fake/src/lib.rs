//! A stateful fake of the Twilio endpoints: requests on a loopback socket in, documented replies out.
#![allow(dead_code, reason = "the endpoints that use the state come next")]

mod clock;
mod mint;
mod model;
mod secret;
mod seed;
mod state;
mod synthetic;

pub use model::{
    Account, AccountStatus, AuthTokens, Credential, CredentialKind, Credentials, Key, KeyKind, OauthClient,
    SafeListEntry,
};
pub use secret::Secret;
pub use seed::{AccountSeed, CredentialSeed, KeySeed, OauthClientSeed, Seed};
