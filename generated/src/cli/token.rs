//! What enters: a user, and what they may do. What leaves: an access token on standard output, signed with the API key of the
//! credentials; nothing is sent.

use super::settings::Settings;
use super::{credentials, failure::Failure};
use crate::exchange::credentials::Means;
use crate::jwt::{AccessToken, ChatGrant, SyncGrant, TaskRouterGrant, VideoGrant, VoiceGrant};
use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command, value_parser};
use std::io::{Write, stdout};
use std::time::Duration;

pub(super) fn command() -> Command {
    let text =
        |id: &'static str, value: &'static str, help: &'static str| Arg::new(id).long(id).value_name(value).help(help);
    let create = Command::new("create")
        .about("Sign an access token for Twilio's client-side SDKs, with the API key of the credentials")
        .arg(text("identity", "TEXT", "The user, as the application knows them").required(true))
        .arg(
            text("ttl", "SECONDS", "How long the token is good [1 to 86400]")
                .value_parser(value_parser!(u64).range(1..=86400))
                .default_value("3600"),
        )
        .arg(text(
            "region",
            "REGION",
            "Region in which the token is used, such as ie1; that of the credentials when absent",
        ))
        .arg(
            Arg::new("voice-incoming")
                .long("voice-incoming")
                .action(ArgAction::SetTrue)
                .help("The user may take calls"),
        )
        .arg(text("voice-application-sid", "AP...", "The user may make calls, by this application"))
        .arg(
            text("push-credential-sid", "CR...", "Push notifications of calls go out by this credential")
                .requires("voice"),
        )
        .group(ArgGroup::new("voice").args(["voice-incoming", "voice-application-sid"]).multiple(true))
        .arg(text("video-room", "NAME", "The user may join this video room; any room when empty"))
        .arg(text("chat-service-sid", "IS...", "The user may use this Conversations service"))
        .arg(text("sync-service-sid", "IS...", "The user may use this Sync service"))
        .arg(text("workspace-sid", "WS...", "The user works in this TaskRouter workspace, together with --worker-sid"))
        .arg(text("worker-sid", "WK...", "The user is this worker").requires("workspace-sid"));
    Command::new("token")
        .about("Access tokens")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(create)
}

pub(super) fn run(settings: &Settings, matches: &ArgMatches) -> Result<(), Failure> {
    let Some(("create", matches)) = matches.subcommand() else {
        return Err(Failure::usage("there is no such command"));
    };
    let found = credentials::found(settings)?;
    let credentials = found.credentials();
    let Means::ApiKey { sid, secret } = credentials.means() else {
        let other = if matches!(credentials.means(), Means::OAuth { .. }) { "OAuth application" } else { "auth token" };
        return Err(Failure::other(format!(
            "an access token is signed with a standard or a main API key, and these credentials are an {other}: run \
             `twilio-iam login`, or set TWILIO_API_KEY and TWILIO_API_SECRET"
        )));
    };
    let given = |id: &str| matches.get_one::<String>(id).map(String::as_str);
    let ttl = matches.get_one::<u64>("ttl").copied().unwrap_or(3600);
    let mut token = AccessToken::builder(credentials.account_sid(), sid, secret.clone())
        .identity(given("identity").unwrap_or_default())
        .ttl(Duration::from_secs(ttl));
    // The default region is not named.
    if let Some(region) = given("region").or(found.region()).filter(|region| *region != "us1") {
        token = token.region(region);
    }
    let incoming = matches.get_flag("voice-incoming");
    if incoming || given("voice-application-sid").is_some() {
        let mut voice = VoiceGrant::new().incoming_allow(incoming);
        if let Some(sid) = given("voice-application-sid") {
            voice = voice.outgoing_application_sid(sid);
        }
        if let Some(sid) = given("push-credential-sid") {
            voice = voice.push_credential_sid(sid);
        }
        token = token.grant(voice);
    }
    if let Some(room) = given("video-room") {
        token = token.grant(if room.is_empty() { VideoGrant::new() } else { VideoGrant::new().room(room) });
    }
    if let Some(sid) = given("chat-service-sid") {
        token = token.grant(ChatGrant::new().service_sid(sid));
    }
    if let Some(sid) = given("sync-service-sid") {
        token = token.grant(SyncGrant::new().service_sid(sid));
    }
    if let Some(sid) = given("workspace-sid") {
        let grant = TaskRouterGrant::new().workspace_sid(sid);
        token = token.grant(match given("worker-sid") {
            Some(sid) => grant.worker_sid(sid),
            None => grant,
        });
    }
    let token = token.build().map_err(|error| Failure::usage(error.to_string()))?.to_jwt();
    let mut out = stdout().lock();
    out.write_all(token.expose_secret().as_bytes())?;
    out.write_all(b"\n")?;
    settings.note(&format!("the output is a credential, good for {ttl} seconds, which cannot be revoked by itself"));
    Ok(())
}
