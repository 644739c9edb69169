//! What enters: a plan. What leaves: its answer, after as many attempts as the shared rooms decide on; this one moves
//! bytes, sleeps, and keeps the token.

use super::transport::Transport;
use crate::exchange::answer::Answer;
use crate::exchange::credentials::Means;
use crate::exchange::oauth::{CreateToken, Token};
use crate::exchange::plan::{Acting, Plan};
use crate::exchange::run::{Next, Run, span};
use crate::exchange::settings::Settings;
use crate::{Credentials, Error, Operation, Security};
use http::HeaderValue;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tracing::Span;

/// What all clones of a client share.
pub(super) struct Core {
    pub(super) settings: Settings,
    transport: Arc<dyn Transport>,
    /// Held while a token is got, so that one request does it for all.
    token: Mutex<Option<Token>>,
}

impl Core {
    pub(super) fn new(settings: Settings, transport: Arc<dyn Transport>) -> Self {
        Self { settings, transport, token: Mutex::new(None) }
    }

    pub(super) fn with_credentials(&self, credentials: Credentials) -> Self {
        Self::new(self.settings.with_credentials(credentials), Arc::clone(&self.transport))
    }

    /// Sends until there is an answer or no point in going on, in the span of the operation.
    pub(super) fn run(&self, plan: &Plan, operation: &Span) -> Result<Answer, Error> {
        let _entered = operation.enter();
        let mut run = Run::new(&self.settings, plan, operation);
        loop {
            let (authorization, renewable) = self.authorization(plan)?;
            let (request, limits) = run.begin(authorization.clone(), renewable);
            let response = run.span().in_scope(|| self.transport.send(request, limits));
            match run.end(response) {
                Next::Done(result) => return result,
                Next::Wait(wait) => self.transport.sleep(wait),
                Next::Renew => self.forget(authorization.as_ref()),
            }
        }
    }

    /// The header for a request, and whether another one could be got if Twilio does not take it.
    fn authorization(&self, plan: &Plan) -> Result<(Option<HeaderValue>, bool), Error> {
        let Means::OAuth { client_id, client_secret } = self.settings.credentials.means() else {
            let basic = self.settings.basic.as_ref();
            return Ok((basic.filter(|_| plan.spec.security != Security::None).cloned(), false));
        };
        if plan.spec.security == Security::None {
            return Ok((None, false));
        }
        let mut token = self.token();
        if let Some(header) = token.as_ref().and_then(|token| token.header(Instant::now())) {
            return Ok((Some(header.clone()), true));
        }
        let fresh = self.fetch_token(&CreateToken::new(client_id, client_secret))?;
        let header = fresh.any_header();
        *token = Some(fresh);
        Ok((Some(header), false))
    }

    fn fetch_token(&self, create: &CreateToken) -> Result<Token, Error> {
        let account_sid = self.settings.credentials.account_sid().clone();
        let plan = Plan::new(&self.settings, &Acting { account_sid, borrowed: false }, create.request())?;
        let asked = Instant::now();
        let answer = self.run(&plan, &span(&plan))?;
        Token::read(answer.status, &answer.body, asked).map_err(|error| answer.explain(&self.settings, &plan, error))
    }

    /// Drops the token that this header carried, unless another request has already got a new one.
    fn forget(&self, header: Option<&HeaderValue>) {
        let mut token = self.token();
        if header.is_some_and(|header| token.as_ref().is_some_and(|token| token.is(header))) {
            *token = None;
        }
    }

    /// A thread that panicked with the lock left a token or none, and either is fine.
    fn token(&self) -> MutexGuard<'_, Option<Token>> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
