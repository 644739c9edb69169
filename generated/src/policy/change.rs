//! What enters: a policy, and permissions to add to it or take from it. What leaves: the whole policy as it should be, for
//! an update replaces all of it.

use super::{Action, InvalidPolicy, Policy, misshapen};

impl Policy {
    /// Whether a key with this policy may do what a permission says, by the permission itself or by `*` on its resource.
    ///
    /// ```
    /// let policy = twilio_iam::Policy::allow(["/twilio/messaging/messages/*"])?;
    /// assert!(policy.allows("/twilio/messaging/messages/read"));
    /// assert!(!policy.allows("/twilio/messaging/services/read"));
    /// # Ok::<(), twilio_iam::InvalidPolicy>(())
    /// ```
    pub fn allows(&self, permission: &str) -> bool {
        self.holds(permission) || wildcard(permission).is_some_and(|all| self.holds(&all))
    }

    /// The same policy with these permissions too; those that it allows already change nothing.
    ///
    /// ```
    /// use twilio_iam::Policy;
    ///
    /// let policy = Policy::allow(["/twilio/messaging/messages/read"])?;
    /// let wider = policy.granting(["/twilio/messaging/messages/list"])?;
    /// assert_eq!(policy.diff(&wider).to_string(), "+ /twilio/messaging/messages/list");
    /// # Ok::<(), twilio_iam::InvalidPolicy>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidPolicy`] when a permission is misshapen, or there would be more than 100.
    pub fn granting<T: Into<String>>(&self, permissions: impl IntoIterator<Item = T>) -> Result<Self, InvalidPolicy> {
        let mut policy = self.clone();
        for permission in permissions.into_iter().map(Into::into) {
            if !policy.allows(&permission) {
                policy.allow.push(permission);
            }
        }
        policy.check()?;
        Ok(policy)
    }

    /// The same policy without these permissions; those that it does not allow change nothing. Without `*`, nothing is
    /// left of the resource.
    ///
    /// ```
    /// use twilio_iam::Policy;
    ///
    /// let policy = Policy::allow(["/twilio/messaging/messages/read", "/twilio/voice/calls/list"])?;
    /// let narrower = policy.revoking(["/twilio/voice/calls/*"])?;
    /// assert_eq!(policy.diff(&narrower).to_string(), "- /twilio/voice/calls/list");
    /// # Ok::<(), twilio_iam::InvalidPolicy>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidPolicy`] when nothing would be left, when a permission is misshapen, or when it would stay allowed by
    /// `*`: which actions the resource has, and so what would have to stay, only Twilio knows.
    pub fn revoking<T: Into<String>>(&self, permissions: impl IntoIterator<Item = T>) -> Result<Self, InvalidPolicy> {
        let (mut policy, mut problems) = (self.clone(), Vec::new());
        let mut permissions: Vec<String> = permissions.into_iter().map(Into::into).collect();
        // What `*` takes away is no part of it any more.
        permissions.sort_by_key(|permission| !permission.ends_with("/*"));
        for permission in permissions {
            let whole = permission.strip_suffix(Action::All.as_str()).filter(|resource| resource.ends_with('/'));
            match misshapen(&permission) {
                // One that came in a reply can be taken away whatever its shape.
                Some(problem) if !policy.holds(&permission) => problems.push(format!("{permission:?} {problem}")),
                _ => policy.allow.retain(|held| match whole {
                    Some(resource) => !is_on(held, resource),
                    None => *held != permission,
                }),
            }
            if let Some(all) = wildcard(&permission).filter(|all| policy.holds(all)) {
                problems.push(format!(
                    "{permission:?} is part of {all:?}: revoke that, and grant the actions that are to stay"
                ));
            }
        }
        if !problems.is_empty() {
            return Err(InvalidPolicy { problems });
        }
        policy.check()?;
        Ok(policy)
    }

    fn holds(&self, permission: &str) -> bool {
        self.allow.iter().any(|held| held == permission)
    }
}

/// The permission for every action on the resource of another.
fn wildcard(permission: &str) -> Option<String> {
    let (resource, _) = permission.rsplit_once('/')?;
    Some(format!("{resource}/{}", Action::All))
}

/// Whether a permission is one on this resource itself, which ends in a slash.
fn is_on(permission: &str, resource: &str) -> bool {
    permission.strip_prefix(resource).is_some_and(|action| !action.contains('/'))
}
