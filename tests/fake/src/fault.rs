//! What can go wrong, and when: a rule names requests, and the fault that befalls them.

use std::time::Duration;

use serde_json::{Value, json};

/// Which requests a fault befalls.
///
/// ```
/// use twilio_iam_fake::{Fault, Rule};
///
/// // The second POST to /v1/Keys is processed, and its reply lost.
/// let lost = Rule::new("POST", "/v1/Keys", Fault::DropUnanswered).nth(2);
/// // Each GET of any key is answered 429, twice.
/// let path = "/2010-04-01/Accounts/{AccountSid}/Keys/{Sid}.json";
/// let busy = Rule::new("GET", path, Fault::too_many_requests(Some(1))).times(2);
/// ```
#[derive(Clone, Debug)]
pub struct Rule {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) skip: u64,
    pub(crate) times: u64,
    pub(crate) delay: Duration,
    pub(crate) fault: Fault,
}

impl Rule {
    /// A fault for every request of this method (`*` for any) and this path.
    ///
    /// In the path, `*` and `{Name}` stand for text without a slash, and `**` for any text. A pattern that contains `?`
    /// is held against path and query, any other against the path alone.
    pub fn new(method: &str, path: &str, fault: Fault) -> Self {
        let (method, path) = (method.to_owned(), path.to_owned());
        Self { method, path, skip: 0, times: u64::MAX, delay: Duration::ZERO, fault }
    }

    /// A fault for every request.
    pub fn any(fault: Fault) -> Self {
        Self::new("*", "**", fault)
    }

    /// Spares the first `count` matching requests.
    pub fn skip(self, count: u64) -> Self {
        Self { skip: count, ..self }
    }

    /// Befalls `count` matching requests and then no more.
    pub fn times(self, count: u64) -> Self {
        Self { times: count, ..self }
    }

    /// Befalls the `position`th matching request alone, counted from 1.
    pub fn nth(self, position: u64) -> Self {
        self.skip(position.saturating_sub(1)).times(1)
    }

    /// Waits before the request is processed, or the fault does its work.
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    pub(crate) fn matches(&self, method: &str, path: &str, target: &str) -> bool {
        let text = if self.path.contains('?') { target } else { path };
        (self.method == "*" || self.method.eq_ignore_ascii_case(method)) && glob(self.path.as_bytes(), text.as_bytes())
    }
}

/// What befalls a request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Fault {
    /// Nothing; of use with [`Rule::delay`].
    None,
    /// This reply instead of the one due.
    Reply(Canned),
    /// The reply that is due, held back this long. The request is processed at once.
    DelayReply(Duration),
    /// The connection closes while the request is still on the socket unread; it is not recorded.
    DropUnread,
    /// The connection closes after the request was read. It is recorded and not processed.
    DropUnprocessed,
    /// The connection closes after the request was processed: the state has changed, and nobody is told.
    DropUnanswered,
    /// The connection closes after so many bytes of the body, while more were declared.
    CutBody(usize),
    /// The reply that is due, under another content type.
    ContentType(String),
    /// A redirect to the same path and query under this base URL, such as that of a second fake. It is not processed.
    Redirect {
        /// Such as 307.
        status: u16,
        /// Scheme, host and port, without a slash at the end.
        base_url: String,
    },
    /// The reply that is due, with another link to the next page.
    NextPage(NextPage),
    /// The reply that is due, its body byte by byte with this pause before each.
    Trickle(Duration),
    /// Status and headers that are due, and a JSON object of so many bytes as the body.
    Huge {
        /// Length of the body.
        bytes: u64,
        /// Whether `Content-Length` tells it beforehand; otherwise the body comes in chunks.
        declared: bool,
    },
    /// The reply that is due, its JSON edited.
    Edit(Vec<Edit>),
}

/// Another link to the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextPage {
    /// The path and query that are due (of this page, on the last one) under another base URL.
    On(String),
    /// This text.
    Exactly(String),
    /// The link to this very page.
    Same,
    /// A new link on every page, without end; each page holds the records of the first.
    Endless,
}

/// One change to a JSON reply. In the pointer, a segment `*` stands for every item of a list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Edit {
    /// Sets a member, there or not: another value, another type, null, an unknown enum value, an extra member.
    Set(String, Value),
    /// Removes a member.
    Remove(String),
}

/// A reply made up beforehand.
#[derive(Clone, Debug)]
pub struct Canned {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) is_processed: bool,
}

impl Canned {
    /// An empty reply with this status.
    pub fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), is_processed: false }
    }

    /// With this header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With this body and content type.
    pub fn body(self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self }.header("Content-Type", content_type)
    }

    /// Processes the request first: the state changes, whatever this reply says.
    pub fn after_processing(self) -> Self {
        Self { is_processed: true, ..self }
    }
}

impl From<Canned> for Fault {
    fn from(canned: Canned) -> Self {
        Self::Reply(canned)
    }
}

impl Fault {
    /// This status without a body.
    pub fn status(status: u16) -> Self {
        Canned::new(status).into()
    }

    /// An error of Twilio's older form.
    pub fn twilio_error(status: u16, code: u32, message: &str) -> Self {
        let more_info = format!("https://www.twilio.com/docs/errors/{code}");
        let body = json!({"code": code, "message": message, "more_info": more_info, "status": status});
        Canned::new(status).body("application/json", body.to_string()).into()
    }

    /// An error of the form of RFC 9457.
    pub fn problem(status: u16, code: u32, title: &str) -> Self {
        let kind = format!("https://www.twilio.com/docs/errors/{code}");
        let body = json!({"type": kind, "title": title, "status": status, "code": code});
        Canned::new(status).body("application/problem+json", body.to_string()).into()
    }

    /// 429 with code 20429, and `Retry-After` in seconds where it is given.
    pub fn too_many_requests(retry_after: Option<u64>) -> Self {
        match Self::twilio_error(429, 20429, "Too Many Requests") {
            Self::Reply(canned) if retry_after.is_some() => {
                canned.header("Retry-After", &retry_after.unwrap_or_default().to_string()).into()
            }
            fault => fault,
        }
    }

    /// An HTML page, as a proxy sends it.
    pub fn html(status: u16) -> Self {
        Canned::new(status).body("text/html", "<html><body><h1>Something is wrong</h1></body></html>").into()
    }

    /// One member set to this value.
    pub fn set(pointer: &str, value: impl Into<Value>) -> Self {
        Self::Edit(vec![Edit::Set(pointer.to_owned(), value.into())])
    }

    /// One member removed.
    pub fn remove(pointer: &str) -> Self {
        Self::Edit(vec![Edit::Remove(pointer.to_owned())])
    }

    /// A redirect 307 to the same path and query under this base URL.
    pub fn redirect(base_url: &str) -> Self {
        Self::Redirect { status: 307, base_url: base_url.to_owned() }
    }
}

/// Whether a pattern matches the whole text.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', b'*', rest @ ..] => (0..=text.len()).any(|start| glob(rest, &text[start..])),
        [b'*', rest @ ..] => within_segment(rest, text),
        [b'{', rest @ ..] => {
            let end = rest.iter().position(|byte| *byte == b'}').map_or(rest.len(), |end| end + 1);
            within_segment(&rest[end..], text)
        }
        [byte, rest @ ..] => text.first() == Some(byte) && glob(rest, &text[1..]),
    }
}

fn within_segment(rest: &[u8], text: &[u8]) -> bool {
    let end = text.iter().position(|byte| *byte == b'/').unwrap_or(text.len());
    (0..=end).any(|start| glob(rest, &text[start..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_paths() {
        let matches = |pattern: &str, target: &str| {
            let path = target.split('?').next().unwrap();
            Rule::new("GET", pattern, Fault::None).matches("GET", path, target)
        };
        assert!(matches("/v1/Keys", "/v1/Keys?Page=1"));
        assert!(matches("/v1/Keys?**Page=1**", "/v1/Keys?Page=1&PageToken=PA"));
        assert!(!matches("/v1/Keys?**Page=1**", "/v1/Keys?Page=0"));
        assert!(matches("/v1/*", "/v1/Keys"));
        assert!(!matches("/v1/*", "/v1/Keys/SK1"));
        assert!(matches("/v1/**", "/v1/Keys/SK1"));
        assert!(matches("/2010-04-01/Accounts/{AccountSid}/Keys/{Sid}.json", "/2010-04-01/Accounts/AC1/Keys/SK1.json"));
        assert!(!matches("/2010-04-01/Accounts/{AccountSid}.json", "/2010-04-01/Accounts/AC1/Keys/SK1.json"));
    }
}
