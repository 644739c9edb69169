//! `/v1/AuthTokens` of accounts.twilio.com.

use twilio_iam_fake::Fake;

use crate::support::{Client, text};

const SECONDARY: &str = "/v1/AuthTokens/Secondary";
const PROMOTE: &str = "/v1/AuthTokens/Promote";

#[test]
fn promotion_makes_the_secondary_token_primary_and_kills_the_old_one() {
    let fake = Fake::spawn();
    let (account, old) = (fake.account_sid(), Client::new(&fake));
    let made = old.post(SECONDARY, &[]).json(201);
    let token = text(&made, "secondary_auth_token");
    assert_eq!(text(&made, "account_sid"), account);
    assert_eq!(text(&made, "url"), format!("{}{SECONDARY}", fake.url()));
    assert!(text(&made, "date_created").ends_with('Z'));

    let new = Client::basic(&fake, &account, token);
    assert_eq!((old.get("/v1/Credentials/AWS").status, new.get("/v1/Credentials/AWS").status), (200, 200));
    assert_eq!(text(&new.post(PROMOTE, &[]).json(200), "auth_token"), token);
    assert_eq!(old.get("/v1/Credentials/AWS").refusal(), (401, 20003));
    assert_eq!(new.get("/v1/Credentials/AWS").status, 200);
    assert_eq!(fake.auth_token(), token);
    assert_eq!(fake.auth_tokens(&account).unwrap().secondary, None);
}

#[test]
fn a_deleted_secondary_token_works_no_more() {
    let fake = Fake::spawn();
    let client = Client::new(&fake);
    let made = client.post(SECONDARY, &[]).json(201);
    assert_eq!(client.post(SECONDARY, &[]).refusal(), (400, 20001));
    assert_eq!(client.delete(SECONDARY).status, 204);
    let with_it = Client::basic(&fake, &fake.account_sid(), text(&made, "secondary_auth_token"));
    assert_eq!(with_it.get("/v1/Credentials/AWS").refusal(), (401, 20003));
    assert_eq!(client.delete(SECONDARY).refusal(), (404, 20404));
    let refused = client.post(PROMOTE, &[]);
    assert_eq!(refused.refusal(), (404, 20404));
    assert!(refused.text().contains("The requested resource /AuthTokens/Promote was not found"));
}
