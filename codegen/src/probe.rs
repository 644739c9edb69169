//! A document, and a reply that the live service gave, in; where the two disagree out, each as a draft of an overlay action.
//! No value of a reply ever leaves: only names of members and kinds of JSON.

mod draft;
mod walk;

use std::fmt;

use serde_json::Value;

use crate::document::Document;
use crate::ir::{Api, Operation, Output, ReplyType};
use crate::pointer::Pointer;
use crate::{Diagnostics, Inputs};

/// A document that replies can be held against.
#[derive(Debug)]
pub struct Probe {
    document: Document,
    api: Api,
}

/// What is different in a reply from what the document says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A member that the document does not declare.
    Undeclared,
    /// A member that must be there is not.
    Missing,
    /// Null where the document does not allow for it.
    Null,
    /// Another kind of JSON.
    Type,
    /// A text that is no date, or no SID of the kind that it should be.
    Format,
    /// A value that an enum does not list.
    Value,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Undeclared => "undeclared",
            Self::Missing => "missing",
            Self::Null => "null",
            Self::Type => "type",
            Self::Format => "format",
            Self::Value => "value",
        })
    }
}

/// One place where a reply and the document disagree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deviation {
    /// Where in the reply, with `*` for the items of a list: `/keys/*/flags`.
    pub path: String,
    /// What is different.
    pub kind: Kind,
    /// A plain sentence, without the value.
    pub text: String,
    /// The node of the document that says otherwise, or that should say it.
    pub pointer: Pointer,
    /// A draft of the overlay action that makes the document say it.
    pub draft: String,
}

impl Probe {
    /// Reads a document and its overlays.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the inputs, each with its place.
    pub fn new(inputs: &Inputs) -> Result<Self, Diagnostics> {
        let document = Document::load(inputs)?;
        let (api, _) = crate::model(&document)?;
        Ok(Self { document, api })
    }

    /// Holds the reply to an operation, named by its id, against the document. Each disagreement is told once, however many
    /// items of a list show it. None where there is nothing to hold it against: the document has no such operation, or says
    /// nothing of what its reply holds.
    pub fn compare(&self, id: &str, reply: &Value) -> Option<Vec<Deviation>> {
        let operations =
            self.api.services.iter().flat_map(|service| &service.modules).flat_map(|module| &module.operations);
        let operation = operations.into_iter().find(|operation| operation.id == id)?;
        let ty = answer(operation)?;
        let mut found = walk::walk(&self.api, &self.document, operation, ty, reply);
        found.sort();
        found.dedup();
        Some(found)
    }

    /// Where the project's files say it.
    pub fn place(&self, deviation: &Deviation) -> crate::diagnostic::Place {
        self.document.place(&deviation.pointer)
    }
}

fn answer(operation: &Operation) -> Option<&crate::ir::Type> {
    let reply = match &operation.output {
        Output::One(reply) => reply,
        Output::Alternatives { variants, .. } => &variants.first()?.1.ty,
    };
    if let ReplyType::Json(ty) = reply { Some(ty) } else { None }
}
