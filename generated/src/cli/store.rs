//! What enters: the path of the profile file, and changes to it. What leaves: the profiles; the file with one change made and
//! everything else in it as it was, in its order, written whole or not at all, under a lock.

use super::{failure::Failure, members::Members, question, settings::Settings, vault};
use crate::profile::{self, ProfileFile};
use crate::{KeySid, Secret};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What a profile says whose secret is in the keyring.
const KEYRING: &str = "keyring";

/// Where the id of the active profile is.
const ACTIVE: &str = "activeProject";

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
        let text = self.text()?;
        let profile = object(&object(&self.members(&text)?, "profiles")?, id)?;
        Ok(profile.string("apiKey").filter(|_| is_kept(&profile)))
    }

    /// Makes sure that the file can be changed, before something is done that it has to remember.
    pub(super) fn check(&self) -> Result<(), Failure> {
        self.text()?;
        self.writable()
    }

    /// Adds or replaces a profile. The first one becomes the active one.
    pub(super) fn put(&self, id: &str, fields: &[(&str, Option<&str>)], keyring: bool) -> Result<(), Failure> {
        self.edit(|file| {
            let mut profiles = object(file, "profiles")?;
            let is_first = profiles.names().next().is_none();
            let mut profile = object(&profiles, id)?;
            for (name, value) in fields {
                match value {
                    Some(value) => profile.set(name, *value),
                    None => profile.remove(name),
                }
            }
            match keyring {
                true => profile.set(KEYRING, &true),
                false => profile.remove(KEYRING),
            }
            profiles.set_object(id, &profile, 2);
            file.set_object("profiles", &profiles, 1);
            if is_first || file.get(ACTIVE).is_none_or(|active| active == "null") {
                file.set(ACTIVE, id);
            }
            Ok(())
        })
    }

    /// The profiles that hold a key.
    pub(super) fn holders(&self, key: &KeySid) -> Result<Vec<Holder>, Failure> {
        let text = self.text()?;
        let profiles = object(&self.members(&text)?, "profiles")?;
        let mut holders = Vec::new();
        for id in profiles.names() {
            let profile = object(&profiles, id)?;
            if profile.string::<String>("apiKey").as_deref() == Some(key.as_str()) {
                holders.push(Holder {
                    id: id.to_owned(),
                    key: key.clone(),
                    secret: profile.string("apiSecret"),
                    is_kept: is_kept(&profile),
                });
            }
        }
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
            known(&object(file, "profiles")?, id)?;
            file.set(ACTIVE, id);
            Ok(())
        })
    }

    /// Removes a profile.
    pub(super) fn remove(&self, id: &str) -> Result<(), Failure> {
        self.edit(|file| {
            let mut profiles = object(file, "profiles")?;
            known(&profiles, id)?;
            profiles.remove(id);
            file.set_object("profiles", &profiles, 1);
            if file.string::<String>(ACTIVE).as_deref() == Some(id) {
                file.set(ACTIVE, &());
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

    fn edit(&self, change: impl FnOnce(&mut Members<'_>) -> Result<(), Failure>) -> Result<(), Failure> {
        let failed = |error: io::Error| Failure::other(format!("{}: {error}", self.path.display()));
        let _lock = self.lock().map_err(failed)?;
        let text = self.text()?;
        let mut members = self.members(&text)?;
        self.writable()?;
        change(&mut members)?;
        profile::replace(&self.path, members.write(0).as_bytes()).map_err(failed)
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
    fn text(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let text = match fs::read(&self.path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Zeroizing::new(b"{}".to_vec())),
            Err(error) => return Err(Failure::other(format!("{}: {error}", self.path.display()))),
        };
        ProfileFile::from_json(&text).map_err(|error| self.unreadable(&error))?;
        Ok(text)
    }

    fn members<'a>(&self, text: &'a [u8]) -> Result<Members<'a>, Failure> {
        let members = std::str::from_utf8(text).ok().and_then(Members::read);
        members.ok_or_else(|| Failure::other(format!("{} is not JSON", self.path.display())))
    }

    fn writable(&self) -> Result<(), Failure> {
        let failed = |error: io::Error| Failure::other(format!("{}: {error}", self.path.display()));
        profile::destination(&self.path).map_err(failed)?;
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

fn is_kept(profile: &Members<'_>) -> bool {
    profile.get(KEYRING) == Some("true")
}

/// The object of a member; an empty one where there is none.
fn object<'a>(members: &Members<'a>, name: &str) -> Result<Members<'a>, Failure> {
    members.object(name).ok_or_else(|| Failure::other(format!("{name} is no object in the profile file")))
}

fn known(profiles: &Members<'_>, id: &str) -> Result<(), Failure> {
    let known: Vec<&str> = profiles.names().collect();
    if known.contains(&id) {
        return Ok(());
    }
    Err(Failure::other(format!("there is no profile {id:?}; there are {}", known.join(", "))))
}
