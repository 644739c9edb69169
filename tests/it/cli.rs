//! The command line tool, end to end against the fake: transcripts that double as documentation (`tests/cli`), the profile
//! file, and what only a terminal or a pipe shows.

mod authentication;
mod placed;
mod profiles;
mod shown;
#[cfg(unix)]
mod terminal;
mod tool;
mod transcript;

use crate::project;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use tool::Tool;
use twilio_iam_fake::{Canned, Edit, Fake, Fault, KeySeed, Rule};

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
fn wide_and_hostile_texts_keep_their_columns() {
    use unicode_width::UnicodeWidthStr;
    let fake = Fake::spawn();
    let names = ["大きい鍵", "e\u{301}te\u{301}", "🙂 key", "\u{1b}]0;title\u{7}", "a\tb\\tc\nd", "\u{61c}\u{2066}x"];
    for name in names {
        fake.add_key(&fake.account_sid(), &KeySeed::standard().named(name));
    }
    let tool = Tool::new(fake);
    let properties = ["--properties", "friendly_name,sid"];
    for columns in ["", "55"] {
        let arguments = [&["api:core:keys:list", "--no-header"][..], &properties].concat();
        let out = tool.run_with(&arguments, &[("COLUMNS".to_owned(), columns.to_owned())], "");
        assert_eq!(out.stdout.lines().count(), 9, "{}", out.stdout);
        let widths = out.stdout.lines().map(|line| line[..line.rfind("SK").unwrap()].width());
        assert_eq!(widths.collect::<std::collections::BTreeSet<_>>().len(), 1, "{}", out.stdout);
        assert!(columns.is_empty() || out.stdout.lines().all(|line| line.width() <= 55), "{}", out.stdout);
    }
    let out = tool.run(&[&["api:core:keys:list", "-o", "tsv", "--no-header"][..], &properties].concat());
    assert!(out.stdout.lines().all(|line| line.split('\t').count() == 2), "{}", out.stdout);
    assert!(out.stdout.contains("a\\tb\\\\tc\\nd\t"), "what is escaped can be told from what looks so: {}", out.stdout);
}

#[test]
fn whatever_a_reply_holds_the_terminal_is_left_alone() {
    let fake = Fake::spawn();
    let hostile = "\u{1b}[2J\r\n\u{9b}31m\u{202e}";
    let edits =
        vec![Edit::Set("/keys/*/evil".to_owned(), hostile.into()), Edit::Set(format!("/keys/*/{hostile}"), 1.into())];
    let odd = fake.add_rule(Rule::new("GET", "/2010-04-01/**", Fault::Edit(edits)));
    let tool = Tool::new(fake);
    let check = |arguments: &[&str]| {
        let out = tool.run(arguments);
        for text in [&out.stdout, &out.stderr] {
            let bare =
                |character: char| character.is_control() && !"\n\t".contains(character) || character == '\u{202e}';
            assert!(!text.contains(bare), "{arguments:?}: {text:?}");
        }
        assert!(format!("{}{}", out.stdout, out.stderr).contains("[2J"), "{}{}", out.stdout, out.stderr);
    };
    for format in ["table", "tsv", "json", "jsonl"] {
        check(&["api:core:keys:list", "-o", format]);
    }
    // The names of members are part of a warning.
    check(&["api:core:keys:list", "--properties", "colour"]);
    tool.fake.remove_rule(odd);
    for fault in [Fault::twilio_error(400, 20001, hostile), Fault::problem(400, 20001, hostile)] {
        let rule = tool.fake.add_rule(Rule::any(fault));
        check(&["api:core:keys:list"]);
        check(&["api:core:keys:list", "--debug"]);
        tool.fake.remove_rule(rule);
    }
    // What is typed comes back in what is said of it.
    check(&["api:core:keys:list", "-p", hostile]);
}

#[test]
#[cfg(unix)]
fn bash_completes() {
    let tool = Tool::new(Fake::spawn());
    let script = tool.run(&["completions", "bash"]).stdout;
    let path = tool.folder.path().join("completions");
    std::fs::write(&path, script).unwrap();
    let ask = r#"source "$1"; shift; [[ $(complete -p twilio-iam) =~ -F\ ([^ ]+) ]]
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        "${BASH_REMATCH[1]}" twilio-iam "${@: -1}" "${@: -2:1}"; printf '%s\n' "${COMPREPLY[@]}""#;
    for (typed, expected) in [
        ("twilio-iam to", "token"),
        ("twilio-iam api core keys l", "list"),
        ("twilio-iam api accounts v1 credentials public-keys create --fri", "--friendly-name"),
        ("twilio-iam auth-token ro", "rotate"),
        ("twilio-iam api core keys list -o js", "json\njsonl"),
    ] {
        let words = typed.split(' ');
        match std::process::Command::new("bash").args(["--norc", "-c", ask, "bash"]).arg(&path).args(words).output() {
            Ok(output) => assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), expected, "{typed}: {output:?}"),
            Err(_) => println!("skipped: there is no bash"),
        }
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
fn a_token_that_was_promoted_in_place_of_the_printed_one_is_printed_too() {
    let tool = Tool::new(Fake::spawn());
    let other = "f0".repeat(16);
    tool.fake.add_rule(Rule::new("POST", "/v1/AuthTokens/Promote", Fault::set("/auth_token", other.as_str())));
    let out = tool.run(&["auth-token", "rotate", "--yes", "-o", "json"]);
    assert_eq!(out.code, 1);
    let tokens: Vec<&str> =
        out.stdout.lines().filter_map(|line| line.trim().strip_prefix("\"auth_token\": ")).collect();
    assert_eq!(tokens.len(), 2, "{}", out.stdout);
    assert_eq!(tokens[1].trim_matches('"'), other);
    assert!(out.stderr.contains("another token was promoted than the one that was made"), "{}", out.stderr);
    assert!(!out.stderr.contains(&other), "{}", out.stderr);
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
