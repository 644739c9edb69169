//! The command line tool, end to end against the fake: transcripts that double as documentation (`tests/cli`), the profile
//! file, and what only a terminal or a pipe shows.

mod profiles;
#[cfg(unix)]
mod terminal;
mod tool;
mod transcript;

use crate::project;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use tool::Tool;
use twilio_iam_fake::{Canned, Fake, Fault, KeySeed, Rule};

#[test]
fn transcripts_are_what_the_tool_prints() {
    let mut failures = Vec::new();
    for name in project::names("tests/cli", ".trycmd") {
        let path = project::root().join("tests/cli").join(&name);
        let expected = std::fs::read_to_string(&path).unwrap();
        let actual = transcript::run(&expected);
        if actual == expected {
            continue;
        }
        if project::accepting() {
            std::fs::write(&path, actual).unwrap();
        } else {
            failures.push(format!("tests/cli/{name} is now\n{actual}\n{}", project::ACCEPT));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_operation_has_a_transcript() {
    let texts = project::names("tests/cli", ".trycmd")
        .iter()
        .map(|name| project::source(&format!("tests/cli/{name}")).text)
        .collect::<String>()
        .replace(':', " ");
    let mut help = vec![vec!["api".to_owned()]];
    let tool = Tool::new(Fake::spawn());
    let mut leaves = 0;
    while let Some(words) = help.pop() {
        let out = tool.run(&[&words.iter().map(String::as_str).collect::<Vec<_>>()[..], &["--help"]].concat());
        let commands = out.stdout.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next());
        match commands {
            Some(commands) => {
                let names = commands.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
                let names = names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
                help.extend(names.map(|name| [&words[..], &[name.to_owned()]].concat()));
            }
            None => {
                leaves += 1;
                let words = words.join(" ");
                assert!(texts.contains(&format!("twilio-iam {words}")), "no transcript has {words}");
            }
        }
    }
    assert_eq!(leaves, twilio_iam::OPERATIONS.len());
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let tool = Tool::new(Fake::builder().synthetic_keys(3000).spawn().unwrap());
    for format in ["table", "json", "jsonl", "tsv"] {
        let mut child = tool
            .command(&["api:core:keys:list", "--no-limit", "--page-size", "1000", "-o", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""), "{format}");
        assert!(!first.is_empty());
    }
}

#[test]
fn rows_are_there_before_the_next_page_is_asked_for() {
    let fake = Fake::builder().synthetic_keys(20).spawn().unwrap();
    fake.add_rule(Rule::new("GET", "**", Canned::new(500).into()).skip(1));
    let tool = Tool::new(fake);
    let out = tool.run(&["api:core:keys:list", "--page-size", "10", "-o", "tsv", "--properties", "sid"]);
    assert_eq!(out.code, 1, "{}", out.stderr);
    assert_eq!(out.stdout.lines().count(), 11, "{}", out.stdout);
}

#[test]
fn a_hostile_name_moves_no_cursor() {
    let fake = Fake::spawn();
    let name = "\u{1b}[2J\u{9b}31m\r\n\tevil\u{202e}";
    fake.add_key(&fake.account_sid(), &KeySeed::standard().named(name));
    let tool = Tool::new(fake);
    for format in ["table", "tsv", "json", "jsonl"] {
        let out = tool.run(&["api:core:keys:list", "-o", format, "--properties", "friendly_name"]);
        assert!(out.stdout.contains("evil"), "{}", out.stdout);
        let bare = |character: char| character.is_control() && character != '\n' || character == '\u{202e}';
        assert!(!out.stdout.contains(bare), "{format}: {:?}", out.stdout);
        assert_eq!(out.stdout.lines().filter(|line| line.contains("evil")).count(), 1);
    }
}

#[test]
fn completions_and_the_manual_know_every_operation() {
    let tool = Tool::new(Fake::spawn());
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let out = tool.run(&["completions", shell]);
        assert!(out.code == 0 && out.stdout.contains("create-restricted"), "{shell}");
        // The completions of fish go two commands deep.
        assert!(shell == "fish" || out.stdout.contains("public-keys"), "{shell}");
    }
    let page = tool.run(&["man"]).stdout;
    assert!(page.starts_with(".ie") || page.contains(".TH"), "{page}");
    assert!(page.contains("API ACCOUNTS V1 CREDENTIALS PUBLIC-KEYS CREATE"), "{page}");
}

#[test]
fn a_key_that_may_have_been_made_is_named() {
    let tool = Tool::new(Fake::spawn());
    tool.fake.add_rule(Rule::new("POST", "/v1/Keys", Fault::DropUnanswered));
    let out = tool.run(&["api:iam:v1:keys:create", "--friendly-name", "lost"]);
    let made =
        tool.fake.keys(&tool.fake.account_sid()).into_iter().find(|key| key.friendly_name.as_deref() == Some("lost"));
    let made = made.unwrap();
    assert_eq!(out.code, 1);
    assert!(out.stderr.contains(&format!("it may be {}: if so, remove it", made.sid)), "{}", out.stderr);
    assert!(!out.stderr.contains(made.secret.expose()));
}

#[test]
fn debug_tells_more_and_no_secret() {
    let fake = Fake::spawn();
    let (key, standard) = (fake.restricted_key(), fake.standard_key());
    let mut tool = Tool::anonymous(fake);
    tool.environment.extend([
        ("TWILIO_ACCOUNT_SID".to_owned(), tool.fake.account_sid()),
        ("TWILIO_API_KEY".to_owned(), key.username),
        ("TWILIO_API_SECRET".to_owned(), key.password.expose().to_owned()),
    ]);
    let out = tool.run(&["api:core:keys:fetch", "--sid", &standard.username, "--debug"]);
    assert_eq!((out.code, out.stdout.as_str()), (70, ""));
    for expected in
        ["  operation: api_v2010::keys::FetchKey", "  more: https://", "attempt=1", "may have been done: no"]
    {
        assert!(out.stderr.contains(expected), "{expected}: {}", out.stderr);
    }
    for secret in tool.secrets() {
        assert!(!out.stderr.contains(&secret));
    }
}

#[test]
fn an_access_token_is_the_output_and_nothing_else() {
    let fake = Fake::spawn();
    let key = fake.standard_key();
    let mut tool = Tool::anonymous(fake);
    tool.environment.extend([
        ("TWILIO_ACCOUNT_SID".to_owned(), tool.fake.account_sid()),
        ("TWILIO_API_KEY".to_owned(), key.username.clone()),
        ("TWILIO_API_SECRET".to_owned(), key.password.expose().to_owned()),
    ]);
    let out = tool.run(&[
        "token:create",
        "--identity",
        "alice",
        "--ttl",
        "60",
        "--voice-incoming",
        "--video-room",
        "standup",
    ]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let verifier = twilio_iam::jwt::AccessToken::verifier(&key.username, key.password.expose()).unwrap();
    let claims = verifier.verify(out.stdout.trim_end()).unwrap();
    assert_eq!(claims.identity.as_deref(), Some("alice"));
    assert!(!out.stderr.contains(out.stdout.trim_end()));
    assert!(tool.fake.requests().is_empty());
}
