//! What enters: a reply of which only the JSON is known. What leaves: the same with its secrets hidden, but for those that
//! the reply is there to tell.

use super::name;
use super::settings::Settings;
use crate::wiped::wipe;
use crate::{Json, Method, OperationSpec};
use zeroize::Zeroize;

/// What stands in place of a secret.
pub(super) const HIDDEN: &str = "[hidden]";

/// Ends of telling names, those by which the generator knows a secret without a format (see CONTRIBUTING, "The naming
/// rule").
const TELLING: [&str; 9] = [
    "secret",
    "password",
    "passphrase",
    "auth_token",
    "access_token",
    "refresh_token",
    "id_token",
    "bearer_token",
    "private_key",
];

/// Hides what is secret, and returns the names of the secrets that stay.
pub(super) fn hide(spec: &OperationSpec, reply: &mut Json) -> Vec<String> {
    let mut shown = Vec::new();
    let Json::Object(members) = reply else {
        hide_all(reply);
        return shown;
    };
    for (member, value) in members {
        match value {
            Json::String(_) if is_secret(member) && is_point(spec, member) => shown.push(member.clone()),
            Json::String(text) if is_secret(member) => cover(text),
            value => hide_all(value),
        }
    }
    shown
}

/// Hides every secret below a value.
fn hide_all(value: &mut Json) {
    match value {
        Json::Array(items) => items.iter_mut().for_each(hide_all),
        Json::Object(members) => {
            for (member, value) in members {
                match value {
                    Json::String(text) if is_secret(member) => cover(text),
                    value => hide_all(value),
                }
            }
        }
        _ => {}
    }
}

fn cover(text: &mut String) {
    text.zeroize();
    text.push_str(HIDDEN);
}

/// Says that secrets were printed.
pub(super) fn note(settings: &Settings, told: &[String]) {
    if !told.is_empty() {
        settings.note(&format!("the output holds a secret ({}): keep it where only you can read it", told.join(", ")));
    }
}

/// JSON whose texts are overwritten when it is dropped.
pub(super) struct Wiping(pub(super) Json);

impl Drop for Wiping {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn is_secret(member: &str) -> bool {
    let name = name::kebab(member).replace('-', "_");
    TELLING.iter().any(|end| name.ends_with(end))
}

/// Whether the reply is there to tell this secret: the one of something new, shown this once, or one that is itself what
/// the path is about (`auth_token` below `/AuthTokens`).
fn is_point(spec: &OperationSpec, member: &str) -> bool {
    let about = || {
        name::resource(spec).iter().any(|segment| {
            let one = segment.replace('-', "_");
            member.contains(one.strip_suffix('s').unwrap_or(&one))
        })
    };
    spec.method == Method::Post && (member.ends_with("secret") && name::verb(spec) == "create" || about())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::telling;
    use crate::{OPERATIONS, Operation, accounts_v1, api_v2010, iam_v1};
    use serde_json::json;

    fn shown(spec: &OperationSpec, mut reply: Json) -> (Vec<String>, String) {
        (hide(spec, &mut reply), reply.to_string())
    }

    #[test]
    fn only_the_point_of_a_reply_is_shown() {
        for (spec, member) in [
            (iam_v1::keys::CreateKey::SPEC, "secret"),
            (api_v2010::keys::CreateKey::SPEC, "secret"),
            (accounts_v1::auth_tokens::CreateSecondaryAuthToken::SPEC, "secondary_auth_token"),
            (accounts_v1::auth_tokens::PromoteAuthToken::SPEC, "auth_token"),
        ] {
            assert_eq!(shown(&spec, json!({member: "hunter2"})).0, [member], "{}", spec.item);
        }
        for (spec, reply) in [
            (api_v2010::accounts::CreateAccount::SPEC, json!({"auth_token": "hunter2"})),
            (api_v2010::accounts::FetchAccount::SPEC, json!({"auth_token": "hunter2"})),
            (api_v2010::accounts::ListAccounts::SPEC, json!([{"auth_token": "hunter2"}])),
            (iam_v1::keys::FetchKey::SPEC, json!({"secret": "hunter2"})),
            (iam_v1::keys::CreateKey::SPEC, json!({"nested": {"clientSecret": "hunter2"}})),
        ] {
            let (names, text) = shown(&spec, reply);
            assert!(names.is_empty() && !text.contains("hunter2") && text.contains(HIDDEN), "{}: {text}", spec.item);
        }
    }

    #[test]
    fn what_is_told_this_once_is_the_point_and_nothing_else_is() {
        for spec in OPERATIONS {
            let members = ["secret", "auth_token", "secondary_auth_token"];
            let points: Vec<&str> = members.into_iter().filter(|member| is_point(spec, member)).collect();
            match telling::of(spec) {
                Some(telling) => assert!(points.contains(&telling.secret), "{}", spec.item),
                // The rule takes any new thing to have a secret; these have none.
                None if name::verb(spec) == "create" => {}
                None => assert!(points.is_empty(), "{}: {points:?}", spec.item),
            }
        }
    }

    #[test]
    fn what_is_not_text_is_left() {
        assert_eq!(shown(&iam_v1::keys::ListKeys::SPEC, json!({"secret": null, "n": 1})).1, r#"{"secret":null,"n":1}"#);
    }
}
