//! Each operation as the exact requests that Twilio's own libraries make of it, compared with what they were seen to send:
//! as it is encoded, for host and scheme, and as it is read off a socket, with its credentials and its further pages.

mod asks;
mod cases;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use serde_json::json;
use twilio_iam::{Body, BoxFuture, Client, Credentials, Limits, Operation, Page, Transport, TransportError};
use twilio_iam_fake::{AccountSeed, CredentialSeed, Fake, KeySeed, Seed};

use crate::vault;
use crate::world::{self, Face};
use asks::{Asks, Visit, visit};
use cases::{Case, Pairs, canonical, ours, pairs, recorded, sorted};

/// Encodes an operation as the client does.
struct Encode;

impl Visit for Encode {
    type Seen = http::Request<Vec<u8>>;

    fn one<O: Operation>(&self, operation: O) -> Self::Seen {
        operation.request().encode(Some("ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")).unwrap()
    }

    fn list<O: Operation>(&self, operation: O) -> Self::Seen
    where
        O::Output: Page,
    {
        self.one(operation)
    }
}

/// Sends an operation, and every request of a list. What the fake makes of it is not looked at.
struct Send(world::Client);

impl Visit for Send {
    type Seen = ();

    fn one<O: Operation>(&self, operation: O) {
        world::run(async { drop(self.0.send(operation).await) });
    }

    fn list<O: Operation>(&self, operation: O)
    where
        O::Output: Page,
    {
        world::run(async { drop(self.0.list(operation, usize::MAX).await) });
    }
}

fn same_body(case: &str, media: Option<&str>, body: &[u8], form: Option<&Pairs>) {
    let body = std::str::from_utf8(body).unwrap();
    match form {
        Some(form) => {
            // Where the document describes no body, none is announced.
            let announced = media == Some("application/x-www-form-urlencoded");
            assert!(announced || form.is_empty() && media.is_none(), "{case}");
            assert_eq!(&pairs(body), form, "{case}: form");
        }
        None => assert_eq!(body, "", "{case}: body"),
    }
}

/// Holds the first request of each case, as it is encoded, against the vectors.
fn encoded(cases: &[Case]) {
    // The hosts of regions are the client's business.
    for case in cases.iter().filter(|case| !case.name.starts_with("host.")) {
        let (name, expected) = (&case.name, &case.requests[0]);
        let request = visit(&Asks(&case.asks), &Encode);
        let uri = request.uri();
        let address = format!("{}://{}{}", uri.scheme().unwrap(), uri.authority().unwrap(), uri.path());
        assert_eq!(format!("{} {address}", request.method()), expected.line, "{name}");
        assert_eq!(pairs(uri.query().unwrap_or_default()), expected.query, "{name}: query");
        let media = request.headers().get("content-type").map(|media| media.to_str().unwrap());
        same_body(name, media, request.body(), expected.form.as_ref());
    }
}

/// Five records in each list, with the SIDs that the libraries were shown.
fn five_of_each() -> Fake {
    let sids = |prefix: &str| ["a", "b", "c", "d", "e"].map(|last| format!("{prefix}{}{last}", "a".repeat(31)));
    let credentials = || {
        sids("CR")
            .map(|sid| CredentialSeed {
                sid: Some(sid),
                value: Some("AKIAIOSFODNN7EXAMPLE:secret".into()),
                ..Default::default()
            })
            .to_vec()
    };
    let mut accounts = sids("AC").map(|sid| AccountSeed { sid: Some(sid), ..Default::default() }).into_iter();
    let account = AccountSeed {
        auth_token: Some("auth_token_0123456789abcdef".into()),
        keys: sids("SK").map(|sid| KeySeed { sid: Some(sid), ..Default::default() }).to_vec(),
        aws: credentials(),
        ..accounts.next().unwrap()
    };
    let seed = Seed { account, subaccounts: accounts.collect(), default_keys: false, ..Seed::default() };
    Fake::builder().seed(seed).spawn().unwrap()
}

/// Holds all requests of each case, as they were read off a socket, against the vectors.
fn sent(face: Face, cases: &[Case]) {
    for case in cases.iter().filter(|case| !case.name.starts_with("host.")) {
        let (name, fake) = (&case.name, five_of_each());
        visit(&Asks(&case.asks), &Send(world::Client::new(face, &fake)));
        let requests = fake.requests();
        assert_eq!(requests.len(), case.requests.len(), "{name}: how many requests went out");
        for (request, expected) in requests.iter().zip(&case.requests) {
            let (method, address) = expected.line.split_once(' ').unwrap();
            assert_eq!((request.method(), request.path()), (method, path(address)), "{name}");
            let query = request.query().into_iter().map(|(name, value)| (name, canonical(&value)));
            assert_eq!(sorted(query.collect()), expected.query, "{name}: query");
            assert_eq!(request.authorization(), Some(expected.authorization.as_str()), "{name}");
            same_body(name, request.header("content-type"), request.body(), expected.form.as_ref());
        }
        vault::learn_fake(&fake);
    }
}

/// What follows the host of an address.
fn path(address: &str) -> &str {
    let host = address.find("://").unwrap() + 3;
    &address[host + address[host..].find('/').unwrap()..]
}

#[test]
fn first_requests_are_those_of_twilios_own_libraries() {
    encoded(&ours());
    encoded(&recorded());
}

/// All requests of all cases.
pub fn all(face: Face) {
    sent(face, &ours());
    sent(face, &recorded());
}

#[test]
fn all_requests_of_a_case_are_read_off_the_socket_async() {
    all(Face::Async);
}

#[test]
fn all_requests_of_a_case_are_read_off_the_socket_blocking() {
    all(Face::Blocking);
}

/// Keeps the hosts that requests go to, and sends none.
#[derive(Default)]
struct Hosts(Mutex<Vec<String>>);

impl Transport for Hosts {
    fn send(
        &self,
        request: http::Request<Body>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Vec<u8>>, TransportError>> {
        let authorization = request.headers()["authorization"].to_str().unwrap().to_owned();
        self.0.lock().unwrap().push(format!("{} {} {authorization}", request.method(), request.uri()));
        Box::pin(async {
            Ok(http::Response::new(json!({"sid": "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}).to_string().into()))
        })
    }
}

#[test]
fn a_region_and_an_edge_change_the_host_alone() {
    let account = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    let hosts = Arc::new(Hosts::default());
    let client = Client::builder()
        .credentials(Credentials::auth_token(account, "t").unwrap())
        .region("ie1")
        .edge("dublin")
        .transport(Arc::clone(&hosts) as Arc<dyn Transport>)
        .build()
        .unwrap();
    let fetch = twilio_iam::api_v2010::accounts::FetchAccount::new(client.account_sid());
    world::run(client.send(fetch)).unwrap();
    let basic = "Basic QUNhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYTp0";
    let address = format!("https://api.dublin.ie1.twilio.com/2010-04-01/Accounts/{account}.json");
    assert_eq!(*hosts.0.lock().unwrap(), [format!("GET {address} {basic}")]);
    for case in recorded().iter().filter(|case| case.name.starts_with("host.")) {
        assert_eq!(
            (&case.requests[0].line, &case.requests[0].authorization),
            (&format!("GET {address}"), &basic.to_owned())
        );
    }
}

#[test]
fn every_operation_has_a_vector() {
    let cases = ours();
    let asked: BTreeSet<&str> = cases.iter().map(|case| case.asks["op"].as_str().unwrap()).collect();
    assert_eq!(asked.len(), twilio_iam::OPERATIONS.len());
}
