//! Replacing an API key.

use super::plans;
use super::world::{ACCOUNT, Fault, OLD_KEY, State, Vault, World};
use serde_json::{Value as Json, json};
use std::io;
use twilio_iam::flow::{Left, ReplacementError, Stage};
use twilio_iam::iam_v1::keys::NewKey;
use twilio_iam::{Client, Credentials, KeySid, blocking};

fn old() -> KeySid {
    KeySid::new(OLD_KEY).unwrap()
}

fn restricted() -> Json {
    json!({"allow": ["/twilio/voice/calls/read"]})
}

fn with_policy(state: &mut State) {
    state.keys.get_mut(OLD_KEY).unwrap().policy = restricted();
}

/// Holds what a replacement says against what is.
fn check<C: std::fmt::Debug>(world: &World, vault: &Vault, result: &Result<NewKey, ReplacementError<C>>) {
    let keys = world.get(|state| state.keys.clone());
    let sids: Vec<&str> = keys.keys().map(String::as_str).collect();
    match result {
        Ok(new) => {
            assert_eq!(sids, [new.sid.as_str()]);
            assert_eq!(vault.stored().as_deref(), Some(new.secret.expose_secret()));
        }
        Err(error) => {
            match error.left() {
                Left::AsBefore => assert_eq!(sids, [OLD_KEY], "{error}"),
                Left::Both(replacement) => assert_eq!(sids, [OLD_KEY, replacement.key().sid.as_str()], "{error}"),
                Left::New(replacement) => assert_eq!(sids, [replacement.key().sid.as_str()], "{error}"),
                Left::Perhaps => assert!(sids.contains(&OLD_KEY), "{error}"),
                Left::PerhapsBoth(replacement) => {
                    assert!(sids == [OLD_KEY] || sids == [OLD_KEY, replacement.key().sid.as_str()], "{error}");
                }
                Left::Unknown(replacement) => {
                    assert!(sids.iter().all(|sid| [OLD_KEY, replacement.key().sid.as_str()].contains(sid)), "{error}");
                }
                _ => unreachable!(),
            }
            assert!(!sids.is_empty());
            assert!(!format!("{error} {error:?}").contains("the new secret 1"), "{error}");
        }
    }
}

async fn replace(world: &World) -> Result<NewKey, ReplacementError<Client>> {
    let vault = Vault::default();
    let result = world.client().replace_key(old(), async |key, _client| vault.store(&key.secret)).await;
    check(world, &vault, &result);
    result
}

fn replace_blocking(world: &World) -> Result<NewKey, ReplacementError<blocking::Client>> {
    let vault = Vault::default();
    let result = world.blocking().replace_key(old(), |key, _client| vault.store(&key.secret));
    check(world, &vault, &result);
    result
}

#[tokio::test]
async fn the_new_key_is_as_the_old_one_was() {
    let steps = [
        format!("GET /v1/Keys/{OLD_KEY}"),
        "POST /v1/Keys".to_owned(),
        "GET /v1/Credentials/PublicKeys".to_owned(),
        format!("DELETE /v1/Keys/{OLD_KEY}"),
    ];
    let world = World::new();
    let new = replace(&world).await.unwrap();
    assert_eq!((new.friendly_name.as_deref(), &new.policy), (Some("worker"), &None));
    assert_eq!(world.get(|state| state.log.clone()), steps);

    let world = World::new().set(with_policy);
    let new = replace(&world).await.unwrap();
    assert_eq!(new.policy.unwrap().permissions(), ["/twilio/voice/calls/read"]);
    assert_eq!(world.get(|state| state.log.clone()), steps);
    replace_blocking(&World::new().set(with_policy)).unwrap();
}

#[tokio::test]
async fn whatever_goes_wrong_what_is_left_is_told() {
    for (plan, twin) in plans(4).into_iter().zip(plans(4)) {
        let _ = replace(&World::new().set(with_policy).set(plan)).await;
        let _ = replace_blocking(&World::new().set(twin));
    }
}

#[tokio::test]
async fn one_fault_has_one_outcome() {
    let table = [
        (0, Fault::Before, Err((Stage::Prepare, "AsBefore"))),
        (0, Fault::Garbled, Err((Stage::Prepare, "AsBefore"))),
        (1, Fault::Before, Err((Stage::Create, "Perhaps"))),
        (1, Fault::After, Err((Stage::Create, "Perhaps"))),
        (1, Fault::Garbled, Err((Stage::Create, "Perhaps"))),
        (2, Fault::Before, Err((Stage::Verify, "AsBefore"))),
        (2, Fault::After, Err((Stage::Verify, "AsBefore"))),
        (3, Fault::Before, Err((Stage::Finish, "Both"))),
        (3, Fault::Unavailable, Err((Stage::Finish, "Both"))),
        (3, Fault::After, Ok(())),
    ];
    for (number, fault, expected) in table {
        let world = World::new().set(|state| {
            state.faults.insert(number, fault);
        });
        let got = replace(&world).await.map(drop).map_err(|error| {
            let left = match error.left() {
                Left::AsBefore => "AsBefore",
                Left::Both(_) => "Both",
                Left::Perhaps => "Perhaps",
                _ => "Unknown",
            };
            (error.stage(), left)
        });
        assert_eq!(got, expected, "{number} {fault:?}");
    }
}

#[tokio::test]
async fn a_restricted_key_is_never_replaced_by_one_that_may_do_more() {
    let (read, list) = ("/twilio/voice/calls/read", "/twilio/voice/calls/list");
    for policy in [
        json!({"deny": []}),
        json!([read]),
        json!("all"),
        json!({"allow": [7]}),
        json!({"allow": [read], "deny": [list]}),
        json!({"allow": [read], "resources": {}}),
    ] {
        let world = World::new().set(|state| state.keys.get_mut(OLD_KEY).unwrap().policy = policy.clone());
        let error = replace(&world).await.unwrap_err();
        assert_eq!(error.stage(), Stage::Prepare, "{policy}");
        assert_eq!(world.get(|state| state.log.len()), 1);
    }
    let more = json!({"allow": [read], "also": [list]});
    for made in [Json::Null, json!({"allow": ["/twilio/voice/calls/*"]}), more] {
        let world = World::new().set(with_policy).set(|state| state.policy_made = Some(made));
        let error = replace(&world).await.unwrap_err();
        assert_eq!(error.stage(), Stage::Create);
        assert!(matches!(error.left(), Left::AsBefore), "{error}");
    }
    // A member that is null says nothing.
    let nothing = json!({"allow": [read], "deny": null});
    replace(&World::new().set(|state| state.keys.get_mut(OLD_KEY).unwrap().policy = nothing)).await.unwrap();
}

#[tokio::test]
async fn a_key_that_cannot_be_stored_or_does_not_work_is_deleted() {
    let world = World::new();
    let failing = async |_, _| Err(io::Error::other("the vault is shut"));
    let error = world.client().replace_key(old(), failing).await.unwrap_err();
    assert!(error.to_string().ends_with("the vault is shut; the old key is as it was, and there is no new one"));
    check(&world, &Vault::default(), &Err(error));
    let error = replace(&World::new().set(|state| state.rejects_new = true)).await.unwrap_err();
    assert_eq!(error.stage(), Stage::Verify);
}

#[tokio::test]
async fn a_key_that_replaces_itself_is_deleted_by_its_successor() {
    let world = World::new().set(with_policy);
    let client = world.client().with_credentials(Credentials::api_key(OLD_KEY, "the old secret", ACCOUNT).unwrap());
    let vault = Vault::default();
    let result = client.replace_key(old(), async |key, _client| vault.store(&key.secret)).await;
    check(&world, &vault, &result);
    result.unwrap();
}

#[tokio::test]
async fn a_main_key_does_not_replace_itself() {
    let world = World::new();
    let client = world.client().with_credentials(Credentials::api_key(OLD_KEY, "the old secret", ACCOUNT).unwrap());
    let error = client.replace_key(old(), async |_, _| Ok::<(), io::Error>(())).await.unwrap_err();
    assert_eq!(error.stage(), Stage::Prepare);
    assert!(error.to_string().contains("the key is a main key that would replace itself by a standard one"), "{error}");
    assert_eq!(world.get(|state| state.made), 0);
}

#[tokio::test]
async fn the_only_key_that_is_left_is_not_deleted() {
    let world = World::new().set(|state| {
        state.faults.insert(3, Fault::After);
        state.outage = Some(4);
    });
    let Left::Unknown(replacement) = replace(&world).await.unwrap_err().into_left() else { panic!() };
    let error = replacement.abandon().await.unwrap_err();
    let Left::Unknown(replacement) = error.into_left() else { panic!() };
    let world = world.set(|state| state.outage = None);
    let error = replacement.abandon().await.unwrap_err();
    assert!(matches!(error.left(), Left::New(_)), "{error}");
    assert!(error.to_string().ends_with("the old key is gone already; the new key is valid, and the old one is gone"));
    check(&world, &Vault::default(), &Err(error));

    // The deletion never came to pass: both are there, and the new one can go.
    let world = World::new().set(|state| {
        state.faults.insert(3, Fault::Before);
        state.outage = Some(4);
    });
    let Left::Unknown(replacement) = replace(&world).await.unwrap_err().into_left() else { panic!() };
    let world = world.set(|state| state.outage = None);
    replacement.abandon().await.unwrap();
    assert_eq!(world.get(|state| state.keys.keys().cloned().collect::<Vec<_>>()), [OLD_KEY]);
}

#[tokio::test]
async fn each_step_stands_alone() {
    let world = World::new();
    let replacement = world.client().begin_replacement(old()).await.unwrap();
    assert_eq!(replacement.old(), &old());
    replacement.abandon().await.unwrap();
    assert_eq!(world.get(|state| state.keys.len()), 1);
    let verified = world.client().begin_replacement(old()).await.unwrap().verify().await.unwrap();
    let new = verified.finish().await.unwrap();
    assert_eq!(world.get(|state| state.keys.keys().cloned().collect::<Vec<_>>()), [new.sid.as_str()]);
}
