//! The operation that a case of the vectors asks for, by the names that Twilio's helper libraries use.

use serde_json::Value;
use twilio_iam::accounts_v1::auth_tokens::{CreateSecondaryAuthToken, DeleteSecondaryAuthToken, PromoteAuthToken};
use twilio_iam::accounts_v1::credentials::{aws, public_keys};
use twilio_iam::accounts_v1::safelist::{CreateSafelistNumber, DeleteSafelistNumber, FetchSafelistNumber};
use twilio_iam::api_v2010::{accounts, keys};
use twilio_iam::{AccountSid, CredentialSid, KeySid, Operation, Page, Policy, iam_v1};

/// What is done with an operation, whichever it is.
pub trait Visit {
    type Seen;

    fn one<O: Operation>(&self, operation: O) -> Self::Seen;

    fn list<O: Operation>(&self, operation: O) -> Self::Seen
    where
        O::Output: Page;
}

/// What was asked.
pub struct Asks<'a>(pub &'a Value);

impl Asks<'_> {
    fn text(&self, name: &str) -> Option<String> {
        self.0.get(name)?.as_str().map(str::to_owned)
    }

    fn account(&self) -> AccountSid {
        AccountSid::new(self.text("account_sid").unwrap()).unwrap()
    }

    fn account_of(&self, name: &str) -> AccountSid {
        AccountSid::new(self.text(name).unwrap()).unwrap()
    }

    fn key(&self) -> KeySid {
        KeySid::new(self.text("sid").unwrap()).unwrap()
    }

    fn credential(&self) -> CredentialSid {
        CredentialSid::new(self.text("sid").unwrap()).unwrap()
    }

    fn policy(&self) -> Option<Policy> {
        let allow = self.0.get("policy")?.get("allow")?.as_array()?;
        Some(Policy::allow(allow.iter().map(|permission| permission.as_str().unwrap())).unwrap())
    }
}

/// Sets what was asked for, by the setters of the same name.
macro_rules! set {
    ($operation:expr, $asks:ident, $($setter:ident)*) => {{
        let mut operation = $operation;
        $(if let Some(value) = $asks.text(stringify!($setter)) {
            operation = operation.$setter(value.as_str());
        })*
        if let Some(size) = $asks.0.get("page_size").and_then(Value::as_i64) {
            operation = paged(operation, size);
        }
        operation
    }};
}

/// Only lists have a page size; the others are handed through.
fn paged<T: PageSize>(operation: T, size: i64) -> T {
    operation.sized(size)
}

trait PageSize: Sized {
    fn sized(self, _size: i64) -> Self {
        unreachable!("only lists are asked with a page size")
    }
}

macro_rules! lists {
    ($($list:ty)*; $($other:ty)*) => {
        $(impl PageSize for $list {
            fn sized(self, size: i64) -> Self {
                self.page_size(size)
            }
        })*
        $(impl PageSize for $other {})*
    };
}

lists! {
    accounts::ListAccounts keys::ListKeys aws::ListAwsCredentials public_keys::ListPublicKeys iam_v1::keys::ListKeys;
    accounts::CreateAccount accounts::UpdateAccount keys::CreateKey keys::UpdateKey aws::CreateAwsCredential
    aws::UpdateAwsCredential public_keys::CreatePublicKey public_keys::UpdatePublicKey iam_v1::keys::CreateKey
    iam_v1::keys::UpdateKey
}

/// Makes the operation of a case and hands it over.
pub fn visit<V: Visit>(asks: &Asks, visitor: &V) -> V::Seen {
    let text = |name: &str| asks.text(name).unwrap();
    match asks.text("op").unwrap().as_str() {
        "accounts.list" => visitor.list(set!(accounts::ListAccounts::new(), asks, friendly_name status)),
        "accounts.create" => visitor.one(set!(accounts::CreateAccount::new(), asks, friendly_name)),
        "accounts.fetch" => visitor.one(accounts::FetchAccount::new(asks.account_of("sid"))),
        "accounts.update" => {
            visitor.one(set!(accounts::UpdateAccount::new(asks.account_of("sid")), asks, friendly_name status))
        }
        "keys.list" => visitor.list(set!(keys::ListKeys::new().account_sid(asks.account()), asks,)),
        "keys.create" => visitor.one(set!(keys::CreateKey::new().account_sid(asks.account()), asks, friendly_name)),
        "keys.fetch" => visitor.one(keys::FetchKey::new(asks.key()).account_sid(asks.account())),
        "keys.update" => {
            visitor.one(set!(keys::UpdateKey::new(asks.key()).account_sid(asks.account()), asks, friendly_name))
        }
        "keys.delete" => visitor.one(keys::DeleteKey::new(asks.key()).account_sid(asks.account())),
        "aws.list" => visitor.list(set!(aws::ListAwsCredentials::new(), asks,)),
        "aws.create" => {
            let create = set!(aws::CreateAwsCredential::new(text("credentials")), asks, friendly_name);
            match asks.text("account_sid") {
                Some(_) => visitor.one(create.account_sid(asks.account())),
                None => visitor.one(create),
            }
        }
        "aws.fetch" => visitor.one(aws::FetchAwsCredential::new(asks.credential())),
        "aws.update" => visitor.one(set!(aws::UpdateAwsCredential::new(asks.credential()), asks, friendly_name)),
        "aws.delete" => visitor.one(aws::DeleteAwsCredential::new(asks.credential())),
        "public_keys.list" => visitor.list(set!(public_keys::ListPublicKeys::new(), asks,)),
        "public_keys.create" => {
            let create = set!(public_keys::CreatePublicKey::new(text("public_key")), asks, friendly_name);
            match asks.text("account_sid") {
                Some(_) => visitor.one(create.account_sid(asks.account())),
                None => visitor.one(create),
            }
        }
        "public_keys.fetch" => visitor.one(public_keys::FetchPublicKey::new(asks.credential())),
        "public_keys.update" => {
            visitor.one(set!(public_keys::UpdatePublicKey::new(asks.credential()), asks, friendly_name))
        }
        "public_keys.delete" => visitor.one(public_keys::DeletePublicKey::new(asks.credential())),
        "auth_token_promotion.update" => visitor.one(PromoteAuthToken::new()),
        "secondary_auth_token.create" => visitor.one(CreateSecondaryAuthToken::new()),
        "secondary_auth_token.delete" => visitor.one(DeleteSecondaryAuthToken::new()),
        "safelist.create" => visitor.one(CreateSafelistNumber::new(text("phone_number"))),
        "safelist.fetch" => visitor.one(FetchSafelistNumber::new(text("phone_number"))),
        "safelist.delete" => visitor.one(DeleteSafelistNumber::new(text("phone_number"))),
        "iam_keys.list" => visitor.list(set!(iam_v1::keys::ListKeys::new(asks.account()), asks,)),
        "iam_keys.create" => {
            let create = set!(iam_v1::keys::CreateKey::new(asks.account()), asks, friendly_name);
            match asks.policy() {
                Some(policy) => visitor.one(create.restricted(policy)),
                None => visitor.one(create),
            }
        }
        "iam_keys.fetch" => visitor.one(iam_v1::keys::FetchKey::new(asks.key())),
        "iam_keys.update" => {
            let update = set!(iam_v1::keys::UpdateKey::new(asks.key()), asks, friendly_name);
            match asks.policy() {
                Some(policy) => visitor.one(update.policy(policy)),
                None => visitor.one(update),
            }
        }
        "iam_keys.delete" => visitor.one(iam_v1::keys::DeleteKey::new(asks.key())),
        other => panic!("no operation of this crate is called {other}"),
    }
}
