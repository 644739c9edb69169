//! What enters: a plan. What leaves: its answer, after as many attempts as the shared rooms decide on; this one moves
//! bytes, sleeps, and keeps the token.

use super::transport::Transport;
use crate::exchange::answer::Answer;
use crate::exchange::credentials::Means;
use crate::exchange::oauth::{CreateToken, Kept, Token, waited};
use crate::exchange::plan::{Acting, Plan};
use crate::exchange::run::{Next, Run, span};
use crate::exchange::settings::Settings;
use crate::{Credentials, Error, Operation, Security};
use http::HeaderValue;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tracing::Span;

/// What all clones of a client share.
pub(super) struct Core {
    pub(super) settings: Settings,
    transport: Arc<dyn Transport>,
    token: Mutex<Shared>,
    /// Somebody has done with getting a token.
    got: Condvar,
}

#[derive(Default)]
struct Shared {
    kept: Kept,
    /// Set while a token is got, so that one request does it for all.
    getting: bool,
}

impl Core {
    pub(super) fn new(settings: Settings, transport: Arc<dyn Transport>) -> Self {
        Self { settings, transport, token: Mutex::default(), got: Condvar::new() }
    }

    pub(super) fn with_credentials(&self, credentials: Credentials) -> Self {
        Self::new(self.settings.with_credentials(credentials), Arc::clone(&self.transport))
    }

    /// Sends until there is an answer or no point in going on, in the span of the operation.
    pub(super) fn run(&self, plan: &Plan, operation: &Span) -> Result<Answer, Error> {
        self.run_within(plan, operation, self.settings.deadline)
    }

    fn run_within(&self, plan: &Plan, operation: &Span, deadline: Duration) -> Result<Answer, Error> {
        let _entered = operation.enter();
        let mut run = Run::new(&self.settings, plan, operation, deadline);
        loop {
            let authorized = self.authorization(plan, run.left());
            let (authorization, renewable) = authorized.map_err(|error| run.unauthorized(error))?;
            let (request, limits) = run.begin(authorization.clone(), renewable);
            let response = run.span().in_scope(|| self.transport.send(request, limits));
            match run.end(response) {
                Next::Done(result) => return result,
                Next::Wait(wait) => self.transport.sleep(wait),
                Next::Renew => self.token().kept.forget(authorization.as_ref()),
            }
        }
    }

    /// The header for a request, and whether another one could be got if Twilio does not take it. It takes no longer than
    /// is left of the request's own time, whoever gets the token.
    fn authorization(&self, plan: &Plan, left: Duration) -> Result<(Option<HeaderValue>, bool), Error> {
        let Means::OAuth { client_id, client_secret } = self.settings.credentials.means() else {
            let basic = self.settings.basic.as_ref();
            return Ok((basic.filter(|_| plan.spec.security != Security::None).cloned(), false));
        };
        if plan.spec.security == Security::None {
            return Ok((None, false));
        }
        let asked = Instant::now();
        let waiting = self.got.wait_timeout_while(self.token(), left, |shared| shared.getting);
        let (mut shared, waiting) = waiting.unwrap_or_else(PoisonError::into_inner);
        if waiting.timed_out() {
            return Err(waited());
        }
        let left = left.saturating_sub(asked.elapsed());
        if let Some(got) = shared.kept.get(asked, left) {
            return got.map(|header| (Some(header), true));
        }
        shared.getting = true;
        drop(shared);
        let _done = Getting(self);
        let got = self.fetch_token(&CreateToken::new(client_id, client_secret), left);
        self.token().kept.put(got, left).map(|header| (Some(header), false))
    }

    fn fetch_token(&self, create: &CreateToken, deadline: Duration) -> Result<Token, Error> {
        let account_sid = self.settings.credentials.account_sid().clone();
        let plan = Plan::new(&self.settings, &Acting { account_sid, borrowed: false }, create.request())?;
        let asked = Instant::now();
        let answer = self.run_within(&plan, &span(&plan), deadline)?;
        Token::read(answer.status, &answer.body, asked).map_err(|error| answer.explain(&self.settings, &plan, error))
    }

    /// A thread that panicked with the lock left a token or none, and either is fine.
    fn token(&self) -> MutexGuard<'_, Shared> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets the next one get a token, also after a panic.
struct Getting<'a>(&'a Core);

impl Drop for Getting<'_> {
    fn drop(&mut self) {
        self.0.token().getting = false;
        self.0.got.notify_all();
    }
}
