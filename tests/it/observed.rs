//! All that can be observed of a client at work, `tracing` at every level and `log` of every dependency: it shows what was
//! done, and neither a secret nor a body. It is observed in a process of its own, where no other test is at work.

use std::collections::{BTreeMap, HashSet};
use std::fmt::{Debug, Write};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::{Layer, Registry, registry::LookupSpan};

use crate::e2e::{self, MARK};
use crate::world::Face;
use crate::{faults, vault};

/// Everything so far, a line for each span, record and event; and the spans that have ended, with their fields.
struct Capture {
    text: String,
    spans: Vec<Span>,
}

#[derive(Clone, Default)]
struct Span {
    name: &'static str,
    target: &'static str,
    parent: Option<&'static str>,
    fields: BTreeMap<&'static str, String>,
}

static CAPTURE: Mutex<Capture> = Mutex::new(Capture { text: String::new(), spans: Vec::new() });

fn with(work: impl FnOnce(&mut Capture)) {
    work(&mut CAPTURE.lock().unwrap_or_else(PoisonError::into_inner));
}

struct Everything;

impl Visit for Span {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name(), format!("{value:?}"));
    }
}

fn text(what: &str, name: &str, fields: &BTreeMap<&'static str, String>) {
    with(|capture| writeln!(capture.text, "{what} {name} {fields:?}").unwrap());
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Everything {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let metadata = attributes.metadata();
        let span = context.span(id).unwrap();
        let parent = span.parent().map(|parent| parent.name());
        let mut seen = Span { name: metadata.name(), target: metadata.target(), parent, ..Span::default() };
        attributes.record(&mut seen);
        text("span", seen.name, &seen.fields);
        span.extensions_mut().insert(seen);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        let mut extensions = span.extensions_mut();
        let Some(seen) = extensions.get_mut::<Span>() else { return };
        values.record(seen);
        text("record", seen.name, &seen.fields);
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut seen = Span::default();
        event.record(&mut seen);
        text("event", event.metadata().target(), &seen.fields);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        if let Some(seen) = context.span(&id).and_then(|span| span.extensions_mut().remove::<Span>()) {
            with(|capture| capture.spans.push(seen));
        }
    }
}

impl log::Log for Everything {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        with(|capture| writeln!(capture.text, "log {} {}", record.target(), record.args()).unwrap());
    }

    fn flush(&self) {}
}

/// Both clients through all operations and all faults.
fn capture() -> Capture {
    // For all threads, since the work of a request goes on in others.
    tracing::subscriber::set_global_default(Registry::default().with(Everything)).unwrap();
    log::set_logger(&Everything).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    for face in [Face::Async, Face::Blocking] {
        e2e::run(face);
        faults::table(face);
    }
    let mut captured = CAPTURE.lock().unwrap_or_else(PoisonError::into_inner);
    Capture { text: std::mem::take(&mut captured.text), spans: std::mem::take(&mut captured.spans) }
}

/// The rest of this file, in another process.
#[test]
fn a_client_at_work_shows_what_it_does_and_no_secret() {
    let mut alone = Command::new(std::env::current_exe().unwrap());
    let done = alone.args(["--exact", "observed::alone", "--ignored", "--nocapture"]).output().unwrap();
    let told = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{told}{}", String::from_utf8_lossy(&done.stderr));
    assert!(told.contains("1 passed"), "nothing was observed: {told}");
}

#[test]
#[ignore = "it is run in a process of its own, by the test above"]
fn alone() {
    let captured = capture();
    everything_was_seen(&captured.text);
    no_secret_and_no_body_is_shown(&captured.text);
    let of = |name: &str| captured.spans.iter().filter(|span| span.name == name).collect::<Vec<_>>();
    each_operation_has_a_span(&of("twilio"));
    each_attempt_has_a_span_within_that_of_its_operation(&of("attempt"));
}

/// What ureq says to `log`, at its trace level, of every byte that it sends and receives, 16 to a line. Nothing that a user of
/// ureq does can keep it silent, so `blocking::Client` tells its own users to.
const DUMP: &str = "log ureq_proto::util ";

fn no_secret_and_no_body_is_shown(captured: &str) {
    let (dumped, shown): (Vec<&str>, Vec<&str>) = captured.lines().partition(|line| line.starts_with(DUMP));
    assert!(
        dumped.iter().any(|line| line.contains(MARK)),
        "ureq keeps silent now: the exception and the warning can go"
    );
    let secrets = vault::known();
    assert!(secrets.len() > 30, "only {} secrets are known", secrets.len());
    // A piece of a secret is too much already.
    const PIECE: usize = 12;
    let pieces: HashSet<&[u8]> = secrets.iter().flat_map(|secret| secret.as_bytes().windows(PIECE)).collect();
    for (number, line) in shown.iter().enumerate() {
        let piece = line.as_bytes().windows(PIECE).find(|piece| pieces.contains(piece));
        // Where it is shown, and not what.
        let place: String = line.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        assert!(piece.is_none(), "line {number} shows a secret: {place}");
    }
    let bodies = [MARK, "Something is wrong", "friendly_name\":", "FriendlyName", "BEGIN PUBLIC KEY", "yesterday"];
    let queries = ["PageToken", "PhoneNumber", "18001234567"];
    for line in shown {
        // ureq tells `log` the whole address, at its debug level. Twilio takes no secret in a query.
        let told = if line.starts_with("log ureq::run ") { line.split('?').next().unwrap() } else { line };
        let text = bodies.iter().chain(&queries).find(|text| told.contains(**text));
        assert_eq!(text, None, "{line}");
    }
}

fn everything_was_seen(shown: &str) {
    for sign in ["span twilio ", "span attempt ", "record attempt ", "event twilio_iam", "log "] {
        assert!(shown.lines().any(|line| line.starts_with(sign)), "nothing of {sign:?} was captured");
    }
}

fn each_operation_has_a_span(spans: &[&Span]) {
    for spec in twilio_iam::OPERATIONS {
        let of = |span: &&&Span| span.fields["operation"] == format!("{:?}", spec.item);
        let mine: Vec<&&Span> = spans.iter().filter(of).collect();
        assert!(mine.len() >= 2, "{} has no span of each client", spec.item);
        for span in mine {
            assert!(span.target.starts_with("twilio_iam"), "{}", span.target);
            assert_eq!(span.fields["method"], format!("{:?}", spec.method.as_str()));
            assert_eq!(span.fields["id"], format!("{:?}", spec.id));
            assert_eq!(span.fields["host"], "\"127.0.0.1\"");
            let number = |name: &str| span.fields.get(name).and_then(|text| text.parse::<u64>().ok());
            assert!(number("attempts").is_some_and(|attempts| (1..=3).contains(&attempts)), "{:?}", span.fields);
            assert!(number("elapsed_ms").is_some(), "{:?}", span.fields);
        }
    }
}

fn each_attempt_has_a_span_within_that_of_its_operation(attempts: &[&Span]) {
    for span in attempts {
        assert_eq!(span.parent, Some("twilio"));
        let number = |name: &str| span.fields.get(name).and_then(|text| text.parse::<u64>().ok());
        assert!(number("attempt").is_some() && number("elapsed_ms").is_some(), "{:?}", span.fields);
        assert!(number("status").is_none_or(|status| (200..600).contains(&status)), "{:?}", span.fields);
    }
    let has = |name: &str, value: &str| attempts.iter().any(|span| span.fields.get(name).is_some_and(|is| is == value));
    assert!(has("status", "200") && has("status", "429") && has("status", "503") && has("attempt", "3"));
    assert!(attempts.iter().any(|span| !span.fields.contains_key("status")), "no attempt went without an answer");
}
