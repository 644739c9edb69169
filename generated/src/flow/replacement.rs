//! Replacing an API key, for keys cannot be rotated. What enters: a client that may manage keys, and the old key. What
//! leaves: a new key with the same name and policy, and no old one; on the way, both are valid.

use super::carrier::Carrier;
use super::error::{Cause, FlowError, Left, Stage, Words};
use super::guard::Guard;
use super::permissions::{Showing, Shown, fetch, is_whole};
use super::{ReplacementError, Verified};
use crate::accounts_v1::credentials::public_keys::ListPublicKeys;
use crate::exchange::credentials::Means;
use crate::iam_v1::keys::{CreateKey, DeleteKey, FetchKey, Key, NewKey};
use crate::{Credentials, Error, Invalid, KeySid};
use std::error::Error as StdError;
use std::fmt;

/// A replacement of an API key on its way: there is a new key with the name and policy of the old one.
///
/// Made by `begin_replacement`; then `verify` and `finish`, or `abandon`. See `Client::replace_key` for the whole way.
#[must_use = "both keys are valid until one of them is deleted"]
pub struct Replacement<C> {
    manager: C,
    client: C,
    old: KeySid,
    new: NewKey,
    /// Whether the old key was to be deleted, so that it may be gone.
    finishing: bool,
    guard: Guard,
}

static WORDS: Words = Words {
    flow: "replacing the API key",
    as_before: "the old key is as it was, and there is no new one",
    both: "the old key was there when last asked, and the new one is valid beside it: delete one of them",
    perhaps_both: "the old key is as it was, and the new one may be valid beside it: delete it",
    new: "the new key is valid, and the old one is gone",
    perhaps: "the old key is as it was; a new one may have been made, and nobody has its secret: \
              the error's candidates tell which",
    unknown: "which of the two keys is left could not be found out: keep both secrets until one is refused",
};

/// "The restricted key lacks a permission": nobody is told so but the holder of the key.
const LACKS_PERMISSION: u32 = 70_051;

impl<C> Replacement<C> {
    /// The old key.
    pub fn old(&self) -> &KeySid {
        &self.old
    }

    /// The new key, with the secret that is to be stored: Twilio shows it this once.
    pub fn key(&self) -> &NewKey {
        &self.new
    }

    /// A client that authenticates with the new key.
    pub fn client(&self) -> &C {
        &self.client
    }
}

#[allow(private_bounds)]
impl<C: Carrier> Replacement<C> {
    pub(super) async fn begin_on(manager: &C, old: KeySid) -> Result<Self, ReplacementError<C>> {
        let fail = |stage, cause: Error, left| Err(FlowError::new(&WORDS, stage, cause, left));
        let key = match fetch(manager, &old).await {
            Ok(key) => key,
            Err(error) => return fail(Stage::Prepare, error, Left::AsBefore),
        };
        if key.policy.is_none() && is_own(manager, &old) {
            // A standard key could not even have read itself.
            let problem = "is a main key that would replace itself by a standard one, which may manage no keys: make the \
                           new one in the Console";
            return fail(Stage::Prepare, Invalid::setting("the key", problem).into(), Left::AsBefore);
        }
        let Shown { record: new, policy } = match manager.send(Showing(create(manager, &key))).await {
            Ok(new) => new,
            Err(error) if error.may_have_been_processed() => return fail(Stage::Create, error, Left::Perhaps),
            Err(error) => return fail(Stage::Create, error, Left::AsBefore),
        };
        let alike = match (&key.policy, &new.policy) {
            (Some(old), Some(made)) => old.diff(made).is_empty() && is_whole(Some(made), &policy),
            (old, made) => old.is_none() && made.is_none() && policy.is_null(),
        };
        let credentials = Credentials::api_key(&new.sid, &new.secret, manager.account_sid());
        let client = credentials.map(|credentials| manager.with_credentials(credentials));
        let guard = Guard::new("two keys are", new.sid.as_str());
        let (client, cause) = match client {
            Ok(client) if alike => (client, None),
            Ok(client) => (client, Some(Cause::Other("Twilio made a key with another policy than the old one's"))),
            Err(invalid) => (manager.clone(), Some(Error::from(invalid).into())),
        };
        let replacement = Self { manager: manager.clone(), client, old, new, finishing: false, guard };
        match cause {
            None => Ok(replacement),
            Some(cause) => {
                let undo = replacement.abandoned().await;
                Err(FlowError::undone(&WORDS, Stage::Create, cause, undo))
            }
        }
    }

    pub(super) async fn verified(self) -> Result<Verified<Self>, ReplacementError<C>> {
        match self.client.send(ListPublicKeys::new().page_size(1)).await {
            Ok(_) => Ok(Verified(self)),
            Err(Error::Api(error)) if error.code() == Some(LACKS_PERMISSION) => Ok(Verified(self)),
            Err(error) => Err(FlowError::new(&WORDS, Stage::Verify, error, Left::Both(Box::new(self)))),
        }
    }

    pub(super) async fn abandoned(mut self) -> Result<(), ReplacementError<C>> {
        // Once the old key was to be deleted, the new one may be the only one.
        let old = if self.finishing { self.survivor().send(FetchKey::new(&self.old)).await.map(drop) } else { Ok(()) };
        let fail = |cause: Cause, left| Err(FlowError::new(&WORDS, Stage::Abandon, cause, left));
        match old {
            Ok(()) => {}
            Err(error) if error.is_gone() => {
                self.guard.close();
                return fail(Cause::Other("the old key is gone already"), Left::New(Box::new(self)));
            }
            Err(error) => return fail(error.into(), Left::Unknown(Box::new(self))),
        }
        let (client, sid) = (self.manager.clone(), self.new.sid.clone());
        self.without(Stage::Abandon, &client, &sid).await.map(|_| ())
    }

    /// The client whose credentials outlive the old key. A key that replaces itself leaves its successor, which can still
    /// tell whether it is gone.
    fn survivor(&self) -> &C {
        if is_own(&self.manager, &self.old) { &self.client } else { &self.manager }
    }

    pub(super) async fn whole<F, E>(
        client: &C,
        old: KeySid,
        store: impl FnOnce(NewKey, C) -> F,
    ) -> Result<NewKey, ReplacementError<C>>
    where
        F: Future<Output = Result<(), E>>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let replacement = Self::begin_on(client, old).await?;
        if let Err(error) = store(replacement.new.clone(), replacement.client.clone()).await {
            let undo = replacement.abandoned().await;
            return Err(FlowError::undone(&WORDS, Stage::Store, Cause::Store(error.into()), undo));
        }
        match replacement.verified().await {
            Ok(verified) => verified.finished().await,
            Err(error) => match error.into_parts() {
                (stage, cause, Left::Both(replacement)) => {
                    Err(FlowError::undone(&WORDS, stage, cause, replacement.abandoned().await))
                }
                (stage, cause, left) => Err(FlowError::new(&WORDS, stage, cause, left)),
            },
        }
    }

    /// Deletes one of the two keys, and asks for it where the answer was lost.
    async fn without(mut self, stage: Stage, client: &C, sid: &KeySid) -> Result<NewKey, ReplacementError<C>> {
        let error = match client.send(DeleteKey::new(sid)).await {
            Err(error) if !error.is_gone() => error,
            _ => {
                self.guard.close();
                return Ok(self.new);
            }
        };
        let left = match client.send(FetchKey::new(sid)).await {
            Ok(_) => Left::Both(Box::new(self)),
            Err(asked) if asked.is_gone() => {
                self.guard.close();
                return Ok(self.new);
            }
            Err(_) if error.may_have_been_processed() && self.finishing => Left::Unknown(Box::new(self)),
            Err(_) if error.may_have_been_processed() => Left::PerhapsBoth(Box::new(self)),
            Err(_) => Left::Both(Box::new(self)),
        };
        Err(FlowError::new(&WORDS, stage, error, left))
    }
}

#[allow(private_bounds)]
impl<C: Carrier> Verified<Replacement<C>> {
    pub(super) async fn finished(self) -> Result<NewKey, ReplacementError<C>> {
        let replacement = Replacement { finishing: true, ..self.0 };
        let (client, old) = (replacement.survivor().clone(), replacement.old.clone());
        replacement.without(Stage::Finish, &client, &old).await
    }
}

/// Whether it is with this key that the client authenticates.
fn is_own(client: &impl Carrier, key: &KeySid) -> bool {
    matches!(client.credentials().means(), Means::ApiKey { sid, .. } if sid == key)
}

/// A key like another one. A restricted one stays restricted.
fn create(client: &impl Carrier, like: &Key) -> CreateKey {
    let mut create = CreateKey::new(client.account_sid());
    if let Some(name) = like.friendly_name.as_deref().filter(|name| !name.is_empty()) {
        create = create.friendly_name(name);
    }
    match &like.policy {
        Some(policy) => create.restricted(policy.clone()),
        None => create,
    }
}

impl<C: fmt::Debug> fmt::Debug for Replacement<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replacement").field("old", &self.old).field("new", &self.new.sid).finish_non_exhaustive()
    }
}
