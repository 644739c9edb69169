//! What memory is taken: the peak of a stream of 1,000,000 keys, from a fake in a process of its own, and the bytes that are
//! allocated to decode a page, against serde_json into structs of strings.
#![allow(clippy::unwrap_used)]

#[path = "measure/mod.rs"]
#[allow(dead_code)]
mod measure;
#[path = "measure/page.rs"]
mod page;

use std::alloc::System;
use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use measure::row;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use twilio_iam::{Client, Credentials, Operation, Reply, iam_v1::keys::ListKeys};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    // First, since a peak stays a peak.
    streamed();
    let body = page::page();
    let ours = allocated(|| black_box(<ListKeys as Operation>::Output::read(200, &body).unwrap()));
    let theirs = allocated(|| black_box(serde_json::from_slice::<page::Page>(&body).unwrap()));
    let measured = format!("{:.2} ({ours} against {theirs})", ours as f64 / theirs as f64);
    row("a page of 1,000 keys decoded: bytes allocated, against the same", &measured, "at most 1.2");
}

/// Bytes allocated while something is made; a buffer that grows counts by its growth.
fn allocated<T>(make: impl Fn() -> T) -> usize {
    let region = Region::new(ALLOCATOR);
    drop(make());
    let change = region.change();
    change.bytes_allocated
}

fn streamed() {
    const COUNT: usize = 1_000_000;
    let fake = Fake::start(COUNT);
    let credentials = Credentials::auth_token(&fake.account_sid, fake.auth_token.as_str()).unwrap();
    let client = Client::builder().credentials(credentials).base_url(&fake.url).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let Some(start) = memory("VmRSS:") else {
        return row("1,000,000 keys streamed: peak memory above the start", "not measured on this system", "16 MiB");
    };
    let count = runtime.block_on(async {
        let mut keys = client.items(ListKeys::new(client.account_sid()).page_size(1000));
        let mut count = 0;
        while let Some(key) = keys.try_next().await.unwrap() {
            black_box(key);
            count += 1;
        }
        count
    });
    assert_eq!(count, COUNT);
    let peak = memory("VmHWM:").unwrap();
    let measured = format!("{:.1} MiB (from {:.1} MiB)", (peak - start) as f64 / 1024.0, start as f64 / 1024.0);
    row("1,000,000 keys streamed: peak memory above the start", &measured, "at most 16 MiB");
}

/// KiB of this process, as Linux counts them.
fn memory(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The fake in a process of its own, which ends with this value.
struct Fake {
    process: Child,
    account_sid: String,
    auth_token: String,
    url: String,
}

impl Fake {
    fn start(keys: usize) -> Self {
        let seed = std::env::temp_dir().join(format!("twilio-iam-{}.yaml", std::process::id()));
        std::fs::write(&seed, format!("default_keys: false\naccount:\n  synthetic_keys: {keys}\n")).unwrap();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["run", "--quiet", "--release", "--package", "twilio-iam-fake", "--", "--seed"]).arg(&seed);
        let mut process = cargo.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut value = |name: &str| {
            let line = lines.next().unwrap().unwrap();
            line.strip_prefix(&format!("export {name}=")).unwrap().to_owned()
        };
        let (account_sid, auth_token) = (value("TWILIO_ACCOUNT_SID"), value("TWILIO_AUTH_TOKEN"));
        let url = value("TWILIO_BASE_URL");
        std::fs::remove_file(seed).unwrap();
        Self { process, account_sid, auth_token, url }
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}
