//! The handle on a running fake: where it is, who may use it, what it was asked, what it holds, what goes wrong.

use std::{fmt, sync::Arc, sync::atomic::Ordering, time::Duration};

use crate::{
    builder::Builder,
    connection::{App, lock},
    fault::Rule,
    model::{Account, AuthTokens, Credential, Credentials, Key, KeyKind, OauthClient, SafeListEntry},
    plan::RuleId,
    request::Request,
    secret::Secret,
    seed::{AccountSeed, KeySeed, OauthClientSeed},
    server::Server,
    state::State,
};

/// A running fake. Dropping it stops it and closes its connections.
pub struct Fake {
    server: Server,
    app: Arc<App>,
}

/// Start and address.
impl Fake {
    pub(crate) fn new(server: Server, app: Arc<App>) -> Self {
        Self { server, app }
    }

    /// Starts a fake with one account and three keys, on any free port of 127.0.0.1.
    ///
    /// # Panics
    /// If no port of 127.0.0.1 can be listened on; [`Builder::start`] gives the error instead.
    pub async fn start() -> Self {
        Self::spawn()
    }

    /// Does the same as [`Fake::start`] from code that is not async.
    ///
    /// # Panics
    /// If no port of 127.0.0.1 can be listened on; [`Builder::spawn`] gives the error instead.
    pub fn spawn() -> Self {
        Self::builder().spawn().unwrap_or_else(|error| panic!("no fake on 127.0.0.1: {error}"))
    }

    /// A fake to be set up first.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// The base URL of all four hosts, such as `http://127.0.0.1:4010`, without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// The environment that points a client here: `TWILIO_ACCOUNT_SID`, `TWILIO_AUTH_TOKEN` and `TWILIO_BASE_URL`.
    pub fn environment(&self) -> [(&'static str, String); 3] {
        [
            ("TWILIO_ACCOUNT_SID", self.account_sid()),
            ("TWILIO_AUTH_TOKEN", self.auth_token()),
            ("TWILIO_BASE_URL", self.url()),
        ]
    }

    /// How many connections were accepted so far.
    pub fn connections(&self) -> u64 {
        self.app.accepted.load(Ordering::Relaxed)
    }
}

/// Credentials that work.
impl Fake {
    /// SID of the main account.
    pub fn account_sid(&self) -> String {
        self.state(|state| state.main_sid.clone())
    }

    /// The primary auth token of the main account, as it is now.
    pub fn auth_token(&self) -> String {
        self.state(|state| state.accounts[&state.main_sid].tokens.primary.expose().to_owned())
    }

    /// A main key of the main account.
    ///
    /// # Panics
    /// If it has none, which takes a seed without default keys, or its deletion.
    pub fn main_key(&self) -> Credentials {
        self.key_of(KeyKind::Main)
    }

    /// A standard key of the main account.
    ///
    /// # Panics
    /// If it has none, which takes a seed without default keys, or its deletion.
    pub fn standard_key(&self) -> Credentials {
        self.key_of(KeyKind::Standard)
    }

    /// A restricted key of the main account; the default one may read messages and nothing else.
    ///
    /// # Panics
    /// If it has none, which takes a seed without default keys, or its deletion.
    pub fn restricted_key(&self) -> Credentials {
        self.key_of(KeyKind::Restricted)
    }

    /// Test credentials, which are refused everywhere here.
    pub fn test_credentials(&self) -> Credentials {
        self.state(|state| state.test_credentials.clone())
    }

    /// The oldest stored key of this kind.
    fn key_of(&self, kind: KeyKind) -> Credentials {
        let keys = self.keys(&self.account_sid());
        let key = keys.iter().rev().find(|key| key.kind == kind);
        key.unwrap_or_else(|| panic!("the main account has no {kind:?} key")).credentials()
    }
}

/// What was asked.
impl Fake {
    /// The requests read so far, in the order in which they came.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.app.recorder).requests().to_vec()
    }

    /// Forgets the requests read so far.
    pub fn clear_requests(&self) {
        lock(&self.app.recorder).take();
    }

    /// The requests read so far, which are forgotten here.
    pub fn take_requests(&self) -> Vec<Request> {
        lock(&self.app.recorder).take()
    }
}

/// What it holds.
impl Fake {
    /// All accounts, the newest first, the main one among them.
    pub fn accounts(&self) -> Vec<Account> {
        let mut accounts: Vec<_> = self.state(|state| state.accounts.values().cloned().collect());
        accounts.sort_by_key(|account| std::cmp::Reverse(account.stamp.place));
        accounts
    }

    /// The account with this SID.
    pub fn account(&self, sid: &str) -> Option<Account> {
        self.state(|state| state.accounts.get(sid).cloned())
    }

    /// The auth tokens of an account.
    pub fn auth_tokens(&self, account_sid: &str) -> Option<AuthTokens> {
        self.account(account_sid).map(|account| account.tokens)
    }

    /// The stored keys of an account, the last changed first. Made-up ones are left out.
    pub fn keys(&self, account_sid: &str) -> Vec<Key> {
        self.state(|state| state.keys_below(account_sid, u64::MAX).take_while(Key::is_stored).collect())
    }

    /// The key with this SID, stored or made up.
    pub fn key(&self, sid: &str) -> Option<Key> {
        self.state(|state| state.key(sid))
    }

    /// The AWS credentials and public keys of an account.
    pub fn credentials(&self, account_sid: &str) -> Vec<Credential> {
        self.state(|state| state.credentials.values().filter(|one| one.account_sid == account_sid).cloned().collect())
    }

    /// The safe list of an account.
    pub fn safe_list(&self, account_sid: &str) -> Vec<SafeListEntry> {
        self.state(|state| state.safe_list.iter().filter(|one| one.account_sid == account_sid).cloned().collect())
    }
}

/// Changes from outside, such as the console makes them.
impl Fake {
    /// Adds a subaccount, as the newest one, and gives it back. What its seed lists is added too.
    pub fn add_subaccount(&self, seed: &AccountSeed) -> Account {
        self.state(|state| {
            let sid = state.seed_account(seed, Some(state.main_sid.clone()), true);
            state.accounts[&sid].clone()
        })
    }

    /// Adds a key to an account, as the newest one. Main keys are made in no other way.
    pub fn add_key(&self, account_sid: &str, seed: &KeySeed) -> Credentials {
        self.state(|state| {
            let stamp = state.new_stamp();
            state.add_key(account_sid, seed, stamp).credentials()
        })
    }

    /// Adds an OAuth client to the main account.
    pub fn add_oauth_client(&self, seed: &OauthClientSeed) -> OauthClient {
        self.state(|state| {
            let account_sid = state.main_sid.clone();
            state.add_oauth_client(&account_sid, seed)
        })
    }

    /// Replaces the primary auth token of an account, as when someone else has rotated it.
    pub fn set_auth_token(&self, account_sid: &str, token: impl Into<Secret>) {
        self.state(|state| {
            if let Some(account) = state.accounts.get_mut(account_sid) {
                account.tokens.primary = token.into();
            }
        });
    }

    /// Moves the clock forward; a frozen one stands still at its new time.
    pub fn advance(&self, by: Duration) {
        self.state(|state| state.clock.advance(by));
    }
}

/// What goes wrong.
impl Fake {
    /// Adds a rule. Of several that are due, the one added first strikes.
    pub fn add_rule(&self, rule: Rule) -> RuleId {
        lock(&self.app.plan).add(rule)
    }

    /// Removes a rule.
    pub fn remove_rule(&self, id: RuleId) {
        lock(&self.app.plan).remove(id);
    }

    /// Removes all rules.
    pub fn clear_rules(&self) {
        lock(&self.app.plan).clear();
    }

    /// How often a rule struck; 0 once it is removed.
    pub fn struck(&self, id: RuleId) -> u64 {
        lock(&self.app.plan).struck(id)
    }

    /// Closes the next connections as soon as they are made, before anything is read.
    pub fn drop_connections(&self, count: u64) {
        self.app.unwelcome.store(count, Ordering::Relaxed);
    }

    fn state<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.app.shared.lock())
    }
}

impl fmt::Debug for Fake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Fake").field("url", &self.url()).finish_non_exhaustive()
    }
}
