//! Requests that Twilio refuses: the status, the code and the words of its error replies.

use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::reply::Reply;

/// An error reply of Twilio's older form: `{code, message, more_info, status}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: u16,
    code: u32,
    message: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// The credentials are wrong, missing, or of an account that is not in use.
    pub(crate) fn authenticate() -> Self {
        Self::new(401, 20003, "Authenticate")
    }

    /// The credentials are right, and may not do this.
    pub(crate) fn permission_denied() -> Self {
        Self::new(401, 20003, "Permission Denied")
    }

    pub(crate) fn missing_permission(permission: &str) -> Self {
        Self::new(403, 70051, format!("Authorization failed: the API key lacks the permission {permission}"))
    }

    pub(crate) fn test_credentials() -> Self {
        Self::new(403, 20008, "Resource not accessible with Test Account Credentials")
    }

    /// The path as v1 services name it in this message: without its version.
    pub(crate) fn not_found(path: &str) -> Self {
        let path = path.strip_prefix("/v1").unwrap_or(path);
        Self::new(404, 20404, format!("The requested resource {path} was not found"))
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new(405, 20004, "Method not allowed")
    }

    pub(crate) fn invalid(parameter: &str, why: &str) -> Self {
        Self::new(400, 20001, format!("Invalid parameter {parameter}: {why}"))
    }

    pub(crate) fn long_name() -> Self {
        Self::new(400, 70001, "Constraint violated: FriendlyName has more than 64 characters")
    }

    pub(crate) fn page_without_token() -> Self {
        Self::new(400, 70002, "Invalid page: a page other than the first needs its PageToken")
    }

    pub(crate) fn policy(why: &str) -> Self {
        Self::new(400, 70002, format!("Invalid policy: {why}"))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { status, code, message } = self;
        let more_info = format!("https://www.twilio.com/docs/errors/{code}");
        let body = json!({"code": code, "message": message, "more_info": more_info, "status": status});
        let mut response = Reply::json(status, body).into_response();
        if status == 401 {
            let realm = axum::http::HeaderValue::from_static("Basic realm=\"Twilio API\"");
            response.headers_mut().insert("www-authenticate", realm);
        }
        response
    }
}
