//! What enters: the URL that Twilio was told. What leaves: the spellings of it that Twilio may have signed, and what its
//! query says of the body.

use std::borrow::Cow;

/// The URL as it is, and without the port that its scheme implies, or with it: which of them is signed differs from
/// product to product. Another port is part of the URL.
pub(super) fn variants(url: &str) -> Vec<Cow<'_, str>> {
    let mut variants = vec![Cow::Borrowed(url)];
    variants.extend(other(url).map(Cow::Owned));
    variants
}

fn other(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let default = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if let Some(authority) = authority.strip_suffix(default) {
        return Some(format!("{scheme}://{authority}{path}"));
    }
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    // The colons within a bracketed address are none of a port.
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| !port.ends_with(']'));
    (!has_port).then(|| format!("{scheme}://{authority}{default}{path}"))
}

/// The hash of the body that the query names.
pub(super) fn body_hash(url: &str) -> Option<Cow<'_, str>> {
    let (_, query) = url.split_once('?')?;
    let query = query.split_once('#').map_or(query, |(query, _)| query);
    form_urlencoded::parse(query.as_bytes()).find_map(|(name, value)| (name == "bodySHA256").then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_come_and_go_and_nothing_else_changes() {
        for (url, other) in [
            ("https://example.com/a?b=c:1", "https://example.com:443/a?b=c:1"),
            ("http://example.com", "http://example.com:80"),
            ("http://example.com?a", "http://example.com:80?a"),
            ("https://example.com:443/", "https://example.com/"),
            ("https://user:pass@example.com/", "https://user:pass@example.com:443/"),
            ("https://user:pass@example.com:443/", "https://user:pass@example.com/"),
            ("https://[::1]:443/", "https://[::1]/"),
            ("https://[::1]/", "https://[::1]:443/"),
        ] {
            assert_eq!(variants(url), [url, other]);
        }
        for url in [
            "https://example.com:8443/",
            "https://example.com:80/",
            "https://[::1]:8443/",
            "wss://example.com/",
            "/a",
            "",
        ] {
            assert_eq!(variants(url), [url]);
        }
    }

    #[test]
    fn the_hash_is_found_in_the_query_alone() {
        assert_eq!(body_hash("https://example.com/?a=1&bodySHA256=ab#c").as_deref(), Some("ab"));
        assert_eq!(body_hash("https://example.com/?bodySHA256="), Some("".into()));
        assert_eq!(body_hash("https://example.com/bodySHA256=ab"), None);
        assert_eq!(body_hash("https://example.com/?xbodySHA256=ab"), None);
    }
}
