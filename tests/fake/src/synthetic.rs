//! A long list of keys that is never stored: an account and an index in, a key out; and a SID back to its index.

use jiff::{SignedDuration, Timestamp};

use crate::{
    mint::{scramble, unscramble},
    model::{Account, Key, KeyKind, Stamp},
    secret::Secret,
};

/// Stored records stand above this place in a list, made-up ones below it.
pub(crate) const TOP: u64 = 1 << 40;

/// The key at this index of the account's made-up keys; later ones are older.
pub(crate) fn key(account: &Account, index: u64) -> Key {
    let salt = salt(account);
    let front = scramble(index ^ salt);
    let made = account.stamp.created.saturating_sub(SignedDuration::from_secs(index as i64)).unwrap_or(Timestamp::MIN);
    Key {
        sid: format!("SK{front:016x}{:016x}", scramble(front)),
        account_sid: account.sid.clone(),
        secret: Secret::from(format!("{:016x}{:016x}", scramble(front ^ 1), scramble(front ^ 2))),
        friendly_name: Some(format!("key {index}")),
        kind: KeyKind::Standard,
        allow: Vec::new(),
        stamp: Stamp { created: made, updated: made, place: TOP - index },
    }
}

/// The made-up key with this SID, if the account has it.
pub(crate) fn find(account: &Account, sid: &str) -> Option<Key> {
    let front = u64::from_str_radix(sid.strip_prefix("SK")?.get(..16)?, 16).ok()?;
    let index = unscramble(front) ^ salt(account);
    (index < account.synthetic_keys).then(|| key(account, index)).filter(|key| key.sid == sid)
}

/// What tells one account's made-up keys from another's.
fn salt(account: &Account) -> u64 {
    account.sid.bytes().fold(0, |salt, byte| scramble(salt ^ u64::from(byte)))
}
