//! Lists by both clients: pages in turn, limits, saved places, loops, and links to where credentials must not go.

use crate::both::{AC, Set, runtime};
use crate::server::{Act, Server};
use std::time::Duration;
use twilio_iam::api_v2010::keys::ListKeys;
use twilio_iam::{Error, PagingProblem, SavedPage};

fn page(first: usize, keys: usize, next: Option<&str>) -> Act {
    let keys: Vec<String> = (first..first + keys).map(|key| format!(r#"{{"sid": "SK{key:032x}"}}"#)).collect();
    let next = next.map_or("null".to_owned(), |next| format!("{next:?}"));
    let keys = keys.join(",");
    Act::json(format!(r#"{{"keys": [{keys}], "page": 0, "page_size": 2, "next_page_uri": {next}}}"#))
}

/// Three pages: of two keys, of none, and of three.
fn three() -> Server {
    Server::start(vec![page(0, 2, Some("?Page=1")), page(2, 0, Some("?Page=2")), page(2, 3, None)])
}

fn numbers<'a>(sids: impl IntoIterator<Item = &'a str>) -> Vec<usize> {
    sids.into_iter().map(|sid| usize::from_str_radix(&sid[2..], 16).unwrap()).collect()
}

fn asynchronous(set: &Set, server: &Server, limit: Option<usize>) -> Result<Vec<usize>, Error> {
    runtime().block_on(async {
        let mut items = set.client(&server.base).items(ListKeys::new());
        if let Some(limit) = limit {
            items = items.limit(limit);
        }
        let mut sids = Vec::new();
        while let Some(key) = items.try_next().await? {
            sids.push(key.sid.to_string());
        }
        assert!(items.try_next().await?.is_none(), "the end stays the end");
        Ok(numbers(sids.iter().map(String::as_str)))
    })
}

fn blocking(set: &Set, server: &Server, limit: Option<usize>) -> Result<Vec<usize>, Error> {
    let mut items = set.blocking(&server.base).items(ListKeys::new());
    if let Some(limit) = limit {
        items = items.limit(limit);
    }
    let sids = items.map(|key| Ok(key?.sid.to_string())).collect::<Result<Vec<_>, Error>>()?;
    Ok(numbers(sids.iter().map(String::as_str)))
}

/// The keys of a list, by one client.
type Listing = fn(&Set, &Server, Option<usize>) -> Result<Vec<usize>, Error>;

const CLIENTS: [Listing; 2] = [asynchronous, blocking];

#[test]
fn every_record_comes_once_in_order_also_with_prefetch() {
    for prefetch in [false, true] {
        let set = Set { prefetch, ..Set::default() };
        for items in CLIENTS {
            let server = three();
            assert_eq!(items(&set, &server, None).unwrap(), [0, 1, 2, 3, 4]);
            let lines: Vec<String> =
                server.requests().iter().map(|request| request.lines().next().unwrap().to_owned()).collect();
            let line = |query: &str| format!("GET /2010-04-01/Accounts/{AC}/Keys.json{query} HTTP/1.1");
            assert_eq!(lines, [line(""), line("?Page=1"), line("?Page=2")]);
        }
    }
}

#[test]
fn a_limit_bounds_records_and_requests() {
    for prefetch in [false, true] {
        let set = Set { prefetch, ..Set::default() };
        for items in CLIENTS {
            for (limit, expected, requests) in
                [(0, vec![], 0), (1, vec![0], 1), (2, vec![0, 1], 1), (3, vec![0, 1, 2], 3)]
            {
                let server = three();
                assert_eq!(items(&set, &server, Some(limit)).unwrap(), expected);
                assert_eq!(server.requests().len(), requests, "limit {limit}");
                if let Some(first) = server.requests().first() {
                    assert!(first.contains(&format!("?PageSize={limit} ")), "{first}");
                }
            }
        }
    }
}

#[test]
fn links_to_elsewhere_and_loops_end_the_list_after_what_came() {
    for prefetch in [false, true] {
        let set = Set { prefetch, ..Set::default() };
        for items in CLIENTS {
            let evil = three();
            let link = format!("{}/x?secret", evil.base);
            let server = Server::start(vec![page(0, 2, Some(&link))]);
            let error = items(&set, &server, None).unwrap_err();
            let Error::Paging(paging) = &error else { panic!("{error}") };
            assert!(matches!(paging.problem(), PagingProblem::Elsewhere { .. }), "{error}");
            assert!(!error.to_string().contains("secret"), "{error}");
            assert_eq!((server.requests().len(), evil.requests().len()), (1, 0));

            let server = Server::start(vec![page(0, 2, Some("/b"))]);
            let error = items(&set, &server, None).unwrap_err();
            let Error::Paging(paging) = &error else { panic!("{error}") };
            assert_eq!(*paging.problem(), PagingProblem::Loop);
            assert_eq!(server.requests().len(), 2);
        }
    }
}

#[test]
fn a_list_goes_on_from_a_saved_page() {
    let set = Set::default();
    let server = three();
    let client = set.blocking(&server.base);
    let first = client.pages(ListKeys::new()).try_next().unwrap().unwrap();
    let saved: SavedPage = serde_json::from_str(&serde_json::to_string(first.saved().unwrap()).unwrap()).unwrap();
    let rest: Vec<_> = client.items(ListKeys::new()).resume(saved.clone()).map(Result::unwrap).collect();
    assert_eq!(numbers(rest.iter().map(|key| key.sid.as_str())), [2, 3, 4]);

    let other = three();
    runtime().block_on(async {
        let client = set.client(&other.base);
        let error = client.pages(ListKeys::new()).resume(saved).try_next().await.unwrap_err();
        assert!(matches!(error, Error::Paging(_)), "{error}");
    });
    assert!(other.requests().is_empty());
}

#[test]
fn a_try_next_that_is_dropped_loses_nothing() {
    let late = |act: Act| match act {
        Act::Answer(_, _, body) => Act::Late(Duration::from_millis(100), body),
        act => act,
    };
    let server = Server::start(vec![late(page(0, 2, Some("/b"))), late(page(2, 2, None))]);
    runtime().block_on(async {
        let mut items = Set::default().client(&server.base).items(ListKeys::new());
        let (mut sids, mut dropped) = (Vec::new(), 0);
        loop {
            match tokio::time::timeout(Duration::from_millis(10), items.try_next()).await {
                Err(_) => dropped += 1,
                Ok(Ok(Some(key))) => sids.push(key.sid.to_string()),
                Ok(end) => break assert!(end.unwrap().is_none()),
            }
        }
        assert_eq!(numbers(sids.iter().map(String::as_str)), [0, 1, 2, 3]);
        assert!(dropped > 4, "{dropped}");
    });
    assert_eq!(server.requests().len(), 2);
}
