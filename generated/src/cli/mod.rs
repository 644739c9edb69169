//! The command line tool. What enters: the arguments of the process. What leaves: data on standard output, everything else on
//! standard error, and an exit code.

mod api;
mod arguments;
mod auth_token;
mod credentials;
mod dry_run;
mod failure;
mod keys;
mod log;
mod login;
mod members;
mod name;
mod operation;
mod output;
mod profiles;
mod progress;
mod question;
mod refused;
mod secrets;
mod settings;
mod shell;
mod store;
mod telling;
mod text;
mod token;
mod untyped;
mod vault;
mod webhook;

use clap::{ArgMatches, Command};
use failure::Failure;
use settings::Settings;
use std::process::ExitCode;

/// Runs the tool with the arguments of the process.
pub fn main() -> ExitCode {
    let matches = match command().try_get_matches_from(arguments::spaced(std::env::args_os().collect())) {
        Ok(matches) => matches,
        Err(error) => {
            let error = refused::covered(error);
            // Nobody may be reading, and then there is nobody to tell.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let settings = Settings::of(innermost(&matches));
    log::start(&settings);
    match run(&settings, &matches) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => ExitCode::from(failure.report(&settings)),
    }
}

/// Every command. What is below `api` is built when it is asked for.
fn command() -> Command {
    let command = Command::new("twilio-iam")
        .bin_name("twilio-iam")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Twilio's accounts, API keys, credentials, auth tokens and safe list")
        .after_help(
            "Commands may be written as in Twilio's own tool: api:core:keys:list.\n\n\
             Credentials are those of the profile named by -p, else of the environment, else of the active profile. The \
             environment has TWILIO_ACCOUNT_SID with one of:\n  \
             TWILIO_API_KEY and TWILIO_API_SECRET\n  \
             TWILIO_CLIENT_ID and TWILIO_CLIENT_SECRET (an OAuth application)\n  \
             TWILIO_AUTH_TOKEN\n\
             and may have TWILIO_REGION and TWILIO_EDGE. TWILIO_BASE_URL stands for every host of Twilio's, and has to be \
             an address of this machine: that of a fake. With TWILIO_PUBLIC_KEY_SID and TWILIO_PRIVATE_KEY_FILE (PEM) \
             every request of an API key is signed: public-key client validation.\n\n\
             Exit codes: 0 done, 2 wrong usage, the first two digits of Twilio's error code, 1 any other failure.",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .max_term_width(100)
        .subcommand(Command::new("api").about("Every operation, by its resource").defer(api::commands))
        .subcommands(keys::commands())
        .subcommand(auth_token::command())
        .subcommand(token::command())
        .subcommand(webhook::command())
        .subcommand(login::command("login"))
        .subcommand(profiles::command())
        .subcommands(shell::commands());
    Settings::arguments(command)
}

fn run(settings: &Settings, matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("api", matches)) => api::run(settings, matches),
        Some(("keys", matches)) => keys::run(settings, matches),
        Some(("auth-token", matches)) => auth_token::run(settings, matches),
        Some(("token", matches)) => token::run(settings, matches),
        Some(("webhook", matches)) => webhook::run(settings, matches),
        Some(("login", matches)) => login::run(settings, matches),
        Some(("profiles", matches)) => profiles::run(settings, matches),
        Some(("completions", matches)) => shell::completions(command(), matches),
        Some(("man", _)) => shell::man(command()),
        _ => Err(Failure::usage("there is no such command")),
    }
}

/// The matches of the last command, which know the arguments of all.
fn innermost(matches: &ArgMatches) -> &ArgMatches {
    matches.subcommand().map_or(matches, |(_, below)| innermost(below))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_commands_hold_together() {
        super::command().debug_assert();
    }
}
