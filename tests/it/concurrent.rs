//! Many at once, and some given up half-way: the pool of connections stays usable.

use std::pin::pin;
use std::time::Duration;

use tokio::task::JoinSet;
use twilio_iam::iam_v1::keys::{CreateKey, FetchKey, ListKeys};
use twilio_iam::{AccountSid, Client, KeySid, blocking};
use twilio_iam_fake::{Fake, Fault, Rule};

use crate::world::{self, Setup};

/// A client for the main account of a fake.
fn client(fake: &Fake) -> Client {
    let setup = Setup { timeout: Duration::from_secs(60), ..Setup::default() };
    setup.apply(Client::builder(), &fake.url(), world::auth_token(fake)).build().unwrap()
}

fn fetch(fake: &Fake) -> FetchKey {
    FetchKey::new(KeySid::new(fake.main_key().username).unwrap())
}

fn account(fake: &Fake) -> AccountSid {
    AccountSid::new(fake.account_sid()).unwrap()
}

/// A future that is asked once and then dropped.
async fn begin(work: impl Future) {
    let mut work = pin!(work);
    assert!(std::future::poll_fn(|context| std::task::Poll::Ready(work.as_mut().poll(context).is_pending())).await);
    // Until the request is on its way.
    tokio::select! {
        _ = work => panic!("it was answered before it was given up"),
        () = tokio::time::sleep(Duration::from_millis(20)) => {}
    }
}

#[test]
fn a_thousand_sends_at_once_all_succeed() {
    let fake = Fake::spawn();
    let client = client(&fake);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let sids = runtime.block_on(async {
        let mut sends = JoinSet::new();
        for number in 0..1000 {
            let (client, account) = (client.clone(), account(&fake));
            sends.spawn(async move {
                let create = CreateKey::new(account).friendly_name(format!("key {number}"));
                client.send(create).await.map(|key| key.sid.to_string())
            });
        }
        let mut sids = std::collections::BTreeSet::new();
        while let Some(sent) = sends.join_next().await {
            sids.insert(sent.unwrap().unwrap());
        }
        sids
    });
    assert_eq!(sids.len(), 1000);
    // The fake came with three keys of its own.
    assert_eq!(fake.keys(&fake.account_sid()).len(), 1003);
    assert_eq!(fake.requests().len(), 1000);
}

#[test]
fn many_threads_send_by_one_blocking_client() {
    const THREADS: usize = 64;
    const EACH: usize = 16;
    let fake = Fake::spawn();
    let setup = Setup { timeout: Duration::from_secs(60), ..Setup::default() };
    let client = setup.apply(blocking::Client::builder(), &fake.url(), world::auth_token(&fake)).build().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (client, account) = (client.clone(), account(&fake));
            scope.spawn(move || {
                for number in 0..EACH {
                    let name = format!("key {number} of thread {thread}");
                    let made = client.send(CreateKey::new(&account).friendly_name(&name)).unwrap();
                    // Each one's own answer, and not that of another thread.
                    assert_eq!(made.friendly_name, Some(name));
                }
            });
        }
    });
    assert_eq!(fake.keys(&fake.account_sid()).len(), THREADS * EACH + 3);
    assert_eq!(fake.requests().len(), THREADS * EACH);
}

#[test]
fn a_send_that_is_dropped_leaves_the_pool_usable() {
    let fake = Fake::spawn();
    let client = client(&fake);
    world::run(async {
        client.send(fetch(&fake)).await.unwrap();
        let late = fake.add_rule(Rule::any(Fault::DelayReply(Duration::from_secs(60))));
        for _ in 0..20 {
            begin(client.send(fetch(&fake))).await;
        }
        fake.remove_rule(late);
        for _ in 0..20 {
            client.send(fetch(&fake)).await.unwrap();
        }
    });
    assert!(fake.requests().len() > 21, "nothing that was dropped had been sent");
}

#[test]
fn a_body_that_is_dropped_half_way_is_not_taken_for_the_next_answer() {
    let fake = Fake::spawn();
    let client = client(&fake);
    world::run(async {
        let slow = fake.add_rule(Rule::any(Fault::Trickle(Duration::from_millis(5))));
        begin(client.send(fetch(&fake))).await;
        fake.remove_rule(slow);
        for _ in 0..5 {
            assert_eq!(client.send(fetch(&fake)).await.unwrap().sid.as_str(), fake.main_key().username);
        }
    });
}

#[test]
fn a_stream_that_is_dropped_or_asked_again_leaves_the_pool_usable() {
    let fake = Fake::spawn();
    let client = client(&fake);
    world::run(async {
        for _ in 0..20 {
            let mut keys = client.items(ListKeys::new(account(&fake)).page_size(1));
            assert!(keys.try_next().await.unwrap().is_some());
            let late = fake.add_rule(Rule::any(Fault::DelayReply(Duration::from_secs(60))));
            begin(keys.try_next()).await;
            fake.remove_rule(late);
        }
        // What was dropped is the question and not the page on its way.
        let mut keys = client.items(ListKeys::new(account(&fake)).page_size(1));
        let first = keys.try_next().await.unwrap().unwrap();
        let late = fake.add_rule(Rule::any(Fault::DelayReply(Duration::from_millis(100))).times(1));
        begin(keys.try_next()).await;
        let second = keys.try_next().await.unwrap().unwrap();
        assert_ne!(first.sid, second.sid);
        assert_eq!(fake.struck(late), 1);
        assert_eq!(count(&client, &fake).await, 3);
    });
}

/// How many keys there are, page after page.
async fn count(client: &Client, fake: &Fake) -> usize {
    let mut keys = client.items(ListKeys::new(account(fake)).page_size(2));
    let mut count = 0;
    while keys.try_next().await.unwrap().is_some() {
        count += 1;
    }
    count
}
