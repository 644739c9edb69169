//! What enters: a plan. What leaves: its answer, after as many attempts as the shared rooms decide on; this one moves
//! bytes, sleeps, and keeps the token.

use super::transport::{BoxFuture, Transport};
use crate::exchange::answer::Answer;
use crate::exchange::credentials::Means;
use crate::exchange::oauth::{CreateToken, Token};
use crate::exchange::plan::{Acting, Plan};
use crate::exchange::run::{Next, Run, span};
use crate::exchange::settings::Settings;
use crate::{Credentials, Error, Operation, Security, TransportError};
use http::HeaderValue;
use std::{future::Future, pin::pin, sync::Arc, task::Poll, time::Instant};
use tokio::sync::Mutex;
use tracing::{Instrument, Span};

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
    pub(super) async fn run(&self, plan: &Plan, operation: &Span) -> Result<Answer, Error> {
        self.attempts(plan, operation).instrument(operation.clone()).await
    }

    async fn attempts(&self, plan: &Plan, operation: &Span) -> Result<Answer, Error> {
        let mut run = Run::new(&self.settings, plan, operation);
        loop {
            let (authorization, renewable) = self.authorization(plan).await?;
            let (request, limits) = run.begin(authorization.clone(), renewable);
            let sent = self.transport.send(request, limits).instrument(run.span());
            let response = within(sent, self.transport.sleep(limits.timeout)).await;
            match run.end(response.unwrap_or_else(|| Err(TransportError::late(limits)))) {
                Next::Done(result) => return result,
                Next::Wait(wait) => self.transport.sleep(wait).await,
                Next::Renew => self.forget(authorization.as_ref()).await,
            }
        }
    }

    /// The header for a request, and whether another one could be got if Twilio does not take it.
    async fn authorization(&self, plan: &Plan) -> Result<(Option<HeaderValue>, bool), Error> {
        let Means::OAuth { client_id, client_secret } = self.settings.credentials.means() else {
            let basic = self.settings.basic.as_ref();
            return Ok((basic.filter(|_| plan.spec.security != Security::None).cloned(), false));
        };
        if plan.spec.security == Security::None {
            return Ok((None, false));
        }
        let mut token = self.token.lock().await;
        if let Some(header) = token.as_ref().and_then(|token| token.header(Instant::now())) {
            return Ok((Some(header.clone()), true));
        }
        let fresh = self.fetch_token(CreateToken::new(client_id, client_secret)).await?;
        let header = fresh.any_header();
        *token = Some(fresh);
        Ok((Some(header), false))
    }

    /// Boxed, because getting a token is a run like the one that needs it.
    fn fetch_token(&self, create: CreateToken) -> BoxFuture<'_, Result<Token, Error>> {
        Box::pin(async move {
            let account_sid = self.settings.credentials.account_sid().clone();
            let plan = Plan::new(&self.settings, &Acting { account_sid, borrowed: false }, create.request())?;
            let asked = Instant::now();
            let answer = self.run(&plan, &span(&plan)).await?;
            Token::read(answer.status, &answer.body, asked)
                .map_err(|error| answer.explain(&self.settings, &plan, error))
        })
    }

    /// Drops the token that this header carried, unless another request has already got a new one.
    async fn forget(&self, header: Option<&HeaderValue>) {
        let mut token = self.token.lock().await;
        if header.is_some_and(|header| token.as_ref().is_some_and(|token| token.is(header))) {
            *token = None;
        }
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
