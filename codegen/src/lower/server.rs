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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerError {
    /// No scheme and host.
    Relative,
    /// Credentials would travel in the clear.
    Insecure,
    /// A scheme that is neither of HTTP's.
    Scheme(String),
    /// A variable that is not declared.
    Undeclared(String),
    /// A brace without its other half, or in the default of a variable.
    Braces,
    /// A user, and perhaps a password.
    User,
    /// A query or a fragment: everything from that symbol on.
    Beyond(char),
    /// What stands for the port is none.
    Port(String),
    /// A symbol that a host cannot have.
    Host(char),
    /// A symbol that a path cannot have.
    Path(char),
    /// Longer than any address.
    Long,
}

impl ServerError {
    /// What is wrong and what to do.
    pub fn told(&self) -> (String, String) {
        let (what, help) = match self {
            Self::Relative => (
                "the server's address names no host".into(),
                "give it a scheme and a host, as in `https://api.twilio.com`",
            ),
            Self::Insecure => ("credentials would travel to this server in the clear".into(), "use https"),
            Self::Scheme(scheme) => (
                format!("the server's address starts with `{scheme}://`, which is no scheme that this client speaks"),
                "write `https://`",
            ),
            Self::Undeclared(name) => {
                let what = format!("the server's address names the variable `{name}`, which its `variables` lack");
                return (
                    what,
                    format!("add `{name}` to `variables` with a `default`, or write its value into the address"),
                );
            }
            Self::Braces => (
                "the server's address has a brace in it that belongs to no variable".into(),
                "write each variable once as `{name}`, and its default without braces",
            ),
            Self::User => (
                "the server's address names a user, and the client has credentials of its own".into(),
                "remove everything between `//` and `@`, the `@` included",
            ),
            Self::Beyond('?') => {
                ("the server's address has a query".into(), "remove it; what it says belongs into parameters")
            }
            Self::Beyond(_) => ("the server's address has a fragment".into(), "remove `#` and what follows it"),
            Self::Port(port) => {
                (format!("the port `{port}` of the server's address does not exist"), "write a port up to 65535")
            }
            Self::Host(symbol) => (
                format!("the host of the server's address has `{symbol}` in it"),
                "write letters, digits, dots and hyphens, as in `https://api.twilio.com`",
            ),
            Self::Path(symbol) => (
                format!("the path of the server's address has `{symbol}` in it"),
                "write letters, digits, `.`, `-`, `_` and `~` between slashes, as in `https://api.twilio.com/v1`",
            ),
            Self::Long => ("the server's address is too long to be one".into(), "shorten it"),
        };
        (what, help.to_owned())
    }
}

/// Splits a server's address, its variables at their defaults.
///
/// # Errors
///
/// When credentials could not be sent there safely.
pub fn origin(server: &Server) -> Result<Origin, ServerError> {
    let url = expanded(server)?;
    let (scheme, rest) = url.split_once("://").ok_or(ServerError::Relative)?;
    if let Some(symbol) = rest.chars().find(|symbol| matches!(symbol, '?' | '#')) {
        return Err(ServerError::Beyond(symbol));
    }
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if authority.contains('@') {
        return Err(ServerError::User);
    }
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    if host.is_empty() {
        return Err(ServerError::Relative);
    }
    let strange =
        |text: &str, more: &str| text.chars().find(|symbol| !symbol.is_ascii_alphanumeric() && !more.contains(*symbol));
    if let Some(symbol) = strange(host, ".-") {
        return Err(ServerError::Host(symbol));
    }
    if let Some(port) = port.filter(|port| strange(port, "").is_some() || port.parse::<u16>().is_err()) {
        return Err(ServerError::Port(port.to_owned()));
    }
    if let Some(symbol) = strange(path, "/.-_~") {
        return Err(ServerError::Path(symbol));
    }
    match scheme {
        "https" => {}
        "http" if matches!(host, "localhost" | "127.0.0.1") => {}
        "http" => return Err(ServerError::Insecure),
        _ => return Err(ServerError::Scheme(scheme.to_owned())),
    }
    Ok(Origin { origin: format!("{scheme}://{authority}"), prefix: path.trim_end_matches('/').to_owned() })
}

/// The address with its variables at their defaults, which hold no variables themselves.
fn expanded(server: &Server) -> Result<String, ServerError> {
    let mut url = String::new();
    let mut rest = server.url.as_str();
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        url.push_str(before);
        let variable = server.variables.as_ref().and_then(|variables| variables.get(name));
        let variable = variable.ok_or_else(|| ServerError::Undeclared(name.to_owned()))?;
        url.push_str(&variable.default);
        rest = after;
        if url.len() > MAX_ADDRESS {
            return Err(ServerError::Long);
        }
    }
    url.push_str(rest);
    if url.len() > MAX_ADDRESS {
        return Err(ServerError::Long);
    }
    if url.contains(['{', '}']) {
        return Err(ServerError::Braces);
    }
    Ok(url)
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
    for (index, symbol) in path.char_indices() {
        let hex = |digits: Option<&str>| digits.is_some_and(|two| two.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match symbol {
            '{' => inside = true,
            '}' => inside = false,
            '?' | '#' | '\\' if !inside => return None,
            _ if symbol.is_control() => return None,
            _ => {}
        }
        if symbol == '%' && !inside && !hex(path.get(index + 1..index + 3)) {
            out.push_str("%25");
        } else if inside || symbol.is_ascii_alphanumeric() || "{}/-._~!$&'()*+,;=:@%".contains(symbol) {
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
    // `sid` is where the SID types are, `api` where the services are, and `twilio_iam` is what they are built on.
    match module_name(&format!("{label} {version}")) {
        name if matches!(name.as_str(), "api" | "sid" | "twilio_iam") => format!("{name}_"),
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
        for scheme in ["ftp", "htps", "HTTPS "] {
            assert_eq!(at(&format!("{scheme}://api.twilio.com")), Err(ServerError::Scheme(scheme.to_owned())));
        }
        assert_eq!(at("http://localhost:8080").unwrap().origin, "http://localhost:8080");
        let variable = |default: &str| openapiv3::ServerVariable { default: default.to_owned(), ..Default::default() };
        let variables = [("a".to_owned(), variable("api")), ("b".to_owned(), variable("{a}"))].into_iter().collect();
        let with = |url: &str| {
            let variables = Some(indexmap::IndexMap::clone(&variables));
            origin(&Server { url: url.to_owned(), variables, ..Server::default() })
        };
        assert_eq!(with("https://{a}.twilio.com").unwrap().origin, "https://api.twilio.com");
        assert_eq!(with("https://{b}.twilio.com"), Err(ServerError::Braces));
        for (bad, error) in [
            ("https://", ServerError::Relative),
            ("https://a@b", ServerError::User),
            ("https://a?x", ServerError::Beyond('?')),
            ("https://a/#x", ServerError::Beyond('#')),
            ("https://a b", ServerError::Host(' ')),
            ("https://a/\n", ServerError::Path('\n')),
            ("https://a:b:1", ServerError::Port("b:1".to_owned())),
            ("https://a:99999", ServerError::Port("99999".to_owned())),
            ("https://{x}", ServerError::Undeclared("x".to_owned())),
            ("https://{x", ServerError::Braces),
        ] {
            assert_eq!(at(bad), Err(error), "{bad}");
        }
    }

    #[test]
    fn paths_are_spelt_for_a_request() {
        assert_eq!(spelt("/a b/{X Y}/ü.json").as_deref(), Some("/a%20b/{X Y}/%C3%BC.json"));
        for (path, out) in [("/100%", "/100%25"), ("/%2", "/%252"), ("/%zz%41", "/%25zz%41"), ("/%ü", "/%25%C3%BC")] {
            assert_eq!(spelt(path).as_deref(), Some(out));
        }
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
