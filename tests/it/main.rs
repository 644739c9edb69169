//! The one integration test binary: each module is one ring of tests.

mod cli;
mod concurrent;
mod corpus;
mod determinism;
mod dialects;
mod diff;
mod drift;
mod e2e;
mod examples;
mod faults;
mod flows;
mod golden;
mod hostile;
mod invariants;
mod mutation;
mod observed;
mod project;
mod properties;
mod refusals;
mod reject;
mod replies;
mod restore;
mod secrets;
#[cfg(unix)]
mod stress;
mod thread;
mod told;
mod turns;
mod update;
mod vault;
mod wire;
mod world;
