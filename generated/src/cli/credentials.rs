//! What enters: the profile that was asked for, the environment, the profile file. What leaves: a client with the first
//! credentials of these that there are, which signs its requests where the environment says with what.

use super::settings::Settings;
use super::store::Store;
use super::{failure::Failure, vault};
use crate::blocking::{Client, ClientBuilder};
use crate::exchange::credentials::Means;
use crate::pkcv::{KeyPair, Signer};
use crate::profile::{Profile, ProfileFile};
use crate::{CredentialSid, Credentials};
use std::fs;
use zeroize::Zeroizing;

/// A client for the profile that was asked for, or the environment, or the active profile.
pub(super) fn client(settings: &Settings) -> Result<Client, Failure> {
    let builder = Client::builder().user_agent(concat!("twilio-iam-cli/", env!("CARGO_PKG_VERSION")));
    if is_in_environment(settings) {
        let signer = signer(&Credentials::from_env()?)?;
        return signing(builder.from_env(), signer).build().map_err(Failure::unsent);
    }
    let (file, credentials, profile) = profile(settings)?;
    let signer = signer(&credentials)?;
    signing(placed(builder.credentials(credentials), &file, &profile), signer).build().map_err(Failure::unsent)
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

/// The credentials alone, for what is done without a request.
pub(super) fn any(settings: &Settings) -> Result<Credentials, Failure> {
    if is_in_environment(settings) {
        return Ok(Credentials::from_env()?);
    }
    Ok(profile(settings)?.1)
}

fn is_in_environment(settings: &Settings) -> bool {
    settings.profile.is_none() && variable("TWILIO_ACCOUNT_SID").is_some()
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

/// Region and edge: the profile's own, then those of the environment, then the file's.
fn placed(mut builder: ClientBuilder, file: &ProfileFile, profile: &Profile) -> ClientBuilder {
    if let Some(region) = profile.region.clone().or_else(|| variable("TWILIO_REGION")) {
        builder = builder.region(region);
    }
    let edge = profile.edge.clone().or_else(|| variable("TWILIO_EDGE")).or_else(|| file.edge().map(str::to_owned));
    if let Some(edge) = edge {
        builder = builder.edge(edge);
    }
    local(builder)
}

/// The base URL of the environment, which stands for every host.
pub(super) fn local(builder: ClientBuilder) -> ClientBuilder {
    match variable("TWILIO_BASE_URL") {
        Some(base_url) => builder.base_url(base_url),
        None => builder,
    }
}

/// A variable of the environment; one that is set to nothing counts as not set.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
