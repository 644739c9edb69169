//! Findings of the comparison in; changes with their places in both documents out.

use serde_json::Value;

use super::kind::{ChangeKind, Verdict};
use super::limits;
use crate::diagnostic::{Place, visible};
use crate::document::Document;
use crate::ir::{Api, Field, Type};
use crate::pointer::Pointer;
use crate::workers;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind it is.
    pub kind: ChangeKind,
    /// What it does to code that uses the generated Rust API; nothing when that stays as it is.
    pub rust: Option<Verdict>,
    /// What it does to programs and a service that speak by the other document; nothing when they say the same.
    pub wire: Option<Verdict>,
    /// The item of the client, for example `iam_v1::keys::CreateKey.friendly_name`.
    pub item: String,
    /// A plain sentence.
    pub text: String,
    /// Where the older document says it.
    pub old: Option<Spot>,
    /// Where the newer document says it.
    pub new: Option<Spot>,
}

impl Change {
    /// The worse of the two verdicts.
    pub fn worst(&self) -> Option<Verdict> {
        self.rust.max(self.wire)
    }
}

/// A node of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// File, line and column.
    pub place: Place,
    /// The node in the effective document.
    pub pointer: Pointer,
}

/// Where something stands in both documents.
#[derive(Clone, Copy, Debug)]
pub enum At<'p> {
    /// In both.
    Both(&'p Pointer, &'p Pointer),
    /// Only in the older one.
    Old(&'p Pointer),
    /// Only in the newer one.
    New(&'p Pointer),
}

/// Where a schema is, and what it has become.
type Stating<'a> = (&'a Pointer, &'a Type);

/// The two verdicts, Rust first.
pub type Verdicts = (Option<Verdict>, Option<Verdict>);

/// Collects changes.
pub struct Recorder<'d> {
    old: &'d Document,
    new: &'d Document,
    found: Vec<(Change, Nodes)>,
}

/// The nodes of a change on both sides.
type Nodes = (Option<Pointer>, Option<Pointer>);

impl<'d> Recorder<'d> {
    /// Nothing so far.
    pub fn new(old: &'d Document, new: &'d Document) -> Self {
        Self { old, new, found: Vec::new() }
    }

    /// All changes with their places. Finding a line takes a pass over its file, so both sides look at once.
    pub fn finish(self) -> Vec<Change> {
        let spots = |document: &Document, side: fn(&Nodes) -> &Option<Pointer>| -> Vec<Option<Spot>> {
            let spot = |pointer: &Pointer| Spot { place: document.place(pointer), pointer: pointer.clone() };
            self.found.iter().map(|(_, nodes)| side(nodes).as_ref().map(spot)).collect()
        };
        let old = || spots(self.old, |nodes| &nodes.0);
        let (old, new) = workers::beside(old, || spots(self.new, |nodes| &nodes.1));
        let places = old.into_iter().zip(new);
        let changes = self.found.into_iter().map(|(change, _)| change);
        changes.zip(places).map(|(change, (old, new))| Change { old, new, ..change }).collect()
    }

    /// Takes note of a change. Of `nodes`, paths below the item's own node, its place is the first that the sides say
    /// something else at, or only one of them says anything; a side without that node shows what the node would be in.
    pub fn add(&mut self, kind: ChangeKind, verdicts: Verdicts, item: &str, text: String, at: At, nodes: &[&str]) {
        let (old, new) = match at {
            At::Both(old, new) => (Some(old), Some(new)),
            At::Old(old) => (Some(old), None),
            At::New(new) => (None, Some(new)),
        };
        let (old, new) = match (old, new) {
            (Some(old), Some(new)) => self.differing((old, new), nodes),
            (old, new) => (old.map(|at| deepest(self.old, at, nodes)), new.map(|at| deepest(self.new, at, nodes))),
        };
        let (rust, wire) = verdicts;
        let change = Change { kind, rust, wire, item: item.to_owned(), text, old: None, new: None };
        self.found.push((change, (old, new)));
    }

    /// The first of the paths at which the two documents are not the same, or else what they both have.
    fn differing(&self, at: (&Pointer, &Pointer), nodes: &[&str]) -> Nodes {
        let found = nodes.iter().find_map(|node| self.difference(at, node));
        found.unwrap_or_else(|| (Some(deepest(self.old, at.0, nodes)), Some(deepest(self.new, at.1, nodes))))
    }

    /// Where the documents differ at a path: at the node itself, or at references on the way to it that lead elsewhere.
    fn difference(&self, (old, new): (&Pointer, &Pointer), node: &str) -> Option<Nodes> {
        let reference = |document: &Document, at: &Pointer| document.extension(at, "$ref").cloned();
        let (mut was, mut is) = (old.clone(), new.clone());
        // Where a side ends that does not have the node.
        let (mut had, mut has) = (old.clone(), new.clone());
        for name in node.split('/').skip(1).map(Some).chain([None]) {
            if self.old.raw(&was).is_some() {
                had = was.clone();
            }
            if self.new.raw(&is).is_some() {
                has = is.clone();
            }
            match (name, reference(self.old, &was), reference(self.new, &is)) {
                (Some(".."), ..) => {
                    (was, is) = (was.parent()?, is.parent()?);
                    continue;
                }
                (_, Some(old), Some(new)) if old != new => return Some((Some(was), Some(is))),
                _ => {}
            }
            match name {
                Some(name) => {
                    let below = format!("/{name}");
                    (was, is) = (self.old.written(was).join(&below), self.new.written(is).join(&below));
                }
                None if self.old.raw(&was) == self.new.raw(&is) => {
                    (was, is) = (self.old.written(was), self.new.written(is))
                }
                None => {}
            }
        }
        let (before, after) = (self.old.raw(&was), self.new.raw(&is));
        let at = |there: bool, here, above| if there { here } else { above };
        (before != after).then(|| (Some(at(before.is_some(), was, had)), Some(at(after.is_some(), is, has))))
    }

    /// Takes note of other limits that the documents state of a value that is sent, and tells their keywords. The service
    /// may refuse what is beyond them; the client does so before for those that it has `checked`, and then Rust code sees it.
    pub fn sent_limits(
        &mut self,
        item: &str,
        (old, old_ty): Stating,
        (new, new_ty): Stating,
        same: bool,
        checked: &[&str],
    ) -> Vec<&'static str> {
        let stated = (limits::stated(self.old, old, old_ty), limits::stated(self.new, new, new_ty));
        let (tighter, looser) = limits::restated(&stated.0, &stated.1, same);
        let mut told = Vec::new();
        for (kind, verdict, bounds) in [
            (ChangeKind::LimitsTightened, Verdict::Breaking, tighter),
            (ChangeKind::LimitsLoosened, Verdict::Compatible, looser),
        ] {
            for bound in bounds {
                let rust = checked.contains(&bound.keyword).then_some(Verdict::Compatible);
                let node = format!("/{}", bound.keyword);
                self.add(kind, (rust, Some(verdict)), item, bound.text, At::Both(old, new), &[&node]);
                told.push(bound.keyword);
            }
        }
        let items = (limits::items(self.old, old, old_ty), limits::items(self.new, new, new_ty));
        if let (Some((old, old_ty)), Some((new, new_ty))) = items {
            told.extend(self.sent_limits(item, (&old, old_ty), (&new, new_ty), same, checked));
        }
        told
    }

    /// Takes note of another value that the service takes for a member that is absent.
    pub fn sent_default(&mut self, item: &str, old: &Pointer, new: &Pointer) {
        let default = |document, at| limits::default(document, at).map(Value::to_string);
        let (before, after) = (default(self.old, old), default(self.new, new));
        if before == after {
            return;
        }
        let (text, wire) = limits::absent(before.as_deref(), after.as_deref());
        let at = At::Both(old, new);
        self.add(ChangeKind::ParameterDefaultChanged, (None, Some(wire)), item, text, at, &["/default"]);
    }

    /// Where the older document lists a value of an enum.
    pub fn listed_old(&self, at: &Pointer, value: &str) -> Pointer {
        listed(self.old, at, value)
    }

    /// Where the newer document lists a value of an enum.
    pub fn listed_new(&self, at: &Pointer, value: &str) -> Pointer {
        listed(self.new, at, value)
    }

    /// Where the schemas of a field are on both sides.
    pub fn schemas(&self, old: &Field, new: &Field) -> (Pointer, Pointer) {
        (limits::schema(self.old, &old.pointer, old.place), limits::schema(self.new, &new.pointer, new.place))
    }

    /// Takes note of other words, and of what the document has come to discourage.
    pub fn words(&mut self, item: &str, old: Words, new: Words, at: At) {
        if old.doc.trim() != new.doc.trim() {
            let text = match (old.doc.trim().is_empty(), new.doc.trim().is_empty()) {
                (true, _) => "it is described now".to_owned(),
                (_, true) => "it is no longer described".to_owned(),
                _ => "it is described in other words".to_owned(),
            };
            let nodes = ["/description", "/schema/description", "/summary"];
            self.add(ChangeKind::DocumentationChanged, (Some(Verdict::Docs), None), item, text, at, &nodes);
        }
        let (kind, text) = match (old.deprecated, new.deprecated) {
            (false, true) => (ChangeKind::Deprecated, "its use is discouraged now: using it gives a warning"),
            (true, false) => (ChangeKind::Undeprecated, "its use is no longer discouraged"),
            _ => return,
        };
        let verdicts = (Some(Verdict::Compatible), Some(Verdict::Docs));
        self.add(kind, verdicts, item, text.to_owned(), at, &["/deprecated", "/schema/deprecated"]);
    }

    /// Takes note of what the documents say of themselves.
    pub fn api(&mut self, old: &Api, new: &Api) {
        let root = Pointer::root().child("info");
        let at = At::Both(&root, &root);
        for (name, old, new, node) in [
            ("title", &old.title, &new.title, "/title"),
            ("version", &old.version, &new.version, "/version"),
            ("description", &old.description, &new.description, "/description"),
        ] {
            if old.trim() != new.trim() {
                let text = match name {
                    "description" => "the API is described in other words".to_owned(),
                    _ => format!("the document's {name} is {} instead of {}", quoted(new), quoted(old)),
                };
                let verdicts = (Some(Verdict::Docs), None);
                self.add(ChangeKind::DocumentationChanged, verdicts, "(the document)", text, at, &[node]);
            }
        }
    }
}

/// What the document says of an item to people.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// Markdown.
    pub doc: &'a str,
    /// Its use is discouraged.
    pub deprecated: bool,
}

/// The first of the paths below a node that the document has, or else the node itself.
fn deepest(document: &Document, pointer: &Pointer, nodes: &[&str]) -> Pointer {
    let deeper = nodes.iter().find_map(|node| node_at(document, pointer, node));
    deeper.unwrap_or_else(|| pointer.clone())
}

/// The node at a path below another one, behind the references on the way.
fn node_at(document: &Document, pointer: &Pointer, node: &str) -> Option<Pointer> {
    let mut here = pointer.clone();
    for name in node.split('/').skip(1) {
        here = if name == ".." { here.parent()? } else { document.written(here).join(&format!("/{name}")) };
    }
    document.raw(&here).is_some().then_some(here)
}

/// The value in its list, or else the list.
fn listed(document: &Document, at: &Pointer, value: &str) -> Pointer {
    let list = at.child("enum");
    let values = document.raw(&list).and_then(Value::as_array);
    let text = |listed: &Value| listed.as_str().map_or_else(|| listed.to_string(), str::to_owned);
    let index = values.and_then(|values| values.iter().position(|listed| text(listed) == value));
    index.map_or(list.clone(), |index| list.item(index))
}

/// A text of the document inside a sentence: in one line, and not longer than one reads.
pub fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "`\"\"`".to_owned();
    }
    let line = visible(text).replace('`', "'");
    let cut: String = line.chars().take(80).collect();
    let more = if cut.len() < line.len() { "..." } else { "" };
    format!("`{cut}{more}`")
}
