//! What a request needs, and what a restricted key's policy may say: permissions such as `/twilio/iam/api-keys/create`.

use serde_json::Value;

use crate::refusal::Refusal;

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Read,
    List,
    Create,
    Update,
    Delete,
}

/// What a request does it to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resource {
    name: &'static str,
    /// Whether standard keys are refused.
    pub(crate) managed: bool,
}

pub(crate) const ACCOUNTS: Resource = Resource { name: "iam/accounts", managed: true };
pub(crate) const KEYS: Resource = Resource { name: "iam/api-keys", managed: true };
pub(crate) const AUTH_TOKENS: Resource = Resource { name: "iam/auth-tokens", managed: false };
pub(crate) const AWS_CREDENTIALS: Resource = Resource { name: "iam/aws-credentials", managed: false };
pub(crate) const PUBLIC_KEYS: Resource = Resource { name: "iam/public-keys", managed: false };
pub(crate) const SAFE_LIST: Resource = Resource { name: "messaging/safe-list", managed: false };

impl Resource {
    /// The permission that a restricted key needs for this action.
    pub(crate) fn permission(self, action: Action) -> String {
        let action = match action {
            Action::Read => "read",
            Action::List => "list",
            Action::Create => "create",
            Action::Update => "update",
            Action::Delete => "delete",
        };
        format!("/twilio/{}/{action}", self.name)
    }
}

/// Whether these permissions hold this one, by itself or by a `*` for its action.
pub(crate) fn allows(allow: &[String], permission: &str) -> bool {
    let any_action = permission.rsplit_once('/').map(|(resource, _)| format!("{resource}/*"));
    allow.iter().any(|held| held == permission || Some(held) == any_action.as_ref())
}

/// Reads the form field `Policy`: at most 100 permissions, each well-formed and named once.
pub(crate) fn policy(text: &str) -> Result<Vec<String>, Refusal> {
    let policy: Value = serde_json::from_str(text).map_err(|_| Refusal::policy("it is not JSON"))?;
    let members = policy.as_object().filter(|members| members.len() == 1);
    let allow = members.and_then(|members| members.get("allow")?.as_array());
    let allow = allow.ok_or_else(|| Refusal::policy("it is not an object with the list `allow` alone"))?;
    let allow: Option<Vec<String>> = allow.iter().map(|item| item.as_str().map(str::to_owned)).collect();
    let allow = allow.ok_or_else(|| Refusal::policy("a permission is not a string"))?;
    if allow.is_empty() {
        return Err(Refusal::policy("it has no permission"));
    }
    if allow.len() > 100 {
        return Err(Refusal::policy("it has more than 100 permissions"));
    }
    if let Some(wrong) = allow.iter().find(|permission| !well_formed(permission)) {
        return Err(Refusal::policy(&format!("`{wrong}` is not a permission")));
    }
    let mut sorted: Vec<_> = allow.iter().collect();
    sorted.sort();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(twice) => Err(Refusal::policy(&format!("`{}` is there twice", twice[0]))),
        None => Ok(allow),
    }
}

fn well_formed(permission: &str) -> bool {
    let parts: Vec<_> = permission.split('/').collect();
    let ["", "twilio", product, resource, action] = parts[..] else { return false };
    let named = |part: &str| {
        !part.is_empty() && part.chars().all(|character| character.is_ascii_alphanumeric() || "-_.".contains(character))
    };
    named(product) && named(resource) && ["read", "list", "create", "update", "delete", "*"].contains(&action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_covers_itself_and_a_star_every_action() {
        let need = KEYS.permission(Action::Create);
        assert_eq!(need, "/twilio/iam/api-keys/create");
        assert!(allows(&["/twilio/iam/api-keys/create".into()], &need));
        assert!(allows(&["/twilio/iam/api-keys/*".into()], &need));
        assert!(!allows(&["/twilio/iam/api-keys/read".into(), "/twilio/voice/calls/*".into()], &need));
    }

    #[test]
    fn a_policy_must_be_well_formed() {
        assert_eq!(policy(r#"{"allow":["/twilio/a/b.c/*"]}"#), Ok(vec!["/twilio/a/b.c/*".to_owned()]));
        let many: Vec<_> = (0..101).map(|index| format!("/twilio/a/b{index}/read")).collect();
        let hundred = serde_json::json!({"allow": &many[..100]}).to_string();
        assert_eq!(policy(&hundred).unwrap().len(), 100);
        let refused = [
            serde_json::json!({ "allow": many }).to_string(),
            "allow".to_owned(),
            "[]".to_owned(),
            r#"{"allow":[]}"#.to_owned(),
            r#"{"allow":[7]}"#.to_owned(),
            r#"{"allow":["/twilio/a/b/read"],"deny":[]}"#.to_owned(),
            r#"{"allow":["/twilio/a/b/read","/twilio/a/b/read"]}"#.to_owned(),
            r#"{"allow":["/twilio/a/b/write"]}"#.to_owned(),
            r#"{"allow":["/2010-04-01/Accounts/{AccountSid}/Messages*"]}"#.to_owned(),
        ];
        for text in refused {
            assert!(policy(&text).is_err(), "{text}");
        }
    }
}
