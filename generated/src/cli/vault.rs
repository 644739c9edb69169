//! What enters: a profile's id and its key. What leaves: the key's secret, kept in the keyring of the operating system in
//! place of the profile file.

use super::failure::Failure;
use crate::Secret;

#[cfg(feature = "keyring")]
const SERVICE: &str = "twilio-iam";

#[cfg(feature = "keyring")]
mod kept {
    use super::{Failure, SERVICE, Secret};
    use keyring_core::{Entry, Error};

    fn entry(id: &str, key: &str) -> Result<Entry, Failure> {
        check()?;
        Entry::new(SERVICE, &user(id, key)).map_err(|error| failed(&error))
    }

    fn user(id: &str, key: &str) -> String {
        format!("{id}/{key}")
    }

    fn failed(error: &Error) -> Failure {
        Failure::other(format!(
            "the keyring of this system cannot be used ({error}): unlock or start it, or log in without --keyring for the \
             profile file to hold the secret"
        ))
    }

    /// Whether there is a keyring. One that was set already is taken as it is.
    pub(in super::super) fn check() -> Result<(), Failure> {
        if keyring_core::get_default_store().is_some() {
            return Ok(());
        }
        keyring::Entry::store_status().as_ref().map_err(failed).copied()
    }

    pub(in super::super) fn get(id: &str, key: &str) -> Result<Secret, Failure> {
        match entry(id, key)?.get_password() {
            Ok(secret) => Ok(Secret::new(secret)),
            Err(Error::NoEntry) => Err(Failure::other(format!(
                "the profile {id:?} keeps its secret in the keyring of this system, which has none for it (service \
                 {SERVICE:?}, user {:?}): log in again by `twilio-iam login -p {id} --force --keyring`",
                user(id, key)
            ))),
            Err(error) => Err(failed(&error)),
        }
    }

    pub(in super::super) fn put(id: &str, key: &str, secret: &Secret) -> Result<(), Failure> {
        entry(id, key)?.set_password(secret.expose_secret()).map_err(|error| failed(&error))
    }

    /// What is gone already is as good as removed.
    pub(in super::super) fn remove(id: &str, key: &str) -> Result<(), Failure> {
        match entry(id, key)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(failed(&error)),
        }
    }
}

#[cfg(not(feature = "keyring"))]
mod kept {
    use super::{Failure, Secret};

    fn none<T>() -> Result<T, Failure> {
        Err(Failure::other(
            "this twilio-iam was built without the keyring: install it with `--features cli,keyring`, or log in again \
             without --keyring",
        ))
    }

    pub(in super::super) fn check() -> Result<(), Failure> {
        none()
    }

    pub(in super::super) fn get(_: &str, _: &str) -> Result<Secret, Failure> {
        none()
    }

    pub(in super::super) fn put(_: &str, _: &str, _: &Secret) -> Result<(), Failure> {
        none()
    }

    pub(in super::super) fn remove(_: &str, _: &str) -> Result<(), Failure> {
        none()
    }
}

pub(super) use kept::{check, get, put, remove};
