//! A JSONPath (RFC 9535) and a document enter; the places of the matches leave, in document order.

use super::cost::{self, Budget};
use super::filter;
use crate::pointer::Pointer;
use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};

const MAX_LENGTH: usize = 4096;
const MAX_NESTING: usize = 32;
/// How many nodes a query may visit.
const MAX_VISITS: usize = 4_000_000;
/// How many matches one action may have.
const MAX_MATCHES: usize = 100_000;
/// How many bytes the ways to all of them may take.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The way from the root to a match.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Location(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Index(usize),
    Name(String),
}

impl Location {
    pub fn depth(&self) -> usize {
        self.0.len()
    }

    pub fn pointer(&self) -> Pointer {
        pointer(&self.0)
    }

    /// The last step and the node from which it is taken; `None` for the root.
    pub fn split(&self) -> Option<(&Step, Pointer)> {
        let (last, parent) = self.0.split_last()?;
        Some((last, pointer(parent)))
    }
}

fn pointer(steps: &[Step]) -> Pointer {
    let mut pointer = Pointer::root();
    for step in steps {
        match step {
            Step::Name(name) => pointer.push(name),
            Step::Index(index) => pointer.push_index(*index),
        }
    }
    pointer
}

/// Where `target` matches in `document`, without repetition; or what is wrong with it and what to do.
pub(super) fn locations(target: &str, document: &Value, budget: &Budget) -> Result<Vec<Location>, (String, String)> {
    if target.len() > MAX_LENGTH || nesting(target) > MAX_NESTING {
        let message = "the target is too long or too deeply nested to be followed";
        return Err((message.into(), "select by fewer criteria, in several actions if need be".into()));
    }
    let path = JsonPath::parse(target).map_err(|error| no_path(target, &error.to_string()))?;
    if let Some((reason, help)) = filter::wrong(target) {
        return Err((format!("the target `{target}` cannot be followed: {reason}"), help));
    }
    let visits = cost::visits(target, document)
        .map_err(|(reason, help)| (format!("the target `{target}` cannot be followed: {reason}"), help.to_owned()))?;
    if visits > MAX_VISITS {
        let message = format!("the target `{target}` would visit the document too many times");
        return Err((
            message,
            "start further down than `$..`, or select with fewer `..`, filters and selectors".into(),
        ));
    }
    let spent = || {
        let message =
            format!("with the target `{target}` the actions up to this one take more work than any overlay needs");
        (message, "start further down than `$..`, select with fewer filters, or merge actions of one target".to_owned())
    };
    if !budget.visits(visits.saturating_add(cost::measure(document).0 / 4)) {
        return Err(spent());
    }
    let matches = path.query_located(document);
    if matches.len() > MAX_MATCHES {
        let message = format!("the target `{target}` matches {} nodes", matches.len());
        return Err((message, "narrow the target".into()));
    }
    if !budget.matches(matches.len()) {
        return Err(spent());
    }
    // Every place is written out with the names on its way, which may be long.
    let bytes = |element: &PathElement<'_>| match element {
        PathElement::Name(name) => name.len() + size_of::<Step>(),
        PathElement::Index(_) => size_of::<Step>(),
    };
    if matches.locations().flat_map(|path| path.iter().map(bytes)).sum::<usize>() > MAX_BYTES {
        let message = format!("the names on the ways to what the target `{target}` matches are too long");
        return Err((message, "narrow the target".into()));
    }
    let mut locations: Vec<Location> = matches
        .locations()
        .map(|path| {
            path.iter()
                .map(|element| match element {
                    PathElement::Name(name) => Step::Name((*name).to_owned()),
                    PathElement::Index(index) => Step::Index(*index),
                })
                .collect()
        })
        .map(Location)
        .collect();
    locations.sort();
    locations.dedup();
    Ok(locations)
}

/// What is wrong with a text that the library does not take, and what to do.
fn no_path(target: &str, error: &str) -> (String, String) {
    // What the library says of a name: capitals may be first as well.
    const NAME: &str = "must start with lowercase alpha or '_'";
    let help = match error.contains(NAME) {
        true => "write a name that starts otherwise in brackets and quotes: `['/v1/Other']`, `['204']`, `['$ref']`",
        false => "write a JSONPath of RFC 9535, such as `$.paths['/Keys'].get`",
    };
    let error = error.replace(NAME, "a name after a dot must start with a letter or `_`");
    (format!("the target `{target}` is not a JSONPath: {error}"), help.to_owned())
}

fn nesting(target: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for byte in target.bytes() {
        match byte {
            b'[' | b'(' => depth += 1,
            b'!' => deepest += 1,
            b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
