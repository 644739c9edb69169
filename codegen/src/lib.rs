//! The generator: OpenAPI documents and overlays in, a tree of Rust files out.

pub mod check;
pub mod diagnostic;
pub mod document;
pub mod overlay;
pub mod pointer;
pub mod source;

pub use source::Source;

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
    /// How many threads emit; 0 for as many as there are cores.
    pub threads: usize,
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
