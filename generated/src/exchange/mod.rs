//! What both clients share: everything that is decided on the way of an operation to Twilio and back. What enters:
//! operations, settings and what a transport reports. What leaves: requests, waits and results. Nothing here does IO.

pub(crate) mod answer;
pub(crate) mod attempt;
mod authorization;
pub(crate) mod context;
pub(crate) mod credentials;
pub(crate) mod environment;
mod error;
mod excerpt;
mod fetched;
mod hint;
mod link;
pub(crate) mod oauth;
mod origin;
pub(crate) mod paging;
pub(crate) mod plan;
mod redact;
mod region;
mod retry;
mod retry_after;
pub(crate) mod run;
mod saved;
mod seen;
pub(crate) mod settings;
pub(crate) mod transport;
pub(crate) mod unfinished;

pub use credentials::Credentials;
pub use error::Error;
pub use fetched::FetchedPage;
pub use retry::RetryPolicy;
pub use saved::{PagingError, PagingProblem, SavedPage};
pub use settings::Builder;
pub use transport::{Body, Limits, Sent, TransportError, TransportErrorKind};
pub use unfinished::Candidate;
