//! Everything the fake remembers: a seed in, and records that requests find, add, change and remove.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use crate::{
    clock::Clock,
    mint::Mint,
    model::{
        Account, AuthTokens, BearerToken, Credential, CredentialKind, Credentials, Key, KeyKind, Listed, OauthClient,
        SafeListEntry, Stamp,
    },
    secret::Secret,
    seed::{AccountSeed, CredentialSeed, KeySeed, OauthClientSeed, Seed},
    synthetic,
};

/// Records of a seed stand below this place and records made later above it.
const MIDDLE: u64 = 1 << 60;

pub(crate) struct State {
    pub(crate) mint: Mint,
    pub(crate) clock: Clock,
    pub(crate) main_sid: String,
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) keys: BTreeMap<String, Key>,
    pub(crate) credentials: BTreeMap<String, Credential>,
    pub(crate) safe_list: Vec<SafeListEntry>,
    pub(crate) oauth_clients: BTreeMap<String, OauthClient>,
    pub(crate) bearer_tokens: Vec<BearerToken>,
    pub(crate) test_credentials: Credentials,
    /// Where each page token that was handed out points to.
    pub(crate) page_tokens: HashMap<String, u64>,
    /// Made-up keys that were deleted, or changed and so stored.
    passed: BTreeSet<String>,
    seeded: u64,
    changes: u64,
}

impl State {
    /// The state that a seed describes. A clock given here wins over the seed's.
    pub(crate) fn new(seed: &Seed, clock: Option<Clock>) -> Self {
        let mut mint = Mint::new(seed.seed);
        let test_sid = mint.sid("AC");
        let test_credentials =
            Credentials { account_sid: test_sid.clone(), username: test_sid, password: Secret::from(mint.hex()) };
        let frozen = seed.clock.as_ref().and_then(|time| time.parse().ok()).map(Clock::frozen);
        let mut state = Self {
            mint,
            clock: clock.or(frozen).unwrap_or_else(Clock::real),
            main_sid: String::new(),
            accounts: BTreeMap::new(),
            keys: BTreeMap::new(),
            credentials: BTreeMap::new(),
            safe_list: Vec::new(),
            oauth_clients: BTreeMap::new(),
            bearer_tokens: Vec::new(),
            test_credentials,
            page_tokens: HashMap::new(),
            passed: BTreeSet::new(),
            seeded: 0,
            changes: 0,
        };
        state.main_sid = state.seed_account(&seed.account, None, false);
        for subaccount in &seed.subaccounts {
            state.seed_account(subaccount, Some(state.main_sid.clone()), false);
        }
        if seed.default_keys {
            let restricted = KeySeed::restricted(["/twilio/messaging/messages/read"]).named("restricted");
            for key in [KeySeed::main().named("main"), KeySeed::standard().named("standard"), restricted] {
                let (account_sid, stamp) = (state.main_sid.clone(), state.seed_stamp());
                state.add_key(&account_sid, &key, stamp);
            }
        }
        state
    }

    /// Adds an account with all that belongs to it, and gives its SID back. Without an owner it owns itself. At the
    /// start each record stands behind those before it; one added later (`is_new`) stands first.
    pub(crate) fn seed_account(&mut self, seed: &AccountSeed, owner: Option<String>, is_new: bool) -> String {
        let stamp = |state: &mut Self| if is_new { state.new_stamp() } else { state.seed_stamp() };
        let first = stamp(self);
        let sid = self.add_account(seed, owner, first);
        for key in &seed.keys {
            let next = stamp(self);
            self.add_key(&sid, key, next);
        }
        for (kind, credentials) in [(CredentialKind::Aws, &seed.aws), (CredentialKind::PublicKey, &seed.public_keys)] {
            for credential in credentials {
                let next = stamp(self);
                self.add_credential(&sid, kind, credential, next);
            }
        }
        seed.safe_list.iter().for_each(|number| drop(self.add_safe_number(&sid, number)));
        seed.oauth_clients.iter().for_each(|client| drop(self.add_oauth_client(&sid, client)));
        sid
    }

    pub(crate) fn add_account(&mut self, seed: &AccountSeed, owner: Option<String>, stamp: Stamp) -> String {
        let sid = seed.sid.clone().unwrap_or_else(|| self.mint.sid("AC"));
        let named = || stamp.created.strftime("SubAccount Created at %Y-%m-%d %I:%M %P").to_string();
        let account = Account {
            sid: sid.clone(),
            owner_sid: owner.unwrap_or_else(|| sid.clone()),
            friendly_name: seed.friendly_name.clone().unwrap_or_else(named),
            status: seed.status,
            tokens: AuthTokens {
                primary: seed.auth_token.clone().unwrap_or_else(|| Secret::from(self.mint.hex())),
                secondary: seed.secondary_auth_token.clone(),
            },
            synthetic_keys: seed.synthetic_keys,
            stamp,
        };
        self.accounts.insert(sid.clone(), account);
        sid
    }

    pub(crate) fn add_key(&mut self, account_sid: &str, seed: &KeySeed, stamp: Stamp) -> Key {
        let key = Key {
            sid: seed.sid.clone().unwrap_or_else(|| self.mint.sid("SK")),
            account_sid: account_sid.to_owned(),
            secret: seed.secret.clone().unwrap_or_else(|| Secret::from(self.mint.letters(32))),
            friendly_name: seed.friendly_name.clone(),
            kind: seed.kind,
            allow: if seed.kind == KeyKind::Restricted { seed.allow.clone() } else { Vec::new() },
            stamp,
        };
        self.keys.insert(key.sid.clone(), key.clone());
        key
    }

    pub(crate) fn add_credential(
        &mut self,
        account_sid: &str,
        kind: CredentialKind,
        seed: &CredentialSeed,
        stamp: Stamp,
    ) -> Credential {
        let credential = Credential {
            sid: seed.sid.clone().unwrap_or_else(|| self.mint.sid("CR")),
            account_sid: account_sid.to_owned(),
            friendly_name: seed.friendly_name.clone(),
            kind,
            value: seed.value.clone().unwrap_or_else(|| Secret::from("")),
            stamp,
        };
        self.credentials.insert(credential.sid.clone(), credential.clone());
        credential
    }

    /// Puts a number on the safe list, where one that is there already keeps its SID.
    pub(crate) fn add_safe_number(&mut self, account_sid: &str, number: &str) -> SafeListEntry {
        if let Some(entry) = self.safe_number(account_sid, number) {
            return entry.clone();
        }
        let entry = SafeListEntry {
            sid: self.mint.sid("GN"),
            account_sid: account_sid.to_owned(),
            phone_number: number.to_owned(),
        };
        self.safe_list.push(entry.clone());
        entry
    }

    pub(crate) fn safe_number(&self, account_sid: &str, number: &str) -> Option<&SafeListEntry> {
        self.safe_list.iter().find(|entry| entry.account_sid == account_sid && entry.phone_number == number)
    }

    pub(crate) fn add_oauth_client(&mut self, account_sid: &str, seed: &OauthClientSeed) -> OauthClient {
        let client = OauthClient {
            client_id: seed.client_id.clone().unwrap_or_else(|| self.mint.sid("OQ")),
            client_secret: seed.client_secret.clone().unwrap_or_else(|| Secret::from(self.mint.letters(64))),
            account_sid: account_sid.to_owned(),
            expires_in: seed.expires_in.unwrap_or(3600),
        };
        self.oauth_clients.insert(client.client_id.clone(), client.clone());
        client
    }

    /// A key of this account, stored or made up.
    pub(crate) fn key(&self, sid: &str) -> Option<Key> {
        let made_up = || {
            let mut accounts = self.accounts.values().filter(|account| account.synthetic_keys > 0);
            accounts.find_map(|account| synthetic::find(account, sid)).filter(|key| !self.passed.contains(&key.sid))
        };
        self.keys.get(sid).cloned().or_else(made_up)
    }

    /// Stores a changed key; a made-up one is a stored one from now on.
    pub(crate) fn put_key(&mut self, key: Key) {
        self.remove_key(&key);
        self.keys.insert(key.sid.clone(), key);
    }

    pub(crate) fn remove_key(&mut self, key: &Key) {
        if self.keys.remove(&key.sid).is_none() {
            self.passed.insert(key.sid.clone());
        }
    }

    /// The keys of an account below this place, the last changed first.
    pub(crate) fn keys_below<'a>(&'a self, account_sid: &str, place: u64) -> Box<dyn Iterator<Item = Key> + 'a> {
        let mut stored: Vec<_> = self.keys.values().filter(|key| key.account_sid == account_sid).collect();
        stored.retain(|key| key.place() < place);
        stored.sort_by_key(|key| std::cmp::Reverse(key.place()));
        let made_up = self.accounts.get(account_sid).into_iter().flat_map(move |account| {
            let first = (synthetic::TOP + 1).saturating_sub(place);
            (first..account.synthetic_keys).map(|index| synthetic::key(account, index))
        });
        Box::new(stored.into_iter().cloned().chain(made_up.filter(|key| !self.passed.contains(&key.sid))))
    }

    /// The place of the record with this SID.
    pub(crate) fn place(&self, sid: &str) -> Option<u64> {
        let account = self.accounts.get(sid).map(Listed::place);
        let credential = || self.credentials.get(sid).map(Listed::place);
        account.or_else(credential).or_else(|| self.key(sid).map(|key| key.place()))
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The stamp of a record made now: it stands first.
    pub(crate) fn new_stamp(&mut self) -> Stamp {
        let now = self.now();
        self.changes += 1;
        Stamp { created: now, updated: now, place: MIDDLE + self.changes }
    }

    /// The stamp of a record of the seed: it stands behind those before it, and is a second older.
    fn seed_stamp(&mut self) -> Stamp {
        self.seeded += 1;
        let age = jiff::SignedDuration::from_secs(self.seeded as i64);
        let time = self.now().saturating_sub(age).unwrap_or(Timestamp::MIN);
        Stamp { created: time, updated: time, place: MIDDLE - self.seeded }
    }
}
