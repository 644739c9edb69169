//! Twilio's accounts, API keys, credentials, auth tokens and safe list, as typed operations and replies, and clients that
//! send them.
//!
//! An operation is plain data: it describes a request and how its reply is read, holds no client and does no IO. Clients
//! send operations; there is an async one and a blocking one, of the same surface.
//!
//! ```no_run
//! # #[cfg(feature = "client")]
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use twilio_iam::{Client, Policy, api_v2010::keys::ListKeys, iam_v1::keys::CreateKey};
//!
//! let client = Client::from_env()?;
//! let create = CreateKey::new(client.account_sid())
//!     .friendly_name("messaging only")
//!     .restricted(Policy::allow(["/twilio/messaging/messages/read"])?);
//! let key = client.send(create).await?;
//! println!("{} {}", key.sid, key.secret.expose_secret());
//!
//! let mut keys = client.items(ListKeys::new().page_size(200));
//! while let Some(key) = keys.try_next().await? {
//!     println!("{}", key.sid);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! | feature | default | gives |
//! |---|---|---|
//! | `client` | yes | `Client`, async, on reqwest and Tokio |
//! | `blocking` | | `blocking::Client`, the same on a thread of its own, for code that is not async |
//! | `rustls` | yes | TLS by rustls, with the trust store of the operating system |
//! | `native-tls` | | TLS by the operating system; `rustls` wins when both are on |
//! | `tracing` | with a client | reports of dropped members, and spans of requests |
//!
//! Without features the crate keeps the operations and replies, to be carried by any transport; see [`Operation`].

extern crate self as twilio_iam;

// Its formatter is the generator.
#[rustfmt::skip]
pub mod api;
mod api_error;
#[cfg(feature = "blocking")]
pub mod blocking;
mod choice;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[cfg(feature = "client")]
mod client;
#[cfg(any(feature = "jwt", feature = "pkcv"))]
mod clock;
mod date;
mod decode;
mod encode;
#[cfg(any(feature = "client", feature = "blocking"))]
mod exchange;
mod field;
#[cfg(any(feature = "client", feature = "blocking"))]
pub mod flow;
mod integer;
#[cfg(any(feature = "jwt", feature = "pkcv"))]
mod jws;
#[cfg(feature = "jwt")]
pub mod jwt;
mod line;
mod model;
mod number;
mod operation;
mod page;
mod pattern;
mod percent;
#[cfg(feature = "pkcv")]
pub mod pkcv;
mod policy;
#[cfg(feature = "profile")]
pub mod profile;
mod request;
mod restricted;
#[cfg(test)]
mod sample;
mod secret;
mod sid_type;
#[cfg(any(feature = "client", feature = "blocking"))]
mod stack;
mod timestamp;
mod union;
mod validate;
mod value;
#[cfg(feature = "webhook")]
pub mod webhook;
mod wiped;

pub use api::sid::*;
pub use api::*;
pub use api_error::{ApiError, FieldError};
pub use choice::Unknown;
#[cfg(feature = "client")]
pub use client::{BoxFuture, Client, ClientBuilder, Items, Pages, Transport};
pub use date::{Date, InvalidDate};
pub use decode::{Bytes, Decode, DecodeError, Mismatch, Reply, Text};
#[cfg(any(feature = "client", feature = "blocking"))]
pub use exchange::{
    Body, Builder, Candidate, Credentials, Error, FetchedPage, Limits, PagingError, PagingProblem, RetryPolicy,
    SavedPage, Sent, TransportError, TransportErrorKind,
};
pub use field::{Bounds, Field, Kind, Place, Style};
pub use integer::Integer;
pub use number::Number;
pub use operation::{Method, Operation, OperationSpec, Security};
pub use page::{NextPage, Page, Paging};
pub use pattern::{Pattern, Piece};
pub use policy::{Action, InvalidPolicy, Permission, Policy, PolicyBuilder, PolicyDiff, Product};
pub use request::Request;
pub use secret::{Secret, WithSecrets};
pub use serde_json::Value as Json;
pub use sid_type::{InvalidSid, Sid, SidKind, SidType, TypedSid};
pub use timestamp::{InvalidTimestamp, Timestamp};
pub use validate::Invalid;
pub use value::Value;

/// What the macros expand to. Not for direct use: it changes without notice.
#[doc(hidden)]
pub mod support {
    pub use crate::decode::{Model, Slots, deserialize, fill, filled, object, text};
    pub use crate::model::{Entries, Nulls, write};
    pub use crate::union::{Fit, Union, better, decode as union, fits, tag, tagged};
    pub use serde::de::{Deserialize, Deserializer, MapAccess};
    pub use serde::ser::{Serialize, Serializer};
}
