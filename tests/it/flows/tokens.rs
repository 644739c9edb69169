//! The rotation of the auth token: what is said of the tokens, held against those of the fake.

use twilio_iam::api_v2010::accounts::FetchAccount;
use twilio_iam::{Credentials, Secret};

use super::case::{Case, Cell};
use super::told::{Says, Told, told};
use crate::world::Client;

pub async fn rotate(case: &Case) -> Cell {
    let old = case.fake.auth_token();
    let account = case.fake.account_sid();
    let store = |token: Secret| case.store(&account, token.expose_secret());
    let ended = match &case.client {
        Client::Async(client) => told(client.rotate_auth_token(async |token, _| store(token)).await.map(Client::Async)),
        Client::Blocking(client) => told(client.rotate_auth_token(|token, _| store(token)).map(Client::Blocking)),
    };
    let requests = case.requests();
    case.heal();
    let left = tokens(case, &old).await;
    let (gets, taken_back) = match ended {
        Ok(client) => {
            assert_eq!((left.as_str(), Some(case.fake.auth_token())), ("new", case.stored().map(|(_, token)| token)));
            client.send(FetchAccount::new(case.account_sid())).await.unwrap();
            ("a client with the new token".to_owned(), String::new())
        }
        Err(error) => {
            hold(case, &*error, &left);
            (error.words(), give_up(case, error, &old).await)
        }
    };
    Cell { requests, left, gets, taken_back }
}

/// Which tokens there are, each of which has to work, as no other one may.
async fn tokens(case: &Case, old: &str) -> String {
    let now = case.fake.auth_tokens(&case.fake.account_sid()).unwrap();
    let (primary, secondary) = (now.primary.expose(), now.secondary.as_ref().map(twilio_iam_fake::Secret::expose));
    let ours = case.stored().map(|(_, token)| token);
    for token in [Some(old), ours.as_deref(), Some(primary), secondary].into_iter().flatten() {
        let credentials = Credentials::auth_token(case.fake.account_sid(), token).unwrap();
        assert_eq!(case.admits(credentials).await, token == primary || Some(token) == secondary);
    }
    let left = match (primary == old, secondary) {
        (true, None) => "old",
        (true, Some(_)) => "old, a new one beside it",
        (false, None) => "new",
        (false, Some(_)) => panic!("there are two new tokens"),
    };
    assert!(primary == old || ours.as_deref() == Some(primary), "nobody has the token that is in force");
    left.to_owned()
}

/// Holds what the error says against what is.
fn hold(case: &Case, error: &dyn Told, left: &str) {
    let now = case.fake.auth_tokens(&case.fake.account_sid()).unwrap();
    let (primary, secondary) = (now.primary.expose(), now.secondary.as_ref().map(twilio_iam_fake::Secret::expose));
    match error.says() {
        Says::AsBefore => assert_eq!(left, "old", "{}", error.words()),
        Says::Both(made) => {
            assert_eq!((left, secondary), ("old, a new one beside it", Some(made.as_str())), "{}", error.words());
        }
        Says::PerhapsBoth(made) => {
            assert!(left.starts_with("old") && secondary.is_none_or(|it| it == made), "{}", error.words());
        }
        Says::New(made) => assert_eq!((left, primary), ("new", made.as_str()), "{}", error.words()),
        Says::Perhaps => assert!(left.starts_with("old"), "{}", error.words()),
        Says::Unknown(made) => assert!(secondary.is_none_or(|it| it == made) && (left != "new" || primary == made)),
    }
}

/// Gives up what is left, and tells what is so then.
async fn give_up(case: &Case, error: Box<dyn Told>, old: &str) -> String {
    match error.give_up().await {
        None => String::new(),
        Some(Ok(())) => {
            let left = tokens(case, old).await;
            assert_eq!(left, "old");
            left
        }
        Some(Err(error)) => {
            let left = tokens(case, old).await;
            hold(case, &*error, &left);
            format!("{left}; {}", error.words())
        }
    }
}
