//! A source enters; where each of its nodes is leaves, from one pass of a marked event parser.

use super::guard::{MAX_DEPTH, MAX_NODES};
use super::json::{Token, Tokens};
use super::{Position, Source};
use crate::diagnostic::Excerpt;
use crate::pointer::Pointer;
use saphyr_parser::{Event, Marker, Parser};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};

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
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    position: Position,
    width: usize,
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
        let mut index = Self {
            marks: HashMap::new(),
            repeats: HashMap::new(),
            second_document: None,
            lines: line_starts(text).collect(),
        };
        if !is_json(text) || !index.scan_json(text) {
            index.scan_yaml(text);
        }
        index
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
        let start = *self.lines.get(line.checked_sub(1)?)? as usize;
        let line = line_at(source.body(), start)?;
        Some(Excerpt::new(line, col, width))
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
            let position = self.inside(text, span.start.position());
            let is_one_line = span.start.line() == span.end.line();
            let mark = Mark { position, width: if is_one_line { span.len().max(1) } else { 1 } };
            match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents == 2 {
                        self.second_document = Some(position);
                        break;
                    }
                }
                Event::StreamEnd => break,
                Event::SequenceEnd | Event::MappingEnd => {
                    frames.pop();
                }
                Event::Scalar(text, ..) => {
                    self.node(&mut frames, &text, mark);
                }
                Event::Alias(_) => {
                    self.node(&mut frames, "", mark);
                }
                Event::SequenceStart(..) => self.open(&mut frames, mark, false),
                Event::MappingStart(..) => self.open(&mut frames, mark, true),
                _ => {}
            }
            if self.is_full(&frames) {
                break;
            }
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
