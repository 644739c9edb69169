//! Both clients against small servers on this machine: what goes over the wire, and what comes of what goes wrong there.
#![cfg(all(feature = "client", feature = "blocking"))]
// Clippy takes only the test functions themselves for tests, not what they call.
#![allow(clippy::unwrap_used, clippy::panic)]

mod both;
mod faults;
mod lists;
mod server;
mod sessions;
