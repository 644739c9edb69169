//! What enters: the response of a transport, or its error. What leaves: an answer whose body is wiped afterwards, and the
//! outcome by which the next step is decided.

use super::attempt::Outcome;
use super::plan::Plan;
use super::retry_after::{date, retry_after};
use super::settings::Settings;
use super::transport::{Limits, Sent, TransportError, TransportErrorKind};
use crate::{ApiError, Error, Reply};
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use tracing::Span;
use zeroize::Zeroizing;

/// An answer, whole.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Zeroizing<Vec<u8>>,
}

impl Answer {
    /// Takes a transport's response; one that is larger than it may be is refused.
    pub(crate) fn new(response: http::Response<Vec<u8>>, limits: Limits) -> Result<Self, TransportError> {
        let (parts, body) = response.into_parts();
        let body = Zeroizing::new(body);
        if body.len() > limits.body {
            return Err(TransportError::new(TransportErrorKind::TooLarge, Sent::Maybe));
        }
        Ok(Self { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    pub(crate) fn outcome(&self, renewable: bool) -> Outcome {
        let retry_after = retry_after(&self.headers, Timestamp::now);
        let gone = self.status == 404 && self.error().is_gone();
        Outcome::Answer { status: self.status, gone, retry_after, renewable }
    }

    pub(crate) fn error(&self) -> ApiError {
        ApiError::read(self.status, &self.headers, &self.body)
    }

    /// What the operation promises, in its span; or the error, with all that is known of the request.
    pub(crate) fn read<T: Reply>(&self, settings: &Settings, plan: &Plan, span: &Span) -> Result<T, Error> {
        span.in_scope(|| T::read(self.status, &self.body)).map_err(|error| self.explain(settings, plan, error.into()))
    }

    pub(crate) fn explain(&self, settings: &Settings, plan: &Plan, error: Error) -> Error {
        let context = plan.context(settings, &error, false, Some(self));
        error.about(context)
    }

    pub(crate) fn request_id(&self) -> Option<String> {
        self.headers.get("twilio-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned)
    }

    /// By how much Twilio's clock is ahead of ours, as far as the answer tells.
    pub(crate) fn ahead(&self, now: Timestamp) -> SignedDuration {
        date(&self.headers).map_or(SignedDuration::ZERO, |date| date.duration_since(now))
    }
}

pub(crate) fn outcome(result: &Result<Answer, TransportError>, renewable: bool) -> Outcome {
    match result {
        Ok(answer) => answer.outcome(renewable),
        Err(error) => Outcome::Failure { kind: error.kind(), sent: error.sent() },
    }
}
