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

mod disk;
mod error;
mod file;
mod json;

pub use disk::Exposed;
pub use error::ProfileError;
pub use file::{Profile, ProfileFile};
