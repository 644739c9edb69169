//! What enters: an error of Twilio, and what the client knows of the request. What leaves: a sentence that says what to
//! do. Sources: <https://www.twilio.com/docs/api/errors>, <https://www.twilio.com/docs/iam/api-keys>.

use super::credentials::Means;
use crate::line::line;
use crate::{ApiError, OperationSpec};

/// What the client knows of a request.
pub(crate) struct About<'a> {
    pub(crate) spec: &'static OperationSpec,
    pub(crate) means: &'a Means,
    /// The region, where it is not the default.
    pub(crate) region: Option<&'a str>,
    /// Whether the request carried a policy.
    pub(crate) policy: bool,
}

pub(crate) fn hint(error: &ApiError, about: &About<'_>) -> Option<String> {
    let refused = matches!(error.status(), 401 | 403);
    match (error.status(), error.code()) {
        (_, Some(70_051)) => Some(lacking(error, about.spec)),
        (_, Some(70_001)) => Some(
            "a value breaks a limit of the API (a FriendlyName has at most 64 characters); \
             the message or the list of errors names the field"
                .to_owned(),
        ),
        (_, Some(70_002)) if about.spec.paging.is_some() => Some(
            "a page other than the first is read only with the PageToken of the link to it: follow the links with \
             `pages` or `items`, and resume from a saved page"
                .to_owned(),
        ),
        (_, Some(70_002)) if about.policy => Some(
            "Twilio does not take the policy: look each permission up in the list at \
             https://www.twilio.com/docs/iam/api-keys/restricted-api-keys"
                .to_owned(),
        ),
        (429, _) | (_, Some(20_429)) => Some(
            "too many requests at once: send fewer at a time, or allow more attempts and longer waits with a retry policy"
                .to_owned(),
        ),
        (403, _) if matches!(about.means, Means::Test(_)) => Some(
            "test credentials work for Messages, Calls, IncomingPhoneNumbers and Lookups alone: use those of the account"
                .to_owned(),
        ),
        (_, Some(20_003)) | (401, _) | (403, None) if refused => Some(unproven(about)),
        (300..=399, _) => {
            Some("redirects are not followed, for the credentials would go along: check the base URL".to_owned())
        }
        _ => None,
    }
}

/// 20003, or a refusal without a code.
fn unproven(about: &About<'_>) -> String {
    let mut reasons = Vec::new();
    match about.means {
        Means::ApiKey { .. } if guarded(about.spec) => reasons.push(
            "a standard API key may do everything but manage accounts and keys: use the auth token, a main key (made in \
             the Console), or a restricted key that allows it"
                .to_owned(),
        ),
        Means::ApiKey { .. } => reasons.push(
            "check that the key exists, that the secret is its own, and that the account SID is that of the key"
                .to_owned(),
        ),
        Means::AuthToken(_) => reasons.push(
            "check that the auth token is the account's, and was not replaced by promoting the secondary one".to_owned(),
        ),
        Means::Test(_) => reasons.push("check that account SID and auth token both are the test ones".to_owned()),
        Means::OAuth { .. } => {
            reasons.push("check client id, client secret and scopes of the OAuth application".to_owned());
        }
    }
    reasons.push(match about.region {
        Some(region) => format!(
            "the request went to the region {region}: auth tokens and keys are good in their own region only, \
             and restricted keys in the US alone"
        ),
        None => {
            "auth tokens and keys are good in their own region only: set the region if they are of another than us1"
                .to_owned()
        }
    });
    reasons.join("; ")
}

/// Whether standard keys are kept from it: `/Accounts` and `/Keys`.
fn guarded(spec: &OperationSpec) -> bool {
    let own = |segment: &str| matches!(segment, "Accounts" | "Accounts.json" | "Keys" | "Keys.json");
    // What lies below an account (`/Accounts/{AccountSid}/Messages.json`) is open to standard keys.
    let below = spec.path.strip_prefix("/2010-04-01/Accounts/").and_then(|rest| rest.split_once('/'));
    below.map_or(spec.path, |(_, below)| below).split('/').any(own)
        || spec.path == "/2010-04-01/Accounts/{AccountSid}.json"
}

/// 70051: the restricted key lacks a permission, which Twilio names or the operation tells.
fn lacking(error: &ApiError, spec: &OperationSpec) -> String {
    let permission = named(error).or_else(|| {
        let action = match spec.name() {
            "CreateKey" => "create",
            "ListKeys" => "list",
            "FetchKey" => "read",
            "UpdateKey" => "update",
            "DeleteKey" => "delete",
            _ => return None,
        };
        Some(format!("/twilio/iam/api-keys/{action}"))
    });
    let lacks = match permission {
        Some(permission) => format!("the restricted key lacks the permission {permission}"),
        None => "the restricted key lacks a permission for this".to_owned(),
    };
    format!("{lacks}: add it to the key's policy (a new policy replaces the whole old one)")
}

/// A permission that the answer names.
fn named(error: &ApiError) -> Option<String> {
    let details = error.details().values().map(ToString::to_string);
    let errors = error.errors().iter().filter_map(|error| error.detail.clone());
    let texts: Vec<String> = error.message().map(str::to_owned).into_iter().chain(details).chain(errors).collect();
    texts.iter().find_map(|text| {
        let permission = text.get(text.find("/twilio/")?..)?;
        let end = permission
            .find(|character: char| !(character.is_ascii_alphanumeric() || "/-_.*".contains(character)))
            .unwrap_or(permission.len());
        Some(line(permission.get(..end)?.trim_end_matches('.')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KeySid, Operation, Secret, accounts_v1, api_v2010, iam_v1};

    fn key() -> Means {
        let sid = KeySid::new("SK0123456789abcdef0123456789abcdef").unwrap();
        Means::ApiKey { sid, secret: Secret::new("s") }
    }

    fn told(spec: &'static OperationSpec, means: &Means, region: Option<&str>, status: u16, body: &str) -> String {
        let error = ApiError::read(status, &http::HeaderMap::new(), body.as_bytes());
        hint(&error, &About { spec, means, region, policy: false }).unwrap_or_default()
    }

    #[test]
    fn a_standard_key_is_told_from_a_wrong_one_by_the_resource() {
        let body = r#"{"code": 20003, "message": "Authenticate", "status": 401}"#;
        for (spec, guarded) in [
            (&api_v2010::keys::ListKeys::SPEC, true),
            (&api_v2010::keys::DeleteKey::SPEC, true),
            (&api_v2010::accounts::ListAccounts::SPEC, true),
            (&api_v2010::accounts::FetchAccount::SPEC, true),
            (&iam_v1::keys::CreateKey::SPEC, true),
            (&accounts_v1::safelist::CreateSafelistNumber::SPEC, false),
        ] {
            let hint = told(spec, &key(), None, 401, body);
            assert_eq!(hint.contains("a standard API key may do everything but"), guarded, "{}: {hint}", spec.item);
            assert!(hint.contains("us1"), "{hint}");
        }
        assert!(told(&iam_v1::keys::ListKeys::SPEC, &key(), Some("ie1"), 401, body).contains("the region ie1"));
    }

    #[test]
    fn the_missing_permission_is_named() {
        let spec = &iam_v1::keys::CreateKey::SPEC;
        let cases = [
            (r#"{"code": 70051, "message": "Missing /twilio/iam/api-keys/read."}"#, "/twilio/iam/api-keys/read:"),
            (r#"{"code": 70051, "details": {"need": "/twilio/iam/api-keys/*"}}"#, "/twilio/iam/api-keys/*:"),
            (r#"{"code": 70051, "message": "Authorization failed"}"#, "/twilio/iam/api-keys/create:"),
        ];
        for (body, expected) in cases {
            let hint = told(spec, &key(), None, 403, body);
            assert!(hint.contains(expected), "{hint}");
        }
    }

    #[test]
    fn every_code_that_users_meet_has_its_hint() {
        let list = &iam_v1::keys::ListKeys::SPEC;
        let test = Means::Test(Secret::new("s"));
        let cases = [
            (told(list, &key(), None, 400, r#"{"code": 70001}"#), "64 characters"),
            (told(list, &key(), None, 400, r#"{"code": 70002}"#), "PageToken"),
            (told(list, &key(), None, 429, r#"{"code": 20429}"#), "fewer at a time"),
            (told(list, &key(), None, 429, ""), "fewer at a time"),
            (told(list, &test, None, 403, "{}"), "test credentials work for"),
            (told(list, &key(), None, 302, ""), "redirects are not followed"),
        ];
        for (hint, expected) in cases {
            assert!(hint.contains(expected), "{expected}: {hint}");
        }
        assert_eq!(told(list, &key(), None, 404, r#"{"code": 20404}"#), "");
        assert_eq!(told(list, &key(), None, 500, ""), "");
    }
}
