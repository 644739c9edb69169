//! `/2010-04-01/Accounts/{AccountSid}/Keys`: keys of the caller's account or of a subaccount. Only standard ones are
//! made here.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::{Outcome, bare};
use crate::{
    auth::Caller,
    call::Call,
    clock::DateStyle,
    model::Key,
    permission::{Action, KEYS},
    refusal::Refusal,
    reply::Reply,
    router::Shared,
    seed::KeySeed,
};

pub(crate) async fn list(State(shared): State<Shared>, Path(account): Path<String>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, KEYS, Action::List)?;
    let account = state.reach(&caller, &account, &call)?;
    let page = state.page(&call, |state, place| state.keys_below(&account.sid, place))?;
    let keys = page.records.iter().map(|key| render(key, call.v2010_dates())).collect();
    let mut body = page.v2010(&call, "keys", keys);
    body["account_sid"] = json!(account.sid);
    Ok(Reply::ok(body))
}

/// `KeyType` and `Policy` are ignored without a word, as Twilio does.
pub(crate) async fn create(State(shared): State<Shared>, Path(account): Path<String>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, KEYS, Action::Create)?;
    let account = state.reach(&caller, &account, &call)?;
    let seed = KeySeed { friendly_name: call.form.friendly_name()?, ..KeySeed::standard() };
    let stamp = state.new_stamp();
    let key = state.add_key(&account.sid, &seed, stamp);
    let mut body = render(&key, call.v2010_dates());
    body["secret"] = json!(key.secret.expose());
    Ok(Reply::created(body))
}

pub(crate) async fn fetch(
    State(shared): State<Shared>,
    Path((account, sid)): Path<(String, String)>,
    call: Call,
) -> Outcome {
    let state = shared.lock();
    let caller = state.admit(&call, KEYS, Action::Read)?;
    let key = find(&state, &caller, &account, &sid, &call)?;
    Ok(Reply::ok(render(&key, call.v2010_dates())))
}

pub(crate) async fn update(
    State(shared): State<Shared>,
    Path((account, sid)): Path<(String, String)>,
    call: Call,
) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, KEYS, Action::Update)?;
    let mut key = find(&state, &caller, &account, &sid, &call)?;
    key.friendly_name = call.form.friendly_name()?.or(key.friendly_name);
    key.touch(state.new_stamp());
    let reply = render(&key, call.v2010_dates());
    state.put_key(key);
    Ok(Reply::ok(reply))
}

pub(crate) async fn delete(
    State(shared): State<Shared>,
    Path((account, sid)): Path<(String, String)>,
    call: Call,
) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, KEYS, Action::Delete)?;
    let key = find(&state, &caller, &account, &sid, &call)?;
    state.remove_key(&key);
    Ok(Reply::no_content())
}

fn find(state: &crate::state::State, caller: &Caller, account: &str, sid: &str, call: &Call) -> Result<Key, Refusal> {
    let account = state.reach(caller, account, call)?;
    state.key(bare(sid)).filter(|key| key.account_sid == account.sid).ok_or_else(|| call.not_found())
}

fn render(key: &Key, dates: DateStyle) -> Value {
    json!({
        "sid": key.sid,
        "account_sid": key.account_sid,
        "friendly_name": key.friendly_name,
        "date_created": dates.write(key.stamp.created),
        "date_updated": dates.write(key.stamp.updated),
    })
}
