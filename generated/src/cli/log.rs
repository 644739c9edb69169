//! What enters: how much is to be said. What leaves: what the client reports of its requests, on standard error, for those
//! who ask for all of it. It has no bodies, no credentials and no queries.

use super::settings::{Level, Settings};

pub(super) fn start(settings: &Settings) {
    if settings.level < Level::Debug {
        return;
    }
    let lines = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(std::io::stderr)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::CLOSE)
        .with_target(false)
        .with_ansi(false)
        .without_time()
        .finish();
    // Only the first one of a process is taken, and this is it.
    let _ = tracing::subscriber::set_global_default(lines);
}
