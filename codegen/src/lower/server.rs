//! The servers that apply to an operation in; its origin and the prefix of its path out, and the service it belongs to.

use openapiv3::Server;

use crate::name::{self, Case};

/// Where an operation's requests go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Scheme, host and port.
    pub origin: String,
    /// Path below it, without a slash at its end.
    pub prefix: String,
}

/// What is wrong with a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerError {
    /// No scheme and host.
    Relative,
    /// Credentials would travel in the clear.
    Insecure,
    /// Not a host, or with a user, a query or a fragment.
    Malformed,
}

/// Splits a server's address, its variables at their defaults.
///
/// # Errors
///
/// When credentials could not be sent there safely.
pub fn origin(server: &Server) -> Result<Origin, ServerError> {
    let url = expanded(server).ok_or(ServerError::Malformed)?;
    let (scheme, rest) = url.split_once("://").ok_or(ServerError::Relative)?;
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    let plain =
        |text: &str, more: &str| text.chars().all(|symbol| symbol.is_ascii_alphanumeric() || more.contains(symbol));
    if authority.is_empty() || host.is_empty() || !plain(authority, ".-:") || !plain(path, "/.-_~") {
        return Err(ServerError::Malformed);
    }
    match scheme {
        "https" => {}
        "http" if matches!(host, "localhost" | "127.0.0.1") => {}
        _ => return Err(ServerError::Insecure),
    }
    Ok(Origin { origin: format!("{scheme}://{authority}"), prefix: path.trim_end_matches('/').to_owned() })
}

/// The address with its variables at their defaults, which hold no variables themselves; nothing when that is too long.
fn expanded(server: &Server) -> Option<String> {
    let mut url = String::new();
    let mut rest = server.url.as_str();
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        url.push_str(before);
        url.push_str(&server.variables.as_ref()?.get(name)?.default);
        rest = after;
        if url.len() > MAX_ADDRESS {
            return None;
        }
    }
    url.push_str(rest);
    (url.len() <= MAX_ADDRESS).then_some(url)
}

const MAX_ADDRESS: usize = 2_000;

/// Whether the modules of a path become files that any disk can hold, and its address one that any server reads.
pub fn fits(path: &str, module: &[String]) -> bool {
    let long = module.iter().any(|name| name.len() > 200) || module.iter().map(String::len).sum::<usize>() > 800;
    path.len() <= MAX_ADDRESS && module.len() <= 16 && !long
}

/// A path of the document as it goes into a request: placeholders as they are, the rest percent-encoded where it has to be.
///
/// Nothing when it holds what would end the path, climb out of it, or be read in different ways by different servers.
pub fn spelt(path: &str) -> Option<String> {
    let mut out = String::with_capacity(path.len());
    let mut inside = false;
    for symbol in path.chars() {
        match symbol {
            '{' => inside = true,
            '}' => inside = false,
            '?' | '#' | '\\' if !inside => return None,
            _ if symbol.is_control() => return None,
            _ => {}
        }
        if inside || symbol.is_ascii_alphanumeric() || "{}/-._~!$&'()*+,;=:@%".contains(symbol) {
            out.push(symbol);
        } else {
            let mut bytes = [0; 4];
            out.extend(symbol.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    let dots = |segment: &str| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    (!out.split('/').any(dots)).then_some(out)
}

/// The service of an operation: the first label of its host and the version in its path.
pub fn service(origin: &str, path: &str) -> String {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let label = host.split(['.', ':']).next().unwrap_or(host);
    let version = path.split('/').find_map(version).unwrap_or_default();
    // `sid` is where the SID types are.
    match module_name(&format!("{label} {version}")) {
        name if name == "sid" => "sid_".to_owned(),
        name => name,
    }
}

/// Module path of an operation: the static segments of its path, the version aside.
///
/// A leading `Accounts/{AccountSid}` names no resource when one follows: it says whose.
pub fn module(path: &str) -> Vec<String> {
    let segments: Vec<&str> = path
        .split('/')
        .map(|segment| segment.strip_suffix(".json").unwrap_or(segment))
        .filter(|segment| !segment.is_empty() && version(segment).is_none())
        .collect();
    let scoped = match &segments[..] {
        ["Accounts", "{AccountSid}", rest @ ..] if rest.iter().any(|segment| !segment.contains('{')) => rest,
        all => all,
    };
    let fixed = scoped.iter().filter(|segment| !segment.contains('{'));
    fixed.map(|segment| module_name(segment)).collect()
}

/// A module's name. `mod` would be a file that Rust reads as the module around it.
pub fn module_name(text: &str) -> String {
    let name = name::name(text, Case::Value);
    if name == "mod" { "mod_".to_owned() } else { name }
}

/// `v1` of `v1`, and `v2010` of `2010-04-01`.
fn version(segment: &str) -> Option<String> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if segment.strip_prefix('v').is_some_and(digits) {
        return Some(segment.to_owned());
    }
    let parts: Vec<&str> = segment.split('-').collect();
    match parts[..] {
        [year, month, day] if [year, month, day].into_iter().all(digits) && year.len() == 4 => Some(format!("v{year}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Result<Origin, ServerError> {
        origin(&Server { url: url.to_owned(), ..Server::default() })
    }

    #[test]
    fn only_safe_servers_are_taken() {
        let server = at("https://api.twilio.com/2010-04-01/").unwrap();
        assert_eq!((server.origin.as_str(), server.prefix.as_str()), ("https://api.twilio.com", "/2010-04-01"));
        assert_eq!(at("/v1"), Err(ServerError::Relative));
        assert_eq!(at("http://api.twilio.com"), Err(ServerError::Insecure));
        assert_eq!(at("ftp://api.twilio.com"), Err(ServerError::Insecure));
        assert_eq!(at("http://localhost:8080").unwrap().origin, "http://localhost:8080");
        let variable = |default: &str| openapiv3::ServerVariable { default: default.to_owned(), ..Default::default() };
        let variables = [("a".to_owned(), variable("api")), ("b".to_owned(), variable("{a}"))].into_iter().collect();
        let with = |url: &str| {
            let variables = Some(indexmap::IndexMap::clone(&variables));
            origin(&Server { url: url.to_owned(), variables, ..Server::default() })
        };
        assert_eq!(with("https://{a}.twilio.com").unwrap().origin, "https://api.twilio.com");
        assert_eq!(with("https://{b}.twilio.com"), Err(ServerError::Malformed));
        for bad in ["https://", "https://a@b", "https://a?x", "https://a/\n", "https://{x}"] {
            assert_eq!(at(bad), Err(ServerError::Malformed), "{bad}");
        }
    }

    #[test]
    fn paths_are_spelt_for_a_request() {
        assert_eq!(spelt("/a b/{X Y}/ü.json").as_deref(), Some("/a%20b/{X Y}/%C3%BC.json"));
        for bad in ["/a?b", "/a#b", "/../b", "/a/%2E%2e", "/a\\b", "/a\nb"] {
            assert_eq!(spelt(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn services_and_modules_follow_from_the_address() {
        for (origin, path, expected, modules) in [
            ("https://api.twilio.com", "/2010-04-01/Accounts.json", "api_v2010", vec!["accounts"]),
            ("https://api.twilio.com", "/2010-04-01/Accounts/{AccountSid}.json", "api_v2010", vec!["accounts"]),
            ("https://api.twilio.com", "/2010-04-01/Accounts/{AccountSid}/Keys/{Sid}.json", "api_v2010", vec!["keys"]),
            (
                "https://accounts.twilio.com",
                "/v1/Credentials/PublicKeys/{Sid}",
                "accounts_v1",
                vec!["credentials", "public_keys"],
            ),
            (
                "https://preview-iam.twilio.com",
                "/Organizations/{Sid}/Accounts",
                "preview_iam",
                vec!["organizations", "accounts"],
            ),
            ("https://iam.twilio.com", "/scim/v2/Users", "iam_v2", vec!["scim", "users"]),
        ] {
            assert_eq!(service(origin, path), expected);
            assert_eq!(module(path), modules);
        }
    }
}
