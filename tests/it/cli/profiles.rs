//! The profile file, which is shared with Twilio's own tool: what neither of the two wrote stays as it is.

use super::tool::Tool;
use serde_json::Value;
use std::fs;
use twilio_iam_fake::{Fake, Fault, Rule};

const SK: &str = "SK0123456789abcdef0123456789abcdef";

/// A file of Twilio's tool, with members that this one does not know, in an order that is not the alphabet's.
fn shared(fake: &Fake) -> String {
    let (account, key) = (fake.account_sid(), fake.main_key());
    format!(
        r#"{{
  "email": {{"from": "größe@example.com", "subject": "大 🙂"}},
  "prompts": {{}},
  "zebra": [1, 2.5, null, true, 12345678901234567890123, 1.10],
  "count": 12345678901234567890123,
  "profiles": {{
    "zoë": {{"accountSid": "{account}", "apiKey": "{}", "apiSecret": "{}", "futureMember": {{"deep": [1]}}}},
    "alpha": {{"accountSid": "{account}", "apiKey": "{SK}", "apiSecret": "wrong", "region": "us1"}}
  }},
  "activeProject": "zoë",
  "requireProfileInput": true
}}
"#,
        key.username,
        key.password.expose()
    )
}

fn tool() -> Tool {
    let tool = Tool::anonymous(Fake::spawn());
    fs::write(tool.file(), shared(&tool.fake)).unwrap();
    close(&tool);
    tool
}

fn close(tool: &Tool) {
    #[cfg(unix)]
    fs::set_permissions(tool.file(), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let _ = tool;
}

fn read(tool: &Tool) -> Value {
    serde_json::from_str(&fs::read_to_string(tool.file()).unwrap()).unwrap()
}

fn members(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn one_change_changes_one_thing() {
    let tool = tool();
    let before: Value = serde_json::from_str(&shared(&tool.fake)).unwrap();
    assert_eq!(tool.run(&["profiles", "use", "alpha"]).code, 0);
    let mut expected = before.clone();
    expected["activeProject"] = "alpha".into();
    assert_eq!(read(&tool), expected);
    assert_eq!(members(&read(&tool)), members(&before), "the order is kept");
    assert_eq!(members(&read(&tool)["profiles"]), ["zoë", "alpha"]);
    let text = fs::read_to_string(tool.file()).unwrap();
    assert!(text.contains("true, 12345678901234567890123, 1.10]"), "{text}");
    assert!(text.contains("\"count\": 12345678901234567890123,"), "{text}");

    assert_eq!(tool.run(&["profiles", "remove", "alpha", "--yes"]).code, 0);
    expected["activeProject"] = Value::Null;
    expected["profiles"].as_object_mut().unwrap().shift_remove("alpha");
    assert_eq!(read(&tool), expected);
    assert_eq!(read(&tool)["email"]["subject"], "大 🙂");
}

#[test]
fn a_profile_that_is_replaced_keeps_what_is_not_known() {
    let tool = tool();
    let account = tool.fake.account_sid();
    let arguments = ["login", &account, "-p", "zoë", "--force"];
    let printed = tool.run_with(&arguments, &[], &format!("{}\n", tool.fake.auth_token()));
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    let profile = &read(&tool)["profiles"]["zoë"];
    assert_eq!(profile["futureMember"]["deep"][0], 1);
    assert_ne!(profile["apiKey"], tool.fake.main_key().username);
    assert!(!fs::read_to_string(tool.file()).unwrap().contains(&tool.fake.auth_token()));
    // The new key works.
    assert_eq!(tool.run(&["api:accounts:v1:credentials:aws:list", "-p", "zoë"]).code, 0);
}

#[test]
#[cfg(unix)]
fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |tool: &Tool| fs::metadata(tool.file()).unwrap().permissions().mode() & 0o777;
    let tool = Tool::anonymous(Fake::spawn());
    let account = tool.fake.account_sid();
    let printed = tool.run_with(&["login", &account], &[], &format!("{}\n", tool.fake.auth_token()));
    assert_eq!((printed.code, mode(&tool)), (0, 0o600), "{}", printed.stderr);

    fs::set_permissions(tool.file(), PermissionsExt::from_mode(0o644)).unwrap();
    let printed = tool.run(&["profiles", "list"]);
    let path = tool.file().display().to_string();
    assert_eq!(
        printed.stderr,
        format!(
            "warning: {path} holds secrets, and others than its owner have access to it (mode 644): run `chmod 600 \
             {path}`\n"
        )
    );
    // What was asked for is done all the same, and nothing is said where nothing is to be said.
    assert_eq!((printed.code, tool.run(&["profiles", "list", "-l", "error"]).stderr.as_str()), (0, ""));
    assert_eq!(tool.run(&["profiles", "protect"]).code, 0);
    assert_eq!(mode(&tool), 0o600);
    assert_eq!(tool.run(&["profiles", "list"]).stderr, "");
}

#[test]
fn a_read_only_file_stays_and_no_key_is_made_for_it() {
    let tool = tool();
    let before = fs::read(tool.file()).unwrap();
    let mut permissions = fs::metadata(tool.file()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(tool.file(), permissions).unwrap();
    let account = tool.fake.account_sid();
    for arguments in [&["profiles", "use", "alpha"][..], &["profiles", "remove", "alpha", "-y"], &["login", &account]] {
        let printed = tool.run_with(arguments, &[], &format!("{}\n", tool.fake.auth_token()));
        assert_eq!(printed.code, 1);
        assert!(printed.stderr.contains("is read-only: nothing was changed"), "{}", printed.stderr);
    }
    assert_eq!(fs::read(tool.file()).unwrap(), before);
    assert!(tool.fake.requests().is_empty());
}

#[test]
fn a_half_written_file_is_refused_and_left() {
    let tool = tool();
    let whole = fs::read_to_string(tool.file()).unwrap();
    let secret = tool.fake.main_key().password.expose().to_owned();
    for half in [&whole[..whole.len() / 2], "", "[]", "{\"profiles\": 1}"] {
        fs::write(tool.file(), half).unwrap();
        for arguments in [&["profiles", "use", "alpha"][..], &["profiles", "list"], &["api:core:keys:list"]] {
            let printed = tool.run(arguments);
            assert_eq!(printed.code, 1, "{half}");
            assert!(printed.stderr.contains("the profile file cannot be read at line"), "{}", printed.stderr);
            assert!(!printed.stderr.contains(&secret), "{}", printed.stderr);
        }
        assert_eq!(fs::read_to_string(tool.file()).unwrap(), half);
    }
}

#[test]
fn a_replacement_that_failed_gives_the_old_key_back() {
    let mut tool = Tool::anonymous(Fake::spawn());
    let account = tool.fake.account_sid();
    let login = tool.run_with(&["login", &account, "-p", "work"], &[], &format!("{}\n", tool.fake.auth_token()));
    assert_eq!(login.code, 0, "{}", login.stderr);
    let before = read(&tool);
    let key = before["profiles"]["work"]["apiKey"].as_str().unwrap().to_owned();
    tool.environment.extend(tool.fake.environment().map(|(name, value)| (name.to_owned(), value)));
    let replace = ["keys", "replace", "--sid", &key, "--yes", "-o", "json"];
    let work = ["api:accounts:v1:credentials:aws:list", "-p", "work"];

    // The new key does not work, and is deleted: a profile with it would have none.
    let trial = tool.fake.add_rule(Rule::new("GET", "/v1/Credentials/PublicKeys", Fault::status(500)));
    let printed = tool.run(&replace);
    assert_eq!(printed.code, 1);
    assert!(printed.stderr.contains("the old key is as it was, and there is no new one"), "{}", printed.stderr);
    tool.fake.remove_rule(trial);
    assert_eq!(read(&tool), before);
    assert_eq!(tool.run(&work).code, 0);

    // It works, and the old one cannot be deleted: both are there, and the new one is kept.
    let stays = tool.fake.add_rule(Rule::new("DELETE", "/v1/Keys/*", Fault::status(500)));
    let printed = tool.run(&replace);
    assert_eq!(printed.code, 1);
    assert!(printed.stderr.contains("the new one is valid beside it"), "{}", printed.stderr);
    tool.fake.remove_rule(stays);
    assert!(tool.fake.key(&key).is_some());
    assert_ne!(read(&tool)["profiles"]["work"]["apiKey"], key.as_str());
    assert_eq!(tool.run(&work).code, 0);
}

#[test]
fn writers_at_the_same_time_lose_nothing() {
    let tool = tool();
    let account = tool.fake.account_sid();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let (tool, account) = (&tool, &account);
            scope.spawn(move || {
                let id = format!("writer-{number}");
                let printed =
                    tool.run_with(&["profiles:create", account, "--api-key", SK, "-p", &id], &[], "the secret\n");
                assert_eq!(printed.code, 0, "{}", printed.stderr);
            });
        }
    });
    assert_eq!(read(&tool)["profiles"].as_object().unwrap().len(), 10);
    let left: Vec<_> = fs::read_dir(tool.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "the file and its lock: {left:?}");
}
