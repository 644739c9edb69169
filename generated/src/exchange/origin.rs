//! What enters: addresses. What leaves: their origin (scheme, host and port), which decides where credentials may go.

use crate::Invalid;
use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};
use std::{fmt, net::Ipv4Addr};

/// Scheme, host and port of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    https: bool,
    host: String,
    port: u16,
}

impl Origin {
    /// The origin of an absolute address; `None` when it has none, or carries credentials of its own.
    pub(crate) fn of(uri: &Uri) -> Option<Self> {
        let https = match uri.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let authority = uri.authority()?;
        // A port that is no number is not the default one.
        let port = match authority.as_str().strip_prefix(authority.host())? {
            "" => default_port(https),
            port => port.strip_prefix(':')?.parse().ok()?,
        };
        Some(Self { https, host: authority.host().to_ascii_lowercase(), port })
    }

    /// The base URL that stands for every service: https, or http to this machine alone.
    pub(crate) fn base(text: &str) -> Result<Self, Invalid> {
        let refused = |problem: &str| Err(Invalid::setting("base_url", problem));
        let Some((uri, origin)) = text.parse::<Uri>().ok().and_then(|uri| Self::of(&uri).map(|origin| (uri, origin)))
        else {
            return refused("is not an address; write it as https://host or https://host:port");
        };
        if uri.path() != "/" && !uri.path().is_empty() || uri.query().is_some() {
            return refused("has a path; give scheme, host and port alone, the operations have their paths");
        }
        if !origin.https && !origin.is_loopback() {
            return refused("is plain http, which would show the credentials; use https, or http to this machine");
        }
        Ok(origin)
    }

    pub(crate) fn is_https(&self) -> bool {
        self.https
    }

    /// Whether it is this machine by its own name: 127.0.0.0/8, ::1 or localhost.
    pub(crate) fn is_loopback(&self) -> bool {
        self.host == "localhost"
            || self.host == "[::1]"
            || self.host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
    }

    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The same path and query at this origin.
    pub(crate) fn place(&self, uri: &Uri) -> Option<Uri> {
        let Self { https, host, port } = self;
        let authority =
            if *port == default_port(*https) { host.parse() } else { Authority::try_from(format!("{host}:{port}")) };
        let mut parts = uri.clone().into_parts();
        parts.scheme = Some(if *https { Scheme::HTTPS } else { Scheme::HTTP });
        parts.authority = Some(authority.ok()?);
        parts.path_and_query.get_or_insert(PathAndQuery::from_static("/"));
        Uri::from_parts(parts).ok()
    }

    /// The same scheme and port at another host.
    pub(crate) fn at_host(&self, host: String) -> Self {
        Self { host, ..*self }
    }
}

fn default_port(https: bool) -> u16 {
    if https { 443 } else { 80 }
}

/// As it stands before the path of an address; a default port is left out.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { https, host, port } = self;
        write!(f, "{}://{host}", if *https { "https" } else { "http" })?;
        if *port == default_port(*https) { Ok(()) } else { write!(f, ":{port}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<String> {
        text.parse::<Uri>().ok().and_then(|uri| Origin::of(&uri)).map(|origin| origin.to_string())
    }

    #[test]
    fn an_origin_is_scheme_host_and_port_and_nothing_else() {
        let cases = [
            ("https://api.twilio.com/x?y", Some("https://api.twilio.com")),
            ("https://API.twilio.com:443/", Some("https://api.twilio.com")),
            ("http://127.0.0.1:80", Some("http://127.0.0.1")),
            ("http://[::1]:8080/", Some("http://[::1]:8080")),
            ("https://user@api.twilio.com/", None),
            ("https://api.twilio.com:x/", None),
            ("https://api.twilio.com:/", None),
            ("ftp://api.twilio.com/", None),
            ("/x", None),
            ("api.twilio.com", None),
        ];
        for (text, expected) in cases {
            assert_eq!(of(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_base_is_https_or_this_machine() {
        for text in [
            "https://example.com",
            "https://example.com:8443/",
            "http://127.0.0.1:9",
            "http://127.9.9.9:1",
            "http://[::1]:1",
            "http://localhost:1",
        ] {
            assert!(Origin::base(text).is_ok(), "{text}");
        }
        for text in [
            "http://example.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://0.0.0.0",
            "http://10.0.0.1",
            "https://example.com/x",
            "https://example.com/?x",
            "example.com",
            "https://user:password@example.com",
            "http://localhost@example.com",
            "file:///etc",
            "",
        ] {
            assert!(Origin::base(text).is_err(), "{text}");
        }
    }
}
