//! `/v1/AuthTokens` of accounts.twilio.com: the secondary auth token of the caller's account, and its promotion.

use axum::extract::State;
use serde_json::{Value, json};

use super::Outcome;
use crate::{
    call::Call,
    clock::DateStyle,
    permission::{AUTH_TOKENS, Action},
    refusal::Refusal,
    reply::Reply,
    router::Shared,
    secret::Secret,
};

pub(crate) async fn create(State(shared): State<Shared>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, AUTH_TOKENS, Action::Create)?;
    let mut account = state.reach(&caller, &caller.account_sid, &call)?;
    if account.tokens.secondary.is_some() {
        return Err(Refusal::new(400, 20001, "A secondary Auth Token already exists"));
    }
    let token = Secret::from(state.mint.hex());
    account.tokens.secondary = Some(token.clone());
    state.accounts.insert(account.sid.clone(), account);
    Ok(Reply::created(render(&state, &caller.account_sid, "secondary_auth_token", &token, &call)))
}

pub(crate) async fn delete(State(shared): State<Shared>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, AUTH_TOKENS, Action::Delete)?;
    let mut account = state.reach(&caller, &caller.account_sid, &call)?;
    account.tokens.secondary.take().ok_or_else(|| call.not_found())?;
    state.accounts.insert(account.sid.clone(), account);
    Ok(Reply::no_content())
}

/// The secondary token becomes the primary one, and the old primary token is refused from now on.
pub(crate) async fn promote(State(shared): State<Shared>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, AUTH_TOKENS, Action::Update)?;
    let mut account = state.reach(&caller, &caller.account_sid, &call)?;
    let token = account.tokens.secondary.take().ok_or_else(|| call.not_found())?;
    account.tokens.primary = token.clone();
    state.accounts.insert(account.sid.clone(), account);
    Ok(Reply::ok(render(&state, &caller.account_sid, "auth_token", &token, &call)))
}

fn render(state: &crate::state::State, account_sid: &str, member: &str, token: &Secret, call: &Call) -> Value {
    let now = DateStyle::Iso8601.write(state.now());
    let mut body = json!({
        "account_sid": account_sid,
        "date_created": now,
        "date_updated": now,
        "url": format!("{}{}", call.base_url, call.path),
    });
    body[member] = json!(token.expose());
    body
}
