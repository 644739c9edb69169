//! The generator: OpenAPI documents and overlays in, a tree of Rust files out.

pub mod check;
pub mod diagnostic;
pub mod diff;
pub mod document;
mod emit;
mod examples;
mod explain;
pub mod ir;
mod lower;
mod name;
pub mod overlay;
pub mod pointer;
pub mod probe;
mod render;
pub mod source;
mod spell;
mod surface;
#[cfg(test)]
mod testing;
pub mod tree;
mod workers;
mod yaml;

pub use diagnostic::Diagnostics;
use document::Document;
pub use examples::{Example, Side, examples};
pub use explain::{ExplainError, Explanation, explain};
pub use source::Source;
use tree::Tree;

/// Everything the generator looks at: it reads no disk, clock or network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// The OpenAPI document.
    pub document: Source,
    /// The overlays, in the order in which they apply.
    pub overlays: Vec<Source>,
    /// What to make of them.
    pub options: Options,
}

/// What to make of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The shape of the output.
    pub layout: Layout,
    /// How many threads read a large document and emit; 0 for as many as there are cores.
    pub threads: usize,
}

impl Options {
    /// How many threads to have.
    pub(crate) fn workers(&self) -> usize {
        match self.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        }
    }
}

/// The shape of the output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// This project's own crate, whose runtime is written by hand beside the output.
    #[default]
    Home,
    /// A crate of its own on the runtime of `twilio-iam`.
    Crate {
        /// The crate's name.
        name: String,
        /// Where the runtime comes from.
        runtime: Runtime,
    },
}

/// Where a generated crate takes its runtime from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// A checkout of `twilio-iam`.
    Path(String),
    /// A published version of `twilio-iam`.
    Version(String),
}

/// The output of the generator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Every file with its path, relative to the project or to the crate.
    pub tree: Tree,
    /// What was found and made.
    pub summary: Summary,
}

/// What was found in a document and what was made of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Services.
    pub services: usize,
    /// Operations emitted.
    pub operations: usize,
    /// Operations that the document describes, counted before anything else reads it.
    pub operations_in_document: usize,
    /// Models emitted: structs, open enums and unions.
    pub models: usize,
    /// Named schemas of the document.
    pub schemas_in_document: usize,
    /// Those of them that no operation needs, and that are not emitted.
    pub unreachable_schemas: usize,
    /// What a maintainer should know.
    pub notes: Diagnostics,
}

/// Generates a client.
///
/// ```
/// use twilio_iam_codegen::{Inputs, Layout, Options, Runtime, Source, generate};
///
/// let text = r#"
/// openapi: 3.0.1
/// info: {title: Example, version: 1.0.0}
/// servers: [{url: "https://example.twilio.com"}]
/// paths:
///   /v1/Things:
///     get:
///       operationId: ListThings
///       responses: {"204": {description: Nothing}}
/// "#;
/// let runtime = Runtime::Version("0.1".to_owned());
/// let output = generate(&Inputs {
///     document: Source { name: "example.yaml".to_owned(), text: text.to_owned() },
///     overlays: Vec::new(),
///     options: Options { layout: Layout::Crate { name: "example".to_owned(), runtime }, threads: 1 },
/// })?;
/// assert_eq!(output.summary.operations, 1);
/// assert!(output.tree.0["src/api/example_v1/things.rs"].contains("pub struct ListThings(Request);"));
/// # Ok::<(), twilio_iam_codegen::diagnostic::Diagnostics>(())
/// ```
///
/// # Errors
///
/// Everything that is wrong with the inputs, each with its place.
pub fn generate(inputs: &Inputs) -> Result<Output, Diagnostics> {
    let document = Document::load(inputs)?;
    let (api, lowered) = model(&document)?;
    let summary = Summary {
        services: api.services.len(),
        operations: api
            .services
            .iter()
            .flat_map(|service| &service.modules)
            .map(|module| module.operations.len())
            .sum(),
        operations_in_document: document.operations(),
        models: api.models.iter().filter(|model| !model.name.is_empty()).count(),
        schemas_in_document: lowered.schemas,
        unreachable_schemas: lowered.unreachable,
        notes: document.fail(document.notes.iter().cloned().chain(lowered.notes).collect()),
    };
    let Document { value, openapi, places, .. } = document;
    let render = || render::tree(inputs, &api);
    // To let go of a large document takes a tenth of the time that the rendering does.
    let tree = match inputs.options.workers() {
        1 => render(),
        _ => workers::beside(render, || drop((value, openapi))).0,
    };
    let tree = tree.map_err(|error| places.locate(vec![error.into()]))?;
    Ok(Output { tree, summary })
}

/// The named intermediate form of a document.
fn model(document: &Document) -> Result<(ir::Api, lower::Facts), Diagnostics> {
    let (mut api, facts) =
        lower::lower(document).map_err(|found| document.fail(document.notes.iter().cloned().chain(found).collect()))?;
    name::assign(&mut api);
    Ok((api, facts))
}

/// The effective document after overlays, in the dialect that it is written in.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    /// Members in the order of the document.
    pub value: serde_json::Value,
}

/// Applies the overlays, and gives the document that code would be made from.
///
/// # Errors
///
/// Everything that is wrong with the inputs, each with its place.
pub fn bundle(inputs: &Inputs) -> Result<Bundle, Diagnostics> {
    Document::load(inputs)?;
    let (value, _) = document::effective(inputs)?;
    Ok(Bundle { value })
}

impl Bundle {
    /// As YAML, which readers of YAML 1.1 take for the same.
    ///
    /// # Errors
    ///
    /// When the value cannot be written as YAML, which no document causes.
    pub fn yaml(&self) -> Result<String, serde_yaml::Error> {
        yaml::text(&self.value)
    }

    /// As JSON, indented.
    ///
    /// # Errors
    ///
    /// When the value cannot be written as JSON, which no document causes.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(&self.value).map(|text| text + "\n")
    }
}
