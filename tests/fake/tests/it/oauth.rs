//! `/v2/token` of oauth.twilio.com, and the bearer tokens it hands out.

use std::time::Duration;

use twilio_iam_fake::{Fake, OauthClientSeed};

use crate::support::{Client, text};

#[test]
fn client_credentials_buy_a_token_that_expires() {
    let fake = Fake::spawn();
    let client = fake.add_oauth_client(&OauthClientSeed { expires_in: Some(60), ..OauthClientSeed::default() });
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &client.client_id),
        ("client_secret", client.client_secret.expose()),
    ];
    let anonymous = Client::anonymous(&fake);
    let reply = anonymous.post("/v2/token", &form).json(200);
    assert_eq!((text(&reply, "token_type"), reply["expires_in"].as_u64()), ("bearer", Some(60)));
    let bearer = Client::bearer(&fake, text(&reply, "access_token"));
    assert_eq!(bearer.get("/2010-04-01/Accounts.json").status, 200);
    fake.advance(Duration::from_secs(61));
    assert_eq!(bearer.get("/2010-04-01/Accounts.json").refusal(), (401, 20003));
    let again = anonymous.post("/v2/token", &form).json(200);
    assert_ne!(again["access_token"], reply["access_token"]);

    let by_header = Client::basic(&fake, &client.client_id, client.client_secret.expose());
    assert_eq!(by_header.post("/v2/token", &form[..1]).status, 200);
}

#[test]
fn wrong_grants_are_refused() {
    let fake = Fake::spawn();
    let client = Client::anonymous(&fake);
    let wrong = [("grant_type", "client_credentials"), ("client_id", "OQ1"), ("client_secret", "wrong")];
    assert_eq!(client.post("/v2/token", &wrong).refusal(), (401, 20003));
    assert_eq!(client.post("/v2/token", &[("grant_type", "password")]).refusal(), (400, 20001));
    assert_eq!(client.post("/v2/token", &wrong[..1]).refusal(), (400, 20001));
}
