//! The transport that is built in: ureq, without redirects. What enters: a request. What leaves: the response, read piece
//! by piece up to its limit.

use super::transport::Transport;
use crate::exchange::settings::Settings;
use crate::wiped::Wiped;
use crate::{Body, Limits, Sent, TransportError, TransportErrorKind};
use std::io::{self, ErrorKind, Read};
use std::time::{Duration, Instant};
use ureq::config::AutoHeaderValue;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Timeout};

/// Idle connections that are kept; ureq's own ten would make many threads connect anew.
const IDLE: usize = 64;

pub(super) struct Http {
    agent: Agent,
    timeout: Duration,
    connect_timeout: Duration,
}

impl Http {
    pub(super) fn new(settings: &Settings) -> Self {
        // A connection has to fail before the whole attempt does, or it would not be known that nothing was sent.
        let connect_timeout = settings.connect_timeout.min(settings.request_timeout.mul_f32(0.9));
        let base = settings.base.as_ref();
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(base.is_none_or(|base| base.is_https()))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .accept_encoding(AutoHeaderValue::None)
            .max_idle_connections(IDLE)
            .max_idle_connections_per_host(IDLE)
            .timeout_global(Some(settings.request_timeout))
            .timeout_resolve(Some(connect_timeout))
            .timeout_connect(Some(connect_timeout));
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        {
            config = config.tls_config(tls());
        }
        if base.is_some_and(|base| base.is_loopback()) {
            // What goes to this machine must not be shown to a proxy in plain text.
            config = config.proxy(None);
        }
        Self { agent: config.build().new_agent(), timeout: settings.request_timeout, connect_timeout }
    }

    fn response(
        &self,
        request: http::Request<Body>,
        limits: Limits,
    ) -> Result<http::Response<ureq::Body>, ureq::Error> {
        let (parts, body) = request.into_parts();
        let payload = matches!(parts.method, http::Method::POST | http::Method::PUT | http::Method::PATCH);
        if body.is_empty() && !payload {
            self.run(http::Request::from_parts(parts, ()), limits)
        } else {
            self.run(http::Request::from_parts(parts, &*body), limits)
        }
    }

    fn run<B: ureq::AsSendBody>(
        &self,
        request: http::Request<B>,
        limits: Limits,
    ) -> Result<http::Response<ureq::Body>, ureq::Error> {
        if limits.timeout >= self.timeout {
            return self.agent.run(request);
        }
        // A late attempt has less time; settings of its own cost it a copy, so only it has them.
        let request = self.agent.configure_request(request).timeout_global(Some(limits.timeout)).build();
        self.agent.run(request)
    }

    fn failed(&self, error: ureq::Error, began: Instant) -> TransportError {
        let early = began.elapsed() <= self.connect_timeout;
        let (kind, sent) = classify(&error, early);
        let failed = TransportError::new(kind, sent);
        match error {
            ureq::Error::Io(error) => failed.with_detail(error.kind().to_string()).with_source(error),
            _ => failed,
        }
    }
}

impl Transport for Http {
    fn send(&self, request: http::Request<Body>, limits: Limits) -> Result<http::Response<Vec<u8>>, TransportError> {
        let began = Instant::now();
        let response = self.response(request, limits).map_err(|error| self.failed(error, began))?;
        let (parts, body) = response.into_parts();
        let limit = u64::try_from(limits.body).unwrap_or(u64::MAX);
        let mut reader = body.into_with_config().limit(limit.saturating_add(1)).reader();
        let body = read(&mut reader, limits.body).map_err(|error| match error {
            Some(error) => match self.failed(ureq::Error::from(error), began) {
                failed if failed.sent() == Sent::No => TransportError::new(TransportErrorKind::Closed, Sent::Maybe),
                failed => failed,
            },
            None => TransportError::new(TransportErrorKind::TooLarge, Sent::Maybe),
        })?;
        Ok(http::Response::from_parts(parts, body))
    }
}

/// The whole of a body; `None` as the error when it is larger than it may be.
fn read(reader: &mut impl Read, limit: usize) -> Result<Vec<u8>, Option<io::Error>> {
    let mut body = Wiped::default();
    let mut piece = zeroize::Zeroizing::new(vec![0; 16 * 1024]);
    loop {
        match reader.read(&mut piece) {
            Ok(0) => return Ok(body.into_bytes()),
            Ok(length) if body.len() + length > limit => return Err(None),
            Ok(length) => body.push(piece.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Some(error)),
        }
    }
}

/// What ureq says. `early` while a connection may still have been in the making.
fn classify(error: &ureq::Error, early: bool) -> (TransportErrorKind, Sent) {
    use TransportErrorKind::{Closed, Connect, Other, TooLarge};
    match error {
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::ConnectProxyFailed(_)
        | ureq::Error::Tls(_)
        | ureq::Error::TlsRequired => (Connect, Sent::No),
        ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect) => (TransportErrorKind::Timeout, Sent::No),
        ureq::Error::Timeout(_) => (TransportErrorKind::Timeout, Sent::Maybe),
        ureq::Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused => (Connect, Sent::No),
            // Of a connection that was once made, these come only when the kernel gives up on it, minutes later.
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::AddrNotAvailable if early => {
                (Connect, Sent::No)
            }
            // The kind is shared with garbled records; that it is about the certificate is told by the text alone.
            ErrorKind::InvalidData if error.to_string().contains("peer certificate") => (Connect, Sent::No),
            ErrorKind::TimedOut => (TransportErrorKind::Timeout, Sent::Maybe),
            _ => (Closed, Sent::Maybe),
        },
        ureq::Error::BodyExceedsLimit(_) | ureq::Error::LargeResponseHeader(..) => (TooLarge, Sent::Maybe),
        ureq::Error::BadUri(_)
        | ureq::Error::Http(_)
        | ureq::Error::RequireHttpsOnly(_)
        | ureq::Error::InvalidProxyUrl => (Other, Sent::No),
        _ => (Closed, Sent::Maybe),
    }
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn tls() -> TlsConfig {
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier);
    #[cfg(all(feature = "native-tls", not(feature = "rustls")))]
    let tls = tls.provider(ureq::tls::TlsProvider::NativeTls);
    tls.build()
}
