//! The maintainers' commands: arguments in, one exit code out. 0 is done, 1 drift or a refused document, 2 wrong usage.

#![deny(clippy::print_stdout, clippy::print_stderr)]

mod agree;
mod bundle;
mod codegen;
mod diff;
mod disk;
mod explain;
mod fake;
mod input;
mod probe;
mod release;
mod stop;
mod stress;
mod update;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Much of the generator's time goes by in making and dropping small things.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Commands for those who maintain twilio-iam.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate the client from spec/ into generated/, or from another document into a crate of its own
    Codegen(codegen::Arguments),
    /// Write the effective OpenAPI document, after overlays
    Bundle(bundle::Arguments),
    /// Compare two documents as those see them who use the client
    Diff(diff::Arguments),
    /// Hold our verdicts on revisions of documents to those of cargo-semver-checks
    Agree(agree::Arguments),
    /// Tell where a generated item comes from
    Explain(explain::Arguments),
    /// Start a fake Twilio on this machine, and print how to reach it
    Fake(fake::Arguments),
    /// Generate, compile and try every document of a folder
    Stress(stress::Arguments),
    /// Hold what Twilio answers to your credentials against the document
    Probe(probe::Arguments),
    /// Tell whether the client can be published as it is
    Release(release::Arguments),
    /// Put a new upstream document in place: code, tests, changelog and version, or nothing at all
    Update(update::Arguments),
}

/// Why a command did not do its work.
enum Failure {
    /// Drift, or a document that was refused: what to print.
    Refused(String),
    /// A wrong argument, or a file that cannot be read or written: what to print.
    Usage(String),
}

impl Failure {
    /// What to print.
    fn text(self) -> String {
        match self {
            Self::Refused(text) | Self::Usage(text) => text,
        }
    }
}

/// Prints a line of what the command is for.
fn line(text: std::fmt::Arguments<'_>) -> Result<(), Failure> {
    say(&format!("{text}\n"))
}

/// Prints what the command is for. Who has closed the pipe has read enough of it, which changes nothing of the exit code.
fn say(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Usage(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Prints what is beside it. Where that cannot be read nobody is left to be told, and the exit code says enough.
fn tell(text: &str) {
    std::io::stderr().lock().write_all(text.as_bytes()).ok();
}

/// As many as there are, with their name.
fn count(number: usize, name: &str) -> String {
    format!("{number} {name}{}", if number == 1 { "" } else { "s" })
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Codegen(arguments) => codegen::run(&arguments),
        Command::Bundle(arguments) => bundle::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Agree(arguments) => agree::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Fake(arguments) => fake::run(&arguments),
        Command::Probe(arguments) => probe::run(&arguments),
        Command::Release(arguments) => release::run(&arguments),
        Command::Update(arguments) => update::run(&arguments),
        Command::Stress(arguments) => stress::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Refused(text)) => {
            tell(&format!("{}\n", text.trim_end()));
            ExitCode::from(1)
        }
        Err(Failure::Usage(text)) => {
            tell(&format!("error: {}\n", text.trim_end()));
            ExitCode::from(2)
        }
    }
}
