//! What the fake remembers of requests, and what it never shows.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use twilio_iam_fake::{Fake, Seed};

use crate::support::{Client, keys_path};

/// Sends bytes as they are and reads to the end of the connection.
fn raw(fake: &Fake, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(fake.url().trim_start_matches("http://")).unwrap();
    stream.write_all(bytes).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    reply
}

#[test]
fn requests_are_kept_as_they_came_off_the_socket() {
    let fake = Fake::spawn();
    let head = "POST /v1/Keys?x=%20y HTTP/1.1\r\nhost: iam.test\r\nX-ODD:  value \r\nContent-Length: 20\r\n\
                Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n";
    let reply = raw(&fake, format!("{head}FriendlyName=a+%26+b").as_bytes());
    assert!(reply.starts_with("HTTP/1.1 401 Unauthorized\r\n"), "{reply}");
    let request = fake.take_requests().remove(0);
    assert_eq!(request.head(), head.as_bytes());
    assert_eq!((request.method(), request.target(), request.path()), ("POST", "/v1/Keys?x=%20y", "/v1/Keys"));
    assert_eq!(request.header("HOST"), Some("iam.test"));
    assert_eq!(request.headers()[1].0, "X-ODD");
    assert_eq!(request.query(), [("x".to_owned(), " y".to_owned())]);
    assert_eq!(request.form(), [("FriendlyName".to_owned(), "a & b".to_owned())]);
    assert_eq!((request.body(), request.status()), (&b"FriendlyName=a+%26+b"[..], Some(401)));
    assert!(fake.requests().is_empty());
}

#[test]
fn chunked_pipelined_and_proxied_requests_are_read() {
    let fake = Fake::spawn();
    let chunked = "POST /v2/token HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n2\r\n&c\r\n0\r\n\r\n";
    let proxied = "GET http://api.twilio.com/2010-04-01/Accounts.json HTTP/1.1\r\nConnection: close\r\n\r\n";
    let reply = raw(&fake, format!("{chunked}{proxied}").as_bytes());
    assert_eq!(reply.matches("HTTP/1.1 ").count(), 2, "{reply}");
    let requests = fake.requests();
    assert_eq!(requests[0].body(), b"a=b&c");
    assert_eq!((requests[1].path(), requests[1].status()), ("/2010-04-01/Accounts.json", Some(401)));
    assert_eq!(fake.connections(), 1);
}

#[test]
fn every_reply_has_an_id_of_its_own() {
    let fake = Fake::spawn();
    let client = Client::new(&fake);
    let ids: std::collections::BTreeSet<_> = [keys_path(&fake), "/v1/Keys".to_owned(), "/nowhere".to_owned()]
        .map(|path| client.get(&path).header("twilio-request-id").to_owned())
        .into();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| id.starts_with("RQ") && id.len() == 34), "{ids:?}");
}

#[test]
fn recording_can_be_switched_off() {
    let fake = Fake::builder().recording(false).spawn().unwrap();
    assert_eq!(Client::new(&fake).get(&keys_path(&fake)).status, 200);
    assert!(fake.requests().is_empty());
}

#[test]
fn debug_shows_no_secret() {
    let fake = Fake::spawn();
    Client::new(&fake).get(&keys_path(&fake));
    let shown = format!(
        "{fake:?} {:?} {:?} {:?} {:?} {:?}",
        fake.main_key(),
        fake.accounts(),
        fake.keys(&fake.account_sid()),
        fake.requests(),
        Seed::parse("account: {auth_token: hunter2, keys: [{secret: hunter2}]}").unwrap(),
    );
    let secrets = [fake.auth_token(), fake.main_key().password.expose().to_owned(), "hunter2".to_owned()];
    for secret in secrets {
        assert!(!shown.contains(&secret), "{shown}");
    }
}

#[test]
fn the_same_seed_makes_the_same_fake() {
    let start = |number| Fake::builder().seed_number(number).spawn().unwrap();
    let (one, two, other) = (start(5), start(5), start(6));
    assert_eq!((one.account_sid(), one.main_key()), (two.account_sid(), two.main_key()));
    assert_ne!(one.account_sid(), other.account_sid());
}

#[test]
fn a_fake_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&Fake::spawn());
}
