//! What enters: a plan, and what a driver reports of each attempt. What leaves: the next request with its limits, then what
//! to do; the drivers only move bytes and sleep. Every attempt is traced here, without bodies, headers or queries.

use super::answer::{Answer, outcome};
use super::attempt::{Attempts, Step, random};
use super::plan::Plan;
use super::settings::Settings;
use super::transport::{Body, Limits, TransportError};
use crate::Error;
use http::HeaderValue;
use std::time::{Duration, Instant};
use tracing::{Span, field::Empty};

/// One operation on its way.
pub(crate) struct Run<'a> {
    settings: &'a Settings,
    plan: &'a Plan,
    operation: Span,
    attempts: Attempts,
    started: Instant,
    /// When the attempt at hand began, and its span.
    attempt: (Instant, Span),
    limits: Limits,
    authorization: Option<HeaderValue>,
    /// Whether the credentials are a token that can be got anew.
    renewable: bool,
}

/// What a driver does next.
pub(crate) enum Next {
    /// The end.
    Done(Result<Answer, Error>),
    /// Sleep, and begin another attempt.
    Wait(Duration),
    /// Forget the token, and begin another attempt.
    Renew,
}

/// The span of an operation; the attempts' spans are its children.
pub(crate) fn span(plan: &Plan) -> Span {
    tracing::info_span!(
        "twilio",
        operation = plan.spec.item,
        id = plan.spec.id,
        method = plan.spec.method.as_str(),
        host = plan.origin().host(),
        attempts = Empty,
        status = Empty,
        elapsed_ms = Empty,
    )
}

impl<'a> Run<'a> {
    /// `deadline` is what the operation may take in all.
    pub(crate) fn new(settings: &'a Settings, plan: &'a Plan, operation: &Span, deadline: Duration) -> Self {
        let started = Instant::now();
        Self {
            settings,
            plan,
            operation: operation.clone(),
            attempts: Attempts::new(settings.retry, plan.spec.method, deadline),
            started,
            attempt: (started, Span::none()),
            limits: Limits::new(settings.request_timeout, settings.body_limit),
            authorization: None,
            renewable: false,
        }
    }

    /// What is left until the deadline.
    pub(crate) fn left(&self) -> Duration {
        self.attempts.left(self.started.elapsed())
    }

    /// A token that could not be got, after whatever was sent before.
    pub(crate) fn unauthorized(&self, error: Error) -> Error {
        if self.attempts.unknown() { error.after_unknown() } else { error }
    }

    /// The request of another attempt, and what it may take.
    pub(crate) fn begin(
        &mut self,
        authorization: Option<HeaderValue>,
        renewable: bool,
    ) -> (http::Request<Body>, Limits) {
        let number = self.attempts.begin();
        let now = Instant::now();
        let left = self.attempts.left(now - self.started);
        // Waiting for a token may have used all the time up; a transport then still gets a moment to say so.
        let timeout = self.settings.request_timeout.min(left).max(Duration::from_millis(1));
        self.limits = Limits::new(timeout, self.settings.body_limit);
        let span = tracing::debug_span!(parent: &self.operation, "attempt", attempt = number, status = Empty, elapsed_ms = Empty);
        self.attempt = (now, span);
        self.renewable = renewable;
        self.authorization.clone_from(&authorization);
        (self.plan.request(authorization), self.limits)
    }

    /// The span in which the attempt at hand is carried out.
    pub(crate) fn span(&self) -> Span {
        self.attempt.1.clone()
    }

    /// Takes what came of the attempt at hand.
    pub(crate) fn end(&mut self, result: Result<http::Response<Vec<u8>>, TransportError>) -> Next {
        let result = result.and_then(|response| Answer::new(response, self.limits));
        let now = Instant::now();
        let (began, span) = &self.attempt;
        span.record("elapsed_ms", millis(now - *began));
        match &result {
            Ok(answer) => span.record("status", answer.status),
            Err(error) => {
                tracing::debug!(parent: span, error = %error, "no answer");
                span
            }
        };
        let step = self.attempts.step(outcome(&result, self.renewable), now - self.started, random());
        match step {
            Step::Wait(wait) => {
                tracing::debug!(parent: span, wait_ms = millis(wait), "trying again");
                Next::Wait(wait)
            }
            Step::Renew => {
                tracing::debug!(parent: span, "the token is not taken, getting another");
                Next::Renew
            }
            Step::Gone => {
                tracing::debug!(parent: span, "gone, by an earlier attempt whose answer was lost");
                Next::Done(self.finish(result, now, true))
            }
            Step::Done => Next::Done(self.finish(result, now, false)),
        }
    }

    fn finish(&self, result: Result<Answer, TransportError>, now: Instant, gone: bool) -> Result<Answer, Error> {
        self.operation.record("attempts", self.attempts.made());
        self.operation.record("elapsed_ms", millis(now - self.started));
        match result {
            Ok(answer) if gone => Ok(Answer { status: 204, body: Default::default(), ..answer }),
            Ok(answer) => {
                self.operation.record("status", answer.status);
                if self.plan.expects(answer.status) {
                    return Ok(answer);
                }
                let error = self.plan.hidden(answer.error(), self.settings, self.authorization.as_ref());
                Err(self.explain(error.into()))
            }
            Err(error) => Err(self.explain(error.into())),
        }
    }

    fn explain(&self, error: Error) -> Error {
        let context = self.plan.context(self.settings, &error, self.attempts.unknown(), None);
        error.about(context)
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
