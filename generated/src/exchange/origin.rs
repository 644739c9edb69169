//! What enters: addresses. What leaves: their origin (scheme, host and port), which decides where credentials may go.

use crate::Invalid;
use http::Uri;
use http::uri::{Authority, Parts, PathAndQuery, Scheme};
use std::sync::{Arc, PoisonError, RwLock};
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

    /// Reads the base URL of the environment, which is an address of this machine.
    pub(crate) fn local(text: &str) -> Result<Self, Invalid> {
        const VARIABLE: &str = "TWILIO_BASE_URL";
        let named = text.parse::<Uri>().ok().and_then(|uri| Self::of(&uri));
        if named.is_some_and(|origin| !origin.is_loopback()) {
            let problem = "is not on this machine, and the credentials would go there: unset it; where that is meant, \
                           give the address in code, to the builder's base_url";
            return Err(Invalid::setting(VARIABLE, problem));
        }
        Self::base(text).map_err(|invalid| Invalid::setting(VARIABLE, invalid.problem()))
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

    /// The same scheme and port at another host.
    pub(crate) fn at_host(&self, host: String) -> Self {
        Self { host, ..*self }
    }
}

/// An origin with the parts of an address that it is: every address there is put together from them.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) origin: Origin,
    scheme: Scheme,
    authority: Authority,
}

impl Site {
    pub(crate) fn new(origin: Origin) -> Option<Self> {
        let Origin { https, host, port } = &origin;
        let authority =
            if *port == default_port(*https) { host.parse() } else { Authority::try_from(format!("{host}:{port}")) };
        let scheme = if *https { Scheme::HTTPS } else { Scheme::HTTP };
        Some(Self { scheme, authority: authority.ok()?, origin })
    }

    /// The address of a path and query here.
    pub(crate) fn address(&self, target: PathAndQuery) -> Option<Uri> {
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(target);
        Uri::from_parts(parts).ok()
    }

    /// The same path and query here.
    pub(crate) fn place(&self, uri: Uri) -> Option<Uri> {
        self.address(uri.into_parts().path_and_query.unwrap_or(PathAndQuery::from_static("/")))
    }
}

/// The sites of a client, by the servers of the document. A document has few of them, and they do not change.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sites(Arc<RwLock<Vec<Known>>>);

/// A server of the document, and the site that stands for it.
type Known = (&'static str, Arc<Site>);

impl Sites {
    /// The site that stands for a server; made once.
    pub(crate) fn of(&self, server: &'static str, make: impl FnOnce() -> Option<Site>) -> Option<Arc<Site>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, site)) = known.iter().find(|(known, _)| *known == server) {
            return Some(Arc::clone(site));
        }
        drop(known);
        let site = Arc::new(make()?);
        // Two threads may both have made it, and either one will do.
        self.0.write().unwrap_or_else(PoisonError::into_inner).push((server, Arc::clone(&site)));
        Some(site)
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
            assert!(Origin::local(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_environment_names_this_machine() {
        for text in ["http://127.0.0.1:9", "https://localhost:1", "http://[::1]:1", "https://127.0.0.1"] {
            assert!(Origin::local(text).is_ok(), "{text}");
        }
        for text in
            ["https://example.com", "https://api.twilio.com", "https://127.0.0.1.example.com", "https://10.0.0.1"]
        {
            let error = Origin::local(text).unwrap_err().to_string();
            assert!(error.starts_with("TWILIO_BASE_URL is not on this machine"), "{error}");
        }
    }
}
