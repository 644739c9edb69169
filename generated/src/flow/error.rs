//! What enters: the step that failed, why, and the state in which that leaves the account. What leaves: one error that
//! says all three, and hands the state on where there is more to do.

use crate::Error;
use std::error::Error as StdError;
use std::fmt;

/// Why a flow did not come to its end, and what is left; `S` is the state of the flow.
///
/// Its text names the step, the cause and what is left. It shows no secret.
///
/// ```no_run
/// # async fn example(client: twilio_iam::Client) {
/// use twilio_iam::flow::{Left, RotationError};
///
/// # async fn store(token: &twilio_iam::Secret) -> Result<(), std::io::Error> { Ok(()) }
/// let rotated = client.rotate_auth_token(async |token, _client| store(&token).await).await;
/// if let Err(error) = rotated {
///     eprintln!("{error}");
///     if let Left::Both(rotation) = error.into_left() {
///         // The old token is in force, and the new one is valid beside it.
///         rotation.abandon().await.map_err(|error| eprintln!("{error}")).ok();
///     }
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct FlowError<S> {
    stage: Stage,
    cause: Cause,
    left: Left<S>,
    /// Why what was made could not be taken back, where that was tried.
    undo: Option<Box<Error>>,
    words: &'static Words,
}

/// The step of a flow that failed.
///
/// ```
/// assert_ne!(twilio_iam::flow::Stage::Store, twilio_iam::flow::Stage::Verify);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Looking at what there is; nothing was changed.
    Prepare,
    /// Making the new secret.
    Create,
    /// The caller's storing it.
    Store,
    /// A request that authenticates with it.
    Verify,
    /// Promoting it, or deleting the old one.
    Finish,
    /// Deleting it.
    Abandon,
}

/// What a flow left behind.
#[derive(Debug)]
#[non_exhaustive]
pub enum Left<S> {
    /// The old secret is in force, and there is no new one.
    AsBefore,
    /// The old secret was in force when last asked, and the new one is valid beside it: finish or abandon.
    Both(Box<S>),
    /// The old secret is in force, and the new one, which is in here, may be valid beside it: abandon it once more.
    PerhapsBoth(Box<S>),
    /// The new secret is in force, and the old one has ended: there is no way back. It is in here, and may be another than
    /// the one that was stored: the error's text says so.
    New(Box<S>),
    /// The old secret is in force; a new one may have been made, and nobody has it.
    Perhaps,
    /// What is in force could not be found out; both secrets are in here.
    Unknown(Box<S>),
}

#[derive(Debug)]
pub(super) enum Cause {
    Client(Box<Error>),
    Store(Box<dyn StdError + Send + Sync>),
    /// What Twilio made is not what was asked for.
    Other(&'static str),
}

impl From<Error> for Cause {
    fn from(error: Error) -> Self {
        Self::Client(Box::new(error))
    }
}

/// How one flow calls what is left.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) flow: &'static str,
    pub(super) as_before: &'static str,
    pub(super) both: &'static str,
    pub(super) perhaps_both: &'static str,
    pub(super) new: &'static str,
    pub(super) perhaps: &'static str,
    pub(super) unknown: &'static str,
}

impl<S> FlowError<S> {
    pub(super) fn new(words: &'static Words, stage: Stage, cause: impl Into<Cause>, left: Left<S>) -> Self {
        Self { stage, cause: cause.into(), left, undo: None, words }
    }

    /// An error of an earlier step, after what was made was taken back, or could not be.
    pub(super) fn undone(words: &'static Words, stage: Stage, cause: Cause, undo: Result<(), Self>) -> Self {
        let (left, undo) = match undo {
            Ok(()) => (Left::AsBefore, None),
            Err(Self { left, cause: Cause::Client(error), .. }) => (left, Some(error)),
            Err(Self { left, .. }) => (left, None),
        };
        Self { stage, cause, left, undo, words }
    }

    pub(super) fn into_parts(self) -> (Stage, Cause, Left<S>) {
        (self.stage, self.cause, self.left)
    }

    /// The step that failed.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// What is left.
    pub fn left(&self) -> &Left<S> {
        &self.left
    }

    /// What is left, to go on with it.
    pub fn into_left(self) -> Left<S> {
        self.left
    }

    /// The client's error, where a request failed and not the storing. Of a key creation of unknown fate, it tells the
    /// keys that may have been made.
    pub fn client_error(&self) -> Option<&Error> {
        match &self.cause {
            Cause::Client(error) => Some(error),
            Cause::Store(_) | Cause::Other(_) => None,
        }
    }
}

impl<S> fmt::Display for FlowError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = match self.stage {
            Stage::Prepare => "before anything was changed",
            Stage::Create => "making the new secret",
            Stage::Store => "storing the new secret",
            Stage::Verify => "trying the new secret",
            Stage::Finish => "going over to the new secret",
            Stage::Abandon => "deleting the new secret",
        };
        let left = match &self.left {
            Left::AsBefore => self.words.as_before,
            Left::Both(_) => self.words.both,
            Left::PerhapsBoth(_) => self.words.perhaps_both,
            Left::New(_) => self.words.new,
            Left::Perhaps => self.words.perhaps,
            Left::Unknown(_) => self.words.unknown,
        };
        write!(f, "{} failed, {stage}: {}; {left}", self.words.flow, self.cause)?;
        match &self.undo {
            Some(error) => write!(f, " (deleting the new secret failed: {error})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Client(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
            Self::Other(text) => f.write_str(text),
        }
    }
}

/// The text of the cause is part of this error's, so the chain goes on below it.
impl<S: fmt::Debug> StdError for FlowError<S> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.cause {
            Cause::Client(error) => error.source(),
            Cause::Store(error) => error.source(),
            Cause::Other(_) => None,
        }
    }
}
