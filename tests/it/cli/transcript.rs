//! A transcript in, the same with what the tool prints now out.
//!
//! - `$ ` is a command, with variables before it and `<` lines of input below it; then come standard output, standard
//!   error (`! `) and the exit code where it is not 0 (`? `).
//! - `@ as WHO` says whose credentials the environment holds: `auth-token`, `main-key`, `standard-key`, `restricted-key` or
//!   `nobody`; `@ keys N` and `@ fault METHOD PATH WHAT` set the fake up; `@ tells` lets the next command print a secret.
//! - `$ACCOUNT`, `$SUBACCOUNT`, `$MAIN_KEY`, `$MAIN_SECRET`, `$AUTH_TOKEN` stand for what the fake has, `$LAST` for the SID
//!   of the record that was printed last, and `$LAST_KEY` for that of a key.

use super::tool::Tool;
use std::time::{Duration, UNIX_EPOCH};
use twilio_iam_fake::{AccountSeed, Fake, Fault, Rule};

/// The last second of a Friday afternoon.
const NOW: Duration = Duration::from_secs(1_795_190_400);

pub fn run(transcript: &str) -> String {
    let mut session = Session::new(transcript);
    let mut lines = transcript.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(command) = line.strip_prefix("$ ") {
            let mut input = String::new();
            session.text.push_str(&format!("{line}\n"));
            while let Some(line) = lines.next_if(|line| line.starts_with("< ")) {
                session.text.push_str(&format!("{line}\n"));
                input.push_str(&session.filled(&line[2..]));
                input.push('\n');
            }
            session.command(command, &input);
            // What it printed last time.
            while lines.next_if(|line| !["$ ", "# ", "@ "].iter().any(|mark| line.starts_with(mark))).is_some() {}
            if lines.peek().is_some() {
                session.text.push('\n');
            }
        } else {
            if let Some(directive) = line.strip_prefix("@ ") {
                session.directive(directive);
            }
            session.text.push_str(&format!("{line}\n"));
        }
    }
    session.text
}

struct Session {
    tool: Tool,
    text: String,
    last: String,
    last_key: String,
    tells: bool,
    /// Secrets of before, too: a rotated token must not show either.
    secrets: Vec<String>,
}

impl Session {
    fn new(transcript: &str) -> Self {
        let keys = transcript.lines().find_map(|line| line.strip_prefix("@ keys ")?.parse().ok());
        let fake = Fake::builder()
            .frozen_at(UNIX_EPOCH + NOW)
            .subaccount(AccountSeed { friendly_name: Some("Branch office".to_owned()), ..AccountSeed::default() })
            .synthetic_keys(keys.unwrap_or(0))
            .spawn()
            .unwrap();
        let tool = Tool::new(fake);
        Self {
            tool,
            text: String::new(),
            last: String::new(),
            last_key: String::new(),
            tells: false,
            secrets: Vec::new(),
        }
    }

    fn directive(&mut self, directive: &str) {
        let words: Vec<&str> = directive.split(' ').collect();
        let fake = &self.tool.fake;
        match words[..] {
            ["as", who] => {
                let key = match who {
                    "main-key" => Some(fake.main_key()),
                    "standard-key" => Some(fake.standard_key()),
                    "restricted-key" => Some(fake.restricted_key()),
                    _ => None,
                };
                let mut environment = fake.environment().map(|(name, value)| (name.to_owned(), value)).to_vec();
                if let Some(key) = key {
                    environment.retain(|(name, _)| name != "TWILIO_AUTH_TOKEN");
                    environment.push(("TWILIO_API_KEY".to_owned(), key.username));
                    environment.push(("TWILIO_API_SECRET".to_owned(), key.password.expose().to_owned()));
                } else if who == "nobody" {
                    environment.retain(|(name, _)| name == "TWILIO_BASE_URL");
                }
                self.tool.environment = environment;
            }
            ["fault", method, path, "lost"] => {
                fake.add_rule(Rule::new(method, path, Fault::DropUnanswered).times(1));
            }
            ["fault", method, path, "html"] => {
                fake.add_rule(Rule::new(method, path, Fault::status(502)));
            }
            ["tells"] => self.tells = true,
            ["keys", _] => {}
            _ => panic!("no such directive: {directive}"),
        }
    }

    fn filled(&self, text: &str) -> String {
        let fake = &self.tool.fake;
        let sub = fake.accounts().into_iter().find(|account| account.friendly_name == "Branch office");
        let key = fake.main_key();
        text.replace("$ACCOUNT", &fake.account_sid())
            .replace("$SUBACCOUNT", &sub.map(|account| account.sid).unwrap_or_default())
            .replace("$MAIN_KEY", &key.username)
            .replace("$MAIN_SECRET", key.password.expose())
            .replace("$AUTH_TOKEN", &fake.auth_token())
            .replace("$LAST_KEY", &self.last_key)
            .replace("$LAST", &self.last)
    }

    fn command(&mut self, line: &str, input: &str) {
        let mut words = words(&self.filled(line)).into_iter().peekable();
        let mut variables = Vec::new();
        while let Some(word) = words.next_if(|word| word != "twilio-iam") {
            let (name, value) = word.split_once('=').unwrap_or_else(|| panic!("{line} does not call twilio-iam"));
            variables.push((name.to_owned(), value.to_owned()));
        }
        let arguments: Vec<String> = words.skip(1).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        self.secrets.extend(self.tool.secrets());
        let printed = self.tool.run_with(&arguments, &variables, input);
        self.secrets.extend(self.tool.secrets());
        let (out, err) = (self.settled(&printed.stdout), self.settled(&printed.stderr));
        let leaked = self.secrets.iter().any(|secret| format!("{out}{err}").contains(secret.as_str()));
        let tells = std::mem::take(&mut self.tells);
        assert_eq!(leaked, tells, "a secret shows, or does not although it was to: {line}\n{out}{err}");
        if let Some(sid) = first_sid(&out, "").or(first_sid(&err, "")) {
            self.last = sid;
        }
        if let Some(sid) = first_sid(&out, "SK").or(first_sid(&err, "SK")) {
            self.last_key = sid;
        }
        self.text.push_str(&out);
        err.lines().for_each(|line| self.text.push_str(&format!("! {line}\n")));
        if printed.code != 0 {
            self.text.push_str(&format!("? {}\n", printed.code));
        }
    }

    /// Without what differs from one machine or one release to the next.
    fn settled(&self, text: &str) -> String {
        let platform = format!("({} {})", std::env::consts::OS, std::env::consts::ARCH);
        text.replace(&self.tool.fake.url(), "[TWILIO]")
            .replace(&self.tool.folder.path().display().to_string(), "[FOLDER]")
            .replace(&platform, "[PLATFORM]")
            .replace(concat!("twilio-iam/", env!("CARGO_PKG_VERSION")), "twilio-iam/[VERSION]")
            .replace(concat!("twilio-iam-cli/", env!("CARGO_PKG_VERSION")), "twilio-iam-cli/[VERSION]")
    }
}

/// The first SID of a kind in a text, which is that of the record.
fn first_sid(text: &str, kind: &str) -> Option<String> {
    let mut words = text.split(|character: char| !character.is_ascii_alphanumeric());
    let is_sid = |word: &&str| word.len() == 34 && word.starts_with(kind) && word.starts_with(char::is_uppercase);
    words.find(is_sid).map(str::to_owned)
}

/// The words of a line, as a shell reads them; quotes keep words together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for character in line.chars() {
        match (character, quote) {
            (mark, Some(open)) if mark == open => quote = None,
            ('\'' | '"', None) => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (' ', None) => words.extend(word.take()),
            (character, _) => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}
