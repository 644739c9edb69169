//! Who may do what: main account and subaccount, auth token and the three kinds of keys, test credentials.

use serde_json::json;
use twilio_iam_fake::{AccountSeed, Fake, KeySeed};

use crate::support::{Client, keys_path, text};

#[test]
fn missing_and_wrong_credentials_are_refused() {
    let fake = Fake::spawn();
    let (account, key) = (fake.account_sid(), fake.main_key());
    let refused = [
        Client::anonymous(&fake),
        Client::basic(&fake, &account, "wrong"),
        Client::basic(&fake, &account, key.password.expose()),
        Client::basic(&fake, &key.username, &fake.auth_token()),
        Client::basic(&fake, "AC00000000000000000000000000000000", &fake.auth_token()),
        Client::bearer(&fake, "nonsense"),
    ];
    for client in refused {
        for path in ["/2010-04-01/Accounts.json", "/v1/Credentials/AWS", "/v1/Keys"] {
            let reply = client.get(path);
            assert_eq!(reply.refusal(), (401, 20003));
            assert_eq!(reply.header("www-authenticate"), "Basic realm=\"Twilio API\"");
        }
    }
}

#[test]
fn a_main_key_may_do_what_the_auth_token_may() {
    let fake = Fake::spawn();
    let client = Client::with(&fake, &fake.main_key());
    assert_eq!(client.get("/2010-04-01/Accounts.json").status, 200);
    assert_eq!(client.post(&keys_path(&fake), &[]).status, 201);
    assert_eq!(client.post("/v1/Keys", &[("AccountSid", &fake.account_sid())]).status, 201);
}

#[test]
fn a_standard_key_reaches_neither_accounts_nor_keys() {
    let fake = Fake::spawn();
    let client = Client::with(&fake, &fake.standard_key());
    assert_eq!(client.get("/2010-04-01/Accounts.json").refusal(), (401, 20003));
    assert_eq!(client.get(&keys_path(&fake)).refusal(), (401, 20003));
    assert_eq!(client.post("/v1/Keys", &[("AccountSid", &fake.account_sid())]).refusal(), (401, 20003));
    assert_eq!(client.get("/v1/Credentials/AWS").status, 200);
}

#[test]
fn a_restricted_key_is_held_to_its_policy() {
    let fake = Fake::spawn();
    let account = fake.account_sid();
    let create = [("AccountSid", account.as_str())];
    let refused = Client::with(&fake, &fake.restricted_key()).post("/v1/Keys", &create);
    assert_eq!(refused.refusal(), (403, 70051));
    assert!(refused.text().contains("/twilio/iam/api-keys/create"), "{}", refused.text());

    let allowed = fake.add_key(&account, &KeySeed::restricted(["/twilio/iam/api-keys/create"]));
    let client = Client::with(&fake, &allowed);
    let made = client.post("/v1/Keys", &create).json(201);
    let path = format!("/v1/Keys/{}", text(&made, "sid"));
    assert_eq!(client.delete(&path).refusal(), (403, 70051));
    let all = json!({"allow": ["/twilio/iam/api-keys/*"]}).to_string();
    Client::new(&fake).post(&format!("/v1/Keys/{}", allowed.username), &[("Policy", &all)]).json(200);
    assert_eq!(client.delete(&path).status, 204);
    assert_eq!(client.get("/2010-04-01/Accounts.json").refusal(), (403, 70051));
}

#[test]
fn test_credentials_are_refused_everywhere() {
    let fake = Fake::spawn();
    let client = Client::with(&fake, &fake.test_credentials());
    for path in ["/2010-04-01/Accounts.json", "/v1/Keys", "/v1/SafeList/Numbers?PhoneNumber=%2B1800"] {
        assert_eq!(client.get(path).refusal(), (403, 20008));
    }
}

#[test]
fn parent_credentials_reach_subaccounts_under_v2010_alone() {
    let fake = Fake::builder().subaccount(AccountSeed::default()).spawn().unwrap();
    let branch = fake.accounts().pop().unwrap().sid;
    let keys = format!("/2010-04-01/Accounts/{branch}/Keys.json");
    for client in [Client::new(&fake), Client::with(&fake, &fake.main_key())] {
        assert_eq!(client.get(&keys).status, 200);
        assert_eq!(client.post(&keys, &[]).status, 201);
        assert_eq!(client.get(&format!("/v1/Keys?AccountSid={branch}")).refusal(), (401, 20003));
        assert_eq!(client.post("/v1/Keys", &[("AccountSid", &branch)]).refusal(), (401, 20003));
    }
    let key = &fake.keys(&branch)[0].sid;
    assert_eq!(Client::new(&fake).get(&format!("/v1/Keys/{key}")).refusal(), (404, 20404));
}

#[test]
fn subaccount_credentials_reach_nothing_of_parent_or_siblings() {
    let branch = || AccountSeed { keys: vec![KeySeed::main()], ..AccountSeed::default() };
    let fake = Fake::builder().subaccount(branch()).subaccount(branch()).spawn().unwrap();
    let [ref main, ref one, ref two] = fake.accounts()[..] else { panic!("three accounts") };
    assert_eq!(main.sid, fake.account_sid());
    let with_token = Client::basic(&fake, &one.sid, one.tokens.primary.expose());
    let with_key = Client::with(&fake, &fake.keys(&one.sid)[0].credentials());
    for client in [with_token, with_key] {
        for other in [&main.sid, &two.sid] {
            assert_eq!(client.get(&format!("/2010-04-01/Accounts/{other}.json")).refusal(), (401, 20003));
            assert_eq!(client.get(&format!("/2010-04-01/Accounts/{other}/Keys.json")).refusal(), (401, 20003));
            let key = &fake.keys(other)[0].sid;
            assert_eq!(client.get(&format!("/v1/Keys/{key}")).refusal(), (404, 20404));
            let own = format!("/2010-04-01/Accounts/{}/Keys/{key}.json", one.sid);
            assert_eq!(client.get(&own).refusal(), (404, 20404));
        }
        let listed = client.get("/2010-04-01/Accounts.json").json(200);
        assert_eq!(listed["accounts"].as_array().unwrap().len(), 1);
        assert_eq!(client.post("/2010-04-01/Accounts.json", &[]).refusal(), (401, 20003));
        assert_eq!(client.get(&format!("/v1/Keys?AccountSid={}", one.sid)).status, 200);
    }
}

#[test]
fn unknown_paths_and_methods_are_refused() {
    let fake = Fake::spawn();
    let client = Client::new(&fake);
    assert_eq!(client.get("/v3/Nothing").refusal(), (404, 20404));
    assert_eq!(client.get("/2010-04-01/Accounts/AC1/Calls.json").refusal(), (404, 20404));
    assert_eq!(client.get("/v1/AuthTokens/Promote").refusal(), (405, 20004));
}
