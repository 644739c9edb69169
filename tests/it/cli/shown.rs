//! What is shown this once: a secret that is made is printed whole, or the failure says what there is now.

use super::tool::Tool;
use std::fs::File;
use std::process::Stdio;
use twilio_iam_fake::{Canned, Fake, Fault, Rule};

/// Commands that make a secret, and the member that tells it.
const MAKERS: [(&[&str], &str); 4] = [
    (&["api:core:keys:create"], "secret"),
    (&["api:iam:v1:keys:create"], "secret"),
    (&["keys", "create-restricted", "--allow", "/twilio/messaging/messages/read"], "secret"),
    (&["api:accounts:v1:auth-tokens:secondary:update"], "secondary_auth_token"),
];

/// The keys that were made beside those that the fake has from the start.
fn made(tool: &Tool, before: usize) -> Vec<String> {
    let keys = tool.fake.keys(&tool.fake.account_sid());
    keys.iter().rev().take(keys.len() - before).map(|key| key.sid.clone()).collect()
}

#[test]
fn an_output_without_the_secret_is_refused_before_anything_is_sent() {
    let tool = Tool::new(Fake::spawn());
    for (command, member) in MAKERS {
        for output in [&["-o", "none"][..], &["--silent"], &["--properties", "sid"]] {
            let printed = tool.run(&[command, output].concat());
            assert_eq!((printed.code, printed.stdout.as_str()), (2, ""), "{command:?} {output:?}: {}", printed.stderr);
            let expected = format!("error: {member} is shown this once: leave it among what is printed\n");
            assert_eq!(printed.stderr, if output == ["--silent"] { String::new() } else { expected });
        }
    }
    assert!(tool.fake.requests().is_empty());
    // Where there is little room the secret is printed all the same, and by its other name too.
    for properties in [&["--properties", "Secret"][..], &[]] {
        let arguments = [&["api:core:keys:create"], properties].concat();
        let printed = tool.run_with(&arguments, &[("COLUMNS".to_owned(), "20".to_owned())], "");
        assert_eq!(printed.code, 0, "{}", printed.stderr);
        let secrets = tool.secrets();
        assert!(secrets.iter().any(|secret| printed.stdout.contains(secret.as_str())), "{}", printed.stdout);
    }
}

#[test]
fn an_answer_without_the_secret_is_an_error_that_names_the_key() {
    for (method, path, command) in [
        ("POST", "/2010-04-01/Accounts/*/Keys.json", "api:core:keys:create"),
        ("POST", "/v1/Keys", "api:iam:v1:keys:create"),
    ] {
        for answer in [
            Canned::new(201),
            Canned::new(201).body("application/json", "{}"),
            Canned::new(200).body("application/json", r#"{"sid": "SK0123456789abcdef0123456789abcdef"}"#),
        ] {
            let tool = Tool::new(Fake::spawn());
            let before = tool.fake.keys(&tool.fake.account_sid()).len();
            tool.fake.add_rule(Rule::new(method, path, answer.after_processing().into()));
            let printed = tool.run(&[command]);
            assert_eq!((printed.code, printed.stdout.as_str()), (1, ""), "{}", printed.stderr);
            let made = made(&tool, before);
            assert_eq!(made.len(), 1);
            let named = tool.fake.keys(&tool.fake.account_sid());
            let named = named.iter().any(|key| printed.stderr.contains(&format!("it may be {}: if so", key.sid)));
            assert!(named && printed.stderr.contains("the answer cannot be read"), "{}", printed.stderr);
        }
    }
    let tool = Tool::new(Fake::spawn());
    tool.fake.add_rule(Rule::new("POST", "/v1/AuthTokens/**", Canned::new(201).body("application/json", "{}").into()));
    let printed = tool.run(&["api:accounts:v1:auth-tokens:secondary:update"]);
    assert_eq!((printed.code, printed.stdout.as_str()), (1, ""), "{}", printed.stderr);
    // What is to tell something and tells nothing is an error, and what has nothing to tell is none.
    tool.fake.add_rule(Rule::new("GET", "/v1/Keys/*", Canned::new(200).into()));
    let key = tool.fake.standard_key().username;
    let printed = tool.run(&["api:iam:v1:keys:fetch", "--sid", &key]);
    assert_eq!((printed.code, printed.stderr.as_str()), (1, "error: iam_v1::keys::FetchKey: the answer is empty\n"));
    assert_eq!(tool.run(&["api:iam:v1:keys:remove", "--sid", &key, "--yes"]).code, 0);
}

#[test]
fn a_login_whose_answer_is_lost_names_the_key_that_it_may_have_made() {
    let tool = Tool::anonymous(Fake::spawn());
    tool.fake.add_rule(Rule::new("POST", "/v1/Keys", Fault::DropUnanswered));
    let account = tool.fake.account_sid();
    let printed = tool.run_with(&["login", &account], &[], &format!("{}\n", tool.fake.auth_token()));
    let made = tool.fake.keys(&account);
    let made = made.iter().find(|key| key.friendly_name.as_deref() == Some("twilio-iam")).unwrap();
    assert_eq!(printed.code, 1);
    assert!(printed.stderr.contains(&format!("it may be {}: if so, remove it", made.sid)), "{}", printed.stderr);
}

#[test]
#[cfg(target_os = "linux")]
fn a_secret_that_cannot_be_written_is_told_of_with_the_way_to_be_rid_of_it() {
    let closed = || {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        Stdio::from(writer)
    };
    let full = || Stdio::from(File::options().write(true).open("/dev/full").unwrap());
    let outputs: [(&dyn Fn() -> Stdio, &str); 2] =
        [(&closed, "nobody reads the output"), (&full, "No space left on device (os error 28)")];
    for (output, cause) in outputs {
        for format in ["table", "json", "jsonl", "tsv"] {
            for (command, _) in MAKERS {
                let tool = Tool::new(Fake::spawn());
                let mut child = tool.command(&[command, &["-o", format]].concat());
                let printed = child.stdout(output()).stderr(Stdio::piped()).output().unwrap();
                let stderr = String::from_utf8(printed.stderr).unwrap();
                assert_eq!(printed.status.code(), Some(1), "{command:?} {format}: {stderr}");
                assert!(stderr.contains(&format!("the output could not be written ({cause})")), "{stderr}");
                let way = stderr.split('`').nth(1).unwrap();
                let way: Vec<&str> = way.split(' ').skip(1).chain(["--yes"]).collect();
                let secrets = tool.secrets();
                assert!(!secrets.iter().any(|secret| stderr.contains(secret.as_str())), "{stderr}");
                let before = (tool.fake.keys(&tool.fake.account_sid()).len(), tool.secrets().len());
                assert_eq!(tool.run(&way).code, 0, "{way:?}");
                let after = (tool.fake.keys(&tool.fake.account_sid()).len(), tool.secrets().len());
                assert_eq!(after.1 + 1, before.1, "{way:?}");
            }
        }
        // What is only changed is named; what is only read is read again.
        let tool = Tool::new(Fake::spawn());
        let run = |arguments: &[&str]| {
            let mut child = tool.command(arguments);
            let printed = child.stdout(output()).stderr(Stdio::piped()).output().unwrap();
            (printed.status.code(), String::from_utf8(printed.stderr).unwrap())
        };
        let (code, stderr) = run(&["api:core:accounts:create", "--friendly-name", "new"]);
        let account = tool.fake.accounts().into_iter().find(|account| account.friendly_name == "new").unwrap();
        assert_eq!(code, Some(1));
        assert!(stderr.ends_with(&format!("({cause}): account {}\n", account.sid)), "{stderr}");
        let (code, _) = run(&["api:core:keys:list"]);
        assert_eq!(code, Some(if cause.starts_with("nobody") { 0 } else { 1 }));
    }
}
