//! What enters: the path of the profile file. What leaves: the file read, with who else can read it; or written whole or
//! not at all, and readable by its owner alone.

use super::{ProfileError, ProfileFile};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
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
    // The file that a link leads to, not the link, is what is replaced.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let beside = path.with_extension(format!("json.{}.new", process::id()));
    write(path, &beside, text).inspect_err(|_| {
        // It may not be there; the error to report is the first one.
        let _ = fs::remove_file(&beside);
    })
}

fn write(path: &Path, beside: &Path, text: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(beside)?;
    file.write_all(text)?;
    file.sync_all()?;
    fs::rename(beside, path)
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
