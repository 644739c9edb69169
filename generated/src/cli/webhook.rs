//! What enters: what a webhook's request said, and its signature. What leaves: whether Twilio signed it: exit code 0 if so, 1
//! if not.

use super::settings::Settings;
use super::{credentials, failure::Failure, question};
use crate::Secret;
use crate::webhook::Validator;
use clap::{Arg, ArgAction, ArgMatches, Command};

pub(super) fn command() -> Command {
    let verify = Command::new("verify")
        .about("Tell whether Twilio signed a request")
        .long_about(
            "Tell whether Twilio signed a request. The auth token is that of TWILIO_AUTH_TOKEN; without it, it is asked for \
             without being shown, or read from standard input.",
        )
        .arg(
            Arg::new("url")
                .long("url")
                .value_name("URL")
                .required(true)
                .help("The whole address that Twilio was told, with the query"),
        )
        .arg(
            Arg::new("signature")
                .long("signature")
                .value_name("TEXT")
                .required(true)
                .help("The header X-Twilio-Signature"),
        )
        .arg(
            Arg::new("data")
                .long("data")
                .short('d')
                .value_name("NAME=VALUE")
                .action(ArgAction::Append)
                .help("A parameter of the form, decoded [may be repeated]"),
        )
        .arg(
            Arg::new("form")
                .long("form")
                .value_name("TEXT")
                .conflicts_with("data")
                .help("All parameters, as they came: Body=hello&From=%2B15017122661"),
        )
        .arg(
            Arg::new("body")
                .long("body-file")
                .value_name("FILE")
                .conflicts_with_all(["data", "form"])
                .help("The body byte for byte, where it is no form"),
        );
    Command::new("webhook")
        .about("Requests that say they come from Twilio")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(verify)
}

pub(super) fn run(settings: &Settings, matches: &ArgMatches) -> Result<(), Failure> {
    let Some(("verify", matches)) = matches.subcommand() else {
        return Err(Failure::usage("there is no such command"));
    };
    let given = |id: &str| matches.get_one::<String>(id).map(String::as_str);
    let token = match credentials::variable("TWILIO_AUTH_TOKEN") {
        Some(token) => Secret::new(token),
        None => question::secret("Auth token of the account")?,
    };
    let validator = Validator::new(token).map_err(|error| Failure::other(error.to_string()))?;
    let (url, signature) = (given("url").unwrap_or_default(), given("signature").unwrap_or_default());
    let checked = if let Some(path) = given("body") {
        let body = std::fs::read(path).map_err(|error| Failure::other(format!("{path}: {error}")))?;
        validator.validate_body(url, body, signature)
    } else if let Some(form) = given("form") {
        let parameters = form_urlencoded::parse(form.as_bytes());
        validator.validate(url, parameters.map(|(name, value)| (name.into_owned(), value.into_owned())), signature)
    } else {
        let data = matches.get_many::<String>("data").unwrap_or_default();
        let parameters = data.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        validator.validate(url, parameters, signature)
    };
    checked.map_err(|refused| Failure::other(refused.to_string()))?;
    settings.note("Twilio signed it");
    Ok(())
}
