//! What enters: the status, headers and body of an answer that is an error. What leaves: the error, whatever shape it had;
//! a body that is not understood is neither kept nor shown.

use crate::decode::Reply;
#[cfg(any(feature = "client", feature = "blocking"))]
use crate::exchange::context::Attached;
use crate::line::line;
use crate::{Integer, Json};
use http::HeaderMap;
use std::{collections::BTreeMap, fmt};

/// An answer of Twilio that is an error.
///
/// Twilio writes errors in two shapes, its own (`code`, `message`, `more_info`, `details`) and that of RFC 9457 (`title`,
/// `detail`, `errors`). Anything else, HTML of a proxy, nothing at all or half an answer, still is an error with the HTTP
/// status. The codes are listed at <https://www.twilio.com/docs/api/errors>.
///
/// ```
/// use twilio_iam::ApiError;
///
/// let body = br#"{"code": 20404, "message": "The requested resource was not found", "status": 404}"#;
/// let error = ApiError::read(404, &http::HeaderMap::new(), body);
/// assert_eq!((error.status(), error.code()), (404, Some(20404)));
/// assert_eq!(error.to_string(), "404 Not Found, code 20404: The requested resource was not found");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ApiError(Box<Detail>);

#[derive(Clone, Debug, PartialEq)]
struct Detail {
    status: u16,
    code: Option<u32>,
    message: Option<String>,
    more_info: Option<String>,
    details: BTreeMap<String, Json>,
    errors: Vec<FieldError>,
    request_id: Option<String>,
    /// Whether the body may be Twilio's: it is one of the two shapes, or there is none.
    #[cfg(any(feature = "client", feature = "blocking"))]
    genuine: bool,
    #[cfg(any(feature = "client", feature = "blocking"))]
    attached: Attached,
}

/// One thing that is wrong with a request, as RFC 9457 lists them.
///
/// ```
/// # let body = br##"{"title": "Bad", "errors": [{"detail": "too long", "pointer": "#/FriendlyName"}]}"##;
/// let error = twilio_iam::ApiError::read(400, &http::HeaderMap::new(), body);
/// assert_eq!(error.errors()[0].pointer.as_deref(), Some("#/FriendlyName"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// What is wrong.
    pub detail: Option<String>,
    /// Where in the request.
    pub pointer: Option<String>,
}
crate::model! { FieldError optional(detail, pointer) }

/// Both shapes at once: their members do not get in each other's way.
struct Body {
    code: Option<Integer>,
    status: Option<Integer>,
    message: Option<String>,
    more_info: Option<String>,
    details: Option<BTreeMap<String, Json>>,
    title: Option<String>,
    detail: Option<String>,
    kind: Option<String>,
    errors: Option<Vec<FieldError>>,
}
crate::model! { Body optional(code, status, message, more_info, details, title, detail, kind = "type", errors) }

impl ApiError {
    /// Reads the error out of an answer; never fails.
    pub fn read(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let request_id = headers.get("twilio-request-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let none = Detail {
            status,
            code: None,
            message: None,
            more_info: None,
            details: BTreeMap::new(),
            errors: Vec::new(),
            request_id,
            #[cfg(any(feature = "client", feature = "blocking"))]
            genuine: body.trim_ascii().is_empty(),
            #[cfg(any(feature = "client", feature = "blocking"))]
            attached: Attached::default(),
        };
        let Ok(body) = Body::read(status, body) else { return Self(Box::new(none)) };
        let message = body.message.or(match (body.title, body.detail) {
            (Some(title), Some(detail)) if title != detail => Some(format!("{title}: {detail}")),
            (title, detail) => detail.or(title),
        });
        Self(Box::new(Detail {
            code: body.code.and_then(|code| u32::try_from(code.get()).ok()),
            message: message.filter(|text| !text.is_empty()),
            more_info: body.more_info.or(body.kind).filter(|text| !text.is_empty() && text != "about:blank"),
            details: body.details.unwrap_or_default(),
            errors: body.errors.unwrap_or_default(),
            #[cfg(any(feature = "client", feature = "blocking"))]
            genuine: body.code.is_some() || body.status.is_some(),
            ..none
        }))
    }

    /// The same with each of its texts rewritten.
    #[cfg(any(feature = "client", feature = "blocking"))]
    pub(crate) fn rewrite(&mut self, change: &dyn Fn(&mut String)) {
        let Detail { message, more_info, details, errors, request_id, .. } = &mut *self.0;
        [message, more_info, request_id].into_iter().flatten().for_each(change);
        for (mut name, mut value) in std::mem::take(details) {
            change(&mut name);
            rewrite(&mut value, change);
            details.insert(name, value);
        }
        errors.iter_mut().flat_map(|error| [&mut error.detail, &mut error.pointer]).flatten().for_each(change);
    }

    #[cfg(any(feature = "client", feature = "blocking"))]
    pub(crate) fn attach(mut self, attached: Attached) -> Self {
        self.0.attached = attached;
        self
    }

    #[cfg(any(feature = "client", feature = "blocking"))]
    pub(crate) fn attached(&self) -> &Attached {
        &self.0.attached
    }

    /// Whether Twilio says that there is no such resource. A 404 with any other body, such as the page of a gateway that
    /// has lost its way, says nothing of it.
    #[cfg(any(feature = "client", feature = "blocking"))]
    pub(crate) fn is_gone(&self) -> bool {
        self.0.status == 404 && self.0.genuine
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// Twilio's code, such as 20404.
    pub fn code(&self) -> Option<u32> {
        self.0.code
    }

    /// What Twilio says is wrong, whole and as it came: `Display` shows one line of it. Secrets of the request in it are
    /// hidden by the client.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// Where Twilio explains the code.
    pub fn more_info(&self) -> Option<&str> {
        self.0.more_info.as_deref()
    }

    /// What else Twilio says about it, by name.
    pub fn details(&self) -> &BTreeMap<String, Json> {
        &self.0.details
    }

    /// The fields that are wrong, each with its place.
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// The id under which Twilio's support finds the request.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }
}

/// Rewrites every text in a value.
#[cfg(any(feature = "client", feature = "blocking"))]
fn rewrite(value: &mut Json, change: &dyn Fn(&mut String)) {
    match value {
        Json::String(text) => change(text),
        Json::Array(items) => items.iter_mut().for_each(|item| rewrite(item, change)),
        Json::Object(members) => {
            for (mut name, mut value) in std::mem::take(members) {
                change(&mut name);
                rewrite(&mut value, change);
                members.insert(name, value);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Detail { status, code, message, .. } = &*self.0;
        write!(f, "{status}")?;
        if let Some(reason) = http::StatusCode::from_u16(*status).ok().and_then(|status| status.canonical_reason()) {
            write!(f, " {reason}")?;
        }
        if let Some(code) = code {
            write!(f, ", code {code}")?;
        }
        match message {
            Some(message) => write!(f, ": {}", line(message)),
            None => f.write_str(": the answer does not say why"),
        }
    }
}

impl std::error::Error for ApiError {}

#[cfg(test)]
mod tests;
