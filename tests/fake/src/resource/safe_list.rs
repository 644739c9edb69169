//! `/v1/SafeList/Numbers` of accounts.twilio.com: numbers and 1k prefixes that fraud checks let pass.

use axum::extract::State;
use serde_json::{Value, json};

use super::Outcome;
use crate::{
    call::Call,
    model::SafeListEntry,
    permission::{Action, SAFE_LIST},
    refusal::Refusal,
    reply::Reply,
    router::Shared,
};

pub(crate) async fn create(State(shared): State<Shared>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, SAFE_LIST, Action::Create)?;
    let number = number(call.form.require("PhoneNumber")?)?;
    Ok(Reply::created(render(&state.add_safe_number(&caller.account_sid, number))))
}

pub(crate) async fn fetch(State(shared): State<Shared>, call: Call) -> Outcome {
    let state = shared.lock();
    let caller = state.admit(&call, SAFE_LIST, Action::Read)?;
    let number = number(call.query.require("PhoneNumber")?)?;
    let entry = state.safe_number(&caller.account_sid, number).ok_or_else(|| call.not_found())?;
    Ok(Reply::ok(render(entry)))
}

pub(crate) async fn delete(State(shared): State<Shared>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, SAFE_LIST, Action::Delete)?;
    let number = number(call.query.require("PhoneNumber")?)?;
    let entry = state.safe_number(&caller.account_sid, number).ok_or_else(|| call.not_found())?.clone();
    state.safe_list.retain(|other| *other != entry);
    Ok(Reply::no_content())
}

/// A number is `+` and digits; a 1k prefix ends with `xxx`.
fn number(text: &str) -> Result<&str, Refusal> {
    let digits = text.strip_prefix('+').map(|rest| rest.strip_suffix("xxx").unwrap_or(rest)).unwrap_or_default();
    let is_valid = (1..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    if is_valid { Ok(text) } else { Err(Refusal::invalid("PhoneNumber", "it is neither a number nor a 1k prefix")) }
}

fn render(entry: &SafeListEntry) -> Value {
    json!({"sid": entry.sid, "phone_number": entry.phone_number})
}
