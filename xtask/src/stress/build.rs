//! A workspace of generated crates in; what the compiler, its lints, rustdoc and the examples say of each out.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use indicatif::ProgressBar;
use serde_json::Value;

use super::layout::Workspace;
use super::{Row, Shortfall, Subject, contradiction};
use crate::Failure;
use crate::stop::Stop;

/// Judges every crate, with so many jobs, until somebody asks to stop.
pub fn judge(
    workspace: &Workspace,
    subjects: &[Subject],
    jobs: usize,
    stop: &Stop,
    progress: &ProgressBar,
) -> Result<Vec<Row>, Failure> {
    let cargo = Cargo { workspace, stop };
    let mut rows: BTreeMap<&str, Row> =
        subjects.iter().map(|subject| (subject.name.as_str(), Row::default())).collect();
    let jobs = jobs.to_string();
    if subjects.iter().any(|subject| subject.made.is_ok()) {
        lint(&cargo, &["clippy", "--workspace", "--jobs", &jobs], &mut rows, progress)?;
        lint(&cargo, &["doc", "--workspace", "--no-deps", "--jobs", &jobs], &mut rows, progress)?;
        for binary in binaries(&cargo, &jobs, &mut rows, progress)? {
            stop.check(UNJUDGED)?;
            examples(&binary, subjects, &mut rows, progress);
        }
        for subject in subjects.iter().filter(|subject| subject.made.is_ok()) {
            progress.set_message(format!("timing {}", subject.file));
            let check = time(&cargo, &subject.name)?;
            if let Some(row) = rows.get_mut(subject.name.as_str()) {
                row.check = check;
            }
        }
    }
    Ok(subjects.iter().map(|subject| rows.remove(subject.name.as_str()).unwrap_or_default()).collect())
}

/// What a signal leaves.
pub const UNJUDGED: &str = "the documents were not judged";

/// Cargo in a workspace; what it has started ends with this process.
struct Cargo<'a> {
    workspace: &'a Workspace,
    stop: &'a Stop,
}

impl Cargo<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .current_dir(self.workspace.folder())
            .args(arguments)
            .env("CARGO_TARGET_DIR", self.workspace.target())
            .stderr(Stdio::null());
        cargo
    }

    /// Whether a command succeeds.
    fn run(&self, command: &mut Command, with: impl FnOnce(&mut Child)) -> Result<bool, Failure> {
        let status = self.stop.run_with(command, with);
        self.stop.check(UNJUDGED)?;
        Ok(status.map_err(|error| Failure::Usage(format!("cannot run cargo: {error}")))?.success())
    }

    /// Messages of a command, one at a time.
    fn messages(&self, arguments: &[&str], mut heed: impl FnMut(&Value)) -> Result<bool, Failure> {
        let with_format = [arguments, &["--message-format=json"]].concat();
        self.run(self.command(&with_format).stdout(Stdio::piped()), |child| {
            let Some(output) = child.stdout.take() else { return };
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Ok(message) = serde_json::from_str(&line) {
                    heed(&message);
                }
            }
        })
    }
}

/// Name of the crate that a message is about.
fn subject_of(message: &Value) -> Option<&str> {
    let id = message.get("package_id")?.as_str()?;
    let (path, name) = id.rsplit_once('#')?;
    let folder = path.rsplit('/').next()?;
    Some(name.split_once('@').map_or(folder, |(name, _)| name))
}

fn note(message: &Value, rows: &mut BTreeMap<&str, Row>) {
    let level = message.pointer("/message/level").and_then(Value::as_str).unwrap_or_default();
    let Some(row) = subject_of(message).and_then(|name| rows.get_mut(name)) else { return };
    let text = message.pointer("/message/rendered").and_then(Value::as_str).unwrap_or_default();
    // The closing line "N warnings emitted" has no place of its own and is not one more.
    let placed = message.pointer("/message/spans").and_then(Value::as_array).is_some_and(|spans| !spans.is_empty());
    match level {
        "warning" if placed => row.warnings += 1,
        "error" if placed => {}
        _ => return,
    }
    if row.errors.len() < 5 {
        row.errors.push(text.to_owned());
    }
}

fn lint(
    cargo: &Cargo<'_>,
    arguments: &[&str],
    rows: &mut BTreeMap<&str, Row>,
    progress: &ProgressBar,
) -> Result<(), Failure> {
    let whole = [arguments, &["--keep-going"]].concat();
    let fine = cargo.messages(&whole, |message| advance(message, arguments[0], rows, progress))?;
    explained(fine, arguments[0], cargo.workspace, rows)
}

/// What is wrong with no crate is wrong with all: their runtime, or cargo itself.
fn explained(fine: bool, what: &str, workspace: &Workspace, rows: &BTreeMap<&str, Row>) -> Result<(), Failure> {
    if fine || rows.values().any(|row| !row.errors.is_empty()) {
        return Ok(());
    }
    Err(Failure::Refused(format!(
        "cargo {what} failed without a word on any crate; run it in {}",
        workspace.folder().display()
    )))
}

fn advance(message: &Value, what: &str, rows: &mut BTreeMap<&str, Row>, progress: &ProgressBar) {
    match message.get("reason").and_then(Value::as_str) {
        Some("compiler-message") => note(message, rows),
        Some("compiler-artifact") => {
            if let Some(name) = subject_of(message).filter(|name| rows.contains_key(name)) {
                progress.set_message(format!("{what} {name}"));
                progress.inc(1);
            }
        }
        _ => {}
    }
}

/// The test of each crate, built.
fn binaries(
    cargo: &Cargo<'_>,
    jobs: &str,
    rows: &mut BTreeMap<&str, Row>,
    progress: &ProgressBar,
) -> Result<Vec<(String, String)>, Failure> {
    let mut found = Vec::new();
    let fine = cargo.messages(&["build", "--workspace", "--tests", "--keep-going", "--jobs", jobs], |message| {
        if message.get("reason").and_then(Value::as_str) == Some("compiler-message") {
            note(message, rows);
        }
        let kind = message.pointer("/target/kind/0").and_then(Value::as_str);
        if let (Some("test"), Some(name), Some(path)) =
            (kind, subject_of(message), message.get("executable").and_then(Value::as_str))
        {
            progress.set_message(format!("testing {name}"));
            found.push((name.to_owned(), path.to_owned()));
        }
    })?;
    explained(fine, "build", cargo.workspace, rows)?;
    Ok(found)
}

fn examples(
    (name, path): &(String, String),
    subjects: &[Subject],
    rows: &mut BTreeMap<&str, Row>,
    progress: &ProgressBar,
) {
    let Some(row) = rows.get_mut(name.as_str()) else { return };
    progress.inc(1);
    let output = Command::new(path).output();
    let text = output.as_ref().map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let Ok(report) = serde_json::from_str::<Value>(&text) else {
        let why = output
            .map_or_else(|error| error.to_string(), |output| String::from_utf8_lossy(&output.stderr).into_owned());
        row.errors.push(format!("its examples could not be tried: {why}"));
        return;
    };
    row.passed = report["passed"].as_u64().and_then(|passed| usize::try_from(passed).ok()).unwrap_or_default();
    for failure in report["failures"].as_array().into_iter().flatten() {
        let text = |member: &str| failure[member].as_str().unwrap_or_default().to_owned();
        let made = subjects.iter().find(|subject| subject.name == *name).and_then(|subject| subject.made.as_ref().ok());
        let pointer = text("pointer");
        let example = made.and_then(|made| made.examples.iter().find(|one| one.pointer.to_string() == pointer));
        let contradiction =
            failure["refused"].as_str().zip(example).and_then(|(field, example)| contradiction::of(example, field));
        row.failures.push(Shortfall { pointer, reason: text("reason"), contradiction });
    }
}

/// Seconds of `cargo check` of one crate alone, its dependencies built, nothing incremental.
fn time(cargo: &Cargo<'_>, name: &str) -> Result<Option<std::time::Duration>, Failure> {
    let check = || cargo.run(cargo.command(&["check", "--package", name]).env("CARGO_INCREMENTAL", "0"), |_| ());
    if !check()? {
        return Ok(None);
    }
    let library = cargo.workspace.folder().join(name).join("src/lib.rs");
    let now = std::time::SystemTime::now();
    let touched = std::fs::File::options().append(true).open(&library).and_then(|file| file.set_modified(now));
    touched.map_err(|error| Failure::Usage(format!("cannot touch {}: {error}", library.display())))?;
    let started = Instant::now();
    Ok(check()?.then(|| started.elapsed()))
}
