//! The tool with a keyring of its own, a folder, and a fake Twilio.

use crate::store;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;
use twilio_iam_fake::Fake;

/// Names the file of the keyring, to the process that is the tool.
pub const KEYRING: &str = "TWILIO_IAM_TEST_KEYRING";

pub struct Tool {
    pub fake: Fake,
    folder: TempDir,
}

pub struct Printed {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Tool {
    pub fn new() -> Self {
        Self { fake: Fake::spawn(), folder: tempfile::tempdir().unwrap() }
    }

    /// This program, which is the tool when the variable is set.
    pub fn run(&self, arguments: &[&str], input: &str) -> Printed {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env_clear().env(KEYRING, self.keyring());
        self.finish(command, arguments, input)
    }

    /// The tool as it is installed, with the keyring of the system.
    #[cfg(target_os = "linux")]
    pub fn run_installed(&self, arguments: &[&str], input: &str) -> Printed {
        let mut command = Command::new(env!("CARGO_BIN_EXE_twilio-iam"));
        let nowhere = self.folder.path().join("nobody-listens").display().to_string();
        command.env_clear().env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={nowhere}"));
        self.finish(command, arguments, input)
    }

    fn finish(&self, mut command: Command, arguments: &[&str], input: &str) -> Printed {
        command.env("TWILIO_CONFIG_DIR", self.folder.path()).env("TWILIO_BASE_URL", self.fake.url()).args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Whoever wants no input may be gone by now.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Printed { stdout: text(output.stdout), stderr: text(output.stderr), code: output.status.code().unwrap_or(-1) }
    }

    /// Does as [`Self::run`], and expects that it works.
    pub fn done(&self, arguments: &[&str], input: &str) -> Printed {
        let printed = self.run(arguments, input);
        assert_eq!(printed.code, 0, "{arguments:?}: {}", printed.stderr);
        printed
    }

    pub fn log_in(&self, id: &str, more: &[&str]) -> Printed {
        let account = self.fake.account_sid();
        let arguments = [&["login", &account, "-p", id], more].concat();
        let printed = self.run(&arguments, &format!("{}\n", self.fake.auth_token()));
        assert!(!format!("{}{}", printed.stdout, printed.stderr).contains(&self.fake.auth_token()));
        printed
    }

    pub fn file(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("config.json")).unwrap_or_default()
    }

    pub fn profile(&self, id: &str) -> Json {
        let file: Json = serde_json::from_str(&self.file()).unwrap();
        file["profiles"][id].clone()
    }

    fn keyring(&self) -> PathBuf {
        self.folder.path().join("keyring.json")
    }

    pub fn kept(&self) -> BTreeMap<String, String> {
        store::read(&self.keyring())
    }

    pub fn set_kept(&self, entries: &[(&str, &str)]) {
        let entries = entries.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        store::write(&self.keyring(), &entries);
    }

    /// What the keyring has when it has the secret of one key, for one profile.
    pub fn entry(&self, id: &str, key: &str) -> BTreeMap<String, String> {
        let secret = self.fake.key(key).unwrap().secret.expose().to_owned();
        BTreeMap::from([(format!("twilio-iam {id}/{key}"), secret)])
    }

    pub fn keys(&self) -> usize {
        self.fake.keys(&self.fake.account_sid()).len()
    }
}
