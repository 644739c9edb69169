//! `cargo xtask diff`: two documents in; what is different for those who use the client made of them out.

use std::path::PathBuf;

use twilio_iam_codegen::diff::{ChangeKind, Report, diff};
use twilio_iam_codegen::{Inputs, Options};

use crate::Failure;
use crate::input;

/// Arguments of the command.
#[derive(clap::Args)]
#[command(after_long_help = kinds())]
pub struct Arguments {
    /// The older OpenAPI document
    old: PathBuf,
    /// The newer OpenAPI document
    new: PathBuf,
    /// Overlay to apply to both; may be repeated, and applies in the order given
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    /// Overlay to apply to the older document in place of those of --overlay; may be repeated
    #[arg(long, value_name = "FILE")]
    old_overlay: Vec<PathBuf>,
    /// text for people, markdown for a pull request, json for tools (its schema: codegen/src/diff/report.schema.json)
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Exit with 1 if there is such a change, for Rust or for the wire
    #[arg(long, value_enum, value_name = "VERDICT")]
    fail_on: Option<FailOn>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum FailOn {
    Breaking,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let inputs = |document: &PathBuf, overlays: &[PathBuf]| {
        let source = |path: &PathBuf| input::source(path, &path.display().to_string());
        let overlays = overlays.iter().map(source).collect::<Result<_, _>>()?;
        Ok::<_, Failure>(Inputs { document: source(document)?, overlays, options: Options::default() })
    };
    let old_overlays = if arguments.old_overlay.is_empty() { &arguments.overlay } else { &arguments.old_overlay };
    let (old, new) = (inputs(&arguments.old, old_overlays)?, inputs(&arguments.new, &arguments.overlay)?);
    let report = diff(&old, &new, env!("CARGO_PKG_VERSION")).map_err(|refused| input::refused(&refused))?;
    crate::say(&render(&report, arguments.format)?)?;
    if arguments.fail_on == Some(FailOn::Breaking) && report.breaks() {
        return Err(Failure::Refused("error: there are breaking changes".to_owned()));
    }
    Ok(())
}

fn render(report: &Report, format: Format) -> Result<String, Failure> {
    match format {
        Format::Text => Ok(report.text()),
        Format::Markdown => markdown(report),
        Format::Json => Ok(format!("{:#}\n", report.json())),
    }
}

/// The report as the body of a pull request.
pub fn markdown(report: &Report) -> Result<String, Failure> {
    report.markdown().map_err(|error| Failure::Refused(format!("error: the report cannot be written: {error:#}")))
}

fn kinds() -> String {
    let longest = ChangeKind::ALL.iter().map(|kind| kind.name().len()).max().unwrap_or_default();
    let lines = ChangeKind::ALL.iter().map(|kind| format!("  {:longest$}  {}\n", kind.name(), kind.meaning()));
    format!("Kinds of change:\n{}", lines.collect::<String>())
}
