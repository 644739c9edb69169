//! A JSONPath and a document enter; a bound of the work that following the path takes leaves, before it is followed.

use std::cell::Cell;

use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::Value;
use serde_json_path::JsonPath;

/// What a pattern costs at each node that it is held against, beside its size: it is compiled anew there.
const PATTERN: usize = 100;
/// The largest pattern, in states of the automaton that it becomes.
const MAX_STATES: usize = 5_000;

/// Of how much text a pattern costs once more what it costs of a word.
const TEXT: usize = 4096;

/// What all actions together may cost: nodes visited, matches changed, and a walk through the document for each action.
const MAX_WORK: usize = 15_000_000;
/// What a match costs beside being found.
const MATCH: usize = 20;

/// What is left of the work that a run may take.
#[derive(Debug)]
pub(super) struct Budget(Cell<usize>);

impl Budget {
    /// For all actions of a run.
    pub fn of_a_run() -> Self {
        Self(Cell::new(MAX_WORK))
    }

    /// For one search of many.
    pub fn of_a_search() -> Self {
        Self(Cell::new(MAX_WORK / 10))
    }

    pub fn is_spent(&self) -> bool {
        self.0.get() == 0
    }

    /// Takes that much, or tells that it is too much.
    pub fn visits(&self, visits: usize) -> bool {
        self.0.set(self.0.get().saturating_sub(visits));
        !self.is_spent()
    }

    pub fn matches(&self, matches: usize) -> bool {
        self.visits(matches.saturating_mul(MATCH))
    }
}

/// Why the cost of a query cannot be told, and what to do.
pub(super) type Unknown = (String, &'static str);

/// How many nodes the query `target` visits in `document`, at most; or why that cannot be told. A node that is selected counts
/// for each step that leads to it, since the way there is written down.
///
/// The path is cut where it stops being a plain list of names, indices and wildcards. What lies before the cut is
/// followed, which costs no more than one walk; what comes after it is counted below the nodes found there.
pub(super) fn visits(target: &str, document: &Value) -> Result<usize, Unknown> {
    let segments = segments(target);
    let plain = segments.iter().take_while(|segment| segment.is_plain()).count();
    let rest = segments.get(plain..).unwrap_or_default();
    let prefix: String = std::iter::once("$").chain(segments[..plain].iter().map(|segment| segment.text)).collect();
    let Ok(prefix) = JsonPath::parse(&prefix) else { return Ok(usize::MAX) };
    let found = prefix.query(document);
    if rest.is_empty() {
        return Ok(found.len().saturating_mul(plain));
    }
    let mut levels = Vec::new();
    for node in found {
        count(node, 0, &mut levels);
    }
    let below: usize = levels.iter().sum();
    let world = Whole { nodes: measure(document).0, height: levels.len(), text: longest(document) };
    let steps = |depth: usize| levels.get(depth).map_or(0, |nodes| nodes.saturating_mul(plain + depth));
    let steps_below: usize = (0..levels.len()).map(steps).sum();
    let mut repeats = 1_usize;
    let mut depth = Some(0);
    let mut visits = 0_usize;
    for segment in rest {
        if segment.descends {
            repeats = if depth.is_some() { repeats } else { repeats.saturating_mul(world.height) };
            depth = None;
        }
        depth = depth.map(|depth| depth + 1);
        let candidates = depth.map_or(below, |depth| levels.get(depth).copied().unwrap_or(0));
        let each = segment.selectors.saturating_mul(world.filter(segment.text)?);
        let ways = depth.map_or(steps_below, steps).saturating_mul(segment.selectors);
        let work = candidates.saturating_mul(each).saturating_add(ways);
        visits = visits.saturating_add(work.saturating_mul(repeats));
        repeats = repeats.saturating_mul(segment.selectors);
    }
    Ok(visits)
}

/// One step of a path, with its dots or brackets.
struct Segment<'a> {
    text: &'a str,
    descends: bool,
    /// How many selectors its brackets list: two of them may select the same node.
    selectors: usize,
}

impl Segment<'_> {
    fn is_plain(&self) -> bool {
        !self.descends && self.selectors == 1 && !unquoted(self.text).any(|(_, symbol)| symbol == '?')
    }
}

/// The segments of a path, which is known to be one.
fn segments(target: &str) -> Vec<Segment<'_>> {
    let mut starts = Vec::new();
    let mut nesting = 0_usize;
    let mut dot = None;
    for (at, symbol) in unquoted(target) {
        match symbol {
            '[' if nesting == 0 => {
                // `..[` is one segment.
                if dot != Some(at) {
                    starts.push(at);
                }
                nesting = 1;
            }
            '.' if nesting == 0 => {
                if dot != Some(at) {
                    starts.push(at);
                }
                dot = Some(at + 1);
            }
            '[' | '(' => nesting += 1,
            ']' | ')' => nesting = nesting.saturating_sub(1),
            _ => {}
        }
    }
    let ends = starts.iter().skip(1).copied().chain([target.len()]);
    let segment = |(start, end): (usize, usize)| {
        let text = &target[start..end];
        Segment { text, descends: text.starts_with(".."), selectors: selectors(text) }
    };
    starts.iter().copied().zip(ends).map(segment).collect()
}

fn selectors(segment: &str) -> usize {
    let mut nesting = 0_usize;
    let mut selectors = 1;
    for (_, symbol) in unquoted(segment) {
        match symbol {
            '[' | '(' => nesting += 1,
            ']' | ')' => nesting = nesting.saturating_sub(1),
            ',' if nesting == 1 => selectors += 1,
            _ => {}
        }
    }
    selectors
}

/// The characters outside of quotes, with their places.
pub(super) fn unquoted(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quote = None;
    let mut escaped = false;
    text.char_indices().filter(move |(_, symbol)| {
        if escaped {
            escaped = false;
            return false;
        }
        match quote {
            Some(_) if *symbol == '\\' => escaped = true,
            Some(open) if open == *symbol => quote = None,
            Some(_) => {}
            None if matches!(symbol, '\'' | '"') => quote = Some(*symbol),
            None => return true,
        }
        false
    })
}

struct Whole {
    /// Nodes of the whole document.
    nodes: usize,
    /// The length of the longest way down from where the query stops being plain.
    height: usize,
    /// The bytes of the longest text.
    text: usize,
}

impl Whole {
    /// What the filters of a segment cost for each node that they are asked about.
    ///
    /// A `..` walks below the node, which adds up to once for each node above another, and so does the comparison of two nodes;
    /// `$` walks the whole document.
    fn filter(&self, segment: &str) -> Result<usize, Unknown> {
        let Some((start, _)) = unquoted(segment).find(|(_, symbol)| *symbol == '?') else { return Ok(1) };
        let filter = &segment[start..];
        let plain: Vec<(usize, char)> = unquoted(filter).collect();
        let mut cost = 1_usize;
        for (index, (at, symbol)) in plain.iter().enumerate() {
            cost = cost.saturating_mul(match symbol {
                '$' => self.nodes,
                '.' if plain.get(index + 1) == Some(&(at + 1, '.')) => self.height.max(2),
                '=' | '<' | '>' if compares(filter, &plain[..index], *at) => self.height.max(2),
                '*' | ',' => 4,
                '(' => self.pattern(filter, &plain[..index], *at)?,
                _ => 1,
            });
        }
        Ok(cost.saturating_mul(1 + plain.len() / 8))
    }

    /// What the call whose parenthesis opens at `open` costs beyond its arguments.
    fn pattern(&self, filter: &str, before: &[(usize, char)], open: usize) -> Result<usize, Unknown> {
        let name: Vec<char> =
            before.iter().rev().map(|(_, symbol)| *symbol).take_while(char::is_ascii_lowercase).collect();
        if !matches!(name.iter().rev().collect::<String>().as_str(), "match" | "search") {
            return Ok(1);
        }
        let text = literal(&filter[open..]).ok_or_else(|| {
            (
                "the second argument of `match` and `search` has to be a text".to_owned(),
                "write the pattern in the filter, in quotes",
            )
        })?;
        // A pattern that is none matches nothing, at no cost.
        let Ok(pattern) = regex_syntax::ParserBuilder::new().nest_limit(16).build().parse(&text) else {
            return Ok(PATTERN);
        };
        match states(&pattern) {
            states if states > MAX_STATES => Err((
                format!("the pattern `{text}` becomes too large an automaton"),
                "use a shorter pattern, or fewer repetitions",
            )),
            states => Ok((PATTERN + states).saturating_mul(1 + self.text / TEXT)),
        }
    }
}

/// Whether a comparison starts at `at` whose right side may be a node, not a value that is written there.
fn compares(filter: &str, before: &[(usize, char)], at: usize) -> bool {
    let is_second = before.last().is_some_and(|(last, symbol)| last + 1 == at && matches!(symbol, '=' | '<' | '>'));
    let right = filter[at..].trim_start_matches(['=', '<', '>']).trim_start();
    // Of the functions only `value` gives a node.
    !is_second && right.starts_with(['@', '$', 'v'])
}

/// The text that is the last argument of the call that starts at the parenthesis.
fn literal(call: &str) -> Option<String> {
    let mut nesting = 0_usize;
    let mut comma = None;
    let mut end = None;
    for (at, symbol) in unquoted(call) {
        match symbol {
            '(' | '[' => nesting += 1,
            ')' | ']' => nesting = nesting.saturating_sub(1),
            ',' if nesting == 1 => comma = Some(at + 1),
            _ => {}
        }
        if nesting == 0 {
            end = Some(at);
            break;
        }
    }
    let argument = call.get(comma?..end?)?.trim();
    let quote = argument.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let inner = argument.strip_prefix(quote)?.strip_suffix(quote)?;
    unescaped(inner)
}

/// What a text of a JSONPath stands for: that of JSON, but for the quotes.
fn unescaped(inner: &str) -> Option<String> {
    let mut json = String::with_capacity(inner.len() + 2);
    json.push('"');
    let mut symbols = inner.chars();
    while let Some(symbol) = symbols.next() {
        match symbol {
            '\\' => match symbols.next()? {
                '\'' => json.push('\''),
                escaped => json.extend(['\\', escaped]),
            },
            '"' => json.push_str("\\\""),
            symbol => json.push(symbol),
        }
    }
    json.push('"');
    serde_json::from_str(&json).ok()
}

/// The states of the automaton that a pattern becomes, roughly.
fn states(pattern: &Hir) -> usize {
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        // A character outside of ASCII takes several bytes, each a state.
        HirKind::Class(Class::Unicode(class)) => class.ranges().len().saturating_mul(4),
        HirKind::Class(Class::Bytes(class)) => class.ranges().len(),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min.saturating_add(1)) as usize;
            times.saturating_mul(states(&repetition.sub))
        }
        HirKind::Capture(capture) => states(&capture.sub).saturating_add(2),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().map(states).fold(1, usize::saturating_add),
    }
}

/// The number of nodes in `value` and the depth of the deepest.
pub(super) fn measure(value: &Value) -> (usize, usize) {
    let mut levels = Vec::new();
    count(value, 0, &mut levels);
    (levels.iter().sum(), levels.len())
}

/// The bytes of the longest text in `value`.
fn longest(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Object(map) => map.values().map(longest).max().unwrap_or_default(),
        Value::Array(list) => list.iter().map(longest).max().unwrap_or_default(),
        _ => 0,
    }
}

/// Adds the nodes of `value`, which is itself at `depth`, to those of their levels.
fn count(value: &Value, depth: usize, levels: &mut Vec<usize>) {
    if levels.len() <= depth {
        levels.resize(depth + 1, 0);
    }
    levels[depth] += 1;
    match value {
        Value::Object(map) => map.values().for_each(|value| count(value, depth + 1, levels)),
        Value::Array(list) => list.iter().for_each(|value| count(value, depth + 1, levels)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{segments, visits};

    #[test]
    fn a_path_falls_into_its_segments() {
        let texts = |target| segments(target).iter().map(|segment| segment.text).collect::<Vec<_>>();
        assert_eq!(texts("$"), [""; 0]);
        assert_eq!(
            texts("$.a['b.c'].*..d..[?@.x == ']'][0,1]"),
            [".a", "['b.c']", ".*", "..d", "..[?@.x == ']']", "[0,1]"]
        );
        let selectors: Vec<usize> =
            segments("$['a,b'][1,2,3][?count(@.a, 1) > 2]").iter().map(|s| s.selectors).collect();
        assert_eq!(selectors, [1, 3, 1]);
    }

    #[test]
    fn what_is_plain_costs_its_ways_and_what_repeats_is_counted() {
        let document = json!({"paths": {"/a": {"get": {"x": 1}}, "/b": {"get": {"x": 2}}}, "other": [1, 2, 3]});
        let visits = |target| visits(target, &document);
        assert_eq!(visits("$.paths['/a'].*"), Ok(3));
        assert_eq!(visits("$.paths[?@.get]"), Ok(2 + 4));
        assert_eq!(visits("$.paths[*,*]"), Ok(4 + 8));
        assert_eq!(visits("$.paths['/a']..x"), Ok(3 + 9));
        // What is written costs nothing to compare, a node all that is in it.
        assert_eq!(visits("$.paths[?@.get=='a']"), visits("$.paths[?@.get!='a']"));
        assert!(visits("$.paths[?@.get==@.x]").unwrap() > visits("$.paths[?@.get=='x']").unwrap());
        assert!(visits("$.paths[?@.get != value(@.x)]").unwrap() > visits("$.paths[?@.get != count(@.x)]").unwrap());
        assert!(visits("$..*..*").unwrap() > visits("$..*").unwrap());
        assert!(visits("$.paths[?match(@.get, 'a{100}')]").unwrap() > 2 * 200);
        assert!(visits(r"$.paths[?match(@.get, '(a\u007b100\u007d){100}')]").unwrap_err().0.contains("automaton"));
        assert!(visits("$.paths[?match(@.get, @.other)]").unwrap_err().0.contains("a text"));
        assert!(visits("$.paths[?match(@.get, '(a{100}){100}')]").unwrap_err().0.contains("automaton"));
    }
}
