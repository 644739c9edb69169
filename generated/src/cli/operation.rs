//! What enters: an operation's static description. What leaves: its command with a flag for each field, and, from the flags
//! that were given, its request.

use super::{failure::Failure, name, output, question};
use crate::{AccountSid, Field, Kind, Method, OperationSpec, Place, Request, Secret};
use clap::{Arg, ArgAction, ArgMatches, Command, builder::PossibleValuesParser};

/// The wire name of the account that a request is about.
const ACCOUNT: &str = "AccountSid";

/// The command of an operation.
pub(super) fn command(spec: &'static OperationSpec) -> Command {
    let mut command = Command::new(name::verb(spec)).about(spec.summary);
    if let Some(other) = name::other_verb(spec) {
        command = command.visible_alias(other);
    }
    for (index, field) in spec.fields.iter().enumerate().filter(|(_, field)| !field.internal) {
        command = command.arg(argument(spec, index, field));
    }
    if !spec.fields.iter().any(|field| field.name == ACCOUNT) {
        // Refused where it has no place, and better with a reason than as an unknown flag.
        command = command.arg(Arg::new(ACCOUNT).long("account-sid").value_name("AC...").hide(true));
    }
    if spec.method != Method::Get {
        command = command.arg(
            Arg::new("cli.yes")
                .long("yes")
                .short('y')
                .action(ArgAction::SetTrue)
                .hide(!name::is_grave(spec, can_close(spec)))
                .help("Do not ask before what cannot be taken back"),
        );
    }
    command = command.arg(
        Arg::new("cli.dry")
            .long("dry-run")
            .action(ArgAction::SetTrue)
            .help("Show the request, without its secrets, and send nothing"),
    );
    output::arguments(command, spec.paging.is_some())
}

fn argument(spec: &OperationSpec, index: usize, field: &Field) -> Arg {
    let flag = name::flag(field);
    let help = spec.help.get(index).copied().unwrap_or_default();
    let kind = if let Kind::List(kind) = field.kind { *kind } else { field.kind };
    let mut argument = Arg::new(field.name)
        .value_name(placeholder(kind))
        .help(format!("{help}{}", limits(field)).trim().to_owned())
        .required(field.required && !is_own_account(field));
    if is_last_placeholder(spec, field) && !spec.fields.iter().any(|field| name::flag(field) == "sid") {
        argument = argument.visible_alias("sid");
    }
    argument = match kind {
        Kind::Choice(words) => argument.value_parser(PossibleValuesParser::new(words.iter().copied())),
        Kind::Boolean => argument
            .value_parser(PossibleValuesParser::new(["true", "false"]))
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
        _ => argument.allow_hyphen_values(true),
    };
    if matches!(field.kind, Kind::List(_)) {
        argument = argument.action(ArgAction::Append);
    }
    argument.long(flag)
}

fn is_last_placeholder(spec: &OperationSpec, field: &Field) -> bool {
    field.place == Place::Path
        && spec.path.rsplit('/').next().is_some_and(|last| last.contains(&format!("{{{}}}", field.name)))
}

/// Whether it is the account in whose name the request is made, and not a part of the path.
fn is_own_account(field: &Field) -> bool {
    field.name == ACCOUNT && field.required && field.place != Place::Path
}

fn can_close(spec: &OperationSpec) -> bool {
    spec.fields.iter().any(|field| matches!(field.kind, Kind::Choice(words) if words.contains(&"closed")))
}

fn placeholder(kind: Kind) -> String {
    match kind {
        Kind::Sid([prefix]) => format!("{prefix}..."),
        Kind::Sid(_) => "SID".to_owned(),
        Kind::Integer | Kind::Number => "NUMBER".to_owned(),
        Kind::Boolean => "BOOLEAN".to_owned(),
        Kind::Date => "YYYY-MM-DD".to_owned(),
        Kind::DateTime => "YYYY-MM-DDTHH:MM:SSZ".to_owned(),
        Kind::Json => "JSON".to_owned(),
        Kind::Choice(_) => "WORD".to_owned(),
        Kind::Text | Kind::Union | Kind::List(_) => "TEXT".to_owned(),
    }
}

/// What the document says of a value, as it is checked before anything is sent.
fn limits(field: &Field) -> String {
    let mut limits = Vec::new();
    match (field.bounds.min, field.bounds.max) {
        (Some(min), Some(max)) => limits.push(format!("{min} to {max}")),
        (Some(min), None) => limits.push(format!("at least {min}")),
        (None, Some(max)) => limits.push(format!("at most {max}")),
        (None, None) => {}
    }
    match (field.bounds.min_length, field.bounds.max_length) {
        (Some(min), Some(max)) => limits.push(format!("{min} to {max} characters")),
        (Some(min), None) => limits.push(format!("at least {min} characters")),
        (None, Some(max)) => limits.push(format!("at most {max} characters")),
        (None, None) => {}
    }
    if let Some(pattern) = field.bounds.pattern {
        limits.push(format!("matching {}", pattern.text));
    }
    if matches!(field.kind, Kind::List(_)) {
        limits.push("may be repeated".to_owned());
    }
    if field.secret {
        limits.push("a secret: give - to be asked for it, or to read it from standard input".to_owned());
    }
    if limits.is_empty() { String::new() } else { format!(" [{}]", limits.join("; ")) }
}

/// The request that the flags ask for. `own` is the account of the credentials.
pub(super) fn request(
    spec: &'static OperationSpec,
    matches: &ArgMatches,
    own: &AccountSid,
) -> Result<Request, Failure> {
    let mut request = Request::new(spec);
    for (index, field) in spec.fields.iter().enumerate().filter(|(_, field)| !field.internal) {
        let values: Vec<&str> =
            matches.get_many::<String>(field.name).unwrap_or_default().map(String::as_str).collect();
        request = match (&values[..], field.kind) {
            ([], _) if is_own_account(field) => request.with::<&str>(index, own.as_str()),
            ([], _) => request,
            (_, Kind::List(_)) => request.list::<&str>(index, values),
            (["-"], _) if field.secret => request.with::<Secret>(index, question::secret(field.name)?),
            ([value, ..], _) if field.secret => request.with::<Secret>(index, Secret::new(*value)),
            ([value, ..], _) => request.with::<&str>(index, *value),
        };
    }
    Ok(request)
}

/// The account that the request is to be made for, where it is not that of the credentials.
///
/// Only the paths of the v2010 API take one; the client refuses it everywhere else. A field that says for whom something is
/// made, and may be left out, is no such account.
pub(super) fn other_account<'a>(spec: &OperationSpec, matches: &'a ArgMatches) -> Option<&'a str> {
    let field = spec.fields.iter().find(|field| field.name == ACCOUNT);
    let named = given(matches, ACCOUNT)?;
    field.is_none_or(|field| field.account || is_own_account(field)).then_some(named)
}

/// What was given for a field; an internal one has no flag.
fn given<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.try_get_one::<String>(name).ok().flatten().map(String::as_str)
}

/// What the request does that cannot be taken back, beginning with a verb.
pub(super) fn grave_deed(spec: &OperationSpec, matches: &ArgMatches) -> Option<String> {
    if spec.method == Method::Get {
        return None;
    }
    let is_closed = |field: &Field| given(matches, field.name) == Some("closed");
    let closes = spec.fields.iter().any(|field| matches!(field.kind, Kind::Choice(_)) && is_closed(field));
    if !name::is_grave(spec, closes) {
        return None;
    }
    let named = spec.fields.iter().rev().find(|field| field.required && !field.secret);
    let which = named.and_then(|field| given(matches, field.name)).map(|which| format!(" {which}"));
    let verb = match () {
        () if closes => "close",
        () if spec.method == Method::Delete => "remove",
        () => "promote the secondary auth token, which ends the primary one at once",
    };
    match verb {
        "close" | "remove" => {
            let words = name::resource(spec).join(" ");
            let thing = words.strip_suffix('s').unwrap_or(&words);
            Some(format!("{verb} the {thing}{}", which.unwrap_or_default()))
        }
        deed => Some(deed.to_owned()),
    }
}
