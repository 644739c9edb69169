//! `cargo xtask probe`: starts the probe as a process of its own, so that xtask needs no client, with the project's files.

use std::process::Command;

use twilio_iam_codegen::Layout;

use crate::Failure;
use crate::input::{self, Documents};

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Arguments {
    /// Call Twilio with the credentials of the environment: lists and fetches alone, nothing is changed
    #[arg(long)]
    live: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let inputs = Documents { spec: None, overlay: Vec::new() }.read(Layout::Home)?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(input::root()).args(["run", "--quiet", "--package", "twilio-iam-probe", "--"]);
    cargo.args(["--spec", &inputs.document.name]);
    for overlay in &inputs.overlays {
        cargo.args(["--overlay", &overlay.name]);
    }
    if arguments.live {
        cargo.arg("--live");
    }
    let status = cargo.status().map_err(|error| Failure::Usage(format!("cannot run cargo: {error}")))?;
    match status.code() {
        Some(0) => Ok(()),
        Some(1) => {
            Err(Failure::Refused("error: the service and the document disagree, or an operation failed".to_owned()))
        }
        _ => Err(Failure::Usage("nothing was probed".to_owned())),
    }
}
