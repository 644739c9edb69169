//! One request as handlers see it: its path, its query and form as decoded pairs, who sent it, and what it wants back.

use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};

use crate::{clock::DateStyle, refusal::Refusal};

/// A decoded request.
pub(crate) struct Call {
    pub(crate) path: String,
    pub(crate) query: Pairs,
    pub(crate) form: Pairs,
    pub(crate) authorization: Option<String>,
    /// The URL under which the client reached the fake, without a slash at its end.
    pub(crate) base_url: String,
}

/// Names and values in the order in which they came.
pub(crate) struct Pairs(pub(crate) Vec<(String, String)>);

impl Pairs {
    pub(crate) fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|pair| pair.0 == name).map(|pair| pair.1.as_str())
    }

    pub(crate) fn require(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).filter(|value| !value.is_empty()).ok_or_else(|| Refusal::invalid(name, "it is missing"))
    }

    /// The field `FriendlyName`, which has at most 64 characters everywhere.
    pub(crate) fn friendly_name(&self) -> Result<Option<String>, Refusal> {
        match self.get("FriendlyName") {
            Some(name) if name.chars().count() > 64 => Err(Refusal::long_name()),
            name => Ok(name.map(str::to_owned)),
        }
    }
}

impl Call {
    /// Whether the reply is XML: on v2010 paths that do not end with `.json`.
    pub(crate) fn wants_xml(&self) -> bool {
        wants_xml(&self.path)
    }

    /// How dates of v2010 replies are written: XML has them in ISO 8601.
    pub(crate) fn v2010_dates(&self) -> DateStyle {
        if self.wants_xml() { DateStyle::Iso8601 } else { DateStyle::Rfc2822 }
    }

    pub(crate) fn not_found(&self) -> Refusal {
        Refusal::not_found(&self.path)
    }
}

/// Whether a request for this path is answered in XML.
pub(crate) fn wants_xml(path: &str) -> bool {
    path.starts_with("/2010-04-01") && !path.ends_with(".json")
}

impl<S: Send + Sync> FromRequest<S> for Call {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, usize::MAX).await.map_err(|_| Refusal::invalid("body", "it cannot be read"))?;
        let is_form = text(&parts.headers, header::CONTENT_TYPE)
            .is_some_and(|media| media.starts_with("application/x-www-form-urlencoded"));
        Ok(Self {
            path: parts.uri.path().to_owned(),
            query: Pairs::parse(parts.uri.query().unwrap_or_default().as_bytes()),
            form: Pairs::parse(if is_form { &body } else { b"" }),
            authorization: text(&parts.headers, header::AUTHORIZATION).map(str::to_owned),
            base_url: format!("http://{}", text(&parts.headers, header::HOST).unwrap_or("127.0.0.1")),
        })
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
