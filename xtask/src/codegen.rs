//! `cargo xtask codegen`: a document in; its client written, checked or compared with what is there.

use std::path::{Path, PathBuf};

use semver::VersionReq;
use twilio_iam_codegen::tree::{Change, Tree};
use twilio_iam_codegen::{Layout, Runtime, Summary, generate};

use crate::Failure;
use crate::disk::{self, Area, Written};
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
        if let Some(out) = &arguments.out {
            disk::refuse_home(out)?;
        }
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
        Some(given) => self::runtime(given)?,
    };
    Ok(Layout::Crate { name, runtime })
}

/// A version that Cargo takes, or a folder with the crate.
fn runtime(given: &str) -> Result<Runtime, Failure> {
    const HELP: &str = "give --runtime a version of twilio-iam such as `0.1`, or its folder, `generated` of a checkout";
    if VersionReq::parse(given).is_ok() {
        return Ok(Runtime::Version(given.to_owned()));
    }
    let folder = std::fs::canonicalize(given)
        .map_err(|error| Failure::Usage(format!("`{given}` is neither a version nor a folder ({error}); {HELP}")))?;
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml"))
        .map_err(|error| Failure::Usage(format!("cannot read {given}/Cargo.toml: {error}; {HELP}")))?;
    if package(&manifest) != Some("twilio-iam") {
        return Err(Failure::Usage(format!("{given}/Cargo.toml is not that of the package twilio-iam; {HELP}")));
    }
    Ok(Runtime::Path(folder.display().to_string()))
}

/// The name of the package that a manifest describes.
fn package(manifest: &str) -> Option<&str> {
    let lines = manifest.lines().map(str::trim).skip_while(|line| *line != "[package]").skip(1);
    let mut fields = lines.take_while(|line| !line.starts_with('['));
    fields.find_map(|line| line.strip_prefix("name")?.trim_start().strip_prefix('=')?.trim().split('"').nth(1))
}

/// `twilio-lookups-v2` of `twilio_lookups_v2.yaml`.
pub fn krate(spec: &Path) -> String {
    let stem = spec.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let words: Vec<&str> =
        stem.split(|symbol: char| !symbol.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let name = words.join("-");
    // As of a document that is called by its date: a crate cannot be.
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("api-{name}") } else { name }
}

/// Compares what is there with what should be; the cure is the same command without its flag, but for files that the command
/// leaves alone.
fn compare(area: &Area, tree: &Tree, arguments: &Arguments) -> Result<(), Failure> {
    let actual = area.read()?;
    let changes = tree.changes(&actual);
    if changes.is_empty() {
        let files = tree.0.len();
        let verb = if files == 1 { "is as it" } else { "are as they" };
        crate::line(format_args!("{} {verb} should be", crate::count(files, "file")))?;
        return Ok(());
    }
    let mut text = String::new();
    let (mut foreign, mut ours) = (0, 0);
    for (path, change) in changes {
        let word = match change {
            Change::Changed => "changed",
            Change::Missing => "missing",
            Change::Orphaned => "orphaned",
        };
        let is_foreign = actual.0.get(path).is_some_and(|text| !disk::is_ours(path, text));
        // One that is in the way of a generated file has to be made besides.
        foreign += usize::from(is_foreign);
        ours += usize::from(!is_foreign || change != Change::Orphaned);
        let hint = if is_foreign { " (the generator did not make it)" } else { "" };
        text.push_str(&format!("{word}: {path}{hint}\n"));
        if arguments.diff {
            text.push_str(&tree.diff(&actual, path));
        }
    }
    let away = match foreign {
        0 => "",
        1 => "move away the file that the generator did not make, which it never removes",
        _ => "move away the files that the generator did not make, which it never removes",
    };
    let and = if foreign > 0 && ours > 0 { ", then " } else { "" };
    let run = if ours > 0 { format!("run `{}`", cure(arguments)) } else { String::new() };
    text.push_str(&format!("{away}{and}{run}"));
    Err(Failure::Refused(text))
}

fn cure(arguments: &Arguments) -> String {
    let mut words = vec!["cargo xtask codegen".to_owned()];
    let mut add = |flag: &str, value: String| words.push(format!("--{flag} {}", quoted(&value)));
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

/// A word as a shell takes it for one.
fn quoted(word: &str) -> String {
    let is_plain = |symbol: char| symbol.is_ascii_alphanumeric() || "-_./:=@%+,".contains(symbol);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

fn report(summary: &Summary, written: &Written) -> Result<(), Failure> {
    if !summary.notes.is_empty() {
        crate::tell(&summary.notes.render(input::colour()));
    }
    let Summary { services, operations, operations_in_document, models, .. } = summary;
    crate::line(format_args!(
        "{}, {operations} of {}, {}",
        crate::count(*services, "service"),
        crate::count(*operations_in_document, "operation"),
        crate::count(*models, "model"),
    ))?;
    if summary.unreachable_schemas > 0 {
        crate::line(format_args!(
            "{} of {} {} needed by no operation",
            summary.unreachable_schemas,
            crate::count(summary.schemas_in_document, "schema"),
            if summary.unreachable_schemas == 1 { "is" } else { "are" },
        ))?;
    }
    crate::line(format_args!(
        "{} written, {} unchanged, {} removed",
        crate::count(written.written, "file"),
        written.unchanged,
        written.removed
    ))
}
