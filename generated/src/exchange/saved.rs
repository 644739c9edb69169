//! What enters: the place of the next page of a list. What leaves: the same as a value that can be kept and, later, gone on
//! from.

/// Where a list goes on: kept, and given to `resume` later, perhaps by another process.
///
/// It belongs to its operation, its account, its host and its path, and holds no credentials.
///
/// ```
/// use twilio_iam::SavedPage;
///
/// let text = r#"{"operation": "iam_v1::keys::ListKeys", "account_sid": "AC0123456789abcdef0123456789abcdef",
///     "page": "https://iam.twilio.com/v1/Keys?PageToken=abc"}"#;
/// let saved: SavedPage = serde_json::from_str(text)?;
/// assert_eq!(saved.operation(), "iam_v1::keys::ListKeys");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedPage {
    pub(super) operation: String,
    pub(super) account_sid: String,
    pub(super) page: String,
    pub(super) token: Option<String>,
}
crate::model! { SavedPage required(operation, account_sid, page) optional(token) }

impl SavedPage {
    /// The operation whose list it is: `iam_v1::keys::ListKeys`.
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// The account whose client saved it.
    pub fn account_sid(&self) -> &str {
        &self.account_sid
    }
}

/// A next page that is not followed.
///
/// ```
/// assert_eq!(
///     twilio_iam::PagingProblem::Loop.to_string(),
///     "the next page is one that came before; the list would never end",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagingError {
    pub(super) operation: &'static str,
    pub(super) problem: PagingProblem,
}

/// Why a next page is not followed.
///
/// ```
/// use twilio_iam::{Error, PagingProblem};
///
/// fn is_loop(error: &Error) -> bool {
///     matches!(error, Error::Paging(paging) if *paging.problem() == PagingProblem::Loop)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PagingProblem {
    /// It came before.
    Loop,
    /// It is at another scheme, host or port, where the credentials must not go.
    Elsewhere {
        /// Where it is.
        origin: String,
        /// Where the list is.
        expected: String,
    },
    /// It is no address, or a token for a list that has none.
    Unreadable,
    /// The saved page is of another operation, account or path.
    NotResumable {
        /// What differs, and what it is.
        difference: String,
    },
}

impl PagingError {
    /// The operation: `iam_v1::keys::ListKeys`.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Why the page is not followed.
    pub fn problem(&self) -> &PagingProblem {
        &self.problem
    }
}

impl std::fmt::Display for PagingProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Loop => f.write_str("the next page is one that came before; the list would never end"),
            Self::Elsewhere { origin, expected } => {
                write!(f, "the next page is at {origin}, and the credentials go to {expected} alone")
            }
            Self::Unreadable => f.write_str("the next page is no address that can be followed"),
            Self::NotResumable { difference } => write!(f, "the saved page cannot be gone on from: {difference}"),
        }
    }
}

impl std::fmt::Display for PagingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.operation, self.problem)
    }
}

impl std::error::Error for PagingError {}
