//! `cargo xtask codegen`: a document in; its client written, checked or compared with what is there.

use std::path::{Path, PathBuf};

use twilio_iam_codegen::tree::{Change, Tree};
use twilio_iam_codegen::{Layout, Runtime, Summary, generate};

use crate::Failure;
use crate::disk::{Area, Written};
use crate::input::{self, Documents};

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Arguments {
    /// Write nothing; exit with 1 if any file is changed, missing or orphaned
    #[arg(long, conflicts_with = "diff")]
    check: bool,
    /// As --check, and show the difference
    #[arg(long)]
    diff: bool,
    #[command(flatten)]
    documents: Documents,
    /// Folder for a crate of its own: absent, empty, or made by this command
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
    /// Name of that crate; made from the file's name when absent
    #[arg(long, requires = "out")]
    name: Option<String>,
    /// Runtime of that crate: a folder or a version of twilio-iam; this checkout when absent
    #[arg(long, value_name = "PATH|VERSION", requires = "out")]
    runtime: Option<String>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (Some(_), None) = (&arguments.documents.spec, &arguments.out) else {
        let inputs = arguments.documents.read(layout(arguments)?)?;
        let output = generate(&inputs).map_err(|diagnostics| input::refused(&diagnostics))?;
        let area = match &arguments.out {
            Some(out) => Area { root: out, inside: &[], aside: &["target", "Cargo.lock"] },
            None => Area::home(),
        };
        if arguments.check || arguments.diff {
            return compare(&area, &output.tree, arguments);
        }
        let written = area.write(&output.tree)?;
        return report(&output.summary, &written);
    };
    Err(Failure::Usage("--spec needs --out DIR, the folder for the crate".to_owned()))
}

fn layout(arguments: &Arguments) -> Result<Layout, Failure> {
    let (Some(spec), Some(_)) = (&arguments.documents.spec, &arguments.out) else { return Ok(Layout::Home) };
    let name = match &arguments.name {
        Some(name) => name.clone(),
        None => krate(spec),
    };
    let valid = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|symbol| symbol.is_ascii_lowercase() || symbol.is_ascii_digit() || "-_".contains(symbol));
    if !valid {
        return Err(Failure::Usage(format!(
            "`{name}` is no crate name; give one with --name, such as `twilio-messaging`"
        )));
    }
    let runtime = match &arguments.runtime {
        None => Runtime::Path(input::root().join("generated").display().to_string()),
        Some(given) if is_version(given) => Runtime::Version(given.clone()),
        Some(given) => {
            let folder = std::fs::canonicalize(given)
                .map_err(|error| Failure::Usage(format!("cannot find the runtime {given}: {error}")))?;
            Runtime::Path(folder.display().to_string())
        }
    };
    Ok(Layout::Crate { name, runtime })
}

/// `twilio-lookups-v2` of `twilio_lookups_v2.yaml`.
pub fn krate(spec: &Path) -> String {
    let stem = spec.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let words: Vec<&str> =
        stem.split(|symbol: char| !symbol.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-")
}

fn is_version(text: &str) -> bool {
    let number = text.trim_start_matches(['=', '^', '~']);
    number.starts_with(|first: char| first.is_ascii_digit()) && !text.contains(['/', '\\'])
}

/// Compares what is there with what should be; the cure is the same command without its flag.
fn compare(area: &Area, tree: &Tree, arguments: &Arguments) -> Result<(), Failure> {
    let actual = area.read()?;
    let changes = tree.changes(&actual);
    if changes.is_empty() {
        crate::line(format_args!("{} files are as they should be", tree.0.len()))?;
        return Ok(());
    }
    let mut text = String::new();
    for (path, change) in changes {
        let word = match change {
            Change::Changed => "changed",
            Change::Missing => "missing",
            Change::Orphaned => "orphaned",
        };
        text.push_str(&format!("{word}: {path}\n"));
        if arguments.diff {
            text.push_str(&tree.diff(&actual, path));
        }
    }
    text.push_str(&format!("run `{}`", cure(arguments)));
    Err(Failure::Refused(text))
}

fn cure(arguments: &Arguments) -> String {
    let mut words = vec!["cargo xtask codegen".to_owned()];
    let mut add = |flag: &str, value: String| words.push(format!("--{flag} {value}"));
    if let Some(spec) = &arguments.documents.spec {
        add("spec", spec.display().to_string());
    }
    for overlay in &arguments.documents.overlay {
        add("overlay", overlay.display().to_string());
    }
    if let Some(out) = &arguments.out {
        add("out", out.display().to_string());
    }
    if let Some(name) = &arguments.name {
        add("name", name.clone());
    }
    if let Some(runtime) = &arguments.runtime {
        add("runtime", runtime.clone());
    }
    words.join(" ")
}

fn report(summary: &Summary, written: &Written) -> Result<(), Failure> {
    if !summary.notes.is_empty() {
        eprint!("{}", summary.notes.render(input::colour()));
    }
    let Summary { services, operations, operations_in_document, models, .. } = summary;
    crate::line(format_args!(
        "{services} services, {operations} of {operations_in_document} operations, {models} models"
    ))?;
    if summary.unreachable_schemas > 0 {
        crate::line(format_args!(
            "{} of {} schemas are needed by no operation",
            summary.unreachable_schemas, summary.schemas_in_document
        ))?;
    }
    crate::line(format_args!(
        "{} files written, {} unchanged, {} removed",
        written.written, written.unchanged, written.removed
    ))
}
