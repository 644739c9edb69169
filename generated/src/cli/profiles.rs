//! What enters: what to do with the profiles of Twilio's tool and this one. What leaves: them listed without their secrets, or
//! one of them made, used or removed.

use super::output::{self, Output, Wanted};
use super::settings::Settings;
use super::store::Store;
use super::{failure::Failure, login, question, vault};
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

pub(super) fn command() -> Command {
    let id = || Arg::new("id").value_name("ID").required(true);
    let yes = Arg::new("yes").long("yes").short('y').action(ArgAction::SetTrue).help("Do not ask");
    Command::new("profiles")
        .about("The profiles, shared with Twilio's own tool")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(login::command("create"))
        .subcommand(output::arguments(Command::new("list").about("List the profiles, without their secrets"), false))
        .subcommand(Command::new("use").about("Make a profile the active one").arg(id()))
        .subcommand(
            Command::new("remove").about("Remove a profile; its key stays").visible_alias("delete").arg(id()).arg(yes),
        )
        .subcommand(Command::new("protect").about("Take the file away from everyone but its owner"))
}

pub(super) fn run(settings: &Settings, matches: &ArgMatches) -> Result<(), Failure> {
    let store = Store::open()?;
    let id = |matches: &ArgMatches| matches.get_one::<String>("id").cloned().unwrap_or_default();
    match matches.subcommand() {
        Some(("create", matches)) => login::run(settings, matches),
        Some(("list", matches)) => list(settings, &store, matches),
        Some(("use", matches)) => {
            store.activate(&id(matches))?;
            settings.note(&format!("profile {:?} is the active one", id(matches)));
            Ok(())
        }
        Some(("remove", matches)) => remove(settings, &store, &id(matches), matches.get_flag("yes")),
        Some(("protect", _)) => store.protect(),
        _ => Err(Failure::usage("there is no such command")),
    }
}

fn list(settings: &Settings, store: &Store, matches: &ArgMatches) -> Result<(), Failure> {
    let file = store.load(settings)?;
    let mut records = Vec::new();
    for (id, profile) in file.profiles() {
        let secret = match &profile.api_secret {
            Some(_) => "file",
            None if store.in_keyring(id)?.is_some() => "keyring",
            None => "none",
        };
        records.push(json!({
            "id": id,
            "account_sid": profile.account_sid,
            "api_key": profile.api_key,
            "region": profile.region,
            "active": file.active() == Some(id),
            "kept_in": secret,
        }));
    }
    if records.is_empty() {
        settings.note("there are no profiles: make one by `twilio-iam login`");
    }
    let mut output = Output::new(settings, Wanted::of(settings, matches), true);
    output.page(&records)?;
    output.end()
}

fn remove(settings: &Settings, store: &Store, id: &str, yes: bool) -> Result<(), Failure> {
    let file = store.load(settings)?;
    let key = file.choose(Some(id))?.api_key.clone();
    question::confirm(settings, yes, &format!("remove the profile {id:?}"))?;
    let in_keyring = store.in_keyring(id)?;
    store.remove(id)?;
    if let Some(key) = in_keyring {
        let removed = vault::remove(id, &key);
        removed
            .map_err(|failure| Failure::other(format!("the profile is removed, and its secret is not: {failure}")))?;
    }
    if let Some(key) = key {
        settings.note(&format!("its key {key} stays: remove it by `twilio-iam api iam v1 keys remove --sid {key}`"));
    }
    Ok(())
}
