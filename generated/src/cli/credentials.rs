//! What enters: the profile that was asked for, the environment, the profile file. What leaves: a client with the first
//! credentials of these that there are, which signs its requests where the environment says with what.

use super::settings::Settings;
use super::store::Store;
use super::{failure::Failure, vault};
use crate::blocking::{Client, ClientBuilder};
use crate::exchange::credentials::Means;
use crate::pkcv::{KeyPair, Signer};
use crate::profile::{Found, Profile, ProfileFile};
use crate::{CredentialSid, Credentials};
use std::fs;
use zeroize::Zeroizing;

/// A client for the profile that was asked for, or the environment, or the active profile.
pub(super) fn client(settings: &Settings) -> Result<Client, Failure> {
    let found = found(settings)?;
    let signer = signer(found.credentials())?;
    signing(local(found.apply(builder())), signer).build().map_err(Failure::unsent)
}

/// What every client of the tool has in common.
pub(super) fn builder() -> ClientBuilder {
    Client::builder().user_agent(concat!("twilio-iam-cli/", env!("CARGO_PKG_VERSION")))
}

fn signing(builder: ClientBuilder, signer: Option<Signer>) -> ClientBuilder {
    match signer {
        Some(signer) => builder.signer(signer),
        None => builder,
    }
}

/// Public-key client validation: the registered public key and its private half, as the environment names them.
fn signer(credentials: &Credentials) -> Result<Option<Signer>, Failure> {
    const PUBLIC: &str = "TWILIO_PUBLIC_KEY_SID";
    const PRIVATE: &str = "TWILIO_PRIVATE_KEY_FILE";
    let (sid, path) = match (variable(PUBLIC), variable(PRIVATE)) {
        (None, None) => return Ok(None),
        (Some(sid), Some(path)) => (sid, path),
        (Some(_), None) => return Err(Failure::other(format!("{PUBLIC} needs {PRIVATE}, not set"))),
        (None, Some(_)) => return Err(Failure::other(format!("{PRIVATE} needs {PUBLIC}, not set"))),
    };
    let Means::ApiKey { sid: key, .. } = credentials.means() else {
        let problem = "is set, and only requests of an API key can be signed: use one, or unset it";
        return Err(Failure::other(format!("{PUBLIC} {problem}")));
    };
    let sid = CredentialSid::new(sid).map_err(|error| Failure::other(format!("{PUBLIC}: {error}")))?;
    let pem = fs::read(&path).map(Zeroizing::new).map_err(|error| Failure::other(format!("{path}: {error}")))?;
    let pair = KeyPair::from_pem(&*pem).map_err(|error| Failure::other(format!("{path}: {error}")))?;
    Ok(Some(Signer::new(credentials.account_sid().clone(), key.clone(), sid, pair)))
}

/// The credentials, with the region and edge that go with them.
pub(super) fn found(settings: &Settings) -> Result<Found, Failure> {
    if settings.profile.is_none() && variable("TWILIO_ACCOUNT_SID").is_some() {
        return Ok(placed(Credentials::from_env()?, place(None, None, None)));
    }
    let (file, credentials, profile) = profile(settings)?;
    Ok(placed(credentials, place(profile.region.as_deref(), profile.edge.as_deref(), file.edge())))
}

/// A region, and the edge by which it is reached.
pub(super) type Place = (Option<String>, Option<String>);

/// Region and edge: those that were named, by a flag or in the profile, then those of the environment, then the edge of the
/// profile file.
pub(super) fn place(region: Option<&str>, edge: Option<&str>, last: Option<&str>) -> Place {
    let first = |named: Option<&str>, name| named.map(str::to_owned).or_else(|| variable(name));
    (first(region, "TWILIO_REGION"), first(edge, "TWILIO_EDGE").or_else(|| last.map(str::to_owned)))
}

/// Credentials that are used there.
pub(super) fn placed(credentials: Credentials, (region, edge): Place) -> Found {
    Found::new(credentials).at(region, edge)
}

fn profile(settings: &Settings) -> Result<(ProfileFile, Credentials, Profile), Failure> {
    let store = Store::open()?;
    let file = store.load(settings)?;
    if settings.profile.is_none() && file.profiles().next().is_none() {
        return Err(Failure::other(
            "there are no credentials: set TWILIO_ACCOUNT_SID with TWILIO_API_KEY and TWILIO_API_SECRET, or run \
             `twilio-iam login`",
        ));
    }
    let profile = file.choose(settings.profile.as_deref())?.clone();
    let id = settings.profile.as_deref().or(file.active());
    // Without either it is the only one.
    let id = id.or_else(|| file.profiles().next().map(|(id, _)| id)).unwrap_or_default();
    let credentials = of(&store, id, profile.clone())?;
    Ok((file, credentials, profile))
}

/// The credentials of a profile, whose secret may be in the keyring.
fn of(store: &Store, id: &str, mut profile: Profile) -> Result<Credentials, Failure> {
    if let (None, Some(key)) = (&profile.api_secret, &profile.api_key)
        && store.in_keyring(id)?.is_some()
    {
        profile.api_secret = Some(vault::get(id, key)?);
    }
    Ok(profile.credentials()?)
}

/// The base URL of the environment, which stands for every host and is one of this machine.
pub(super) fn local(builder: ClientBuilder) -> ClientBuilder {
    match variable("TWILIO_BASE_URL") {
        Some(base_url) => builder.local_base_url(base_url),
        None => builder,
    }
}

/// A variable of the environment; one that is set to nothing counts as not set.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
