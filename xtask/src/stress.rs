//! `cargo xtask stress`: a folder of documents in; each generated, compiled, documented and held to its own examples out.

mod build;
mod contradiction;
mod layout;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use twilio_iam_codegen::{Example, Inputs, Layout, Options, Output, Runtime, examples, generate};

use crate::Failure;
use crate::input;
use crate::stop::Stop;

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Arguments {
    /// Folder with the documents: every .yaml, .yml and .json right in it
    dir: PathBuf,
    /// How many documents, and crates, to work on at once; as many as there are cores when absent
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Folder to leave the generated crates in: absent, empty, or left by this command
    #[arg(long, value_name = "OUT")]
    keep: Option<PathBuf>,
}

/// One document on its way.
struct Subject {
    /// Name of its crate.
    name: String,
    /// Name of its file.
    file: String,
    /// What was generated, or why nothing was.
    made: Result<Made, String>,
}

struct Made {
    output: Output,
    examples: Vec<Example>,
    took: Duration,
}

/// What became of one document.
#[derive(Default)]
struct Row {
    warnings: usize,
    errors: Vec<String>,
    passed: usize,
    failures: Vec<Shortfall>,
    check: Option<Duration>,
}

/// An example that was not taken.
struct Shortfall {
    pointer: String,
    reason: String,
    /// What of its own schema it contradicts, so that a request of the kind has to be refused.
    contradiction: Option<String>,
}

impl Row {
    /// How many examples were refused as their own schemas ask.
    fn contradictions(&self) -> usize {
        self.failures.iter().filter(|failure| failure.contradiction.is_some()).count()
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let jobs = arguments
        .jobs
        .filter(|jobs| *jobs > 0)
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let files = documents(&arguments.dir)?;
    let stop = Stop::listen()?;
    let progress = bar(files.len());
    let subjects = make(&files, jobs, &progress)?;
    stop.check(build::UNJUDGED)?;
    let workspace = layout::Workspace::new(arguments.keep.as_deref(), &subjects)?;
    let rows = build::judge(&workspace, &subjects, jobs, &stop, &progress)?;
    progress.finish_and_clear();
    conclude(&subjects, &rows)
}

fn documents(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error: std::io::Error| Failure::Usage(format!("cannot read {}: {error}", dir.display()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ["yaml", "yml", "json"].iter().any(|known| ending == *known)) {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Failure::Usage(format!("{} holds no .yaml, .yml or .json", dir.display())));
    }
    Ok(files)
}

fn bar(documents: usize) -> ProgressBar {
    // Generate, lint, document and test each; the number of steps is known only roughly, and a bar is only a bar.
    let bar =
        if std::io::stderr().is_terminal() { ProgressBar::new(documents as u64 * 4) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {msg}") {
        bar.set_style(style);
    }
    bar
}

fn make(files: &[PathBuf], jobs: usize, progress: &ProgressBar) -> Result<Vec<Subject>, Failure> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Result<Subject, Failure>)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..jobs.min(files.len()) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = files.get(index) else { break };
                    progress.set_message(format!("generating {}", path.display()));
                    let subject = subject(path);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((index, subject));
                    progress.inc(1);
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, subject)| subject).collect()
}

fn subject(path: &Path) -> Result<Subject, Failure> {
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = format!("stress-{}", crate::codegen::krate(path));
    let document = match input::source(path, &path.display().to_string()) {
        Ok(document) => document,
        // A file that is no text is a document that falls short, and no reason to leave the others.
        Err(Failure::Refused(text)) => return Ok(Subject { name, file, made: Err(text) }),
        Err(usage) => return Err(usage),
    };
    let runtime = Runtime::Path(input::root().join("generated").display().to_string());
    let options = Options { layout: Layout::Crate { name: name.clone(), runtime }, threads: 1 };
    let inputs = Inputs { document, overlays: Vec::new(), options };
    let started = Instant::now();
    let made = generate(&inputs).and_then(|output| {
        let took = started.elapsed();
        Ok(Made { output, examples: examples(&inputs)?, took })
    });
    Ok(Subject { name, file, made: made.map_err(|diagnostics| diagnostics.render(false)) })
}

/// Prints a row for each document, then what fell short, then the sums; fails if anything did.
fn conclude(subjects: &[Subject], rows: &[Row]) -> Result<(), Failure> {
    let width = subjects.iter().map(|subject| subject.file.len()).max().unwrap_or_default().max(8);
    crate::line(format_args!(
        "{:width$}  {:>11}  {:>6}  {:>11}  {:>8}  {:>6}  {:>11}  {:>7}",
        "document", "operations", "models", "examples", "warnings", "lines", "generate ms", "check s"
    ))?;
    let (mut whole, mut warnings, mut contradictions) = (0, 0, 0);
    let (mut operations, mut examples) = ((0, 0), (0, 0));
    let mut short = String::new();
    for (subject, row) in subjects.iter().zip(rows) {
        warnings += row.warnings;
        let Ok(made) = &subject.made else {
            crate::line(format_args!("{:width$}  refused", subject.file))?;
            short.push_str(&format!("\n{}:\n{}", subject.file, subject.made.as_ref().err().map_or("", String::as_str)));
            continue;
        };
        let summary = &made.output.summary;
        let fine = row.errors.is_empty()
            && row.warnings == 0
            && row.passed + row.contradictions() == made.examples.len()
            && summary.operations == summary.operations_in_document;
        whole += usize::from(fine);
        contradictions += row.contradictions();
        operations = (operations.0 + summary.operations, operations.1 + summary.operations_in_document);
        examples = (examples.0 + row.passed, examples.1 + made.examples.len());
        crate::line(format_args!(
            "{:width$}  {:>11}  {:>6}  {:>11}  {:>8}  {:>6}  {:>11.1}  {:>7}",
            subject.file,
            format!("{}/{}", summary.operations, summary.operations_in_document),
            summary.models,
            format!("{}/{}", row.passed, made.examples.len()),
            row.warnings,
            lines_per_operation(&made.output),
            made.took.as_secs_f64() * 1000.0,
            row.check.map_or_else(|| "-".to_owned(), |check| format!("{:.2}", check.as_secs_f64())),
        ))?;
        for error in &row.errors {
            short.push_str(&format!("\n{}: {}", subject.file, error.trim_end()));
        }
        for Shortfall { pointer, reason, contradiction } in &row.failures {
            let why =
                contradiction.as_ref().map_or_else(String::new, |why| format!(" (contradicts its schema: {why})"));
            short.push_str(&format!("\n{}: example {pointer}: {reason}{why}", subject.file));
        }
    }
    if !short.is_empty() {
        crate::line(format_args!("{short}\n"))?;
    }
    if contradictions > 0 {
        crate::line(format_args!(
            "{contradictions} {}, and {} refused as such requests are",
            if contradictions == 1 {
                "example contradicts its own schema"
            } else {
                "examples contradict their own schemas"
            },
            if contradictions == 1 { "is" } else { "are" },
        ))?;
    }
    let documents = subjects.len();
    crate::line(format_args!(
        "{whole} of {}, {} of {}, {} of {}, {}",
        crate::count(documents, "document"),
        operations.0,
        crate::count(operations.1, "operation"),
        examples.0,
        crate::count(examples.1, "example"),
        crate::count(warnings, "warning"),
    ))?;
    if whole == documents {
        Ok(())
    } else {
        let short = documents - whole;
        let verb = if short == 1 { "falls" } else { "fall" };
        Err(Failure::Refused(format!("{} {verb} short", crate::count(short, "document"))))
    }
}

/// Lines that are neither blank nor comment, for each operation.
fn lines_per_operation(output: &Output) -> usize {
    let code =
        |text: &String| text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).count();
    let lines: usize = output.tree.0.iter().filter(|(path, _)| path.ends_with(".rs")).map(|(_, text)| code(text)).sum();
    lines / output.summary.operations.max(1)
}
