//! `cargo xtask bundle`: a document and its overlays in; the effective document out, as YAML or JSON.

use std::path::PathBuf;

use twilio_iam_codegen::{Layout, bundle};

use crate::Failure;
use crate::input::{self, Documents};

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    documents: Documents,
    /// File to write, YAML or JSON by its ending; standard output, as YAML, when absent
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let json = match arguments
        .output
        .as_ref()
        .map(|path| path.extension().and_then(|ending| ending.to_str()).unwrap_or_default())
    {
        Some("json") => true,
        None | Some("yaml" | "yml") => false,
        Some(_) => return Err(Failure::Usage("the output's name must end with .yaml, .yml or .json".to_owned())),
    };
    if let Some(path) = &arguments.output {
        crate::disk::refuse_link(path)?;
    }
    let inputs = arguments.documents.read(Layout::Home)?;
    let bundle = bundle(&inputs).map_err(|diagnostics| input::refused(&diagnostics))?;
    let text = if json {
        bundle.json().map_err(|error| error.to_string())
    } else {
        bundle.yaml().map_err(|error| error.to_string())
    };
    let text =
        text.map_err(|error| Failure::Refused(format!("error: the effective document cannot be written: {error}")))?;
    match &arguments.output {
        None => crate::say(&text)?,
        Some(path) => crate::disk::replace(path, &text)?,
    }
    Ok(())
}
