//! A fake Twilio and a client of it, async or blocking, so that a test is written once and holds for both.

use std::time::Duration;

use twilio_iam::{Builder, Credentials, Error, Operation, Page, RetryPolicy, blocking};
use twilio_iam_fake::Fake;

use crate::vault;

/// Which of the two clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    Async,
    Blocking,
}

/// Either client, called in the same way.
#[derive(Clone)]
pub enum Client {
    Async(twilio_iam::Client),
    Blocking(blocking::Client),
}

/// What a test sets of a client: quick waits, few attempts, and time enough unless time is what it is about.
pub struct Setup {
    pub timeout: Duration,
    pub body_limit: usize,
    pub retry: RetryPolicy,
}

impl Default for Setup {
    fn default() -> Self {
        let quick = Duration::from_millis(2);
        Self {
            timeout: Duration::from_secs(20),
            body_limit: 1 << 20,
            retry: RetryPolicy::new().attempts(3).base(quick).cap(quick).longest_retry_after(quick),
        }
    }
}

impl Setup {
    pub fn apply<T: ?Sized>(&self, builder: Builder<T>, url: &str, credentials: Credentials) -> Builder<T> {
        builder
            .credentials(credentials)
            .base_url(url)
            .request_timeout(self.timeout)
            .body_limit(self.body_limit)
            .retry(self.retry)
    }
}

/// The main account of a fake, by its auth token.
pub fn auth_token(fake: &Fake) -> Credentials {
    vault::learn_fake(fake);
    Credentials::auth_token(fake.account_sid(), fake.auth_token()).unwrap()
}

impl Client {
    /// A client for the main account of a fake.
    pub fn new(face: Face, fake: &Fake) -> Self {
        Self::with(face, &fake.url(), auth_token(fake), &Setup::default())
    }

    pub fn with(face: Face, url: &str, credentials: Credentials, setup: &Setup) -> Self {
        match face {
            Face::Async => Self::Async(setup.apply(twilio_iam::Client::builder(), url, credentials).build().unwrap()),
            Face::Blocking => {
                Self::Blocking(setup.apply(blocking::Client::builder(), url, credentials).build().unwrap())
            }
        }
    }

    pub fn for_account(&self, sid: &twilio_iam::AccountSid) -> Self {
        match self {
            Self::Async(client) => Self::Async(client.for_account(sid)),
            Self::Blocking(client) => Self::Blocking(client.for_account(sid)),
        }
    }

    pub async fn send<O: Operation>(&self, operation: O) -> Result<O::Output, Error> {
        match self {
            Self::Async(client) => client.send(operation).await,
            Self::Blocking(client) => client.send(operation),
        }
    }

    /// The records of a list up to a number, and the error that ended it.
    pub async fn list<O: Operation>(&self, operation: O, most: usize) -> (Vec<<O::Output as Page>::Item>, Option<Error>)
    where
        O::Output: Page,
    {
        let mut records = Vec::new();
        let ended = match self {
            Self::Async(client) => {
                let mut items = client.items(operation);
                loop {
                    match items.try_next().await {
                        Ok(Some(item)) => records.push(item),
                        ended => break ended.map(drop),
                    }
                    if records.len() == most {
                        break Ok(());
                    }
                }
            }
            Self::Blocking(client) => {
                let mut items = client.items(operation);
                loop {
                    match items.try_next() {
                        Ok(Some(item)) => records.push(item),
                        ended => break ended.map(drop),
                    }
                    if records.len() == most {
                        break Ok(());
                    }
                }
            }
        };
        (records, ended.err())
    }
}

/// Runs a future on a runtime of its own, on this thread.
pub fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}
