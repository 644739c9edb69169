//! One connection from its first byte to its last: requests are read, recorded, befallen by faults, processed and
//! answered.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicU64},
    time::Duration,
};

use axum::{Router, body::Body};
use tokio::{net::TcpStream, time::sleep};
use tower::ServiceExt;

use crate::{
    call::wants_xml,
    fault::{Canned, Fault, NextPage},
    http::{
        read::Connection,
        write::{Answer, Delivery},
    },
    mint::Mint,
    mutate,
    plan::Plan,
    record::Recorder,
    reply::JsonBody,
    request::{Request, split_target},
    router::{Shared, router},
    xml,
};

/// What all connections share.
pub(crate) struct App {
    pub(crate) shared: Shared,
    router: Router,
    pub(crate) plan: Mutex<Plan>,
    pub(crate) recorder: Mutex<Recorder>,
    request_ids: Mutex<Mint>,
    /// How many connections were accepted.
    pub(crate) accepted: AtomicU64,
    /// How many of the next connections close at once.
    pub(crate) unwelcome: AtomicU64,
}

impl App {
    pub(crate) fn new(shared: Shared, plan: Plan, is_recording: bool) -> Arc<Self> {
        Arc::new(Self {
            router: router(shared.clone()),
            shared,
            plan: Mutex::new(plan),
            recorder: Mutex::new(Recorder::new(is_recording)),
            request_ids: Mutex::new(Mint::new(0)),
            accepted: AtomicU64::new(0),
            unwelcome: AtomicU64::new(0),
        })
    }

    /// Serves a connection until one side closes it.
    pub(crate) async fn serve(self: Arc<Self>, stream: TcpStream) {
        // A failure only means that small writes wait for each other.
        let _ = stream.set_nodelay(true);
        let mut connection = Connection::new(stream);
        while self.serve_one(&mut connection).await.unwrap_or(false) {}
    }

    /// Serves one request. Whether the connection may serve another is given back.
    async fn serve_one(&self, connection: &mut Connection) -> io::Result<bool> {
        let Some((method, target)) = connection.peek().await? else { return Ok(false) };
        let (fault, delay) = lock(&self.plan).strike(&method, &target);
        if matches!(fault, Fault::DropUnread) {
            return Ok(false);
        }
        let Some(request) = connection.read().await? else { return Ok(false) };
        let number = lock(&self.recorder).keep(&request);
        if !delay.is_zero() {
            sleep(delay).await;
        }
        let Some((answer, delivery, pause)) = self.answer(&request, fault).await else { return Ok(false) };
        if !pause.is_zero() {
            sleep(pause).await;
        }
        lock(&self.recorder).answered(number, answer.status);
        let is_last = request.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        Ok(answer.write(&mut connection.stream, delivery).await? && !is_last)
    }

    /// What a request is answered under this fault, how it is written, and after what pause; none to close instead.
    async fn answer(&self, request: &Request, fault: Fault) -> Option<(Answer, Delivery, Duration)> {
        let (mut delivery, mut pause) = (Delivery::Whole, Duration::ZERO);
        let mut answer = match fault {
            Fault::None | Fault::DropUnread => self.process(request, None).await,
            Fault::DropUnprocessed => return None,
            Fault::DropUnanswered => {
                self.process(request, None).await;
                return None;
            }
            Fault::Reply(canned) => {
                if canned.is_processed {
                    self.process(request, None).await;
                }
                from_canned(canned)
            }
            Fault::Redirect { status, base_url } => {
                from_canned(Canned::new(status).header("Location", &format!("{base_url}{}", request.target())))
            }
            Fault::ContentType(content_type) => {
                let mut answer = self.process(request, None).await;
                answer.set("Content-Type", content_type);
                answer
            }
            Fault::DelayReply(delay) => {
                pause = delay;
                self.process(request, None).await
            }
            Fault::CutBody(keep) => {
                delivery = Delivery::Cut(keep);
                self.process(request, None).await
            }
            Fault::Trickle(pause) => {
                delivery = Delivery::Trickle(pause);
                self.process(request, None).await
            }
            Fault::Huge { bytes, declared } => {
                delivery = Delivery::Huge { bytes, declared };
                self.process(request, None).await
            }
            fault @ (Fault::NextPage(_) | Fault::Edit(_)) => self.process(request, Some(&fault)).await,
        };
        if !answer.headers.iter().any(|header| header.0.eq_ignore_ascii_case("twilio-request-id")) {
            let id = lock(&self.request_ids).sid("RQ");
            answer.set("Twilio-Request-Id", id);
        }
        Some((answer, delivery, pause))
    }

    /// Lets the endpoints process a request; `change` edits the JSON that they reply.
    async fn process(&self, request: &Request, change: Option<&Fault>) -> Answer {
        let is_endless = matches!(change, Some(Fault::NextPage(NextPage::Endless)));
        let (first, page) = mutate::first_page(request.target());
        let (path, query) = split_target(if is_endless { &first } else { request.target() });
        let path = path.to_owned();
        let mut builder = axum::http::Request::builder().method(request.method()).uri(format!("{path}?{query}"));
        for (name, value) in request.headers() {
            builder = builder.header(name, value);
        }
        let Ok(incoming) = builder.body(Body::from(request.body().to_vec())) else {
            return from_canned(Canned::new(400));
        };
        let mut response = match self.router.clone().oneshot(incoming).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let body = response.extensions_mut().remove::<JsonBody>();
        let own = response.headers().iter().filter(|(name, _)| *name != "content-length");
        let headers =
            own.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let mut answer = Answer { status: response.status().as_u16(), headers: headers.collect(), body: Vec::new() };
        if let Some(JsonBody(mut body)) = body {
            match change {
                Some(Fault::Edit(edits)) => edits.iter().for_each(|edit| mutate::edit(&mut body, edit)),
                Some(Fault::NextPage(next)) => mutate::next_page(&mut body, next, page),
                _ => {}
            }
            let (content_type, text) = match wants_xml(&path) {
                true => ("application/xml", xml::document(&body)),
                false => ("application/json", body.to_string()),
            };
            answer.set("Content-Type", content_type);
            answer.body = text.into_bytes();
        }
        answer
    }
}

/// A lock that a panic elsewhere does not spoil.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn from_canned(canned: Canned) -> Answer {
    Answer { status: canned.status, headers: canned.headers, body: canned.body }
}
