//! `/2010-04-01/Accounts`.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;
use twilio_iam_fake::{AccountSeed, AccountStatus, Fake};

use crate::support::{Client, text};

const LIST: &str = "/2010-04-01/Accounts.json";

#[test]
fn a_subaccount_is_created_fetched_and_listed() {
    let fake = Fake::builder().frozen_at(UNIX_EPOCH + Duration::from_secs(1_465_858_208)).spawn().unwrap();
    let client = Client::new(&fake);
    let made = client.post(LIST, &[("FriendlyName", "Branch")]).json(201);
    assert_eq!(text(&made, "friendly_name"), "Branch");
    assert_eq!(text(&made, "status"), "active");
    assert_eq!(text(&made, "date_created"), "Mon, 13 Jun 2016 22:50:08 +0000");
    assert_eq!(text(&made, "owner_account_sid"), fake.account_sid());
    assert_eq!(text(&made, "auth_token").len(), 32);
    assert!(text(&made["subresource_uris"], "keys").ends_with("/Keys.json"));

    let fetched = client.get(text(&made, "uri")).json(200);
    assert_eq!(fetched, made);
    let listed = client.get(LIST).json(200);
    let sids: Vec<_> = listed["accounts"].as_array().unwrap().iter().map(|account| text(account, "sid")).collect();
    assert_eq!(sids, [text(&made, "sid"), &fake.account_sid()]);
    assert_eq!(listed["next_page_uri"], Value::Null);
    assert_eq!(listed["end"], 1);
}

#[test]
fn a_subaccount_without_a_name_is_named_after_the_time() {
    let fake = Fake::builder().frozen_at(UNIX_EPOCH + Duration::from_secs(1_465_858_208)).spawn().unwrap();
    let made = Client::new(&fake).post(LIST, &[]).json(201);
    assert_eq!(text(&made, "friendly_name"), "SubAccount Created at 2016-06-13 10:50 pm");
}

#[test]
fn the_list_is_filtered_by_name_and_status() {
    let seed = |name: &str, status| AccountSeed { friendly_name: Some(name.into()), status, ..AccountSeed::default() };
    let fake = Fake::builder()
        .subaccount(seed("one", AccountStatus::Active))
        .subaccount(seed("two", AccountStatus::Suspended))
        .spawn()
        .unwrap();
    let client = Client::new(&fake);
    let names = |query: &str| {
        let body = client.get(&format!("{LIST}?{query}")).json(200);
        let uri = text(&body, "first_page_uri").to_owned();
        assert_eq!(uri, format!("{LIST}?{query}&PageSize=50&Page=0"));
        body["accounts"].as_array().unwrap().iter().map(|one| text(one, "friendly_name").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("FriendlyName=one"), ["one"]);
    assert_eq!(names("Status=suspended"), ["two"]);
    assert!(names("FriendlyName=one&Status=closed").is_empty());
}

#[test]
fn suspending_and_closing_stop_the_credentials_of_a_subaccount() {
    let fake = Fake::builder().subaccount(AccountSeed::default()).spawn().unwrap();
    let branch = fake.accounts().pop().unwrap();
    let path = format!("/2010-04-01/Accounts/{}.json", branch.sid);
    let (owner, client) = (Client::new(&fake), Client::basic(&fake, &branch.sid, branch.tokens.primary.expose()));
    assert_eq!(client.get(&path).status, 200);
    assert_eq!(text(&owner.post(&path, &[("Status", "suspended")]).json(200), "status"), "suspended");
    assert_eq!(client.get(&path).refusal(), (401, 20003));
    owner.post(&path, &[("Status", "active")]).json(200);
    assert_eq!(client.get(&path).status, 200);
    owner.post(&path, &[("Status", "closed")]).json(200);
    assert_eq!(client.get(&path).refusal(), (401, 20003));
    assert_eq!(owner.post(&path, &[("Status", "active")]).refusal(), (400, 20001));
    assert_eq!(fake.account(&branch.sid).unwrap().status, AccountStatus::Closed);
}

#[test]
fn updates_are_checked() {
    let fake = Fake::builder().subaccount(AccountSeed::default()).spawn().unwrap();
    let branch = fake.accounts().pop().unwrap();
    let path = format!("/2010-04-01/Accounts/{}.json", branch.sid);
    let client = Client::new(&fake);
    assert_eq!(text(&client.post(&path, &[("FriendlyName", "é")]).json(200), "friendly_name"), "é");
    assert_eq!(client.post(&path, &[("FriendlyName", &"é".repeat(65))]).refusal(), (400, 70001));
    assert_eq!(client.post(&path, &[("Status", "asleep")]).refusal(), (400, 20001));
    let own = format!("/2010-04-01/Accounts/{}.json", fake.account_sid());
    assert_eq!(client.post(&own, &[("Status", "closed")]).refusal(), (400, 20001));
    assert_eq!(client.delete(&own).refusal(), (405, 20004));
}
