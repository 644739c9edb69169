//! Signed requests, read by another library; and every byte of a request that is vouched for.

use aws_lc_rs::digest::{SHA256, digest};
use jsonwebtoken::{Algorithm as Jwa, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value as Json, json};
use std::sync::OnceLock;
use std::time::{Duration, UNIX_EPOCH};
use twilio_iam::pkcv::{Algorithm, HEADER, KeyPair, PkcvError, Signer};
use twilio_iam::{AccountSid, CredentialSid, KeySid};

const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const KEY: &str = "SKbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const CREDENTIAL: &str = "CRcccccccccccccccccccccccccccccccc";
const NOW: u64 = 1_700_000_000;
const AUTHORIZATION: &str = "Basic c2VjcmV0";

fn key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(|| KeyPair::generate().unwrap())
}

/// The key as PKCS#8, and as the PKCS#1 that is the last member of it.
fn private_pems() -> [String; 2] {
    let pkcs8 = key().private_key_pem().unwrap().expose_secret().to_owned();
    let (_, der) = pem_rfc7468::decode_vec(pkcs8.as_bytes()).unwrap();
    let at = der.windows(4).skip(1).position(|header| header[..2] == [0x30, 0x82]).unwrap() + 1;
    let pkcs1 = pem_rfc7468::encode_string("RSA PRIVATE KEY", pem_rfc7468::LineEnding::LF, &der[at..]).unwrap();
    [pkcs8, pkcs1]
}

fn signer() -> Signer {
    let (account, key_sid) = (AccountSid::new(ACCOUNT).unwrap(), KeySid::new(KEY).unwrap());
    Signer::new(account, key_sid, CredentialSid::new(CREDENTIAL).unwrap(), key().clone())
        .clock(|| UNIX_EPOCH + Duration::from_secs(NOW))
}

fn request(method: &str, uri: &str, body: &str) -> http::Request<String> {
    http::Request::builder().method(method).uri(uri).body(body.to_owned()).unwrap()
}

fn claims(signer: &Signer, algorithm: Jwa, request: &http::Request<String>, authorization: &str) -> Json {
    let token = signer.sign(request, authorization).unwrap();
    let pem = key().public_key_pem().unwrap();
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    decode::<Json>(token.to_str().unwrap(), &DecodingKey::from_rsa_pem(pem.as_bytes()).unwrap(), &validation)
        .unwrap()
        .claims
}

#[test]
fn another_library_reads_what_was_signed() {
    let canonical = "POST\n/v1/Keys\n\nauthorization:Basic c2VjcmV0\nhost:iam.twilio.com\n\nauthorization;host\n";
    let hex =
        |bytes: &[u8]| -> String { digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect() };
    let expected = hex(format!("{canonical}{}", hex(b"FriendlyName=a")).as_bytes());
    for (algorithm, jwa) in [(Algorithm::Rs256, Jwa::RS256), (Algorithm::Ps256, Jwa::PS256)] {
        let signer = signer().algorithm(algorithm);
        let request = request("POST", "https://iam.twilio.com/v1/Keys", "FriendlyName=a");
        let token = signer.sign(&request, AUTHORIZATION).unwrap();
        assert!(token.is_sensitive());
        let header = decode_header(token.to_str().unwrap()).unwrap();
        assert_eq!((header.alg, header.typ.as_deref()), (jwa, Some("JWT")));
        assert_eq!((header.cty.as_deref(), header.kid.as_deref()), (Some("twilio-pkrv;v=1"), Some(CREDENTIAL)));
        assert_eq!(
            claims(&signer, jwa, &request, AUTHORIZATION),
            json!({"iss": KEY, "sub": ACCOUNT, "exp": NOW + 300, "hrh": "authorization;host", "rqh": expected}),
        );
    }
    assert_eq!(HEADER.as_str(), "twilio-client-validation");
}

#[test]
fn whatever_changes_in_a_request_changes_its_hash() {
    let signer = signer();
    let hash = |method: &str, uri: &str, body: &str, authorization: &str| {
        claims(&signer, Jwa::RS256, &request(method, uri, body), authorization)["rqh"].clone()
    };
    let uri = "https://a.example/p?q=1&r=2";
    let right = hash("POST", uri, "body", AUTHORIZATION);
    assert_eq!(hash("POST", "https://a.example:443/p?r=2&q=1", "body", AUTHORIZATION), right);
    for wrong in [
        hash("PUT", uri, "body", AUTHORIZATION),
        hash("POST", "https://b.example/p?q=1&r=2", "body", AUTHORIZATION),
        hash("POST", "https://a.example:8443/p?q=1&r=2", "body", AUTHORIZATION),
        hash("POST", "https://a.example/P?q=1&r=2", "body", AUTHORIZATION),
        hash("POST", "https://a.example/p?q=1&r=3", "body", AUTHORIZATION),
        hash("POST", "https://a.example/p?q=1", "body", AUTHORIZATION),
        hash("POST", uri, "Body", AUTHORIZATION),
        hash("POST", uri, "", AUTHORIZATION),
        hash("POST", uri, "body", "Basic c2VjcmV1"),
    ] {
        assert_ne!(wrong, right);
    }
}

#[test]
fn keys_come_from_pem_and_go_to_it() {
    let [pkcs8, pkcs1] = private_pems();
    let public = key().public_key_pem().unwrap();
    for text in [&pkcs8, &pkcs1, &pkcs8.replace('\n', "\r\n"), &format!("a note\n{pkcs8}")] {
        let loaded = KeyPair::from_pem(text).unwrap();
        assert_eq!(loaded.public_key_pem().unwrap(), public);
        assert_eq!(loaded.private_key_pem().unwrap().expose_secret(), pkcs8);
    }
    for (text, error) in [
        ("", PkcvError::NoPem),
        ("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", PkcvError::NoPem),
        (public.as_str(), PkcvError::PublicHalf),
        (&pkcs8.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"), PkcvError::Encrypted),
        (&pkcs8.replace("PRIVATE KEY", "EC PRIVATE KEY"), PkcvError::OtherKey),
        (&pkcs8.replace("PRIVATE KEY", "RSA PRIVATE KEY"), PkcvError::OtherKey),
        (&pkcs8[..pkcs8.len() / 2], PkcvError::NoPem),
    ] {
        assert_eq!(KeyPair::from_pem(text).unwrap_err(), error);
        assert!(!error.to_string().is_empty());
    }
}

#[test]
fn a_request_without_a_host_is_not_signed_and_no_key_is_shown() {
    assert_eq!(signer().sign(&request("GET", "/v1/Keys", ""), AUTHORIZATION).unwrap_err(), PkcvError::NoHost);
    let shown = format!("{:?}", signer());
    assert!(shown.contains("[redacted]") && shown.len() < 400, "{shown}");
}
