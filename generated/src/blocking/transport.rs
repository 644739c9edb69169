//! What enters: an HTTP request and its limits. What leaves: the response, or an error that tells whether the request may
//! have been sent. A caller's own blocking HTTP stack implements it.

use crate::{Body, Limits, TransportError};
use std::time::Duration;

/// Carries one request to Twilio and one response back.
///
/// It follows no redirect, tries nothing again, and keeps the `Authorization` header, which is marked sensitive, to the
/// host of the request. The client itself sees to retries and errors; the transport sees to the timeout.
///
/// ```
/// use std::sync::Arc;
/// use twilio_iam::{Body, Credentials, Limits, TransportError, api_v2010::keys::ListKeys, blocking};
///
/// struct Canned(&'static [u8]);
///
/// impl blocking::Transport for Canned {
///     fn send(&self, _: http::Request<Body>, _: Limits) -> Result<http::Response<Vec<u8>>, TransportError> {
///         Ok(http::Response::new(self.0.to_vec()))
///     }
/// }
///
/// let canned = Canned(br#"{"keys": [], "page": 0, "page_size": 50}"#);
/// let client = blocking::Client::builder()
///     .credentials(Credentials::auth_token("AC0123456789abcdef0123456789abcdef", "the token")?)
///     .transport(Arc::new(canned))
///     .build()?;
/// assert!(client.send(ListKeys::new())?.keys.is_empty());
/// # Ok::<(), twilio_iam::Error>(())
/// ```
pub trait Transport: Send + Sync {
    /// Sends the request and reads the whole response, of at most `limits.body` bytes, within `limits.timeout`.
    ///
    /// # Errors
    ///
    /// [`TransportError`], which tells whether the request may have been sent.
    fn send(&self, request: http::Request<Body>, limits: Limits) -> Result<http::Response<Vec<u8>>, TransportError>;

    /// Waits. Unless it is replaced, by putting the thread to sleep.
    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }
}
