//! YAML or JSON text enters, a `serde_json::Value` leaves: in one pass, with duplicate keys refused.

use super::guard::{self, MAX_KEY, MAX_NODES};
use super::index::{Position0, is_json};
use super::{Index, MAX_BYTES, Position, Role, Source, halves, syntax};
use crate::diagnostic::{Code, Diagnostics};
use crate::pointer::Pointer;
use saphyr_parser::{Event, Parser, ScalarStyle};
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};
use std::cell::{Cell, RefCell};
use std::fmt;

/// Aliases may expand a file to this many bytes of text.
const MAX_TEXT: usize = 4 * MAX_BYTES;

pub(super) fn read(source: &Source, role: Role, threads: usize) -> Result<Value, Diagnostics> {
    let text = source.body();
    let state = State::default();
    // JSON escapes surrogate pairs, which YAML 1.1 does not know.
    if is_json(text) {
        let mut json = serde_json::Deserializer::from_str(text);
        match Seed(&state).deserialize(&mut json).and_then(|value| json.end().map(|()| value)) {
            Ok(value) => return mapping(source, role, value),
            Err(_) if state.failure.borrow().is_some() => return Err(failure(source, &state)),
            Err(error) if is_final(source, &error) => {
                let position = syntax::place_by_bytes(text, error.line(), error.column());
                return Err(syntax::refuse(source, Some(position), &error.to_string()));
            }
            Err(_) => state.reset(),
        }
    }
    guard::check(source)?;
    if let Some(value) = halves::read(text, threads) {
        return mapping(source, role, value);
    }
    state.merge.set(merge_key(text));
    match Seed(&state).deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(value) => mapping(source, role, value),
        Err(_) if state.failure.borrow().is_some() => Err(failure(source, &state)),
        Err(error) => {
            let position = error.location().map(|at| Position { line: at.line(), col: at.column() });
            let position = position.map(|at| syntax::place_of_libyaml(text, at));
            Err(syntax::refuse(source, position, &error.to_string()))
        }
    }
}

/// Whether reading the text as YAML instead would tell no more, or cost too much.
fn is_final(source: &Source, error: &serde_json::Error) -> bool {
    source.name.ends_with(".json")
        || error.to_string().starts_with("recursion limit exceeded")
        || guard::is_suspicious(source.body())
}

fn mapping(source: &Source, role: Role, value: Value) -> Result<Value, Diagnostics> {
    if value.is_object() {
        return Ok(value);
    }
    if let Some(refused) = syntax::page(source) {
        return Err(refused);
    }
    let start = Position { line: 1, col: 1 };
    let is_content = |line: &str| !matches!(line.trim_start().chars().next(), None | Some('#'));
    let (position, message) = match source.body() {
        text if text.trim().is_empty() => (start, "the file is empty".to_owned()),
        text if !text.lines().any(is_content) => (start, "the file holds nothing but comments".to_owned()),
        _ => {
            let position = Index::new(source).position(&Pointer::root()).unwrap_or(start);
            (position, format!("the {} is {} and not a mapping", role.name(), kind(&value)))
        }
    };
    let help = match role {
        Role::Document => "give an OpenAPI document: a mapping that starts with `openapi:`",
        Role::Overlay => "give an OpenAPI overlay: a mapping that starts with `overlay:`",
    };
    Err(source.refuse(Code::NotAMapping, Some(position), message, help))
}

/// Where a `<<` without quotes is the key of a mapping. With quotes, and in JSON, it is a name like others.
fn merge_key(text: &str) -> Option<Position> {
    if !text.contains("<<") {
        return None;
    }
    let mut parser = Parser::new_from_str(text);
    // Of each collection around: whether it is a mapping whose next node is a key.
    let mut open: Vec<Option<bool>> = Vec::new();
    while let Some(Ok((event, span))) = parser.next_event() {
        let is_key = open.last().is_some_and(|next| *next == Some(true));
        match event {
            Event::Scalar(key, ScalarStyle::Plain, ..) if is_key && key == "<<" => return Some(span.start.position()),
            Event::StreamEnd => break,
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                continue;
            }
            _ => {}
        }
        let is_node =
            matches!(event, Event::Scalar(..) | Event::Alias(_) | Event::MappingStart(..) | Event::SequenceStart(..));
        if let (true, Some(Some(next))) = (is_node, open.last_mut()) {
            *next = !*next;
        }
        match event {
            Event::MappingStart(..) => open.push(Some(true)),
            Event::SequenceStart(..) => open.push(None),
            _ => {}
        }
    }
    None
}

/// What a value is, for a sentence: `a list`, `text`.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

/// What the visitor below refuses.
fn failure(source: &Source, state: &State) -> Diagnostics {
    let Some(Failure { problem, path }) = state.failure.take() else {
        return Diagnostics::default();
    };
    let mut pointer = Pointer::root();
    for segment in path.iter().rev() {
        pointer.push(segment);
    }
    let index = Index::new(source);
    let position = index.position(&pointer);
    match problem {
        Problem::DuplicateKey(key) => {
            let pointer = pointer.child(&key);
            let first = match index.position(&pointer) {
                Some(Position { line, col }) => format!("{}:{line}:{col}", source.name),
                None => source.name.clone(),
            };
            source.refuse(
                Code::DuplicateKey,
                index.repeat(&pointer).or(position),
                format!("the key `{key}` is already in this mapping"),
                format!("remove one of the two; the first one is at {first}"),
            )
        }
        Problem::LongKey(key) => source.refuse(
            Code::BadKey,
            index.position(&pointer.child(&key)).or(position),
            format!("a key has {} bytes, more than {MAX_KEY}", key.len()),
            "no name in a document is that long: shorten it",
        ),
        Problem::MergeKey(at) => source.refuse(
            Code::BadKey,
            Some(at),
            "YAML merge keys (`<<`) are not part of the data model of OpenAPI",
            "write the merged members out; if it is a name, put it in quotes",
        ),
        Problem::KeyNotText => {
            source.refuse(Code::BadKey, position, "a key of this mapping is not text", "write the key as text")
        }
        Problem::NotANumber(text) => source.refuse(
            Code::BadScalar,
            position,
            format!("`{text}` is no number that JSON has"),
            "write a finite number, or quote it",
        ),
        Problem::Tagged => source.refuse(
            Code::BadScalar,
            position,
            "a value has a YAML tag",
            "remove the tag: OpenAPI knows JSON's types only",
        ),
        Problem::Growth if is_json(source.body()) => source.refuse(
            Code::TooLarge,
            position,
            format!("the file has more than {MAX_NODES} nodes"),
            "split the document",
        ),
        Problem::Growth => syntax::aliases(source, position),
    }
}

#[derive(Default)]
struct State {
    nodes: Cell<usize>,
    bytes: Cell<usize>,
    /// Where the first merge key stands; serde_yaml does not tell one from a name in quotes.
    merge: Cell<Option<Position>>,
    failure: RefCell<Option<Failure>>,
}

/// Why the visitor stopped, and the path to the place from the inside out, filled while errors return.
struct Failure {
    problem: Problem,
    path: Vec<String>,
}

enum Problem {
    DuplicateKey(String),
    LongKey(String),
    MergeKey(Position),
    KeyNotText,
    NotANumber(String),
    Tagged,
    Growth,
}

impl State {
    fn reset(&self) {
        self.nodes.set(0);
        self.bytes.set(0);
    }

    fn fail<E: Error>(&self, problem: Problem) -> E {
        self.failure.replace(Some(Failure { problem, path: Vec::new() }));
        E::custom("refused")
    }

    fn unwind(&self, segment: impl FnOnce() -> String) {
        if let Some(failure) = self.failure.borrow_mut().as_mut() {
            failure.path.push(segment());
        }
    }

    fn count<E: Error>(&self, bytes: usize) -> Result<(), E> {
        self.nodes.set(self.nodes.get() + 1);
        self.bytes.set(self.bytes.get().saturating_add(bytes));
        if self.nodes.get() > MAX_NODES || self.bytes.get() > MAX_TEXT {
            return Err(self.fail(Problem::Growth));
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Seed<'a>(&'a State);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.0.count(0)?;
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.0.count(0)?;
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.0.count(0)?;
        Ok(Value::Number(value.into()))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.0.count(0)?;
        match Number::from_f64(value) {
            Some(number) => Ok(Value::Number(number)),
            None => Err(self.0.fail(Problem::NotANumber(value.to_string()))),
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.0.count(value.len())?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        self.0.count(value.len())?;
        Ok(Value::String(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.0.count(0)?;
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        self.0.count(0)?;
        let mut list = Vec::new();
        loop {
            match access.next_element_seed(self) {
                Ok(Some(item)) => list.push(item),
                Ok(None) => return Ok(Value::Array(list)),
                Err(error) => {
                    self.0.unwind(|| list.len().to_string());
                    return Err(error);
                }
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        self.0.count(0)?;
        let mut map = Map::new();
        while let Some(key) = access.next_key_seed(Key(self.0))? {
            if let ("<<", Some(at)) = (key.as_str(), self.0.merge.get()) {
                return Err(self.0.fail(Problem::MergeKey(at)));
            }
            if key.len() > MAX_KEY {
                return Err(self.0.fail(Problem::LongKey(key)));
            }
            let entry = match map.entry(key) {
                Entry::Vacant(entry) => entry,
                Entry::Occupied(entry) => {
                    return Err(self.0.fail(Problem::DuplicateKey(entry.key().clone())));
                }
            };
            match access.next_value_seed(self) {
                Ok(value) => {
                    entry.insert(value);
                }
                Err(error) => {
                    self.0.unwind(|| entry.key().clone());
                    return Err(error);
                }
            }
        }
        Ok(Value::Object(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Value, A::Error> {
        Err(self.0.fail(Problem::Tagged))
    }
}

/// A key, as written: `200` and `true` are text where a key stands.
struct Key<'a>(&'a State);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<String, E> {
        self.0.count(key.len())?;
        Ok(key.to_owned())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<String, A::Error> {
        Err(self.0.fail(Problem::KeyNotText))
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<String, A::Error> {
        Err(self.0.fail(Problem::KeyNotText))
    }
}
