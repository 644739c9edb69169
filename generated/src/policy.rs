//! What enters: the permissions of a restricted API key. What leaves: a policy whose count and shape were checked, ready
//! to be sent as JSON text.

mod builder;
mod change;
mod diff;
mod permission;

pub use builder::PolicyBuilder;
pub use diff::PolicyDiff;
pub use permission::{Action, Permission, Product};

use crate::Value;
use crate::decode::{Decode, Mismatch, deserialize};
use crate::model::{Entries, Nulls, write};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// What a restricted API key may do: 1 to 100 permissions of the form
/// `/twilio/<product>/<resource[.sub]>/<read|list|create|update|delete|*>` (Twilio docs, "Restricted API keys").
///
/// The set of permissions keeps growing, so only number, shape and repetition are checked, here and again when the policy
/// is sent. A policy out of a reply is taken as it came.
///
/// ```
/// use twilio_iam::Policy;
///
/// let policy = Policy::allow(["/twilio/messaging/messages/read", "/twilio/messaging/messages/create"])?;
/// assert_eq!(policy.permissions().len(), 2);
/// assert!(Policy::allow(["messages/read"]).is_err());
/// # Ok::<(), twilio_iam::InvalidPolicy>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Policy {
    allow: Vec<String>,
}

impl Policy {
    /// The most permissions that one key takes.
    pub const MAX_PERMISSIONS: usize = 100;

    /// A policy that allows these permissions and nothing else.
    ///
    /// # Errors
    ///
    /// [`InvalidPolicy`], which lists every permission that is misshapen or repeated, or says that there are none or more
    /// than 100.
    pub fn allow<T: Into<String>>(permissions: impl IntoIterator<Item = T>) -> Result<Self, InvalidPolicy> {
        let policy = Self { allow: permissions.into_iter().map(Into::into).collect() };
        policy.check()?;
        Ok(policy)
    }

    /// The permissions, in the order in which they were given.
    pub fn permissions(&self) -> &[String] {
        &self.allow
    }

    fn check(&self) -> Result<(), InvalidPolicy> {
        let mut problems = Vec::new();
        match self.allow.len() {
            0 => problems.push("it allows nothing: name at least one permission".to_owned()),
            1..=Self::MAX_PERMISSIONS => {}
            count => problems.push(format!("it has {count} permissions: at most {} are taken", Self::MAX_PERMISSIONS)),
        }
        for (index, permission) in self.allow.iter().enumerate() {
            if let Some(problem) = misshapen(permission) {
                problems.push(format!("{permission:?} {problem}"));
            } else if self.allow[..index].contains(permission) {
                problems.push(format!("{permission:?} is there twice: name it once"));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(InvalidPolicy { problems }) }
    }
}

/// What is wrong with a permission's shape.
fn misshapen(permission: &str) -> Option<String> {
    if permission.starts_with("/2010-04-01/") || permission.starts_with("/v1/") || permission.starts_with("/v2/") {
        let example = "/twilio/messaging/messages/read";
        return Some(format!(
            "is the path of a resource, and permissions are named otherwise: write one such as {example}"
        ));
    }
    let parts: Vec<&str> = permission.split('/').collect();
    let ["", "twilio", product, resource, action] = parts[..] else {
        return Some(format!("is not of the form /twilio/<product>/<resource>/<{}>", actions("|")));
    };
    if !is_word(product) || !resource.split('.').all(is_word) {
        return Some("has a product or resource that is no word of letters, digits, - and _".to_owned());
    }
    let known = Action::VALUES.iter().any(|known| known.as_str() == action);
    (!known).then(|| format!("ends in an unknown action: write one of {}", actions(", ")))
}

fn actions(separator: &str) -> String {
    Action::VALUES.map(Action::as_str).join(separator)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// A policy as it stands in JSON.
struct Shape {
    allow: Vec<String>,
}
crate::model! { Shape required(allow) }

impl Decode for Policy {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        Ok(Shape::decode(deserializer)?.map(|Shape { allow }| Self { allow }))
    }
}

impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let none = Entries { names: &[], values: &[] };
        write(serializer, Entries { names: &["allow"], values: &[&self.allow] }, none, &Nulls::NONE)
    }
}

impl From<Policy> for Value {
    fn from(policy: Policy) -> Self {
        match policy.check() {
            Ok(()) => Self::json(&policy),
            Err(invalid) => Self::unfit(format!("is not right: {invalid}")),
        }
    }
}

impl From<&Policy> for Policy {
    fn from(policy: &Policy) -> Self {
        policy.clone()
    }
}

/// A policy that Twilio would refuse, with everything that is wrong with it.
///
/// ```
/// let error = twilio_iam::Policy::allow(["/twilio/messaging/messages/write"]).unwrap_err();
/// assert_eq!(error.problems().len(), 1);
/// assert!(error.to_string().contains("write one of read, list, create, update, delete, *"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPolicy {
    problems: Vec<String>,
}

impl InvalidPolicy {
    /// Each thing that is wrong, and what to do.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}

impl fmt::Display for InvalidPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the policy cannot be used: {}", self.problems.join("; "))
    }
}

impl std::error::Error for InvalidPolicy {}

#[cfg(test)]
mod tests;
