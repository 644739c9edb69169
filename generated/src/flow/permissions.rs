//! What enters: an API key, and permissions to add to it or take from it. What leaves: the key with the whole of its new
//! policy, for an update replaces all of it.

use super::carrier::Carrier;
use crate::iam_v1::keys::{FetchKey, Key, UpdateKey};
use crate::{
    DecodeError, Error, Invalid, InvalidPolicy, Json, KeySid, Operation, OperationSpec, Policy, PolicyDiff, Reply,
    Request,
};

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
/// everything. One of which a part cannot be read, such as what it denies, would become one that may do more.
pub(super) async fn fetch<C: Carrier>(client: &C, sid: &KeySid) -> Result<Key, Error> {
    let Shown { record: key, policy } = client.send(Showing(FetchKey::new(sid))).await?;
    if !is_whole(key.policy.as_ref(), &policy) || key.sid != *sid {
        return Err(
            Invalid::setting("the key", "has a policy, or another member, that this version cannot read").into()
        );
    }
    Ok(key)
}

/// Whether a policy says all that the one says that came. Members that are null say nothing.
pub(super) fn is_whole(policy: Option<&Policy>, came: &Json) -> bool {
    let mut came = came.clone();
    if let Json::Object(members) = &mut came {
        members.retain(|_, value| !value.is_null());
    }
    serde_json::to_value(policy).is_ok_and(|policy| policy == came)
}

/// An operation whose answer is a key: the key, and its policy as it came.
pub(super) struct Showing<O>(pub(super) O);

/// What [`Showing`] gives.
pub(super) struct Shown<T> {
    pub(super) record: T,
    /// Null where there is none.
    pub(super) policy: Json,
}

impl<O: Operation> Operation for Showing<O> {
    type Output = Shown<O::Output>;
    const SPEC: OperationSpec = O::SPEC;

    fn request(&self) -> &Request {
        self.0.request()
    }
}

impl<T: Reply> Reply for Shown<T> {
    fn read(status: u16, body: &[u8]) -> Result<Self, DecodeError> {
        let record = T::read(status, body)?;
        let Came { policy } = Came::read(status, body)?;
        Ok(Self { record, policy: policy.unwrap_or_default() })
    }
}

struct Came {
    policy: Option<Json>,
}
crate::model! { Came optional(policy) }
