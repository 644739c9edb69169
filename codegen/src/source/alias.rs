//! YAML that a parser gave up for its aliases enters; the alias to blame leaves.

use super::Position;
use super::guard::MAX_NODES;
use super::index::Position0;
use saphyr_parser::{Event, Parser};
use std::collections::HashMap;

/// What is wrong with an alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It stands inside of what it repeats.
    Circle,
    /// With it the document has more nodes than any real one, or it is the largest of many.
    Growth,
}

/// A node that is still open: its anchor, 0 for none, and how many nodes it stands for so far.
struct Open {
    anchor: usize,
    nodes: usize,
}

/// The first alias of `text` that stands inside of what it repeats, else the one with which the text grows out of bounds.
pub(super) fn culprit(text: &str) -> Option<(Fault, Position)> {
    let mut parser = Parser::new_from_str(text);
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    let mut open: Vec<Open> = Vec::new();
    let mut total = 0_usize;
    let mut largest: Option<(usize, Position)> = None;
    let mut burst: Option<Position> = None;
    while let Some(Ok((event, span))) = parser.next_event() {
        let nodes = match event {
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                open.push(Open { anchor, nodes: 1 });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open { anchor, nodes }) = open.pop() else { break };
                sizes.insert(anchor, nodes);
                nodes
            }
            Event::Scalar(_, _, anchor, _) => {
                sizes.insert(anchor, 1);
                total = total.saturating_add(1);
                1
            }
            Event::Alias(anchor) => {
                let position = span.start.position();
                if open.iter().any(|node| node.anchor == anchor) {
                    return Some((Fault::Circle, position));
                }
                let nodes = sizes.get(&anchor).copied().unwrap_or(1);
                total = total.saturating_add(nodes);
                if total > MAX_NODES {
                    burst.get_or_insert(position);
                }
                if largest.is_none_or(|(most, _)| nodes > most) {
                    largest = Some((nodes, position));
                }
                nodes
            }
            Event::StreamEnd => break,
            _ => continue,
        };
        if let Some(holder) = open.last_mut() {
            holder.nodes = holder.nodes.saturating_add(nodes);
        }
    }
    let position = burst.or(largest.map(|(_, position)| position))?;
    Some((Fault::Growth, position))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_and_growth_are_told_apart() {
        let at = |line, col| Position { line, col };
        assert_eq!(culprit("a: &a [*a]\n"), Some((Fault::Circle, at(1, 8))));
        assert_eq!(culprit("a: &a [1]\nb: [*a, *a]\n"), Some((Fault::Growth, at(2, 5))));
        assert_eq!(culprit("a: [1]\n"), None);
    }
}
