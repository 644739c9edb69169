//! Pages of both styles: their links, their tokens, and lists that change or are very long.

use serde_json::Value;
use twilio_iam_fake::{AccountSeed, CredentialSeed, Fake, KeySeed};

use crate::support::{Client, keys_path, text};

/// `SKaa...aa` to `SKaa...ae`, as Twilio's examples have them.
fn five_keys() -> Fake {
    let keys =
        ('a'..='e').map(|last| KeySeed { sid: Some(format!("SK{}{last}", "a".repeat(31))), ..KeySeed::default() });
    let account = AccountSeed { keys: keys.collect(), ..AccountSeed::default() };
    Fake::builder().default_keys(false).account(account).spawn().unwrap()
}

fn sids(page: &Value, key: &str) -> Vec<String> {
    page[key].as_array().unwrap().iter().map(|record| text(record, "sid").to_owned()).collect()
}

#[test]
fn v2010_pages_have_relative_links() {
    let fake = five_keys();
    let client = Client::new(&fake);
    let path = keys_path(&fake);
    let first = client.get(&format!("{path}?PageSize=2")).json(200);
    let b = format!("SK{}b", "a".repeat(31));
    assert_eq!(text(&first, "next_page_uri"), format!("{path}?PageSize=2&Page=1&PageToken=PA{b}"));
    assert_eq!(text(&first, "uri"), format!("{path}?PageSize=2&Page=0"));
    assert_eq!(first["previous_page_uri"], Value::Null);
    assert_eq!(text(&first, "account_sid"), fake.account_sid());

    let second = client.get(text(&first, "next_page_uri")).json(200);
    assert_eq!((&second["page"], &second["start"], &second["end"]), (&1.into(), &2.into(), &3.into()));
    assert_eq!(text(&second, "first_page_uri"), format!("{path}?PageSize=2&Page=0"));
    let third = client.get(text(&second, "next_page_uri")).json(200);
    assert_eq!((sids(&third, "keys").len(), &third["next_page_uri"]), (1, &Value::Null));
    let back = client.get(text(&third, "previous_page_uri")).json(200);
    assert_eq!(sids(&back, "keys"), sids(&second, "keys"));
    let start = client.get(text(&back, "previous_page_uri")).json(200);
    assert_eq!((sids(&start, "keys"), &start["previous_page_uri"]), (sids(&first, "keys"), &Value::Null));
}

#[test]
fn v1_pages_have_absolute_links_under_the_url_that_was_asked() {
    let fake = five_keys();
    let (client, account) = (Client::new(&fake), fake.account_sid());
    let first = client.get(&format!("/v1/Keys?AccountSid={account}&PageSize=2")).json(200);
    let next = text(&first["meta"], "next_page_url");
    let token = format!("PASK{}b", "a".repeat(31));
    assert_eq!(next, format!("{}/v1/Keys?AccountSid={account}&PageSize=2&Page=1&PageToken={token}", fake.url()));
    let second = client.get(next).json(200);
    let third = client.get(text(&second["meta"], "next_page_url")).json(200);
    assert_eq!((sids(&third, "keys").len(), &third["meta"]["next_page_url"]), (1, &Value::Null));
    assert_eq!(third["meta"]["page_size"], 2);
}

#[test]
fn every_list_pages() {
    let credentials = || vec![CredentialSeed::default(), CredentialSeed::default(), CredentialSeed::default()];
    let account = AccountSeed { aws: credentials(), public_keys: credentials(), ..AccountSeed::default() };
    let branch = AccountSeed::default;
    let fake = Fake::builder().account(account).subaccount(branch()).subaccount(branch()).spawn().unwrap();
    let client = Client::new(&fake);
    let v2010 = client.get("/2010-04-01/Accounts.json?PageSize=2").json(200);
    assert_eq!(sids(&client.get(text(&v2010, "next_page_uri")).json(200), "accounts").len(), 1);
    for path in ["/v1/Credentials/AWS", "/v1/Credentials/PublicKeys"] {
        let page = client.get(&format!("{path}?PageSize=2")).json(200);
        assert_eq!(sids(&client.get(text(&page["meta"], "next_page_url")).json(200), "credentials").len(), 1);
    }
}

#[test]
fn paging_parameters_are_checked() {
    let fake = five_keys();
    let client = Client::new(&fake);
    let get = |query: &str| client.get(&format!("{}?{query}", keys_path(&fake)));
    assert_eq!(get("PageSize=1000").json(200)["page_size"], 1000);
    assert_eq!(get("Page=0").json(200)["page_size"], 50);
    for query in ["PageSize=0", "PageSize=1001", "PageSize=many", "Page=-1"] {
        assert_eq!(get(query).refusal(), (400, 20001), "{query}");
    }
    assert_eq!(get("Page=1").refusal(), (400, 70002));
    assert_eq!(get("Page=1&PageToken=PASK00").refusal(), (400, 70002));
    assert_eq!(get("Page=1&PageToken=é").refusal(), (400, 70002));
}

#[test]
fn records_deleted_or_renamed_on_the_way_do_not_move_the_pages() {
    let fake = five_keys();
    let client = Client::new(&fake);
    let (mut seen, mut next) = (Vec::new(), format!("{}?PageSize=2", keys_path(&fake)));
    loop {
        let page = client.get(&next).json(200);
        for sid in sids(&page, "keys") {
            let own = keys_path(&fake).replace(".json", &format!("/{sid}.json"));
            match seen.len() % 2 {
                0 => assert_eq!(client.delete(&own).status, 204),
                _ => assert_eq!(client.post(&own, &[("FriendlyName", "renamed")]).status, 200),
            }
            seen.push(sid);
        }
        match page["next_page_uri"].as_str() {
            Some(uri) => next = uri.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 5);
}

#[test]
fn a_million_keys_are_listed_without_being_stored() {
    let fake = Fake::builder().synthetic_keys(1_000_000).spawn().unwrap();
    let client = Client::new(&fake);
    let first = client.get(&format!("{}?PageSize=1000", keys_path(&fake))).json(200);
    let keys = sids(&first, "keys");
    assert_eq!((keys.len(), fake.keys(&fake.account_sid()).len()), (1000, 3));
    let second = client.get(text(&first, "next_page_uri")).json(200);
    assert_eq!(sids(&second, "keys").len(), 1000);
    assert!(!sids(&second, "keys").contains(&keys[999]));

    let one = |sid: &str| keys_path(&fake).replace(".json", &format!("/{sid}.json"));
    assert_eq!(text(&client.get(&one(&keys[500])).json(200), "sid"), keys[500]);
    assert_eq!(client.delete(&one(&keys[500])).status, 204);
    assert_eq!(client.get(&one(&keys[500])).refusal(), (404, 20404));
    assert_eq!(client.post(&one(&keys[501]), &[("FriendlyName", "stored")]).status, 200);
    let again = client.get(&format!("{}?PageSize=1000", keys_path(&fake))).json(200);
    assert_eq!(sids(&again, "keys")[0], keys[501]);
    assert!(!sids(&again, "keys").contains(&keys[500]));
}

#[test]
fn the_last_of_the_made_up_keys_ends_the_list() {
    let fake = Fake::builder().default_keys(false).synthetic_keys(2500).spawn().unwrap();
    let client = Client::new(&fake);
    let (mut count, mut next) = (0, Some(format!("{}?PageSize=1000", keys_path(&fake))));
    while let Some(uri) = next {
        let page = client.get(&uri).json(200);
        count += sids(&page, "keys").len();
        next = page["next_page_uri"].as_str().map(str::to_owned);
    }
    assert_eq!(count, 2500);
}
