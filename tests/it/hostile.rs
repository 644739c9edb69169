//! Documents that mean harm: each becomes code with nothing in it that a harmless twin would not have, or is refused
//! with a place, in little time and memory.

mod disk;
mod overlay;
mod reference;
pub mod size;
mod skeleton;
mod template;
mod text;

use std::time::{Duration, Instant};

use twilio_iam_codegen::{Diagnostics, Inputs, Output, generate};

pub use crate::invariants::{attempt, hold, inputs};

/// What any document may cost a debug build on a loaded machine: five times what it may cost where nothing else runs. What
/// has no bound takes more still.
pub const LIMIT: Duration = Duration::from_secs(10);

/// Generates within the time that a document may take, and holds the outcome to what must be true of it; `what` names it in a
/// failure.
pub fn timely(what: &str, inputs: &Inputs) -> Result<Output, Diagnostics> {
    let (start, before) = (Instant::now(), busy());
    let outcome = generate(inputs);
    let took = match (before, busy()) {
        (Some(before), Some(after)) => after - before,
        _ => start.elapsed(),
    };
    assert!(took < LIMIT, "{what} took {took:?}");
    hold(inputs, outcome)
}

/// How long this thread has run, where the system tells: what other programs do meanwhile does not count.
pub fn busy() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
