//! What `send` costs: a key fetched by the client, against the same request written by hand with the same HTTP library.
#![allow(clippy::unwrap_used)]

#[path = "measure/mod.rs"]
mod measure;
#[path = "measure/server.rs"]
mod server;

use std::time::{Duration, Instant};

use measure::{in_turns, row};
use serde::Deserialize;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use twilio_iam::iam_v1::keys::FetchKey;
use twilio_iam::{Client, Credentials, KeySid};

const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const KEY: &str = "SK0123456789abcdef0123456789abcdef";
const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// The same members as the crate's own `Key`.
#[derive(Deserialize)]
struct Key {
    sid: String,
    friendly_name: Option<String>,
    date_created: Option<String>,
    date_updated: Option<String>,
    policy: Option<Policy>,
}

#[derive(Deserialize)]
struct Policy {
    allow: Vec<String>,
}

fn main() {
    let body = format!(
        r#"{{"sid": "{KEY}", "friendly_name": "messaging only", "date_created": "Mon, 13 Jun 2016 22:50:08 +0000",
            "date_updated": "Mon, 13 Jun 2016 22:50:08 +0000", "policy": {{"allow": ["/twilio/messaging/messages/read"]}}}}"#
    );
    let alone = Builder::new_current_thread().enable_all().build().unwrap();
    let many = Builder::new_multi_thread().enable_all().build().unwrap();
    for (runtime, tasks, each, what) in [(alone, 1, 200, "one after the other"), (many, 64, 8, "64 at a time")] {
        let url = runtime.block_on(server::serve(&body));
        let credentials = Credentials::auth_token(ACCOUNT, TOKEN).unwrap();
        let client = Client::builder().credentials(credentials).base_url(&url).build().unwrap();
        let by_hand = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(30))
            .no_proxy()
            .build()
            .unwrap();
        let client = (client, KeySid::new(KEY).unwrap());
        let by_hand = (by_hand, url);
        let ratio = in_turns(
            401,
            || timed(&runtime, tasks, each, &client, sent),
            || timed(&runtime, tasks, each, &by_hand, written),
        );
        let per = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(tasks * each);
        let measured = format!("{:.3} ({:.1} µs against {:.1} µs)", ratio.speed, per(ratio.first), per(ratio.second));
        row(&format!("`send`, {what}: throughput against the same request by hand"), &measured, "at least 0.95");
    }
}

/// How long so many tasks take that do a thing so many times each.
fn timed<T: Clone + Send + 'static, F: Future<Output = ()> + Send + 'static>(
    runtime: &Runtime,
    tasks: u32,
    each: u32,
    with: &T,
    once: fn(T) -> F,
) -> Duration {
    let start = Instant::now();
    runtime.block_on(async {
        let mut running = JoinSet::new();
        for _ in 0..tasks {
            let with = with.clone();
            running.spawn(async move {
                for _ in 0..each {
                    once(with.clone()).await;
                }
            });
        }
        while let Some(done) = running.join_next().await {
            done.unwrap();
        }
    });
    start.elapsed()
}

async fn sent((client, sid): (Client, KeySid)) {
    let key = client.send(FetchKey::new(sid)).await.unwrap();
    assert_eq!(key.policy.unwrap().permissions().len(), 1);
}

async fn written((client, url): (reqwest::Client, String)) {
    let request = client.get(format!("{url}/v1/Keys/{KEY}")).basic_auth(ACCOUNT, Some(TOKEN));
    let request = request.header("Accept", "application/json").header("User-Agent", "by-hand/1.0");
    let response = request.send().await.unwrap();
    assert!(response.status().is_success());
    let key: Key = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    assert_eq!(key.policy.unwrap().allow.len(), 1);
    std::hint::black_box((key.sid, key.friendly_name, key.date_created, key.date_updated));
}
