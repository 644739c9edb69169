//! Files by path, and the difference between two such trees: what the output is made of, and what drift is.

use std::collections::{BTreeMap, BTreeSet};

/// Text of each file by its path, with forward slashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree(pub BTreeMap<String, String>);

/// How one file of a tree differs from what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is there with another text.
    Changed,
    /// It should be there and is not.
    Missing,
    /// It is there and nothing makes it any more.
    Orphaned,
}

impl Tree {
    /// What would have to change in `actual` to make it this tree, by path.
    ///
    /// ```
    /// use twilio_iam_codegen::tree::{Change, Tree};
    ///
    /// let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    /// let wanted = Tree([file("a", "1"), file("b", "2")].into());
    /// let actual = Tree([file("a", "0"), file("c", "3")].into());
    /// let changes: Vec<_> = wanted.changes(&actual).into_iter().collect();
    /// assert_eq!(changes, [("a", Change::Changed), ("b", Change::Missing), ("c", Change::Orphaned)]);
    /// ```
    pub fn changes<'a>(&'a self, actual: &'a Self) -> BTreeMap<&'a str, Change> {
        let paths: BTreeSet<&String> = self.0.keys().chain(actual.0.keys()).collect();
        let change = |path: &String| match (self.0.get(path), actual.0.get(path)) {
            (Some(wanted), Some(actual)) => (wanted != actual).then_some(Change::Changed),
            (Some(_), None) => Some(Change::Missing),
            (None, _) => Some(Change::Orphaned),
        };
        paths.into_iter().filter_map(|path| Some((path.as_str(), change(path)?))).collect()
    }

    /// The difference of one path as a unified diff, from `actual` to this tree.
    pub fn diff(&self, actual: &Self, path: &str) -> String {
        let text = |tree: &Self| tree.0.get(path).cloned().unwrap_or_default();
        let (old, new) = (text(actual), text(self));
        let header = |tree: &Self, side: &str| match tree.0.contains_key(path) {
            true => format!("{side}/{path}"),
            false => "/dev/null".to_owned(),
        };
        similar::TextDiff::from_lines(&old, &new)
            .unified_diff()
            .context_radius(3)
            .header(&header(actual, "a"), &header(self, "b"))
            .to_string()
    }
}
