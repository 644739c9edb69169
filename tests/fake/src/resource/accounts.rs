//! `/2010-04-01/Accounts`: the account of the caller and its subaccounts.

use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::{Outcome, bare};
use crate::{
    call::Call,
    clock::DateStyle,
    model::{Account, AccountStatus, Listed},
    permission::{ACCOUNTS, Action},
    refusal::Refusal,
    reply::Reply,
    router::Shared,
    seed::AccountSeed,
};

/// The names under `subresource_uris`, with the last part of each path.
const SUBRESOURCES: [(&str, &str); 20] = [
    ("addresses", "Addresses"),
    ("applications", "Applications"),
    ("authorized_connect_apps", "AuthorizedConnectApps"),
    ("available_phone_numbers", "AvailablePhoneNumbers"),
    ("balance", "Balance"),
    ("calls", "Calls"),
    ("conferences", "Conferences"),
    ("connect_apps", "ConnectApps"),
    ("incoming_phone_numbers", "IncomingPhoneNumbers"),
    ("keys", "Keys"),
    ("messages", "Messages"),
    ("notifications", "Notifications"),
    ("outgoing_caller_ids", "OutgoingCallerIds"),
    ("queues", "Queues"),
    ("recordings", "Recordings"),
    ("short_codes", "SMS/ShortCodes"),
    ("signing_keys", "SigningKeys"),
    ("sip", "SIP"),
    ("transcriptions", "Transcriptions"),
    ("usage", "Usage"),
];

pub(crate) async fn list(State(shared): State<Shared>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, ACCOUNTS, Action::List)?;
    let (name, status) = (call.query.get("FriendlyName"), call.query.get("Status"));
    let page = state.page(&call, |state, place| {
        let mut accounts: Vec<_> = state.accounts.values().cloned().collect();
        accounts.retain(|account| account.sid == caller.account_sid || account.owner_sid == caller.account_sid);
        accounts.retain(|account| name.is_none_or(|name| account.friendly_name == name));
        accounts.retain(|account| status.is_none_or(|status| account.status.as_str() == status));
        accounts.retain(|account| account.place() < place);
        accounts.sort_by_key(|account| std::cmp::Reverse(account.place()));
        Box::new(accounts.into_iter())
    })?;
    let accounts = page.records.iter().map(|account| render(account, call.v2010_dates())).collect();
    Ok(Reply::ok(page.v2010(&call, "accounts", accounts)))
}

pub(crate) async fn create(State(shared): State<Shared>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, ACCOUNTS, Action::Create)?;
    let owner = state.reach(&caller, &caller.account_sid, &call)?;
    if owner.owner_sid != owner.sid {
        return Err(Refusal::permission_denied());
    }
    let seed = AccountSeed { friendly_name: call.form.friendly_name()?, ..AccountSeed::default() };
    let stamp = state.new_stamp();
    let sid = state.add_account(&seed, Some(owner.sid), stamp);
    Ok(Reply::created(render(&state.accounts[&sid], call.v2010_dates())))
}

pub(crate) async fn fetch(State(shared): State<Shared>, Path(sid): Path<String>, call: Call) -> Outcome {
    let state = shared.lock();
    let caller = state.admit(&call, ACCOUNTS, Action::Read)?;
    let account = state.reach(&caller, bare(&sid), &call)?;
    Ok(Reply::ok(render(&account, call.v2010_dates())))
}

pub(crate) async fn update(State(shared): State<Shared>, Path(sid): Path<String>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, ACCOUNTS, Action::Update)?;
    let mut account = state.reach(&caller, bare(&sid), &call)?;
    let name = call.form.friendly_name()?;
    if let Some(status) = call.form.get("Status") {
        let parsed = AccountStatus::parse(status);
        account.status = parsed.ok_or_else(|| Refusal::invalid("Status", "it is not active, suspended or closed"))?;
        if account.sid == caller.account_sid {
            return Err(Refusal::invalid("Status", "only the owner of a subaccount can change its status"));
        }
        if state.accounts[&account.sid].status == AccountStatus::Closed && account.status != AccountStatus::Closed {
            return Err(Refusal::invalid("Status", "a closed account stays closed"));
        }
    }
    account.friendly_name = name.unwrap_or(account.friendly_name);
    account.stamp.updated = state.now();
    let reply = render(&account, call.v2010_dates());
    state.accounts.insert(account.sid.clone(), account);
    Ok(Reply::ok(reply))
}

fn render(account: &Account, dates: DateStyle) -> Value {
    let path = format!("/2010-04-01/Accounts/{}", account.sid);
    let subresource = |(name, tail): (&str, &str)| (name.to_owned(), Value::from(format!("{path}/{tail}.json")));
    json!({
        "sid": account.sid,
        "owner_account_sid": account.owner_sid,
        "friendly_name": account.friendly_name,
        "status": account.status.as_str(),
        "type": "Full",
        "auth_token": account.tokens.primary.expose(),
        "date_created": dates.write(account.stamp.created),
        "date_updated": dates.write(account.stamp.updated),
        "uri": format!("{path}.json"),
        "subresource_uris": SUBRESOURCES.map(subresource).into_iter().collect::<Map<_, _>>(),
    })
}
