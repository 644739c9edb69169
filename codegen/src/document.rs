//! Inputs enter; the effective document leaves: overlays applied, checked, lowered to OpenAPI 3.0 and
//! read into openapiv3's types, with the place of every node, or everything that is wrong with it.

mod lower;
mod places;
mod resolve;
mod typed;
mod version;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Located, Place, Severity};
use crate::pointer::Pointer;
use crate::source::Role;
use crate::{Inputs, check, overlay};
use openapiv3::OpenAPI;
use serde_json::Value;

pub use places::Places;
pub use resolve::{Component, component_name, target};
pub use version::Version;

/// A document that passed every check.
#[derive(Debug)]
pub struct Document {
    /// The effective document, lowered to OpenAPI 3.0. Members are in the order of the file.
    pub value: Value,
    /// The same as openapiv3 reads it.
    pub openapi: OpenAPI,
    /// The version that the document was written in.
    pub version: Version,
    /// Where every node is.
    pub places: Places,
    /// What is worth telling about the document without being wrong.
    pub notes: Vec<Diagnostic>,
}

/// The name among `known` that `word` is a misspelling of, or the same in other letter case. No real name is long.
pub(crate) fn similar<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > 100 {
        return None;
    }
    let known = known.filter(|known| known.len().abs_diff(word.len()) < 8);
    let known: Vec<&str> = known.collect();
    let exact = ::similar::get_close_matches(word, &known, 1, 0.7).first().copied();
    exact.or_else(|| {
        let lower: Vec<String> = known.iter().map(|known| known.to_lowercase()).collect();
        let words: Vec<&str> = lower.iter().map(String::as_str).collect();
        let found = *::similar::get_close_matches(word.to_lowercase().as_str(), &words, 1, 0.7).first()?;
        known.get(words.iter().position(|word| *word == found)?).copied()
    })
}

impl Document {
    /// Reads, amends, checks and lowers the inputs.
    ///
    /// ```
    /// use twilio_iam_codegen::document::Document;
    /// use twilio_iam_codegen::{Inputs, Options, Source};
    ///
    /// let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  keys: {}\n";
    /// let document = Source::new("keys.yaml", text);
    /// let inputs = Inputs { document, overlays: vec![], options: Options::default() };
    /// let problems = Document::load(&inputs).unwrap_err();
    /// assert!(problems.to_string().starts_with("error[path-without-slash]"));
    /// ```
    pub fn load(inputs: &Inputs) -> Result<Self, Diagnostics> {
        let (value, places) = effective(inputs)?;
        Self::admit(value, places, inputs.options.workers())
    }

    /// Checks and lowers an effective document, by so many threads.
    fn admit(mut value: Value, mut places: Places, threads: usize) -> Result<Self, Diagnostics> {
        let version = Version::of(&value).map_err(|problem| places.locate(vec![problem]))?;
        let mut notes = check::check(&value, version);
        if notes.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return Err(places.locate(notes));
        }
        notes.retain(|diagnostic| diagnostic.severity == Severity::Note);
        places.moved(lower::lower(&mut value, version));
        let openapi = typed::read(&value, threads).map_err(|error| {
            places.locate(vec![Diagnostic::error(
                Code::Unreadable,
                Pointer::root(),
                format!("the document cannot be read: {error}"),
                "report this document: a check is missing",
            )])
        })?;
        Ok(Self { value, openapi, version, places, notes })
    }

    /// Where the node at `pointer` of the effective document is: in the document or in an overlay.
    pub fn place(&self, pointer: &Pointer) -> Place {
        self.places.place(pointer)
    }

    /// Why an overlay made or changed the node at `pointer`, in the words of its action.
    pub fn reason(&self, pointer: &Pointer) -> Option<&str> {
        self.places.reason(pointer)
    }

    /// The diagnostics with the places and lines they are about.
    pub fn fail(&self, diagnostics: Vec<Diagnostic>) -> Diagnostics {
        self.places.locate(diagnostics)
    }

    /// How many operations the raw value describes, whatever openapiv3 made of them.
    pub fn operations(&self) -> usize {
        const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
        let paths = self.value.get("paths").and_then(Value::as_object);
        let items = paths.into_iter().flat_map(|paths| paths.values()).filter_map(Value::as_object);
        items.map(|item| METHODS.iter().filter(|method| item.contains_key(**method)).count()).sum()
    }

    /// The raw node at `pointer`.
    pub fn raw(&self, pointer: &Pointer) -> Option<&Value> {
        pointer.find(&self.value)
    }

    /// The value of the extension `name` (such as `x-twilio-name`) at the object at `pointer`.
    pub fn extension(&self, pointer: &Pointer, name: &str) -> Option<&Value> {
        self.raw(pointer)?.get(name)
    }
}

/// The effective document: overlays applied, neither checked nor lowered.
pub fn effective(inputs: &Inputs) -> Result<(Value, Places), Diagnostics> {
    let sources = std::iter::once(&inputs.document).chain(&inputs.overlays);
    let mut values = Vec::new();
    let mut refused: Vec<Located> = Vec::new();
    for (rank, source) in sources.clone().enumerate() {
        let role = if rank == 0 { Role::Document } else { Role::Overlay };
        match source.parse_as(role, inputs.options.workers()) {
            Ok(value) => values.push(value),
            Err(diagnostics) => refused.extend(diagnostics.ranked(rank)),
        }
    }
    if !refused.is_empty() {
        return Err(Diagnostics::new(refused));
    }
    let overlays = values.split_off(1);
    let document = values.pop().unwrap_or_default();
    let places = Places::new(sources.cloned().collect());
    match overlay::apply(document, &overlays) {
        Ok((value, origins)) => {
            let reasons = places::reasons(&overlays);
            Ok((value, places.with(origins, reasons)))
        }
        Err(problems) => Err(places.locate(problems)),
    }
}

#[cfg(test)]
mod tests;
