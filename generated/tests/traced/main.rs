//! What tracing is told of a request: a binary of its own, because tracing keeps per process what is listened to.
#![cfg(all(feature = "client", feature = "blocking"))]
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
#[path = "../drivers/server.rs"]
mod server;

use server::{Act, Server};
use std::sync::{Arc, Mutex};
use twilio_iam::{Client, Credentials, api_v2010::keys::CreateKey, blocking};

/// Writes down everything that tracing is told.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<String>>);

impl tracing::field::Visit for Told {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        *self.0.lock().unwrap() += &format!(" {field}={value:?}");
    }
}

impl tracing::Subscriber for Told {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        *self.0.lock().unwrap() += &format!("\n{}", span.metadata().name());
        span.record(&mut self.clone());
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        *self.0.lock().unwrap() += "\nevent";
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

#[test]
fn tracing_is_told_what_happens_and_no_secret() {
    let body = r#"{"sid": "SK0123456789abcdef0123456789abcdef", "secret": "hunter3", "friendly_name": 5}"#;
    let server = Server::start(vec![Act::status(429), Act::json(body)]);
    let told = Told::default();
    tracing::subscriber::set_global_default(told.clone()).unwrap();
    let credentials = Credentials::auth_token("AC0123456789abcdef0123456789abcdef", "hunter2").unwrap();
    let create = CreateKey::new().friendly_name("hunter4");
    let client = blocking::Client::builder().credentials(credentials.clone()).base_url(&server.base).build().unwrap();
    client.send(&create).unwrap();
    let blocking = std::mem::take(&mut *told.0.lock().unwrap());

    let server = Server::start(vec![Act::status(429), Act::json(body)]);
    let client = Client::builder().credentials(credentials).base_url(&server.base).build().unwrap();
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(client.send(&create)).unwrap();
    let asynchronous = told.0.lock().unwrap().clone();
    for text in [blocking, asynchronous] {
        holds(&text);
    }
}

fn holds(text: &str) {
    for expected in [
        "twilio operation=\"api_v2010::keys::CreateKey\" id=\"createKey\" method=\"POST\" host=\"127.0.0.1\"",
        "attempt attempt=1",
        "status=429",
        "trying again",
        "attempt attempt=2",
        "status=200",
        "elapsed_ms=",
        "friendly_name\" expected=\"a string\" found=\"a number\"",
        "attempts=2",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    assert!(!text.contains("hunter") && !text.contains("Basic"), "{text}");
}
