//! YAML text as Twilio and most people write it enters, its value leaves: from the events of saphyr's parser, with seven tenths
//! of serde_yaml's instructions. What is out of the ordinary, or wrong, is left to serde_yaml, whose word is the last.

use super::guard::{MAX_DEPTH, MAX_KEY, MAX_NODES};
use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::map::Entry;
use serde_json::{Map, Value};

/// The value of `text`, or nothing where serde_yaml has to be asked: for anchors, tags, several documents, keys that repeat,
/// depth, size, characters that the versions of YAML read in different ways, and all that is no YAML.
pub(super) fn read(text: &str) -> Option<Value> {
    read_below(text, 0)
}

/// The same of a part of a text that lies below so many collections.
pub(super) fn read_below(text: &str, above: usize) -> Option<Value> {
    if !text.split('\n').all(is_ordinary) {
        return None;
    }
    let mut parser = Parser::new_from_str(text);
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    let mut nodes = 0_usize;
    loop {
        let value = match parser.next_event()?.ok()?.0 {
            Event::StreamEnd => return root,
            Event::Nothing | Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd => continue,
            Event::MappingStart(0, None) => {
                open.push(Open::Mapping(Map::new(), None));
                None
            }
            Event::SequenceStart(0, None) => {
                open.push(Open::Sequence(Vec::new()));
                None
            }
            Event::MappingEnd | Event::SequenceEnd => match open.pop()? {
                Open::Mapping(map, None) => Some(Value::Object(map)),
                Open::Mapping(_, Some(_)) => return None,
                Open::Sequence(list) => Some(Value::Array(list)),
            },
            Event::Scalar(text, style, 0, None) => match open.last_mut() {
                Some(Open::Mapping(_, key @ None)) => {
                    if text == "<<" && style == ScalarStyle::Plain || text.is_empty() || text.len() > MAX_KEY {
                        return None;
                    }
                    *key = Some(text.into_owned());
                    None
                }
                _ => Some(match style {
                    ScalarStyle::Plain => plain(&text)?,
                    _ => Value::String(text.into_owned()),
                }),
            },
            _ => return None,
        };
        nodes += 1;
        if nodes > MAX_NODES || above + open.len() >= MAX_DEPTH {
            return None;
        }
        let Some(value) = value else { continue };
        match open.last_mut() {
            Some(Open::Sequence(list)) => list.push(value),
            Some(Open::Mapping(map, key)) => match map.entry(key.take()?) {
                Entry::Vacant(entry) => {
                    entry.insert(value);
                }
                Entry::Occupied(_) => return None,
            },
            // A second document, or one that has a value already.
            None if root.is_some() => return None,
            None => root = Some(value),
        }
    }
}

/// A collection that is not at its end.
enum Open {
    /// The members so far, and the key whose value comes next.
    Mapping(Map<String, Value>, Option<String>),
    Sequence(Vec<Value>),
}

/// YAML 1.1, which serde_yaml reads, has more line breaks than 1.2, and tabs and control characters are a matter of parsers.
fn is_ordinary(line: &str) -> bool {
    // Nearly every line: without an early end to the loop, many bytes are looked at in one step.
    let is_plain = line.bytes().fold(true, |plain, byte| plain & (b' '..=b'~').contains(&byte));
    let is_odd = |symbol: char| {
        symbol.is_control() || matches!(symbol, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}' | '\u{feff}')
    };
    is_plain || !line.contains(is_odd)
}

/// What a scalar without quotes stands for. What may be a number, but is not spelt as most are, serde_yaml has to tell.
fn plain(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Value::Null),
        "true" | "True" | "TRUE" => return Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Some(Value::Bool(false)),
        _ => {}
    }
    let first = text.as_bytes().first()?;
    if !matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.') {
        return Some(Value::String(text.to_owned()));
    }
    let is_decimal = text == "0" || first != &b'0' && text.len() < 19 && text.bytes().all(|byte| byte.is_ascii_digit());
    if let (true, Ok(number)) = (is_decimal, text.parse::<u64>()) {
        return Some(Value::Number(number.into()));
    }
    // An item of a list, where a text such as `---` has no meaning of its own.
    match serde_yaml::from_str(&format!("- {text}\n")).ok()? {
        Value::Array(items) => items.into_iter().next().filter(|value| value.is_number() || value.is_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_means_what_it_means_to_serde_yaml() {
        for text in [
            "a: 1\nb: [x, 'it''s', \"\\u00e9\\n\"]\nc: {d: null, e: ~, f: }\n",
            "a: |\n  kept\n   as it is\n\nb: >-\n  folded\n  text\n\n  twice\nc: plain\n  on two lines # and a remark\n",
            "- 0\n- -1\n- 007\n- 0x1F\n- 0o17\n- 1_000\n- 1.50\n- 1e3\n- +1\n- .5\n- 18446744073709551615\n- 2008-05-09\n",
            "- ---\n- -x\n- 1.2.3\n- +15551234567\n- 12:30:45\n- yes\n- True\n- NULL\n- nUll\n- .x\n- 0b11\n- -0\n- 1e999\n",
            "200: a\ntrue: b\n~: c\n1.10: d\n'': e\n",
            "{a: [1, {b: c}], \"d\": 'e', f}\n",
            "--- # one document\na: ä\n...\n",
            "a:\n- b: c\n  d: e\n-\n  - f\n",
            "",
        ] {
            let expected: Value = serde_yaml::from_str(text).unwrap();
            match read(text) {
                Some(value) => assert_eq!(value, expected, "{text}"),
                None => assert!(text.is_empty() || text.contains("'': e"), "{text}"),
            }
        }
    }

    #[test]
    fn the_rest_is_left_to_serde_yaml() {
        let deep = "[".repeat(MAX_DEPTH + 1) + &"]".repeat(MAX_DEPTH + 1);
        for text in [
            "a: &a 1\nb: *a\n",
            "a: !!str 1\n",
            "a: !thing {}\n",
            "a: 1\na: 2\n",
            "<<: {a: 1}\n",
            "a: 1\n---\nb: 2\n",
            "? [a]\n: 1\n",
            "a: .nan\n",
            "a: 340282366920938463463374607431768211455\n",
            "a: \"\u{7f}\"\n",
            "a:\tb\r\n",
            "a: b\u{2028}c\n",
            "a: [1\n",
            "a: b: c\n",
            &deep,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
