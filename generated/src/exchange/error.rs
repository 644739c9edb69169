//! What enters: whatever kept an operation from giving its result. What leaves: one error that says what happened, whether
//! Twilio may have acted, and what to do.

use super::context::{Attached, Context};
use super::unfinished::Unfinished;
use crate::{ApiError, DecodeError, Invalid, PagingError, Sent, TransportError};
use std::{error::Error as StdError, fmt};

/// Why an operation gave no result. Its texts hold no secret and no query of an address.
///
/// ```no_run
/// # #[cfg(feature = "client")]
/// # async fn example(client: twilio_iam::Client) {
/// use twilio_iam::{Error, accounts_v1::auth_tokens::CreateSecondaryAuthToken};
///
/// match client.send(CreateSecondaryAuthToken::new()).await {
///     Ok(token) => println!("made {:?}", token.date_created),
///     Err(Error::Api(error)) if error.status() == 403 => println!("not allowed"),
///     Err(error) => {
///         println!("{error}");
///         println!("{}", error.hint().unwrap_or_default());
///         println!("may have been done all the same: {}", error.may_have_been_processed());
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// Twilio answered with an error.
    Api(ApiError),
    /// Nothing was sent: a setting or a field is not right.
    Invalid(Invalid),
    /// There was no answer, or not the whole of it.
    Transport(TransportError),
    /// The answer has not the promised shape. What was asked for has been done.
    Decode(DecodeError),
    /// The next page was not followed.
    Paging(PagingError),
}

impl Error {
    /// What to do, where this crate knows more than the error says.
    pub fn hint(&self) -> Option<&str> {
        self.context()?.hint.as_deref()
    }

    /// The operation: `iam_v1::keys::CreateKey`.
    pub fn operation(&self) -> Option<&str> {
        match self {
            Self::Invalid(error) => Some(error.operation()).filter(|operation| !operation.is_empty()),
            Self::Paging(error) => Some(error.operation()),
            _ => self.context().map(|context| context.operation),
        }
    }

    /// The id under which Twilio's support finds the request, where there was an answer that bore one.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id(),
            _ => self.context()?.request_id.as_deref(),
        }
    }

    /// The outline of an answer that could not be read: names and kinds of its members, and no value, for any value may be
    /// a secret.
    pub fn excerpt(&self) -> Option<&str> {
        self.context()?.excerpt.as_deref()
    }

    /// Whether Twilio may have acted on the request although there is no result.
    ///
    /// It is about the request and not about what the request changes. So it is true of a GET too whose answer was lost, and
    /// there it does no harm: a GET changes nothing and can be sent again. After a POST the change may have been made, and
    /// sending it again might make it twice: look first. Of an API key, `candidates` finds what may have been made.
    ///
    /// Where it is false Twilio did nothing: nothing was sent, or it was refused.
    ///
    /// ```
    /// use twilio_iam::{Error, Sent, TransportError, TransportErrorKind};
    ///
    /// let unsent = Error::from(TransportError::new(TransportErrorKind::Connect, Sent::No));
    /// assert!(!unsent.may_have_been_processed());
    /// let lost = Error::from(TransportError::new(TransportErrorKind::Closed, Sent::Maybe));
    /// assert!(lost.may_have_been_processed());
    /// ```
    pub fn may_have_been_processed(&self) -> bool {
        match self.context() {
            Some(context) if context.preliminary => return false,
            Some(context) if context.unknown => return true,
            _ => {}
        }
        match self {
            Self::Api(error) => error.status() >= 500,
            Self::Transport(error) => error.sent() == Sent::Maybe,
            Self::Decode(_) => true,
            Self::Invalid(_) | Self::Paging(_) => false,
        }
    }

    /// Whether Twilio says that there is no such resource.
    pub(crate) fn is_gone(&self) -> bool {
        matches!(self, Self::Api(error) if error.is_gone())
    }

    /// The key creation that may have gone through, where this is the error of one.
    pub(crate) fn unfinished(&self) -> Option<&Unfinished> {
        self.context().and_then(|context| context.unfinished.as_ref())
    }

    fn context(&self) -> Option<&Context> {
        match self {
            Self::Api(error) => error.attached(),
            Self::Transport(error) => error.attached(),
            Self::Decode(error) => error.attached(),
            Self::Invalid(_) | Self::Paging(_) => return None,
        }
        .get()
    }

    /// The same of a token that could not be got after an attempt that may have been processed.
    pub(crate) fn after_unknown(self) -> Self {
        let Some(context) = self.context() else { return self };
        let context = Context { preliminary: false, unknown: true, ..context.clone() };
        self.about(context)
    }

    /// The same with what the client knows of it.
    pub(crate) fn about(self, context: Context) -> Self {
        let attached = Attached::new(context);
        match self {
            Self::Api(error) => Self::Api(error.attach(attached)),
            Self::Transport(error) => Self::Transport(error.attach(attached)),
            Self::Decode(error) => Self::Decode(error.attach(attached)),
            other @ (Self::Invalid(_) | Self::Paging(_)) => other,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(context) = self.context() {
            write!(f, "{}: ", context.operation)?;
        }
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Invalid(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Decode(error) => {
                write!(f, "the answer cannot be read: {error}")?;
                self.excerpt().map_or(Ok(()), |excerpt| write!(f, "; it is {excerpt}"))
            }
            Self::Paging(error) => error.fmt(f),
        }
    }
}

/// The text of the inner error is part of this one's, so the chain goes on below it.
impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Api(_) | Self::Invalid(_) | Self::Decode(_) | Self::Paging(_) => None,
        }
    }
}

macro_rules! from {
    ($($error:ident in $variant:ident;)*) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        }
    )*};
}

from! {
    ApiError in Api;
    Invalid in Invalid;
    TransportError in Transport;
    DecodeError in Decode;
    PagingError in Paging;
}
