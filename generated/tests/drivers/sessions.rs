//! What lasts longer than a request: tokens, other accounts, keys of unknown fate, and connections after a
//! cancellation.

use crate::both::{AC, KEY, Op, SECRET, SK, Set, both, runtime, send};
use crate::server::{Act, Server, header};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use twilio_iam::api_v2010::accounts::{CreateAccount, FetchAccount, ListAccounts};
use twilio_iam::api_v2010::keys::{CreateKey, ListKeys};
use twilio_iam::{
    AccountSid, Client, Credentials, Error, Items, Pages, TransportErrorKind, accounts_v1, blocking, iam_v1,
};

const OTHER: &str = "ACffffffffffffffffffffffffffffffff";

#[test]
fn what_is_shared_between_threads_can_be() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    fn streams<T: Send + Unpin + 'static>() {}
    fn sendable<T: Send>(value: T) -> T {
        value
    }
    shared::<Client>();
    shared::<blocking::Client>();
    shared::<Credentials>();
    shared::<Error>();
    streams::<Items<ListKeys>>();
    streams::<Pages<ListKeys>>();
    streams::<blocking::Items<ListKeys>>();
    let client = Set::default().client("http://127.0.0.1:1");
    drop(sendable(client.send(ListKeys::new())));
    let list = ListKeys::new();
    drop(sendable(client.send(&list)));
    drop(sendable(client.items(list).try_next()));
}

#[test]
fn dropping_a_send_leaves_the_client_usable() {
    let server = Server::start(vec![Act::Late(Duration::from_secs(5), KEY.to_owned()), Act::json(KEY)]);
    runtime().block_on(async {
        let client = Set::default().client(&server.base);
        let dropped = tokio::time::timeout(Duration::from_millis(100), send(&client, Op::Post)).await;
        assert!(dropped.is_err());
        send(&client, Op::Post).await.unwrap();
    });
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_thousand_sends_at_once_all_succeed() {
    let server = Server::start(vec![Act::json(KEY)]);
    runtime().block_on(async {
        let client = Set { request_timeout: Duration::from_secs(60), ..Set::default() }.client(&server.base);
        let sends: Vec<_> = (0..1000)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { send(&client, Op::Get).await })
            })
            .collect();
        for sent in sends {
            sent.await.unwrap().unwrap();
        }
    });
    assert_eq!(server.requests().len(), 1000);
}

/// Run by the test below, in a process whose environment names the server and a proxy.
#[test]
#[ignore = "needs the environment that the test below sets"]
fn sends_by_the_environment() {
    blocking::Client::from_env().unwrap().send(CreateKey::new()).unwrap();
    runtime().block_on(async { send(&Client::from_env().unwrap(), Op::Post).await }).unwrap();
}

#[test]
fn the_environment_sets_a_client_up_and_no_proxy_sees_what_goes_to_this_machine() {
    let (server, proxy) = (Server::start(vec![Act::json(KEY)]), Server::start(vec![Act::json(KEY)]));
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "--ignored", "sessions::sends_by_the_environment"]);
    for name in ["NO_PROXY", "no_proxy", "TWILIO_AUTH_TOKEN", "TWILIO_REGION", "TWILIO_EDGE"] {
        child.env_remove(name);
    }
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        child.env(name, &proxy.base);
    }
    child.env("TWILIO_ACCOUNT_SID", AC).env("TWILIO_API_KEY", SK).env("TWILIO_API_SECRET", SECRET);
    let output = child.env("TWILIO_BASE_URL", &server.base).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!((server.requests().len(), proxy.requests().len()), (2, 0));
}

#[test]
fn another_account_has_v2010_paths_and_nothing_that_acts_on_the_parent() {
    let server = Server::start(vec![Act::json(KEY)]);
    let parent = Set::default().blocking(&server.base);
    let client = parent.for_account(AccountSid::new(OTHER).unwrap());
    client.send(CreateKey::new()).unwrap();
    let own = AccountSid::new(AC).unwrap();
    let refused: [Result<(), Error>; 6] = [
        client.send(CreateKey::new().account_sid(&own)).map(drop),
        client.send(ListAccounts::new()).map(drop),
        client.send(CreateAccount::new()).map(drop),
        client.send(FetchAccount::new(&own)).map(drop),
        client.send(iam_v1::keys::ListKeys::new(client.account_sid())).map(drop),
        client.send(accounts_v1::auth_tokens::PromoteAuthToken::new()).map(drop),
    ];
    for result in refused {
        assert!(matches!(result, Err(Error::Invalid(_))), "{result:?}");
    }
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert!(request.starts_with(&format!("POST /2010-04-01/Accounts/{OTHER}/Keys.json ")), "{request}");
    assert!(parent.for_account(&own).send(iam_v1::keys::FetchKey::new(twilio_iam::KeySid::new(SK).unwrap())).is_ok());
}

/// Gives out tokens `t1`, `t2`, ..., and takes the ones that the test says.
fn tokens(good: impl Fn(usize, &str) -> bool + Send + Sync + 'static) -> Server {
    let made = Mutex::new(0);
    Server::answer(move |number, request| {
        if request.starts_with("POST /v2/token ") {
            let mut made = made.lock().unwrap();
            *made += 1;
            std::thread::sleep(Duration::from_millis(20));
            return Act::json(format!(r#"{{"access_token": "t{made}", "token_type": "Bearer", "expires_in": 3600}}"#));
        }
        let token = header(request, "authorization").unwrap_or_default().to_owned();
        if good(number, &token) { Act::json(KEY) } else { Act::status(401) }
    })
}

fn oauth() -> Set {
    Set { credentials: Credentials::oauth("the-id", SECRET, AC).unwrap(), ..Set::default() }
}

fn token_requests(server: &Server) -> usize {
    server.requests().iter().filter(|request| request.starts_with("POST /v2/token ")).count()
}

#[test]
fn one_token_serves_many_requests() {
    let server = tokens(|_, token| token == "Bearer t1");
    runtime().block_on(async {
        let client = oauth().client(&server.base);
        let sends: Vec<_> = (0..20)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { send(&client, Op::Post).await })
            })
            .collect();
        for sent in sends {
            sent.await.unwrap().unwrap();
        }
    });
    assert_eq!((token_requests(&server), server.requests().len()), (1, 21));
    let token = server.requests().into_iter().find(|request| request.starts_with("POST /v2/token ")).unwrap();
    assert_eq!(header(&token, "authorization"), None);
    let form = format!("grant_type=client_credentials&client_id=the-id&client_secret={SECRET}");
    assert!(token.ends_with(&form), "{token}");

    let server = tokens(|_, token| token == "Bearer t1");
    let client = oauth().blocking(&server.base);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| client.send(CreateKey::new()).unwrap());
        }
    });
    assert_eq!((token_requests(&server), server.requests().len()), (1, 9));
}

#[test]
fn a_token_that_is_not_taken_is_renewed_once() {
    // t1 is good for the first request (number 1) alone.
    let good = |number: usize, token: &str| token == "Bearer t2" || (token == "Bearer t1" && number == 1);
    let server = tokens(good);
    let client = oauth().blocking(&server.base);
    client.send(CreateKey::new()).unwrap();
    client.send(CreateKey::new()).unwrap();
    assert_eq!((token_requests(&server), server.requests().len()), (2, 5));

    let server = tokens(|number, _| number == 1);
    runtime().block_on(async {
        let client = oauth().client(&server.base);
        send(&client, Op::Post).await.unwrap();
        let error = send(&client, Op::Post).await.unwrap_err();
        assert!(matches!(&error, Error::Api(error) if error.status() == 401), "{error}");
    });
    assert_eq!((token_requests(&server), server.requests().len()), (2, 5));
}

#[test]
fn a_token_that_cannot_be_got_means_that_nothing_was_sent() {
    for fault in [Act::Drop, Act::status(500), Act::json("{}"), Act::status(401)] {
        let server = Server::start(vec![fault]);
        let error = oauth().blocking(&server.base).send(CreateKey::new()).unwrap_err();
        assert!(!error.may_have_been_processed(), "{error}");
        assert_eq!(error.operation(), Some("oauth_v2::token::CreateToken"));
        assert!(!format!("{error} {error:?}").contains(SECRET));
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn nobody_waits_for_a_token_longer_than_its_own_deadline() {
    let silent = || Server::start(vec![Act::Late(Duration::from_secs(20), KEY.to_owned())]);
    let set = Set { deadline: Duration::from_millis(600), ..oauth() };
    let check = |began: Instant, error: &Error| {
        let took = began.elapsed();
        assert!(took < Duration::from_millis(1500), "{took:?}: {error}");
        assert!(matches!(error, Error::Transport(error) if error.kind() == TransportErrorKind::Timeout), "{error}");
        assert!(!error.may_have_been_processed(), "{error}");
        assert_eq!(error.operation(), Some("oauth_v2::token::CreateToken"));
    };
    let server = silent();
    runtime().block_on(async {
        let client = set.client(&server.base);
        let sends: Vec<_> = (0..5)
            .map(|number| {
                let client = client.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(50 * number)).await;
                    (Instant::now(), send(&client, Op::Get).await.unwrap_err())
                })
            })
            .collect();
        for sent in sends {
            let (began, error) = sent.await.unwrap();
            check(began, &error);
        }
    });
    assert_eq!(server.requests().len(), 1);

    let server = silent();
    let client = set.blocking(&server.base);
    std::thread::scope(|scope| {
        for number in 0..5 {
            let client = client.clone();
            scope.spawn(move || {
                std::thread::sleep(Duration::from_millis(50 * number));
                let began = Instant::now();
                check(began, &client.send(CreateKey::new()).unwrap_err());
            });
        }
    });
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_token_that_is_refused_is_refused_to_all_who_waited_for_it() {
    let refusing = || {
        Server::answer(|_, _| {
            std::thread::sleep(Duration::from_millis(300));
            Act::status(401)
        })
    };
    let server = refusing();
    runtime().block_on(async {
        let client = oauth().client(&server.base);
        let sends = [(); 5].map(|()| {
            let client = client.clone();
            tokio::spawn(async move { send(&client, Op::Get).await.unwrap_err() })
        });
        for sent in sends {
            assert!(matches!(sent.await.unwrap(), Error::Api(error) if error.status() == 401));
        }
        assert_eq!(server.requests().len(), 1);
        // Who comes later asks anew.
        send(&client, Op::Get).await.unwrap_err();
        assert_eq!(server.requests().len(), 2);
    });

    let server = refusing();
    let client = oauth().blocking(&server.base);
    std::thread::scope(|scope| {
        for _ in 0..5 {
            scope.spawn(|| client.send(CreateKey::new()).unwrap_err());
        }
    });
    client.send(CreateKey::new()).unwrap_err();
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_delete_that_was_sent_stays_sent_when_no_token_is_to_be_had_for_the_next_attempt() {
    // The first token is good for no second attempt.
    let server = || {
        let made = Mutex::new(0);
        Server::answer(move |_, request| {
            if !request.starts_with("POST /v2/token ") {
                return Act::Drop;
            }
            let mut made = made.lock().unwrap();
            *made += 1;
            match *made {
                1 => Act::json(r#"{"access_token": "t", "expires_in": 0}"#),
                _ => Act::status(401),
            }
        })
    };
    for (op, sent) in [(Op::Delete, 3), (Op::Post, 2)] {
        for came in both(&oauth(), server, op) {
            let error = came.result.unwrap_err();
            assert!(error.may_have_been_processed(), "{} {op:?}: {error}", came.client);
            assert_eq!(came.requests.len(), sent, "{} {op:?}", came.client);
        }
    }
}

/// Loses the answer of every creation; lists one key made by it, and others that it did not make.
fn forgetful() -> Server {
    let since = Mutex::new(jiff_now());
    Server::answer(move |_, request| {
        let key = |sid: char, name: &str, made: &str| {
            let sid = sid.to_string().repeat(32);
            format!(r#"{{"sid": "SK{sid}", "friendly_name": "{name}", "date_created": "{made}"}}"#)
        };
        match request.split(' ').next().unwrap() {
            "POST" => {
                *since.lock().unwrap() = jiff_now();
                Act::Drop
            }
            "DELETE" => Act::Answer(204, String::new(), String::new()),
            _ => {
                let made = since.lock().unwrap().clone();
                let keys =
                    [key('1', "nightly", &made), key('2', "other", &made), key('3', "nightly", "2020-01-01T00:00:00Z")];
                let meta = r#"{"key": "keys", "page": 0, "page_size": 50, "next_page_url": null}"#;
                let keys = keys.join(",");
                Act::json(format!(r#"{{"keys": [{keys}], "page": 0, "page_size": 50, "meta": {meta}}}"#))
            }
        }
    })
}

fn jiff_now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[test]
fn the_keys_of_an_unknown_creation_can_be_found_and_deleted_on_request() {
    let one = format!("SK{}", "1".repeat(32));
    let server = forgetful();
    runtime().block_on(async {
        let client = Set::default().client(&server.base);
        let error = client.send(CreateKey::new().friendly_name("nightly")).await.unwrap_err();
        assert!(error.hint().unwrap().contains("candidates"));
        let candidates = error.candidates(&client).await.unwrap();
        let [candidate] = &candidates[..] else { panic!("{candidates:?}") };
        assert_eq!(candidate.sid().as_str(), one);
        assert_eq!(server.requests().len(), 2, "nothing is deleted unasked");
        candidate.delete(&client).await.unwrap();
        let other = client.send(ListKeys::new().page_size(0)).await.unwrap_err();
        assert!(other.candidates(&client).await.unwrap().is_empty());
    });
    assert!(server.requests()[2].starts_with(&format!("DELETE /2010-04-01/Accounts/{AC}/Keys/{one}.json ")));

    let server = forgetful();
    let client = Set::default().blocking(&server.base);
    let create = iam_v1::keys::CreateKey::new(client.account_sid()).friendly_name("nightly");
    let error = client.send(create).unwrap_err();
    let candidates = error.candidates_blocking(&client).unwrap();
    assert_eq!(candidates.len(), 1);
    candidates[0].delete_blocking(&client).unwrap();
    assert!(server.requests()[2].starts_with(&format!("DELETE /v1/Keys/{one} ")));
}
