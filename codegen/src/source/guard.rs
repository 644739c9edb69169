//! The text enters before any parser allocates for it; text that would cost memory or time out of
//! all proportion is refused.
//!
//! serde_yaml collects every event of a file before it looks at depth, and its scanner takes time in
//! proportion to the open flow collections for every token. A cheap count of bytes bounds both; only
//! text that looks suspicious pays for a pass of the event parser, which stops at the first limit.

use super::Source;
use super::index::Position0;
use crate::diagnostic::{Code, Diagnostics};
use saphyr_parser::{Event, Marker, Parser};

/// The largest document known has a fifth of this. Each costs openapiv3 and the checks microseconds and kilobytes.
pub(crate) const MAX_NODES: usize = 350_000;

/// serde_yaml's and serde_json's own limit.
pub(crate) const MAX_DEPTH: usize = 128;

/// Steps of serde_yaml's scanner that are done well within a second.
const MAX_STEPS: usize = 100_000_000;

/// A longer key is no name. YAML has a limit of 1,024 characters for most of them, JSON has none, and the way to every node
/// below a key has the key in it.
pub(crate) const MAX_KEY: usize = 4_096;

const MAX_DIRECTIVES: usize = 64;

/// Names for what is repeated; no document known has one.
const MAX_ANCHORS: usize = 10_000;

pub(super) fn check(source: &Source) -> Result<(), Diagnostics> {
    let bounds = Bounds::of(source.body());
    if bounds.directives > MAX_DIRECTIVES {
        return Err(source.refuse(
            Code::BadYaml,
            None,
            format!("the file has {} lines that start with %", bounds.directives),
            "remove the YAML directives",
        ));
    }
    if bounds.is_suspicious() { count(source) } else { Ok(()) }
}

/// Whether `text` may cost a parser out of all proportion.
pub(super) fn is_suspicious(text: &str) -> bool {
    Bounds::of(text).is_suspicious()
}

/// The bytes that bounds are taken from.
const TELLING: [bool; 256] = {
    let mut telling = [false; 256];
    let mut rest: &[u8] = b"[]{}\"'#,:-?\n\r&%";
    while let [byte, behind @ ..] = rest {
        telling[*byte as usize] = true;
        rest = behind;
    }
    telling
};

/// Upper bounds, taken from the bytes alone.
#[derive(Default)]
struct Bounds {
    separators: usize,
    /// Flow collections that no bracket of the same line surely closes.
    unclosed: usize,
    directives: usize,
    /// Places where an anchor may stand.
    anchors: usize,
}

impl Bounds {
    fn of(text: &str) -> Self {
        let mut bounds = Self::default();
        let (mut opened, mut closed, mut is_certain) = (0_usize, 0, true);
        let bytes = text.as_bytes();
        let before = |index: usize| index.checked_sub(1).and_then(|index| bytes.get(index)).copied().unwrap_or(b'\n');
        for (index, &byte) in bytes.iter().enumerate() {
            // Most of a text tells nothing, and every text is read here before it is read.
            if !TELLING[usize::from(byte)] {
                continue;
            }
            match byte {
                b'[' | b'{' => {
                    bounds.separators += 1;
                    opened += 1;
                }
                b']' | b'}' => closed += 1,
                // A bracket in quotes or in a comment closes nothing.
                b'"' | b'\'' | b'#' => is_certain = false,
                b',' | b':' | b'-' | b'?' => bounds.separators += 1,
                b'\n' | b'\r' => {
                    bounds.separators += 1;
                    bounds.unclosed += if is_certain { opened.saturating_sub(closed) } else { opened };
                    (opened, closed, is_certain) = (0, 0, true);
                }
                b'&' if matches!(before(index), b' ' | b'\t' | b'\n' | b'\r' | b'[' | b'{' | b',') => {
                    bounds.anchors += 1
                }
                b'%' if matches!(before(index), b'\n' | b'\r') => bounds.directives += 1,
                _ => {}
            }
        }
        bounds.unclosed += opened;
        bounds
    }

    fn is_suspicious(&self) -> bool {
        // A separator ends at most two nodes: a key or item and the empty value beside it.
        self.separators > MAX_NODES / 2
            || self.anchors > MAX_ANCHORS
            || self.unclosed.saturating_mul(self.separators) > MAX_STEPS
    }
}

/// The exact count, stopped at the first limit. What does not scan is left to serde_yaml to describe.
fn count(source: &Source) -> Result<(), Diagnostics> {
    let mut parser = Parser::new_from_str(source.body());
    let mut nodes = 0_usize;
    let mut depth = 0_usize;
    let mut anchors = 0_usize;
    while let Some(event) = parser.next_event() {
        let (event, span) = match event {
            Ok(event) => event,
            // The event parser has a limit of its own for flow collections.
            Err(error) if error.info().starts_with("recursion limit") => {
                return Err(too_deep(source, error.marker()));
            }
            Err(_) => break,
        };
        if let Event::SequenceStart(1.., _) | Event::MappingStart(1.., _) | Event::Scalar(_, _, 1.., _) = event {
            anchors += 1;
        }
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                nodes += 1;
                depth += 1;
            }
            Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
            Event::Scalar(..) | Event::Alias(..) => nodes += 1,
            Event::StreamEnd => break,
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(too_deep(source, &span.start));
        }
        if anchors > MAX_ANCHORS {
            return Err(source.refuse(
                Code::TooLarge,
                Some(span.start.position()),
                format!("the file has more than {MAX_ANCHORS} anchors"),
                "write out what their aliases stand for, or split the document",
            ));
        }
        if nodes > MAX_NODES {
            return Err(source.refuse(
                Code::TooLarge,
                Some(span.start.position()),
                format!("the file has more than {MAX_NODES} nodes"),
                "split the document",
            ));
        }
    }
    Ok(())
}

fn too_deep(source: &Source, at: &Marker) -> Diagnostics {
    source.refuse(
        Code::TooDeep,
        Some(at.position()),
        format!("nodes are nested more than {MAX_DEPTH} deep here"),
        "no OpenAPI document needs this depth: flatten it",
    )
}
