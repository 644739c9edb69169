//! A request as it came off the socket, kept for assertions.

use std::fmt;

use crate::{auth::basic, call::Pairs};

/// A request that the fake read. `Debug` shows neither its body nor its credentials.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    head: Vec<u8>,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    status: Option<u16>,
}

impl Request {
    pub(crate) fn new(head: Vec<u8>, method: String, target: String, headers: Vec<(String, String)>) -> Self {
        Self { head, method, target, headers, body: Vec::new(), status: None }
    }

    pub(crate) fn set_body(&mut self, body: Vec<u8>) {
        self.body = body;
    }

    pub(crate) fn set_status(&mut self, status: u16) {
        self.status = Some(status);
    }

    /// The request line and the headers, byte for byte, up to and with the empty line.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// `GET`, `POST` or `DELETE`.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Path and query as they stand in the request line.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The path as it was sent, still percent-encoded.
    pub fn path(&self) -> &str {
        split_target(&self.target).0
    }

    /// The query as decoded pairs, in the order in which they were sent.
    pub fn query(&self) -> Vec<(String, String)> {
        Pairs::parse(split_target(&self.target).1.as_bytes()).0
    }

    /// Names and values of the headers, as they were sent.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The value of the first header of this name, in any case of letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|header| header.0.eq_ignore_ascii_case(name)).map(|header| header.1.as_str())
    }

    /// The header `Authorization`.
    pub fn authorization(&self) -> Option<&str> {
        self.header("authorization")
    }

    /// The user name and the password of Basic authentication.
    pub fn basic_auth(&self) -> Option<(String, String)> {
        basic(self.authorization()?.strip_prefix("Basic ")?)
    }

    /// The body; a chunked one is put together.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as decoded form pairs, in the order in which they were sent.
    pub fn form(&self) -> Vec<(String, String)> {
        Pairs::parse(&self.body).0
    }

    /// The status that was answered; none while the answer is due, or where the connection was dropped instead.
    pub fn status(&self) -> Option<u16> {
        self.status
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|header| header.0.as_str()).collect();
        let mut shown = formatter.debug_struct("Request");
        shown.field("method", &self.method).field("target", &self.target).field("headers", &names);
        shown.field("body_length", &self.body.len()).field("status", &self.status).finish()
    }
}

/// Path and query of a request target, which names scheme and host too when a client takes the fake for a proxy.
pub(crate) fn split_target(target: &str) -> (&str, &str) {
    let target = match target.split_once("://") {
        Some((scheme, rest)) if !scheme.contains(['/', '?']) => rest.find('/').map_or("/", |start| &rest[start..]),
        _ => target,
    };
    target.split_once('?').unwrap_or((target, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_split_with_and_without_a_host() {
        assert_eq!(split_target("/v1/Keys?Page=0"), ("/v1/Keys", "Page=0"));
        assert_eq!(split_target("http://iam.twilio.com/v1/Keys"), ("/v1/Keys", ""));
        assert_eq!(split_target("/v1?url=http://a/b"), ("/v1", "url=http://a/b"));
    }

    #[test]
    fn debug_hides_credentials_and_body() {
        let headers = vec![("Authorization".to_owned(), "Basic c2VjcmV0".to_owned())];
        let mut request = Request::new(b"POST / HTTP/1.1\r\n".to_vec(), "POST".into(), "/".into(), headers);
        request.set_body(b"Credentials=hidden".to_vec());
        let shown = format!("{request:?}");
        assert!(!shown.contains("c2VjcmV0") && !shown.contains("hidden"), "{shown}");
    }
}
