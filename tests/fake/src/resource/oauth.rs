//! `/v2/token` of oauth.twilio.com: client credentials in, a bearer token that expires out.

use axum::extract::State;
use jiff::SignedDuration;
use serde_json::json;

use super::Outcome;
use crate::{
    auth::basic, call::Call, model::BearerToken, refusal::Refusal, reply::Reply, router::Shared, secret::Secret,
};

pub(crate) async fn token(State(shared): State<Shared>, call: Call) -> Outcome {
    let mut state = shared.lock();
    if call.form.require("grant_type")? != "client_credentials" {
        return Err(Refusal::invalid("grant_type", "it is not client_credentials"));
    }
    let header = call.authorization.as_deref().and_then(|header| header.strip_prefix("Basic ")).and_then(basic);
    let (id, secret) = match header {
        Some(pair) => pair,
        None => (call.form.require("client_id")?.to_owned(), call.form.require("client_secret")?.to_owned()),
    };
    let client = state.oauth_clients.get(&id).filter(|client| client.client_secret.expose() == secret);
    let client = client.ok_or_else(Refusal::authenticate)?.clone();
    // The shape of a JWT, for clients that look at it; nobody can check its signature.
    let token = format!("eyJhbGciOiJSUzI1NiJ9.{}.{}", state.mint.letters(86), state.mint.letters(43));
    let lifetime = SignedDuration::from_secs(client.expires_in as i64);
    let expires = state.now().saturating_add(lifetime).unwrap_or(jiff::Timestamp::MAX);
    state.bearer_tokens.push(BearerToken {
        token: Secret::from(token.as_str()),
        account_sid: client.account_sid,
        expires,
    });
    Ok(Reply::ok(json!({
        "access_token": token,
        "token_type": "bearer",
        "expires_in": client.expires_in,
        "refresh_token": null,
        "id_token": null,
    })))
}
