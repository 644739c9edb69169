//! `/v1/Credentials/AWS` and `/v1/Credentials/PublicKeys` of accounts.twilio.com, which differ in one field.

use axum::{
    Extension, Router,
    extract::{Path, State},
    routing::get,
};
use serde_json::{Value, json};

use super::Outcome;
use crate::{
    auth::Caller,
    call::Call,
    clock::DateStyle,
    model::{Credential, CredentialKind, Listed},
    permission::{AWS_CREDENTIALS, Action, PUBLIC_KEYS, Resource},
    refusal::Refusal,
    reply::Reply,
    router::Shared,
    secret::Secret,
    seed::CredentialSeed,
};

impl CredentialKind {
    fn resource(self) -> Resource {
        match self {
            Self::Aws => AWS_CREDENTIALS,
            Self::PublicKey => PUBLIC_KEYS,
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Aws => "/v1/Credentials/AWS",
            Self::PublicKey => "/v1/Credentials/PublicKeys",
        }
    }

    /// Reads the field that makes the credential.
    fn value(self, call: &Call) -> Result<Secret, Refusal> {
        let (name, is_valid, why): (_, fn(&str) -> bool, _) = match self {
            Self::Aws => ("Credentials", is_aws, "it is not ACCESS_KEY_ID:SECRET_ACCESS_KEY"),
            Self::PublicKey => ("PublicKey", is_pem, "it is not the PEM text of a public key"),
        };
        let value = call.form.require(name)?;
        if is_valid(value) { Ok(Secret::from(value)) } else { Err(Refusal::invalid(name, why)) }
    }
}

/// The endpoints of one kind of credentials.
pub(crate) fn router(kind: CredentialKind) -> Router<Shared> {
    Router::new()
        .route(kind.path(), get(list).post(create))
        .route(&format!("{}/{{sid}}", kind.path()), get(fetch).post(update).delete(delete))
        .layer(Extension(kind))
}

type Kind = Extension<CredentialKind>;

async fn list(State(shared): State<Shared>, Extension(kind): Kind, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, kind.resource(), Action::List)?;
    let page = state.page(&call, |state, place| {
        let mut credentials: Vec<_> = state.credentials.values().cloned().collect();
        credentials.retain(|one| one.account_sid == caller.account_sid && one.kind == kind && one.place() < place);
        credentials.sort_by_key(|credential| std::cmp::Reverse(credential.place()));
        Box::new(credentials.into_iter())
    })?;
    let credentials = page.records.iter().map(|credential| render(credential, &call)).collect();
    Ok(Reply::ok(page.v1(&call, "credentials", credentials)))
}

async fn create(State(shared): State<Shared>, Extension(kind): Kind, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, kind.resource(), Action::Create)?;
    let account_sid = call.form.get("AccountSid").unwrap_or(&caller.account_sid);
    let account = state.reach(&caller, account_sid, &call);
    let account = account.map_err(|_| Refusal::invalid("AccountSid", "it is no subaccount of the account"))?;
    let seed = CredentialSeed { value: Some(kind.value(&call)?), friendly_name: call.form.friendly_name()?, sid: None };
    let stamp = state.new_stamp();
    let credential = state.add_credential(&account.sid, kind, &seed, stamp);
    Ok(Reply::created(render(&credential, &call)))
}

async fn fetch(State(shared): State<Shared>, Extension(kind): Kind, Path(sid): Path<String>, call: Call) -> Outcome {
    let state = shared.lock();
    let caller = state.admit(&call, kind.resource(), Action::Read)?;
    Ok(Reply::ok(render(&find(&state, &caller, kind, &sid, &call)?, &call)))
}

async fn update(State(shared): State<Shared>, Extension(kind): Kind, Path(sid): Path<String>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, kind.resource(), Action::Update)?;
    let mut credential = find(&state, &caller, kind, &sid, &call)?;
    credential.friendly_name = call.form.friendly_name()?.or(credential.friendly_name);
    credential.stamp.updated = state.now();
    let reply = render(&credential, &call);
    state.credentials.insert(sid, credential);
    Ok(Reply::ok(reply))
}

async fn delete(State(shared): State<Shared>, Extension(kind): Kind, Path(sid): Path<String>, call: Call) -> Outcome {
    let mut state = shared.lock();
    let caller = state.admit(&call, kind.resource(), Action::Delete)?;
    let credential = find(&state, &caller, kind, &sid, &call)?;
    state.credentials.remove(&credential.sid);
    Ok(Reply::no_content())
}

fn find(
    state: &crate::state::State,
    caller: &Caller,
    kind: CredentialKind,
    sid: &str,
    call: &Call,
) -> Result<Credential, Refusal> {
    let credential = state.credentials.get(sid).filter(|one| one.account_sid == caller.account_sid && one.kind == kind);
    credential.cloned().ok_or_else(|| call.not_found())
}

fn render(credential: &Credential, call: &Call) -> Value {
    json!({
        "sid": credential.sid,
        "account_sid": credential.account_sid,
        "friendly_name": credential.friendly_name,
        "date_created": DateStyle::Iso8601.write(credential.stamp.created),
        "date_updated": DateStyle::Iso8601.write(credential.stamp.updated),
        "url": format!("{}{}/{}", call.base_url, credential.kind.path(), credential.sid),
    })
}

fn is_aws(value: &str) -> bool {
    value.split_once(':').is_some_and(|(id, secret)| !id.is_empty() && !secret.is_empty())
}

/// The armour and the alphabet of PEM; whether an RSA key is inside is not looked at.
fn is_pem(value: &str) -> bool {
    let inside = value.trim().strip_prefix("-----BEGIN PUBLIC KEY-----");
    inside.and_then(|rest| rest.strip_suffix("-----END PUBLIC KEY-----")).is_some_and(|inside| {
        let letter =
            |letter: char| letter.is_ascii_alphanumeric() || "+/=".contains(letter) || letter.is_ascii_whitespace();
        !inside.trim().is_empty() && inside.chars().all(letter)
    })
}
