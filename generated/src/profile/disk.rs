//! What enters: the path of the profile file. What leaves: the file read, with who else can read it; or written whole or
//! not at all, and readable by its owner alone.

use super::{ProfileError, ProfileFile};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::{env, fmt, process};
use zeroize::Zeroizing;

impl ProfileFile {
    /// Where the tool keeps the file: `config.json` in `$TWILIO_CONFIG_DIR`, or in `.twilio-cli` in the home directory.
    pub fn default_path() -> Option<PathBuf> {
        let folder = match env::var_os("TWILIO_CONFIG_DIR").filter(|folder| !folder.is_empty()) {
            Some(folder) => PathBuf::from(folder),
            None => env::home_dir()?.join(".twilio-cli"),
        };
        Some(folder.join("config.json"))
    }

    /// Reads the file from where the tool keeps it; without one there are no profiles.
    ///
    /// # Errors
    ///
    /// [`ProfileError`] when the file is there and cannot be read.
    pub fn load_default() -> Result<Self, ProfileError> {
        Self::default_path().map_or_else(|| Ok(Self::default()), Self::load_if_there)
    }

    /// Reads a file; without one there are no profiles.
    ///
    /// # Errors
    ///
    /// [`ProfileError`] when the file is there and cannot be read.
    pub fn load_if_there(path: impl AsRef<Path>) -> Result<Self, ProfileError> {
        match Self::load(path) {
            Err(ProfileError::Io { error, .. }) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            loaded => loaded,
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`ProfileError`] when it is not there or cannot be read.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, ProfileError> {
        let path = path.as_ref();
        let read = |path| -> io::Result<_> {
            let mut file = File::open(path)?;
            let metadata = file.metadata()?;
            // Room for all of it at once: a buffer that grows leaves its old self behind.
            let mut text = Zeroizing::new(Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1));
            io::Read::read_to_end(&mut file, &mut text)?;
            Ok((text, metadata))
        };
        let (text, metadata) = read(path).map_err(|error| ProfileError::io(path, error))?;
        Ok(Self { exposed: Exposed::of(path, &metadata), ..Self::from_json(&text)? })
    }

    /// Writes a file that its owner alone can read: first beside the old one, then in its place.
    ///
    /// # Errors
    ///
    /// [`ProfileError`]; the old file is as it was.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), ProfileError> {
        let path = path.as_ref();
        replace(path, self.to_json()?.expose_secret().as_bytes()).map_err(|error| ProfileError::io(path, error))
    }
}

/// Writes a file that its owner alone can read: first beside the old one, then in its place.
pub(crate) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let path = &destination(path)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(folder)?;
    }
    let (file, beside) = beside(path)?;
    write(file, text).and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        // The error to report is the first one.
        let _ = fs::remove_file(&beside);
    })
}

/// The file that is to be replaced: the one that a link leads to, not the link.
pub(crate) fn destination(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::read_link(path) {
            Ok(target) => Err(io::Error::new(
                io::ErrorKind::NotFound,
                format!(
                    "is a link to {}, which is not there: bring that back, or remove the link for a new file to be made",
                    target.display()
                ),
            )),
            Err(_) => Ok(path.to_owned()),
        },
        found => found,
    }
}

/// A new file beside another one, of a name that no other writer has.
fn beside(path: &Path) -> io::Result<(File, PathBuf)> {
    static WRITERS: AtomicU64 = AtomicU64::new(0);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    loop {
        let number = WRITERS.fetch_add(1, Ordering::Relaxed);
        let beside = path.with_extension(format!("json.{}.{number}.new", process::id()));
        match options.open(&beside) {
            // What a process of the same number left there, or is writing elsewhere on a disk that is shared.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return Ok((opened?, beside)),
        }
    }
}

fn write(mut file: File, text: &[u8]) -> io::Result<()> {
    file.write_all(text)?;
    file.sync_all()
}

/// A profile file that others can read. `Display` says what to do.
///
/// ```no_run
/// # use twilio_iam::profile::ProfileFile;
/// if let Some(exposed) = ProfileFile::load_default()?.exposed() {
///     eprintln!("{exposed}");
/// }
/// # Ok::<(), twilio_iam::profile::ProfileError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposed {
    path: PathBuf,
    mode: u32,
}

impl Exposed {
    #[cfg(unix)]
    fn of(path: &Path, metadata: &fs::Metadata) -> Option<Self> {
        let mode = std::os::unix::fs::MetadataExt::mode(metadata) & 0o777;
        (mode & 0o077 != 0).then(|| Self { path: path.to_owned(), mode })
    }

    #[cfg(not(unix))]
    fn of(_: &Path, _: &fs::Metadata) -> Option<Self> {
        None
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl fmt::Display for Exposed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, mode) = (self.path.display().to_string(), self.mode);
        // As a shell takes it for one word.
        let is_plain =
            path.chars().all(|character| character.is_ascii_alphanumeric() || "/._-+@:,".contains(character));
        let word = if is_plain { path.clone() } else { format!("'{}'", path.replace('\'', r"'\''")) };
        write!(
            f,
            "{path} holds secrets, and others than its owner have access to it (mode {mode:o}): run `chmod 600 {word}`"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writers_of_one_process_do_not_take_each_others_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.json");
        // As an earlier process of this number may have left it.
        for number in [0, 1, 7] {
            fs::write(path.with_extension(format!("json.{}.{number}.new", process::id())), "left").unwrap();
        }
        let saved = || ProfileFile::default().save(&path);
        std::thread::scope(|scope| {
            let writers: Vec<_> = (0..8).map(|_| scope.spawn(|| (0..20).try_for_each(|_| saved()))).collect();
            for writer in writers {
                writer.join().unwrap().unwrap();
            }
        });
        ProfileFile::load(&path).unwrap();
        let left = fs::read_dir(folder.path()).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
        assert_eq!(left.filter(|text| text == b"left").count(), 3);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
    }

    #[test]
    #[cfg(unix)]
    fn a_link_stays_one_and_leads_somewhere() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join("config.json"), folder.path().join("elsewhere.json"));
        std::os::unix::fs::symlink("elsewhere.json", &link).unwrap();
        let error = ProfileFile::default().save(&link).unwrap_err().to_string();
        assert!(error.ends_with("is a link to elsewhere.json, which is not there: bring that back, or remove the link for a new file to be made"), "{error}");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink() && !target.exists());

        fs::write(&target, "{}").unwrap();
        ProfileFile::default().save(&link).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(ProfileFile::load(&target).unwrap().profiles().next().is_none());

        // Links that lead round in a circle are no new file either.
        fs::remove_file(&target).unwrap();
        std::os::unix::fs::symlink("config.json", &target).unwrap();
        assert!(ProfileFile::default().save(&link).is_err());
    }
}
