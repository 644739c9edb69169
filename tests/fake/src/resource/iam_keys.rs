//! `/v1/Keys` of iam.twilio.com: keys of the caller's own account, standard and restricted.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::Outcome;
use crate::{
    auth::Caller,
    call::Call,
    clock::DateStyle,
    model::{Key, KeyKind},
    permission::{Action, KEYS, policy},
    refusal::Refusal,
    reply::Reply,
    router::Shared,
    seed::KeySeed,
};

pub(crate) async fn list(State(shared): State<Shared>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, KEYS, Action::List)?;
    state.reach_own(&caller, call.query.require("AccountSid")?)?;
    let page = state.page(&call, |state, place| state.keys_below(&caller.account_sid, place))?;
    let keys = page.records.iter().map(|key| {
        let mut body = render(key);
        body["flags"] = json!(["rest_api", "signing"]);
        body
    });
    let keys = keys.collect();
    Ok(Reply::ok(page.v1(&call, "keys", keys)))
}

pub(crate) async fn create(State(shared): State<Shared>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, KEYS, Action::Create)?;
    state.reach_own(&caller, call.form.require("AccountSid")?)?;
    let (kind, allow) = match (call.form.get("KeyType"), call.form.get("Policy")) {
        (None, None) => (KeyKind::Standard, Vec::new()),
        (None, Some(_)) => return Err(Refusal::policy("only a restricted key has one")),
        (Some("restricted"), Some(text)) => (KeyKind::Restricted, policy(text)?),
        (Some("restricted"), None) => return Err(Refusal::policy("a restricted key needs one")),
        (Some(_), _) => return Err(Refusal::invalid("KeyType", "it is not restricted")),
    };
    let seed = KeySeed { kind, allow, friendly_name: call.form.friendly_name()?, ..KeySeed::default() };
    let stamp = state.new_stamp();
    let key = state.add_key(&caller.account_sid, &seed, stamp);
    let mut body = with_policy(&key);
    body["secret"] = json!(key.secret.expose());
    Ok(Reply::created(body))
}

pub(crate) async fn fetch(State(shared): State<Shared>, Path(sid): Path<String>, call: Call) -> Outcome {
    let state = shared.lock();
    let caller = state.admit(&call, KEYS, Action::Read)?;
    Ok(Reply::ok(with_policy(&find(&state, &caller, &sid, &call)?)))
}

pub(crate) async fn update(State(shared): State<Shared>, Path(sid): Path<String>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, KEYS, Action::Update)?;
    let mut key = find(&state, &caller, &sid, &call)?;
    key.friendly_name = call.form.friendly_name()?.or(key.friendly_name);
    match call.form.get("Policy") {
        Some(_) if key.kind != KeyKind::Restricted => return Err(Refusal::policy("only a restricted key has one")),
        Some(text) => key.allow = policy(text)?,
        None => {}
    }
    key.touch(state.new_stamp());
    let reply = with_policy(&key);
    state.put_key(key);
    Ok(Reply::ok(reply))
}

pub(crate) async fn delete(State(shared): State<Shared>, Path(sid): Path<String>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, KEYS, Action::Delete)?;
    let key = find(&state, &caller, &sid, &call)?;
    state.remove_key(&key);
    Ok(Reply::no_content())
}

fn find(state: &crate::state::State, caller: &Caller, sid: &str, call: &Call) -> Result<Key, Refusal> {
    state.key(sid).filter(|key| key.account_sid == caller.account_sid).ok_or_else(|| call.not_found())
}

fn with_policy(key: &Key) -> Value {
    let mut body = render(key);
    body["policy"] = match key.kind {
        KeyKind::Restricted => json!({ "allow": key.allow }),
        _ => Value::Null,
    };
    body
}

fn render(key: &Key) -> Value {
    json!({
        "sid": key.sid,
        "friendly_name": key.friendly_name,
        "date_created": DateStyle::Rfc2822.write(key.stamp.created),
        "date_updated": DateStyle::Rfc2822.write(key.stamp.updated),
    })
}
