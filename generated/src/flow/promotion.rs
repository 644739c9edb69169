//! What enters: a rotation whose secondary token works. What leaves: a client with that token once it is the primary one,
//! found out by asking where the answer was lost; or the token that became it instead.

use super::carrier::Carrier;
use super::error::{Cause, FlowError, Left, Stage};
use super::rotation::{Probe, Rotation, WORDS};
use super::{RotationError, Verified};
use crate::accounts_v1::auth_tokens::PromoteAuthToken;
use crate::{Credentials, Error, Secret};

#[allow(private_bounds)]
impl<C: Carrier> Verified<Rotation<C>> {
    pub(super) async fn promoted(self) -> Result<C, RotationError<C>> {
        let mut rotation = Rotation { promoting: true, ..self.0 };
        let error: Error = match rotation.primary.send(PromoteAuthToken::new()).await {
            Ok(promoted) if promoted.auth_token == rotation.token => return Ok(rotation.done()),
            Ok(promoted) => match Credentials::auth_token(rotation.primary.account_sid(), &promoted.auth_token) {
                Ok(credentials) => return Err(rotation.exchanged(promoted.auth_token, credentials).await),
                Err(invalid) => invalid.into(),
            },
            Err(error) => error,
        };
        // Both worked until now. If the primary one is refused, it is because the other has taken its place.
        let left = match (rotation.ask(&rotation.primary).await, rotation.ask(&rotation.secondary).await) {
            (Probe::Refused, Probe::Works) => return Ok(rotation.done()),
            (Probe::Works, Probe::Works) => Left::Both(Box::new(rotation)),
            (Probe::Works, Probe::Refused) => {
                rotation.guard.close();
                Left::AsBefore
            }
            _ => Left::Unknown(Box::new(rotation)),
        };
        Err(FlowError::new(&WORDS, Stage::Finish, error, left))
    }
}

#[allow(private_bounds)]
impl<C: Carrier> Rotation<C> {
    /// Somebody else made another secondary token in the meantime, and it was that one: the caller has not stored it.
    async fn exchanged(mut self, token: Secret, credentials: Credentials) -> RotationError<C> {
        self.secondary = self.primary.with_credentials(credentials);
        self.token = token;
        let left = match self.ask(&self.secondary).await {
            Probe::Works => {
                self.guard.close();
                Left::New(Box::new(self))
            }
            Probe::Refused | Probe::Unclear => Left::Unknown(Box::new(self)),
        };
        let problem = "another token was promoted than the one that was made, for somebody made it in its place; the one \
                       that was stored has ended: store the one that is in the error";
        FlowError::new(&WORDS, Stage::Finish, Cause::Other(problem), left)
    }

    fn done(mut self) -> C {
        self.guard.close();
        self.secondary
    }
}
