//! A fake to be: its seed, clock, port and faults in, a running one out.

use std::{io, time::SystemTime};

use crate::{
    clock::{Clock, timestamp},
    connection::App,
    fake::Fake,
    fault::Rule,
    plan::Plan,
    router::Shared,
    seed::{AccountSeed, KeySeed, Seed},
    server::Server,
    state::State,
};

/// Settings of a fake that is about to start.
#[derive(Debug)]
pub struct Builder {
    seed: Seed,
    frozen: Option<SystemTime>,
    port: u16,
    is_recording: bool,
    rules: Vec<Rule>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self { seed: Seed::default(), frozen: None, port: 0, is_recording: true, rules: Vec::new() }
    }

    /// Starts from this seed, in place of all that was set before.
    pub fn seed(self, seed: Seed) -> Self {
        Self { seed, ..self }
    }

    /// The number that all made-up SIDs and secrets grow from; 1 unless set.
    pub fn seed_number(mut self, number: u64) -> Self {
        self.seed.seed = number;
        self
    }

    /// The main account.
    pub fn account(mut self, account: AccountSeed) -> Self {
        self.seed.account = account;
        self
    }

    /// One more subaccount.
    pub fn subaccount(mut self, account: AccountSeed) -> Self {
        self.seed.subaccounts.push(account);
        self
    }

    /// One more key of the main account.
    pub fn key(mut self, key: KeySeed) -> Self {
        self.seed.account.keys.push(key);
        self
    }

    /// Whether the main account gets a main, a standard and a restricted key of its own accord. It does unless told not
    /// to.
    pub fn default_keys(mut self, wanted: bool) -> Self {
        self.seed.default_keys = wanted;
        self
    }

    /// How many keys of the main account are made up whenever they are listed, and never stored.
    pub fn synthetic_keys(mut self, count: u64) -> Self {
        self.seed.account.synthetic_keys = count;
        self
    }

    /// Stops the clock at this time; see [`Fake::advance`].
    pub fn frozen_at(self, time: SystemTime) -> Self {
        Self { frozen: Some(time), ..self }
    }

    /// One more rule of the fault plan.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Whether requests are kept for [`Fake::requests`]. They are unless told not to, as a benchmark may want.
    pub fn recording(self, wanted: bool) -> Self {
        Self { is_recording: wanted, ..self }
    }

    /// The port to listen on; any free one unless set.
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Starts the fake. It runs on a thread of its own; the caller's runtime is not needed for it to answer.
    pub async fn start(self) -> io::Result<Fake> {
        self.spawn()
    }

    /// Starts the fake from code that is not async.
    pub fn spawn(self) -> io::Result<Fake> {
        let state = State::new(&self.seed, self.frozen.map(|time| Clock::frozen(timestamp(time))));
        let mut plan = Plan::default();
        for rule in self.rules {
            plan.add(rule);
        }
        let app = App::new(Shared::new(state), plan, self.is_recording);
        Ok(Fake::new(Server::start(self.port, app.clone())?, app))
    }
}
