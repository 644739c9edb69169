//! The faults, one to a row, in the words of the table.

use std::time::Duration;

use serde_json::{Value, json};
use twilio_iam_fake::{Canned, Edit, Fault, NextPage};

use super::cell::{Call, Places};

/// One fault.
pub struct Row {
    pub name: &'static str,
    pub calls: &'static [Call],
    /// How many requests it befalls.
    pub times: u64,
    /// Whether time is what it is about.
    pub slow: bool,
    pub fault: Box<dyn Fn(&Places) -> Fault + Send + Sync>,
    /// Before the request is processed.
    pub delay: Duration,
    /// Nobody listens at all.
    pub deaf: bool,
}

const ALL: &[Call] = &[Call::Get, Call::Post, Call::Delete, Call::List];
const WITH_BODY: &[Call] = &[Call::Get, Call::Post, Call::List];
const ACCOUNTS: &[Call] = &[Call::GetAccount, Call::PostAccount, Call::ListAccounts];
const LISTS: &[Call] = &[Call::List, Call::ListAccounts];
const EVER: Duration = Duration::from_secs(600);

fn row(name: &'static str, calls: &'static [Call], fault: impl Fn(&Places) -> Fault + Send + Sync + 'static) -> Row {
    Row { name, calls, times: u64::MAX, slow: false, fault: Box::new(fault), delay: Duration::ZERO, deaf: false }
}

/// A fault that does not depend on where things are.
fn plain(name: &'static str, calls: &'static [Call], fault: Fault) -> Row {
    row(name, calls, move |_| fault.clone())
}

impl Row {
    fn once(self) -> Self {
        Self { times: 1, ..self }
    }

    fn slow(self) -> Self {
        Self { slow: true, ..self }
    }
}

/// A change of one member of the record, or of each record of a list.
fn member(name: &'static str, calls: &'static [Call], member: &'static str, value: Option<Value>) -> Row {
    row(name, calls, move |places| {
        let pointer = format!("{}/{member}", places.record);
        Fault::Edit(vec![match &value {
            Some(value) => Edit::Set(pointer, value.clone()),
            None => Edit::Remove(pointer),
        }])
    })
}

/// A link to the next page on another origin.
fn astray(name: &'static str, origin: impl Fn(&Places) -> String + Send + Sync + 'static) -> Row {
    row(name, LISTS, move |places| Fault::NextPage(NextPage::On(origin(places))))
}

fn html(status: u16) -> Fault {
    Fault::html(status)
}

pub fn all() -> Vec<Row> {
    let error = |status, code, message| Fault::twilio_error(status, code, message);
    vec![
        plain("nothing", ALL, Fault::None),
        // What Twilio answers.
        plain("401", ALL, error(401, 20003, "Authenticate")),
        plain("403", ALL, error(403, 70051, "Authorization error")),
        plain("404", ALL, error(404, 20404, "The requested resource was not found")),
        plain("429 with Retry-After, once", ALL, Fault::too_many_requests(Some(1))).once(),
        plain("429 with Retry-After, always", ALL, Fault::too_many_requests(Some(86_400))),
        plain("429 without, once", ALL, Fault::too_many_requests(None)).once(),
        plain("500, once", ALL, error(500, 20500, "Internal Server Error")).once(),
        plain("500, always", ALL, error(500, 20500, "Internal Server Error")),
        plain("500 after it was processed, once", ALL, Canned::new(500).after_processing().into()).once(),
        plain("503, once", ALL, Fault::status(503)).once(),
        plain("503, always", ALL, Fault::status(503)),
        // What a network does.
        Row { deaf: true, ..plain("nobody listens", ALL, Fault::None) },
        Row { delay: EVER, ..plain("late, before it is processed", ALL, Fault::None) }.slow(),
        plain("late, after it was processed", ALL, Fault::DelayReply(EVER)).slow(),
        plain("late after it was processed, once", ALL, Fault::DelayReply(EVER)).slow().once(),
        plain("dropped unread, once", ALL, Fault::DropUnread).once(),
        plain("dropped unread, always", ALL, Fault::DropUnread),
        plain("dropped unprocessed, once", ALL, Fault::DropUnprocessed).once(),
        plain("dropped unprocessed, always", ALL, Fault::DropUnprocessed),
        plain("dropped unanswered, once", ALL, Fault::DropUnanswered).once(),
        plain("dropped unanswered, always", ALL, Fault::DropUnanswered),
        plain("body cut off, once", ALL, Fault::CutBody(10)).once(),
        plain("body cut off, always", ALL, Fault::CutBody(10)),
        plain("body that trickles", ALL, Fault::Trickle(Duration::from_millis(50))).slow(),
        plain("huge body, its length told", ALL, Fault::Huge { bytes: 4 << 20, declared: true }),
        plain("huge body, its length not told", ALL, Fault::Huge { bytes: 4 << 20, declared: false }),
        // What stands between.
        plain("200 and HTML", ALL, html(200)),
        plain("403 and HTML", ALL, html(403)),
        plain("404 and HTML", ALL, html(404)),
        plain("502 and HTML, always", ALL, html(502)),
        plain("200 and nothing", ALL, Fault::status(200)),
        plain("JSON called text/html", ALL, Fault::ContentType("text/html".to_owned())),
        row("redirected 307 to another host", ALL, |places| Fault::redirect(&places.elsewhere)),
        row("redirected 303 to another host", ALL, |places| Fault::Redirect {
            status: 303,
            base_url: places.elsewhere.clone(),
        }),
        // Pages.
        astray("next page at another port", |places| places.elsewhere.clone()),
        astray("next page at another name of the host", |places| places.here.replace("127.0.0.1", "localhost")),
        astray("next page at another host", |places| places.elsewhere.replace("127.0.0.1", "localhost")),
        astray("next page by https", |places| places.here.replace("http:", "https:")),
        astray("next page with a user in its address", |places| places.here.replace("//", "//user@")),
        plain("next page is no address", LISTS, Fault::NextPage(NextPage::Exactly("javascript:alert(1)".to_owned()))),
        row("next page of another type", LISTS, |places| {
            let link = if places.record == "/keys/*" { "/meta/next_page_url" } else { "/next_page_uri" };
            Fault::set(link, json!({"href": "/"}))
        }),
        plain("next page is this page", LISTS, Fault::NextPage(NextPage::Same)),
        plain("pages without end, always new ones", LISTS, Fault::NextPage(NextPage::Endless)),
        // Members.
        member("unknown value of an enum", ACCOUNTS, "status", Some(json!("on-hold"))),
        member("unknown member", WITH_BODY, "extra", Some(json!({"a": [1, null]}))),
        member("required member missing", WITH_BODY, "sid", None),
        member("required member null", WITH_BODY, "sid", Some(Value::Null)),
        member("required member of another type", WITH_BODY, "sid", Some(json!(7))),
        member("secret missing", &[Call::Post], "secret", None),
        member("optional member missing", WITH_BODY, "date_created", None),
        member("optional member null", WITH_BODY, "date_created", Some(Value::Null)),
        member("optional member of another type", WITH_BODY, "date_created", Some(json!({"a": 1}))),
        member("date that does not parse", WITH_BODY, "date_created", Some(json!("yesterday"))),
        plain("reply that is no object", WITH_BODY, Fault::set("", json!([1, 2]))),
    ]
}
