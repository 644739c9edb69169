//! Pointers of the effective document enter, places in the files leave.

use super::lower::Moves;
use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Located, Place};
use crate::overlay::{self, Origin, Origins};
use crate::pointer::Pointer;
use crate::source::{Index, MAX_KEY, Source};
use serde_json::Value;
use std::sync::{Arc, OnceLock};

/// Where every node of the effective document is. Lines are looked up when first asked for.
#[derive(Clone, Debug)]
pub struct Places {
    /// The document, then the overlays; shared, so that their lines are looked up once.
    files: Arc<[File]>,
    origins: Origins,
    /// The description of each action of each overlay.
    reasons: Vec<Vec<String>>,
    /// What lowering moved.
    moves: Moves,
}

#[derive(Debug)]
struct File {
    source: Source,
    index: OnceLock<Index>,
}

impl File {
    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of_read(&self.source))
    }

    /// Whether the key at a place has nothing but a comment for a value.
    fn is_commented_out(&self, place: &Place) -> bool {
        self.index().text_from(&self.source, place.line).is_some_and(|text| is_commented_out(text, place))
    }
}

/// Whether the key at a place has nothing but a comment for a value: a `$ref` without quotes, say.
fn is_commented_out(text: &str, place: &Place) -> bool {
    if place.col > MAX_KEY {
        return false;
    }
    let mut lines = text.lines();
    let key: String =
        lines.next().unwrap_or_default().chars().skip(place.col.saturating_sub(1)).take(MAX_KEY).collect();
    let is_comment = |rest: &str| rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#');
    let has_comment = key.find([' ', '\t']).is_some_and(|end| {
        let (key, rest) = key.split_at(end);
        key.ends_with(':') && is_comment(rest)
    });
    if !has_comment {
        return false;
    }
    // The value may stand below the comment, further in; as a list, not even that.
    let indent = |line: &str| line.len() - line.trim_start().len();
    let column = place.col.saturating_sub(1);
    let below = lines.find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    below.is_none_or(|line| indent(line) <= column && !line.trim_start().starts_with("- "))
}

/// The description of each action of each overlay.
pub(super) fn reasons(overlays: &[Value]) -> Vec<Vec<String>> {
    let description = |action: &Value| action.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
    overlays
        .iter()
        .map(|overlay| {
            let actions = overlay.get("actions").and_then(Value::as_array);
            actions.into_iter().flatten().map(description).collect()
        })
        .collect()
}

impl Places {
    pub(super) fn new(sources: Vec<Source>) -> Self {
        let files = sources.into_iter().map(|source| File { source, index: OnceLock::new() }).collect();
        Self { files, origins: Origins::default(), reasons: Vec::new(), moves: Moves::default() }
    }

    pub(super) fn with(self, origins: Origins, reasons: Vec<Vec<String>>) -> Self {
        Self { origins, reasons, ..self }
    }

    pub(super) fn moved(&mut self, moves: Moves) {
        self.moves = moves;
    }

    /// Where the node at `pointer`, or its nearest ancestor that a file has, is.
    pub fn place(&self, pointer: &Pointer) -> Place {
        let (rank, pointer) = self.origin(pointer);
        self.spot(rank, &pointer)
    }

    /// Why an overlay made or changed the node at `pointer`.
    pub fn reason(&self, pointer: &Pointer) -> Option<&str> {
        match self.origins.of(&self.moves.before(pointer)) {
            Origin::Overlay { file, action, .. } => self.reasons.get(file)?.get(action).map(String::as_str),
            Origin::Document(_) => None,
        }
    }

    /// Finds the place and the line of each diagnostic.
    pub fn locate(&self, diagnostics: Vec<Diagnostic>) -> Diagnostics {
        Diagnostics::new(diagnostics.into_iter().map(|diagnostic| self.located(diagnostic)).collect())
    }

    fn located(&self, diagnostic: Diagnostic) -> Located {
        let mut remarks = Vec::new();
        if let Some((what, at)) = diagnostic.beside.as_deref() {
            remarks.push(format!("{what} at {}", self.place_of(at)));
        }
        let (rank, pointer) = match &diagnostic.at {
            At::Pointer(pointer) => {
                remarks.extend(self.action(pointer));
                self.origin(pointer)
            }
            At::Overlay { file, pointer } => (file + 1, pointer.clone()),
            At::Place(place) => {
                let rank = self.rank(&place.file);
                let excerpt = self
                    .files
                    .get(rank)
                    .and_then(|file| file.index().excerpt_at(&file.source, place.line, place.col, 1));
                return Located { place: place.clone(), excerpt, rank, remarks, diagnostic };
            }
            At::File(name) => {
                let place = Place { file: name.clone(), line: 1, col: 1 };
                return Located { rank: self.rank(name), place, excerpt: None, remarks, diagnostic };
            }
        };
        let excerpt = self.files.get(rank).and_then(|file| file.index().excerpt(&file.source, &pointer));
        let place = self.spot(rank, &pointer);
        let diagnostic = match self.files.get(rank) {
            Some(file) if diagnostic.code == Code::WrongType && file.is_commented_out(&place) => {
                let help = "`#` starts a comment here, so there is no value: put the value in quotes".to_owned();
                Diagnostic { help, ..diagnostic }
            }
            _ => diagnostic,
        };
        Located { place, excerpt, rank, remarks, diagnostic }
    }

    /// The action that made or changed the node at `pointer`, and where it is.
    fn action(&self, pointer: &Pointer) -> Option<String> {
        let Origin::Overlay { file, action, .. } = self.origins.of(&self.moves.before(pointer)) else {
            return None;
        };
        let reason = self.reasons.get(file).and_then(|actions| actions.get(action)).map_or("", String::as_str);
        let place = self.spot(file + 1, &Pointer::root().child("actions").item(action));
        Some(format!("made by action {action} (\"{}\") at {place}", overlay::first_line(reason)))
    }

    /// Where something else is that a diagnostic names.
    fn place_of(&self, at: &At) -> Place {
        match at {
            At::Pointer(pointer) => self.place(pointer),
            At::Overlay { file, pointer } => self.spot(file + 1, pointer),
            At::Place(place) => place.clone(),
            At::File(name) => Place { file: name.clone(), line: 1, col: 1 },
        }
    }

    fn spot(&self, rank: usize, pointer: &Pointer) -> Place {
        let Some(file) = self.files.get(rank) else {
            return Place { file: String::new(), line: 1, col: 1 };
        };
        let (line, col) = file.index().position(pointer).map_or((1, 1), |position| (position.line, position.col));
        Place { file: file.source.name.clone(), line, col }
    }

    /// The file that made the node at `pointer`, and the node's pointer in that file.
    fn origin(&self, pointer: &Pointer) -> (usize, Pointer) {
        match self.origins.of(&self.moves.before(pointer)) {
            Origin::Document(pointer) => (0, pointer),
            Origin::Overlay { file, pointer, .. } => (file + 1, pointer),
        }
    }

    fn rank(&self, name: &str) -> usize {
        self.files.iter().position(|file| file.source.name == name).unwrap_or(self.files.len())
    }
}
