//! What enters: an operation's static description. What leaves: the words of its command, as Twilio's own tool would call
//! it; by rule, so that a new operation needs no line here.

use crate::{Field, Method, OperationSpec, Place};

/// The words of the command: `["core", "keys", "list"]`.
///
/// The service first: `core` for the v2010 API, else host and version. Then the static segments of the path, without the
/// account that it begins with when more follows. The verb comes last.
pub(super) fn words(spec: &OperationSpec) -> Vec<String> {
    let mut words = service(spec);
    words.extend(resource(spec));
    words.push(verb(spec).to_owned());
    words
}

fn service(spec: &OperationSpec) -> Vec<String> {
    match spec.service().rsplit_once('_') {
        Some(("api", "v2010")) => vec!["core".to_owned()],
        Some((host, version)) => vec![host.replace('_', "-"), version.to_owned()],
        None => vec![spec.service().to_owned()],
    }
}

/// The static segments of the path, in kebab case: `["credentials", "public-keys"]`.
pub(super) fn resource(spec: &OperationSpec) -> Vec<String> {
    let segments: Vec<&str> = segments(spec).collect();
    let own = match segments[..] {
        ["Accounts", account, _, ..] if is_placeholder(account) => &segments[2..],
        _ => &segments[..],
    };
    own.iter().filter(|segment| !is_placeholder(segment)).map(|segment| kebab(segment)).collect()
}

/// What is done: a path that ends in a placeholder is one thing, any other a list or a thing of which there is one.
///
/// A POST that takes nothing makes nothing new: it changes the one thing that there is.
pub(super) fn verb(spec: &OperationSpec) -> &'static str {
    let one = segments(spec).last().is_some_and(is_placeholder);
    match spec.method {
        Method::Delete => "remove",
        Method::Post if one || !spec.fields.iter().any(|field| field.place != Place::Path) => "update",
        Method::Post => "create",
        Method::Put | Method::Patch => "update",
        Method::Get if spec.paging.is_some() => "list",
        _ => "fetch",
    }
}

/// The verb of the operation's Rust name where it is another one, so that it is understood too.
pub(super) fn other_verb(spec: &OperationSpec) -> Option<&'static str> {
    let known = ["create", "delete", "fetch", "list", "update"];
    let name = kebab(spec.name());
    let own = known.into_iter().find(|verb| name.split('-').next() == Some(*verb))?;
    (own != verb(spec)).then_some(own)
}

/// Whether it deletes, closes or promotes, for which the tool asks first. `closes` tells of what the fields say.
pub(super) fn is_grave(spec: &OperationSpec, closes: bool) -> bool {
    spec.method == Method::Delete || closes || segments(spec).last() == Some("Promote")
}

/// The segments of the path below the version.
fn segments(spec: &OperationSpec) -> impl Iterator<Item = &'static str> + use<> {
    spec.path.split('/').skip(2).map(|segment| segment.strip_suffix(".json").unwrap_or(segment))
}

fn is_placeholder(segment: &str) -> bool {
    segment.contains('{')
}

/// The flag of a field, without dashes: `friendly-name`, `start-time-before`.
pub(super) fn flag(field: &Field) -> String {
    let flag = kebab(&field.name.replace('<', "Before").replace('>', "After"));
    // The tool's own flags are the same on every command.
    if RESERVED.contains(&flag.as_str()) { format!("{flag}-parameter") } else { flag }
}

/// Flags of the tool itself.
const RESERVED: [&str; 15] = [
    "columns",
    "debug",
    "dry-run",
    "help",
    "limit",
    "log-level",
    "no-header",
    "no-limit",
    "output",
    "profile",
    "properties",
    "silent",
    "version",
    "yes",
    "",
];

/// Words in lower case, joined by dashes: `PublicKeys` is `public-keys`, `AWS` is `aws`, `SMSUrl` is `sms-url`.
pub(super) fn kebab(text: &str) -> String {
    let mut kebab = String::with_capacity(text.len() + 4);
    let characters: Vec<char> = text.chars().collect();
    for (at, &character) in characters.iter().enumerate() {
        if !character.is_alphanumeric() {
            kebab.push('-');
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| characters.get(at));
        let after = characters.get(at + 1);
        let begins = character.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase() || before.is_numeric() || after.is_some_and(|after| after.is_lowercase())
            });
        if begins && !kebab.ends_with('-') {
            kebab.push('-');
        }
        kebab.extend(character.to_lowercase());
    }
    kebab.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, OPERATIONS};

    #[test]
    fn the_rule_gives_the_names_of_twilios_tool() {
        let mut names: Vec<String> = OPERATIONS.iter().map(|spec| format!("api:{}", words(spec).join(":"))).collect();
        names.sort();
        let mut expected = Vec::new();
        let groups = [
            ("api:core:accounts", "list create fetch update"),
            ("api:core:keys", "list create fetch update remove"),
            ("api:accounts:v1:auth-tokens:promote", "update"),
            ("api:accounts:v1:auth-tokens:secondary", "update remove"),
            ("api:accounts:v1:credentials:aws", "list create fetch update remove"),
            ("api:accounts:v1:credentials:public-keys", "list create fetch update remove"),
            ("api:accounts:v1:safe-list:numbers", "create fetch remove"),
            ("api:iam:v1:keys", "list create fetch update remove"),
        ];
        for (resource, verbs) in groups {
            expected.extend(verbs.split(' ').map(|verb| format!("{resource}:{verb}")));
        }
        expected.sort();
        assert_eq!(names, expected);
    }

    #[test]
    fn what_the_operation_calls_itself_is_understood_too() {
        let others: Vec<_> = OPERATIONS.iter().filter_map(|spec| Some((spec.id, other_verb(spec)?))).collect();
        assert!(others.contains(&("createSecondaryAuthToken", "create")), "{others:?}");
        assert!(others.contains(&("deleteIamKey", "delete")), "{others:?}");
        assert!(!others.iter().any(|(id, _)| id.starts_with("list") || id.starts_with("fetch")), "{others:?}");
    }

    #[test]
    fn flags_are_words() {
        let flag = |name| flag(&Field::query(name, Kind::Text));
        assert_eq!(flag("FriendlyName"), "friendly-name");
        assert_eq!(flag("StartTime<"), "start-time-before");
        assert_eq!(flag("EndTime>"), "end-time-after");
        assert_eq!(flag("Parameter1.Name"), "parameter1-name");
        assert_eq!(flag("SMSUrl"), "sms-url");
        assert_eq!(flag("X-Twilio-Webhook-Enabled"), "x-twilio-webhook-enabled");
        assert_eq!(flag("Limit"), "limit-parameter");
    }
}
