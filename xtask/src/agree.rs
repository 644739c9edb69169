//! `cargo xtask agree`: revisions of documents in; our verdict beside that of `cargo semver-checks` on the crates made of
//! each neighbouring pair out. Slow: each side of a pair is compiled.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use twilio_iam_codegen::diff::{Verdict, diff};
use twilio_iam_codegen::tree::Tree;
use twilio_iam_codegen::{Inputs, Layout, Options, Runtime, generate};

use crate::{Failure, disk, input};

const INSTALL: &str = "cargo-semver-checks is not installed; run `cargo install cargo-semver-checks --locked`";

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Arguments {
    /// Folder with a folder for each document; its revisions are compared in the order of their names
    dir: PathBuf,
}

/// What both say of a pair.
struct Row {
    document: String,
    old: String,
    new: String,
    ours: Option<Verdict>,
    /// The lints that found something breaking.
    theirs: BTreeSet<String>,
}

impl Row {
    /// Wherever they find something breaking, so must we; we may find more, since they do not look at every type.
    fn agrees(&self) -> bool {
        self.theirs.is_empty() || self.ours == Some(Verdict::Breaking)
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    if !Command::new(cargo()).args(["semver-checks", "--version"]).output().is_ok_and(|run| run.status.success()) {
        return Err(Failure::Usage(INSTALL.to_owned()));
    }
    let mut rows = Vec::new();
    for folder in entries(&arguments.dir)?.into_iter().filter(|path| path.is_dir()) {
        let yaml = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
        let revisions: Vec<PathBuf> = entries(&folder)?.into_iter().filter(yaml).collect();
        for pair in revisions.windows(2) {
            let row = compare(&folder, &pair[0], &pair[1])?;
            crate::tell(&format!("{}: {} to {}\n", row.document, row.old, row.new));
            rows.push(row);
        }
    }
    if rows.is_empty() {
        return Err(Failure::Usage(format!("{} holds no folder with two revisions", arguments.dir.display())));
    }
    crate::say(&table(&rows))?;
    match rows.iter().filter(|row| !row.agrees()).count() {
        0 => Ok(()),
        wrong => {
            let all = rows.len();
            Err(Failure::Refused(format!("error: {wrong} of {all} pairs break where we do not say so")))
        }
    }
}

fn table(rows: &[Row]) -> String {
    let mut text = "| document | from | to | Rust, by us | by cargo-semver-checks | agree |\n".to_owned();
    text.push_str("|---|---|---|---|---|---|\n");
    for row in rows {
        let Row { document, old, new, ours, theirs } = row;
        let ours = ours.map_or("same", Verdict::name);
        let theirs = match theirs.is_empty() {
            true => "nothing".to_owned(),
            false => theirs.iter().map(|lint| format!("`{lint}`")).collect::<Vec<_>>().join(", "),
        };
        let agree = if row.agrees() { "yes" } else { "NO" };
        text.push_str(&format!("| {document} | {old} | {new} | {ours} | {theirs} | {agree} |\n"));
    }
    text
}

fn compare(folder: &Path, old: &Path, new: &Path) -> Result<Row, Failure> {
    let inputs = |path: &Path| {
        let runtime = Runtime::Path(input::root().join("generated").display().to_string());
        let layout = Layout::Crate { name: "agree".to_owned(), runtime };
        let document = input::source(path, &path.display().to_string())?;
        Ok::<_, Failure>(Inputs { document, overlays: Vec::new(), options: Options { layout, threads: 0 } })
    };
    let (was, is) = (inputs(old)?, inputs(new)?);
    let report = diff(&was, &is, env!("CARGO_PKG_VERSION")).map_err(|refused| input::refused(&refused))?;
    let tree = |inputs: &Inputs| Ok(generate(inputs).map_err(|refused| input::refused(&refused))?.tree);
    let (was, is) = (tree(&was)?, tree(&is)?);
    // Where only words differ there is nothing to compile.
    let theirs = if code(&was) == code(&is) { BTreeSet::new() } else { semver_checks(&was, &is)? };
    let name = |path: &Path| path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(Row { document: name(folder), old: name(old), new: name(new), ours: report.rust(), theirs })
}

/// Every line that is not a comment.
fn code(tree: &Tree) -> Vec<&str> {
    let files = tree.0.iter().filter(|(path, _)| path.ends_with(".rs")).map(|(_, text)| text.as_str());
    files.flat_map(str::lines).filter(|line| !line.trim_start().starts_with("//")).collect()
}

/// The lints that call the step from one crate to the other breaking.
fn semver_checks(old: &Tree, new: &Tree) -> Result<BTreeSet<String>, Failure> {
    let failed = |error: std::io::Error| Failure::Usage(format!("cannot make a folder for the crates: {error}"));
    let work = tempfile::tempdir().map_err(failed)?;
    for (name, tree) in [("old", old), ("new", new)] {
        for (path, text) in &tree.0 {
            disk::replace(&work.path().join(name).join(path), text)?;
        }
        let lock = work.path().join(name).join("Cargo.lock");
        std::fs::copy(input::root().join("Cargo.lock"), lock).map_err(failed)?;
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| input::root().join("target"), PathBuf::from);
    let run = Command::new(cargo())
        .args(["semver-checks", "--release-type", "minor", "--color", "never", "--manifest-path"])
        .arg(work.path().join("new/Cargo.toml"))
        .arg("--baseline-root")
        .arg(work.path().join("old"))
        .env("CARGO_TARGET_DIR", target.join("agree"))
        .output()
        .map_err(|error| Failure::Usage(format!("cannot run cargo semver-checks: {error}")))?;
    let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    let lint = |line: &str| Some(line.strip_prefix("--- failure ")?.split(':').next()?.to_owned());
    let lints: BTreeSet<String> = said.lines().filter_map(lint).collect();
    if lints.is_empty() && !run.status.success() {
        return Err(Failure::Usage(format!("cargo semver-checks failed:\n{said}")));
    }
    Ok(lints)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error: std::io::Error| Failure::Usage(format!("cannot read {}: {error}", folder.display()));
    let read = std::fs::read_dir(folder).map_err(unreadable)?;
    let mut paths =
        read.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    paths.sort();
    Ok(paths)
}

fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
