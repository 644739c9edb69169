//! What enters: an HTTP request and its limits. What leaves: the response, or an error that tells whether the request may
//! have been sent. A caller's own HTTP stack implements it.

use crate::stack::Http;
use crate::{Body, Limits, TransportError};
use std::{future::Future, pin::Pin, time::Duration};

/// A boxed future that can be sent between threads.
///
/// ```
/// let ready: twilio_iam::BoxFuture<'static, u8> = Box::pin(async { 1 });
/// ```
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Carries one request to Twilio and one response back.
///
/// It follows no redirect, tries nothing again, and keeps the `Authorization` header, which is marked sensitive, to the
/// host of the request. The client itself sees to retries, timeouts and errors.
///
/// ```
/// use std::sync::Arc;
/// use twilio_iam::{Body, BoxFuture, Client, Credentials, Limits, Transport, TransportError};
///
/// struct Canned(&'static [u8]);
///
/// impl Transport for Canned {
///     fn send(
///         &self,
///         _request: http::Request<Body>,
///         _limits: Limits,
///     ) -> BoxFuture<'_, Result<http::Response<Vec<u8>>, TransportError>> {
///         Box::pin(async { Ok(http::Response::new(self.0.to_vec())) })
///     }
/// }
///
/// let canned = Canned(br#"{"keys": [], "page": 0, "page_size": 50}"#);
/// let client = Client::builder()
///     .credentials(Credentials::auth_token("AC0123456789abcdef0123456789abcdef", "the token")?)
///     .transport(Arc::new(canned))
///     .build()?;
/// # Ok::<(), twilio_iam::Error>(())
/// ```
pub trait Transport: Send + Sync {
    /// Sends the request and reads the whole response, of at most `limits.body` bytes.
    ///
    /// The future is dropped when `limits.timeout` is over.
    fn send(
        &self,
        request: http::Request<Body>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Vec<u8>>, TransportError>>;

    /// Waits. Unless it is replaced, by Tokio's timer.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

impl Transport for Http {
    fn send(
        &self,
        request: http::Request<Body>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Vec<u8>>, TransportError>> {
        Box::pin(self.send(request, limits))
    }
}
