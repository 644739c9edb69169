//! What enters: a rotation whose secondary token works. What leaves: a client with that token once it is the primary one,
//! found out by asking where the answer was lost.

use super::carrier::Carrier;
use super::error::{FlowError, Left, Stage};
use super::rotation::{Probe, Rotation, WORDS};
use super::{RotationError, Verified};
use crate::Credentials;
use crate::accounts_v1::auth_tokens::PromoteAuthToken;

#[allow(private_bounds)]
impl<C: Carrier> Verified<Rotation<C>> {
    pub(super) async fn promoted(self) -> Result<C, RotationError<C>> {
        let mut rotation = Rotation { promoting: true, ..self.0 };
        let error = match rotation.primary.send(PromoteAuthToken::new()).await {
            Ok(promoted) if promoted.auth_token == rotation.token => return Ok(rotation.done()),
            Ok(promoted) => {
                // Somebody else made another secondary token in the meantime, and it was that one.
                let made = Credentials::auth_token(rotation.primary.account_sid(), promoted.auth_token);
                if let Ok(credentials) = made {
                    rotation.secondary = rotation.primary.with_credentials(credentials);
                    if let Probe::Works = rotation.ask(&rotation.secondary).await {
                        return Ok(rotation.done());
                    }
                }
                let cause = super::error::Cause::Other("another token was promoted than the one that was made");
                return Err(FlowError::new(&WORDS, Stage::Finish, cause, Left::Unknown(Box::new(rotation))));
            }
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
    fn done(mut self) -> C {
        self.guard.close();
        self.secondary
    }
}
