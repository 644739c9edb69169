//! All that can be observed of a client at work, `tracing` at every level and `log` of every dependency: it shows what was
//! done, and neither a secret nor a body. It is observed in a process of its own, where no other test is at work.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::{Debug, Write};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::{Layer, Registry, registry::LookupSpan};

use twilio_iam::Credentials;
use twilio_iam::api_v2010::accounts::ListAccounts;
use twilio_iam_fake::{Fake, OauthClientSeed};

use crate::e2e::{self, MARK};
use crate::world::{self, Client, Face, Setup};
use crate::{faults, vault, wire};

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

/// Both clients through all operations, all requests of the vectors, all faults, and a token that is got, used and renewed.
fn capture() -> Capture {
    // For all threads, since the work of a request goes on in others.
    tracing::subscriber::set_global_default(Registry::default().with(Everything)).unwrap();
    log::set_logger(&Everything).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    for face in [Face::Async, Face::Blocking] {
        e2e::run(face);
        wire::all(face);
        faults::table(face);
        by_token(face);
    }
    let mut captured = CAPTURE.lock().unwrap_or_else(PoisonError::into_inner);
    Capture { text: std::mem::take(&mut captured.text), spans: std::mem::take(&mut captured.spans) }
}

fn by_token(face: Face) {
    let fake = Fake::spawn();
    let app = fake.add_oauth_client(&OauthClientSeed { expires_in: Some(3600), ..OauthClientSeed::default() });
    vault::learn(app.client_secret.expose());
    let credentials = Credentials::oauth(&app.client_id, app.client_secret.expose(), fake.account_sid()).unwrap();
    let client = Client::with(face, &fake.url(), credentials, &Setup::default());
    let list = || ListAccounts::new().page_size(1);
    world::run(async {
        client.send(list()).await.unwrap();
        // Longer than the token is good for, which the client does not know.
        fake.advance(Duration::from_secs(4000));
        client.send(list()).await.unwrap();
    });
    let tokens: BTreeSet<_> = fake.requests().iter().filter_map(|one| one.authorization().map(str::to_owned)).collect();
    assert_eq!(tokens.len(), 2, "no token was renewed");
    vault::learn_fake(&fake);
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

fn no_secret_and_no_body_is_shown(captured: &str) {
    let secrets = vault::known();
    assert!(secrets.len() > 30, "only {} secrets are known", secrets.len());
    // A piece of a secret is too much already.
    const PIECE: usize = 12;
    let pieces: HashSet<&[u8]> = secrets.iter().flat_map(|secret| secret.as_bytes().windows(PIECE)).collect();
    let bodies = [MARK, "Something is wrong", "friendly_name\":", "FriendlyName", "BEGIN PUBLIC KEY", "yesterday"];
    let queries = ["PageToken", "PhoneNumber", "18001234567", "client_secret"];
    for (number, line) in captured.lines().enumerate() {
        let piece = line.as_bytes().windows(PIECE).find(|piece| pieces.contains(piece));
        // Where it is shown, and not what.
        let place: String = line.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        assert!(piece.is_none(), "line {number} shows a secret: {place}");
        let text = bodies.iter().chain(&queries).find(|text| line.contains(**text));
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
