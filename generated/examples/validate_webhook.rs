//! An axum extractor that lets a handler see only what Twilio signed.
//!
//! `cargo run --example validate_webhook --features webhook` sends the handler a request as Twilio would sign it, and a
//! forged one. With `serve` as its argument, and `TWILIO_AUTH_TOKEN` and `WEBHOOK_ORIGIN` set, it listens on port 3000.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRef, FromRequest, OriginalUri, Request};
use axum::{Router, http::StatusCode, routing::post};
use std::{env, error::Error};
use tower::ServiceExt;
use twilio_iam::webhook::Validator;

/// The body of a request that Twilio signed.
struct FromTwilio(Bytes);

/// Twilio's webhooks are far smaller; what is not signed is not worth more memory.
const LIMIT: usize = 1024 * 1024;

impl<S: Send + Sync> FromRequest<S> for FromTwilio
where
    Validator: FromRef<S>,
{
    type Rejection = (StatusCode, String);

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let (mut parts, body) = request.into_parts();
        let body = to_bytes(body, LIMIT).await.map_err(|error| (StatusCode::PAYLOAD_TOO_LARGE, error.to_string()))?;
        // A nested router takes its prefix off the path, and Twilio signed the whole.
        if let Some(OriginalUri(uri)) = parts.extensions.get().cloned() {
            parts.uri = uri;
        }
        let request = axum::http::Request::from_parts(parts, body);
        match Validator::from_ref(state).validate_request(&request) {
            Ok(()) => Ok(Self(request.into_body())),
            Err(refused) => Err((StatusCode::FORBIDDEN, refused.to_string())),
        }
    }
}

async fn sms(FromTwilio(body): FromTwilio) -> String {
    format!("{} bytes from Twilio", body.len())
}

fn router(validator: Validator) -> Router {
    Router::new().nest("/twilio", Router::new().route("/sms", post(sms))).with_state(validator)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    if env::args().nth(1).as_deref() == Some("serve") {
        let validator = Validator::new(env::var("TWILIO_AUTH_TOKEN")?)?.origin(env::var("WEBHOOK_ORIGIN")?);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 3000)).await?;
        return Ok(axum::serve(listener, router(validator)).await?);
    }
    let validator = Validator::new("an auth token")?.origin("https://example.com");
    let signature = validator.signature("https://example.com/twilio/sms", [("Body", "hello")]);
    for body in ["Body=hello", "Body=goodbye"] {
        let request = Request::post("/twilio/sms")
            .header("x-twilio-signature", &signature)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))?;
        let answer = router(validator.clone()).oneshot(request).await?;
        println!("{body}: {}", answer.status());
    }
    Ok(())
}
