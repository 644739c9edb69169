//! A change of a policy: what is said of it, held against the policy that the fake has.

use twilio_iam::Error;

use super::case::{Case, Cell, Flow, READ};
use crate::world::Client;

const LIST: &str = "/twilio/voice/calls/list";
const CREATE: &str = "/twilio/voice/calls/create";

pub async fn change(case: &Case) -> Cell {
    let key = &case.old_key;
    let (ended, wanted): (_, &[&str]) = match (&case.client, case.flow) {
        (Client::Async(client), Flow::Grant) => (client.grant(key, [CREATE]).await, &[READ, LIST, CREATE]),
        (Client::Blocking(client), Flow::Grant) => (client.grant(key, [CREATE]), &[READ, LIST, CREATE]),
        (Client::Async(client), _) => (client.revoke(key, [LIST]).await, &[READ]),
        (Client::Blocking(client), _) => (client.revoke(key, [LIST]), &[READ]),
    };
    let requests = case.requests();
    case.heal();
    let now = case.fake.key(key.as_str()).unwrap().allow;
    let is_changed = now == wanted;
    assert!(is_changed || now == [READ, LIST], "another policy than asked for: {now:?}");
    let gets = match ended {
        Ok(change) => {
            assert!(is_changed);
            change.to_string()
        }
        Err(error) => {
            let text = match &error {
                Error::Api(error) => format!("error {}", error.status()),
                Error::Transport(error) => format!("no answer, {:?}", error.kind()),
                Error::Decode(_) => "unreadable".to_owned(),
                other => panic!("{other}"),
            };
            assert!(!is_changed || error.may_have_been_processed(), "{error}");
            // What a GET may have done does not matter.
            let is_write = error.operation().is_some_and(|operation| operation.ends_with("UpdateKey"));
            if is_write && error.may_have_been_processed() { format!("{text}; may have been done") } else { text }
        }
    };
    let left = if is_changed { "the new policy" } else { "the old policy" };
    Cell { requests, left: left.to_owned(), gets, taken_back: String::new() }
}
