//! What enters: a product, one of its resources and an action on it. What leaves: the permission as Twilio spells it.

use crate::Unknown;
use std::fmt;

/// A product, as permissions name it. Open: any other name is one too, for the set keeps growing.
///
/// The names that Twilio's documents use; what each product's resources are called is listed at
/// <https://www.twilio.com/docs/iam/api-keys/restricted-api-keys>.
///
/// ```
/// use twilio_iam::Product;
///
/// assert_eq!(Product::TaskRouter.as_str(), "taskrouter");
/// assert_eq!(Product::from("trust-hub").as_str(), "trust-hub");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Product {
    /// API keys, OAuth applications and roles; resources such as `api-keys`.
    Iam,
    /// Lookup; resources such as `phone-numbers`.
    Lookup,
    /// Messages and messaging services; resources such as `messages` and `services`.
    Messaging,
    /// Flows and their executions; resources such as `flows`.
    Studio,
    /// Workspaces, workers and tasks; resources such as `workspaces.tasks`.
    TaskRouter,
    /// Verifications; resources such as `verification` and `verification-check`.
    Verify,
    /// Calls, recordings, SIP, Voice Insights and Conversational Intelligence; resources such as `calls`.
    Voice,
    /// A product that this version has no name for.
    Other(Unknown),
}
crate::choice! {
    Product else Other {
        Iam = "iam", Lookup = "lookup", Messaging = "messaging", Studio = "studio", TaskRouter = "taskrouter",
        Verify = "verify", Voice = "voice"
    }
}

/// What a permission lets a key do with a resource.
///
/// ```
/// assert_eq!(twilio_iam::Action::All.as_str(), "*");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Fetch one.
    Read,
    /// List them.
    List,
    /// Create one.
    Create,
    /// Change one.
    Update,
    /// Delete one.
    Delete,
    /// All of these, as far as the resource has them.
    All,
}

impl Action {
    /// Every action, in the order of the documents.
    pub const VALUES: [Self; 6] = [Self::Read, Self::List, Self::Create, Self::Update, Self::Delete, Self::All];

    /// The last segment of a permission.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::List => "list",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::All => "*",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One permission. Its shape is checked by the [`Policy`](crate::Policy) that takes it.
///
/// ```
/// use twilio_iam::{Action, Permission, Policy, Product};
///
/// let permission = Permission::new(Product::Messaging, "messages", Action::Read);
/// assert_eq!(permission.as_str(), "/twilio/messaging/messages/read");
///
/// let policy = Policy::allow([permission])?;
/// # Ok::<(), twilio_iam::InvalidPolicy>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Permission(String);

impl Permission {
    /// An action on a resource, which may have a dotted path of subresources: `services.phonenumbers`.
    pub fn new(product: impl Into<Product>, resource: impl fmt::Display, action: Action) -> Self {
        Self(format!("/twilio/{}/{resource}/{action}", product.into()))
    }

    /// The permission as Twilio spells it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<Permission> for String {
    fn from(permission: Permission) -> Self {
        permission.0
    }
}
