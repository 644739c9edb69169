//! Rotating the auth token.

use super::plans;
use super::world::{ACCOUNT, Fault, OLD_KEY, OLD_TOKEN, State, Vault, World};
use serde_json::json;
use std::io;
use twilio_iam::api_v2010::accounts::FetchAccount;
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
    client.send(FetchAccount::new(client.account_sid())).await.unwrap();

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
        // Whether the request got to Twilio cannot be seen: what is there may be somebody else's.
        (0, Fault::Garbled, Err((Stage::Create, "Perhaps"))),
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

/// A colleague deletes the secondary token and makes another.
fn replaced(state: &mut State) {
    state.secondary = Some("the token of a colleague".to_owned());
}

#[tokio::test]
async fn the_promotion_of_another_token_hands_that_one_over() {
    let vault = Vault::default();
    let world = World::new().set(|state| state.meanwhile = Some((2, replaced)));
    let error = world.client().rotate_auth_token(async |token, _client| vault.store(&token)).await.unwrap_err();
    check(&world, &vault, &Err::<Client, _>(error));

    let error = rotate_blocking(&World::new().set(|state| state.meanwhile = Some((2, replaced)))).unwrap_err();
    assert_eq!(error.stage(), Stage::Finish);
    let text = error.to_string();
    assert!(text.contains("the one that was stored has ended: store the one that is in the error"), "{text}");
    assert!(text.ends_with("the new auth token is in force, and the old one has ended"), "{text}");
    let Left::New(rotation) = error.into_left() else { panic!("{text}") };
    assert_eq!(rotation.token().expose_secret(), "the token of a colleague");
    rotation.client().send(FetchAccount::new(rotation.client().account_sid())).unwrap();

    // It could not be tried: what the error holds is of one token all the same.
    let world = World::new().set(|state| {
        state.meanwhile = Some((2, replaced));
        state.outage = Some(3);
    });
    let Left::Unknown(rotation) = rotate_blocking(&world).unwrap_err().into_left() else { panic!() };
    let world = world.set(|state| state.outage = None);
    assert_eq!(rotation.token().expose_secret(), world.get(|state| state.primary.clone()));
    rotation.client().send(FetchAccount::new(rotation.client().account_sid())).unwrap();
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

    let world = World::new().set(|state| {
        state.faults.insert(1, Fault::Garbled);
    });
    let error = rotate(&world).await.unwrap_err();
    assert_eq!(error.stage(), Stage::Verify);
    assert!(matches!(error.left(), Left::AsBefore));
}

#[tokio::test]
async fn a_token_that_is_refused_may_be_another_by_now_and_is_left_alone() {
    let colleague = || Some("the token of a colleague".to_owned());
    let world = World::new().set(|state| state.meanwhile = Some((1, replaced)));
    let error = world.client().rotate_auth_token(async |_, _| Ok::<(), io::Error>(())).await.unwrap_err();
    assert_eq!(error.stage(), Stage::Verify);
    assert!(matches!(error.client_error(), Some(twilio_iam::Error::Api(error)) if error.status() == 401));
    assert!(error.to_string().ends_with("left alone, for somebody else may have made it: see whose it is"), "{error}");
    let Left::PerhapsBoth(rotation) = error.into_left() else { panic!() };
    assert_eq!(world.get(|state| state.secondary.clone()), colleague());

    // Nor is it deleted by giving up, as long as that is so.
    let Left::PerhapsBoth(rotation) = rotation.abandon().await.unwrap_err().into_left() else { panic!() };
    assert_eq!(world.get(|state| state.secondary.clone()), colleague());
    assert!(!world.get(|state| state.log.iter().any(|line| line.starts_with("DELETE "))));
    let world = world.set(|state| state.secondary = Some("the new token 1".to_owned()));
    rotation.abandon().await.unwrap();
    assert_eq!(world.get(|state| state.secondary.clone()), None);

    // It is refused although it is there.
    let error = rotate_blocking(&World::new().set(|state| state.rejects_new = true)).unwrap_err();
    assert!(matches!(error.left(), Left::PerhapsBoth(_)), "{error}");
}

#[tokio::test]
async fn only_an_answer_of_twilio_tells_that_a_token_was_made() {
    let page = "<html>sign in</html>";
    for (body, is_twilios) in [
        (json!({"account_sid": ACCOUNT}), true),
        (json!({"account_sid": ACCOUNT, "secondary_auth_token": 7}), true),
        (json!({"secondary_auth_token": "not a\ntoken"}), true),
        (json!({"ok": true}), false),
        (json!(page), false),
    ] {
        let world = World::new().set(|state| {
            state.secondary = Some("another".to_owned());
            state.made_reply = Some(body.clone());
        });
        let error = rotate_any(&world).await;
        assert_eq!(error.stage(), Stage::Create, "{body}");
        assert_eq!(matches!(error.left(), Left::AsBefore), is_twilios, "{body}: {error}");
        assert_eq!(world.get(|state| state.secondary.is_none()), is_twilios, "{body}");
    }
}

async fn rotate_any(world: &World) -> RotationError<Client> {
    world.client().rotate_auth_token(async |_, _| Ok::<(), io::Error>(())).await.unwrap_err()
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
