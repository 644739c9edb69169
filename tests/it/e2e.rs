//! All operations against the fake, by both clients: what each one returns, and what is so in the fake afterwards.

use std::cell::RefCell;
use std::collections::BTreeSet;

use twilio_iam::accounts_v1::auth_tokens::{CreateSecondaryAuthToken, DeleteSecondaryAuthToken, PromoteAuthToken};
use twilio_iam::accounts_v1::credentials::{aws, public_keys};
use twilio_iam::accounts_v1::safelist::{CreateSafelistNumber, DeleteSafelistNumber, FetchSafelistNumber};
use twilio_iam::api_v2010::{accounts, keys};
use twilio_iam::{AccountSid, Error, OPERATIONS, Operation, Page, Policy, iam_v1};
use twilio_iam_fake::{AccountStatus, CredentialKind, Fake, KeyKind};

use crate::vault;
use crate::world::{self, Client, Face};

/// Stands in every name and value that is sent, so that bodies can be told in any output.
pub const MARK: &str = "cloudberry";

/// A client at work; it notes each operation that succeeded.
struct Session {
    fake: Fake,
    client: Client,
    done: RefCell<BTreeSet<&'static str>>,
}

impl Session {
    async fn send<O: Operation>(&self, operation: O) -> O::Output {
        let result = self.client.send(operation).await;
        vault::learn_fake(&self.fake);
        self.done.borrow_mut().insert(O::SPEC.item);
        result.unwrap_or_else(|error| panic!("{error}"))
    }

    async fn list<O: Operation>(&self, operation: O) -> Vec<<O::Output as Page>::Item>
    where
        O::Output: Page,
    {
        let (records, error) = self.client.list(operation, usize::MAX).await;
        assert!(error.is_none(), "{error:?}");
        self.done.borrow_mut().insert(O::SPEC.item);
        records
    }

    fn account_sid(&self) -> AccountSid {
        AccountSid::new(self.fake.account_sid()).unwrap()
    }
}

/// Runs all cases, and gives the operations that they went through.
pub fn run(face: Face) -> BTreeSet<&'static str> {
    world::run(async {
        let fake = Fake::spawn();
        let session = Session { client: Client::new(face, &fake), fake, done: RefCell::default() };
        accounts_and_their_status(&session).await;
        keys_of_v2010(&session).await;
        keys_of_iam(&session).await;
        aws_credentials(&session).await;
        public_keys_of_clients(&session).await;
        the_safe_list(&session).await;
        // Last, for the token that the client uses dies.
        auth_tokens(&session).await;
        session.done.into_inner()
    })
}

fn named(what: &str) -> String {
    format!("{MARK} & {what}")
}

async fn accounts_and_their_status(session: &Session) {
    let fake = &session.fake;
    let made = session.send(accounts::CreateAccount::new().friendly_name(named("account"))).await;
    let sid = made.sid.as_str();
    let stored = fake.account(sid).unwrap();
    assert_eq!((stored.friendly_name, stored.owner_sid), (named("account"), fake.account_sid()));
    assert_eq!(made.auth_token.unwrap().expose_secret(), stored.tokens.primary.expose());

    let fetched = session.send(accounts::FetchAccount::new(&made.sid)).await;
    assert_eq!((fetched.sid, fetched.status), (made.sid.clone(), Some("active".into())));
    let update = accounts::UpdateAccount::new(&made.sid).friendly_name(named("renamed")).status("suspended");
    assert_eq!(session.send(update).await.friendly_name, Some(named("renamed")));
    let stored = fake.account(sid).unwrap();
    assert_eq!((stored.friendly_name, stored.status), (named("renamed"), AccountStatus::Suspended));
    session.send(accounts::UpdateAccount::new(&made.sid).status("closed")).await;
    assert_eq!(fake.account(sid).unwrap().status, AccountStatus::Closed);

    let listed = session.list(accounts::ListAccounts::new().page_size(1)).await;
    let listed: Vec<String> = listed.iter().map(|account| account.sid.to_string()).collect();
    let stored: Vec<String> = fake.accounts().into_iter().map(|account| account.sid).collect();
    assert_eq!(listed, stored);
    let closed = session.list(accounts::ListAccounts::new().friendly_name(named("renamed")).status("closed")).await;
    assert_eq!(closed.len(), 1);
}

async fn keys_of_v2010(session: &Session) {
    let fake = &session.fake;
    let made = session.send(keys::CreateKey::new().friendly_name(named("key"))).await;
    let sid = made.sid.as_str();
    let stored = fake.key(sid).unwrap();
    assert_eq!((stored.friendly_name, stored.kind), (Some(named("key")), KeyKind::Standard));
    assert_eq!(made.secret.expose_secret(), stored.secret.expose());

    let fetched = session.send(keys::FetchKey::new(&made.sid)).await;
    assert_eq!((fetched.sid, fetched.friendly_name), (made.sid.clone(), Some(named("key"))));
    assert!(fetched.date_created.is_some_and(|date| date.instant().is_some()));
    session.send(keys::UpdateKey::new(&made.sid).friendly_name(named("renamed"))).await;
    assert_eq!(fake.key(sid).unwrap().friendly_name, Some(named("renamed")));

    let listed = session.list(keys::ListKeys::new().page_size(2)).await;
    let listed: Vec<String> = listed.iter().map(|key| key.sid.to_string()).collect();
    let stored: Vec<String> = fake.keys(&fake.account_sid()).into_iter().map(|key| key.sid).collect();
    assert_eq!(listed, stored);
    assert!(stored.len() > 2, "one page is no paging");

    session.send(keys::DeleteKey::new(&made.sid)).await;
    assert!(fake.key(sid).is_none());

    let subaccount = fake.add_subaccount(&Default::default());
    let client = session.client.for_account(&AccountSid::new(&subaccount.sid).unwrap());
    let key = client.send(keys::CreateKey::new()).await.unwrap();
    assert_eq!(fake.key(key.sid.as_str()).unwrap().account_sid, subaccount.sid);
    let before = fake.requests().len();
    assert!(matches!(client.send(aws::ListAwsCredentials::new()).await, Err(Error::Invalid(_))));
    assert_eq!(fake.requests().len(), before, "it would have acted on the parent");
}

async fn keys_of_iam(session: &Session) {
    use iam_v1::keys::{CreateKey, DeleteKey, FetchKey, ListKeys, UpdateKey};
    let (fake, account) = (&session.fake, session.account_sid());
    let standard = session.send(CreateKey::new(&account).friendly_name(named("standard"))).await;
    assert_eq!((&standard.policy, fake.key(standard.sid.as_str()).unwrap().kind), (&None, KeyKind::Standard));

    let read = "/twilio/messaging/messages/read";
    let create = CreateKey::new(&account).friendly_name(named("restricted"));
    let made = session.send(create.restricted(Policy::allow([read]).unwrap())).await;
    let stored = fake.key(made.sid.as_str()).unwrap();
    assert_eq!((stored.kind, stored.allow), (KeyKind::Restricted, vec![read.to_owned()]));
    assert_eq!(made.secret.expose_secret(), stored.secret.expose());
    assert_eq!(made.policy.unwrap().permissions(), [read]);

    let both = [read, "/twilio/voice/calls/create"];
    session.send(UpdateKey::new(&made.sid).policy(Policy::allow(both).unwrap())).await;
    let stored = fake.key(made.sid.as_str()).unwrap();
    assert_eq!((stored.allow, stored.friendly_name), (both.map(str::to_owned).to_vec(), Some(named("restricted"))));
    session.send(UpdateKey::new(&made.sid).friendly_name(named("renamed"))).await;
    let fetched = session.send(FetchKey::new(&made.sid)).await;
    assert_eq!(
        (fetched.friendly_name, fetched.policy.unwrap().permissions()),
        (Some(named("renamed")), &both.map(str::to_owned)[..])
    );

    let listed = session.list(ListKeys::new(&account).page_size(2)).await;
    let listed: Vec<String> = listed.iter().map(|key| key.sid.to_string()).collect();
    let stored: Vec<String> = fake.keys(account.as_str()).into_iter().map(|key| key.sid).collect();
    assert_eq!(listed, stored);
    assert!(stored.len() > 2, "one page is no paging");

    session.send(DeleteKey::new(&made.sid)).await;
    assert!(fake.key(made.sid.as_str()).is_none());
    assert!(fake.key(standard.sid.as_str()).is_some());
}

async fn aws_credentials(session: &Session) {
    let (fake, account) = (&session.fake, session.fake.account_sid());
    let value = format!("AKIA{MARK}:{MARK}+and/a=secret & more");
    let made = session.send(aws::CreateAwsCredential::new(value.as_str()).friendly_name(named("aws"))).await;
    let [stored] = &fake.credentials(&account)[..] else { panic!("one credential") };
    assert_eq!((stored.kind, stored.value.expose()), (CredentialKind::Aws, value.as_str()));
    assert_eq!((stored.sid.as_str(), &stored.friendly_name), (made.sid.as_str(), &Some(named("aws"))));

    let fetched = session.send(aws::FetchAwsCredential::new(&made.sid)).await;
    assert_eq!((&fetched.sid, fetched.account_sid), (&made.sid, Some(session.account_sid())));
    assert!(fetched.date_created.is_some_and(|date| date.instant().is_some()));
    session.send(aws::UpdateAwsCredential::new(&made.sid).friendly_name(named("renamed"))).await;
    assert_eq!(fake.credentials(&account)[0].friendly_name, Some(named("renamed")));

    let subaccount = fake.add_subaccount(&Default::default());
    let create = aws::CreateAwsCredential::new(value.as_str()).account_sid(AccountSid::new(&subaccount.sid).unwrap());
    session.send(create).await;
    assert_eq!(fake.credentials(&subaccount.sid).len(), 1);
    session.send(aws::CreateAwsCredential::new(value)).await;
    let listed = session.list(aws::ListAwsCredentials::new().page_size(1)).await;
    assert_eq!((listed.len(), listed[1].sid.as_str()), (2, made.sid.as_str()));

    session.send(aws::DeleteAwsCredential::new(&made.sid)).await;
    assert!(fake.credentials(&account).iter().all(|one| one.sid != made.sid.as_str()));
}

async fn public_keys_of_clients(session: &Session) {
    let fake = &session.fake;
    let stored = || {
        let mut all = fake.credentials(&fake.account_sid());
        all.retain(|one| one.kind == CredentialKind::PublicKey);
        all
    };
    let pem = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA+/=\n-----END PUBLIC KEY-----\n";
    let made = session.send(public_keys::CreatePublicKey::new(pem).friendly_name(named("pem"))).await;
    assert_eq!((stored()[0].value.expose(), &stored()[0].sid), (pem, &made.sid.to_string()));
    let fetched = session.send(public_keys::FetchPublicKey::new(&made.sid)).await;
    assert_eq!(fetched.friendly_name, Some(named("pem")));
    session.send(public_keys::UpdatePublicKey::new(&made.sid).friendly_name(named("renamed"))).await;
    assert_eq!(stored()[0].friendly_name, Some(named("renamed")));
    session.send(public_keys::CreatePublicKey::new(pem)).await;
    let listed = session.list(public_keys::ListPublicKeys::new().page_size(1)).await;
    assert_eq!((listed.len(), listed[1].sid.as_str()), (2, made.sid.as_str()));
    session.send(public_keys::DeletePublicKey::new(&made.sid)).await;
    assert!(stored().iter().all(|one| one.sid != made.sid.as_str()));
}

async fn the_safe_list(session: &Session) {
    let fake = &session.fake;
    for number in ["+18001234567", "+18001234xxx"] {
        let made = session.send(CreateSafelistNumber::new(number)).await;
        let [stored] = &fake.safe_list(&fake.account_sid())[..] else { panic!("one number") };
        assert_eq!((made.sid.as_str(), made.phone_number.as_str()), (stored.sid.as_str(), number));
        assert_eq!(session.send(FetchSafelistNumber::new(number)).await, made);
        session.send(DeleteSafelistNumber::new(number)).await;
        assert_eq!(fake.safe_list(&fake.account_sid()), []);
    }
}

async fn auth_tokens(session: &Session) {
    let fake = &session.fake;
    let tokens = || fake.auth_tokens(&fake.account_sid()).unwrap();
    session.send(CreateSecondaryAuthToken::new()).await;
    assert!(tokens().secondary.is_some());
    session.send(DeleteSecondaryAuthToken::new()).await;
    assert_eq!(tokens().secondary, None);

    let secondary = session.send(CreateSecondaryAuthToken::new()).await.secondary_auth_token;
    assert_eq!(secondary.expose_secret(), tokens().secondary.unwrap().expose());
    let promoted = session.send(PromoteAuthToken::new()).await;
    assert_eq!(promoted.auth_token, secondary);
    assert_eq!((tokens().primary.expose(), tokens().secondary), (secondary.expose_secret(), None));

    let Err(Error::Api(error)) = session.client.send(CreateSecondaryAuthToken::new()).await else {
        panic!("the old token still works")
    };
    assert_eq!((error.status(), error.code()), (401, Some(20003)));
    let renewed = twilio_iam::Credentials::auth_token(fake.account_sid(), secondary.expose_secret()).unwrap();
    let client = Client::with(Face::Blocking, &fake.url(), renewed, &Default::default());
    client.send(accounts::FetchAccount::new(session.account_sid())).await.unwrap();
}

fn all() -> BTreeSet<&'static str> {
    OPERATIONS.iter().map(|spec| spec.item).collect()
}

#[test]
fn every_operation_does_its_work_async() {
    assert_eq!(run(Face::Async), all());
}

#[test]
fn every_operation_does_its_work_blocking() {
    assert_eq!(run(Face::Blocking), all());
}
