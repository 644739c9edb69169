//! What the tool does only at a terminal: it asks, hides what is typed, and shows how far it has come.

use super::tool::Tool;
use rexpect::session::{PtySession, spawn_command};
use twilio_iam_fake::Fake;

fn at_terminal(tool: &Tool, arguments: &[&str]) -> PtySession {
    let mut command = tool.command(arguments);
    command.env("TERM", "xterm").env("COLUMNS", "100");
    spawn_command(command, Some(30_000)).unwrap()
}

/// How the process ended, which the crate tells in a type that it does not export: `Exited(Pid(1), 0)`.
fn ended(session: &PtySession) -> String {
    format!("{:?}", session.process().wait().unwrap())
}

#[test]
fn login_asks_and_shows_no_token() {
    let tool = Tool::anonymous(Fake::spawn());
    let token = tool.fake.auth_token();
    let mut session = at_terminal(&tool, &["login"]);
    session.exp_string("Account SID: ").unwrap();
    session.send_line(&tool.fake.account_sid()).unwrap();
    session.exp_string("Name of the profile [default]: ").unwrap();
    session.send_line("work").unwrap();
    session.exp_string("Auth token of the account (not shown): ").unwrap();
    session.send_line(&token).unwrap();
    let rest = session.exp_eof().unwrap();
    assert!(rest.contains("profile \"work\": key SK") && !rest.contains(&token), "{rest}");
    let file = std::fs::read_to_string(tool.file()).unwrap();
    assert!(file.contains("\"activeProject\": \"work\"") && !file.contains(&token));
    let made = tool.fake.keys(&tool.fake.account_sid());
    assert!(made.iter().any(|key| key.friendly_name.as_deref() == Some("twilio-iam") && file.contains(&key.sid)));
}

#[test]
fn what_cannot_be_taken_back_is_asked_for() {
    let tool = Tool::new(Fake::spawn());
    let key = tool.fake.standard_key().username;
    for (answer, left) in [("n", true), ("", true), ("y", false)] {
        let mut session = at_terminal(&tool, &["api:core:keys:remove", "--sid", &key]);
        session.exp_string(&format!("Remove the key {key}? [y/N] ")).unwrap();
        session.send_line(answer).unwrap();
        session.exp_eof().unwrap();
        let code = if left { ", 1)" } else { ", 0)" };
        assert!(ended(&session).ends_with(code), "{answer}");
        assert_eq!(tool.fake.key(&key).is_some(), left, "{answer}");
    }
}

#[test]
fn a_table_fits_and_progress_goes_away() {
    let tool = Tool::new(Fake::builder().synthetic_keys(30).spawn().unwrap());
    let arguments = ["api:core:keys:list", "--no-limit", "--page-size", "10"];
    let text = at_terminal(&tool, &arguments).exp_eof().unwrap();
    assert!(text.contains("10 records so far ...\r\u{1b}[K"), "{text:?}");
    // What stands on the screen in the end: after the last return of each line.
    let rows = text.lines().map(|line| line.rsplit("\u{1b}[K").next().unwrap_or_default());
    let rows: Vec<&str> = rows.filter(|row| !row.is_empty() && !row.starts_with("note: ")).collect();
    assert_eq!(rows.iter().filter(|row| row.starts_with('S')).count(), 34, "{text}");
    let is_narrow = |row: &&str| row.chars().count() <= 100 && row.ends_with("+0000") || row.starts_with("SID ");
    assert!(rows.iter().all(is_narrow), "{text}");
}

#[test]
fn a_file_that_others_read_is_offered_to_be_closed() {
    use std::os::unix::fs::PermissionsExt;
    let tool = Tool::anonymous(Fake::spawn());
    let key = tool.fake.main_key();
    let profile = serde_json::json!({
        "accountSid": tool.fake.account_sid(), "apiKey": key.username, "apiSecret": key.password.expose(),
    });
    std::fs::write(tool.file(), serde_json::json!({"profiles": {"main": profile}}).to_string()).unwrap();
    std::fs::set_permissions(tool.file(), PermissionsExt::from_mode(0o644)).unwrap();
    // Whatever it is that reads the file, and whatever the answer, the command does its work.
    for (arguments, answer, mode) in [
        (&["profiles", "list"][..], "", 0o644),
        (&["api:core:keys:list"], "n", 0o644),
        (&["api:core:keys:list"], "y", 0o600),
    ] {
        let mut session = at_terminal(&tool, arguments);
        session.exp_string("(mode 644): run `chmod 600 ").unwrap();
        session.exp_string("Close it to others now? [y/N] ").unwrap();
        session.send_line(answer).unwrap();
        let rest = session.exp_eof().unwrap();
        assert!(rest.contains(&key.username), "{rest}");
        assert!(ended(&session).ends_with(", 0)"));
        assert_eq!(std::fs::metadata(tool.file()).unwrap().permissions().mode() & 0o777, mode);
    }
    let rest = at_terminal(&tool, &["profiles", "list"]).exp_eof().unwrap();
    assert!(!rest.contains("chmod"), "{rest}");
}
