//! What is not signed, and what is not taken, each with its reason.

use crate::access_token::{ACCOUNT, KEY, NOW, SECRET, at, builder, signed, text, verifier};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value as Json, json};
use std::time::Duration;
use twilio_iam::AccountSid;
use twilio_iam::jwt::*;

fn problems(builder: AccessTokenBuilder) -> String {
    builder.build().unwrap_err().problems().join("\n")
}

fn with_secret(secret: &str) -> AccessTokenBuilder {
    AccessToken::builder(ACCOUNT, KEY, secret).identity("alice")
}

#[test]
fn what_twilio_would_refuse_is_not_signed() {
    let swapped = AccessToken::builder(KEY, ACCOUNT, SECRET).identity("alice");
    for (builder, problem) in [
        (builder().ttl(Duration::ZERO), "the time to live is 0: give 1 second to 24 hours"),
        (builder().ttl(Duration::from_millis(999)), "the time to live is 0: give 1 second to 24 hours"),
        (
            builder().ttl(Duration::from_secs(86_401)),
            "the time to live is over 24 hours: Twilio takes 86400 seconds at most",
        ),
        (
            builder().ttl(AccessToken::MAX_TTL + Duration::from_nanos(1)),
            "the time to live is over 24 hours: Twilio takes 86400 seconds at most",
        ),
        (builder().ttl(Duration::MAX), "the time to live is over 24 hours: Twilio takes 86400 seconds at most"),
        (
            builder().not_before(at(NOW + 3600)()),
            "it ends before it begins: `not_before` has to come within the time to live",
        ),
        (
            AccessToken::builder(ACCOUNT, KEY, SECRET).grant(VoiceGrant::new().incoming_allow(true)),
            "it has no identity: name the user with `.identity(..)`",
        ),
        (AccessToken::builder(ACCOUNT, KEY, SECRET), "it has no identity: name the user with `.identity(..)`"),
        (builder().identity(" "), "the identity is empty: name the user"),
        (
            swapped,
            "this is an API key SID; the account SID starts with AC\n\
             this is an account SID; the API key SID starts with SK",
        ),
        (
            with_secret(""),
            "the secret is empty: give the API key's secret, which Twilio shows once, when it creates the key",
        ),
        (with_secret("abc\n"), "the secret has white space around it: trim it, a file often ends in a line break"),
        (builder().region(""), "the region is no name of one: write one such as ie1, or none for us1"),
        (
            builder().grant(VideoGrant::new().room("a")).grant(VideoGrant::new().room("b")),
            "video grant: it is there twice, and only one would count",
        ),
        (
            builder().grant(CustomGrant::new("identity", json!("mallory"))),
            "identity grant: its name belongs to the user: set `.identity(..)`",
        ),
        (builder().grant(VideoGrant::new().room("")), "video grant: room is empty: give a value, or leave it out"),
        (
            builder().grant(VoiceGrant::new().outgoing_application_params(json!({}))),
            "voice grant: it has parameters for no application: set outgoing_application_sid",
        ),
        (
            builder().grant(VoiceGrant::new().outgoing_application_sid(ACCOUNT)),
            "voice grant: outgoing_application_sid is not right: this is an account SID; the application SID starts with AP",
        ),
        (
            builder().grant(PlaybackGrant::new(json!("VJ"))),
            "player grant: it is no JSON object: give the player's `grant` member as it came",
        ),
    ] {
        assert_eq!(problems(builder), problem);
    }
}

#[test]
fn a_token_that_names_no_user_may_hold_a_stream_or_a_custom_grant() {
    for grant in
        [Grant::from(PlaybackGrant::new(json!({"a": 1}))), Grant::from(CustomGrant::new("flow", json!({"id": 1})))]
    {
        let token = AccessToken::builder(ACCOUNT, KEY, SECRET).grant(grant).clock(at(NOW)).build();
        let claims = verifier().verify(&text(token)).unwrap();
        assert_eq!((claims.identity, claims.grants.len()), (None, 1));
    }
}

#[test]
fn neither_the_secret_nor_the_token_is_shown() {
    let token = builder().build().unwrap();
    let refusal = AccessToken::builder(SECRET, SECRET, format!(" {SECRET}")).build().unwrap_err();
    for shown in [
        format!("{:?}", builder()),
        format!("{token:?}"),
        format!("{:?}", verifier()),
        format!("{refusal} {refusal:?}"),
    ] {
        assert!(!shown.contains("SECRET") && !shown.contains("eyJ"), "{shown}");
    }
    assert!(serde_json::to_string(&token.to_jwt()).is_err());
}

fn header() -> Json {
    json!({"typ": "JWT", "alg": "HS256", "cty": "twilio-fpa;v=1"})
}

fn claims() -> Json {
    json!({"iss": KEY, "sub": ACCOUNT, "exp": NOW + 60, "grants": {}})
}

fn with(mut json: Json, name: &str, value: Json) -> Json {
    json[name] = value;
    json
}

#[test]
fn a_token_of_another_kind_is_not_taken_though_signed_with_the_key() {
    let other = format!("SK{}", "d".repeat(32));
    for (header, claims, refused) in [
        (with(header(), "alg", json!("none")), claims(), Refused::Algorithm),
        (with(header(), "alg", json!("RS256")), claims(), Refused::Algorithm),
        (with(header(), "alg", json!("hs256")), claims(), Refused::Algorithm),
        (with(header(), "alg", json!(["HS256"])), claims(), Refused::Algorithm),
        (with(header(), "cty", json!("twilio-pkrv;v=1")), claims(), Refused::ContentType),
        (with(header(), "cty", Json::Null), claims(), Refused::ContentType),
        (with(header(), "crit", json!(["exp"])), claims(), Refused::ContentType),
        (header(), with(claims(), "iss", json!(other)), Refused::Issuer),
        (header(), with(claims(), "exp", json!(NOW)), Refused::Expired),
        (header(), with(claims(), "exp", json!(0)), Refused::Expired),
        (header(), with(claims(), "nbf", json!(NOW + 1)), Refused::NotYetValid),
        (header(), with(claims(), "exp", json!("1800000000")), Refused::Malformed),
        (header(), with(claims(), "exp", json!(-1)), Refused::Malformed),
        (header(), with(claims(), "exp", Json::Null), Refused::Malformed),
        (header(), with(claims(), "nbf", Json::Null), Refused::Malformed),
        (header(), with(claims(), "iss", json!(ACCOUNT)), Refused::Malformed),
        (header(), with(claims(), "sub", json!(KEY)), Refused::Malformed),
        (header(), with(claims(), "grants", json!([])), Refused::Malformed),
        (header(), json!(7), Refused::Malformed),
        (json!([]), claims(), Refused::Algorithm),
    ] {
        let token = signed(&header, &claims);
        assert_eq!(verifier().verify(&token), Err(refused), "{header} {claims}");
        assert!(!refused.to_string().is_empty());
    }
    assert!(verifier().verify(&signed(&header(), &claims())).is_ok());
    // The largest instant must not overflow.
    assert!(matches!(
        verifier().verify(&signed(&header(), &with(claims(), "exp", json!(u64::MAX)))),
        Ok(_) | Err(Refused::Malformed)
    ));
}

#[test]
fn an_unsigned_token_is_not_taken() {
    let unsigned =
        [with(header(), "alg", json!("none")), claims()].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    assert_eq!(verifier().verify(&format!("{}.", unsigned.join("."))), Err(Refused::Algorithm));
    let stripped = signed(&header(), &claims());
    let (input, _) = stripped.rsplit_once('.').unwrap();
    assert_eq!(verifier().verify(&format!("{input}.")), Err(Refused::Signature));
    assert_eq!(verifier().verify(input), Err(Refused::Malformed));
    for text in ["", ".", "..", "...", "a.b.c", "é.é.é"] {
        assert_eq!(verifier().verify(text), Err(Refused::Malformed), "{text}");
    }
}

#[test]
fn another_key_another_secret_and_another_account_are_told_apart() {
    let token = text(builder().build());
    let other = AccessToken::verifier(KEY, "another secret").unwrap().clock(at(NOW));
    assert_eq!(other.verify(&token), Err(Refused::Signature));
    let account = AccountSid::new(format!("AC{}", "f".repeat(32))).unwrap();
    assert_eq!(verifier().account_sid(account).verify(&token), Err(Refused::Account));
    assert!(verifier().account_sid(AccountSid::new(ACCOUNT).unwrap()).verify(&token).is_ok());
    assert!(AccessToken::verifier(KEY, "").is_err());
    assert!(AccessToken::verifier(ACCOUNT, SECRET).is_err());
}
