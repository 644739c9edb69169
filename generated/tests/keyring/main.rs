//! Profiles whose secret is in the keyring, end to end: this program is the tool, with a keyring of its own, when it is
//! called by itself; else it is what tests it.

#![allow(clippy::unwrap_used, reason = "a test, though without the harness by which that would be seen")]

mod store;
mod tool;

use std::process::ExitCode;
use std::sync::Arc;
use tool::{KEYRING, Tool};
use twilio_iam_fake::{Fault, Rule};

fn main() -> ExitCode {
    if let Some(path) = std::env::var_os(KEYRING) {
        keyring_core::set_default_store(Arc::new(store::Store(path.into())));
        return twilio_iam::cli::main();
    }
    let tests: [(&str, fn()); 8] = [
        ("a secret is in the keyring and not in the file", in_the_keyring_and_not_in_the_file),
        ("a secret that the keyring has not is missed by name", missed_by_name),
        ("what is replaced is forgotten", what_is_replaced_is_forgotten),
        ("a removed profile leaves no secret", removed),
        ("a keyring that takes nothing costs nothing", locked),
        ("a replaced key takes the place of the old one", replaced),
        ("a replacement that failed gives the old key back", given_back),
        ("where there is no keyring nothing is done", absent),
    ];
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    for (name, test) in tests {
        if asked.is_empty() || asked.iter().any(|asked| name.contains(asked)) {
            // A panic ends the program, and says where.
            test();
            println!("test {name} ... ok");
        }
    }
    ExitCode::SUCCESS
}

fn in_the_keyring_and_not_in_the_file() {
    let tool = Tool::new();
    let printed = tool.log_in("work", &["--keyring"]);
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    let profile = tool.profile("work");
    let key = profile["apiKey"].as_str().unwrap().to_owned();
    assert_eq!((profile["keyring"].as_bool(), profile.get("apiSecret")), (Some(true), None));
    assert_eq!(tool.kept(), tool.entry("work", &key));
    let secret = tool.fake.key(&key).unwrap().secret.expose().to_owned();
    assert!(!tool.file().contains(&secret) && !format!("{}{}", printed.stdout, printed.stderr).contains(&secret));

    // Remembered, so that no later command has to say it again.
    tool.done(&["profiles", "use", "work"], "");
    for profile in [&[][..], &["-p", "work"]] {
        let arguments = [&["api:accounts:v1:credentials:aws:list", "-o", "json"], profile].concat();
        assert_eq!(tool.done(&arguments, "").stdout, "[]\n");
    }
    let listed = tool.done(&["profiles", "list", "-o", "tsv", "--properties", "id,kept_in"], "").stdout;
    assert_eq!(listed, "id\tkept_in\nwork\tkeyring\n");
    let token = tool.done(&["token", "create", "--identity", "alice"], "").stdout;
    assert_eq!(token.split('.').count(), 3);

    // The other profile keeps its own way.
    assert_eq!(tool.log_in("plain", &[]).code, 0);
    assert!(tool.profile("plain")["apiSecret"].is_string() && tool.profile("work").get("apiSecret").is_none());
}

fn missed_by_name() {
    let tool = Tool::new();
    tool.log_in("work", &["--keyring"]);
    let key = tool.profile("work")["apiKey"].as_str().unwrap().to_owned();
    tool.set_kept(&[]);
    let before = tool.fake.requests().len();
    let printed = tool.run(&["api:accounts:v1:credentials:aws:list"], "");
    assert_eq!(
        (printed.code, printed.stderr),
        (
            1,
            format!(
                "error: the profile \"work\" keeps its secret in the keyring of this system, which has none for it \
                 (service \"twilio-iam\", user \"work/{key}\"): log in again by `twilio-iam login -p work --force \
                 --keyring`\n"
            )
        )
    );
    assert_eq!(tool.fake.requests().len(), before);
    // The cure works.
    assert_eq!(tool.log_in("work", &["--force", "--keyring"]).code, 0);
    tool.done(&["api:accounts:v1:credentials:aws:list"], "");
}

fn what_is_replaced_is_forgotten() {
    let tool = Tool::new();
    tool.log_in("work", &["--keyring"]);
    assert_eq!(tool.log_in("work", &["--force", "--keyring"]).code, 0);
    let key = tool.profile("work")["apiKey"].as_str().unwrap().to_owned();
    assert_eq!(tool.kept(), tool.entry("work", &key));

    assert_eq!(tool.log_in("work", &["--force"]).code, 0);
    let profile = tool.profile("work");
    assert!(tool.kept().is_empty() && profile["apiSecret"].is_string() && profile.get("keyring").is_none());
    tool.done(&["api:accounts:v1:credentials:aws:list"], "");

    // The same key once more, whose secret was in the file.
    let (account, key) = (tool.fake.account_sid(), profile["apiKey"].as_str().unwrap());
    let secret = format!("{}\n", tool.fake.key(key).unwrap().secret.expose());
    for _ in 0..2 {
        tool.done(&["login", &account, "-p", "work", "--force", "--keyring", "--api-key", key], &secret);
        assert_eq!(tool.kept(), tool.entry("work", key));
        assert!(tool.profile("work").get("apiSecret").is_none());
    }
}

fn removed() {
    let tool = Tool::new();
    tool.log_in("work", &["--keyring"]);
    tool.done(&["profiles", "remove", "work", "--yes"], "");
    assert!(tool.kept().is_empty() && tool.profile("work").is_null());
    // Somebody else has deleted it from the keyring.
    tool.log_in("work", &["--keyring"]);
    tool.set_kept(&[]);
    tool.done(&["profiles", "remove", "work", "--yes"], "");
}

fn locked() {
    let tool = Tool::new();
    tool.log_in("plain", &[]);
    let (file, keys) = (tool.file(), tool.keys());
    tool.set_kept(&[(store::LOCKED, "")]);
    let printed = tool.log_in("work", &["--keyring"]);
    assert_eq!(printed.code, 1);
    assert!(printed.stderr.contains("error: the keyring of this system cannot be used ("), "{}", printed.stderr);
    assert!(
        printed.stderr.contains("it is locked") && printed.stderr.contains("was removed again"),
        "{}",
        printed.stderr
    );
    assert_eq!((tool.file(), tool.keys()), (file, keys));
}

/// Replaces the key of the profile `work`, as the account itself.
fn replace(tool: &Tool, key: &str) -> tool::Printed {
    tool.log_in("main", &["--force"]);
    let main = tool.fake.main_key();
    let account = tool.fake.account_sid();
    let secret = format!("{}\n", main.password.expose());
    tool.done(&["login", &account, "-p", "main", "--force", "--api-key", &main.username], &secret);
    tool.run(&["keys", "replace", "--sid", key, "--yes", "-o", "json", "-p", "main"], "")
}

fn replaced() {
    let tool = Tool::new();
    tool.log_in("work", &["--keyring"]);
    let old = tool.profile("work")["apiKey"].as_str().unwrap().to_owned();
    let printed = replace(&tool, &old);
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    let new = tool.profile("work")["apiKey"].as_str().unwrap().to_owned();
    assert!(new != old && tool.fake.key(&old).is_none());
    assert_eq!(tool.kept(), tool.entry("work", &new));
    assert!(!tool.file().contains(tool.fake.key(&new).unwrap().secret.expose()));
    tool.done(&["api:accounts:v1:credentials:aws:list", "-p", "work"], "");
}

fn given_back() {
    let tool = Tool::new();
    tool.log_in("work", &["--keyring"]);
    let (profile, kept) = (tool.profile("work"), tool.kept());
    let trial = tool.fake.add_rule(Rule::new("GET", "/v1/Credentials/PublicKeys", Fault::status(500)));
    let printed = replace(&tool, profile["apiKey"].as_str().unwrap());
    assert_eq!(printed.code, 1, "{}", printed.stderr);
    tool.fake.remove_rule(trial);
    assert_eq!((tool.profile("work"), tool.kept()), (profile, kept));
    tool.done(&["api:accounts:v1:credentials:aws:list", "-p", "work"], "");
}

/// Only where the keyring is a service that a test can keep out of reach.
#[cfg(target_os = "linux")]
fn absent() {
    let tool = Tool::new();
    tool.log_in("work", &["--keyring"]);
    let (file, keys, kept) = (tool.file(), tool.keys(), tool.kept());
    let account = tool.fake.account_sid();
    let before = tool.fake.requests().len();
    let token = format!("{}\n", tool.fake.auth_token());
    for arguments in
        [&["login", &account, "-p", "other", "--keyring"][..], &["api:accounts:v1:credentials:aws:list", "-p", "work"]]
    {
        let printed = tool.run_installed(arguments, &token);
        assert_eq!(printed.code, 1);
        assert!(printed.stderr.starts_with("error: the keyring of this system cannot be used ("), "{}", printed.stderr);
        assert!(printed.stderr.contains("log in without --keyring"), "{}", printed.stderr);
    }
    assert_eq!((tool.file(), tool.keys(), tool.kept()), (file, keys, kept));
    assert_eq!(tool.fake.requests().len(), before);
    // What needs no secret works.
    let listed = tool.run_installed(&["profiles", "list", "-o", "tsv", "--no-header", "--properties", "id"], "");
    assert_eq!((listed.code, listed.stdout.as_str()), (0, "work\n"));
}

#[cfg(not(target_os = "linux"))]
fn absent() {}
