//! `cargo xtask update`: a new upstream document in; the project made from it, tested, with its changelog and version out,
//! or nothing changed at all.

pub mod changelog;
pub mod committed;
pub mod journal;
pub mod plan;
mod scratch;

use std::path::{Path, PathBuf};

use twilio_iam_codegen::diagnostic::Code;
use twilio_iam_codegen::{Diagnostics, Inputs, Layout, Options, Source};

use crate::disk::Area;
use crate::input::{self, Documents};
use crate::stop::Stop;
use crate::{Failure, diff};
use committed::Baseline;
use journal::Resumed;
use plan::{DOCUMENT, Edit, Plan};
use scratch::Alone;

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
    /// Let the command first write anew, in the copy, the golden files below tests/ that the document changes
    #[arg(long)]
    accept: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let stop = Stop::listen()?;
    let alone = Alone::new()?;
    resume()?;
    let now = Documents { spec: None, overlay: Vec::new() }.read(Layout::Home)?;
    // Places in its diagnostics and in the report are those that it will have.
    let document = Source { name: DOCUMENT.to_owned(), ..input::source(&arguments.file, &shown(&arguments.file))? };
    if document.text == now.document.text {
        crate::line(format_args!("{DOCUMENT} is this document already; nothing to do"))?;
        return Ok(());
    }
    let new = Inputs { document, overlays: now.overlays.clone(), options: Options::default() };
    let current = std::fs::read_to_string(input::root().join("Cargo.toml")).unwrap_or_default();
    let old = committed::baseline(input::root(), &now, input::version(&current).unwrap_or_default());
    let edited = committed::edited(&old.inputs, &new);
    if !edited.is_empty() {
        crate::line(format_args!("compared with the overlays of {}; edited since: {}", old.from, edited.join(", ")))?;
    }
    let plan = plan(&old, &new)?;
    crate::line(format_args!("{}", plan.report.text()))?;
    if plan.noted {
        crate::line(format_args!(
            "CHANGELOG.md notes a breaking change besides, so that the next release is {}",
            plan.version
        ))?;
    }
    let mut files = plan.files;
    let accepted = alone.verify(&mut files, (&arguments.verify, arguments.accept), &stop)?;
    if !accepted.is_empty() {
        crate::line(format_args!(
            "golden files that change with it, to be read as by a reviewer: {}",
            accepted.join(", ")
        ))?;
    }
    if let Some(path) = &arguments.report {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        let edit = Edit { before: std::fs::read_to_string(&path).ok(), after: Some(diff::markdown(&plan.report)?) };
        files.insert(shown(&path), edit);
    }
    journal::place(input::root(), &files, &new.overlays.iter().collect::<Vec<_>>())?;
    if stop.asked() {
        crate::line(format_args!("the signal came when the files were being put in place, and that was completed"))?;
    }
    crate::line(format_args!("{} written; the next release is {}", crate::count(files.len(), "file"), plan.version))?;
    Ok(())
}

/// Completes what an earlier run has left, and tells so.
fn resume() -> Result<(), Failure> {
    match journal::resume(input::root())? {
        Resumed::Nothing => {}
        Resumed::Forgotten => {
            crate::line(format_args!("an earlier update was cut short; none of its files are in place"))?;
        }
        Resumed::Completed(files) => {
            crate::line(format_args!(
                "an earlier update was cut short; what it had left is in place now, files: {files}"
            ))?;
        }
    }
    Ok(())
}

fn plan(old: &Baseline, new: &Inputs) -> Result<Plan, Failure> {
    let before = |name: &str| match std::fs::read_to_string(input::root().join(name)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Usage(format!("cannot read {name}: {error}"))),
    };
    let area = Area::home();
    let generated = area.read()?;
    area.holds_ours(&generated)?;
    let today: String = jiff::Timestamp::now().to_string().chars().take(10).collect();
    Plan::new((old, new), &generated, &before, &today).map_err(|refused| match refused {
        plan::Refused::Documents(diagnostics) => {
            let told = overlays(&diagnostics);
            let refused = input::refused(&diagnostics).text();
            // An overlay is compared as it was committed, so it can be corrected before the document is there.
            let mend = match told.is_empty() {
                true => "nothing was changed; correct it in an overlay",
                false => "nothing was changed; correct spec/overlay as it says",
            };
            Failure::Refused(format!("{}\n\n{told}{mend}, and run this again", refused.trim_end()))
        }
        plan::Refused::Project(text) => Failure::Refused(format!("error: {text}\nnothing was changed")),
    })
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

fn shown(path: &Path) -> String {
    path.display().to_string()
}
