//! Both clients behind one door: what enters is a server, settings and an operation; what leaves is what each client made
//! of it, so that one test holds for the two.

use crate::server::Server;
use std::time::Duration;
use twilio_iam::api_v2010::keys::{CreateKey, DeleteKey, FetchKey, ListKeys};
use twilio_iam::{Builder, Client, Credentials, Error, KeySid, RetryPolicy, blocking};

pub const AC: &str = "AC0123456789abcdef0123456789abcdef";
pub const SK: &str = "SK0123456789abcdef0123456789abcdef";
pub const SECRET: &str = "hunter2hunter2";
pub const KEY: &str = r#"{"sid": "SK0123456789abcdef0123456789abcdef", "secret": "hunter3"}"#;

/// What a test sets.
#[derive(Clone)]
pub struct Set {
    pub credentials: Credentials,
    pub attempts: u32,
    pub request_timeout: Duration,
    pub deadline: Duration,
    pub body_limit: usize,
    pub prefetch: bool,
}

impl Default for Set {
    fn default() -> Self {
        Self {
            credentials: Credentials::api_key(SK, SECRET, AC).unwrap(),
            attempts: 3,
            request_timeout: Duration::from_secs(5),
            deadline: Duration::from_secs(120),
            body_limit: 1 << 20,
            prefetch: false,
        }
    }
}

impl Set {
    fn apply<T: ?Sized>(&self, builder: Builder<T>, base: &str) -> Builder<T> {
        let short = Duration::from_millis(20);
        builder
            .credentials(self.credentials.clone())
            .base_url(base)
            .retry(RetryPolicy::new().attempts(self.attempts).base(short).cap(short))
            .request_timeout(self.request_timeout)
            .deadline(self.deadline)
            .body_limit(self.body_limit)
            .prefetch(self.prefetch)
            .user_agent("test/1")
    }

    pub fn client(&self, base: &str) -> Client {
        self.apply(Client::builder(), base).build().unwrap()
    }

    pub fn blocking(&self, base: &str) -> blocking::Client {
        self.apply(blocking::Client::builder(), base).build().unwrap()
    }
}

/// One operation of each method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Get,
    Post,
    Delete,
    List,
}

pub const ALL: [Op; 4] = [Op::Get, Op::Post, Op::Delete, Op::List];

fn sid() -> KeySid {
    KeySid::new(SK).unwrap()
}

pub async fn send(client: &Client, op: Op) -> Result<(), Error> {
    match op {
        Op::Get => client.send(FetchKey::new(sid())).await.map(drop),
        Op::Post => client.send(CreateKey::new().friendly_name("a&b")).await.map(drop),
        Op::Delete => client.send(DeleteKey::new(sid())).await,
        Op::List => client.send(ListKeys::new().page_size(2)).await.map(drop),
    }
}

fn send_blocking(client: &blocking::Client, op: Op) -> Result<(), Error> {
    match op {
        Op::Get => client.send(FetchKey::new(sid())).map(drop),
        Op::Post => client.send(CreateKey::new().friendly_name("a&b")).map(drop),
        Op::Delete => client.send(DeleteKey::new(sid())),
        Op::List => client.send(ListKeys::new().page_size(2)).map(drop),
    }
}

/// What became of an operation: the client's name, the result, and the requests that went out.
pub struct Came {
    pub client: &'static str,
    pub result: Result<(), Error>,
    pub requests: Vec<String>,
}

/// Sends an operation by each client to a server of its own.
pub fn both(set: &Set, server: impl Fn() -> Server, op: Op) -> [Came; 2] {
    let first = server();
    let result = runtime().block_on(send(&set.client(&first.base), op));
    let asynchronous = Came { client: "async", result, requests: first.requests() };
    let second = server();
    let result = send_blocking(&set.blocking(&second.base), op);
    [asynchronous, Came { client: "blocking", result, requests: second.requests() }]
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}
