//! What enters: the profiles of the command line tool, by their ids. What leaves: the one that is asked for, or that is
//! active.

use super::{Exposed, ProfileError};
use crate::wiped::wipe;
use crate::{Json, Secret};
use std::collections::BTreeMap;
use std::fmt;

/// The profiles of Twilio's command line tool, and whatever else its file holds.
///
/// ```
/// use twilio_iam::profile::{Profile, ProfileFile};
///
/// let mut file = ProfileFile::from_json(r#"{"profiles": {}, "activeProject": null, "email": {"from": "a@b.example"}}"#)?;
/// let (account, key) = ("AC0123456789abcdef0123456789abcdef", "SK0123456789abcdef0123456789abcdef");
/// file.insert("main", Profile::new(account, key, "the key's secret"));
/// file.activate("main")?;
/// assert_eq!(file.choose(None)?.api_key.as_deref(), Some(key));
///
/// let text = file.to_json()?;
/// assert!(text.expose_secret().contains("a@b.example"));
/// # Ok::<(), twilio_iam::profile::ProfileError>(())
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct ProfileFile {
    pub(super) edge: Option<String>,
    pub(super) profiles: BTreeMap<String, Profile>,
    pub(super) active: Option<String>,
    pub(super) other: Others,
    pub(super) exposed: Option<Exposed>,
}

impl ProfileFile {
    /// The edge of every profile that names none.
    pub fn edge(&self) -> Option<&str> {
        self.edge.as_deref()
    }

    /// The profiles by their ids.
    pub fn profiles(&self) -> impl Iterator<Item = (&str, &Profile)> {
        self.profiles.iter().map(|(id, profile)| (id.as_str(), profile))
    }

    /// The id of the active profile, which may have been removed since.
    pub fn active(&self) -> Option<&str> {
        self.active.as_deref()
    }

    /// The profile of an id; without one the active profile, or the only one.
    ///
    /// # Errors
    ///
    /// [`ProfileError`] when there is none of that id, or none is active and there are several.
    pub fn choose(&self, id: Option<&str>) -> Result<&Profile, ProfileError> {
        let none = |id: &str| ProfileError::NoSuchProfile { id: id.to_owned(), known: self.ids() };
        match (id.or(self.active.as_deref()), self.profiles.values().next()) {
            (Some(id), _) => self.profiles.get(id).ok_or_else(|| none(id)),
            (None, Some(only)) if self.profiles.len() == 1 => Ok(only),
            (None, _) => Err(ProfileError::NoneActive { known: self.ids() }),
        }
    }

    /// Adds a profile, and hands back the one whose place it takes.
    pub fn insert(&mut self, id: impl Into<String>, profile: Profile) -> Option<Profile> {
        self.profiles.insert(id.into(), profile)
    }

    /// Removes a profile. Removing the active one leaves none active.
    pub fn remove(&mut self, id: &str) -> Option<Profile> {
        if self.active.as_deref() == Some(id) {
            self.active = None;
        }
        self.profiles.remove(id)
    }

    /// Makes a profile the active one.
    ///
    /// # Errors
    ///
    /// [`ProfileError::NoSuchProfile`].
    pub fn activate(&mut self, id: &str) -> Result<(), ProfileError> {
        self.choose(Some(id))?;
        self.active = Some(id.to_owned());
        Ok(())
    }

    /// Who else can read the file that was loaded, if anyone: it holds secrets in plain text.
    pub fn exposed(&self) -> Option<&Exposed> {
        self.exposed.as_ref()
    }

    fn ids(&self) -> Vec<String> {
        self.profiles.keys().cloned().collect()
    }
}

/// Members that this crate does not know; as there may be secrets in them, their texts are overwritten when they are dropped.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Others(pub(super) BTreeMap<String, Json>);

impl Drop for Others {
    fn drop(&mut self) {
        self.0.values_mut().for_each(wipe);
    }
}

/// Shows ids and SIDs; of what this crate does not know, the names alone, for there may be secrets in it.
impl fmt::Debug for ProfileFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProfileFile")
            .field("edge", &self.edge)
            .field("profiles", &self.profiles)
            .field("active", &self.active)
            .field("other", &self.other.0.keys())
            .finish_non_exhaustive()
    }
}

/// One profile: an account, and a key of it. The SIDs are as the file has them; they are checked when credentials are made.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Profile {
    /// SID of the account.
    pub account_sid: Option<String>,
    /// The Twilio region, `us1` when absent.
    pub region: Option<String>,
    /// The edge by which the region is reached.
    pub edge: Option<String>,
    /// SID of the API key.
    pub api_key: Option<String>,
    /// Secret of the API key. Old versions of the tool kept it elsewhere.
    pub api_secret: Option<Secret>,
    pub(super) other: Others,
}

impl Profile {
    /// A profile of an API key.
    pub fn new(account_sid: impl Into<String>, api_key: impl Into<String>, api_secret: impl Into<Secret>) -> Self {
        Self {
            account_sid: Some(account_sid.into()),
            api_key: Some(api_key.into()),
            api_secret: Some(api_secret.into()),
            ..Self::default()
        }
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("account_sid", &self.account_sid)
            .field("region", &self.region)
            .field("edge", &self.edge)
            .field("api_key", &self.api_key)
            .field("api_secret", &self.api_secret)
            .field("other", &self.other.0.keys())
            .finish()
    }
}
