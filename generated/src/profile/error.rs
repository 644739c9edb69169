//! What can be wrong with the profile file, and what to do.

use std::path::{Path, PathBuf};
use std::{fmt, io};

/// Why there is no profile. Nothing of the file's text is in it.
///
/// ```
/// use twilio_iam::profile::ProfileFile;
///
/// let error = ProfileFile::from_json(r#"{"profiles": []}"#).unwrap_err();
/// assert!(error.to_string().starts_with("the profile file cannot be read at line 1, column "));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum ProfileError {
    /// The file could not be opened, read or written.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The file is not JSON, or has another form.
    Unreadable {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// The profiles could not be written as JSON.
    Unwritable,
    /// There is no profile of that id.
    NoSuchProfile {
        /// The id that was asked for.
        id: String,
        /// The ids that there are.
        known: Vec<String>,
    },
    /// None was asked for, none is active, and there is not just one.
    NoneActive {
        /// The ids that there are.
        known: Vec<String>,
    },
}

impl ProfileError {
    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        Self::Io { path: path.to_owned(), error }
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = |known: &[String]| match known {
            [] => "there are none: make one with `twilio-iam login` (or Twilio's own `twilio login`)".to_owned(),
            known => format!("there are {}", known.join(", ")),
        };
        match self {
            Self::Io { path, error } => write!(f, "{}: {error}", path.display()),
            Self::Unreadable { line, column } => write!(
                f,
                "the profile file cannot be read at line {line}, column {column}: it is JSON of the form \
                 {{\"profiles\": {{\"<id>\": {{\"accountSid\", \"apiKey\", \"apiSecret\"}}}}, \"activeProject\": \"<id>\"}}"
            ),
            Self::Unwritable => f.write_str("the profiles cannot be written as JSON"),
            Self::NoSuchProfile { id, known: ids } => write!(f, "there is no profile {id:?}; {}", known(ids)),
            Self::NoneActive { known: ids } => write!(f, "no profile is active; {}", known(ids)),
        }
    }
}

impl std::error::Error for ProfileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}
