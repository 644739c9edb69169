//! A value and the table enter; the walk holds one against the other and leaves what is wrong, and
//! every reference for the rooms beside.

use super::hook;
use super::problems::Problems;
use super::schema;
use super::table::{MEDIA_TYPE, Object, PATH_ITEM, RESPONSE, Rest, SCHEMA, Shape};
use super::words;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::Version;
use crate::pointer::Pointer;
use crate::source::kind;
use serde_json::{Map, Value};

/// Schemas nested in one another, without a name in between.
const MAX_SCHEMA_DEPTH: usize = 32;

/// The state of a walk through a document.
pub(super) struct Walk<'a> {
    pub version: Version,
    pub problems: Problems,
    pub references: Vec<Reference<'a>>,
    path: Vec<Step<'a>>,
    schemas: usize,
}

/// A `$ref` found on the way.
pub(super) struct Reference<'a> {
    pub at: Pointer,
    pub target: &'a str,
    /// What stands there: "a schema".
    pub kind: &'static str,
    pub section: &'static str,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

impl<'a> Walk<'a> {
    pub fn new(version: Version) -> Self {
        Self { version, problems: Problems::default(), references: Vec::new(), path: Vec::new(), schemas: 0 }
    }

    /// Holds `map` against `object`.
    pub fn object(&mut self, object: &'static Object, map: &'a Map<String, Value>) {
        let mut required = object.fields.iter().filter(|field| field.required.has(self.version)).count();
        for (name, value) in map {
            self.path.push(Step::Name(name));
            let version = self.version;
            let mut fields = object.fields.iter().filter(|field| field.name == name).peekable();
            let is_known = fields.peek().is_some();
            match fields.find(|field| field.known.has(version)) {
                Some(field) => {
                    required -= usize::from(field.required.has(version));
                    self.value(field.shape, value);
                }
                None if is_known => self.of_another_version(name),
                None if name.starts_with("x-") => words::check(self, name, value),
                None => self.rest(object, name, value),
            }
            self.path.pop();
        }
        if is_foreign_reference(object, map) {
            // What it points to may have all that is missing here.
            return;
        }
        // What is required is known, so when as many were met as there are, none is missing.
        for field in if required > 0 { object.fields } else { &[] } {
            let is_missing = field.required.has(self.version) && !map.contains_key(field.name);
            if is_missing && !self.misspells(object, map, field.name) {
                self.error(
                    Code::MissingField,
                    format!("{} has no `{}`", object.name, field.name),
                    format!("add `{}`", field.name),
                );
            }
        }
        if let Some(hook) = object.hook {
            hook(self, map);
        }
    }

    /// Holds the member `name` of an object, which is no field of it, against what else it may be.
    fn rest(&mut self, object: &'static Object, name: &'a str, value: &'a Value) {
        match object.rest {
            _ if name == "$ref" => self.unknown(object, name),
            Rest::Paths if name.starts_with('/') => self.value(Shape::One(&PATH_ITEM), value),
            Rest::Paths => self.path_without_slash(name),
            Rest::Statuses if hook::is_status(name) => self.value(Shape::OrRef(&RESPONSE), value),
            Rest::Statuses => {
                let help = "write a code such as 200, a range such as 4XX, or default";
                self.error(Code::BadStatus, format!("`{name}` is not a status"), help);
            }
            Rest::Nothing => self.unknown(object, name),
        }
    }

    fn path_without_slash(&mut self, name: &str) {
        if let Some(message) = odd_blank(name) {
            return self.error(Code::PathWithoutSlash, message, "write plain spaces in its place");
        }
        let (message, help) = match name.split_once("://") {
            Some((scheme, rest)) => {
                let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                let path = if path.is_empty() { "/" } else { path };
                (
                    format!("the path `{name}` names a host"),
                    format!("write `{path}` here, and `{scheme}://{host}` as the url of one of the `servers`"),
                )
            }
            None => (format!("the path `{name}` does not start with a slash"), format!("write `/{name}`")),
        };
        self.error(Code::PathWithoutSlash, message, help);
    }

    /// Holds the value at the end of the path against `shape`.
    fn value(&mut self, shape: Shape, value: &'a Value) {
        match (shape, value) {
            (Shape::Data | Shape::Hooked, _)
            | (Shape::Text | Shape::Prose, Value::String(_))
            | (Shape::Prose, Value::Null)
            | (Shape::Flag | Shape::SchemaOrFlag, Value::Bool(_))
            | (Shape::Number, Value::Number(_)) => {}
            (Shape::Count, Value::Number(number)) if number.is_u64() => {}
            (Shape::Word(words), Value::String(word)) => self.word(words, word),
            (Shape::One(object), Value::Object(map)) => self.object(object, map),
            (Shape::OrRef(object), Value::Object(map)) => match map.get("$ref") {
                Some(target) => self.reference(object, map, target),
                None => self.object(object, map),
            },
            (Shape::Schema | Shape::SchemaOrFlag, Value::Object(map)) => self.schema(map),
            (Shape::Schema, Value::Bool(true)) if self.version == Version::V3_1 => {}
            (Shape::Schema, Value::Bool(false)) if self.version == Version::V3_1 => self.error(
                Code::UnsupportedKeyword,
                "the schema `false` allows nothing, and no Rust type can say that",
                "remove what carries it",
            ),
            (Shape::Many(shape), Value::Array(list)) => {
                for (index, item) in list.iter().enumerate() {
                    self.path.push(Step::Index(index));
                    self.value(*shape, item);
                    self.path.pop();
                }
            }
            (Shape::Map(shape), Value::Object(map)) => {
                for (name, value) in map {
                    if name == "$ref" && value.is_string() && !matches!(shape, Shape::Text) {
                        self.map_by_reference();
                        continue;
                    }
                    self.path.push(Step::Name(name));
                    self.value(*shape, value);
                    self.path.pop();
                }
            }
            (Shape::Content, Value::Object(map)) => {
                for (name, value) in map {
                    if name == "$ref" && value.is_string() {
                        self.map_by_reference();
                        continue;
                    }
                    self.path.push(Step::Name(name));
                    hook::media_type(self, name);
                    self.value(Shape::One(&MEDIA_TYPE), value);
                    self.path.pop();
                }
            }
            (Shape::Unused, _) => self.unused(),
            (Shape::NoRef, _) => self.error(
                Code::MisplacedRef,
                "a path that is a $ref is not followed",
                "write the operations under the path itself",
            ),
            (shape, value) => self.wrong(value, shape.expected()),
        }
    }

    /// A `$ref` among the members of a map, where it is no member.
    fn map_by_reference(&mut self) {
        let subject = self.subject();
        self.path.push(Step::Name("$ref"));
        self.error(Code::MisplacedRef, format!("a $ref cannot stand for {subject}"), "write it out here");
        self.path.pop();
    }

    fn word(&mut self, words: &[&'static str], word: &str) {
        if words.contains(&word) {
            return;
        }
        let help = match self.problems.meant(word, words.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("write one of {}", words.join(", ")),
        };
        self.error(Code::BadValue, format!("`{}` cannot be `{word}`", self.last()), help);
    }

    /// A `$ref` in the place of `object`.
    fn reference(&mut self, object: &'static Object, map: &'a Map<String, Value>, target: &'a Value) {
        for name in map.keys().filter(|name| *name != "$ref" && !name.starts_with("x-")) {
            if !["summary", "description"].contains(&name.as_str()) {
                let help = match name.as_str() {
                    _ if object.section != SCHEMA.section => "move it to where the $ref points, or remove it",
                    "nullable" if map.get("nullable") == Some(&Value::Bool(false)) => "remove it: nothing changes",
                    // The type of what it points to holds, whatever stands here.
                    "type" => "remove it: the $ref says what it is",
                    _ => "to keep it, write `allOf: [{$ref: ...}]` in the place of the $ref; else remove it",
                };
                self.path.push(Step::Name(name));
                self.note(Code::RefSibling, format!("`{name}` stands beside a $ref and is ignored"), help);
                self.path.pop();
            }
        }
        self.path.push(Step::Name("$ref"));
        match target {
            Value::String(target) => {
                let at = self.pointer();
                self.references.push(Reference { at, target, kind: object.name, section: object.section });
            }
            other => self.wrong(other, "text"),
        }
        self.path.pop();
    }

    /// A schema or a reference to one: in 3.1 a `$ref` is a keyword like others.
    fn schema(&mut self, map: &'a Map<String, Value>) {
        if self.schemas == MAX_SCHEMA_DEPTH {
            return self.error(
                Code::TooDeep,
                format!("schemas are nested more than {MAX_SCHEMA_DEPTH} deep here"),
                "name the inner ones in components/schemas and point to them with $ref",
            );
        }
        self.schemas += 1;
        match (map.get("$ref"), self.version) {
            (None, _) => self.object(&SCHEMA, map),
            (Some(target), Version::V3_0) => self.reference(&SCHEMA, map, target),
            (Some(target), Version::V3_1) => {
                self.path.push(Step::Name("$ref"));
                match target {
                    Value::String(target) => {
                        let at = self.pointer();
                        self.references.push(Reference { at, target, kind: SCHEMA.name, section: SCHEMA.section });
                    }
                    other => self.wrong(other, "text"),
                }
                self.path.pop();
                if map.len() > 1 {
                    self.object(&SCHEMA, map);
                }
            }
        }
        self.schemas -= 1;
    }

    fn unused(&mut self) {
        self.note(
            Code::NotGenerated,
            format!("no code is made for `{}`", self.last()),
            "nothing is to be done unless you need it",
        );
    }

    fn unknown(&mut self, object: &'static Object, name: &str) {
        if !self.problems.takes(Severity::Error) {
            return;
        }
        if name == "$ref" {
            // In 3.1 the walk of a schema has dealt with it; elsewhere it is no field.
            if object.section != SCHEMA.section {
                self.error(Code::MisplacedRef, format!("a $ref cannot stand for {}", object.name), "write it out here");
            }
            return;
        }
        if object.section == SCHEMA.section && schema::unsupported(self, name) {
            return;
        }
        if let Some(message) = odd_blank(name) {
            return self.error(Code::UnknownField, message, "write plain spaces in its place");
        }
        let help = match self.meant(object, name) {
            _ if name.starts_with("//") || name.starts_with("/*") => "remove it: JSON has no comments".to_owned(),
            _ if is_of_its_schema(object, name) => format!("put it below `schema`: `schema: {{{name}: ...}}`"),
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "remove it, or give it a name that starts with x-".to_owned(),
        };
        self.error(Code::UnknownField, format!("{} has no field `{name}`", object.name), help);
    }

    /// The field of `object` that the unknown name of a member is a misspelling of.
    fn meant(&self, object: &Object, name: &str) -> Option<&'static str> {
        let reference = (!object.section.is_empty()).then_some("$ref");
        let known = object.fields.iter().filter(|field| field.known.has(self.version)).map(|field| field.name);
        self.problems.meant(name, known.chain(reference))
    }

    /// Whether a member of `map`, which is no field of `object`, is a misspelling of its field `name`: then it is told of the
    /// misspelling, and not of the absence as well.
    pub fn misspells(&self, object: &Object, map: &Map<String, Value>, name: &str) -> bool {
        if !self.problems.takes(Severity::Error) {
            return false;
        }
        let is_unknown = |key: &str| !key.starts_with("x-") && object.fields.iter().all(|field| field.name != key);
        map.keys().any(|key| is_unknown(key) && self.meant(object, key) == Some(name))
    }

    fn of_another_version(&mut self, name: &str) {
        let (this, other) = match self.version {
            Version::V3_0 => ("3.0", "3.1"),
            Version::V3_1 => ("3.1", "3.0"),
        };
        let help = match name {
            "const" => "write an enum of one value",
            _ => "remove it, or change the version of the document",
        };
        self.error(
            Code::WrongVersionKeyword,
            format!("`{name}` belongs to OpenAPI {other}, and this document is {this}"),
            help,
        );
    }

    /// A value of the wrong type at the end of the path.
    pub fn wrong(&mut self, value: &Value, expected: &str) {
        let message = format!("{} is {}, expected {expected}", self.subject(), found(value));
        self.error(Code::WrongType, message, remedy(value, expected));
    }

    /// Reports at the end of the path. Notes, however many, take no place from it.
    pub fn error(&mut self, code: Code, message: impl Into<String>, help: impl Into<String>) {
        if self.problems.takes(Severity::Error) {
            self.problems.push(Diagnostic::error(code, self.pointer(), message, help));
        }
    }

    /// Tells at the end of the path.
    pub fn note(&mut self, code: Code, message: impl Into<String>, help: impl Into<String>) {
        if self.problems.takes(Severity::Note) {
            self.problems.push(Diagnostic::note(code, self.pointer(), message, help));
        }
    }

    /// Does something one member further down.
    pub fn below(&mut self, name: &'a str, then: impl FnOnce(&mut Self)) {
        self.path.push(Step::Name(name));
        then(self);
        self.path.pop();
    }

    /// Does something one item further down.
    pub fn item(&mut self, index: usize, then: impl FnOnce(&mut Self)) {
        self.path.push(Step::Index(index));
        then(self);
        self.path.pop();
    }

    pub fn pointer(&self) -> Pointer {
        let mut pointer = Pointer::root();
        for step in &self.path {
            match step {
                Step::Name(name) => pointer.push(name),
                Step::Index(index) => pointer.push_index(*index),
            }
        }
        pointer
    }

    /// Whether the schema whose field is at the end of the path is a part or a branch of another.
    pub fn is_part(&self) -> bool {
        matches!(self.path[..], [.., Step::Name("allOf" | "oneOf" | "anyOf"), Step::Index(_), Step::Name(_)])
    }

    /// The name of the field at the end of the path; of an item, the name of its list.
    fn last(&self) -> &'a str {
        let names = self.path.iter().rev().find_map(|step| match step {
            Step::Name(name) => Some(*name),
            Step::Index(_) => None,
        });
        names.unwrap_or("the document")
    }

    /// What the end of the path is called in a sentence.
    fn subject(&self) -> String {
        match self.path.last() {
            None => "the document".to_owned(),
            Some(Step::Name(name)) => format!("`{name}`"),
            Some(Step::Index(_)) => format!("an item of `{}`", self.last()),
        }
    }
}

/// Whether a `$ref` stands in for an object that takes none.
pub(super) fn is_foreign_reference(object: &Object, map: &Map<String, Value>) -> bool {
    object.section.is_empty() && object.fields.iter().all(|field| field.name != "$ref") && map.contains_key("$ref")
}

/// What to tell of a name that begins with a blank which YAML takes for a part of it, as copied text may have.
fn odd_blank(name: &str) -> Option<String> {
    let blank = name.chars().next().filter(|first| first.is_whitespace() && !first.is_ascii())?;
    let what = if blank == '\u{a0}' { "a no-break space" } else { "an odd blank" };
    Some(format!(
        "{what} (U+{:04X}) stands before `{}`, and YAML indents with plain spaces",
        u32::from(blank),
        name.trim()
    ))
}

/// Whether a name is a field of the schema of a parameter or header, and none of its own: that is where OpenAPI 2.0 had it.
fn is_of_its_schema(object: &Object, name: &str) -> bool {
    matches!(object.section, "parameters" | "headers") && SCHEMA.fields.iter().any(|field| field.name == name)
}

/// Whether something that belongs into the schema of a parameter stands beside it.
pub(super) fn has_of_its_schema(object: &Object, map: &Map<String, Value>) -> bool {
    let is_own = |name: &str| object.fields.iter().any(|field| field.name == name);
    map.keys().any(|name| !is_own(name) && is_of_its_schema(object, name))
}

/// A value in a sentence: numbers as they are, for one may be of the right type and still be wrong.
fn found(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        other => kind(other).to_owned(),
    }
}

/// What to do about a value that is not what is `expected`.
fn remedy(value: &Value, expected: &str) -> String {
    let is_flag = expected == FLAG || expected == SCHEMA_OR_FLAG;
    match value {
        Value::Bool(_) | Value::Number(_) if expected == TEXT => "put it in quotes".to_owned(),
        Value::String(text) if is_flag && matches!(text.as_str(), "true" | "false") => {
            format!("remove the quotes: `{text}`")
        }
        // YAML 1.1 had these for flags; since 1.2 they are text, with quotes or without.
        Value::String(text) if is_flag && matches!(text.to_ascii_lowercase().as_str(), "yes" | "on" | "y") => {
            "write `true`".to_owned()
        }
        Value::String(text) if is_flag && matches!(text.to_ascii_lowercase().as_str(), "no" | "off" | "n") => {
            "write `false`".to_owned()
        }
        Value::String(text) if expected == NUMBER && text.parse::<serde_json::Number>().is_ok() => {
            format!("remove the quotes: `{text}`")
        }
        Value::String(text)
            if expected == COUNT && text.parse::<u64>().is_ok_and(|number| number.to_string() == *text) =>
        {
            format!("remove the quotes: `{text}`")
        }
        Value::String(text) if expected == NUMBER || expected == COUNT => not_a_number(text, expected),
        Value::String(text) if expected == SCHEMA_WORD && schema::is_type(text) => format!("write `{{type: {text}}}`"),
        Value::Null => format!("write {expected}, or remove it if it may be absent"),
        found => format!("write {expected} in the place of {}", kind(found)),
    }
}

/// Why YAML takes what looks like a number for text.
fn not_a_number(text: &str, expected: &str) -> String {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = digits.starts_with(|first: char| first.is_ascii_digit());
    let because = match digits.as_bytes() {
        _ if !is_number => return format!("write {expected} in the place of text"),
        _ if digits.contains('_') => "it has a `_` in it",
        _ if digits.contains(',') => "it has a comma in it",
        [b'0', b'0'..=b'9', ..] => "it starts with `0`",
        _ if text.parse::<f64>().is_ok_and(f64::is_infinite) => "it is larger than any number",
        _ => return "write a plain decimal number, such as 100".to_owned(),
    };
    format!("write a plain decimal number: YAML reads `{text}` as text, because {because}")
}

const TEXT: &str = "text";
const FLAG: &str = "true or false";
const NUMBER: &str = "a number";
const COUNT: &str = "a whole number that is not negative";
const SCHEMA_WORD: &str = "a schema (a mapping)";
const SCHEMA_OR_FLAG: &str = "a schema, true or false";

impl Shape {
    fn expected(self) -> &'static str {
        match self {
            Self::Text | Self::Prose | Self::Word(_) => TEXT,
            Self::Flag => FLAG,
            Self::Number => NUMBER,
            Self::Count => COUNT,
            Self::Schema => SCHEMA_WORD,
            Self::SchemaOrFlag => SCHEMA_OR_FLAG,
            Self::Many(_) => "a list",
            _ => "a mapping",
        }
    }
}
