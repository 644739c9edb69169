//! What enters: nothing, an operation is a value that holds no client and does no IO. What leaves: the trait that every
//! operation implements, and the static table from which it is encoded, validated, traced and documented.

use crate::{Field, Paging, Reply, Request};

/// One call of the API: what is sent, and what comes back.
///
/// An operation is plain data. It is built without a client, encoded by [`Request::encode`], and its answer is read by
/// [`Reply::read`] of [`Self::Output`], so that any transport can carry it.
///
/// ```
/// use twilio_iam::{Field, Kind, Method, Operation, OperationSpec, Request};
///
/// struct DeleteKey(Request);
///
/// impl Operation for DeleteKey {
///     type Output = ();
///     const SPEC: OperationSpec = OperationSpec {
///         id: "DeleteKey",
///         item: "iam_v1::keys::DeleteKey",
///         method: Method::Delete,
///         server: "https://iam.twilio.com",
///         path: "/v1/Keys/{Sid}",
///         fields: &[Field::path("Sid", Kind::Sid(&["SK"])).required()],
///         replies: &[204],
///         summary: "Delete an API key.",
///         help: &[""],
///         ..OperationSpec::EMPTY
///     };
///     fn request(&self) -> &Request {
///         &self.0
///     }
/// }
///
/// let delete = DeleteKey(Request::of::<DeleteKey>().with::<&str>(0, "SKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
/// let http = delete.request().encode(None)?;
/// assert_eq!(http.uri(), "https://iam.twilio.com/v1/Keys/SKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
/// # Ok::<(), twilio_iam::Invalid>(())
/// ```
pub trait Operation: Send + Sync {
    /// What a good answer is read as.
    type Output: Reply;

    /// The operation's static description.
    const SPEC: OperationSpec;

    /// The values that this operation was given.
    fn request(&self) -> &Request;
}

impl<T: Operation + ?Sized> Operation for &T {
    type Output = T::Output;
    const SPEC: OperationSpec = T::SPEC;

    fn request(&self) -> &Request {
        (**self).request()
    }
}

/// The static description of an operation. See [`Operation`] for an example.
///
/// ```
/// fn line(spec: &twilio_iam::OperationSpec) -> String {
///     format!("{} {}{}", spec.method, spec.server, spec.path)
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OperationSpec {
    /// The operation's id, as the document spells it.
    pub id: &'static str,
    /// Path of its type below the crate: service, modules and name, as in `iam_v1::keys::CreateKey`.
    pub item: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// Scheme, host and perhaps a port; no path.
    pub server: &'static str,
    /// The whole path, with placeholders as `{Sid}`.
    pub path: &'static str,
    /// The fields, in the order in which a [`Request`] addresses them.
    pub fields: &'static [Field],
    /// The media type of the body, where there is one.
    pub body: Option<&'static str>,
    /// The media types of the answers, as the request asks for them.
    pub accept: &'static str,
    /// The statuses that count as an answer; a single digit stands for all that start with it: 3 for 3xx.
    pub replies: &'static [u16],
    /// How the operation's pages follow one another, where it has pages.
    pub paging: Option<Paging>,
    /// How the operation authenticates.
    pub security: Security,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// One sentence on what it does.
    pub summary: &'static str,
    /// One text per field, in the order of `fields`; may be empty.
    pub help: &'static [&'static str],
}

impl OperationSpec {
    /// What most operations have in common: basic authentication, answers in JSON, and neither a body nor pages.
    pub const EMPTY: Self = Self {
        id: "",
        item: "",
        method: Method::Get,
        server: "",
        path: "",
        fields: &[],
        body: None,
        accept: "application/json",
        replies: &[],
        paging: None,
        security: Security::Basic,
        deprecated: false,
        summary: "",
        help: &[],
    };

    /// The service: host label and version, `iam_v1`.
    pub fn service(&self) -> &'static str {
        self.item.split_once("::").map_or(self.item, |(service, _)| service)
    }

    /// The module below the service: `keys`, `credentials::aws`; empty for the service itself.
    pub fn module(&self) -> &'static str {
        let below = self.item.split_once("::").map_or("", |(_, below)| below);
        below.rsplit_once("::").map_or("", |(module, _)| module)
    }

    /// The Rust name: `CreateKey`.
    pub fn name(&self) -> &'static str {
        self.item.rsplit_once("::").map_or(self.item, |(_, name)| name)
    }
}

/// An HTTP method.
///
/// ```
/// assert_eq!(twilio_iam::Method::Post.as_str(), "POST");
/// assert_eq!(http::Method::from(twilio_iam::Method::Get), http::Method::GET);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `HEAD`
    Head,
    /// `OPTIONS`
    Options,
    /// `TRACE`
    Trace,
}

impl Method {
    /// The method as it stands in a request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Trace => "TRACE",
        }
    }
}

impl std::fmt::Display for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Method> for http::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::GET,
            Method::Post => Self::POST,
            Method::Put => Self::PUT,
            Method::Patch => Self::PATCH,
            Method::Delete => Self::DELETE,
            Method::Head => Self::HEAD,
            Method::Options => Self::OPTIONS,
            Method::Trace => Self::TRACE,
        }
    }
}

/// How an operation authenticates.
///
/// ```
/// assert_ne!(twilio_iam::Security::Basic, twilio_iam::Security::None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Security {
    /// HTTP Basic: account SID and auth token, or API key SID and secret.
    Basic,
    /// A bearer token (OAuth).
    Bearer,
    /// No credentials are sent.
    None,
}
