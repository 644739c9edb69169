//! A stateful fake of the Twilio endpoints: requests on a loopback socket in, documented replies out.
//!
//! It answers for api, accounts, iam and oauth.twilio.com on one port, and knows nothing of the crate `twilio-iam`: it
//! is the second opinion about what that crate sends and reads.
//!
//! ```
//! use twilio_iam_fake::{Fake, Fault, Rule};
//!
//! let fake = Fake::spawn();
//! let busy = fake.add_rule(Rule::new("POST", "/v1/Keys", Fault::too_many_requests(Some(1))).times(1));
//! // A client with the base URL `fake.url()`, `fake.account_sid()` and `fake.auth_token()` does its work, and then:
//! assert_eq!(fake.struck(busy), 0);
//! assert!(fake.requests().is_empty());
//! ```
//!
//! # Where Twilio's documents are silent
//! The fake had to choose. A test should not lean on any of these:
//! - a restricted key without a permission is answered 403 (code 70051), and the permissions of this API, but for
//!   `/twilio/iam/api-keys`, are named `/twilio/iam/accounts`, `auth-tokens`, `aws-credentials`, `public-keys` and
//!   `/twilio/messaging/safe-list`; standard keys may use all that is not an account or a key;
//! - another account's SID is answered 401 (code 20003), an unknown one 404;
//! - a second secondary auth token, a change of status by the account itself, the revival of a closed account, a
//!   `PageSize` outside 1 to 1000 and a `Policy` without `KeyType` are refused with 400;
//! - a number put on the safe list twice keeps its first SID;
//! - only the armour of a public key's PEM is looked at.

mod auth;
mod builder;
mod call;
mod clock;
mod connection;
mod fake;
mod fault;
mod http;
mod mint;
mod model;
mod mutate;
mod page;
mod permission;
mod plan;
mod record;
mod refusal;
mod reply;
mod request;
mod resource;
mod router;
mod secret;
mod seed;
mod server;
mod state;
mod synthetic;
mod xml;

pub use builder::Builder;
pub use fake::Fake;
pub use fault::{Canned, Edit, Fault, NextPage, Rule};
pub use model::{
    Account, AccountStatus, AuthTokens, Credential, CredentialKind, Credentials, Key, KeyKind, OauthClient,
    SafeListEntry,
};
pub use plan::RuleId;
pub use request::Request;
pub use secret::Secret;
pub use seed::{AccountSeed, CredentialSeed, KeySeed, OauthClientSeed, Seed};
