//! What enters: places where credentials may be. What leaves: those of the first place that has any, and which it was.

use super::{CredentialSource, Environment, Found, ProfileSource, SourceError};
use std::error::Error as StdError;
use std::fmt;

/// Sources that are asked one after the other. See [`CredentialSource`] for an example.
#[derive(Default)]
pub struct CredentialChain(Vec<Box<dyn CredentialSource>>);

impl CredentialChain {
    /// No source yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The sources of the command line tool in its order: a profile that is named (`-p`), and no other; else the
    /// environment, and then the active profile.
    ///
    /// Source: <https://www.twilio.com/docs/twilio-cli/general-usage/profiles>.
    pub fn command_line(profile: Option<&str>) -> Self {
        match profile {
            Some(id) => Self::new().then(ProfileSource::named(id)),
            None => Self::new().then(Environment::process()).then(ProfileSource::active()),
        }
    }

    /// Asks this source if those before it have nothing.
    #[must_use]
    pub fn then(mut self, source: impl CredentialSource + 'static) -> Self {
        self.0.push(Box::new(source));
        self
    }

    /// Asks.
    ///
    /// # Errors
    ///
    /// [`ChainError`] when a source cannot tell, or none has any.
    pub fn resolve(&self) -> Result<Found, ChainError> {
        for source in &self.0 {
            match source.find() {
                Ok(Some(mut found)) => {
                    found.source = source.name();
                    return Ok(found);
                }
                Ok(None) => {}
                Err(error) => return Err(ChainError { sources: vec![source.name()], error: Some(error) }),
            }
        }
        Err(ChainError { sources: self.0.iter().map(|source| source.name()).collect(), error: None })
    }
}

impl fmt::Debug for CredentialChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|source| source.name())).finish()
    }
}

/// Why no source gave credentials.
///
/// ```
/// use twilio_iam::profile::{CredentialChain, Environment};
///
/// let error = CredentialChain::new().then(Environment::of(|_| None)).resolve().unwrap_err();
/// assert!(error.to_string().starts_with("there are no credentials: none in the environment; set "));
/// ```
#[derive(Debug)]
pub struct ChainError {
    sources: Vec<String>,
    error: Option<SourceError>,
}

impl fmt::Display for ChainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sources = self.sources.join(", nor in ");
        match &self.error {
            Some(error) => write!(f, "{sources} cannot be used: {error}"),
            None => write!(
                f,
                "there are no credentials: none in {sources}; set TWILIO_ACCOUNT_SID with TWILIO_API_KEY and \
                 TWILIO_API_SECRET, or make a profile with `twilio-iam login` (or Twilio's own `twilio login`)"
            ),
        }
    }
}

impl StdError for ChainError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error.as_ref().and_then(|error| error.source())
    }
}
