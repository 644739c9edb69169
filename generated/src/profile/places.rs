//! What enters: the environment, or a profile of the command line tool. What leaves: the credentials that are there.

use super::{CredentialSource, Found, Profile, ProfileFile, SourceError};
use crate::exchange::environment;
use crate::{Credentials, Invalid, Json};
use std::path::PathBuf;

/// The environment: `TWILIO_ACCOUNT_SID` with `TWILIO_API_KEY` and `TWILIO_API_SECRET`, or with `TWILIO_CLIENT_ID` and
/// `TWILIO_CLIENT_SECRET`, or with `TWILIO_AUTH_TOKEN`; `TWILIO_REGION` and `TWILIO_EDGE`. It has no credentials when there is no `TWILIO_ACCOUNT_SID`.
pub struct Environment(Box<Variable>);

type Variable = dyn Fn(&str) -> Option<String> + Send + Sync;

impl Environment {
    /// The environment of the process.
    pub fn process() -> Self {
        Self::of(environment::process)
    }

    /// Another one: the value of each variable that is set.
    pub fn of(variable: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self(Box::new(variable))
    }
}

impl CredentialSource for Environment {
    fn name(&self) -> String {
        "the environment".to_owned()
    }

    fn find(&self) -> Result<Option<Found>, SourceError> {
        let variable = |name: &str| (self.0)(name).filter(|value| !value.is_empty());
        if variable("TWILIO_ACCOUNT_SID").is_none() {
            return Ok(None);
        }
        let found = Found::new(environment::credentials(&variable)?);
        Ok(Some(found.at(variable("TWILIO_REGION"), variable("TWILIO_EDGE"))))
    }
}

/// A profile of the command line tool.
#[derive(Clone, Debug, Default)]
pub struct ProfileSource {
    id: Option<String>,
    path: Option<PathBuf>,
}

impl ProfileSource {
    /// The active profile; none is no error.
    pub fn active() -> Self {
        Self::default()
    }

    /// The profile of this id, which has to be there.
    pub fn named(id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), path: None }
    }

    /// Out of this file, and not the one where the tool keeps it.
    #[must_use]
    pub fn file(self, path: impl Into<PathBuf>) -> Self {
        Self { path: Some(path.into()), ..self }
    }
}

impl CredentialSource for ProfileSource {
    fn name(&self) -> String {
        match &self.id {
            Some(id) => format!("the profile {id:?}"),
            None => "the active profile".to_owned(),
        }
    }

    fn find(&self) -> Result<Option<Found>, SourceError> {
        let file = match &self.path {
            Some(path) => ProfileFile::load_if_there(path)?,
            None => ProfileFile::load_default()?,
        };
        if self.id.is_none() && file.active().is_none() && file.profiles().next().is_none() {
            return Ok(None);
        }
        let profile = file.choose(self.id.as_deref())?;
        let edge = profile.edge.as_deref().or(file.edge()).map(str::to_owned);
        let found = Found::new(profile.credentials()?).at(profile.region.clone(), edge);
        Ok(Some(match file.exposed() {
            Some(exposed) => found.warning(exposed.to_string()),
            None => found,
        }))
    }
}

impl Profile {
    /// The credentials of the profile.
    ///
    /// # Errors
    ///
    /// [`Invalid`], which names the member that is missing or not right.
    pub fn credentials(&self) -> Result<Credentials, Invalid> {
        let missing = |name| {
            move || Invalid::setting(name, "is not in the profile; make it again with `twilio-iam login --force`")
        };
        let account = self.account_sid.as_ref().ok_or_else(missing("accountSid"))?;
        let key = self.api_key.as_ref().ok_or_else(missing("apiKey"))?;
        let secret = self.api_secret.as_ref().ok_or_else(|| match self.other.0.get("keyring") {
            Some(Json::Bool(true)) => Invalid::setting(
                "apiSecret",
                "is in the keyring of the operating system, where `twilio-iam login --keyring` put it and the tool alone \
                 looks; log in again without --keyring for the file to hold it",
            ),
            _ => missing("apiSecret")(),
        })?;
        Credentials::api_key(key, secret, account)
    }
}
