//! A stateful fake of the Twilio endpoints: requests on a loopback socket in, documented replies out.
#![allow(dead_code, reason = "the socket in front of the endpoints comes next")]

mod auth;
mod call;
mod clock;
mod mint;
mod model;
mod page;
mod permission;
mod refusal;
mod reply;
mod resource;
mod router;
mod secret;
mod seed;
mod state;
mod synthetic;
mod xml;

pub use model::{
    Account, AccountStatus, AuthTokens, Credential, CredentialKind, Credentials, Key, KeyKind, OauthClient,
    SafeListEntry,
};
pub use secret::Secret;
pub use seed::{AccountSeed, CredentialSeed, KeySeed, OauthClientSeed, Seed};
