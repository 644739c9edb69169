//! The probe as a process: credentials of the environment and the project's files in, a report out. It reads only, and only
//! when told to.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use twilio_iam::blocking::Client;
use twilio_iam_codegen::probe::Probe;
use twilio_iam_codegen::{Inputs, Options, Source};

/// Holds what Twilio answers to your credentials against the document.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Call Twilio with the credentials of the environment: lists and fetches alone, nothing is changed
    #[arg(long)]
    live: bool,
    /// OpenAPI document
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,
    /// Overlay to apply to it; may be repeated
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether everything was as the document says.
fn run(arguments: &Arguments) -> Result<bool, String> {
    if !arguments.live {
        return Err(
            "this calls Twilio with your credentials, to read alone; give --live if that is what you want".into()
        );
    }
    let source = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        Ok::<_, String>(Source::new(path.display().to_string(), text))
    };
    let overlays = arguments.overlay.iter().map(source).collect::<Result<_, _>>()?;
    let inputs = Inputs { document: source(&arguments.spec)?, overlays, options: Options::default() };
    let probe = Probe::new(&inputs).map_err(|refused| refused.to_string())?;
    let client = Client::from_env().map_err(|error| error.to_string())?;
    let outcomes = twilio_iam_probe::probe(&client, &probe);
    print!("{}", twilio_iam_probe::report(&outcomes, &probe));
    Ok(outcomes.iter().all(|outcome| outcome.found.as_ref().is_ok_and(Vec::is_empty)))
}
