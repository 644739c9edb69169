//! Each fault as a client sees it, and what the fake holds afterwards.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use twilio_iam_fake::{Canned, Edit, Fake, Fault, NextPage, Rule};

use crate::support::{Client, Reply, keys_path, text};

/// Creates a key while this fault is in force: what came back, how many keys were made, how many requests were read.
fn create(fault: Fault) -> (Result<Reply, reqwest::Error>, usize, usize) {
    let fake = Fake::builder().default_keys(false).rule(Rule::new("POST", "/v1/Keys", fault)).spawn().unwrap();
    let reply = Client::new(&fake).send("POST", "/v1/Keys", &[("AccountSid", &fake.account_sid())]);
    (reply, fake.keys(&fake.account_sid()).len(), fake.requests().len())
}

/// Lists keys while this fault is in force.
fn list(fault: Fault) -> (Fake, Reply) {
    let fake = Fake::builder().rule(Rule::new("GET", "**/Keys.json", fault)).spawn().unwrap();
    let reply = Client::new(&fake).get(&keys_path(&fake));
    (fake, reply)
}

#[test]
fn a_canned_reply_comes_before_or_after_processing() {
    let (reply, keys, requests) = create(Fault::too_many_requests(Some(7)));
    let reply = reply.unwrap();
    assert_eq!((reply.refusal(), reply.header("retry-after"), keys, requests), ((429, 20429), "7", 0, 1));
    assert!(reply.header("twilio-request-id").starts_with("RQ"));
    let (reply, keys, _) = create(Canned::new(500).after_processing().into());
    assert_eq!((reply.unwrap().status, keys), (500, 1));
    let (reply, keys, _) = create(Fault::problem(400, 20001, "Bad"));
    let reply = reply.unwrap();
    assert_eq!((reply.header("content-type"), keys), ("application/problem+json", 0));
    let (reply, ..) = create(Fault::html(502));
    assert_eq!(reply.unwrap().header("content-type"), "text/html");
    let (reply, ..) = create(Fault::status(503));
    assert_eq!((reply.as_ref().unwrap().status, reply.unwrap().body.len()), (503, 0));
}

#[test]
fn a_connection_drops_before_reading_before_processing_or_before_answering() {
    let (reply, keys, requests) = create(Fault::DropUnread);
    assert!(reply.is_err());
    assert_eq!((keys, requests), (0, 0));
    let (reply, keys, requests) = create(Fault::DropUnprocessed);
    assert!(reply.is_err());
    assert_eq!((keys, requests), (0, 1));
    let (reply, keys, requests) = create(Fault::DropUnanswered);
    assert!(reply.is_err());
    assert_eq!((keys, requests), (1, 1));
}

#[test]
fn a_new_connection_can_be_dropped_at_once() {
    let fake = Fake::spawn();
    fake.drop_connections(1);
    let client = Client::new(&fake);
    assert!(client.send("POST", "/v1/Keys", &[]).is_err());
    assert_eq!(client.post("/v1/Keys", &[]).status, 400);
    assert_eq!((fake.connections(), fake.requests().len()), (2, 1));
}

#[test]
fn a_body_is_cut_while_more_was_declared() {
    let fake = Fake::builder().rule(Rule::any(Fault::CutBody(10))).spawn().unwrap();
    for (method, path) in [("GET", keys_path(&fake)), ("DELETE", format!("/v1/Keys/{}", fake.standard_key().username))]
    {
        assert!(Client::new(&fake).send(method, &path, &[]).is_err());
    }
    let mut stream = TcpStream::connect(fake.url().trim_start_matches("http://")).unwrap();
    stream.write_all(b"GET /v1/Keys HTTP/1.1\r\n\r\n").unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    assert_eq!(body.len(), 10);
    assert!(!head.contains("Content-Length: 10\r"), "{head}");
}

#[test]
fn a_reply_is_delayed_or_trickles() {
    let pause = Duration::from_millis(80);
    let start = Instant::now();
    let (reply, ..) = create(Fault::DelayReply(pause));
    assert_eq!(reply.unwrap().status, 201);
    assert!(start.elapsed() >= pause);
    let fake = Fake::builder().rule(Rule::any(Fault::None).delay(pause)).spawn().unwrap();
    let start = Instant::now();
    assert_eq!(Client::new(&fake).get("/v1/Keys").status, 400);
    assert!(start.elapsed() >= pause);
    let start = Instant::now();
    let (reply, ..) = create(Fault::Trickle(Duration::from_millis(1)));
    let length = reply.unwrap().body.len() as u32;
    assert!(start.elapsed() >= Duration::from_millis(1) * length);
}

#[test]
fn a_body_can_be_huge_with_and_without_a_length() {
    let bytes = 33 << 20;
    for declared in [true, false] {
        let (_fake, reply) = list(Fault::Huge { bytes, declared });
        assert_eq!((reply.status, reply.body.len() as u64), (200, bytes));
        assert_eq!(reply.header("content-length").is_empty(), !declared);
        assert!(reply.body.starts_with(b"{\"padding\":\"xx") && reply.body.ends_with(b"x\"}"));
    }
}

#[test]
fn a_content_type_can_be_wrong() {
    let (_fake, reply) = list(Fault::ContentType("text/plain".into()));
    assert_eq!(reply.header("content-type"), "text/plain");
    assert!(reply.json(200)["keys"].is_array());
}

#[test]
fn a_redirect_leads_to_a_second_fake_that_tells_who_came() {
    let elsewhere = Fake::spawn();
    let fake = Fake::builder().rule(Rule::any(Fault::redirect(&elsewhere.url()))).spawn().unwrap();
    let reply = Client::new(&fake).get(&format!("{}?PageSize=1", keys_path(&fake)));
    assert_eq!(reply.status, 307);
    assert_eq!(reply.header("location"), format!("{}{}?PageSize=1", elsewhere.url(), keys_path(&fake)));
    Client::anonymous(&fake).get(reply.header("location"));
    let [ref request] = elsewhere.requests()[..] else { panic!("one request") };
    assert_eq!((request.authorization(), request.status()), (None, Some(401)));
}

#[test]
fn members_are_set_removed_and_spoiled() {
    let edits = vec![
        Edit::Set("/keys/*/date_created".into(), json!("yesterday")),
        Edit::Set("/keys/0/sid".into(), json!(7)),
        Edit::Set("/keys/1/friendly_name".into(), Value::Null),
        Edit::Set("/extra".into(), json!({"a": []})),
        Edit::Remove("/page".into()),
    ];
    let (_fake, reply) = list(Fault::Edit(edits));
    let page = reply.json(200);
    assert_eq!((&page["keys"][0]["sid"], &page["keys"][1]["friendly_name"]), (&json!(7), &Value::Null));
    assert_eq!((text(&page["keys"][2], "date_created"), page.get("page")), ("yesterday", None));
    assert_eq!(page["extra"], json!({"a": []}));
    let rule = Rule::new("GET", "/2010-04-01/Accounts/{AccountSid}.json", Fault::set("/status", "hibernating"));
    let fake = Fake::builder().rule(rule).spawn().unwrap();
    let account = Client::new(&fake).get(&format!("/2010-04-01/Accounts/{}.json", fake.account_sid()));
    assert_eq!(text(&account.json(200), "status"), "hibernating");
}

#[test]
fn the_next_page_is_elsewhere_the_same_or_without_end() {
    let (fake, reply) = list(Fault::NextPage(NextPage::On("https://evil.example".into())));
    let own = format!("{}?PageSize=50&Page=0", keys_path(&fake));
    assert_eq!(text(&reply.json(200), "next_page_uri"), format!("https://evil.example{own}"));
    let (fake, reply) = list(Fault::NextPage(NextPage::Same));
    assert_eq!(text(&reply.json(200), "next_page_uri"), format!("{}?PageSize=50&Page=0", keys_path(&fake)));
    let (_fake, reply) = list(Fault::NextPage(NextPage::Exactly("//evil.example/x".into())));
    assert_eq!(text(&reply.json(200), "next_page_uri"), "//evil.example/x");

    let endless = Rule::new("GET", "/v1/Keys", Fault::NextPage(NextPage::Endless));
    let fake = Fake::builder().rule(endless).spawn().unwrap();
    let client = Client::new(&fake);
    let mut next = format!("{}/v1/Keys?AccountSid={}&PageSize=2", fake.url(), fake.account_sid());
    let mut links = std::collections::BTreeSet::new();
    for _ in 0..20 {
        let page = client.get(&next).json(200);
        assert_eq!(page["keys"].as_array().unwrap().len(), 2);
        next = text(&page["meta"], "next_page_url").to_owned();
        assert!(next.starts_with(&fake.url()) && links.insert(next.clone()), "{next}");
    }
}

#[test]
fn rules_come_and_go_and_count() {
    let fake = Fake::spawn();
    let client = Client::new(&fake);
    let status = || client.get("/v1/Credentials/AWS").status;
    let second = fake.add_rule(Rule::new("GET", "/v1/**", Fault::status(500)).nth(2));
    let others = fake.add_rule(Rule::new("*", "/v1/Credentials/*", Fault::status(503)).skip(3).times(2));
    assert_eq!([status(), status(), status(), status(), status(), status()], [200, 500, 200, 503, 503, 200]);
    assert_eq!((fake.struck(second), fake.struck(others)), (1, 2));
    let always = fake.add_rule(Rule::any(Fault::status(500)));
    assert_eq!(status(), 500);
    fake.remove_rule(always);
    assert_eq!(status(), 200);
    fake.add_rule(Rule::any(Fault::status(500)));
    fake.clear_rules();
    assert_eq!(status(), 200);
}
