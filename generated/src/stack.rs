//! The HTTP stack that is built in and that both clients share: reqwest, without redirects, retries or cookies of its own.
//! What enters: a request. What leaves: the response, read piece by piece up to its limit.

use crate::exchange::settings::Settings;
use crate::wiped::Wiped;
use crate::{Body, Limits, Sent, TransportError, TransportErrorKind};
use reqwest::{Url, redirect, retry};
use std::sync::{PoisonError, RwLock};
use std::{error::Error as StdError, io, time::Duration};

/// Shorter than the idle time of common load balancers (60 seconds), so that no request meets a connection that is
/// being closed.
const IDLE: Duration = Duration::from_secs(30);

pub(crate) struct Http {
    client: reqwest::Client,
    /// The root of each site that requests went to. The sites are those of operations' descriptions, so they are few.
    roots: RwLock<Vec<Url>>,
}

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
        let client = builder.build().map_err(|error| {
            TransportError::new(TransportErrorKind::Other, Sent::No)
                .with_detail("set-up")
                .with_source(error.without_url())
        })?;
        Ok(Self { client, roots: RwLock::default() })
    }

    /// Sends a request and reads the whole response; whoever asks sees to the time.
    pub(crate) async fn send(
        &self,
        request: http::Request<Body>,
        limits: Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        let request = self.request(request)?;
        let mut response = self.client.execute(request).await.map_err(failed)?;
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

    /// The same request as reqwest has it.
    fn request(&self, request: http::Request<Body>) -> Result<reqwest::Request, TransportError> {
        let (parts, body) = request.into_parts();
        let url = self.url(&parts.uri).ok_or_else(|| {
            TransportError::new(TransportErrorKind::Other, Sent::No)
                .with_detail("the address is none that a URL can be")
        })?;
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        *request.body_mut() = Some(body.into());
        Ok(request)
    }

    /// The address as a URL. Most of the work of parsing one is about its host, so that is done once for each.
    fn url(&self, uri: &http::Uri) -> Option<Url> {
        let (scheme, authority) = (uri.scheme_str()?, uri.authority()?.as_str());
        // What a URL would write in another way does not match, and is parsed each time.
        let is_root = |url: &Url| {
            let rest = url.as_str().strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://"));
            rest.and_then(|rest| rest.strip_prefix(authority)) == Some("/")
        };
        let known = self.roots.read().unwrap_or_else(PoisonError::into_inner).iter().find(|url| is_root(url)).cloned();
        let mut url = match known {
            Some(url) => url,
            None => {
                let root = Url::parse(&format!("{scheme}://{authority}/")).ok()?;
                if is_root(&root) {
                    self.roots.write().unwrap_or_else(PoisonError::into_inner).push(root.clone());
                }
                root
            }
        };
        url.set_path(uri.path());
        url.set_query(uri.query());
        Some(url)
    }
}

/// What reqwest says, without the address.
fn failed(error: reqwest::Error) -> TransportError {
    let (kind, sent) = if error.is_connect() {
        let late = error.is_timeout();
        (if late { TransportErrorKind::Timeout } else { TransportErrorKind::Connect }, Sent::No)
    } else if error.is_builder() {
        // Also of a redirect whose address is none, although it is not followed: then the request was answered.
        (TransportErrorKind::Other, Sent::Maybe)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Credentials;
    use crate::exchange::Builder;

    #[test]
    fn an_address_is_the_same_url_as_if_it_were_parsed_whole() {
        let credentials = Credentials::auth_token("AC0123456789abcdef0123456789abcdef", "hunter2").unwrap();
        let http = Http::new(&Builder::<()>::new().credentials(credentials).settings().unwrap()).unwrap();
        let origins = [
            "https://api.twilio.com",
            "https://API.twilio.com",
            "https://api.twilio.com:443",
            "http://127.0.0.1:8080",
            "http://[::1]:8080",
            "http://localhost",
        ];
        let targets = [
            "",
            "/",
            "/v1/Keys/SK0123456789abcdef0123456789abcdef",
            "/2010-04-01/Accounts.json?PageSize=50&Page=1&PageToken=PAa%2Bb",
            "/a%20b/%2F/..%2f?x=%20+%26",
            "/a/../b/./c?",
            "/v1/%2e%2e/x",
            "/a;b=c,d:e@f//g/",
            "/x?y='\"<>`{}|^\\",
            "/x?a?b/c",
            "/a'b",
        ];
        for origin in origins {
            // The second time by the root that is known.
            for target in targets.iter().chain(&targets) {
                let address = format!("{origin}{target}");
                let Ok(uri) = address.parse::<http::Uri>() else { continue };
                let whole = Url::parse(&uri.to_string()).unwrap();
                assert_eq!(http.url(&uri).unwrap(), whole, "{address}");
            }
        }
        // One each, and none of the two that a URL writes in another way.
        assert_eq!(http.roots.read().unwrap().len(), origins.len() - 2);
    }
}
