//! What enters: a request. What leaves: the hash of everything in it that the signature vouches for, written down in the
//! one order and spelling that both sides agree on.

use crate::wiped::Wiped;
use aws_lc_rs::digest::{SHA256, digest};
use http::header::HOST;

/// The headers that are signed.
pub(super) const HEADERS: &str = "authorization;host";

/// Hexadecimal SHA-256 of the canonical request; `None` when the request names no host.
pub(super) fn hash<B: AsRef<[u8]>>(request: &http::Request<B>, authorization: &str) -> Option<String> {
    let (uri, body) = (request.uri(), request.body().as_ref());
    let body = if body.is_empty() { String::new() } else { hex(body) };
    // Wiped, for the authorization is in it.
    let mut text = Wiped::default();
    for line in [
        request.method().as_str(),
        match uri.path() {
            "" => "/",
            path => path,
        },
        &query(uri.query().unwrap_or_default()),
    ] {
        text.push(line.as_bytes());
        text.push(b"\n");
    }
    text.push(b"authorization:");
    text.push(authorization.trim().as_bytes());
    text.push(b"\nhost:");
    text.push(host(request)?.as_bytes());
    text.push(b"\n\n");
    text.push(HEADERS.as_bytes());
    text.push(b"\n");
    text.push(body.as_bytes());
    Some(hex(&zeroize::Zeroizing::new(text.into_bytes())))
}

/// The parameters as they are escaped by RFC 3986, in order of their bytes.
fn query(query: &str) -> String {
    let query = query.replace('+', "%20").replace('*', "%2A").replace("%7E", "~");
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_unstable();
    pairs.join("&")
}

/// The host, with a port unless it is a default one.
fn host<B>(request: &http::Request<B>) -> Option<&str> {
    let host = match request.headers().get(HOST) {
        Some(host) => host.to_str().ok()?.trim(),
        None => {
            let authority = request.uri().authority()?.as_str();
            authority.rsplit_once('@').map_or(authority, |(_, host)| host)
        }
    };
    Some(host.strip_suffix(":443").or(host.strip_suffix(":80")).unwrap_or(host))
}

fn hex(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(request: http::request::Builder, body: &str) -> String {
        hash(&request.body(body.to_owned()).unwrap(), "Basic abc").unwrap()
    }

    #[test]
    fn the_canonical_request_is_that_of_the_documents() {
        let request = http::Request::post("https://api.twilio.com/2010-04-01/Accounts.json?b=2&a=1&a%7E=*+");
        let expected = "POST\n/2010-04-01/Accounts.json\na=1&a~=%2A%20&b=2\nauthorization:Basic abc\nhost:api.twilio.com\n\n\
                        authorization;host\nba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(of(request, "abc"), hex(expected.as_bytes()));
        let request = http::Request::get("https://api.twilio.com");
        let expected = "GET\n/\n\nauthorization:Basic abc\nhost:api.twilio.com\n\nauthorization;host\n";
        assert_eq!(of(request, ""), hex(expected.as_bytes()));
    }

    #[test]
    fn the_host_is_the_one_that_is_sent() {
        let host = |request: http::request::Builder| host(&request.body(()).unwrap()).map(str::to_owned);
        assert_eq!(host(http::Request::get("https://a.example:443/")).as_deref(), Some("a.example"));
        assert_eq!(host(http::Request::get("http://u:p@127.0.0.1:8080/")).as_deref(), Some("127.0.0.1:8080"));
        assert_eq!(host(http::Request::get("/").header("host", "b.example")).as_deref(), Some("b.example"));
        assert_eq!(host(http::Request::get("/")), None);
    }
}
