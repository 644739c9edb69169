//! What a handler answers: a status and a JSON value, kept as a value until the last moment so that faults can edit it.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::Value;

/// A reply without a body, or with a JSON one.
#[derive(Debug)]
pub(crate) struct Reply {
    status: u16,
    body: Option<Value>,
}

/// The body of a reply, carried beside the response.
#[derive(Clone, Debug)]
pub(crate) struct JsonBody(pub(crate) Value);

impl Reply {
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self { status, body: Some(body) }
    }

    pub(crate) fn ok(body: Value) -> Self {
        Self::json(200, body)
    }

    pub(crate) fn created(body: Value) -> Self {
        Self::json(201, body)
    }

    pub(crate) fn no_content() -> Self {
        Self { status: 204, body: None }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        if let Some(body) = self.body {
            response.extensions_mut().insert(JsonBody(body));
        }
        response
    }
}
