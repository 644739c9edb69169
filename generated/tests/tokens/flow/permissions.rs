//! Granting to and revoking from a key that exists.

use super::world::{Fault, OLD_KEY, World};
use serde_json::json;
use twilio_iam::{Error, KeySid};

fn world() -> World {
    let policy = json!({"allow": ["/twilio/voice/calls/read", "/twilio/messaging/messages/*"]});
    World::new().set(|state| state.keys.get_mut(OLD_KEY).unwrap().policy = policy)
}

fn key() -> KeySid {
    KeySid::new(OLD_KEY).unwrap()
}

#[tokio::test]
async fn the_whole_policy_is_written_and_only_when_it_changes() {
    let world = world();
    let change = world.client().grant(key(), ["/twilio/voice/calls/list"]).await.unwrap();
    assert_eq!(change.to_string(), "+ /twilio/voice/calls/list");
    let policy = world.get(|state| state.keys[OLD_KEY].policy.clone());
    assert_eq!(
        policy,
        json!({"allow": ["/twilio/voice/calls/read", "/twilio/messaging/messages/*", "/twilio/voice/calls/list"]})
    );
    let change = world.blocking().revoke(key(), ["/twilio/voice/calls/*"]).unwrap();
    assert_eq!(change.to_string(), "- /twilio/voice/calls/list\n- /twilio/voice/calls/read");

    let requests = world.get(|state| state.log.len());
    assert!(world.client().grant(key(), ["/twilio/messaging/messages/read"]).await.unwrap().is_empty());
    assert!(world.client().revoke(key(), ["/twilio/voice/calls/read"]).await.unwrap().is_empty());
    assert_eq!(world.get(|state| state.log.len()), requests + 2);
}

#[tokio::test]
async fn what_cannot_be_changed_is_not_written() {
    let world = world();
    let client = world.client();
    for error in [
        client.revoke(key(), ["/twilio/messaging/messages/read"]).await.unwrap_err(),
        client.revoke(key(), ["/twilio/voice/calls/read", "/twilio/messaging/messages/*"]).await.unwrap_err(),
        client.grant(key(), ["/twilio/voice/calls/write"]).await.unwrap_err(),
        World::new().client().grant(key(), ["/twilio/voice/calls/read"]).await.unwrap_err(),
    ] {
        assert!(matches!(error, Error::Invalid(_)), "{error}");
    }
    assert!(world.get(|state| state.log.iter().all(|line| line.starts_with("GET "))));
    let standard = World::new().client().grant(key(), ["/twilio/voice/calls/read"]).await.unwrap_err();
    assert_eq!(
        standard.to_string(),
        "the key is not restricted, and cannot be made so: make a restricted key in its place"
    );
}

#[tokio::test]
async fn a_policy_that_says_more_than_is_understood_is_not_written_anew() {
    let world = world().set(|state| {
        state.keys.get_mut(OLD_KEY).unwrap().policy["deny"] = json!(["/twilio/messaging/messages/delete"]);
    });
    for error in [
        world.client().grant(key(), ["/twilio/voice/calls/list"]).await.unwrap_err(),
        world.blocking().revoke(key(), ["/twilio/voice/calls/read"]).unwrap_err(),
    ] {
        assert!(matches!(error, Error::Invalid(_)), "{error}");
        assert!(error.to_string().contains("that this version cannot read"), "{error}");
    }
    assert!(world.get(|state| state.log.iter().all(|line| line.starts_with("GET "))));
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_looked_at() {
    for (fault, is_made) in [(Fault::After, true), (Fault::Garbled, true), (Fault::Before, false)] {
        let lost = || {
            world().set(|state| {
                state.faults.insert(1, fault);
            })
        };
        let world = lost();
        let result = world.client().grant(key(), ["/twilio/voice/calls/list"]).await;
        assert_eq!(
            result.ok().map(|change| change.to_string()),
            is_made.then(|| "+ /twilio/voice/calls/list".to_owned())
        );
        assert_eq!(world.get(|state| state.log.iter().filter(|line| line.starts_with("POST ")).count()), 1);
        let result = lost().blocking().revoke(key(), ["/twilio/voice/calls/read"]);
        assert_eq!(result.is_ok(), is_made, "{fault:?}");
    }
}
