//! What enters: a profile's id and its key. What leaves: the key's secret, kept in the keyring of the operating system in
//! place of the profile file.

use super::failure::Failure;
use crate::Secret;

#[cfg(feature = "keyring")]
const SERVICE: &str = "twilio-iam";

#[cfg(feature = "keyring")]
mod kept {
    use super::{Failure, SERVICE, Secret};

    fn entry(id: &str, key: &str) -> Result<keyring::Entry, Failure> {
        keyring::Entry::new(SERVICE, &format!("{id}/{key}")).map_err(|error| failed(&error))
    }

    fn failed(error: &keyring::Error) -> Failure {
        Failure::other(format!("the keyring of this system: {error}"))
    }

    pub(in super::super) fn check() -> Result<(), Failure> {
        entry("check", "check").map(drop)
    }

    pub(in super::super) fn get(id: &str, key: &str) -> Result<Secret, Failure> {
        entry(id, key)?.get_password().map(Secret::new).map_err(|error| failed(&error))
    }

    pub(in super::super) fn put(id: &str, key: &str, secret: &Secret) -> Result<(), Failure> {
        entry(id, key)?.set_password(secret.expose_secret()).map_err(|error| failed(&error))
    }

    pub(in super::super) fn remove(id: &str, key: &str) -> Result<(), Failure> {
        entry(id, key)?.delete_credential().map_err(|error| failed(&error))
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
