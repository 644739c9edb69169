//! What enters: the file in which Twilio's command line tool keeps its profiles, the environment, or a vault of one's own.
//! What leaves: credentials, and where they came from.
//!
//! ```no_run
//! use twilio_iam::profile::ProfileFile;
//!
//! let file = ProfileFile::load_default()?;
//! if let Some(exposed) = file.exposed() {
//!     eprintln!("{exposed}");
//! }
//! let profile = file.choose(Some("staging"))?;
//! println!("{:?} in {:?}", profile.account_sid, profile.region);
//! # Ok::<(), twilio_iam::profile::ProfileError>(())
//! ```
//!
//! Source: <https://www.twilio.com/docs/twilio-cli/general-usage/profiles>.

#[cfg(any(feature = "client", feature = "blocking"))]
mod chain;
mod disk;
mod error;
mod file;
mod json;
#[cfg(any(feature = "client", feature = "blocking"))]
mod places;
#[cfg(any(feature = "client", feature = "blocking"))]
mod source;

#[cfg(any(feature = "client", feature = "blocking"))]
pub use chain::{ChainError, CredentialChain};
pub use disk::Exposed;
#[cfg(feature = "cli")]
pub(crate) use disk::{destination, replace};
pub use error::ProfileError;
pub use file::{Profile, ProfileFile};
#[cfg(any(feature = "client", feature = "blocking"))]
pub use places::{Environment, ProfileSource};
#[cfg(any(feature = "client", feature = "blocking"))]
pub use source::{CredentialSource, Found, SourceError};
