//! What enters: the creation of an API key whose fate is unknown, and the keys that exist afterwards. What leaves: those
//! among them that it may have made.

use crate::{AccountSid, KeySid, Operation, Request, Timestamp, api_v2010, iam_v1};
use jiff::{SignedDuration, Timestamp as Instant};

/// The creation of an API key that may or may not have gone through.
#[derive(Clone, Debug)]
pub(crate) struct Unfinished {
    pub(crate) service: KeyService,
    pub(crate) account_sid: AccountSid,
    friendly_name: Option<String>,
    since: Instant,
}

/// Which API a key was made by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyService {
    V2010,
    Iam,
}

/// An API key that a creation of unknown fate may have made.
///
/// Nobody has its secret. It is deleted only by a call of `delete`, never by itself. An [`Error`](crate::Error) of a
/// creation gives its candidates.
///
/// ```
/// fn line(key: &twilio_iam::Candidate) -> String {
///     format!("{} {:?} {}", key.sid(), key.friendly_name(), key.date_created())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    sid: KeySid,
    friendly_name: Option<String>,
    date_created: Timestamp,
    pub(crate) service: KeyService,
    pub(crate) account_sid: AccountSid,
}

impl Candidate {
    /// The key.
    pub fn sid(&self) -> &KeySid {
        &self.sid
    }

    /// Its name, which is the name that was asked for.
    pub fn friendly_name(&self) -> Option<&str> {
        self.friendly_name.as_deref()
    }

    /// When it was made: not before the attempt began.
    pub fn date_created(&self) -> &Timestamp {
        &self.date_created
    }
}

/// A key as either list shows it.
pub(crate) struct Listed {
    pub(crate) sid: KeySid,
    pub(crate) friendly_name: Option<String>,
    pub(crate) date_created: Option<Timestamp>,
}

impl From<api_v2010::keys::Key> for Listed {
    fn from(key: api_v2010::keys::Key) -> Self {
        Self { sid: key.sid, friendly_name: key.friendly_name, date_created: key.date_created }
    }
}

impl From<iam_v1::keys::ListedKey> for Listed {
    fn from(key: iam_v1::keys::ListedKey) -> Self {
        Self { sid: key.sid, friendly_name: key.friendly_name, date_created: key.date_created }
    }
}

/// Twilio's dates are whole seconds, and so is the `Date` by which the clocks are compared.
const RESOLUTION: SignedDuration = SignedDuration::from_secs(2);

impl Unfinished {
    /// What a request would leave behind; `None` when it makes no key. `account` is the client's own.
    pub(crate) fn of(request: &Request, account: &AccountSid, now: impl FnOnce() -> Instant) -> Option<Self> {
        let spec = request.spec();
        let service = match spec.item {
            item if item == api_v2010::keys::CreateKey::SPEC.item => KeyService::V2010,
            item if item == iam_v1::keys::CreateKey::SPEC.item => KeyService::Iam,
            _ => return None,
        };
        let given = |name: &str| {
            let index = spec.fields.iter().position(|field| field.name == name)?;
            request.get(index)?.as_str().map(str::to_owned)
        };
        let account_sid = given("AccountSid").and_then(|sid| sid.parse().ok()).unwrap_or_else(|| account.clone());
        Some(Self { service, account_sid, friendly_name: given("FriendlyName"), since: now() })
    }

    /// The listed key as a candidate, where it can be one. `ahead` is by how much Twilio's clock is ahead of ours.
    pub(crate) fn candidate(&self, key: Listed, ahead: SignedDuration) -> Option<Candidate> {
        let nameless = |name: &Option<String>| name.as_deref().unwrap_or_default().to_owned();
        let date_created = key.date_created?;
        let since = self.since.checked_add(ahead.saturating_sub(RESOLUTION)).unwrap_or(self.since);
        let fits = nameless(&key.friendly_name) == nameless(&self.friendly_name)
            && date_created.instant().is_some_and(|made| made >= since);
        fits.then(|| Candidate {
            sid: key.sid,
            friendly_name: key.friendly_name,
            date_created,
            service: self.service,
            account_sid: self.account_sid.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AC: &str = "AC0123456789abcdef0123456789abcdef";

    fn account() -> AccountSid {
        AccountSid::new(AC).unwrap()
    }

    fn made_at(unfinished: &Unfinished, name: Option<&str>, date: &str, ahead: i64) -> bool {
        let listed = Listed {
            sid: KeySid::new("SK0123456789abcdef0123456789abcdef").unwrap(),
            friendly_name: name.map(str::to_owned),
            date_created: date.parse().ok(),
        };
        unfinished.candidate(listed, SignedDuration::from_secs(ahead)).is_some()
    }

    #[test]
    fn a_candidate_has_the_name_and_was_made_since() {
        let now = "2026-11-20T10:00:00.5Z".parse().unwrap();
        let create = api_v2010::keys::CreateKey::new().friendly_name("a");
        let unfinished = Unfinished::of(create.request(), &account(), || now).unwrap();
        let cases = [
            (Some("a"), "Fri, 20 Nov 2026 10:00:00 +0000", 0, true),
            (Some("a"), "Fri, 20 Nov 2026 10:05:00 +0000", 0, true),
            (Some("a"), "Fri, 20 Nov 2026 09:59:50 +0000", 0, false),
            (Some("b"), "Fri, 20 Nov 2026 10:00:00 +0000", 0, false),
            (None, "Fri, 20 Nov 2026 10:00:00 +0000", 0, false),
            (Some("a"), "when it was", 0, false),
            // Twilio's clock is an hour ahead of ours, then an hour behind.
            (Some("a"), "Fri, 20 Nov 2026 10:30:00 +0000", 3600, false),
            (Some("a"), "Fri, 20 Nov 2026 11:00:01 +0000", 3600, true),
            (Some("a"), "Fri, 20 Nov 2026 09:00:01 +0000", -3600, true),
        ];
        for (name, date, ahead, expected) in cases {
            assert_eq!(made_at(&unfinished, name, date, ahead), expected, "{name:?} {date} {ahead}");
        }
        let nameless = Unfinished::of(api_v2010::keys::CreateKey::new().request(), &account(), || now).unwrap();
        assert!(made_at(&nameless, None, "2026-11-20T10:00:01Z", 0));
        assert!(made_at(&nameless, Some(""), "2026-11-20T10:00:01Z", 0));
    }

    #[test]
    fn only_the_creation_of_a_key_leaves_one() {
        let now = Instant::UNIX_EPOCH;
        let other = "ACffffffffffffffffffffffffffffffff";
        let iam = iam_v1::keys::CreateKey::new(AccountSid::new(other).unwrap());
        let unfinished = Unfinished::of(iam.request(), &account(), || now).unwrap();
        assert_eq!((unfinished.service, unfinished.account_sid.as_str()), (KeyService::Iam, other));
        assert!(Unfinished::of(api_v2010::keys::ListKeys::new().request(), &account(), || now).is_none());
        assert!(Unfinished::of(api_v2010::accounts::CreateAccount::new().request(), &account(), || now).is_none());
    }
}
