//! The HTTP stack that is built in and that both clients share: reqwest, without redirects, retries or cookies of its own.
//! What enters: a request. What leaves: the response, read piece by piece up to its limit.

use crate::exchange::settings::Settings;
use crate::wiped::Wiped;
use crate::{Body, Limits, Sent, TransportError, TransportErrorKind};
use reqwest::{redirect, retry};
use std::{error::Error as StdError, io, time::Duration};

/// Shorter than the idle time of common load balancers (60 seconds), so that no request meets a connection that is
/// being closed.
const IDLE: Duration = Duration::from_secs(30);

pub(crate) struct Http(reqwest::Client);

impl Http {
    pub(crate) fn new(settings: &Settings) -> Result<Self, TransportError> {
        // A connection has to fail before the whole attempt does, or it would not be known that nothing was sent.
        let connect_timeout = settings.connect_timeout.min(settings.request_timeout.mul_f32(0.9));
        let mut builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .connect_timeout(connect_timeout)
            .pool_idle_timeout(IDLE);
        let base = settings.base.as_ref();
        builder = builder.https_only(base.is_none_or(|base| base.is_https()));
        #[cfg(feature = "rustls")]
        {
            builder = builder.tls_backend_rustls();
        }
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        if base.is_some_and(|base| !base.is_https()) {
            // No request will use TLS, so the machine's certificates need not be read.
            builder = builder.tls_certs_only([]);
        }
        if base.is_some_and(|base| base.is_loopback()) {
            // What goes to this machine must not be shown to a proxy in plain text.
            builder = builder.no_proxy();
        }
        builder.build().map(Self).map_err(|error| {
            TransportError::new(TransportErrorKind::Other, Sent::No)
                .with_detail("set-up")
                .with_source(error.without_url())
        })
    }

    /// Sends a request and reads the whole response; whoever asks sees to the time.
    pub(crate) async fn send(
        &self,
        request: http::Request<Body>,
        limits: Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        let request = reqwest::Request::try_from(request).map_err(failed)?;
        let mut response = self.0.execute(request).await.map_err(failed)?;
        let too_large = || TransportError::new(TransportErrorKind::TooLarge, Sent::Maybe);
        let limit = u64::try_from(limits.body).unwrap_or(u64::MAX);
        if response.content_length().is_some_and(|length| length > limit) {
            return Err(too_large());
        }
        let mut body = Wiped::default();
        while let Some(piece) = response.chunk().await.map_err(failed)? {
            if body.len() + piece.len() > limits.body {
                return Err(too_large());
            }
            body.push(&piece);
        }
        let mut whole = http::Response::new(body.into_bytes());
        *whole.status_mut() = response.status();
        std::mem::swap(whole.headers_mut(), response.headers_mut());
        Ok(whole)
    }
}

/// What reqwest says, without the address.
fn failed(error: reqwest::Error) -> TransportError {
    let (kind, sent) = if error.is_connect() {
        let late = error.is_timeout();
        (if late { TransportErrorKind::Timeout } else { TransportErrorKind::Connect }, Sent::No)
    } else if error.is_builder() {
        (TransportErrorKind::Other, Sent::No)
    } else if error.is_timeout() {
        (TransportErrorKind::Timeout, Sent::Maybe)
    } else {
        (TransportErrorKind::Closed, Sent::Maybe)
    };
    let mut failed = TransportError::new(kind, sent);
    if let Some(io) = cause::<io::Error>(&error) {
        failed = failed.with_detail(io.kind().to_string());
    }
    failed.with_source(error.without_url())
}

/// The first error of a type in a chain.
fn cause<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}
