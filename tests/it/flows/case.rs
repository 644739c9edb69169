//! One flow, one step, one mishap, on a fake of its own.

use std::sync::{Mutex, PoisonError};
use std::{collections::BTreeMap, io};

use twilio_iam::api_v2010::accounts::FetchAccount;
use twilio_iam::{AccountSid, Credentials, KeySid};
use twilio_iam_fake::{Fake, KeySeed, RuleId};

use super::mishap::Mishap;
use crate::vault;
use crate::world::{self, Client, Face, Setup};

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    Rotation,
    Standard,
    Restricted,
    Itself,
    Grant,
    Revoke,
}

/// One request of a flow, or the storing between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub name: &'static str,
    pub method: &'static str,
    pub path: &'static str,
    /// How many requests come before it.
    pub before: u64,
    /// Whether the caller's storing fails, which is what leads to this step.
    pub unstored: bool,
}

const fn step(name: &'static str, method: &'static str, path: &'static str, before: u64) -> Step {
    Step { name, method, path, before, unstored: false }
}

const fn unstored(name: &'static str, path: &'static str, before: u64) -> Step {
    Step { name, method: "DELETE", path, before, unstored: true }
}

const ROTATION: &[Step] = &[
    step("the secondary token is made", "POST", "/v1/AuthTokens/Secondary", 0),
    step("it was stored, and is tried", "GET", "/2010-04-01/Accounts/*", 1),
    step("it is promoted", "POST", "/v1/AuthTokens/Promote", 2),
    unstored("it could not be stored, and is deleted", "/v1/AuthTokens/Secondary", 1),
];
const REPLACEMENT: &[Step] = &[
    step("the old key is read", "GET", "/v1/Keys/*", 0),
    step("the new key is made", "POST", "/v1/Keys", 1),
    step("it was stored, and is tried", "GET", "/v1/Credentials/PublicKeys", 2),
    step("the old key is deleted", "DELETE", "/v1/Keys/*", 3),
    unstored("it could not be stored, and is deleted", "/v1/Keys/*", 2),
];
const CHANGE: &[Step] =
    &[step("the policy is read", "GET", "/v1/Keys/*", 0), step("the whole policy is written", "POST", "/v1/Keys/*", 1)];

impl Flow {
    pub const ALL: [Self; 6] =
        [Self::Rotation, Self::Standard, Self::Restricted, Self::Itself, Self::Grant, Self::Revoke];

    pub fn name(self) -> &'static str {
        match self {
            Self::Rotation => "the auth token is rotated",
            Self::Standard => "a standard key is replaced",
            Self::Restricted => "a restricted key is replaced",
            Self::Itself => "a restricted key replaces itself",
            Self::Grant => "a permission is granted",
            Self::Revoke => "a permission is revoked",
        }
    }

    /// Where something can happen to it; of flows that share their steps, those that differ.
    pub fn steps(self) -> &'static [Step] {
        match self {
            Self::Rotation => ROTATION,
            Self::Standard => REPLACEMENT,
            Self::Restricted => &REPLACEMENT[1..3],
            Self::Itself => &REPLACEMENT[3..],
            Self::Grant | Self::Revoke => CHANGE,
        }
    }
}

/// What came of it.
#[derive(Clone)]
pub struct Cell {
    pub requests: String,
    pub left: String,
    pub gets: String,
    pub taken_back: String,
}

pub const READ: &str = "/twilio/messaging/messages/read";
pub const MANAGE: &str = "/twilio/iam/api-keys/*";

pub struct Case {
    pub face: Face,
    pub flow: Flow,
    step: Step,
    pub fake: Fake,
    pub client: Client,
    /// SID of the key that the flow is about.
    pub old_key: KeySid,
    /// What the caller has stored: a token, or the SID of a key with its secret.
    stored: Mutex<Option<(String, String)>>,
    unread: Option<RuleId>,
}

impl Case {
    pub fn new(face: Face, flow: Flow, step: Step, mishap: &Mishap) -> Self {
        let seed = match flow {
            Flow::Rotation | Flow::Standard => KeySeed::standard(),
            Flow::Restricted | Flow::Grant | Flow::Revoke => KeySeed::restricted([READ, "/twilio/voice/calls/list"]),
            Flow::Itself => KeySeed::restricted([READ, MANAGE]),
        };
        // A token of one flow is not to look like the SID of another's key.
        let builder = Fake::builder().default_keys(false).seed_number(21 + flow as u64);
        let fake = builder.key(seed.named("worker")).spawn().unwrap();
        vault::learn_fake(&fake);
        let old = fake.keys(&fake.account_sid()).remove(0);
        let credentials = match flow {
            Flow::Itself => Credentials::api_key(&old.sid, old.secret.expose(), fake.account_sid()).unwrap(),
            _ => world::auth_token(&fake),
        };
        let client = Client::with(face, &fake.url(), credentials, &Setup::default());
        let rules: Vec<RuleId> = mishap.rules(step).into_iter().map(|rule| fake.add_rule(rule)).collect();
        let unread = mishap.is_unread().then(|| rules[0]);
        Self { face, flow, step, fake, client, old_key: old.sid.parse().unwrap(), stored: Mutex::new(None), unread }
    }

    /// The caller's storing of a new secret.
    pub fn store(&self, name: &str, secret: &str) -> Result<(), io::Error> {
        vault::learn_pair(name, secret);
        if self.step.unstored {
            return Err(io::Error::other("the vault is shut"));
        }
        *self.stored.lock().unwrap_or_else(PoisonError::into_inner) = Some((name.to_owned(), secret.to_owned()));
        Ok(())
    }

    pub fn stored(&self) -> Option<(String, String)> {
        self.stored.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many requests were made. No POST but one that was turned away by 429 is made twice.
    pub fn requests(&self) -> String {
        let requests = self.fake.requests();
        let unread = self.unread.map_or(0, |rule| self.fake.struck(rule));
        let mut posts: BTreeMap<&str, u64> = BTreeMap::new();
        for request in requests.iter().filter(|request| request.method() == "POST" && request.status() != Some(429)) {
            *posts.entry(request.path()).or_default() += 1;
        }
        if self.step.method == "POST" {
            assert!(unread <= 1, "a POST was sent twice");
        }
        assert!(posts.values().all(|count| *count == 1), "a POST was sent twice: {posts:?}");
        (requests.len() as u64 + unread).to_string()
    }

    /// From here on nothing goes wrong any more.
    pub fn heal(&self) {
        self.fake.clear_rules();
    }

    pub fn account_sid(&self) -> AccountSid {
        self.fake.account_sid().parse().unwrap()
    }

    /// Whether Twilio lets these credentials in.
    pub async fn admits(&self, credentials: Credentials) -> bool {
        let client = Client::with(self.face, &self.fake.url(), credentials, &Setup::default());
        match client.send(FetchAccount::new(self.account_sid())).await {
            Ok(_) => true,
            // A key that may not do that is let in all the same.
            Err(twilio_iam::Error::Api(error)) => error.message() != Some("Authenticate"),
            Err(error) => panic!("{error}"),
        }
    }

    pub fn learn(&self) {
        vault::learn_fake(&self.fake);
    }
}
