//! What enters: what only hand-written code makes right about keys. What leaves: a restricted key, or its new policy.

use super::output::{self, Wanted};
use super::settings::Settings;
use super::{api, credentials, dry_run, failure::Failure};
use crate::blocking::Client;
use crate::iam_v1::keys::{CreateKey, UpdateKey};
use crate::{KeySid, Operation, Policy};
use clap::{Arg, ArgAction, ArgMatches, Command};

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
    [Command::new("keys")
        .about("Restricted API keys")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(output::arguments(create, false))
        .subcommand(output::arguments(change, false))]
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
            let sid = matches.get_one::<String>("sid").map(String::as_str).unwrap_or_default();
            let sid = KeySid::new(sid).map_err(|error| Failure::usage(format!("--sid: {error}")))?;
            let client = credentials::client(settings)?;
            send(settings, &client, matches, &UpdateKey::new(sid).policy(policy(matches)?))
        }
        _ => Err(Failure::usage("there is no such command")),
    }
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
