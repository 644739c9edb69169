//! One fault and one call: they happen to each other on a fake of their own.

use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use twilio_iam::api_v2010::accounts;
use twilio_iam::iam_v1::keys;
use twilio_iam::{AccountSid, Error, KeySid, Timestamp};
use twilio_iam_fake::{AccountSeed, Fake, Fault, KeySeed, Rule};

use super::row::Row;
use crate::e2e::MARK;
use crate::vault;
use crate::world::{self, Client, Face, Setup};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Get,
    Post,
    Delete,
    List,
    GetAccount,
    PostAccount,
    ListAccounts,
}

impl Call {
    pub fn name(self) -> &'static str {
        match self {
            Self::Get | Self::GetAccount => "GET",
            Self::Post | Self::PostAccount => "POST",
            Self::Delete => "DELETE",
            Self::List => "list",
            Self::ListAccounts => "list*",
        }
    }

    /// Method and path, as the fake's rules have them.
    fn route(self) -> (&'static str, &'static str) {
        match self {
            Self::Get => ("GET", "/v1/Keys/*"),
            Self::Post => ("POST", "/v1/Keys"),
            Self::Delete => ("DELETE", "/v1/Keys/*"),
            Self::List => ("GET", "/v1/Keys"),
            Self::GetAccount => ("GET", "/2010-04-01/Accounts/*"),
            Self::PostAccount => ("POST", "/2010-04-01/Accounts/*"),
            Self::ListAccounts => ("GET", "/2010-04-01/Accounts.json"),
        }
    }

    fn is_list(self) -> bool {
        matches!(self, Self::List | Self::ListAccounts)
    }
}

/// Where things are, for a fault to point to.
pub struct Places {
    pub here: String,
    pub elsewhere: String,
    /// Pointer to the record in a reply, or to each one of a list.
    pub record: &'static str,
}

/// What came of it.
pub struct Cell {
    pub gets: String,
    pub requests: u64,
    pub authorization: String,
    pub left: String,
}

/// More than the lists hold, and few enough for one that never ends.
const MOST: usize = 12;

pub fn run(face: Face, row: &Row, call: Call) -> Cell {
    let branch = |name: &str| AccountSeed { friendly_name: Some(format!("{MARK} {name}")), ..AccountSeed::default() };
    let mut builder =
        Fake::builder().default_keys(false).seed_number(11).subaccount(branch("1")).subaccount(branch("2"));
    for number in 0..5 {
        builder = builder.key(KeySeed::standard().named(format!("{MARK} {number}")));
    }
    let here = builder.spawn().unwrap();
    let elsewhere = Fake::spawn();
    let record = match call {
        Call::List => "/keys/*",
        Call::ListAccounts => "/accounts/*",
        _ => "",
    };
    let places = Places { here: here.url(), elsewhere: elsewhere.url(), record };
    let (method, path) = call.route();
    // A list is spoilt on its second page, so that what came before it can be seen to arrive.
    let skip = u64::from(call.is_list() && !matches!((row.fault)(&places), Fault::NextPage(_)));
    let fault = (row.fault)(&places);
    let is_unread = matches!(fault, Fault::DropUnread);
    let rule = here.add_rule(Rule::new(method, path, fault).skip(skip).times(row.times).delay(row.delay));

    let timeout = if row.slow { Duration::from_millis(400) } else { Setup::default().timeout };
    let setup = Setup { timeout, ..Setup::default() };
    let nobody = Nobody::new();
    let url = if row.deaf { nobody.url() } else { here.url() };
    let client = Client::with(face, &url, world::auth_token(&here), &setup);
    let cell = world::run(async {
        let (gets, error) = ask(&client, &here, call).await;
        let unread = if is_unread { here.struck(rule) } else { 0 };
        let requests = here.requests();
        let known = requests.iter().filter(|request| request.basic_auth().is_some()).count();
        assert_eq!(known, requests.len(), "{}: a request went out without credentials", row.name);
        assert_eq!(elsewhere.requests(), [], "{}: a request went elsewhere", row.name);
        here.clear_rules();
        let left = left(&client, &here, call, error.as_ref(), row.deaf).await;
        Cell {
            gets: without_ports(gets, &[&url, &elsewhere.url()]),
            requests: requests.len() as u64 + unread,
            authorization: if known == 0 { "nowhere".to_owned() } else { "here".to_owned() },
            left,
        }
    });
    vault::learn_fake(&here);
    cell
}

/// The text with the ports of these addresses by name.
fn without_ports(text: String, addresses: &[&str]) -> String {
    let ports = addresses.iter().map(|address| address.rsplit(':').next().unwrap()).zip(["<here>", "<elsewhere>"]);
    ports.fold(text, |text, (port, name)| text.replace(port, name))
}

/// An address where nothing listens, nor anything else can while this lives: a port that was merely free a moment ago may be
/// that of another test's server the next.
struct Nobody {
    end: TcpStream,
    _other: TcpListener,
}

impl Nobody {
    fn new() -> Self {
        let other = TcpListener::bind("127.0.0.1:0").unwrap();
        Self { end: TcpStream::connect(other.local_addr().unwrap()).unwrap(), _other: other }
    }

    fn url(&self) -> String {
        format!("http://{}", self.end.local_addr().unwrap())
    }
}

/// The key that is fetched and deleted.
fn key(fake: &Fake) -> KeySid {
    let keys = fake.keys(&fake.account_sid());
    let first = keys.iter().find(|key| key.friendly_name.as_deref() == Some(&format!("{MARK} 0")));
    KeySid::new(&first.unwrap().sid).unwrap()
}

async fn ask(client: &Client, fake: &Fake, call: Call) -> (String, Option<Error>) {
    let account = AccountSid::new(fake.account_sid()).unwrap();
    let name = format!("{MARK} new");
    let done = match call {
        Call::Get => {
            client.send(keys::FetchKey::new(key(fake))).await.map(|key| format!("the key{}", dated(&key.date_created)))
        }
        Call::Post => {
            let made = client.send(keys::CreateKey::new(&account).friendly_name(name)).await;
            made.map(|key| {
                vault::learn(key.secret.expose_secret());
                format!("the key{}", dated(&key.date_created))
            })
        }
        Call::Delete => client.send(keys::DeleteKey::new(key(fake))).await.map(|()| "done".to_owned()),
        Call::GetAccount => {
            let fetched = client.send(accounts::FetchAccount::new(&account)).await;
            fetched.map(|account| format!("the account, {}", account.status.unwrap().as_str()))
        }
        Call::PostAccount => {
            let update = accounts::UpdateAccount::new(&account).friendly_name(name);
            client.send(update).await.map(|account| format!("the account, {}", account.status.unwrap().as_str()))
        }
        Call::List => {
            let (keys, error) = client.list(keys::ListKeys::new(&account).page_size(2), MOST).await;
            let last = keys.last().map(|key| dated(&key.date_created)).unwrap_or_default();
            return listed(format!("{} keys{last}", keys.len()), error, call);
        }
        Call::ListAccounts => {
            let (accounts, error) = client.list(accounts::ListAccounts::new().page_size(1), MOST).await;
            let last =
                accounts.last().and_then(|account| account.status.as_ref().map(|status| status.as_str().to_owned()));
            return listed(format!("{} accounts, the last {}", accounts.len(), last.unwrap_or_default()), error, call);
        }
    };
    match done {
        Ok(done) => (done, None),
        Err(error) => (told(&error, call), Some(error)),
    }
}

fn listed(records: String, error: Option<Error>, call: Call) -> (String, Option<Error>) {
    match error {
        None => (records, None),
        Some(error) => (format!("{records}, then {}", told(&error, call)), Some(error)),
    }
}

fn dated(date: &Option<Timestamp>) -> String {
    match date {
        Some(date) if date.instant().is_some() => String::new(),
        Some(date) => format!(" of \"{}\"", date.as_str()),
        None => " without a date".to_owned(),
    }
}

fn told(error: &Error, call: Call) -> String {
    let text = match error {
        Error::Api(api) => match api.code() {
            Some(code) => format!("error {}, code {code}", api.status()),
            None => format!("error {}, no code", api.status()),
        },
        Error::Transport(transport) => format!("no answer: {:?}", transport.kind()),
        Error::Decode(decode) => format!("unreadable: {decode}"),
        Error::Paging(paging) => format!("not followed: {}", paging.problem()),
        other => other.to_string(),
    };
    assert!(!format!("{error} {error:?}").contains(MARK), "{error:?} quotes a body");
    // What a GET may have done does not matter.
    let changes = matches!(call, Call::Post | Call::Delete);
    if changes && error.may_have_been_processed() { format!("{text}; may have been done") } else { text }
}

/// What the call has changed, and, for a key, whether the error leads to it.
async fn left(client: &Client, fake: &Fake, call: Call, error: Option<&Error>, deaf: bool) -> String {
    let keys = fake.keys(&fake.account_sid());
    match call {
        Call::Post => {
            let made = keys.iter().filter(|key| key.friendly_name.as_deref() == Some(&format!("{MARK} new"))).count();
            assert!(made <= 1, "a POST was sent twice");
            let count = if made == 1 { "one key made" } else { "no key made" };
            let found = match (error, client) {
                (None, _) => return count.to_owned(),
                (Some(_), _) if deaf => 0,
                (Some(error), Client::Async(client)) => error.candidates(client).await.unwrap().len(),
                (Some(error), Client::Blocking(client)) => error.candidates_blocking(client).unwrap().len(),
            };
            assert_eq!(found, made, "the error leads to what was made");
            format!("{count}{}", if found == 1 { ", its error finds it" } else { "" })
        }
        Call::Delete => format!("the key is {}", if keys.len() == 4 { "gone" } else { "there" }),
        Call::PostAccount => "the account is renamed".to_owned(),
        _ => "-".to_owned(),
    }
}
