//! Documents that mean harm: each becomes code with nothing in it that a harmless twin would not have, or is refused
//! with a place, in little time and memory.

mod disk;
mod overlay;
mod reference;
mod size;
mod skeleton;
mod template;
mod text;

use std::time::{Duration, Instant};

use twilio_iam_codegen::diagnostic::{Code, Diagnostics};
use twilio_iam_codegen::tree::Tree;
use twilio_iam_codegen::{Inputs, Layout, Options, Output, Runtime, Source, generate};

/// What any document may cost, on a machine that does nothing else.
pub const LIMIT: Duration = Duration::from_secs(2);

/// A document as the inputs of a crate of its own.
pub fn inputs(text: impl Into<String>) -> Inputs {
    let runtime = Runtime::Version("0.1".to_owned());
    Inputs {
        document: Source::new("hostile.yaml", text),
        overlays: Vec::new(),
        options: Options { layout: Layout::Crate { name: "hostile".to_owned(), runtime }, threads: 1 },
    }
}

/// Generates, and holds either outcome to what must be true of it.
pub fn attempt(inputs: &Inputs) -> Result<Output, Diagnostics> {
    hold(inputs, generate(inputs))
}

/// The same, within the time that a document may take; `what` names it in a failure.
pub fn timely(what: &str, inputs: &Inputs) -> Result<Output, Diagnostics> {
    let (start, before) = (Instant::now(), busy());
    let outcome = generate(inputs);
    let took = match (before, busy()) {
        (Some(before), Some(after)) => after - before,
        _ => start.elapsed(),
    };
    assert!(took < LIMIT, "{what} took {took:?}");
    hold(inputs, outcome)
}

/// How long this thread has run, where the system tells: what other programs do meanwhile does not count.
fn busy() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn hold(inputs: &Inputs, outcome: Result<Output, Diagnostics>) -> Result<Output, Diagnostics> {
    match &outcome {
        Ok(output) => parses(&output.tree),
        Err(refusal) => placed(refusal, inputs),
    }
    outcome
}

/// Every Rust file is Rust, every path fits a disk, and no character in any file hides what another one says.
pub fn parses(tree: &Tree) {
    for (path, text) in &tree.0 {
        let inside = path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        assert!(inside && !path.contains(['\\', '\0', '\n']), "{path:?} is no path below a folder");
        assert!(path.split('/').all(|part| part.len() <= 250) && path.len() <= 1000, "{path} is too long for a disk");
        let hidden = text.chars().find(|symbol| conceals(*symbol));
        assert!(hidden.is_none(), "{path} holds {hidden:?}");
        if path.ends_with(".rs") {
            syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
        }
    }
}

fn conceals(symbol: char) -> bool {
    let turns =
        matches!(symbol, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    turns || (symbol.is_control() && symbol != '\n')
}

/// Every diagnostic stands at a line of an input and blames the document, not the generator.
pub fn placed(refusal: &Diagnostics, inputs: &Inputs) {
    assert!(refusal.has_errors(), "refused without a reason");
    let sources: Vec<&Source> = std::iter::once(&inputs.document).chain(&inputs.overlays).collect();
    for located in refusal {
        let (place, code) = (&located.place, located.diagnostic.code);
        assert!(!matches!(code, Code::Internal | Code::Unreadable), "{refusal}");
        let source = sources.iter().find(|source| source.name == place.file);
        let source = source.unwrap_or_else(|| panic!("no input is called {:?}", place.file));
        let lines = source.text.split(['\n', '\r']).count();
        assert!(place.line >= 1 && place.col >= 1 && place.line <= lines, "{place} is not in its file");
    }
    let text = refusal.to_string();
    let hidden = text.chars().find(|symbol| conceals(*symbol));
    assert!(hidden.is_none(), "the diagnostics hold {hidden:?}");
}
