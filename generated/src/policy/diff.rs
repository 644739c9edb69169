//! What enters: two policies. What leaves: what the second allows and the first does not, and the other way round.

use super::Policy;
use std::collections::BTreeSet;
use std::fmt;

impl Policy {
    /// What is added and removed on the way from this policy to another, letter by letter; the order does not count.
    ///
    /// ```
    /// use twilio_iam::Policy;
    ///
    /// let old = Policy::allow(["/twilio/messaging/messages/read", "/twilio/voice/calls/list"])?;
    /// let new = Policy::allow(["/twilio/messaging/messages/*", "/twilio/messaging/messages/read"])?;
    /// assert_eq!(old.diff(&new).to_string(), "+ /twilio/messaging/messages/*\n- /twilio/voice/calls/list");
    /// # Ok::<(), twilio_iam::InvalidPolicy>(())
    /// ```
    pub fn diff(&self, new: &Self) -> PolicyDiff {
        let (old, new): (BTreeSet<_>, BTreeSet<_>) = (self.allow.iter().collect(), new.allow.iter().collect());
        PolicyDiff {
            added: new.difference(&old).map(|permission| (*permission).clone()).collect(),
            removed: old.difference(&new).map(|permission| (*permission).clone()).collect(),
        }
    }
}

/// What a change adds to a policy and removes from it, each in alphabetical order. `Display` is one line each, with `+`
/// or `-`. See [`Policy::diff`] for an example.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyDiff {
    /// The permissions that only the new policy names.
    pub added: Vec<String>,
    /// The permissions that only the old policy names.
    pub removed: Vec<String>,
}

impl PolicyDiff {
    /// Whether both policies name the same permissions.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

impl fmt::Display for PolicyDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let added = self.added.iter().map(|permission| ('+', permission));
        let removed = self.removed.iter().map(|permission| ('-', permission));
        for (index, (sign, permission)) in added.chain(removed).enumerate() {
            let line_break = if index > 0 { "\n" } else { "" };
            write!(f, "{line_break}{sign} {permission}")?;
        }
        Ok(())
    }
}
