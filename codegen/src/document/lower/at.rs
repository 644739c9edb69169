//! The way down to a node while it is being changed, and where nodes went.

use crate::pointer::Pointer;
use std::collections::HashMap;

/// A node's path, as a list that lives on the stack: nothing is allocated unless someone asks.
pub(super) struct At<'a> {
    up: Option<&'a At<'a>>,
    step: Step<'a>,
}

enum Step<'a> {
    Root,
    Name(&'a str),
    Index(usize),
}

impl<'a> At<'a> {
    pub fn root() -> Self {
        Self { up: None, step: Step::Root }
    }

    pub fn name(&'a self, name: &'a str) -> At<'a> {
        Self { up: Some(self), step: Step::Name(name) }
    }

    pub fn item(&'a self, index: usize) -> At<'a> {
        Self { up: Some(self), step: Step::Index(index) }
    }

    pub fn pointer(&self) -> Pointer {
        let mut pointer = self.up.map(At::pointer).unwrap_or_default();
        match self.step {
            Step::Root => {}
            Step::Name(name) => pointer.push(name),
            Step::Index(index) => pointer.push_index(index),
        }
        pointer
    }
}

/// Where branches of schemas and values of enums were before lowering, by where they are now.
#[derive(Clone, Debug, Default)]
pub struct Moves(HashMap<Pointer, Pointer>);

impl Moves {
    /// Records that `was`, below `schema` or the schema itself, is now the branch or the value `index` of `keyword`.
    pub(super) fn record(&mut self, schema: &Pointer, keyword: &str, index: usize, was: Pointer) {
        self.0.insert(schema.child(keyword).item(index), was);
    }

    /// The pointer, in the document as it was, of the node at `pointer`.
    pub fn before(&self, pointer: &Pointer) -> Pointer {
        if self.0.is_empty() {
            return pointer.clone();
        }
        let mut found = pointer.clone();
        let mut at = Some(pointer.clone());
        while let Some(now) = at {
            at = match self.0.get(&now) {
                Some(was) => {
                    let rest = found.below(&now).unwrap_or_default();
                    found = was.join(rest);
                    // Where the schema went that holds the branch is yet to be found.
                    now.parent().and_then(|keyword| keyword.parent())
                }
                None => now.parent(),
            };
        }
        found
    }
}
