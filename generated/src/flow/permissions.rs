//! What enters: an API key, and permissions to add to it or take from it. What leaves: the key with the whole of its new
//! policy, for an update replaces all of it.

use super::carrier::Carrier;
use crate::iam_v1::keys::{FetchKey, Key, UpdateKey};
use crate::{Error, Invalid, InvalidPolicy, Json, KeySid, Operation, OperationSpec, Policy, PolicyDiff, Request};

/// Reads the policy of a key, changes it, and writes it unless that changed nothing.
pub(super) async fn change<C: Carrier>(
    client: &C,
    sid: &KeySid,
    change: impl FnOnce(&Policy) -> Result<Policy, InvalidPolicy>,
) -> Result<PolicyDiff, Error> {
    let Some(old) = fetch(client, sid).await?.policy else {
        let problem = "is not restricted, and cannot be made so: make a restricted key in its place";
        return Err(Invalid::setting("the key", problem).into());
    };
    let new = change(&old).map_err(|error| Invalid::setting("the policy", format!("is not changed: {error}")))?;
    if old.diff(&new).is_empty() {
        return Ok(PolicyDiff::default());
    }
    let written = match client.send(UpdateKey::new(sid).policy(new.clone())).await {
        Ok(key) => key.policy,
        // The answer was lost, and the key still tells whether the change was made.
        Err(error) if error.may_have_been_processed() => match fetch(client, sid).await {
            Ok(Key { policy: Some(policy), .. }) if policy.diff(&new).is_empty() => Some(policy),
            _ => return Err(error),
        },
        Err(error) => return Err(error),
    };
    // What the key may do now, also if Twilio spells it otherwise.
    Ok(old.diff(written.as_ref().unwrap_or(&new)))
}

/// Fetches a key whose policy is to be carried over.
///
/// Elsewhere a policy that cannot be read counts as absent; here that would turn a restricted key into one that may do
/// everything.
pub(super) async fn fetch<C: Carrier>(client: &C, sid: &KeySid) -> Result<Key, Error> {
    let key = client.send(Whole(FetchKey::new(sid))).await?;
    let restricted = key.get("policy").is_some_and(|policy| !policy.is_null());
    let unreadable = || Invalid::setting("the key", "has a policy, or another member, that this version cannot read");
    let key: Key = serde_json::from_value(key).map_err(|_| unreadable())?;
    if restricted != key.policy.is_some() || key.sid != *sid {
        return Err(unreadable().into());
    }
    Ok(key)
}

/// The key with every member, as it came.
struct Whole(FetchKey);

impl Operation for Whole {
    type Output = Json;
    const SPEC: &'static OperationSpec = FetchKey::SPEC;

    fn request(&self) -> &Request {
        self.0.request()
    }
}
