//! `cargo xtask update`: a new upstream document in; the project made from it, tested, with its changelog and version out,
//! or nothing changed at all.

mod changelog;
mod plan;
mod scratch;

use std::path::{Path, PathBuf};

use twilio_iam_codegen::diagnostic::Code;
use twilio_iam_codegen::{Diagnostics, Inputs, Layout, Options, Source};

use crate::input::{self, Documents};
use crate::{Failure, diff, disk};
use plan::{DOCUMENT, Files, Plan};

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Arguments {
    /// The new upstream document
    file: PathBuf,
    /// File to write the report into, as Markdown: the body of a pull request
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Command that has to succeed in a copy of the checkout before anything is written
    #[arg(long, value_name = "COMMAND", default_value = "cargo test --workspace")]
    verify: String,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let old = Documents { spec: None, overlay: Vec::new() }.read(Layout::Home)?;
    // Places in its diagnostics and in the report are those that it will have.
    let document = Source { name: DOCUMENT.to_owned(), ..input::source(&arguments.file, &shown(&arguments.file))? };
    if document.text == old.document.text {
        println!("{DOCUMENT} is this document already; nothing to do");
        return Ok(());
    }
    let new = Inputs { document, overlays: old.overlays.clone(), options: Options::default() };
    let before = |name: &str| match std::fs::read_to_string(input::root().join(name)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Usage(format!("cannot read {name}: {error}"))),
    };
    let today: String = jiff::Timestamp::now().to_string().chars().take(10).collect();
    let plan = Plan::new(&old, &new, &before, &today).map_err(|refused| match refused {
        plan::Refused::Documents(diagnostics) => {
            eprint!("{}", overlays(&diagnostics));
            input::refused(&diagnostics)
        }
        plan::Refused::Project(text) => Failure::Refused(format!("error: {text}\nnothing was changed")),
    })?;
    println!("{}", plan.report.text());
    let mut files = plan.files;
    scratch::verify(&mut files, &arguments.verify)?;
    if let Some(path) = &arguments.report {
        disk::replace(path, &diff::markdown(&plan.report)?)?;
    }
    write(&files)?;
    println!("{} files written; the next release is {}", files.len(), plan.version);
    Ok(())
}

/// Which overlay actions the new document has made obsolete, and which have lost what they change.
fn overlays(diagnostics: &Diagnostics) -> String {
    let count = |code: Code| diagnostics.iter().filter(|located| located.diagnostic.code == code).count();
    let mut text = String::new();
    for (code, what) in [
        (Code::NoChange, "obsolete: the new document says what they add; remove them"),
        (Code::NoMatch, "without a target in the new document; correct or remove them"),
    ] {
        if count(code) > 0 {
            text.push_str(&format!("overlay actions {what}: {}\n", count(code)));
        }
    }
    text
}

/// Writes every file, or puts back those that were written when one cannot be.
fn write(files: &Files) -> Result<(), Failure> {
    let mut done: Vec<(PathBuf, Option<String>)> = Vec::new();
    for (name, text) in files {
        let path = input::root().join(name);
        let before = std::fs::read_to_string(&path).ok();
        if let Err(failure) = put(&path, text.as_deref()) {
            for (path, before) in done.into_iter().rev() {
                // What cannot be put back either is for version control: the first failure is the one to tell.
                let _ = put(&path, before.as_deref());
            }
            return Err(failure);
        }
        done.push((path, before));
    }
    Ok(())
}

fn put(path: &Path, text: Option<&str>) -> Result<(), Failure> {
    match text {
        Some(text) => disk::replace(path, text),
        None if path.exists() => std::fs::remove_file(path)
            .map_err(|error| Failure::Usage(format!("cannot remove {}: {error}", path.display()))),
        None => Ok(()),
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
