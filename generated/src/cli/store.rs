//! What enters: the path of the profile file, and changes to it. What leaves: the profiles; the file with one change made and
//! everything else in it as it was, in its order, written whole or not at all, under a lock.

use super::{failure::Failure, question, settings::Settings, vault};
use crate::profile::{self, ProfileFile};
use crate::{Json, KeySid, Secret};
use serde_json::{Map, json};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What a profile says whose secret is in the keyring.
const KEYRING: &str = "keyring";

/// The file in which Twilio's tool and this one keep their profiles.
pub(super) struct Store {
    path: PathBuf,
}

impl Store {
    pub(super) fn open() -> Result<Self, Failure> {
        let path = ProfileFile::default_path();
        let path = path.ok_or_else(|| Failure::other("there is no home directory: set TWILIO_CONFIG_DIR"))?;
        Ok(Self { path })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The profiles; none where there is no file. Where others can read it, that is said, and offered to be ended.
    pub(super) fn load(&self, settings: &Settings) -> Result<ProfileFile, Failure> {
        let file = match File::open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(ProfileFile::default()),
            _ => ProfileFile::load(&self.path).map_err(|error| self.unreadable(&error))?,
        };
        if let Some(exposed) = file.exposed() {
            settings.warn(&exposed.to_string());
            if question::wish(settings, "Close it to others now")? {
                self.protect()?;
            }
        }
        Ok(file)
    }

    /// The key of a profile whose secret is in the keyring.
    pub(super) fn in_keyring(&self, id: &str) -> Result<Option<String>, Failure> {
        let members = self.members()?;
        let profile = members.get("profiles").and_then(|profiles| profiles.get(id)).filter(|profile| is_kept(profile));
        Ok(profile.and_then(|profile| profile.get("apiKey")?.as_str()).map(str::to_owned))
    }

    /// Makes sure that the file can be changed, before something is done that it has to remember.
    pub(super) fn check(&self) -> Result<(), Failure> {
        self.members()?;
        self.writable()
    }

    /// Adds or replaces a profile. The first one becomes the active one.
    pub(super) fn put(&self, id: &str, fields: &[(&str, Option<&str>)], keyring: bool) -> Result<(), Failure> {
        self.edit(|file| {
            let profiles = object(file, "profiles")?;
            let is_first = profiles.is_empty();
            let profile = object(profiles, id)?;
            for (name, value) in fields {
                match value {
                    Some(value) => profile.insert((*name).to_owned(), json!(value)),
                    None => profile.shift_remove(*name),
                };
            }
            match keyring {
                true => profile.insert(KEYRING.to_owned(), json!(true)),
                false => profile.shift_remove(KEYRING),
            };
            if is_first || file.get("activeProject").is_none_or(Json::is_null) {
                file.insert("activeProject".to_owned(), json!(id));
            }
            Ok(())
        })
    }

    /// The profiles that hold a key.
    pub(super) fn holders(&self, key: &KeySid) -> Result<Vec<Holder>, Failure> {
        let mut members = self.members()?;
        let profiles = members.get("profiles").and_then(Json::as_object).into_iter().flatten();
        let holds = |profile: &Json| profile.get("apiKey").and_then(Json::as_str) == Some(key.as_str());
        let holders = profiles.filter(|(_, profile)| holds(profile)).map(|(id, profile)| Holder {
            id: id.clone(),
            key: key.clone(),
            secret: profile.get("apiSecret").and_then(Json::as_str).map(Secret::new),
            is_kept: is_kept(profile),
        });
        let holders = holders.collect();
        members.values_mut().for_each(super::secrets::wipe);
        Ok(holders)
    }

    /// Gives a profile another key, whose secret is kept where that of the old one was and, in the keyring, still is.
    pub(super) fn swap(&self, holder: &Holder, key: &KeySid, secret: &Secret) -> Result<(), Failure> {
        if holder.is_kept {
            vault::put(&holder.id, key.as_str(), secret)?;
        }
        let in_file = Some(secret.expose_secret()).filter(|_| !holder.is_kept);
        self.put(&holder.id, &[("apiKey", Some(key.as_str())), ("apiSecret", in_file)], holder.is_kept)
    }

    /// Gives a profile the key that it had.
    pub(super) fn swap_back(&self, holder: &Holder) -> Result<(), Failure> {
        let in_file = holder.secret.as_ref().map(Secret::expose_secret);
        self.put(&holder.id, &[("apiKey", Some(holder.key.as_str())), ("apiSecret", in_file)], holder.is_kept)
    }

    /// Makes a profile the active one.
    pub(super) fn activate(&self, id: &str) -> Result<(), Failure> {
        self.edit(|file| {
            known(file, id)?;
            file.insert("activeProject".to_owned(), json!(id));
            Ok(())
        })
    }

    /// Removes a profile.
    pub(super) fn remove(&self, id: &str) -> Result<(), Failure> {
        self.edit(|file| {
            known(file, id)?;
            object(file, "profiles")?.shift_remove(id);
            if file.get("activeProject").and_then(Json::as_str) == Some(id) {
                file.insert("activeProject".to_owned(), Json::Null);
            }
            Ok(())
        })
    }

    /// Takes the file away from everyone but its owner.
    pub(super) fn protect(&self) -> Result<(), Failure> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let closed = fs::set_permissions(&self.path, fs::Permissions::from_mode(0o600));
            closed.map_err(|error| Failure::other(format!("{}: {error}", self.path.display())))?;
        }
        Ok(())
    }

    fn edit(&self, change: impl FnOnce(&mut Map<String, Json>) -> Result<(), Failure>) -> Result<(), Failure> {
        let failed = |error: io::Error| Failure::other(format!("{}: {error}", self.path.display()));
        let _lock = self.lock().map_err(failed)?;
        let mut members = self.members()?;
        self.writable()?;
        change(&mut members)?;
        let text = serde_json::to_vec_pretty(&members).map(Zeroizing::new).map_err(|error| failed(error.into()))?;
        let mut kept = Json::Object(members);
        super::secrets::wipe(&mut kept);
        profile::replace(&self.path, &text).map_err(failed)
    }

    /// Held while the file is read and written again, so that two commands do not undo each other's work.
    fn lock(&self) -> io::Result<File> {
        if let Some(folder) = self.path.parent() {
            let mut builder = DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.recursive(true).create(folder)?;
        }
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(self.path.with_extension("json.lock"))?;
        file.lock()?;
        Ok(file)
    }

    /// All that is in the file; it is refused whole when a part of it is not understood.
    fn members(&self) -> Result<Map<String, Json>, Failure> {
        let text = match fs::read(&self.path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Map::new()),
            Err(error) => return Err(Failure::other(format!("{}: {error}", self.path.display()))),
        };
        ProfileFile::from_json(&text).map_err(|error| self.unreadable(&error))?;
        serde_json::from_slice(&text).map_err(|_| Failure::other(format!("{} is not JSON", self.path.display())))
    }

    fn writable(&self) -> Result<(), Failure> {
        match fs::metadata(&self.path) {
            // It could be put out of the way, but somebody has made it so.
            Ok(metadata) if metadata.permissions().readonly() => {
                Err(Failure::other(format!("{} is read-only: nothing was changed", self.path.display())))
            }
            _ => Ok(()),
        }
    }

    fn unreadable(&self, error: &crate::profile::ProfileError) -> Failure {
        Failure::other(format!("{error} ({} was left as it is)", self.path.display()))
    }
}

/// A profile that holds a key, as it was found.
pub(super) struct Holder {
    pub(super) id: String,
    key: KeySid,
    /// What the file has.
    secret: Option<Secret>,
    /// Whether the secret is in the keyring.
    pub(super) is_kept: bool,
}

fn is_kept(profile: &Json) -> bool {
    profile.get(KEYRING).and_then(Json::as_bool).unwrap_or_default()
}

/// The object of a member, which is made where there is none.
fn object<'a>(members: &'a mut Map<String, Json>, name: &str) -> Result<&'a mut Map<String, Json>, Failure> {
    let value = members.entry(name).or_insert_with(|| json!({}));
    if value.is_null() {
        *value = json!({});
    }
    value.as_object_mut().ok_or_else(|| Failure::other(format!("{name} is no object in the profile file")))
}

fn known(file: &Map<String, Json>, id: &str) -> Result<(), Failure> {
    let profiles = file.get("profiles").and_then(Json::as_object);
    if profiles.is_some_and(|profiles| profiles.contains_key(id)) {
        return Ok(());
    }
    let known: Vec<&str> = profiles.into_iter().flat_map(Map::keys).map(String::as_str).collect();
    Err(Failure::other(format!("there is no profile {id:?}; there are {}", known.join(", "))))
}
