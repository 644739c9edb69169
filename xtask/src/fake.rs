//! `cargo xtask fake`: starts the fake Twilio as a process of its own, so that xtask needs neither it nor the client.

use std::path::PathBuf;
use std::process::Command;

use crate::Failure;
use crate::input;

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Arguments {
    /// Port on 127.0.0.1; any free one when absent
    #[arg(long)]
    port: Option<u16>,
    /// File with the accounts and keys to start from, YAML or JSON
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
}

/// Runs the command until the fake is stopped.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["run", "--quiet", "--package", "twilio-iam-fake", "--manifest-path"])
        .arg(input::root().join("Cargo.toml"))
        .arg("--");
    if let Some(port) = arguments.port {
        cargo.args(["--port", &port.to_string()]);
    }
    if let Some(seed) = &arguments.seed {
        cargo.arg("--seed").arg(seed);
    }
    let status = cargo.status().map_err(|error| Failure::Usage(format!("cannot run cargo: {error}")))?;
    if status.success() { Ok(()) } else { Err(Failure::Refused("error: the fake stopped with a failure".to_owned())) }
}
