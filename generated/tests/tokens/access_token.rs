//! Access tokens in both directions: ours say what those of Twilio's libraries say, and theirs are read by ours.

use crate::shared;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value as Json, json};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use twilio_iam::jwt::*;

pub const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub const KEY: &str = "SKbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
pub const SECRET: &str = "0123456789abcdef0123456789abcdefSECRET";
pub const NOW: u64 = 1_700_000_000;

pub fn at(seconds: u64) -> impl Fn() -> SystemTime + Send + Sync + 'static {
    move || UNIX_EPOCH + Duration::from_secs(seconds)
}

pub fn builder() -> AccessTokenBuilder {
    AccessToken::builder(ACCOUNT, KEY, SECRET).identity("alice").clock(at(NOW))
}

pub fn verifier() -> Verifier {
    AccessToken::verifier(KEY, SECRET).unwrap().clock(at(NOW))
}

pub fn text(token: Result<AccessToken, InvalidAccessToken>) -> String {
    token.unwrap().to_jwt().expose_secret().to_owned()
}

/// Header and claims, unchecked.
fn content(token: &str) -> [Json; 2] {
    let parts: Vec<&str> = token.split('.').collect();
    [parts[0], parts[1]].map(|part| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap())
}

/// A token of any content, signed as it should be.
pub fn signed(header: &Json, claims: &Json) -> String {
    let input = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".");
    let mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap().chain_update(&input);
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn application() -> String {
    format!("AP{}", "c".repeat(32))
}

fn service() -> String {
    format!("IS{}", "e".repeat(32))
}

fn case(name: &str) -> AccessTokenBuilder {
    let all = builder();
    match name {
        "no_grants" => all,
        "voice.all" => all.grant(
            VoiceGrant::new()
                .incoming_allow(true)
                .outgoing_application_sid(application())
                .outgoing_application_params(json!({"foo": "bar", "n": 1}))
                .push_credential_sid(format!("CR{}", "d".repeat(32)))
                .endpoint_id("ep1"),
        ),
        "voice.outgoing_only" => all.grant(VoiceGrant::new().outgoing_application_sid(application())),
        "video.room" => all.grant(VideoGrant::new().room("DailyStandup")),
        "chat.service" => all.grant(ChatGrant::new().service_sid(service())),
        "sync.service" => all.grant(SyncGrant::new().service_sid(service())),
        "taskrouter.all" => all.grant(
            TaskRouterGrant::new()
                .workspace_sid(format!("WS{}", "1".repeat(32)))
                .worker_sid(format!("WK{}", "2".repeat(32)))
                .role("worker"),
        ),
        "many" => all
            .grant(VoiceGrant::new().outgoing_application_sid(application()))
            .grant(VideoGrant::new().room("r"))
            .grant(ChatGrant::new().service_sid(service()))
            .grant(SyncGrant::new().service_sid(service()))
            .grant(TaskRouterGrant::new().workspace_sid(format!("WS{}", "1".repeat(32))))
            .grant(PlaybackGrant::new(json!({"a": 1}))),
        "ttl.86400" => all.ttl(AccessToken::MAX_TTL),
        "region" => all.region("ie1"),
        other => panic!("no such case: {other}"),
    }
}

/// What one of Twilio's libraries writes and the other does not.
fn without_dates(mut claims: Json) -> Json {
    for name in ["iat", "nbf"] {
        claims.as_object_mut().unwrap().remove(name);
    }
    claims
}

#[test]
fn ours_say_what_theirs_say_and_theirs_are_taken() {
    for line in include_str!("access_token.txt").lines() {
        let (name, theirs) = line.split_once(' ').unwrap();
        let [header, claims] = content(theirs);
        let [our_header, our_claims] = content(&text(case(name).build()));
        assert_eq!(our_header, header, "{name}");
        assert_eq!((&our_claims["nbf"], &our_claims["iat"]), (&json!(NOW), &json!(NOW)), "{name}");
        assert_eq!(without_dates(our_claims), without_dates(claims.clone()), "{name}");

        let read = verifier().verify(theirs).unwrap();
        assert_eq!((read.account_sid.as_str(), read.key_sid.as_str()), (ACCOUNT, KEY), "{name}");
        assert_eq!(read.identity.as_deref(), Some("alice"), "{name}");
        assert_eq!(read.expires_at, at(claims["exp"].as_u64().unwrap())(), "{name}");
        assert_eq!(read.region.as_deref(), header["twr"].as_str(), "{name}");
        let mut grants = Json::Object(read.grants);
        grants["identity"] = json!("alice");
        assert_eq!(grants, claims["grants"], "{name}");
    }
}

#[test]
fn every_recorded_token_in_both_directions() {
    let Some(vectors) = shared("vectors/access_token.json") else { return };
    let vectors: Vec<Json> = serde_json::from_str(&vectors).unwrap();
    assert!(!vectors.is_empty());
    for vector in &vectors {
        let name = vector["case"].as_str().unwrap();
        let [header, claims] = content(&text(case(name).build()));
        assert_eq!(header, vector["header"], "{name}");
        for theirs in ["claims", "node_claims"] {
            assert_eq!(without_dates(claims.clone()), without_dates(vector[theirs].clone()), "{name} {theirs}");
            let read = verifier().verify(&signed(&header, &vector[theirs])).unwrap();
            assert_eq!(read.not_before.is_some(), theirs == "claims", "{name}");
            assert_eq!(read.issued_at.is_some(), theirs == "node_claims", "{name}");
        }
        verifier().verify(vector["token"].as_str().unwrap()).unwrap();
    }
}

#[test]
fn a_changed_byte_anywhere_is_refused() {
    let token = text(builder().grant(VoiceGrant::new().incoming_allow(true)).build());
    verifier().verify(&token).unwrap();
    for index in 0..token.len() {
        for replacement in *b"AQgw-_.=+ 0z" {
            let mut changed = token.clone().into_bytes();
            if changed[index] == replacement {
                continue;
            }
            changed[index] = replacement;
            let changed = String::from_utf8(changed).unwrap();
            assert!(verifier().verify(&changed).is_err(), "{index}: {changed}");
        }
        assert!(verifier().verify(&token[..index]).is_err(), "cut at {index}");
    }
    assert!(verifier().verify(&format!("{token}A")).is_err());
    assert!(verifier().verify(&format!("{token}=")).is_err());
    assert!(verifier().verify(&format!("{token}\n")).is_err());
}

#[test]
fn it_is_good_from_its_beginning_to_its_end() {
    let token = text(builder().ttl(Duration::from_secs(60)).not_before(at(NOW + 10)()).build());
    let seen = |now, leeway| verifier().leeway(Duration::from_secs(leeway)).clock(at(now)).verify(&token);
    assert_eq!(seen(NOW + 9, 0), Err(Refused::NotYetValid));
    assert!(seen(NOW + 9, 1).is_ok());
    assert!(seen(NOW + 10, 0).is_ok());
    assert!(seen(NOW + 59, 0).is_ok());
    assert_eq!(seen(NOW + 60, 0), Err(Refused::Expired));
    assert!(seen(NOW + 60, 1).is_ok());
    assert_eq!(seen(0, 0), Err(Refused::NotYetValid));
}
