//! Rotating the auth token. What enters: a client that authenticates with the primary token. What leaves: one that
//! authenticates with the new one; on the way, both are valid.

use super::carrier::Carrier;
use super::error::{Cause, FlowError, Left, Stage, Words};
use super::guard::Guard;
use super::{RotationError, Verified};
use crate::accounts_v1::auth_tokens::{CreateSecondaryAuthToken, DeleteSecondaryAuthToken};
use crate::api_v2010::accounts::FetchAccount;
use crate::exchange::credentials::Means;
use crate::{Credentials, Error, Invalid, Secret};
use std::error::Error as StdError;
use std::fmt;

/// A rotation of the auth token on its way: there is a secondary token, valid beside the primary one.
///
/// Made by `begin_rotation`; then `verify` and `promote`, or `abandon`. See `Client::rotate_auth_token` for the whole way.
#[must_use = "the secondary auth token is valid until it is promoted or deleted"]
pub struct Rotation<C> {
    pub(super) primary: C,
    pub(super) secondary: C,
    pub(super) token: Secret,
    /// Whether a promotion was tried, so that the primary token may have ended.
    pub(super) promoting: bool,
    /// Whether the secondary token was refused, so that another may have taken its place.
    pub(super) refused: bool,
    pub(super) guard: Guard,
}

pub(super) static WORDS: Words = SAID;

/// Where Twilio refuses the secondary token.
static REFUSED: Words = Words {
    perhaps_both: "the primary auth token is in force, and Twilio refuses the secondary one that was made; if there is \
                   another, it was left alone, for somebody else may have made it: see whose it is",
    ..SAID
};

const SAID: Words = Words {
    flow: "rotating the auth token",
    as_before: "the primary auth token is in force, and there is no secondary one of this rotation",
    both: "the primary auth token was in force when last asked, and the secondary one is valid beside it: \
           promote it or delete it",
    perhaps_both: "the primary auth token is in force, and the secondary one may be valid beside it: delete it",
    new: "the new auth token is in force, and the old one has ended",
    perhaps: "the primary auth token is in force; a secondary one may have been made, and nobody has it: \
              delete it before another attempt",
    unknown: "which auth token is in force could not be found out: keep both until one is refused",
};

/// What came of a request with a token.
pub(super) enum Probe {
    Works,
    Refused,
    Unclear,
}

impl<C> Rotation<C> {
    /// The secondary auth token, to be stored before it is promoted.
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// A client that authenticates with the secondary auth token.
    pub fn client(&self) -> &C {
        &self.secondary
    }
}

#[allow(private_bounds)]
impl<C: Carrier> Rotation<C> {
    pub(super) async fn begin_on(client: &C) -> Result<Self, RotationError<C>> {
        let fail = |stage, cause: Error, left| Err(FlowError::new(&WORDS, stage, cause, left));
        if !matches!(client.credentials().means(), Means::AuthToken(_)) {
            let problem = "are no auth token: make a client with the account SID and its primary auth token";
            return fail(Stage::Prepare, Invalid::setting("credentials", problem).into(), Left::AsBefore);
        }
        let token = match client.send(CreateSecondaryAuthToken::new()).await {
            Ok(made) => made.secondary_auth_token,
            Err(error @ Error::Decode(_)) if tells_of_a_token(&error) => return Err(unmade(client, error).await),
            Err(error) if error.may_have_been_processed() => return fail(Stage::Create, error, Left::Perhaps),
            Err(error) => return fail(Stage::Create, error, Left::AsBefore),
        };
        let credentials = match Credentials::auth_token(client.account_sid(), &token) {
            Ok(credentials) => credentials,
            Err(invalid) => return Err(unmade(client, invalid.into()).await),
        };
        let guard = Guard::new("two auth tokens are", client.account_sid().as_str());
        let secondary = client.with_credentials(credentials);
        Ok(Self { primary: client.clone(), secondary, token, promoting: false, refused: false, guard })
    }

    pub(super) async fn verified(self) -> Result<Verified<Self>, RotationError<C>> {
        match self.probe(&self.secondary).await {
            Ok(()) => Ok(Verified(Self { refused: false, ..self })),
            Err(error) if is_refusal(&error) => {
                let left = Left::PerhapsBoth(Box::new(Self { refused: true, ..self }));
                Err(FlowError::new(&REFUSED, Stage::Verify, error, left))
            }
            Err(error) => Err(FlowError::new(&WORDS, Stage::Verify, error, Left::Both(Box::new(self)))),
        }
    }

    pub(super) async fn abandoned(mut self) -> Result<(), RotationError<C>> {
        // To delete the secondary token is to delete whichever there is: once this one was refused, it may be another.
        if self.refused
            && let Err(error) = self.probe(&self.secondary).await
        {
            return Err(FlowError::new(&REFUSED, Stage::Abandon, error, Left::PerhapsBoth(Box::new(self))));
        }
        let error = match self.primary.send(DeleteSecondaryAuthToken::new()).await {
            Ok(()) => None,
            Err(error) if error.is_gone() => None,
            Err(error) => Some(error),
        };
        let Some(error) = error else {
            self.guard.close();
            return Ok(());
        };
        let left = match (self.ask(&self.primary).await, self.ask(&self.secondary).await) {
            // A promotion whose answer was lost had its effect: there is no secondary token to be deleted.
            (Probe::Refused, Probe::Works) => {
                self.guard.close();
                Left::New(Box::new(self))
            }
            (Probe::Works, Probe::Works) => Left::Both(Box::new(self)),
            (_, Probe::Refused) if error.may_have_been_processed() => {
                self.guard.close();
                return Ok(());
            }
            _ if self.promoting => Left::Unknown(Box::new(self)),
            _ => Left::PerhapsBoth(Box::new(self)),
        };
        Err(FlowError::new(&WORDS, Stage::Abandon, error, left))
    }

    pub(super) async fn whole<F, E>(client: &C, store: impl FnOnce(Secret, C) -> F) -> Result<C, RotationError<C>>
    where
        F: Future<Output = Result<(), E>>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let rotation = Self::begin_on(client).await?;
        if let Err(error) = store(rotation.token.clone(), rotation.secondary.clone()).await {
            let undo = rotation.abandoned().await;
            return Err(FlowError::undone(&WORDS, Stage::Store, Cause::Store(error.into()), undo));
        }
        match rotation.verified().await {
            Ok(verified) => verified.promoted().await,
            Err(error) => match error.into_parts() {
                (stage, cause, Left::Both(rotation)) => {
                    Err(FlowError::undone(&WORDS, stage, cause, rotation.abandoned().await))
                }
                (stage, cause, left) => Err(FlowError::new(&REFUSED, stage, cause, left)),
            },
        }
    }

    async fn probe(&self, client: &C) -> Result<(), Error> {
        client.send(FetchAccount::new(client.account_sid())).await.map(|_| ())
    }

    pub(super) async fn ask(&self, client: &C) -> Probe {
        match self.probe(client).await {
            Ok(()) => Probe::Works,
            Err(error) if is_refusal(&error) => Probe::Refused,
            Err(_) => Probe::Unclear,
        }
    }
}

fn is_refusal(error: &Error) -> bool {
    matches!(error, Error::Api(error) if error.status() == 401)
}

/// Whether this answer, unreadable as it is, is Twilio's: anything between may answer 200 to a request that never got
/// there, and the secondary token, if there is one, is somebody else's then.
fn tells_of_a_token(error: &Error) -> bool {
    let has = |outline: &str, name: &str| outline.starts_with('{') && outline.contains(&format!("{name:?}: "));
    error.excerpt().is_some_and(|outline| has(outline, "secondary_auth_token") || has(outline, "account_sid"))
}

/// There is a secondary token that cannot be used: it was made just now, so it can be deleted.
async fn unmade<C: Carrier>(client: &C, error: Error) -> RotationError<C> {
    let left = match client.send(DeleteSecondaryAuthToken::new()).await {
        Ok(()) => Left::AsBefore,
        Err(_) => Left::Perhaps,
    };
    FlowError::new(&WORDS, Stage::Create, error, left)
}

impl<C: fmt::Debug> fmt::Debug for Rotation<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rotation").field("secondary", &self.secondary).finish_non_exhaustive()
    }
}
