//! The thread of the blocking client: it works, and ends, wherever the client is used, inside async tasks too.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Builder;
use twilio_iam::iam_v1::keys::{CreateKey, ListKeys};
use twilio_iam::{AccountSid, blocking};
use twilio_iam_fake::Fake;

use crate::world::{self, Setup};

fn client(fake: &Fake) -> blocking::Client {
    Setup::default().apply(blocking::Client::builder(), &fake.url(), world::auth_token(fake)).build().unwrap()
}

/// Makes a key and lists all, and drops the client.
fn work(fake: &Fake, client: blocking::Client) {
    let account = AccountSid::new(fake.account_sid()).unwrap();
    client.send(CreateKey::new(&account)).unwrap();
    assert!(client.items(ListKeys::new(&account).page_size(2)).map(Result::unwrap).count() >= 4);
}

#[test]
fn it_blocks_and_does_not_panic_inside_async_tasks() {
    let fake = Arc::new(Fake::spawn());
    for mut runtime in [Builder::new_current_thread(), Builder::new_multi_thread()] {
        let made_outside = client(&fake);
        runtime.enable_all().build().unwrap().block_on(async {
            work(&fake, made_outside);
            let (one, other) = (Arc::clone(&fake), Arc::clone(&fake));
            tokio::spawn(async move { work(&one, client(&one)) }).await.unwrap();
            tokio::task::spawn_blocking(move || work(&other, client(&other))).await.unwrap();
        });
    }
}

/// One that was started by a task outlives the task and its runtime.
#[test]
fn it_does_not_depend_on_the_runtime_that_it_was_first_used_in() {
    let fake = Fake::spawn();
    let client = client(&fake);
    world::run(async { work(&fake, client.clone()) });
    world::run(async { work(&fake, client.clone()) });
    work(&fake, client);
}

/// In a process of its own, where no other test has threads.
#[test]
#[cfg(target_os = "linux")]
fn there_is_one_from_the_first_request_to_the_last_client() {
    let mut alone = Command::new(std::env::current_exe().unwrap());
    let done = alone.args(["--exact", "thread::alone", "--ignored", "--nocapture"]).output().unwrap();
    let told = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{told}{}", String::from_utf8_lossy(&done.stderr));
    assert!(told.contains("1 passed"), "nothing was looked at: {told}");
}

/// How many threads of this process have the name.
fn threads() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|name| name.trim() == "twilio-iam").count()
}

#[test]
#[ignore = "it is run in a process of its own, by the test above"]
fn alone() {
    let fake = Fake::spawn();
    let client = client(&fake);
    let account = AccountSid::new(fake.account_sid()).unwrap();
    let others = [client.clone(), client.for_account(account.clone())];
    assert_eq!(threads(), 0, "before the first request");
    std::thread::scope(|scope| {
        for number in 0..16 {
            let other = &others[number % others.len()];
            let account = &account;
            scope.spawn(move || other.send(CreateKey::new(account)).unwrap());
        }
    });
    assert_eq!(threads(), 1);
    drop(others);
    client.send(CreateKey::new(&account)).unwrap();
    assert_eq!(threads(), 1);
    drop(client);
    let begun = Instant::now();
    while threads() > 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "it goes on after the last client");
        std::thread::sleep(Duration::from_millis(5));
    }
}
