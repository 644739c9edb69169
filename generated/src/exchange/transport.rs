//! What enters: what a caller's or this crate's own HTTP stack says of a request that got no answer. What leaves: an error
//! that tells whether the request may have been processed, and shows no address.

use super::context::Attached;
use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

/// The body of a request: cheap to clone, and wiped after its last clone, for it may hold a secret.
///
/// ```
/// let body = twilio_iam::Body::from_static(b"FriendlyName=a");
/// assert_eq!(body.len(), 14);
/// ```
pub use bytes::Bytes as Body;

/// What an attempt may take.
///
/// ```
/// fn within(limits: twilio_iam::Limits, body: &[u8]) -> bool {
///     body.len() <= limits.body
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The time from the first byte to the last of the answer's body.
    pub timeout: Duration,
    /// The bytes of the answer's body.
    pub body: usize,
}

impl Limits {
    pub(crate) const fn new(timeout: Duration, body: usize) -> Self {
        Self { timeout, body }
    }
}

/// Why there is no answer.
///
/// ```
/// assert_eq!(twilio_iam::TransportErrorKind::Timeout.to_string(), "the time was up");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection: no such host, refused, or no agreement on TLS.
    Connect,
    /// It took too long.
    Timeout,
    /// The connection ended before the answer was whole.
    Closed,
    /// The answer is larger than the limit.
    TooLarge,
    /// Anything else; not tried again.
    Other,
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "there was no connection",
            Self::Timeout => "the time was up",
            Self::Closed => "the connection ended before the answer was whole",
            Self::TooLarge => "the answer is larger than the limit",
            Self::Other => "the request could not be carried out",
        })
    }
}

/// Whether Twilio may have got the request.
///
/// ```
/// assert_ne!(twilio_iam::Sent::No, twilio_iam::Sent::Maybe);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sent {
    /// Not a byte of it: it is safe to repeat.
    No,
    /// Perhaps, and perhaps it was processed.
    Maybe,
}

/// A request that got no answer, or not the whole of one.
///
/// Its text names neither the address nor what was sent; what the HTTP stack said is its `source`.
///
/// ```
/// use twilio_iam::{Sent, TransportError, TransportErrorKind};
///
/// let error = TransportError::new(TransportErrorKind::Closed, Sent::Maybe);
/// assert_eq!(
///     error.to_string(),
///     "the connection ended before the answer was whole; the request may have been processed",
/// );
/// ```
#[derive(Clone, Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    sent: Sent,
    detail: Option<String>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    attached: Attached,
}

impl TransportError {
    /// An error, as a transport of your own reports it.
    pub fn new(kind: TransportErrorKind, sent: Sent) -> Self {
        Self { kind, sent, detail: None, source: None, attached: Attached::default() }
    }

    /// The same, with what was beneath it. Give nothing that holds an address with its query, or a secret.
    #[must_use]
    pub fn with_source(self, source: impl StdError + Send + Sync + 'static) -> Self {
        Self { source: Some(Arc::new(source)), ..self }
    }

    /// The same, with a few words of this crate's own.
    pub(crate) fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// An attempt whose time was up while it was on its way.
    pub(crate) fn late(limits: Limits) -> Self {
        Self::new(TransportErrorKind::Timeout, Sent::Maybe)
            .with_detail(format!("{} ms for this attempt", limits.timeout.as_millis()))
    }

    pub(crate) fn attach(self, attached: Attached) -> Self {
        Self { attached, ..self }
    }

    pub(crate) fn attached(&self) -> &Attached {
        &self.attached
    }

    /// Why there is no answer.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether Twilio may have got the request, by the last attempt.
    pub fn sent(&self) -> Sent {
        self.sent
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)?;
        if let Some(detail) = &self.detail {
            write!(f, " ({detail})")?;
        }
        let before = self.attached.get().is_some_and(|context| context.unknown);
        f.write_str(match self.sent {
            Sent::No if before => "; an earlier attempt may have been processed",
            Sent::No => "; nothing was sent",
            Sent::Maybe => "; the request may have been processed",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
