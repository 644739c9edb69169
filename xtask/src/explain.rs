//! `cargo xtask explain`: the name of a generated item in; where it comes from, and why, out.

use twilio_iam_codegen::{ExplainError, Layout, explain};

use crate::Failure;
use crate::input::{self, Documents};

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Arguments {
    /// The item, such as `iam_v1::keys::CreateKey.friendly_name`
    name: String,
    #[command(flatten)]
    documents: Documents,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let inputs = arguments.documents.read(Layout::Home)?;
    let name = arguments.name.strip_prefix("twilio_iam::").unwrap_or(&arguments.name);
    let found = explain(&inputs, name).map_err(|error| match error {
        ExplainError::Refused(diagnostics) => input::refused(&diagnostics),
        unknown => Failure::Usage(unknown.to_string()),
    })?;
    crate::line(format_args!("{}", found.name))?;
    crate::line(format_args!("  from    {}", found.source))?;
    crate::line(format_args!("  at      {}", found.pointer))?;
    if let Some(reason) = found.reason {
        crate::line(format_args!("  because {}", reason.trim()))?;
    }
    if let Some((file, line)) = found.emitted {
        crate::line(format_args!("  emitted {file}:{line}"))?;
    }
    Ok(())
}
