//! Each operation as the exact request that Twilio's own libraries make of it, compared with what they were seen to send.

use serde_json::Value;
use twilio_iam::accounts_v1::auth_tokens::{CreateSecondaryAuthToken, DeleteSecondaryAuthToken, PromoteAuthToken};
use twilio_iam::accounts_v1::credentials::{aws, public_keys};
use twilio_iam::accounts_v1::safelist::{CreateSafelistNumber, DeleteSafelistNumber, FetchSafelistNumber};
use twilio_iam::api_v2010::{accounts, keys};
use twilio_iam::{AccountSid, CredentialSid, KeySid, Operation, Policy, iam_v1};

use crate::project;

/// Pairs of a query or a form, decoded and sorted; JSON text in a canonical spelling.
type Pairs = Vec<(String, String)>;

/// What was asked, by the names that the helper libraries use.
struct Asks<'a>(&'a Value);

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

fn encode(operation: &impl Operation) -> http::Request<Vec<u8>> {
    operation.request().encode(Some("ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")).unwrap()
}

fn request(asks: &Asks) -> http::Request<Vec<u8>> {
    let text = |name: &str| asks.text(name).unwrap();
    match asks.text("op").unwrap().as_str() {
        "accounts.list" => encode(&set!(accounts::ListAccounts::new(), asks, friendly_name status)),
        "accounts.create" => encode(&set!(accounts::CreateAccount::new(), asks, friendly_name)),
        "accounts.fetch" => encode(&accounts::FetchAccount::new(asks.account_of("sid"))),
        "accounts.update" => {
            encode(&set!(accounts::UpdateAccount::new(asks.account_of("sid")), asks, friendly_name status))
        }
        "keys.list" => encode(&set!(keys::ListKeys::new().account_sid(asks.account()), asks,)),
        "keys.create" => encode(&set!(keys::CreateKey::new().account_sid(asks.account()), asks, friendly_name)),
        "keys.fetch" => encode(&keys::FetchKey::new(asks.key()).account_sid(asks.account())),
        "keys.update" => {
            encode(&set!(keys::UpdateKey::new(asks.key()).account_sid(asks.account()), asks, friendly_name))
        }
        "keys.delete" => encode(&keys::DeleteKey::new(asks.key()).account_sid(asks.account())),
        "aws.list" => encode(&set!(aws::ListAwsCredentials::new(), asks,)),
        "aws.create" => {
            let create = set!(aws::CreateAwsCredential::new(text("credentials")), asks, friendly_name);
            match asks.text("account_sid") {
                Some(_) => encode(&create.account_sid(asks.account())),
                None => encode(&create),
            }
        }
        "aws.fetch" => encode(&aws::FetchAwsCredential::new(asks.credential())),
        "aws.update" => encode(&set!(aws::UpdateAwsCredential::new(asks.credential()), asks, friendly_name)),
        "aws.delete" => encode(&aws::DeleteAwsCredential::new(asks.credential())),
        "public_keys.list" => encode(&set!(public_keys::ListPublicKeys::new(), asks,)),
        "public_keys.create" => {
            let create = set!(public_keys::CreatePublicKey::new(text("public_key")), asks, friendly_name);
            match asks.text("account_sid") {
                Some(_) => encode(&create.account_sid(asks.account())),
                None => encode(&create),
            }
        }
        "public_keys.fetch" => encode(&public_keys::FetchPublicKey::new(asks.credential())),
        "public_keys.update" => {
            encode(&set!(public_keys::UpdatePublicKey::new(asks.credential()), asks, friendly_name))
        }
        "public_keys.delete" => encode(&public_keys::DeletePublicKey::new(asks.credential())),
        "auth_token_promotion.update" => encode(&PromoteAuthToken::new()),
        "secondary_auth_token.create" => encode(&CreateSecondaryAuthToken::new()),
        "secondary_auth_token.delete" => encode(&DeleteSecondaryAuthToken::new()),
        "safelist.create" => encode(&CreateSafelistNumber::new(text("phone_number"))),
        "safelist.fetch" => encode(&FetchSafelistNumber::new(text("phone_number"))),
        "safelist.delete" => encode(&DeleteSafelistNumber::new(text("phone_number"))),
        "iam_keys.list" => encode(&set!(iam_v1::keys::ListKeys::new(asks.account()), asks,)),
        "iam_keys.create" => {
            let create = set!(iam_v1::keys::CreateKey::new(asks.account()), asks, friendly_name);
            match asks.policy() {
                Some(policy) => encode(&create.restricted(policy)),
                None => encode(&create),
            }
        }
        "iam_keys.fetch" => encode(&iam_v1::keys::FetchKey::new(asks.key())),
        "iam_keys.update" => {
            let update = set!(iam_v1::keys::UpdateKey::new(asks.key()), asks, friendly_name);
            match asks.policy() {
                Some(policy) => encode(&update.policy(policy)),
                None => encode(&update),
            }
        }
        "iam_keys.delete" => encode(&iam_v1::keys::DeleteKey::new(asks.key())),
        other => panic!("no operation of this crate is called {other}"),
    }
}

fn pairs(encoded: &str) -> Pairs {
    let pairs = form_urlencoded::parse(encoded.as_bytes()).map(|(name, value)| (name.into_owned(), canonical(&value)));
    sorted(pairs.collect())
}

fn sorted(mut pairs: Pairs) -> Pairs {
    pairs.sort();
    pairs
}

/// JSON objects inside a field may be spelt in any way.
fn canonical(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(json @ Value::Object(_)) => json.to_string(),
        _ => text.to_owned(),
    }
}

fn listed(value: Option<&Value>) -> Pairs {
    let pairs = value.and_then(Value::as_array).into_iter().flatten();
    sorted(pairs.map(|pair| (pair[0].as_str().unwrap().to_owned(), canonical(pair[1].as_str().unwrap()))).collect())
}

fn compare(case: &str, asks: &Value, line: &str, query: Pairs, form: Option<Pairs>) {
    let request = request(&Asks(asks));
    let uri = request.uri();
    let actual = format!("{} {}://{}{}", request.method(), uri.scheme().unwrap(), uri.authority().unwrap(), uri.path());
    assert_eq!(actual, line, "{case}");
    assert_eq!(pairs(uri.query().unwrap_or_default()), query, "{case}: query");
    let body = String::from_utf8(request.body().clone()).unwrap();
    match form {
        Some(form) => {
            // Where the document describes no body, none is announced.
            let announced = request.headers().get("content-type").map(|media| media.to_str().unwrap());
            assert!(
                announced == Some("application/x-www-form-urlencoded") || form.is_empty() && announced.is_none(),
                "{case}"
            );
            assert_eq!(pairs(&body), form, "{case}: form");
        }
        None => assert_eq!(body, "", "{case}: body"),
    }
}

#[test]
fn first_requests_are_those_of_twilios_own_libraries() {
    let rows: Vec<Value> = serde_yaml::from_str(&project::source("tests/vectors/wire.yaml").text).unwrap();
    assert!(rows.len() > 40, "the vectors are gone");
    for row in &rows {
        let form = row.get("form").map(|form| listed(Some(form)));
        let text = |name: &str| row[name].as_str().unwrap();
        compare(text("case"), &row["asks"], text("request"), listed(row.get("query")), form);
    }
}

#[test]
fn so_are_those_of_the_recording_beside_the_project() {
    let Some(path) = project::shared("vectors/wire.jsonl") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    // Hosts of regions are the client's business, and later requests of a case are its paging's.
    let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let first = rows.filter(|row| row["seq"] == 0 && !row["case"].as_str().unwrap().starts_with("host."));
    for row in first {
        let field = |name: &str| row[name].as_str().unwrap();
        let mut asks = row["inputs"].clone();
        asks["op"] = row["op"].clone();
        let line = format!("{} https://{}{}", field("method"), field("host"), field("path"));
        let form = row["form"].is_array().then(|| listed(Some(&row["form"])));
        compare(field("case"), &asks, &line, listed(Some(&row["query"])), form);
    }
}

#[test]
fn every_operation_has_a_vector() {
    let rows: Vec<Value> = serde_yaml::from_str(&project::source("tests/vectors/wire.yaml").text).unwrap();
    let asked: std::collections::BTreeSet<&str> = rows.iter().map(|row| row["asks"]["op"].as_str().unwrap()).collect();
    assert_eq!(asked.len(), twilio_iam::OPERATIONS.len());
}
