//! The examples as processes, on a fake Twilio: they do what they say, and print no secret but the one they are for.

use std::path::Path;
use std::process::Command;

use twilio_iam_fake::Fake;

/// What a process left behind.
struct Done {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs an example with these variables and no others; `None` where it is not built, as by a command that builds only tests.
fn run(name: &str, arguments: &[&str], variables: &[(&str, String)]) -> Option<Done> {
    let tests = std::env::current_exe().unwrap();
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let program = tests.parent().and_then(Path::parent).unwrap().join("examples").join(file);
    if !program.exists() {
        println!("skipped: {name} is not built; `cargo test --workspace` builds it");
        return None;
    }
    let mut command = Command::new(program);
    command.args(arguments).env_clear().envs(variables.iter().map(|(name, value)| (name, value)));
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Some(Done { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) })
}

impl Done {
    #[track_caller]
    fn says(&self, code: i32, texts: &[&str]) {
        let said = format!("{}{}", self.stdout, self.stderr);
        assert_eq!(self.code, Some(code), "{said}");
        for text in texts {
            assert!(said.contains(text), "{text} is not in\n{said}");
        }
    }

    /// Nothing that the fake keeps secret, nor what was shown to it.
    #[track_caller]
    fn hides(&self, fake: &Fake) {
        let mut secrets = Vec::new();
        for account in fake.accounts() {
            let tokens = [Some(account.tokens.primary), account.tokens.secondary];
            secrets.extend(tokens.into_iter().flatten().map(|token| token.expose().to_owned()));
            secrets.extend(fake.keys(&account.sid).iter().map(|key| key.secret.expose().to_owned()));
        }
        let shown = fake.requests();
        secrets
            .extend(shown.iter().filter_map(|request| request.authorization()?.split(' ').nth(1).map(str::to_owned)));
        assert!(secrets.len() >= 4);
        for secret in secrets {
            assert!(
                !self.stdout.contains(&secret) && !self.stderr.contains(&secret),
                "a secret shows: {}",
                self.stdout
            );
        }
    }
}

/// Whether a text has a run of letters and digits as long as a secret that is no SID.
fn has_something_secret(text: &str) -> bool {
    let runs = text.split(|character: char| !character.is_ascii_alphanumeric());
    let is_sid = |run: &str| run.len() == 34 && ["AC", "SK", "CR"].iter().any(|prefix| run.starts_with(prefix));
    runs.filter(|run| run.len() >= 20).any(|run| !is_sid(run))
}

#[test]
fn quickstart_needs_no_account_and_uses_none() {
    let all = ["created", "listed", "restricted", "deleted", "Nothing leaves this machine", "[redacted]"];
    let Some(done) = run("quickstart", &[], &[]) else { return };
    done.says(0, &[&all[..], &["No credentials are set."]].concat());
    assert!(!has_something_secret(&done.stdout), "{}", done.stdout);
    assert_eq!(done.stderr, "");

    // With credentials at hand it still makes nothing with them.
    let theirs = Fake::spawn();
    let variables = theirs.environment();
    let done = run("quickstart", &[], &variables).unwrap();
    done.says(0, &[&all[..], &["stay unused"]].concat());
    done.hides(&theirs);
    assert_eq!(theirs.requests(), []);

    let done = run("quickstart", &["--live"], &variables).unwrap();
    done.says(0, &["two real keys", "created", "deleted"]);
    done.hides(&theirs);
    assert_eq!(theirs.keys(&theirs.account_sid()).len(), 3, "what it made is gone");

    run("quickstart", &["--live"], &[]).unwrap().says(1, &["TWILIO_ACCOUNT_SID is not set"]);
    run("quickstart", &["--alive"], &[]).unwrap().says(2, &["usage: quickstart"]);
}

#[test]
fn keys_are_restricted_and_replaced() {
    let fake = Fake::spawn();
    let Some(done) = run("restricted_key", &[], &fake.environment()) else { return };
    done.says(0, &["/twilio/messaging/messages/read", "granted", "revoked", "in all"]);
    done.hides(&fake);
    let before: Vec<String> = fake.keys(&fake.account_sid()).into_iter().map(|key| key.sid).collect();
    assert_eq!(before.len(), 3, "what it made is gone");

    let old = fake.standard_key().username;
    let done = run("replace_key", &[&old], &fake.environment()).unwrap();
    done.says(0, &[&format!("{old} is replaced by SK")]);
    done.hides(&fake);
    let after: Vec<String> = fake.keys(&fake.account_sid()).into_iter().map(|key| key.sid).collect();
    assert!(!after.contains(&old) && after.len() == 3, "{after:?}");
}

#[test]
fn a_token_is_rotated_into_a_file_that_nobody_else_reads() {
    let fake = Fake::spawn();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new-token.txt");
    let old = fake.auth_token();
    let Some(done) = run("rotate_auth_token", &[path.to_str().unwrap()], &fake.environment()) else { return };
    done.says(0, &["the new token is the primary one"]);
    done.hides(&fake);
    assert!(!done.stdout.contains(&old));
    assert_ne!(fake.auth_token(), old);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), fake.auth_token());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn an_access_token_is_printed_and_its_key_is_not() {
    let fake = Fake::spawn();
    let key = fake.standard_key();
    let variables = [
        ("TWILIO_ACCOUNT_SID", fake.account_sid()),
        ("TWILIO_API_KEY", key.username),
        ("TWILIO_API_SECRET", key.password.expose().to_owned()),
    ];
    let Some(done) = run("access_token", &[], &variables) else { return };
    done.says(0, &["alice may use"]);
    assert_eq!(done.stdout.trim().split('.').count(), 3, "a token and nothing else: {}", done.stdout);
    done.hides(&fake);
}

#[test]
fn a_forged_webhook_is_turned_away() {
    let Some(done) = run("validate_webhook", &[], &[]) else { return };
    done.says(0, &["Body=hello: 200 OK", "Body=goodbye: 403 Forbidden"]);
    assert_eq!(done.stderr, "");
}
