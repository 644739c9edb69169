//! Any text at all enters as a document or an overlay; what must hold of the generator then, or a panic. The fuzz targets
//! and the tests ask here, so that both hold it to the same.

use pulldown_cmark::{CodeBlockKind, Event, Options as Markdown, Parser, Tag};
use twilio_iam_codegen::diagnostic::{Code, Diagnostics};
use twilio_iam_codegen::document::Document;
use twilio_iam_codegen::tree::Tree;
use twilio_iam_codegen::{Inputs, Layout, Options, Output, Runtime, Source, bundle, generate};

/// A fuzz target: its name, which is that of its folder in the corpus, and what it does with a text.
pub type Target = (&'static str, fn(&str));

/// All of them.
pub const TARGETS: [Target; 3] = [("document", document), ("overlay", overlay), ("pipeline", pipeline)];

/// What the target `overlay` amends: every kind of place that an action can select.
const AMENDED: &str = include_str!("../fuzz/amended.yaml");

/// The line between a document and its overlay in an input of the target `pipeline`.
const OVERLAY: &str = "\n# overlay\n";

/// The text as a document: read as serde_yaml alone would, or refused with places.
pub fn document(text: &str) {
    let inputs = inputs(text);
    // JSON is read by serde_json, and its numbers differ from YAML's.
    let is_json = serde_json::from_str::<serde_json::Value>(text).is_ok();
    if let (false, Ok(read), Ok(expected)) = (is_json, inputs.document.parse(), serde_yaml::from_str(text)) {
        let expected: serde_json::Value = expected;
        assert!(read == expected, "read as\n{read}\nand by serde_yaml as\n{expected}");
    }
    match Document::load(&inputs) {
        Ok(document) => {
            let notes = document.fail(document.notes.clone());
            assert!(!notes.has_errors(), "accepted with an error:\n{notes}");
            within(&notes, &inputs);
        }
        Err(refusal) => placed(&refusal, &inputs),
    }
}

/// The text as an overlay of a document: the effective document means the same once it is written, or it is refused with places.
pub fn overlay(text: &str) {
    let inputs = amended(AMENDED, text);
    match bundle(&inputs) {
        Ok(bundle) => {
            let spellings = [bundle.yaml().expect("it can be written"), bundle.json().expect("it can be written")];
            for spelt in spellings {
                let read = Source::new("bundle.yaml", spelt.clone()).parse();
                assert!(read.as_ref() == Ok(&bundle.value), "{spelt}\nis read as\n{read:?}");
            }
        }
        Err(refusal) => placed(&refusal, &inputs),
    }
}

/// The text as a document, and as its overlay what comes after a line `# overlay`: code, or a refusal with places.
pub fn pipeline(text: &str) {
    let inputs = match text.split_once(OVERLAY) {
        Some((document, overlay)) => amended(document, overlay),
        None => inputs(text),
    };
    attempt(&inputs).ok();
}

/// A document as the inputs of a crate of its own.
pub fn inputs(text: impl Into<String>) -> Inputs {
    let runtime = Runtime::Version("0.1".to_owned());
    Inputs {
        document: Source::new("hostile.yaml", text),
        overlays: Vec::new(),
        options: Options { layout: Layout::Crate { name: "hostile".to_owned(), runtime }, threads: 1 },
    }
}

fn amended(document: &str, overlay: &str) -> Inputs {
    Inputs { overlays: vec![Source::new("hostile.overlay.yaml", overlay)], ..inputs(document) }
}

/// Generates, and holds either outcome to what must be true of it.
pub fn attempt(inputs: &Inputs) -> Result<Output, Diagnostics> {
    hold(inputs, generate(inputs))
}

/// Holds an outcome to what must be true of it.
pub fn hold(inputs: &Inputs, outcome: Result<Output, Diagnostics>) -> Result<Output, Diagnostics> {
    match &outcome {
        Ok(output) => {
            parses(&output.tree);
            assert!(!output.summary.notes.has_errors(), "accepted with an error:\n{}", output.summary.notes);
            within(&output.summary.notes, inputs);
        }
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
            runs_nothing(path, text);
        }
    }
}

/// No documentation holds code that a test run would run, but for the example of an operation, which is our own.
fn runs_nothing(path: &str, text: &str) {
    let mut comment = String::new();
    for line in text.lines().chain([""]) {
        let line = line.trim_start();
        if let Some(line) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) {
            comment.push_str(line.strip_prefix(' ').unwrap_or(line));
            comment.push('\n');
            continue;
        }
        let mut ours = 0;
        let mut events = Parser::new_ext(&comment, MARKDOWN).peekable();
        while let Some(event) = events.next() {
            let Event::Start(Tag::CodeBlock(kind)) = event else { continue };
            let is_text = matches!(&kind, CodeBlockKind::Fenced(info) if &**info == "text");
            let is_bare = matches!(&kind, CodeBlockKind::Fenced(info) if info.is_empty());
            let code = if let Some(Event::Text(code)) = events.peek() { &**code } else { "" };
            let is_ours = is_bare && code.starts_with("use ") && code.contains("\nlet ") && code.contains("::new(");
            ours += usize::from(is_ours);
            assert!(is_text || is_ours && ours == 1, "{path} has documentation that a test run would run:\n{comment}");
        }
        comment.clear();
    }
}

/// Markdown as rustdoc reads it.
const MARKDOWN: Markdown = Markdown::ENABLE_TABLES
    .union(Markdown::ENABLE_FOOTNOTES)
    .union(Markdown::ENABLE_STRIKETHROUGH)
    .union(Markdown::ENABLE_TASKLISTS)
    .union(Markdown::ENABLE_SMART_PUNCTUATION);

fn conceals(symbol: char) -> bool {
    let turns = matches!(symbol,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    turns || (symbol.is_control() && symbol != '\n')
}

/// It gives a reason, and every diagnostic stands at a line of an input and blames the document, not the generator.
pub fn placed(refusal: &Diagnostics, inputs: &Inputs) {
    assert!(refusal.has_errors(), "refused without a reason");
    within(refusal, inputs);
}

fn within(found: &Diagnostics, inputs: &Inputs) {
    let sources: Vec<&Source> = std::iter::once(&inputs.document).chain(&inputs.overlays).collect();
    for located in found {
        let (place, code) = (&located.place, located.diagnostic.code);
        assert!(!matches!(code, Code::Internal | Code::Unreadable), "{found}");
        let source = sources.iter().find(|source| source.name == place.file);
        let source = source.unwrap_or_else(|| panic!("no input is called {:?}", place.file));
        let lines = source.text.split(['\n', '\r']).count();
        assert!(place.line >= 1 && place.col >= 1 && place.line <= lines, "{place} is not in its file");
    }
    let text = found.to_string();
    let hidden = text.chars().find(|symbol| conceals(*symbol));
    assert!(hidden.is_none(), "the diagnostics hold {hidden:?}");
}
