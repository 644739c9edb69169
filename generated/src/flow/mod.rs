//! What takes several requests, and must not be left half done unnoticed: rotating the auth token, replacing a key,
//! changing a policy. What enters: a client, and what stores the new secret. What leaves: the new state, or an error that
//! says which state is left.
//!
//! `Client::rotate_auth_token` and `replace_key` walk the whole way. Each step also stands alone, on
//! [`Rotation`] and [`Replacement`]; what has to come first is held by their types. A state that is dropped on the way,
//! also by a future that is given up, is reported by `tracing` as a warning.

#[cfg(feature = "client")]
mod asynchronous;
#[cfg(feature = "blocking")]
mod blocking;
mod carrier;
mod error;
mod guard;
mod permissions;
mod promotion;
mod replacement;
mod rotation;

pub use error::{FlowError, Left, Stage};
pub use replacement::Replacement;
pub use rotation::Rotation;

/// Why the auth token was not rotated, and what is left; `C` is the client.
pub type RotationError<C> = FlowError<Rotation<C>>;

/// Why a key was not replaced, and what is left; `C` is the client.
pub type ReplacementError<C> = FlowError<Replacement<C>>;

/// A [`Rotation`] or [`Replacement`] whose new secret has authenticated a request: only such a one can be finished.
#[derive(Debug)]
#[must_use = "the new secret is valid beside the old one until the flow is finished or abandoned"]
pub struct Verified<S>(S);

impl<S> Verified<S> {
    /// The state, not verified any more: to abandon it.
    pub fn into_inner(self) -> S {
        self.0
    }
}
