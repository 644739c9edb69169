//! The transport that is built in: the HTTP stack that the async client has too, driven by a thread of its own. What
//! enters: a request, handed over by a thread that then waits. What leaves: the response or an error, in bounded time.

use super::transport::Transport;
use crate::stack::Http;
use crate::{Body, Limits, Sent, TransportError, TransportErrorKind};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{future::Future, io, pin::Pin, thread};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tracing::{Instrument, Span};

/// A request on its way, with the reply to whoever waits for it.
type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// How much longer than an attempt may take its caller waits, before a thread that says nothing is given up.
const GRACE: Duration = Duration::from_secs(5);

/// The thread ends when this is dropped, for then nobody can hand it anything. Nobody waits for that end, so this may be
/// dropped anywhere, in an async task too.
pub(super) struct Worker {
    http: Arc<Http>,
    /// The way to the thread; none before the first request.
    jobs: Mutex<Option<UnboundedSender<Job>>>,
}

impl Worker {
    pub(super) fn new(http: Http) -> Self {
        Self { http: Arc::new(http), jobs: Mutex::new(None) }
    }

    /// Hands a job to the thread, and starts one where there is none, or no longer.
    fn hand(&self, mut job: Job) -> Result<(), TransportError> {
        // Whoever panicked with the lock left a way or none, and either is fine.
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = jobs.as_ref() {
            match running.send(job) {
                Ok(()) => return Ok(()),
                Err(unsent) => job = unsent.0,
            }
        }
        let unsent = || TransportError::new(TransportErrorKind::Other, Sent::No);
        let started = start().map_err(|error| {
            unsent().with_detail("the thread that sends requests could not be started").with_source(error)
        })?;
        let handed = started.send(job).map_err(|_| unsent().with_detail(ENDED));
        *jobs = Some(started);
        handed
    }
}

impl Transport for Worker {
    fn send(&self, request: http::Request<Body>, limits: Limits) -> Result<http::Response<Vec<u8>>, TransportError> {
        // From here on and not from where the thread gets to it, so that a busy thread makes nobody wait for longer.
        let until = Instant::now() + limits.timeout;
        let (reply, replied) = mpsc::sync_channel(1);
        let http = Arc::clone(&self.http);
        let job = async move {
            let sent = tokio::time::timeout_at(until.into(), http.send(request, limits)).await;
            // Whoever asked may be gone; then nobody needs the answer.
            let _ = reply.send(sent.unwrap_or_else(|_| Err(TransportError::late(limits))));
        };
        self.hand(Box::pin(job.instrument(Span::current())))?;
        replied.recv_timeout(limits.timeout + GRACE).unwrap_or_else(|error| Err(lost(error, limits)))
    }
}

const ENDED: &str = "the thread that sends requests has ended";

/// There will be no reply, and how far the request got is unknown.
fn lost(error: RecvTimeoutError, limits: Limits) -> TransportError {
    match error {
        RecvTimeoutError::Timeout => TransportError::late(limits),
        RecvTimeoutError::Disconnected => {
            TransportError::new(TransportErrorKind::Other, Sent::Maybe).with_detail(ENDED)
        }
    }
}

/// Starts the thread, and gives the way to it once it is ready.
fn start() -> io::Result<UnboundedSender<Job>> {
    let (jobs, queue) = unbounded_channel();
    let (ready, is_ready) = mpsc::sync_channel(1);
    thread::Builder::new().name("twilio-iam".to_owned()).spawn(move || {
        // Here and not in the caller's thread, where a runtime that is not needed after all might not be dropped.
        match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => {
                let _ = ready.send(Ok(()));
                serve(runtime, queue);
            }
            Err(error) => {
                let _ = ready.send(Err(error));
            }
        }
    })?;
    is_ready.recv().map_err(io::Error::other)??;
    Ok(jobs)
}

/// Carries out jobs, any number at a time, until nobody can hand over another one.
fn serve(runtime: Runtime, mut queue: UnboundedReceiver<Job>) {
    runtime.block_on(async {
        while let Some(job) = queue.recv().await {
            // A panic in one ends that one alone.
            tokio::spawn(job);
        }
    });
    // A host name that is still being looked up must not keep the thread.
    runtime.shutdown_background();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccountSid, Credentials, Error, api_v2010::keys::ListKeys, blocking::Client};
    use std::net::{SocketAddr, TcpListener, TcpStream};
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicBool, Ordering};

    /// The calling end of a connection: nothing listens there, and nothing can while it is open.
    fn nobody() -> SocketAddr {
        static CONNECTION: OnceLock<(TcpListener, TcpStream)> = OnceLock::new();
        let (_, end) = CONNECTION.get_or_init(|| {
            let other = TcpListener::bind("127.0.0.1:0").unwrap();
            let end = TcpStream::connect(other.local_addr().unwrap()).unwrap();
            (other, end)
        });
        end.local_addr().unwrap()
    }

    /// A worker, and a client of it at an address where nothing listens.
    fn worker() -> (Arc<Worker>, Client) {
        let account = AccountSid::new("AC0123456789abcdef0123456789abcdef").unwrap();
        let builder = Client::builder()
            .credentials(Credentials::auth_token(account, "hunter2").unwrap())
            .base_url(format!("http://{}", nobody()))
            .retry(crate::RetryPolicy::never());
        let worker = Arc::new(Worker::new(Http::new(&builder.settings().unwrap()).unwrap()));
        let client = builder.transport(Arc::clone(&worker) as Arc<dyn Transport>).build().unwrap();
        (worker, client)
    }

    fn way(worker: &Worker) -> Option<UnboundedSender<Job>> {
        worker.jobs.lock().unwrap().clone()
    }

    fn send(client: &Client) -> TransportError {
        match client.send(ListKeys::new()) {
            Err(Error::Transport(error)) => error,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn nothing_is_started_before_the_first_request_and_all_clients_share_it() {
        let (worker, client) = worker();
        let others = [
            client.clone(),
            client.for_account(AccountSid::new("ACffffffffffffffffffffffffffffffff").unwrap()),
            client.with_credentials(client.credentials().clone()),
        ];
        assert!(way(&worker).is_none());
        assert_eq!(send(&client).kind(), TransportErrorKind::Connect);
        let first = way(&worker).unwrap();
        for other in &others {
            assert_eq!(send(other).kind(), TransportErrorKind::Connect);
            assert!(way(&worker).unwrap().same_channel(&first));
        }
    }

    #[test]
    fn a_thread_that_has_ended_is_replaced_and_one_that_ends_is_told_of() {
        let (worker, client) = worker();
        // One that takes a request and ends: the request may be anywhere.
        let (jobs, mut queue) = unbounded_channel::<Job>();
        *worker.jobs.lock().unwrap() = Some(jobs);
        let ends = thread::spawn(move || drop(queue.blocking_recv()));
        let error = send(&client);
        ends.join().unwrap();
        assert_eq!((error.kind(), error.sent()), (TransportErrorKind::Other, Sent::Maybe));
        assert_eq!(
            error.to_string(),
            "the request could not be carried out (the thread that sends requests has ended); the request may have been \
             processed",
        );
        assert!(Error::from(error).may_have_been_processed());
        // It is gone now, so the next request gets another one, which finds nobody listening.
        let error = send(&client);
        assert_eq!((error.kind(), error.sent()), (TransportErrorKind::Connect, Sent::No));
    }

    #[test]
    fn a_panic_ends_one_request_and_not_the_thread() {
        let (worker, client) = worker();
        send(&client);
        let before = way(&worker).unwrap();
        let (reply, replied) = mpsc::sync_channel::<()>(1);
        let job = async move {
            let _reply = reply;
            panic!("it is meant to");
        };
        worker.hand(Box::pin(job)).unwrap();
        assert!(replied.recv().is_err());
        assert_eq!(send(&client).kind(), TransportErrorKind::Connect);
        assert!(way(&worker).unwrap().same_channel(&before));
    }

    #[test]
    fn the_last_client_ends_the_thread_and_what_runs_on_it() {
        struct Running(Arc<AtomicBool>);
        impl Drop for Running {
            fn drop(&mut self) {
                self.0.store(true, Ordering::SeqCst);
            }
        }
        let ended = Arc::new(AtomicBool::new(false));
        let (worker, client) = worker();
        let running = Running(Arc::clone(&ended));
        let job = async move {
            let _running = running;
            std::future::pending::<()>().await;
        };
        worker.hand(Box::pin(job)).unwrap();
        drop(worker);
        let clone = client.clone();
        drop(client);
        send(&clone);
        assert!(!ended.load(Ordering::SeqCst));
        drop(clone);
        let begun = Instant::now();
        while !ended.load(Ordering::SeqCst) {
            assert!(begun.elapsed() < Duration::from_secs(20), "the thread goes on");
            thread::sleep(Duration::from_millis(5));
        }
    }
}
