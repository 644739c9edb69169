//! What enters: the account's primary auth token. What leaves: a new one on standard output, in force in place of the old one;
//! or the old one as it was.

use super::output::{self, Output, Wanted};
use super::settings::Settings;
use super::{credentials, failure::Failure, question, secrets};
use crate::Secret;
use crate::flow::Left;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

pub(super) fn command() -> Command {
    let rotate = Command::new("rotate")
        .about("Replace the auth token by a new one, which is printed before the old one ends")
        .long_about(
            "Replace the auth token by a new one. A secondary token is made, printed and tried, and then promoted; the old one \
             stops working at once, for webhooks too. Where the output cannot be written, or the new token does not work, the \
             old one stays as it is. It takes the auth token itself: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.",
        )
        .arg(Arg::new("yes").long("yes").short('y').action(ArgAction::SetTrue).help("Do not ask"));
    Command::new("auth-token")
        .about("The account's auth token")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(output::arguments(rotate, false))
}

pub(super) fn run(settings: &Settings, matches: &ArgMatches) -> Result<(), Failure> {
    let Some(("rotate", matches)) = matches.subcommand() else {
        return Err(Failure::usage("there is no such command"));
    };
    let wanted = || Wanted::of(settings, matches);
    wanted().must_show("auth_token")?;
    let client = credentials::client(settings)?;
    let account = client.account_sid().clone();
    question::confirm(
        settings,
        matches.get_flag("yes"),
        &format!("replace the auth token of {account}, which ends at once"),
    )?;
    let print = |token: &Secret| {
        let record = json!({"account_sid": account.as_str(), "auth_token": token.expose_secret()});
        let record = secrets::Wiping(record);
        let mut output = Output::unfitted(settings, wanted());
        output.page(std::slice::from_ref(&record.0)).and_then(|()| output.end())
    };
    let mut stored = None;
    let rotated = client.rotate_auth_token(|token, _| {
        print(&token).map_err(|failure| failure.to_string())?;
        stored = Some(token);
        Ok::<(), String>(())
    });
    if let Err(error) = rotated {
        let failure = Failure::flow(&client, &error);
        // Somebody else's token took the place of the printed one, which has ended.
        if let Left::New(rotation) | Left::Unknown(rotation) = error.into_left()
            && stored.is_some_and(|stored| stored != *rotation.token())
        {
            print(rotation.token())?;
            secrets::note(settings, &["auth_token".to_owned()]);
        }
        return Err(failure);
    }
    secrets::note(settings, &["auth_token".to_owned()]);
    settings.note("the old auth token no longer works");
    Ok(())
}
