//! A source enters; where each of its nodes is leaves, from one pass of a marked event parser.

use super::guard::{MAX_DEPTH, MAX_NODES};
use super::{Position, Source};
use crate::diagnostic::Excerpt;
use crate::pointer::Pointer;
use saphyr_parser::{Event, Marker, Parser, Span};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

/// The place of every node of a source.
///
/// Nodes are kept by a hash of their path, so that the index of a document with long keys does not
/// outgrow the document.
#[derive(Debug)]
pub struct Index {
    marks: HashMap<u64, Mark>,
    repeats: HashMap<u64, Mark>,
    second_document: Option<Position>,
    lines: Vec<Range<usize>>,
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
            lines: line_ranges(text),
        };
        index.scan(text);
        index
    }

    /// Where the node at `pointer`, or its nearest ancestor that exists, is.
    pub fn position(&self, pointer: &Pointer) -> Option<Position> {
        self.nearest(pointer).map(|mark| mark.position)
    }

    /// Where the key at `pointer` stands for the second time.
    pub(super) fn repeat(&self, pointer: &Pointer) -> Option<Position> {
        let path = pointer
            .segments()
            .fold(ROOT, |path, segment| step(path, &segment));
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
    pub(crate) fn excerpt_at(
        &self,
        source: &Source,
        line: usize,
        col: usize,
        width: usize,
    ) -> Option<Excerpt> {
        let range = self.lines.get(line.checked_sub(1)?)?;
        let line = source.body().get(range.clone())?;
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

    fn scan(&mut self, text: &str) {
        let mut frames: Vec<Frame> = Vec::new();
        let mut documents = 0;
        let mut parser = Parser::new_from_str(text);
        while let Some(Ok((event, span))) = parser.next_event() {
            match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents == 2 {
                        self.second_document = Some(span.start.position());
                        break;
                    }
                }
                Event::StreamEnd => break,
                Event::SequenceEnd | Event::MappingEnd => {
                    frames.pop();
                }
                Event::Scalar(text, ..) => {
                    self.node(&mut frames, &text, span);
                }
                Event::Alias(_) => {
                    self.node(&mut frames, "", span);
                }
                Event::SequenceStart(..) => {
                    let path = self.node(&mut frames, "", span);
                    frames.push(Frame::Sequence { path, next: 0 });
                }
                Event::MappingStart(..) => {
                    let path = self.node(&mut frames, "", span);
                    frames.push(Frame::Mapping { path, value: None });
                }
                _ => {}
            }
            if self.marks.len() > MAX_NODES || frames.len() > MAX_DEPTH {
                break;
            }
        }
    }

    /// Enters the node that starts at `span` and tells the hash of its path.
    fn node(&mut self, frames: &mut [Frame], text: &str, span: Span) -> u64 {
        match frames.last_mut() {
            None => self.enter(ROOT, span),
            Some(Frame::Sequence { path, next }) => {
                let item = step(*path, &next.to_string());
                *next += 1;
                self.enter(item, span)
            }
            Some(Frame::Mapping { path, value }) => match value.take() {
                // The value of a member stands where its key does.
                Some(member) => member,
                None => {
                    let member = step(*path, text);
                    *value = Some(member);
                    self.enter(member, span)
                }
            },
        }
    }

    fn enter(&mut self, path: u64, span: Span) -> u64 {
        let position = span.start.position();
        let width = if span.start.line() == span.end.line() {
            span.len().max(1)
        } else {
            1
        };
        let mark = Mark { position, width };
        if let Some(first) = self.marks.get(&path) {
            debug_assert!(first.position <= position);
            self.repeats.entry(path).or_insert(mark);
        } else {
            self.marks.insert(path, mark);
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

/// The lines of `text` as the event parser counts them.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    line_ranges(text)
        .into_iter()
        .filter_map(|range| text.get(range))
}

fn line_ranges(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'\n' || byte == b'\r' {
            ranges.push(start..at);
            if byte == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                at += 1;
            }
            start = at + 1;
        }
        at += 1;
    }
    ranges.push(start..bytes.len());
    ranges
}

/// The event parser counts columns from 0.
pub(super) trait Position0 {
    fn position(&self) -> Position;
}

impl Position0 for Marker {
    fn position(&self) -> Position {
        Position {
            line: self.line(),
            col: self.col() + 1,
        }
    }
}
