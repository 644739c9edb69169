//! The replacement of a key: what is said of the keys, held against those of the fake.

use twilio_iam::Credentials;
use twilio_iam::iam_v1::keys::NewKey;

use super::case::{Case, Cell};
use super::told::{Says, Told, told};
use crate::world::Client;

pub async fn replace(case: &Case) -> Cell {
    let old = case.fake.key(case.old_key.as_str()).unwrap();
    let store = |key: NewKey| case.store(key.sid.as_str(), key.secret.expose_secret());
    let ended = match &case.client {
        Client::Async(client) => told(client.replace_key(&case.old_key, async |key, _| store(key)).await),
        Client::Blocking(client) => told(client.replace_key(&case.old_key, |key, _| store(key))),
    };
    let requests = case.requests();
    case.heal();
    let left = keys(case, &old).await;
    let (gets, taken_back) = match ended {
        Ok(new) => {
            assert_eq!((left.as_str(), Some(new.sid.as_str())), ("new", made(case).as_deref()));
            ("the new key".to_owned(), String::new())
        }
        Err(error) => {
            let candidates = hold(case, &*error, &left).await;
            (format!("{}{candidates}", error.words()), give_up(case, error, &old).await)
        }
    };
    Cell { requests, left, gets, taken_back }
}

/// The key that was made, whoever knows of it.
fn made(case: &Case) -> Option<String> {
    let keys = case.fake.keys(&case.fake.account_sid());
    let mut new = keys.into_iter().filter(|key| key.sid != case.old_key.as_str());
    let made = new.next().map(|key| key.sid);
    assert!(new.next().is_none(), "two keys were made");
    made
}

/// Which keys there are, each of which has to work, as no other one may; a new one is as the old one was.
async fn keys(case: &Case, old: &twilio_iam_fake::Key) -> String {
    let account = case.fake.account_sid();
    let old_is_there = case.fake.key(&old.sid).is_some();
    let admitted = case.admits(Credentials::api_key(&old.sid, old.secret.expose(), &account).unwrap()).await;
    assert_eq!(admitted, old_is_there);
    let made = made(case);
    if let Some((sid, secret)) = case.stored() {
        let admitted = case.admits(Credentials::api_key(&sid, secret, &account).unwrap()).await;
        assert_eq!(admitted, made == Some(sid));
    }
    if let Some(made) = &made {
        let made = case.fake.key(made).unwrap();
        assert_eq!(
            (made.kind, made.allow, made.friendly_name),
            (old.kind, old.allow.clone(), old.friendly_name.clone())
        );
    }
    match (old_is_there, made) {
        (true, None) => "old",
        (true, Some(_)) => "old, a new one beside it",
        (false, Some(made)) => {
            assert_eq!(case.stored().map(|(sid, _)| sid), Some(made), "nobody has the key that is left");
            "new"
        }
        (false, None) => panic!("no key is left"),
    }
    .to_owned()
}

/// Holds what the error says against what is, and gives what its candidates say.
async fn hold(case: &Case, error: &dyn Told, left: &str) -> String {
    match error.says() {
        Says::AsBefore => assert_eq!(left, "old", "{}", error.words()),
        Says::Both(sid) => {
            assert_eq!((left, made(case)), ("old, a new one beside it", Some(sid)), "{}", error.words());
        }
        Says::PerhapsBoth(sid) => {
            assert!(left.starts_with("old") && made(case).is_none_or(|made| made == sid), "{}", error.words());
        }
        Says::New(sid) => assert_eq!((left, made(case)), ("new", Some(sid)), "{}", error.words()),
        Says::Unknown(sid) => assert!(made(case).is_none_or(|made| made == sid)),
        Says::Perhaps => {
            assert!(left.starts_with("old"), "{}", error.words());
            let cause = error.client_error().unwrap();
            let found = match &case.client {
                Client::Async(client) => cause.candidates(client).await.unwrap(),
                Client::Blocking(client) => cause.candidates_blocking(client).unwrap(),
            };
            let found: Vec<String> = found.iter().map(|candidate| candidate.sid().to_string()).collect();
            assert_eq!(found, Vec::from_iter(made(case)), "{}", error.words());
            return if found.is_empty() { "; no candidate".to_owned() } else { "; its candidate".to_owned() };
        }
    }
    String::new()
}

/// Gives up what is left, and tells what is so then.
async fn give_up(case: &Case, error: Box<dyn Told>, old: &twilio_iam_fake::Key) -> String {
    match error.give_up().await {
        None => String::new(),
        Some(Ok(())) => {
            let left = keys(case, old).await;
            assert_eq!(left, "old");
            left
        }
        Some(Err(error)) => {
            let left = keys(case, old).await;
            hold(case, &*error, &left).await;
            format!("{left}; {}", error.words())
        }
    }
}
