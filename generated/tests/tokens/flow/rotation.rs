//! Rotating the auth token.

use super::plans;
use super::world::{ACCOUNT, Fault, OLD_KEY, OLD_TOKEN, State, Vault, World};
use std::io;
use twilio_iam::flow::{Left, RotationError, Stage};
use twilio_iam::{Client, Credentials, blocking};

/// Holds what a rotation says against what is.
fn check<C>(world: &World, vault: &Vault, result: &Result<C, RotationError<C>>) {
    let (primary, secondary) = world.get(|state| (state.primary.clone(), state.secondary.clone()));
    let told = match result {
        Ok(_) => {
            assert_eq!((Some(primary), secondary), (vault.stored(), None));
            return;
        }
        Err(error) => error,
    };
    match told.left() {
        Left::AsBefore => assert_eq!((primary.as_str(), secondary), (OLD_TOKEN, None), "{told}"),
        Left::Both(rotation) => {
            assert_eq!((primary.as_str(), secondary.as_deref()), (OLD_TOKEN, Some(rotation.token().expose_secret())));
        }
        Left::PerhapsBoth(rotation) => {
            assert_eq!(primary, OLD_TOKEN, "{told}");
            assert!(secondary.is_none_or(|token| token == rotation.token().expose_secret()), "{told}");
        }
        Left::New(rotation) => assert_eq!((primary.as_str(), secondary), (rotation.token().expose_secret(), None)),
        Left::Perhaps => assert_eq!(primary, OLD_TOKEN, "{told}"),
        Left::Unknown(rotation) => assert!([OLD_TOKEN, rotation.token().expose_secret()].contains(&primary.as_str())),
        _ => unreachable!(),
    }
    assert!(!told.to_string().contains("token 1") && !told.to_string().contains(OLD_TOKEN), "{told}");
}

async fn rotate(world: &World) -> Result<Client, RotationError<Client>> {
    let vault = Vault::default();
    let result = world.client().rotate_auth_token(async |token, _client| vault.store(&token)).await;
    check(world, &vault, &result);
    result
}

fn rotate_blocking(world: &World) -> Result<blocking::Client, RotationError<blocking::Client>> {
    let vault = Vault::default();
    let result = world.blocking().rotate_auth_token(|token, _client| vault.store(&token));
    check(world, &vault, &result);
    result
}

const STEPS: [&str; 3] = [
    "POST /v1/AuthTokens/Secondary",
    "GET /2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.json",
    "POST /v1/AuthTokens/Promote",
];

#[tokio::test]
async fn the_new_token_is_stored_tried_and_promoted() {
    let world = World::new();
    let client = rotate(&world).await.unwrap();
    assert_eq!(world.get(|state| state.log.clone()), STEPS);
    client.send(twilio_iam::api_v2010::accounts::FetchAccount::new(client.account_sid())).await.unwrap();

    let world = World::new();
    rotate_blocking(&world).unwrap();
    assert_eq!(world.get(|state| state.log.clone()), STEPS);
}

#[tokio::test]
async fn whatever_goes_wrong_what_is_left_is_told() {
    for (plan, twin) in plans(STEPS.len()).into_iter().zip(plans(STEPS.len())) {
        let _ = rotate(&World::new().set(plan)).await;
        let _ = rotate_blocking(&World::new().set(twin));
    }
}

#[tokio::test]
async fn one_fault_has_one_outcome() {
    let table = [
        (0, Fault::Before, Err((Stage::Create, "Perhaps"))),
        (0, Fault::After, Err((Stage::Create, "Perhaps"))),
        // Something was made by this very request, so it can be deleted.
        (0, Fault::Garbled, Err((Stage::Create, "AsBefore"))),
        (1, Fault::Before, Err((Stage::Verify, "AsBefore"))),
        (1, Fault::After, Err((Stage::Verify, "AsBefore"))),
        (1, Fault::Garbled, Err((Stage::Verify, "AsBefore"))),
        (2, Fault::Before, Err((Stage::Finish, "Both"))),
        (2, Fault::Unavailable, Err((Stage::Finish, "Both"))),
        // The answer is lost, but the old token is dead and the new one works.
        (2, Fault::After, Ok(())),
        (2, Fault::Garbled, Ok(())),
    ];
    for (number, fault, expected) in table {
        let world = World::new().set(|state| {
            state.faults.insert(number, fault);
        });
        let got = rotate(&world).await.map(drop).map_err(|error| {
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
async fn a_promotion_that_failed_can_be_taken_up_again() {
    let world = World::new().set(|state| {
        state.faults.insert(2, Fault::Before);
    });
    let Left::Both(rotation) = rotate(&world).await.unwrap_err().into_left() else { panic!() };
    let client = rotation.verify().await.unwrap().promote().await.unwrap();
    assert_eq!(client.account_sid().as_str(), ACCOUNT);
    assert!(world.get(|state| state.primary.starts_with("the new token")));
}

#[tokio::test]
async fn a_promotion_that_had_its_effect_cannot_be_abandoned() {
    let world = World::new().set(|state| {
        state.faults.insert(2, Fault::After);
        state.outage = Some(3);
    });
    let Left::Unknown(rotation) = rotate(&world).await.unwrap_err().into_left() else { panic!() };
    let world = world.set(|state| state.outage = None);
    let error = rotation.abandon().await.unwrap_err();
    assert!(matches!(error.left(), Left::New(_)), "{error}");
    assert!(error.to_string().contains("; the new auth token is in force, and the old one has ended"), "{error}");
    check(&world, &Vault::default(), &Err::<Client, _>(error));
}

#[tokio::test]
async fn a_token_that_cannot_be_stored_or_does_not_work_is_deleted() {
    let world = World::new();
    let failing = async |_, _| Err(io::Error::other("the vault is shut"));
    let error = world.client().rotate_auth_token(failing).await.unwrap_err();
    assert_eq!(error.stage(), Stage::Store);
    assert_eq!(
        error.to_string(),
        "rotating the auth token failed, storing the new secret: the vault is shut; the primary auth token is in force, \
         and there is no secondary one of this rotation"
    );
    check(&world, &Vault::default(), &Err(error));

    let error = rotate(&World::new().set(|state| state.rejects_new = true)).await.unwrap_err();
    assert_eq!(error.stage(), Stage::Verify);
    assert!(matches!(error.left(), Left::AsBefore));
    assert!(matches!(error.client_error(), Some(twilio_iam::Error::Api(error)) if error.status() == 401));
}

#[tokio::test]
async fn a_token_that_cannot_be_deleted_is_handed_over() {
    let world = World::new().set(|state| {
        state.faults.insert(1, Fault::Unavailable);
    });
    let failing = async |_, _| Err(io::Error::other("the vault is shut"));
    let error = world.client().rotate_auth_token(failing).await.unwrap_err();
    assert!(error.to_string().contains("(deleting the new secret failed: "), "{error}");
    let Left::Both(rotation) = error.into_left() else { panic!() };
    rotation.abandon().await.unwrap();
    assert_eq!(world.get(|state| state.secondary.clone()), None);
}

#[tokio::test]
async fn each_step_stands_alone() {
    let world = World::new();
    let client = world.client();
    let rotation = client.begin_rotation().await.unwrap();
    assert!(!format!("{rotation:?}").contains("the new token"));
    rotation.abandon().await.unwrap();
    assert_eq!(world.get(|state: &State| state.secondary.clone()), None);

    let verified = client.begin_rotation().await.unwrap().verify().await.unwrap();
    let rotation = verified.into_inner();
    // Somebody else has deleted it: there is nothing to do.
    world.clone().set(|state| state.secondary = None);
    rotation.abandon().await.unwrap();

    // There is one already, of somebody else: it stays.
    let world = World::new().set(|state| state.secondary = Some("another".to_owned()));
    let error = world.client().begin_rotation().await.unwrap_err();
    assert!(matches!(error.left(), Left::AsBefore));
    assert_eq!(world.get(|state| state.secondary.clone()).as_deref(), Some("another"));
}

#[tokio::test]
async fn a_key_cannot_rotate_the_token() {
    let world = World::new();
    let client = world.client().with_credentials(Credentials::api_key(OLD_KEY, "the old secret", ACCOUNT).unwrap());
    let error = client.rotate_auth_token(async |_, _| Ok::<(), io::Error>(())).await.unwrap_err();
    assert_eq!(error.stage(), Stage::Prepare);
    assert!(world.get(|state| state.log.is_empty()));
}

#[test]
fn the_flow_can_be_spawned() {
    fn sendable<T: Send>(_: T) {}
    let client = World::new().client();
    sendable(client.rotate_auth_token(|_, _| async { Ok::<(), io::Error>(()) }));
    let key: twilio_iam::KeySid = OLD_KEY.parse().unwrap();
    sendable(client.replace_key(&key, |_, _| async { Ok::<(), io::Error>(()) }));
    sendable(client.grant(&key, ["/twilio/voice/calls/read"]));
    sendable(client.begin_rotation());
}
