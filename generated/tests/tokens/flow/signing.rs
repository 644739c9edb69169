//! A client that signs whatever it sends.

use super::world::{ACCOUNT, OLD_KEY, World};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use twilio_iam::iam_v1::keys::FetchKey;
use twilio_iam::pkcv::{KeyPair, Signer};
use twilio_iam::{AccountSid, Client, CredentialSid, Credentials, Error, KeySid, blocking};

fn signer() -> Signer {
    let credential = CredentialSid::new("CRcccccccccccccccccccccccccccccccc").unwrap();
    let (account, key) = (AccountSid::new(ACCOUNT).unwrap(), KeySid::new(OLD_KEY).unwrap());
    Signer::new(account, key, credential, KeyPair::generate().unwrap())
}

fn claims(signature: &str) -> Json {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(signature.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

#[tokio::test]
async fn every_request_is_signed_by_the_key_that_authenticates_it() {
    let policy = json!({"allow": ["/twilio/iam/api-keys/*"]});
    let world = World::new().set(|state| state.keys.get_mut(OLD_KEY).unwrap().policy = policy);
    let credentials = Credentials::api_key(OLD_KEY, "the old secret", ACCOUNT).unwrap();
    let signer = signer();
    let client = Client::builder()
        .credentials(credentials.clone())
        .signer(signer.clone())
        .transport(Arc::new(world.clone()))
        .build()
        .unwrap();
    let fetch = FetchKey::new(KeySid::new(OLD_KEY).unwrap());
    client.send(&fetch).await.unwrap();
    let blocking = blocking::Client::builder().credentials(credentials).signer(signer);
    blocking.transport(Arc::new(world.clone())).build().unwrap().send(&fetch).unwrap();

    let new =
        client.replace_key(&KeySid::new(OLD_KEY).unwrap(), async |_, _| Ok::<(), std::io::Error>(())).await.unwrap();
    let signatures = world.get(|state| state.signatures.clone());
    let issuers: Vec<String> =
        signatures.iter().map(|one| claims(one.as_ref().unwrap())["iss"].as_str().unwrap().to_owned()).collect();
    let (old, new) = (OLD_KEY, new.sid.as_str());
    assert_eq!(issuers, [old, old, old, old, new, new]);
}

#[tokio::test]
async fn what_cannot_be_signed_is_not_sent() {
    let world = World::new();
    let with =
        |credentials| Client::builder().credentials(credentials).signer(signer()).transport(Arc::new(world.clone()));
    let token = with(Credentials::auth_token(ACCOUNT, "a token").unwrap()).build().unwrap_err();
    assert!(token.to_string().starts_with("signer needs credentials that are an API key"), "{token}");
    let other = format!("SK{}", "f".repeat(32));
    let other = with(Credentials::api_key(other, "s", ACCOUNT).unwrap()).build().unwrap_err();
    assert!(other.to_string().starts_with("signer signs for another API key"), "{other}");

    let elsewhere = format!("AC{}", "f".repeat(32));
    let other = with(Credentials::api_key(OLD_KEY, "s", &elsewhere).unwrap()).build().unwrap_err();
    assert!(other.to_string().starts_with("signer signs for another account"), "{other}");

    let client = with(Credentials::api_key(OLD_KEY, "the old secret", ACCOUNT).unwrap()).build().unwrap();
    let other = client.with_credentials(Credentials::api_key(OLD_KEY, "s", &elsewhere).unwrap());
    let error = other.send(FetchKey::new(KeySid::new(OLD_KEY).unwrap())).await.unwrap_err();
    assert!(error.to_string().contains("signer signs for another account"), "{error}");
    let client = client.with_credentials(Credentials::auth_token(ACCOUNT, "a token").unwrap());
    let error = client.send(FetchKey::new(KeySid::new(OLD_KEY).unwrap())).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    assert!(!error.may_have_been_processed());
    assert!(world.get(|state| state.log.is_empty()));
}
