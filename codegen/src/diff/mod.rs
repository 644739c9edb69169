//! Two documents in, each with its overlays; out: what is different for those who use the clients made of them.
//!
//! What is compared is the named intermediate form, so that an order or a place in the document that no user can see is
//! no change. Operations are matched by what they send, models by where they live or how they are used.

mod bump;
mod choice;
mod kind;
mod limits;
mod model;
mod operation;
mod pair;
mod parameter;
mod record;
mod render;
mod reply;
mod spelling;
mod ty;

use crate::document::Document;
use crate::{Diagnostics, Inputs, workers};

pub use bump::Bump;
pub use kind::{ChangeKind, Verdict};
pub use record::{Change, Spot};
pub use render::SCHEMA;

/// What is different between two clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The older document.
    pub old: Side,
    /// The newer document.
    pub new: Side,
    /// The version of the client that was made of the older one.
    pub current: String,
    /// Each change: operations, then models, then SIDs, what is gone last among its like.
    pub changes: Vec<Change>,
}

/// A document that was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Its file.
    pub file: String,
    /// `info.title`
    pub title: String,
    /// `info.version`
    pub version: String,
}

impl Report {
    /// The worst verdict for the Rust API.
    pub fn rust(&self) -> Option<Verdict> {
        self.changes.iter().filter_map(|change| change.rust).max()
    }

    /// The worst verdict for the wire.
    pub fn wire(&self) -> Option<Verdict> {
        self.changes.iter().filter_map(|change| change.wire).max()
    }

    /// Whether anything breaks, in Rust or on the wire.
    pub fn breaks(&self) -> bool {
        self.rust().max(self.wire()) == Some(Verdict::Breaking)
    }

    /// Which number of the version goes up.
    pub fn bump(&self) -> Bump {
        Bump::of(self.rust(), !self.changes.is_empty(), &self.current)
    }
}

/// Compares two documents; `current` is the version of the client that was made of the older one.
///
/// ```
/// use twilio_iam_codegen::diff::{ChangeKind, Verdict, diff};
/// use twilio_iam_codegen::{Inputs, Options, Source};
///
/// let inputs = |name: &str, more: &str| Inputs {
///     document: Source::new(name, format!(r#"
/// openapi: 3.0.1
/// info: {{title: Example, version: 1.0.0}}
/// servers: [{{url: "https://example.twilio.com"}}]
/// paths:
///   /v1/Things:
///     get:
///       operationId: ListThings
///       parameters: [{more}]
///       responses: {{"204": {{description: Nothing}}}}
/// "#)),
///     overlays: Vec::new(),
///     options: Options::default(),
/// };
/// let new = "{name: Color, in: query, required: true, schema: {type: string}}";
/// let report = diff(&inputs("old.yaml", ""), &inputs("new.yaml", new), "0.1.0")?;
/// assert_eq!(report.changes[0].kind, ChangeKind::RequiredParameterAdded);
/// assert_eq!(report.rust(), Some(Verdict::Breaking));
/// assert_eq!(report.bump().next("0.1.0").as_deref(), Some("0.2.0"));
/// # Ok::<(), twilio_iam_codegen::Diagnostics>(())
/// ```
///
/// # Errors
///
/// Everything that is wrong with the inputs of either side, each with its place.
pub fn diff(old: &Inputs, new: &Inputs, current: &str) -> Result<Report, Diagnostics> {
    let load = |inputs| {
        let document = Document::load(inputs)?;
        let (api, _) = crate::model(&document)?;
        Ok::<_, Diagnostics>((document, api))
    };
    let (first, second) = workers::beside(|| load(old), || load(new));
    let ((old_document, old_api), (new_document, new_api)) = match (first, second) {
        (Ok(first), Ok(second)) => (first, second),
        (Err(first), Err(second)) => return Err(first.and(second)),
        (Err(refused), _) | (_, Err(refused)) => return Err(refused),
    };
    let pairs = pair::pair(&old_api, &new_api);
    let mut recorder = record::Recorder::new(&old_document, &new_document);
    let sides = ty::Sides::new(&old_api, &new_api, &pairs);
    recorder.api(&old_api, &new_api);
    operation::compare(&sides, &mut recorder);
    model::compare(&sides, &mut recorder);
    model::sids(&sides, &mut recorder);
    let side = |inputs: &Inputs, api: &crate::ir::Api| Side {
        file: inputs.document.name.clone(),
        title: api.title.clone(),
        version: api.version.clone(),
    };
    Ok(Report {
        old: side(old, &old_api),
        new: side(new, &new_api),
        current: current.to_owned(),
        changes: recorder.finish(),
    })
}
