//! Measures the comparison of two documents beside reading both into openapiv3's types alone: each
//! is compared with a copy that says a few things otherwise.
//!
//! Each round times both ways once, one after the other, and the least time of each counts: another program can only add.

mod documents;

use std::hint::black_box;
use std::time::{Duration, Instant};

use openapiv3::OpenAPI;
use twilio_iam_codegen::diff::diff;
use twilio_iam_codegen::{Inputs, Options, Source};

/// At least this many rounds, and at least this long.
const ROUNDS: usize = 7;
const LONG: Duration = Duration::from_secs(2);

fn main() {
    println!("{:<28} {:>8} {:>8} {:>12} {:>10} {:>6}", "document", "kB", "changes", "parse both", "diff", "ratio");
    for path in documents::paths() {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        row(&name, &std::fs::read_to_string(&path).unwrap_or_default());
    }
    for times in [1, 4, 16] {
        row(&format!("synthetic, {times} times"), &synthetic(times * 100));
    }
}

/// A document of so many operations, each with a model of its own.
fn synthetic(operations: usize) -> String {
    let paths: String = (0..operations)
        .map(|index| {
            format!(
                "  /v1/Things{index}/{{Sid}}:\n    get:\n      operationId: FetchThing{index}\n      description: Fetches thing {index}, all of it.\n      parameters:\n      - {{name: Sid, in: path, required: true, schema: {{type: string, pattern: '^TH[0-9a-fA-F]{{32}}$'}}}}\n      - {{name: Status, in: query, schema: {{type: string, enum: [open, closed]}}}}\n      - {{name: Name, in: query, description: What people call it., schema: {{type: string, maxLength: 64}}}}\n      responses:\n        '200':\n          description: OK\n          content:\n            application/json:\n              schema: {{$ref: '#/components/schemas/thing{index}'}}\n"
            )
        })
        .collect();
    let schemas: String = (0..operations)
        .map(|index| {
            format!(
                "    thing{index}:\n      type: object\n      properties:\n        sid: {{type: string, pattern: '^TH[0-9a-fA-F]{{32}}$', description: The SID.}}\n        friendly_name: {{type: string, nullable: true}}\n        date_created: {{type: string, format: date-time}}\n        links: {{type: object, additionalProperties: {{type: string}}}}\n"
            )
        })
        .collect();
    format!(
        "openapi: 3.0.3\ninfo: {{title: Synthetic, version: 1.0.0}}\nservers: [{{url: 'https://things.twilio.com'}}]\npaths:\n{paths}components:\n  schemas:\n{schemas}"
    )
}

/// The same document with other words, limits and types in a few places all over it.
fn revised(text: &str) -> String {
    let mut seen = 0;
    let line = |line: &str| {
        let changed = match line.trim_start() {
            start if start.starts_with("description: ") => format!("{line} "),
            start if start.starts_with("type: boolean") => line.replace("boolean", "integer"),
            start if start.starts_with("maxLength: ") => format!("{line}0"),
            _ => line.replace("maxLength: 64", "maxLength: 63"),
        };
        seen += usize::from(changed != line);
        if changed != line && seen % 50 == 0 { changed } else { line.to_owned() }
    };
    text.lines().map(line).map(|line| line + "\n").collect()
}

fn row(name: &str, text: &str) {
    let inputs = |name: &str, text: String| Inputs {
        document: Source::new(name, text),
        overlays: Vec::new(),
        options: Options::default(),
    };
    let (old, new) = (inputs("old.yaml", text.to_owned()), inputs("new.yaml", revised(text)));
    let compared = || black_box(diff(black_box(&old), black_box(&new), "0.1.0"));
    let Ok(report) = compared() else { return println!("{name:<28} refused") };
    let (mut parse, mut whole) = (Duration::MAX, Duration::MAX);
    let start = Instant::now();
    let mut rounds = 0;
    while rounds < ROUNDS || start.elapsed() < LONG {
        rounds += 1;
        let start = Instant::now();
        for inputs in [&old, &new] {
            // A document of OpenAPI 3.1 may end in an error, after all of it was read.
            black_box(serde_yaml::from_str::<OpenAPI>(black_box(&inputs.document.text)).is_ok());
        }
        parse = start.elapsed().min(parse);
        let start = Instant::now();
        black_box(compared().is_ok());
        whole = start.elapsed().min(whole);
    }
    let [parse, whole] = [parse, whole].map(|time| time.as_secs_f64() * 1e3);
    let (size, changes) = (text.len() / 1_000, report.changes.len());
    println!("{name:<28} {size:>8} {changes:>8} {parse:>10.2}ms {whole:>8.2}ms {:>6.2}", whole / parse);
}
