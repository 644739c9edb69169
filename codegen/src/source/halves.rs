//! The text of a large document enters and is cut where a member of a mapping begins; the value of the whole leaves, put
//! together from what two threads read. Where the parts may not mean what the whole means, nothing leaves.

use super::events;
use crate::workers;
use serde_json::map::Entry;
use serde_json::{Map, Value};

/// Smaller texts are read by one thread in the time that another takes to start and to find its memory.
const LARGE: usize = 128 * 1024;

/// The value of `text`, from two threads where that pays.
pub(super) fn read(text: &str, threads: usize) -> Option<Value> {
    let pays = threads > 1 && text.len() >= LARGE;
    let halves = pays.then(|| Halves::of(text, text.len() / 2)).flatten();
    halves.and_then(Halves::read).or_else(|| events::read(text))
}

/// A text in three parts: up to a member of the mapping of one of the root's members, to the end of that mapping, and the rest.
struct Halves<'t> {
    head: &'t str,
    inner: &'t str,
    tail: &'t str,
}

impl<'t> Halves<'t> {
    /// Cuts a text near an offset. It has to be a mapping in block style, one document and nothing else.
    fn of(text: &'t str, near: usize) -> Option<Self> {
        let (mut has_begun, mut offset, mut end) = (false, 0, text.len());
        // Of the member of the root that is being read: whether it is a mapping in block style, where its own members stand,
        // and the one to cut at.
        let mut is_block = false;
        let mut indent: Option<usize> = None;
        let mut cut: Option<usize> = None;
        for line in text.split_inclusive('\n') {
            let here = offset;
            offset += line.len();
            let content = line.trim_start_matches(' ');
            let column = line.len() - content.len();
            match content.as_bytes().first()? {
                b'\n' | b'#' => {}
                first if column == 0 && first.is_ascii_alphabetic() => {
                    if here > near && has_begun {
                        end = here;
                        break;
                    }
                    (has_begun, is_block, indent, cut) = (true, is_bare(content), None, None);
                }
                // The items of a list may stand right below its key.
                b'-' if column == 0 && has_begun && content.starts_with("- ") => {}
                // What begins or ends a document, and keys that are out of the ordinary.
                _ if column == 0 || !has_begun => return None,
                first => match indent {
                    None => {
                        is_block &= first.is_ascii_alphanumeric() || b"/\"'".contains(first);
                        indent = Some(column);
                    }
                    Some(indent) => {
                        let is_plain = first.is_ascii_alphanumeric() || *first == b'/';
                        let is_member = is_block && column == indent && is_plain;
                        let is_nearer = cut.is_none_or(|cut| here.abs_diff(near) < cut.abs_diff(near));
                        cut = if is_member && is_nearer { Some(here) } else { cut };
                    }
                },
            }
        }
        let cut = cut?;
        Some(Self { head: text.get(..cut)?, inner: text.get(cut..end)?, tail: text.get(end..)? })
    }

    fn read(self) -> Option<Value> {
        let rest = || Some((members(self.inner, 1)?, members(self.tail, 0)?));
        let (rest, head) = workers::beside(rest, || members(self.head, 0));
        let ((mut root, (inner, tail)), mut is_new) = (head.zip(rest)?, true);
        let (_, last) = root.iter_mut().next_back()?;
        let last = last.as_object_mut().filter(|members| !members.is_empty())?;
        inner.into_iter().for_each(|member| is_new &= add(last, member));
        tail.into_iter().for_each(|member| is_new &= add(&mut root, member));
        is_new.then_some(Value::Object(root))
    }
}

/// Whether a line is a key and nothing else: what is behind a key may begin a text or a collection that ends further down.
fn is_bare(line: &str) -> bool {
    let key = line.trim_end().strip_suffix(':');
    key.is_some_and(|key| key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)))
}

/// The mapping that a part is, below so many others; an empty part has no members.
fn members(part: &str, above: usize) -> Option<Map<String, Value>> {
    match part {
        "" => Some(Map::new()),
        part => match events::read_below(part, above)? {
            Value::Object(members) => Some(members),
            _ => None,
        },
    }
}

/// Whether a member could be added, because there was none of its name.
fn add(members: &mut Map<String, Value>, (name, value): (String, Value)) -> bool {
    match members.entry(name) {
        Entry::Vacant(entry) => {
            entry.insert(value);
            true
        }
        Entry::Occupied(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Cut at every line, a text means what it means whole, or nothing; returns how often it meant something.
    fn cuts(text: &str) -> usize {
        let whole = events::read(text);
        let offsets = text.match_indices('\n').map(|(offset, _)| offset + 1);
        let read = offsets.filter_map(|offset| Halves::of(text, offset)?.read());
        read.inspect(|value| assert_eq!(Some(value), whole.as_ref(), "{text}")).count()
    }

    fn project() -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/twilio_accounts.yaml");
        std::fs::read_to_string(path).unwrap()
    }

    #[test]
    fn the_parts_mean_what_the_whole_means() {
        let lines = project().lines().count();
        assert!(cuts(&project()) > lines / 2);
        for text in [
            "a:\n  b: 1\n  c: 2\nd: 3\n",
            "a:\n  b: 1\n  /c: 2",
            "# one\na:\n\n  # two\n  b:\n  - x\n  c: |+\n    text\n\n\n  d: plain\n    goes on\nlist:\n- x: 1\n- y\n",
            "x: 1\na:\n  b:\n  c:\nd:\n",
            "a:\n  \"b\": 1\n  c: 2\n",
        ] {
            assert!(cuts(text) > 0, "{text}");
        }
    }

    #[test]
    fn what_a_cut_may_change_is_read_whole() {
        for text in [
            "a: {b: 1,\n  c: 2,\n  d: 3}\n",
            "a: {b: 1,\n  c: 2}\n  d: 3\n",
            "a:\n  {b: 1,\n  c: 2}\n  d: 3\n",
            "a: {\n  b: 1\n  }\n  c: 2\n",
            "a: {b:\n  c}\n  d: 3\n",
            "a:\n  ? b\n  : 1\n  c: 2\n",
            "a: # b:\n  b: 1\n  c: 2\n",
            "a:\n  {b: 1,\n  c: 2,\n  d: 3}\n",
            "a:\n  \"b\n  c: 1\n  d: 2\"\n",
            "a: |\n  b: 1\n  c: 2\n  d: 3\n",
            "a:\n  b: 1\n  c: 2\n---\nd: 3\n",
            "a:\n  b: 1\n  c: 2\n...\n",
            "%YAML 1.1\na:\n  b: 1\n  c: 2\n",
            "a:\n  b: &x 1\n  c: *x\n",
            "a:\n  b: 1\n  c: 2\n  b: 3\n",
            "a:\n  b: 1\n  c: 2\na: 3\n",
            "a:\n  b: 1\n  c: 2\n d: 3\n",
            "- a:\n  b: 1\n  c: 2\n",
            "a:\n- b: 1\n- c: 2\n",
            "\"a\":\n  b: 1\n  c: 2\n",
        ] {
            assert_eq!(cuts(text), 0, "{text}");
        }
        let deep = |levels: usize| format!("a:\n  b: 1\n  c: {}{}\n", "[".repeat(levels), "]".repeat(levels));
        for levels in 120..130 {
            cuts(&deep(levels));
        }
    }

    /// Lines lost, doubled, moved in and out, and characters of YAML where none should be.
    #[test]
    fn spoilt_texts_mean_nothing_else_in_parts() {
        let project = project();
        let lines: Vec<&str> = project.lines().collect();
        let marks = ["\"", "'", "{", "[", "}", "]", "|", ">-", "#", "?", ": ", "- ", "&x ", "*x", "---", "!!str "];
        for (index, mark) in (0..lines.len()).zip(marks.iter().cycle()) {
            let from = index.saturating_sub(12);
            let mut part = lines[from..(index + 12).min(lines.len())].to_vec();
            let (at, line) = (index - from, lines[index]);
            let content = line.trim_start();
            let spoilt = [
                format!("{line}{mark}"),
                line.replacen(content, &format!("{mark}{content}"), 1),
                line.replacen(": ", &format!(": {mark}"), 1),
                format!(" {line}"),
                line.strip_prefix("  ").unwrap_or(line).to_owned(),
                format!("{line}\n{line}"),
                String::new(),
            ];
            for one in &spoilt {
                part[at] = one;
                cuts(&format!("root:\n  first: 1\n  {}\nlast: 1\n", part.join("\n  ")));
                cuts(&format!("{}\n", part.join("\n")));
            }
        }
    }
}
