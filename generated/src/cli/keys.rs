//! What enters: what only hand-written code makes right about keys. What leaves: a restricted key, its new policy, or a key
//! in place of another one.

use super::output::{self, Output, Wanted};
use super::settings::Settings;
use super::store::{Holder, Store};
use super::{api, credentials, dry_run, failure::Failure, question, secrets, vault};
use crate::blocking::Client;
use crate::flow::Left;
use crate::iam_v1::keys::{CreateKey, UpdateKey};
use crate::{KeySid, Operation, Policy};
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

pub(super) fn commands() -> [Command; 1] {
    let allow = || {
        Arg::new("allow")
            .long("allow")
            .value_name("PERMISSION")
            .required(true)
            .action(ArgAction::Append)
            .value_delimiter(',')
            .help("What the key may do: /twilio/messaging/messages/read [may be repeated; at most 100]")
    };
    let dry = || Arg::new("dry").long("dry-run").action(ArgAction::SetTrue).help("Show the request, and send nothing");
    let create = Command::new("create-restricted")
        .about("Create a restricted API key, which may do what its policy allows and nothing else")
        .arg(allow())
        .arg(Arg::new("name").long("friendly-name").value_name("TEXT").help("Name of the key [at most 64 characters]"))
        .arg(dry());
    let change = Command::new("set-policy")
        .about("Replace the whole policy of a restricted API key")
        .arg(Arg::new("sid").long("sid").value_name("SK...").required(true).help("SID of the API key"))
        .arg(allow())
        .arg(dry());
    let replace = Command::new("replace")
        .about("Replace an API key by a new one of the same name and policy")
        .long_about(
            "Replace an API key by a new one of the same name and policy. The new key is made, printed, kept in the profiles that \
             hold the old one, and tried; then the old one is removed, and every access token signed with it ends. Whatever fails \
             before leaves the old key as it is.",
        )
        .arg(Arg::new("sid").long("sid").value_name("SK...").required(true).help("SID of the old key"))
        .arg(Arg::new("yes").long("yes").short('y').action(ArgAction::SetTrue).help("Do not ask"));
    [Command::new("keys")
        .about("Restricted API keys, and the replacement of any key")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(output::arguments(create, false))
        .subcommand(output::arguments(change, false))
        .subcommand(output::arguments(replace, false))]
}

pub(super) fn run(settings: &Settings, matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("create-restricted", matches)) => {
            let client = credentials::client(settings)?;
            let mut create = CreateKey::new(client.account_sid()).restricted(policy(matches)?);
            if let Some(name) = matches.get_one::<String>("name") {
                create = create.friendly_name(name);
            }
            send(settings, &client, matches, &create)
        }
        Some(("set-policy", matches)) => {
            let client = credentials::client(settings)?;
            send(settings, &client, matches, &UpdateKey::new(sid(matches)?).policy(policy(matches)?))
        }
        Some(("replace", matches)) => replace(settings, matches),
        _ => Err(Failure::usage("there is no such command")),
    }
}

fn sid(matches: &ArgMatches) -> Result<KeySid, Failure> {
    let sid = matches.get_one::<String>("sid").map(String::as_str).unwrap_or_default();
    KeySid::new(sid).map_err(|error| Failure::usage(format!("--sid: {error}")))
}

fn policy(matches: &ArgMatches) -> Result<Policy, Failure> {
    Policy::allow(matches.get_many::<String>("allow").unwrap_or_default())
        .map_err(|error| Failure::usage(error.to_string()))
}

fn send<O: Operation>(
    settings: &Settings,
    client: &Client,
    matches: &ArgMatches,
    operation: &O,
) -> Result<(), Failure> {
    let request = operation.request();
    let plan = client.plan(request)?;
    if matches.get_flag("dry") {
        return dry_run::show(request.spec(), &plan);
    }
    api::send(settings, client, request.clone(), Wanted::of(settings, matches))
}

fn replace(settings: &Settings, matches: &ArgMatches) -> Result<(), Failure> {
    let old = sid(matches)?;
    let wanted = Wanted::of(settings, matches);
    wanted.must_show("secret")?;
    let client = credentials::client(settings)?;
    question::confirm(settings, matches.get_flag("yes"), &format!("replace the key {old}, which ends"))?;
    let store = Store::open()?;
    // Where they cannot be changed, that is to be known before there is a new key.
    let holders = store.holders(&old)?;
    if !holders.is_empty() {
        store.check()?;
    }
    let mut made = None;
    let replaced = client.replace_key(&old, |new, _| {
        made = Some(new.sid.clone());
        let kept = holders.iter().try_for_each(|holder| store.swap(holder, &new.sid, &new.secret));
        let record = secrets::Wiping(json!({
            "sid": new.sid.as_str(),
            "friendly_name": new.friendly_name,
            "secret": new.secret.expose_secret(),
            "replaces": old.as_str(),
        }));
        let mut output = Output::unfitted(settings, wanted);
        let printed = output.page(std::slice::from_ref(&record.0)).and_then(|()| output.end());
        kept.and(printed).map_err(|failure| failure.to_string())
    });
    let new = match replaced {
        Ok(new) => new,
        Err(error) => {
            // The new key is deleted, or soon will be: a profile with it would be one without a key.
            if let (Some(made), Left::AsBefore | Left::PerhapsBoth(_)) = (&made, error.left()) {
                take_back(settings, &store, &holders, made);
            }
            return Err(Failure::flow(&client, &error));
        }
    };
    secrets::note(settings, &["secret".to_owned()]);
    for holder in holders {
        settings.note(&format!("the profile {:?} has the new key {}", holder.id, new.sid));
        forget(settings, &holder, &old);
    }
    Ok(())
}

/// Gives the profiles the old key again.
fn take_back(settings: &Settings, store: &Store, holders: &[Holder], made: &KeySid) {
    for holder in holders {
        match store.swap_back(holder) {
            Ok(()) => forget(settings, holder, made),
            Err(failure) => settings.warn(&format!("the profile {:?} still has the new key: {failure}", holder.id)),
        }
    }
}

/// Takes a key's secret out of the keyring, where the profile keeps its secrets there.
fn forget(settings: &Settings, holder: &Holder, key: &KeySid) {
    if holder.is_kept
        && let Err(failure) = vault::remove(&holder.id, key.as_str())
    {
        settings.warn(&format!("the secret of {key} stays in the keyring: {failure}"));
    }
}
