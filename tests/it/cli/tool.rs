//! The tool, with a fake Twilio and a folder of its own.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;
use twilio_iam_fake::Fake;

pub struct Tool {
    pub fake: Fake,
    pub folder: TempDir,
    pub environment: Vec<(String, String)>,
}

/// What a command printed.
pub struct Printed {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Tool {
    /// With the account's auth token in the environment.
    pub fn new(fake: Fake) -> Self {
        let environment = fake.environment().map(|(name, value)| (name.to_owned(), value)).to_vec();
        Self { fake, folder: tempfile::tempdir().unwrap(), environment }
    }

    /// With nothing in the environment but where Twilio is.
    pub fn anonymous(fake: Fake) -> Self {
        let mut tool = Self::new(fake);
        tool.environment.retain(|(name, _)| name == "TWILIO_BASE_URL");
        tool
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_twilio-iam-tool"));
        command.env_clear().env("HOME", self.folder.path()).env("TWILIO_CONFIG_DIR", self.folder.path());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Printed {
        self.run_with(arguments, &[], "")
    }

    pub fn run_with(&self, arguments: &[&str], variables: &[(String, String)], stdin: &str) -> Printed {
        let mut command = self.command(arguments);
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Whoever wants no input may be gone by now.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Printed { stdout: text(output.stdout), stderr: text(output.stderr), code: output.status.code().unwrap_or(-1) }
    }

    /// The profile file.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("config.json")
    }

    /// Everything that the fake keeps secret.
    pub fn secrets(&self) -> Vec<String> {
        let mut secrets = Vec::new();
        for account in self.fake.accounts() {
            secrets.push(account.tokens.primary.expose().to_owned());
            secrets.extend(account.tokens.secondary.map(|token| token.expose().to_owned()));
            secrets.extend(self.fake.keys(&account.sid).iter().map(|key| key.secret.expose().to_owned()));
            // The public half of a key is no secret.
            let credentials = self.fake.credentials(&account.sid);
            let values = credentials.iter().map(|credential| credential.value.expose());
            secrets.extend(values.filter(|value| !value.contains("PUBLIC KEY")).map(str::to_owned));
        }
        secrets
    }
}
