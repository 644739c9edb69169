//! How fast a page of 1,000 keys is decoded, against serde_json into structs of strings.
#![allow(clippy::unwrap_used)]

#[path = "measure/mod.rs"]
mod measure;
#[path = "measure/page.rs"]
mod page;

use std::hint::black_box;
use std::time::{Duration, Instant};

use measure::{in_turns, row};
use twilio_iam::{Operation, Reply, iam_v1::keys::ListKeys};

fn main() {
    let body = page::page();
    let ours = || timed(|| black_box(<ListKeys as Operation>::Output::read(200, &body).unwrap()).keys.len());
    let theirs = || timed(|| black_box(serde_json::from_slice::<page::Page>(&body).unwrap()).keys.len());
    let ratio = in_turns(41, ours, theirs);
    let per = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(TIMES);
    let measured = format!("{:.2} ({:.0} µs against {:.0} µs)", ratio.speed, per(ratio.first), per(ratio.second));
    row(
        "a page of 1,000 keys decoded: throughput against serde_json into structs of strings",
        &measured,
        "at least 0.8",
    );
}

const TIMES: u32 = 50;

fn timed(decode: impl Fn() -> usize) -> Duration {
    let start = Instant::now();
    for _ in 0..TIMES {
        assert_eq!(decode(), 1000);
    }
    start.elapsed()
}
