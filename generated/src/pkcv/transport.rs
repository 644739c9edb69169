//! What enters: a request of a client, as it goes out. What leaves: the same request, signed.

use super::{HEADER, PkcvError, Signer};
use crate::{Body, KeySid, Limits, Sent, TransportError, TransportErrorKind};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::header::AUTHORIZATION;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Signs what another transport sends.
pub(crate) struct Signing<T: ?Sized> {
    pub(crate) signer: Signer,
    pub(crate) inner: Arc<T>,
}

impl<T: ?Sized> Signing<T> {
    fn signed(&self, mut request: http::Request<Body>) -> Result<http::Request<Body>, TransportError> {
        // A request without credentials, as for an OAuth token, proves nothing and is not signed.
        let Some(authorization) = request.headers().get(AUTHORIZATION).cloned() else { return Ok(request) };
        let value = authorization
            .to_str()
            .map_err(|_| PkcvError::NoApiKey)
            // The key that authenticates this very request: a client may go over to another one.
            .and_then(|authorization| self.signer.sign_by(&user(authorization)?, &request, authorization))
            .map_err(|error| {
                let unsent = TransportError::new(TransportErrorKind::Other, Sent::No);
                unsent.with_detail(error.to_string()).with_source(error)
            })?;
        request.headers_mut().insert(HEADER, value);
        Ok(request)
    }
}

/// The API key of HTTP Basic.
fn user(authorization: &str) -> Result<KeySid, PkcvError> {
    let pair = authorization.strip_prefix("Basic ").ok_or(PkcvError::NoApiKey)?;
    let pair = Zeroizing::new(STANDARD.decode(pair).map_err(|_| PkcvError::NoApiKey)?);
    let user = pair.split(|byte| *byte == b':').next().unwrap_or_default();
    str::from_utf8(user).ok().and_then(|user| KeySid::new(user).ok()).ok_or(PkcvError::NoApiKey)
}

#[cfg(feature = "client")]
impl crate::Transport for Signing<dyn crate::Transport> {
    fn send(
        &self,
        request: http::Request<Body>,
        limits: Limits,
    ) -> crate::BoxFuture<'_, Result<http::Response<Vec<u8>>, TransportError>> {
        match self.signed(request) {
            Ok(request) => self.inner.send(request, limits),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    fn sleep(&self, duration: std::time::Duration) -> crate::BoxFuture<'static, ()> {
        self.inner.sleep(duration)
    }
}

#[cfg(feature = "blocking")]
impl crate::blocking::Transport for Signing<dyn crate::blocking::Transport> {
    fn send(&self, request: http::Request<Body>, limits: Limits) -> Result<http::Response<Vec<u8>>, TransportError> {
        self.inner.send(self.signed(request)?, limits)
    }

    fn sleep(&self, duration: std::time::Duration) {
        self.inner.sleep(duration);
    }
}
