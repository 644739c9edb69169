//! The text enters before any parser allocates for it; text that would cost memory or time out of
//! all proportion is refused.
//!
//! serde_yaml collects every event of a file before it looks at depth, and its scanner slows down with
//! the square of the depth of flow collections. A cheap count of bytes bounds both; only a text that
//! looks suspicious pays for a pass of the event parser, which stops at the first limit.

use super::Source;
use super::index::Position0;
use crate::diagnostic::{Code, Diagnostics};
use saphyr_parser::{Event, Parser};

/// The largest document known has a twentieth of this.
pub(crate) const MAX_NODES: usize = 2_000_000;

/// serde_yaml's and serde_json's own limit.
pub(crate) const MAX_DEPTH: usize = 128;

const MAX_DIRECTIVES: usize = 64;

pub(super) fn check(source: &Source) -> Result<(), Diagnostics> {
    let Bounds {
        separators,
        flow_depth,
        directives,
    } = bounds(source.body());
    if directives > MAX_DIRECTIVES {
        return Err(source.refuse(
            Code::BadYaml,
            None,
            format!("the file has {directives} lines that start with %"),
            "remove the YAML directives",
        ));
    }
    // A separator ends at most two nodes: a key or item and the empty value beside it.
    if separators > MAX_NODES / 2 || flow_depth > MAX_DEPTH / 2 {
        count(source)?;
    }
    Ok(())
}

struct Bounds {
    separators: usize,
    flow_depth: usize,
    directives: usize,
}

/// Upper bounds, taken from the bytes alone.
fn bounds(text: &str) -> Bounds {
    let mut bounds = Bounds {
        separators: 0,
        flow_depth: 0,
        directives: 0,
    };
    let mut depth = 0_usize;
    let mut previous = b'\n';
    for &byte in text.as_bytes() {
        match byte {
            b'[' | b'{' => {
                bounds.separators += 1;
                depth += 1;
                bounds.flow_depth = bounds.flow_depth.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' | b':' | b'-' | b'?' | b'\n' | b'\r' => bounds.separators += 1,
            b'%' if previous == b'\n' || previous == b'\r' => bounds.directives += 1,
            _ => {}
        }
        previous = byte;
    }
    bounds
}

/// The exact count, stopped at the first limit. What does not scan is left to serde_yaml to describe.
fn count(source: &Source) -> Result<(), Diagnostics> {
    let mut parser = Parser::new_from_str(source.body());
    let mut nodes = 0_usize;
    let mut depth = 0_usize;
    while let Some(Ok((event, span))) = parser.next_event() {
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
            return Err(source.refuse(
                Code::TooDeep,
                Some(span.start.position()),
                format!("nodes are nested more than {MAX_DEPTH} deep here"),
                "no OpenAPI document needs this depth: flatten it",
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
