//! What enters: products, resources and actions one after the other. What leaves: the policy that allows them.

use super::{Action, InvalidPolicy, Permission, Policy, Product};

impl Policy {
    /// Begins a policy by products and actions.
    ///
    /// ```
    /// use twilio_iam::{Action, Policy, Product};
    ///
    /// let policy = Policy::builder()
    ///     .allow(Product::Messaging, "messages", [Action::Read, Action::Create])
    ///     .allow("trust-hub", "customer-profiles", [Action::All])
    ///     .permission("/twilio/voice/calls/create")
    ///     .build()?;
    /// assert_eq!(policy.permissions().len(), 4);
    /// # Ok::<(), twilio_iam::InvalidPolicy>(())
    /// ```
    pub fn builder() -> PolicyBuilder {
        PolicyBuilder::default()
    }
}

/// A policy in the making; made by [`Policy::builder`].
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct PolicyBuilder {
    allow: Vec<String>,
}

impl PolicyBuilder {
    /// Allows actions on a resource.
    pub fn allow(self, product: impl Into<Product>, resource: &str, actions: impl IntoIterator<Item = Action>) -> Self {
        let product = product.into();
        self.permissions(actions.into_iter().map(|action| Permission::new(product.clone(), resource, action)))
    }

    /// Allows what a permission as Twilio spells it says.
    pub fn permission(self, permission: impl Into<String>) -> Self {
        self.permissions([permission])
    }

    /// Allows what each of these says.
    pub fn permissions<T: Into<String>>(mut self, permissions: impl IntoIterator<Item = T>) -> Self {
        self.allow.extend(permissions.into_iter().map(Into::into));
        self
    }

    /// Checks number, shape and repetition.
    ///
    /// # Errors
    ///
    /// As [`Policy::allow`].
    pub fn build(self) -> Result<Policy, InvalidPolicy> {
        Policy::allow(self.allow)
    }
}
