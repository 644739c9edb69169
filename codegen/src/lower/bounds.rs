//! What a document asks for in; whether that is more than any real document does out, with the place where it became too much.
//!
//! References let a small document stand for a large one: a schema that many inherit from, a long description of a parameter
//! that every operation has. So it is the output that is counted, before it is made.

use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::Pointer;

/// About how many bytes of output a model stands for, its texts aside.
pub const MODEL: usize = 400;
/// A member of a model, likewise.
pub const MEMBER: usize = 200;
/// A value of an enum or a variant of a union, likewise.
pub const VALUE: usize = 100;
/// A member that another schema has, likewise: it costs time only.
pub const INHERITED: usize = 20;
/// An operation, likewise.
pub const OPERATION: usize = 1_500;
/// A parameter or a field of a body, likewise.
pub const FIELD: usize = 400;

/// The largest document known makes a tenth of this.
const MAX_OUTPUT: usize = 16_000_000;
/// A name of the document becomes a name in Rust, in many places.
const MAX_NAME: usize = 1_000;
/// Lists, maps and objects without a name, one in the other.
const MAX_DEPTH: usize = 64;
/// Schemas that make up one by `allOf`, `oneOf` and `anyOf`, each of them a part of the one before or beside it.
const MAX_PARTS: usize = 256;
/// Schemas that do no more than refer to another one, in a chain.
pub const MAX_ALIASES: usize = 64;
/// More refusals of one kind help nobody.
const MAX_REFUSALS: usize = 10;

/// How much has been asked for.
#[derive(Debug, Default)]
pub struct Bounds {
    spent: usize,
    depth: usize,
    refused: Vec<Diagnostic>,
}

impl Bounds {
    /// Goes one list, map or object further in, where that is not too deep; whoever goes in comes out by [`Bounds::ascend`].
    pub fn descend(&mut self, at: &Pointer) -> bool {
        if self.depth >= MAX_DEPTH {
            let message =
                format!("lists, maps and objects in place lie one in the other more than {MAX_DEPTH} deep here");
            self.refuse(Code::TooDeep, at, message, "make one of them a schema below components, or remove some");
            return false;
        }
        self.depth += 1;
        true
    }

    /// Comes out again.
    pub fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Tells whether one more schema may make up the one at `at`, which so far has this many parts.
    pub fn parts(&mut self, at: &Pointer, parts: usize) -> bool {
        if parts >= MAX_PARTS {
            let message = format!("more than {MAX_PARTS} schemas make up one that this is a part of");
            self.refuse(Code::TooDeep, at, message, "list its members in fewer schemas");
        }
        parts < MAX_PARTS
    }

    /// Tells whether one more schema may do no more than refer to another.
    pub fn aliases(&mut self, at: &Pointer, aliases: usize) -> bool {
        if aliases >= MAX_ALIASES {
            let message =
                format!("more than {MAX_ALIASES} schemas refer to one another here before one says what it is");
            self.refuse(Code::TooDeep, at, message, "refer to the last of them");
        }
        aliases < MAX_ALIASES
    }

    /// Counts about `bytes` of output, and tells whether that is still within the bounds.
    pub fn spend(&mut self, at: &Pointer, bytes: usize) -> bool {
        let before = self.spent;
        self.spent = before.saturating_add(bytes);
        if before <= MAX_OUTPUT && self.spent > MAX_OUTPUT {
            let message = format!("the code for this document would have more than {} MB", MAX_OUTPUT / 1_000_000);
            self.refuse(Code::TooLarge, at, message, "split the document, or shorten what is used many times");
        }
        self.spent <= MAX_OUTPUT
    }

    /// Tells whether a text may become a name.
    pub fn named(&mut self, text: &str, at: impl FnOnce() -> Pointer) -> bool {
        if text.len() > MAX_NAME {
            let message = format!("this name has {} bytes, more than {MAX_NAME}", text.len());
            self.refuse(Code::TooLarge, &at(), message, "give it a shorter one");
        }
        text.len() <= MAX_NAME
    }

    /// Whether it is of no use to go on.
    pub fn is_exceeded(&self) -> bool {
        self.spent > MAX_OUTPUT
    }

    /// Whether something was too much already, so that what comes of the document is no longer asked for.
    pub fn is_refused(&self) -> bool {
        !self.refused.is_empty()
    }

    /// What was too much.
    pub fn refused(self) -> Vec<Diagnostic> {
        self.refused
    }

    fn refuse(&mut self, code: Code, at: &Pointer, message: String, help: &str) {
        if self.refused.iter().filter(|known| known.code == code).count() < MAX_REFUSALS {
            self.refused.push(Diagnostic::error(code, at.clone(), message, help));
        }
    }
}
