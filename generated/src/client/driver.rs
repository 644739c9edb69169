//! What enters: a plan. What leaves: its answer, after as many attempts as the shared rooms decide on; this one moves
//! bytes, sleeps, and keeps the token.

use super::transport::{BoxFuture, Transport};
use crate::exchange::answer::Answer;
use crate::exchange::credentials::Means;
use crate::exchange::oauth::{CreateToken, Kept, Token, waited};
use crate::exchange::plan::{Acting, Plan};
use crate::exchange::run::{Next, Run, span};
use crate::exchange::settings::Settings;
use crate::{Credentials, Error, Operation, Security, TransportError};
use http::HeaderValue;
use std::time::{Duration, Instant};
use std::{future::Future, pin::pin, sync::Arc, task::Poll};
use tokio::sync::Mutex;
use tracing::{Instrument, Span};

/// What all clones of a client share.
pub(super) struct Core {
    pub(super) settings: Settings,
    transport: Arc<dyn Transport>,
    /// Held while a token is got, so that one request does it for all.
    token: Mutex<Kept>,
}

impl Core {
    pub(super) fn new(settings: Settings, transport: Arc<dyn Transport>) -> Self {
        Self { settings, transport, token: Mutex::default() }
    }

    pub(super) fn with_credentials(&self, credentials: Credentials) -> Self {
        Self::new(self.settings.with_credentials(credentials), Arc::clone(&self.transport))
    }

    /// Sends until there is an answer or no point in going on, in the span of the operation.
    pub(super) async fn run(&self, plan: &Plan, operation: &Span) -> Result<Answer, Error> {
        self.run_within(plan, operation, self.settings.deadline).await
    }

    async fn run_within(&self, plan: &Plan, operation: &Span, deadline: Duration) -> Result<Answer, Error> {
        self.attempts(plan, operation, deadline).instrument(operation.clone()).await
    }

    async fn attempts(&self, plan: &Plan, operation: &Span, deadline: Duration) -> Result<Answer, Error> {
        let mut run = Run::new(&self.settings, plan, operation, deadline);
        loop {
            let authorized = self.authorization(plan, run.left()).await;
            let (authorization, renewable) = authorized.map_err(|error| run.unauthorized(error))?;
            let (request, limits) = run.begin(authorization.clone(), renewable);
            let sent = self.transport.send(request, limits).instrument(run.span());
            let response = within(sent, self.transport.sleep(limits.timeout)).await;
            match run.end(response.unwrap_or_else(|| Err(TransportError::late(limits)))) {
                Next::Done(result) => return result,
                Next::Wait(wait) => self.transport.sleep(wait).await,
                Next::Renew => {
                    if let Some(mut kept) = within(self.token.lock(), self.transport.sleep(run.left())).await {
                        kept.forget(authorization.as_ref());
                    }
                }
            }
        }
    }

    /// The header for a request, and whether another one could be got if Twilio does not take it. It takes no longer than
    /// is left of the request's own time, whoever gets the token.
    async fn authorization(&self, plan: &Plan, left: Duration) -> Result<(Option<HeaderValue>, bool), Error> {
        let Means::OAuth { client_id, client_secret } = self.settings.credentials.means() else {
            let basic = self.settings.basic.as_ref();
            return Ok((basic.filter(|_| plan.spec.security != Security::None).cloned(), false));
        };
        if plan.spec.security == Security::None {
            return Ok((None, false));
        }
        let asked = Instant::now();
        let Some(mut kept) = within(self.token.lock(), self.transport.sleep(left)).await else { return Err(waited()) };
        let left = left.saturating_sub(asked.elapsed());
        if let Some(got) = kept.get(asked, left) {
            return got.map(|header| (Some(header), true));
        }
        let got = self.fetch_token(CreateToken::new(client_id, client_secret), left).await;
        kept.put(got, left).map(|header| (Some(header), false))
    }

    /// Boxed, because getting a token is a run like the one that needs it.
    fn fetch_token(&self, create: CreateToken, deadline: Duration) -> BoxFuture<'_, Result<Token, Error>> {
        Box::pin(async move {
            let account_sid = self.settings.credentials.account_sid().clone();
            let plan = Plan::new(&self.settings, &Acting { account_sid, borrowed: false }, create.request())?;
            let asked = Instant::now();
            let answer = self.run_within(&plan, &span(&plan), deadline).await?;
            Token::read(answer.status, &answer.body, asked)
                .map_err(|error| answer.explain(&self.settings, &plan, error))
        })
    }
}

/// The output of `work`, unless `sleep` is over first.
async fn within<T>(work: impl Future<Output = T>, mut sleep: BoxFuture<'static, ()>) -> Option<T> {
    let mut work = pin!(work);
    std::future::poll_fn(|context| {
        if let Poll::Ready(output) = work.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        sleep.as_mut().poll(context).map(|()| None)
    })
    .await
}
