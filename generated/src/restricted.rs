//! Restricted keys: what only both or neither of two fields of the document can say, as methods that set both.

use crate::Policy;
use crate::iam_v1::keys::{CreateKey, KeyType, UpdateKey};

impl CreateKey {
    /// Makes a restricted key, which may do what its policy allows and nothing else.
    ///
    /// Key type and policy go together, so this is the only way to set either: a policy without the type would be
    /// refused, and the type without a policy too. Restricted keys exist in the US region only, and cannot sign access
    /// tokens. Source: <https://www.twilio.com/docs/iam/api-keys/restricted-api-keys>.
    ///
    /// ```
    /// use twilio_iam::{AccountSid, Policy, iam_v1::keys::CreateKey};
    ///
    /// let key = CreateKey::new(AccountSid::new("AC0123456789abcdef0123456789abcdef")?)
    ///     .friendly_name("messaging only")
    ///     .restricted(Policy::allow(["/twilio/messaging/messages/read"])?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Neither half can be set alone, here or in the v2010 API, which would ignore both and make a standard key:
    ///
    /// ```compile_fail,E0624
    /// # use twilio_iam::{AccountSid, Policy, iam_v1::keys::CreateKey};
    /// # let sid = AccountSid::new("AC0123456789abcdef0123456789abcdef").unwrap();
    /// # let policy = Policy::allow(["/twilio/messaging/messages/read"]).unwrap();
    /// CreateKey::new(sid).set_policy(policy);
    /// ```
    ///
    /// ```compile_fail,E0624
    /// # use twilio_iam::{AccountSid, iam_v1::keys::{CreateKey, KeyType}};
    /// # let sid = AccountSid::new("AC0123456789abcdef0123456789abcdef").unwrap();
    /// CreateKey::new(sid).set_key_type(KeyType::Restricted);
    /// ```
    ///
    /// ```compile_fail,E0599
    /// # use twilio_iam::{Policy, api_v2010::keys::CreateKey};
    /// # let policy = Policy::allow(["/twilio/messaging/messages/read"]).unwrap();
    /// CreateKey::new().restricted(policy);
    /// ```
    pub fn restricted(self, policy: Policy) -> Self {
        self.set_key_type(KeyType::Restricted).set_policy(policy)
    }
}

impl UpdateKey {
    /// Replaces the whole policy of a restricted key: permissions to keep must be listed again.
    ///
    /// Source: <https://www.twilio.com/docs/iam/api-keys/key-resource-v1>.
    ///
    /// ```
    /// use twilio_iam::{KeySid, Policy, iam_v1::keys::UpdateKey};
    ///
    /// let update = UpdateKey::new(KeySid::new("SK0123456789abcdef0123456789abcdef")?)
    ///     .policy(Policy::allow(["/twilio/messaging/messages/read", "/twilio/messaging/messages/list"])?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn policy(self, policy: Policy) -> Self {
        self.set_policy(policy)
    }
}
