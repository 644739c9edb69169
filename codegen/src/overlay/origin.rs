//! Which node of which file each node of the effective document came from, kept up to date while
//! overlays add, change and remove.

use crate::pointer::Pointer;
use std::collections::BTreeMap;
use std::ops::Bound;

/// Where a node came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The document, at this pointer of its own.
    Document(Pointer),
    /// An action of an overlay.
    Overlay {
        /// The index of the overlay.
        file: usize,
        /// The index of the action in the overlay.
        action: usize,
        /// The node in the overlay file.
        pointer: Pointer,
    },
}

impl Origin {
    /// The origin of the node `rest` below this one.
    fn below(&self, rest: &str) -> Self {
        match self {
            Self::Document(pointer) => Self::Document(pointer.join(rest)),
            Self::Overlay { file, action, pointer } => {
                Self::Overlay { file: *file, action: *action, pointer: pointer.join(rest) }
            }
        }
    }
}

/// The origin of every node of the effective document: what is said of a node holds for all below it,
/// until something nearer is said.
#[derive(Clone, Debug, Default)]
pub struct Origins(BTreeMap<Pointer, Origin>);

impl Origins {
    /// Where the node at `pointer` of the effective document came from.
    pub fn of(&self, pointer: &Pointer) -> Origin {
        if !self.0.is_empty() {
            let mut ancestor = Some(pointer.clone());
            while let Some(at) = ancestor {
                if let Some(origin) = self.0.get(&at) {
                    return origin.below(pointer.below(&at).unwrap_or_default());
                }
                ancestor = at.parent();
            }
        }
        Origin::Document(pointer.clone())
    }

    /// Every node of which something is said, in the order of pointers.
    pub fn iter(&self) -> impl Iterator<Item = (&Pointer, &Origin)> {
        self.0.iter()
    }

    /// Records that the node at `pointer`, with all below it, now comes from `origin`.
    pub(super) fn set(&mut self, pointer: Pointer, origin: Origin) {
        self.forget(&pointer);
        self.0.insert(pointer, origin);
    }

    /// Drops what is said of the node at `pointer` and below.
    pub(super) fn forget(&mut self, pointer: &Pointer) {
        self.take(pointer);
    }

    /// Records that item `index` of `list`, which now has `len` items, is gone and the rest moved up.
    pub(super) fn close_gap(&mut self, list: &Pointer, index: usize, len: usize) {
        self.forget(&list.item(index));
        for to in index..len {
            let (from, to) = (list.item(to + 1), list.item(to));
            let origin = self.of(&from);
            for (pointer, origin) in self.take(&from) {
                if let Some(rest) = pointer.below(&from) {
                    self.0.insert(to.join(rest), origin);
                }
            }
            self.0.insert(to, origin);
        }
    }

    /// Removes and returns what is said of the node at `pointer` and below.
    fn take(&mut self, pointer: &Pointer) -> Vec<(Pointer, Origin)> {
        let from = pointer.join("/");
        // '0' follows '/' in ASCII.
        let to = pointer.join("0");
        let range = (Bound::Included(from), Bound::Excluded(to));
        let mut keys: Vec<_> = self.0.range(range).map(|(key, _)| key.clone()).collect();
        keys.push(pointer.clone());
        keys.into_iter().filter_map(|key| self.0.remove_entry(&key)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlay(pointer: &str) -> Origin {
        Origin::Overlay { file: 0, action: 1, pointer: pointer.into() }
    }

    #[test]
    fn what_is_said_holds_below() {
        let mut origins = Origins::default();
        origins.set("/a/b".into(), overlay("/actions/1/update/b"));
        assert_eq!(origins.of(&"/a".into()), Origin::Document("/a".into()));
        assert_eq!(origins.of(&"/a/b/c/d".into()), overlay("/actions/1/update/b/c/d"));
        assert_eq!(origins.of(&"/a/bc".into()), Origin::Document("/a/bc".into()));
    }

    #[test]
    fn items_move_up_with_what_is_said_of_them() {
        let mut origins = Origins::default();
        origins.set("/list/2/name".into(), overlay("/actions/1/update/name"));
        origins.set("/list/3".into(), overlay("/actions/1/update"));
        origins.close_gap(&"/list".into(), 0, 3);
        assert_eq!(origins.of(&"/list/0".into()), Origin::Document("/list/1".into()));
        assert_eq!(origins.of(&"/list/1/kind".into()), Origin::Document("/list/2/kind".into()));
        assert_eq!(origins.of(&"/list/1/name".into()), overlay("/actions/1/update/name"));
        assert_eq!(origins.of(&"/list/2/x".into()), overlay("/actions/1/update/x"));
        origins.close_gap(&"/list".into(), 0, 2);
        assert_eq!(origins.of(&"/list/0/name".into()), overlay("/actions/1/update/name"));
        assert_eq!(origins.of(&"/list/0/kind".into()), Origin::Document("/list/2/kind".into()));
    }
}
