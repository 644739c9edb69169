//! Every secret that the tests come across, gathered so that one of them can hold all output against all of them.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use base64::{Engine, engine::general_purpose::STANDARD};
use twilio_iam_fake::Fake;

static KNOWN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Takes a secret in.
pub fn learn(secret: &str) {
    // Anything shorter could stand in a text by chance.
    assert!(secret.len() >= 16, "a secret of the tests is too short to be looked for");
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner).insert(secret.to_owned());
}

/// Takes in all that a fake holds now, and each `Authorization` that it was shown.
pub fn learn_fake(fake: &Fake) {
    for account in fake.accounts() {
        learn_pair(&account.sid, account.tokens.primary.expose());
        account.tokens.secondary.iter().for_each(|token| learn_pair(&account.sid, token.expose()));
        fake.keys(&account.sid).iter().for_each(|key| learn_pair(&key.sid, key.secret.expose()));
        fake.credentials(&account.sid).iter().for_each(|one| learn(one.value.expose()));
    }
    for request in fake.requests() {
        request.authorization().and_then(|value| value.split_once(' ')).into_iter().for_each(|(_, value)| learn(value));
    }
}

/// A password, and the header that carries it.
pub fn learn_pair(user: &str, password: &str) {
    learn(password);
    learn(&STANDARD.encode(format!("{user}:{password}")));
}

/// All secrets so far.
pub fn known() -> BTreeSet<String> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
