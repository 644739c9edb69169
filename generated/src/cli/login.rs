//! What enters: an account, and its auth token or a key that is there already. What leaves: a profile. The auth token makes a
//! key through IAM v1 and is forgotten; where the profile cannot be kept, the key is removed again.

use super::settings::Settings;
use super::store::Store;
use super::{credentials, credentials::Place, failure::Failure, question, vault};
use crate::blocking::Client;
use crate::iam_v1::keys::{CreateKey, DeleteKey};
use crate::{AccountSid, Credentials, KeySid, Secret};
use clap::{Arg, ArgAction, ArgMatches, Command};

/// `login`, which is `profiles create` too.
pub(super) fn command(name: &'static str) -> Command {
    let text = |id: &'static str, value: &'static str| Arg::new(id).long(id).value_name(value);
    Command::new(name)
        .about("Make an API key for this tool, and a profile of it, from an account SID and its auth token")
        .long_about(
            "Make an API key for this tool, and a profile of it, from an account SID and its auth token. The auth token is \
             asked for without being shown, or read from standard input where there is no terminal; it is not kept. With \
             --api-key no key is made, and the secret of that key is asked for instead. The profile is named by -p.",
        )
        .arg(Arg::new("account").value_name("ACCOUNT_SID").help("SID of the account; asked for when absent"))
        .arg(text("api-key", "SK...").help("A key that is there already; its secret is asked for"))
        .arg(text("friendly-name", "TEXT").help("Name of the new key").default_value("twilio-iam"))
        .arg(text("region", "REGION").help("Region of the profile, such as ie1"))
        .arg(text("edge", "EDGE").help("Edge of the profile, such as dublin"))
        .arg(flag("keyring", "Keep the secret in the keyring of the operating system, and not in the file"))
        .arg(flag("force", "Replace a profile of the same name").short('f'))
}

fn flag(id: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id).action(ArgAction::SetTrue).help(help)
}

/// A key, and what made it where it was made just now.
struct Key {
    sid: KeySid,
    secret: Secret,
    maker: Option<Client>,
}

pub(super) fn run(settings: &Settings, matches: &ArgMatches) -> Result<(), Failure> {
    let store = Store::open()?;
    store.check()?;
    let given = |id: &str| matches.get_one::<String>(id).map(String::as_str);
    let keyring = matches.get_flag("keyring");
    if keyring {
        vault::check()?;
    }
    let account = match given("account") {
        Some(account) => account.to_owned(),
        None => question::text(settings, "Account SID", None)?,
    };
    // The same words as everywhere for the commonest mistake, a key in place of the account.
    Credentials::auth_token(&account, "-")?;
    let id = match &settings.profile {
        Some(id) => id.clone(),
        None => question::text(settings, "Name of the profile", Some("default"))?,
    };
    let file = store.load(settings)?;
    let taken = file.profiles().any(|(known, _)| known == id);
    if taken && !matches.get_flag("force") {
        return Err(Failure::usage(format!("there is a profile {id:?} already: add --force to replace it")));
    }
    let account = AccountSid::new(account).map_err(|error| Failure::usage(error.to_string()))?;
    let place = credentials::place(given("region"), given("edge"), file.edge());
    let key = match given("api-key") {
        Some(sid) => known(&account, sid)?,
        None => made(&account, given("friendly-name").unwrap_or("twilio-iam"), &place)?,
    };
    let before = store.in_keyring(&id)?;
    let kept = keep(&store, &id, &account, &key, &place, keyring, before.as_deref());
    if let (Err(_), Some(maker)) = (&kept, &key.maker) {
        // Nobody would ever know its secret.
        let gone = maker.send(DeleteKey::new(&key.sid));
        settings.warn(&format!(
            "the new key {} {}",
            key.sid,
            if gone.is_ok() { "was removed again" } else { "is left" }
        ));
    }
    kept?;
    // The secret of the profile that was replaced is of no use any more.
    if let Some(before) = before.filter(|before| !keyring || before != key.sid.as_str())
        && let Err(failure) = vault::remove(&id, &before)
    {
        settings.warn(&format!("the secret of {before} stays in the keyring: {failure}"));
    }
    settings.note(&format!("profile {id:?}: key {} of account {account}, in {}", key.sid, store.path().display()));
    Ok(())
}

/// Keeps the profile, with the region and edge for which its key was made. `before` is the key that the keyring has for it already.
fn keep(
    store: &Store,
    id: &str,
    account: &AccountSid,
    key: &Key,
    (region, edge): &Place,
    keyring: bool,
    before: Option<&str>,
) -> Result<(), Failure> {
    if keyring {
        vault::put(id, key.sid.as_str(), &key.secret)?;
    }
    let secret = Some(key.secret.expose_secret()).filter(|_| !keyring);
    let fields = [
        ("accountSid", Some(account.as_str())),
        ("apiKey", Some(key.sid.as_str())),
        ("apiSecret", secret),
        ("region", region.as_deref()),
        ("edge", edge.as_deref()),
    ];
    let kept = store.put(id, &fields, keyring);
    if kept.is_err() && keyring && before != Some(key.sid.as_str()) {
        // The failure to report is the first one.
        let _ = vault::remove(id, key.sid.as_str());
    }
    kept
}

fn known(account: &AccountSid, sid: &str) -> Result<Key, Failure> {
    // The SID is checked before the secret is asked for.
    Credentials::api_key(sid, "-", account)?;
    let sid = KeySid::new(sid).map_err(|error| Failure::usage(error.to_string()))?;
    Ok(Key { sid, secret: question::secret("Secret of the key")?, maker: None })
}

fn made(account: &AccountSid, name: &str, place: &Place) -> Result<Key, Failure> {
    let token = question::secret("Auth token of the account")?;
    let found = credentials::placed(Credentials::auth_token(account, token)?, place.clone());
    let client = credentials::local(found.apply(credentials::builder())).build().map_err(Failure::unsent)?;
    let made = client.send(CreateKey::new(account).friendly_name(name));
    let key = made.map_err(|error| Failure::client(&client, error))?;
    Ok(Key { sid: key.sid, secret: key.secret, maker: Some(client) })
}
