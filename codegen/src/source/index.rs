//! A source enters; where each of its nodes is leaves, from one pass over its lines or of a marked event parser.

use super::blocks::{self, Sink};
use super::guard::{MAX_DEPTH, MAX_NODES};
use super::json::{Token, Tokens};
use super::{Position, Source};
use crate::diagnostic::{Excerpt, SHOWN};
use crate::pointer::Pointer;
use saphyr_parser::{Event, Marker, Parser, Span};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The place of every node of a source.
///
/// Nodes are kept by a hash of their path, so that the index of a document with long keys does not
/// outgrow the document.
#[derive(Debug)]
pub struct Index {
    marks: HashMap<u64, Mark>,
    repeats: HashMap<u64, Mark>,
    second_document: Option<Position>,
    /// The byte at which each line starts.
    lines: Vec<u32>,
    /// How many characters of lines were passed over on the way to what is shown of them.
    passed: AtomicUsize,
}

/// Characters of lines that are passed over at most: on a line of megabytes there are excerpts for the first few places only.
const MAX_PASSED: usize = 30_000_000;

#[derive(Clone, Copy, Debug)]
struct Mark {
    position: Position,
    width: usize,
}

impl Mark {
    fn new(at: Place, width: usize) -> Self {
        Self { position: Position { line: at.line + 1, col: at.column + 1 }, width }
    }

    fn of(span: Span) -> Self {
        let is_one_line = span.start.line() == span.end.line();
        Self { position: span.start.position(), width: if is_one_line { span.len().max(1) } else { 1 } }
    }
}

/// A line and a column in characters, both counted from 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub line: usize,
    pub column: usize,
}

/// An index that is being filled.
struct Entries<'i> {
    index: &'i mut Index,
    frames: Vec<Frame>,
}

impl Sink for Entries<'_> {
    fn open(&mut self, at: Place, width: usize, is_mapping: bool) {
        self.index.open(&mut self.frames, Mark::new(at, width), is_mapping);
    }

    fn close(&mut self) {
        self.frames.pop();
    }

    fn scalar(&mut self, text: &str, at: Place, width: usize) {
        self.index.node(&mut self.frames, text, Mark::new(at, width));
    }

    fn flow(&mut self, text: &str, at: Place) -> bool {
        let depth = self.frames.len();
        let mut parser = Parser::new_from_str(text);
        while let Some(Ok((event, span))) = parser.next_event() {
            let Mark { position, width } = Mark::of(span);
            if matches!(event, Event::DocumentEnd | Event::StreamEnd) {
                return self.frames.len() == depth;
            }
            let place = Place { line: at.line, column: at.column + position.col - 1 };
            self.index.event(&mut self.frames, &event, Mark::new(place, width));
        }
        false
    }
}

const ROOT: u64 = 0;

enum Frame {
    Mapping { path: u64, value: Option<u64> },
    Sequence { path: u64, next: usize },
}

impl Index {
    /// Indexes `source` up to the first place that does not scan.
    pub fn new(source: &Source) -> Self {
        let text = source.body();
        let mut index = Self::empty(text);
        if !is_json(text) || !index.scan_json(text) {
            index.scan_yaml(text);
        }
        index
    }

    /// The same of a source that was read without a fault, for which there is a faster way.
    pub fn of_read(source: &Source) -> Self {
        let text = source.body();
        let mut index = Self::empty(text);
        let mut entries = Entries { index: &mut index, frames: Vec::new() };
        if is_json(text) || !blocks::scan(text, &mut entries) { Self::new(source) } else { index }
    }

    fn empty(text: &str) -> Self {
        let lines: Vec<u32> = line_starts(text).collect();
        Self {
            marks: HashMap::with_capacity(lines.len()),
            repeats: HashMap::new(),
            second_document: None,
            lines,
            passed: AtomicUsize::new(0),
        }
    }

    /// Where the node at `pointer`, or its nearest ancestor that exists, is.
    pub fn position(&self, pointer: &Pointer) -> Option<Position> {
        self.nearest(pointer).map(|mark| mark.position)
    }

    /// Where the key at `pointer` stands for the second time.
    pub(super) fn repeat(&self, pointer: &Pointer) -> Option<Position> {
        let path = pointer.segments().fold(ROOT, |path, segment| step(path, &segment));
        self.repeats.get(&path).map(|mark| mark.position)
    }

    pub(super) fn second_document(&self) -> Option<Position> {
        self.second_document
    }

    /// The line of the node at `pointer`, marked.
    pub(crate) fn excerpt(&self, source: &Source, pointer: &Pointer) -> Option<Excerpt> {
        let mark = self.nearest(pointer)?;
        self.excerpt_at(source, mark.position.line, mark.position.col, mark.width)
    }

    /// The line number `line` with `width` characters from `col` marked.
    pub(crate) fn excerpt_at(&self, source: &Source, line: usize, col: usize, width: usize) -> Option<Excerpt> {
        if self.passed.fetch_add(col, Ordering::Relaxed).saturating_add(col) > MAX_PASSED {
            return None;
        }
        let rest = self.text_from(source, line)?;
        // No character has more than four bytes.
        let enough = col.saturating_add(SHOWN).saturating_mul(4).min(rest.len());
        let line = line_at(&rest[..rest.floor_char_boundary(enough)], 0)?;
        Some(Excerpt::new(line, col, width))
    }

    /// The text from the start of the line number `line`.
    pub(crate) fn text_from<'s>(&self, source: &'s Source, line: usize) -> Option<&'s str> {
        source.body().get(*self.lines.get(line.checked_sub(1)?)? as usize..)
    }

    fn nearest(&self, pointer: &Pointer) -> Option<Mark> {
        let mut found = self.marks.get(&ROOT);
        let mut path = ROOT;
        for segment in pointer.segments() {
            path = step(path, &segment);
            match self.marks.get(&path) {
                Some(mark) => found = Some(mark),
                None => break,
            }
        }
        found.copied()
    }

    /// Reads JSON, as far as the text is JSON; tells whether it is.
    fn scan_json(&mut self, text: &str) -> bool {
        let mut frames = Vec::new();
        for token in Tokens::of(text) {
            let Some((token, position, width)) = token else {
                return false;
            };
            let mark = Mark { position, width };
            match token {
                Token::OpenMapping => self.open(&mut frames, mark, true),
                Token::OpenSequence => self.open(&mut frames, mark, false),
                Token::Scalar(text) => {
                    self.node(&mut frames, &text, mark);
                }
                Token::Close => {
                    frames.pop();
                }
            }
            if self.is_full(&frames) {
                break;
            }
        }
        true
    }

    fn scan_yaml(&mut self, text: &str) {
        let mut frames = Vec::new();
        let mut documents = 0;
        let mut parser = Parser::new_from_str(text);
        while let Some(Ok((event, span))) = parser.next_event() {
            let mut mark = Mark::of(span);
            mark.position = self.inside(text, mark.position);
            match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents == 2 {
                        self.second_document = Some(mark.position);
                        break;
                    }
                }
                Event::StreamEnd => break,
                event => self.event(&mut frames, &event, mark),
            }
            if self.is_full(&frames) {
                break;
            }
        }
    }

    fn event(&mut self, frames: &mut Vec<Frame>, event: &Event, mark: Mark) {
        match event {
            Event::SequenceEnd | Event::MappingEnd => {
                frames.pop();
            }
            Event::Scalar(text, ..) => {
                self.node(frames, text, mark);
            }
            Event::Alias(_) => {
                self.node(frames, "", mark);
            }
            Event::SequenceStart(..) => self.open(frames, mark, false),
            Event::MappingStart(..) => self.open(frames, mark, true),
            _ => {}
        }
    }

    /// The event parser puts one more line behind a text that ends without a break; what it finds there is at the end.
    fn inside(&self, text: &str, position: Position) -> Position {
        let start = match self.lines.last() {
            Some(start) if position.line > self.lines.len() => *start as usize,
            _ => return position,
        };
        let width = line_at(text, start).unwrap_or_default().chars().count();
        Position { line: self.lines.len(), col: width + 1 }
    }

    fn is_full(&self, frames: &[Frame]) -> bool {
        self.marks.len() > MAX_NODES || frames.len() > MAX_DEPTH
    }

    fn open(&mut self, frames: &mut Vec<Frame>, mark: Mark, is_mapping: bool) {
        let path = self.node(frames, "", mark);
        frames.push(if is_mapping { Frame::Mapping { path, value: None } } else { Frame::Sequence { path, next: 0 } });
    }

    /// Enters the node at `mark` and tells the hash of its path.
    fn node(&mut self, frames: &mut [Frame], text: &str, mark: Mark) -> u64 {
        match frames.last_mut() {
            None => self.enter(ROOT, mark),
            Some(Frame::Sequence { path, next }) => {
                let item = step(*path, &next.to_string());
                *next += 1;
                self.enter(item, mark)
            }
            Some(Frame::Mapping { path, value }) => match value.take() {
                // The value of a member stands where its key does.
                Some(member) => member,
                None => {
                    let member = step(*path, text);
                    *value = Some(member);
                    self.enter(member, mark)
                }
            },
        }
    }

    fn enter(&mut self, path: u64, mark: Mark) -> u64 {
        match self.marks.entry(path) {
            Entry::Vacant(entry) => {
                entry.insert(mark);
            }
            Entry::Occupied(_) => {
                self.repeats.entry(path).or_insert(mark);
            }
        }
        path
    }
}

fn step(path: u64, segment: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    segment.hash(&mut hasher);
    hasher.finish()
}

/// The line number `line` of `text`, counted from 1.
pub(super) fn line(text: &str, line: usize) -> Option<&str> {
    let start = line_starts(text).nth(line.checked_sub(1)?)?;
    line_at(text, start as usize)
}

/// The line that starts at the byte `start`.
fn line_at(text: &str, start: usize) -> Option<&str> {
    text.get(start..)?.split(['\n', '\r']).next()
}

/// Where lines start, as the event parser counts them. Sources have fewer bytes than a `u32` counts.
pub(super) fn line_starts(text: &str) -> impl Iterator<Item = u32> {
    let bytes = text.as_bytes();
    let starts = bytes.iter().enumerate().filter_map(|(at, byte)| {
        let is_break = *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        is_break.then(|| u32::try_from(at + 1).unwrap_or(u32::MAX))
    });
    std::iter::once(0).chain(starts)
}

/// Whether `text` is meant as JSON.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// The event parser counts columns from 0.
pub(super) trait Position0 {
    fn position(&self) -> Position;
}

impl Position0 for Marker {
    fn position(&self) -> Position {
        Position { line: self.line(), col: self.col() + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both ways to index a text that can be read, as lists that can be compared. They differ where the event parser is
    /// not exact: it counts the comment after a quoted item, and takes an item's block for beginning below its `|`.
    fn both(text: &str) -> Option<[Vec<String>; 2]> {
        let source = Source::new("a.yaml", text);
        source.parse().ok()?;
        Some([Index::of_read(&source), Index::new(&source)].map(|index| {
            let mut all: Vec<String> = index.marks.iter().map(|(path, mark)| format!("{path:x} {mark:?}")).collect();
            all.sort();
            all
        }))
    }

    fn is_fast(text: &str) -> bool {
        let mut index = Index::empty(text);
        blocks::scan(text, &mut Entries { index: &mut index, frames: Vec::new() })
    }

    #[test]
    fn the_fast_way_finds_the_same_places() {
        let texts = [
            "a: 1\nb:\n  c: x # y\n  d:\n  - 1\n  -  e: f\n     g: h\n  - - 1\n    - 2\ni:\n",
            "---\na: |\n  b: c\n   d\n\n  - e\nf: >-\n  g\n\nh: 'it''s': no\n",
            "a: |\n  b: c\n\nf: >-\n  g\n\n'h': \"x: y\"\n\"i j\": 'a\n  b: c'\nk: l\n  m n\n  o\n# p\nq:\n  r\n",
            "a: {b: c, d: [1, {e: f}]} # g\nh: []\ni:\n- {j: k}\n- 'l'\n- \"m\"\n- ö: {ü: ä}\n- o p # q\n",
            "äöü: {x: y}\n\"ä\": b\r\nc: d\r\n",
            "a:\n  - b:\n      c\n    d:\n    - e\n  - f\n    g\nh: i:j\nk : l\nm: 'n' # o\n'a:b': c#d\n",
            "a: \"\"\nb: ''\nc: '#'\nd: x#y\n",
            "a:\n  ? b\n  : c: d\n    e: f\n  ? g\n  : h\n  ? i j # k\n  :   - l\n      - m\nn: o\n",
        ];
        for text in texts {
            if let Some([fast, slow]) = both(text) {
                assert_eq!(fast, slow, "{text}");
                assert!(is_fast(text), "{text}");
            }
        }
    }

    #[test]
    fn the_projects_documents_are_indexed_the_fast_way() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let further = std::env::var_os("TWILIO_SPECS").map(std::path::PathBuf::from);
        let mut open: Vec<_> = ["spec", "tests"].map(|name| root.join(name)).into_iter().chain(further).collect();
        let (mut fast_ones, mut read) = (0, 0);
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                let Ok(text) = std::fs::read_to_string(&path) else { continue };
                let Some([fast, slow]) = both(&text) else { continue };
                assert_eq!(fast, slow, "{}", path.display());
                fast_ones += usize::from(is_fast(&text));
                read += 1;
            }
        }
        assert!(read > 100 && fast_ones * 10 > read * 9, "{fast_ones} of {read}");
    }

    #[test]
    fn what_is_no_plain_block_is_left_to_the_event_parser() {
        for text in [
            "a: &b c\nd: *b\n",
            "a: !!str b\n",
            "a: [b,\n  c]\n",
            "? [a]\n: b\n",
            "a:\n  ? b\n  c: d\n",
            "a: |2\n   b\n",
            "a:\n-\n- b\n",
            "a:\tb\n",
        ] {
            assert!(!is_fast(text), "{text}");
            if let Some([fast, slow]) = both(text) {
                assert_eq!(fast, slow, "{text}");
            }
        }
    }
}
