//! Measures the whole way from texts to a tree of files beside what cannot be avoided, reading the same document into
//! openapiv3's types alone.
//!
//! Each round times every way once, one after the other. Of the times the least is shown, since another program can only
//! add, and of the ratios the median of the rounds: a machine that slows down for a while slows down all that is in a round.

mod documents;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use openapiv3::OpenAPI;
use twilio_iam_codegen::{Inputs, Layout, Options, Runtime, Source, generate};

/// The allocator of the command, for what it is compared with too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// At least this many rounds, and at least this long.
const ROUNDS: usize = 7;
const LONG: Duration = Duration::from_secs(6);

fn main() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    println!(
        "{:<28} {:>9} {:>10} {:>9} {:>7} {:>9} {:>7}",
        "document", "operations", "parse", "1 thread", "ratio", "2 threads", "ratio"
    );
    row("twilio_accounts and overlays", &[project_inputs(&project)]);
    let others: Vec<Inputs> = documents::paths().iter().map(|path| alone(source(path))).collect();
    for inputs in &others {
        row(&inputs.document.name, std::slice::from_ref(inputs));
    }
    if !others.is_empty() {
        row("all of them", &others);
    }
    for times in [1, 4, 16] {
        row(&format!("synthetic, {times} times"), &[alone(Source::new("synthetic", synthetic(times * 100)))]);
    }
}

fn source(path: &Path) -> Source {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Source::new(name, std::fs::read_to_string(path).unwrap_or_default())
}

fn project_inputs(folder: &Path) -> Inputs {
    Inputs {
        document: source(&folder.join("twilio_accounts.yaml")),
        overlays: ["accounts", "iam_v1"].map(|name| source(&folder.join(format!("overlay/{name}.yaml")))).into(),
        options: Options::default(),
    }
}

fn alone(document: Source) -> Inputs {
    let layout = Layout::Crate { name: "measured".to_owned(), runtime: Runtime::Version("0.1".to_owned()) };
    Inputs { document, overlays: Vec::new(), options: Options { layout, threads: 1 } }
}

/// A document of so many operations, each with a page of a model of its own.
fn synthetic(operations: usize) -> String {
    let paths: String = (0..operations)
        .map(|index| {
            format!(
                "  /v1/Things{index}/{{Sid}}:\n    post:\n      operationId: UpdateThing{index}\n      description: Updates thing {index}, all of it.\n      parameters:\n      - {{name: Sid, in: path, required: true, schema: {{type: string, pattern: '^TH[0-9a-fA-F]{{32}}$'}}}}\n      requestBody:\n        content:\n          application/x-www-form-urlencoded:\n            schema:\n              type: object\n              properties:\n                FriendlyName: {{type: string, maxLength: 64, description: What people call it.}}\n                Status: {{type: string, enum: [open, closed]}}\n      responses:\n        '200':\n          description: OK\n          content:\n            application/json:\n              schema: {{$ref: '#/components/schemas/thing{index}'}}\n"
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

/// Measures documents, one after the other on one thread, and with two threads to share, and prints what came out.
fn row(name: &str, all: &[Inputs]) {
    let (mut least, mut ratios) = ([Duration::MAX; 3], [Vec::new(), Vec::new()]);
    let operations = all.iter().map(|inputs| made(inputs, 1)).sum::<usize>();
    let start = Instant::now();
    let mut rounds = 0;
    while rounds < ROUNDS || start.elapsed() < LONG {
        rounds += 1;
        let ways: [&mut dyn FnMut(); 3] = [
            &mut || {
                for inputs in all {
                    // A document of OpenAPI 3.1 may end in an error, after all of it was read.
                    black_box(serde_yaml::from_str::<OpenAPI>(black_box(&inputs.document.text)).is_ok());
                }
            },
            &mut || {
                all.iter().for_each(|inputs| {
                    black_box(made(inputs, 1));
                })
            },
            &mut || match all {
                [only] => {
                    black_box(made(only, 2));
                }
                _ => share(all),
            },
        ];
        let times = ways.map(|way| {
            let start = Instant::now();
            way();
            start.elapsed()
        });
        least = std::array::from_fn(|way| least[way].min(times[way]));
        for (ratios, time) in ratios.iter_mut().zip(&times[1..]) {
            ratios.push(time.as_secs_f64() / times[0].as_secs_f64());
        }
    }
    let [parse, one, two] = least.map(|time| time.as_secs_f64() * 1e3);
    let [of_one, of_two] = ratios.map(median);
    println!("{name:<28} {operations:>9} {parse:>8.2}ms {one:>7.2}ms {of_one:>7.2} {two:>7.2}ms {of_two:>7.2}");
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// How many operations a document makes.
fn made(inputs: &Inputs, threads: usize) -> usize {
    let mut inputs = inputs.clone();
    inputs.options.threads = threads;
    black_box(generate(&inputs)).map_or(0, |output| output.summary.operations)
}

/// Documents in parallel, each on one of two threads.
fn share(all: &[Inputs]) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        while let Some(inputs) = all.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            made(inputs, 1);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        work();
    });
}
