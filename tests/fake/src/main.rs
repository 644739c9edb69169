//! The fake as a process: a port and a seed file in, the lines that point a client at it out. It serves until stopped.

use std::{fs, path::PathBuf, process::ExitCode, thread};

use clap::Parser;
use twilio_iam_fake::{Fake, KeyKind, Seed};

/// A fake Twilio on 127.0.0.1: accounts, keys, credentials, auth tokens and the safe list.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Port to listen on; any free one when it is left out
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// YAML or JSON file with what to start from: accounts, keys, tokens (`Seed` documents its members)
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
}

fn main() -> ExitCode {
    match start(&Arguments::parse()) {
        Ok(fake) => {
            print!("{}", exports(&fake));
            loop {
                thread::park();
            }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn start(arguments: &Arguments) -> Result<Fake, String> {
    // A process that runs for days must not keep every request.
    let mut builder = Fake::builder().recording(false);
    if let Some(path) = &arguments.seed {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        builder = builder.seed(Seed::parse(&text).map_err(|error| format!("{}: {error}", path.display()))?);
    }
    let listening = builder.port(arguments.port).spawn();
    listening.map_err(|error| format!("cannot listen on 127.0.0.1:{}: {error}", arguments.port))
}

/// The lines for a shell; a main key, where there is one, stands by as a comment.
fn exports(fake: &Fake) -> String {
    let mut lines: String = fake.environment().iter().map(|(name, value)| format!("export {name}={value}\n")).collect();
    if fake.keys(&fake.account_sid()).iter().any(|key| key.kind == KeyKind::Main) {
        let key = fake.main_key();
        lines.push_str(&format!("# export TWILIO_API_KEY={}\n", key.username));
        lines.push_str(&format!("# export TWILIO_API_SECRET={}\n", key.password.expose()));
    }
    lines
}
