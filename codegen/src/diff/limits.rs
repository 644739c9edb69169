//! The bounds of a field in two clients in, or what two documents state of a value; what has become tighter, and what
//! looser, out.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::kind::Verdict;
use super::record::quoted;
use crate::document::Document;
use crate::ir::{Limits, Place, Type};
use crate::pointer::Pointer;

/// A bound that is another one now.
pub struct Bound {
    /// The document's word for it.
    pub keyword: &'static str,
    /// A plain sentence.
    pub text: String,
}

/// Tighter bounds and looser ones of what the client itself checks.
pub fn compare(old: &Limits, new: &Limits) -> (Vec<Bound>, Vec<Bound>) {
    restated(&Stated::from(old), &Stated::from(new), false)
}

/// What a document states of a value that is sent, whether the client checks it or not: the service may.
#[derive(Debug, Default)]
pub struct Stated {
    /// By keyword, in the order of [`BOUNDS`].
    bounds: Vec<Option<Edge>>,
    step: Option<Number>,
    unique: bool,
    pattern: Option<String>,
    format: Option<String>,
    /// Values of an enum that has no type of its own.
    values: Option<Vec<Value>>,
}

/// The end of a range.
#[derive(Clone, Debug)]
struct Edge {
    value: Number,
    /// The value itself is outside of it.
    open: bool,
}

/// Keywords, what they bound, and whether from below.
const BOUNDS: [(&str, &str, bool); 8] = [
    ("minLength", "the least number of characters", true),
    ("maxLength", "the greatest number of characters", false),
    ("minimum", "the least value", true),
    ("maximum", "the greatest value", false),
    ("minItems", "the least number of items", true),
    ("maxItems", "the greatest number of items", false),
    ("minProperties", "the least number of members", true),
    ("maxProperties", "the greatest number of members", false),
];

/// Reads what is stated of a value of that type at a place.
pub fn stated(document: &Document, at: &Pointer, ty: &Type) -> Stated {
    let ty = ty.plain();
    let mut stated = Stated { bounds: vec![None; BOUNDS.len()], ..Stated::default() };
    // A SID has its length and pattern in its type, and an enum its values.
    let (is_sid, is_model) = (matches!(ty, Type::Sid(_) | Type::AnySid), matches!(ty, Type::Model(_) | Type::Boxed(_)));
    for schema in parts(document, at).iter().filter_map(|at| document.raw(at)) {
        for ((keyword, _, least), bound) in BOUNDS.iter().zip(&mut stated.bounds) {
            let found = edge(schema, keyword, ty).filter(|_| !is_sid || !keyword.ends_with("Length"));
            // What no value is outside of is no bound.
            let found = found.filter(|edge| !least || *keyword == "minimum" || edge.value.as_u64() != Some(0));
            if let Some(found) = found
                && bound.as_ref().is_none_or(|known| found.is_tighter(known, *least))
            {
                *bound = Some(found);
            }
        }
        let text = |key: &str| schema.get(key).and_then(Value::as_str).map(str::to_owned);
        stated.step = stated.step.or_else(|| schema.get("multipleOf").and_then(Value::as_number).cloned());
        stated.unique |= schema.get("uniqueItems") == Some(&Value::Bool(true));
        stated.pattern = stated.pattern.or_else(|| text("pattern").filter(|_| !is_sid));
        stated.format = stated.format.or_else(|| text("format"));
        let values = schema.get("enum").and_then(Value::as_array).filter(|_| !is_model);
        stated.values = stated.values.or_else(|| values.cloned());
    }
    stated
}

/// What is stated otherwise, tighter and looser.
pub fn restated(old: &Stated, new: &Stated, same_type: bool) -> (Vec<Bound>, Vec<Bound>) {
    let mut found = (Vec::new(), Vec::new());
    let mut add = |tighter: bool, keyword, text| {
        let side = if tighter { &mut found.0 } else { &mut found.1 };
        side.push(Bound { keyword, text });
    };
    for ((keyword, what, least), (old, new)) in BOUNDS.into_iter().zip(old.bounds.iter().zip(&new.bounds)) {
        match (old, new) {
            (old, new) if old == new => {}
            (Some(old), Some(new)) => {
                let text = format!("{what} is {} instead of {}", new.shown(least), old.shown(least));
                add(new.is_tighter(old, least), keyword, text);
            }
            (None, Some(new)) => {
                add(true, keyword, format!("{what} is {} now; there was no such limit", new.shown(least)));
            }
            (Some(old), None) => {
                add(false, keyword, format!("{what} is no longer limited; it was {}", old.shown(least)))
            }
            (None, None) => {}
        }
    }
    match (&old.step, &new.step) {
        (None, None) => {}
        (Some(old), Some(new)) if order(old, new) == Ordering::Equal => {}
        (Some(old), Some(new)) => {
            let text = format!("it must be a multiple of {new} instead of {old}");
            add(!divides(new, old), "multipleOf", text);
        }
        (None, Some(new)) => add(true, "multipleOf", format!("it must be a multiple of {new} now")),
        (Some(old), None) => add(false, "multipleOf", format!("it need no longer be a multiple of {old}")),
    }
    match (old.unique, new.unique) {
        (false, true) => add(true, "uniqueItems", "no item may occur twice now".to_owned()),
        (true, false) => add(false, "uniqueItems", "items may occur twice now".to_owned()),
        _ => {}
    }
    match (&old.pattern, &new.pattern) {
        (old, new) if old == new => {}
        // Which of two patterns takes more is not asked: one that is another one may refuse what went through.
        (Some(old), Some(new)) => {
            add(true, "pattern", format!("it must look like {} instead of {}", quoted(new), quoted(old)));
        }
        (None, Some(new)) => add(true, "pattern", format!("it must look like {} now", quoted(new))),
        (Some(old), None) => add(false, "pattern", format!("it need no longer look like {}", quoted(old))),
        (None, None) => {}
    }
    // What is another type is told as that.
    if same_type {
        match (&old.format, &new.format) {
            (old, new) if old == new => {}
            (Some(old), Some(new)) => {
                let tighter = (old.as_str(), new.as_str()) != ("int32", "int64");
                add(tighter, "format", format!("its format is {} instead of {}", quoted(new), quoted(old)));
            }
            (None, Some(new)) => add(true, "format", format!("its format is {} now", quoted(new))),
            (Some(old), None) => add(false, "format", format!("its format is no longer {}", quoted(old))),
            (None, None) => {}
        }
        values(&mut add, old.values.as_deref(), new.values.as_deref());
    }
    found
}

fn values(add: &mut impl FnMut(bool, &'static str, String), old: Option<&[Value]>, new: Option<&[Value]>) {
    let list = |values: &[Value]| quoted(&values.iter().map(Value::to_string).collect::<Vec<_>>().join(", "));
    match (old, new) {
        (Some(old), Some(new)) => {
            for (tighter, what, these, those) in
                [(true, "is no longer allowed", old, new), (false, "is allowed now", new, old)]
            {
                for value in these.iter().filter(|value| !those.iter().any(|other| is_same(value, other))) {
                    add(tighter, "enum", format!("the value {} {what}", quoted(&value.to_string())));
                }
            }
        }
        (None, Some(new)) => add(true, "enum", format!("only these values are allowed now: {}", list(new))),
        (Some(old), None) => add(false, "enum", format!("not only these values are allowed now: {}", list(old))),
        (None, None) => {}
    }
}

impl From<&Limits> for Stated {
    fn from(limits: &Limits) -> Self {
        let bounds = BOUNDS.map(|(keyword, ..)| {
            let value = match keyword {
                "minLength" => limits.min_length.map(Number::from),
                "maxLength" => limits.max_length.map(Number::from),
                "minimum" => limits.min.map(Number::from),
                "maximum" => limits.max.map(Number::from),
                "minItems" => limits.min_items.map(Number::from),
                "maxItems" => limits.max_items.map(Number::from),
                _ => None,
            };
            value.map(|value| Edge { value, open: false })
        });
        let pattern = limits.pattern.as_ref().map(|pattern| pattern.text.clone());
        Self { bounds: bounds.into(), pattern, ..Self::default() }
    }
}

/// However the number is written.
impl PartialEq for Edge {
    fn eq(&self, other: &Self) -> bool {
        order(&self.value, &other.value) == Ordering::Equal && self.open == other.open
    }
}

impl Edge {
    fn is_tighter(&self, other: &Self, least: bool) -> bool {
        match order(&self.value, &other.value) {
            Ordering::Equal => self.open && !other.open,
            Ordering::Greater => least,
            Ordering::Less => !least,
        }
    }

    fn shown(&self, least: bool) -> String {
        match (self.open, least) {
            (false, _) => self.value.to_string(),
            (true, true) => format!("above {}", self.value),
            (true, false) => format!("below {}", self.value),
        }
    }
}

fn edge(schema: &Value, keyword: &str, ty: &Type) -> Option<Edge> {
    let value = schema.get(keyword)?.as_number()?.clone();
    let (exclusive, step) = match keyword {
        "minimum" => ("exclusiveMinimum", 1),
        "maximum" => ("exclusiveMaximum", -1),
        _ => return Some(Edge { value, open: false }),
    };
    let open = schema.get(exclusive) == Some(&Value::Bool(true));
    // Between whole numbers an exclusive bound is the next one.
    match value.as_i64().filter(|_| open && *ty == Type::Integer).and_then(|value| value.checked_add(step)) {
        Some(next) => Some(Edge { value: next.into(), open: false }),
        None => Some(Edge { value, open }),
    }
}

fn order(one: &Number, other: &Number) -> Ordering {
    match (one.as_i128(), other.as_i128()) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal),
    }
}

fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => order(one, other) == Ordering::Equal,
        (one, other) => one == other,
    }
}

/// Whether every multiple of `old` is one of `new`, by the digits that are written.
fn divides(new: &Number, old: &Number) -> bool {
    let (Some((old, old_scale)), Some((new, new_scale))) = (decimal(old), decimal(new)) else { return false };
    let scale = old_scale.max(new_scale);
    let scaled = |digits: i128, own: u32| 10_i128.checked_pow(scale - own)?.checked_mul(digits);
    match (scaled(old, old_scale), scaled(new, new_scale)) {
        (Some(old), Some(new)) => old.checked_rem(new) == Some(0),
        _ => false,
    }
}

/// The digits of a number, and how many of them are behind the point.
fn decimal(number: &Number) -> Option<(i128, u32)> {
    let text = number.to_string();
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let scale = i64::try_from(fraction.len()).ok()? - exponent.parse::<i64>().ok()?;
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    match u32::try_from(scale) {
        Ok(scale) => Some((digits, scale)),
        Err(_) => Some((10_i128.checked_pow(u32::try_from(-scale).ok()?)?.checked_mul(digits)?, 0)),
    }
}

/// Where the schema of a place is written: behind its references, and each schema that it is made up of. References that go
/// in a circle were refused before.
fn parts(document: &Document, at: &Pointer) -> Vec<Pointer> {
    let (mut open, mut parts) = (vec![at.clone()], Vec::new());
    while let Some(at) = open.pop().filter(|_| parts.len() < 256) {
        let at = document.written(at);
        let all = document.raw(&at).and_then(|schema| schema.get("allOf")).and_then(Value::as_array);
        open.extend((0..all.map_or(0, Vec::len)).rev().map(|index| at.child("allOf").item(index)));
        parts.push(at);
    }
    parts
}

/// The items of a list or the members of a map, as far as it is one, and where they are described.
pub fn items<'t>(document: &Document, at: &Pointer, ty: &'t Type) -> Option<(Pointer, &'t Type)> {
    let (item, keyword) = match ty.plain() {
        Type::List(item) => (item, "items"),
        Type::Map(item) => (item, "additionalProperties"),
        _ => return None,
    };
    let below = parts(document, at).into_iter().map(|part| part.child(keyword));
    below.into_iter().find(|below| document.raw(below).is_some_and(Value::is_object)).map(|below| (below, &**item))
}

/// What the service takes for what is absent.
pub fn default<'d>(document: &'d Document, at: &Pointer) -> Option<&'d Value> {
    parts(document, at).iter().find_map(|at| document.raw(at)?.get("default"))
}

/// What to say of another value that the service takes for what is absent, and what that does to requests.
pub fn absent(old: Option<&str>, new: Option<&str>) -> (String, Verdict) {
    match (old, new) {
        (Some(old), Some(new)) => {
            let text = format!("the service takes {} when it is absent, instead of {}", quoted(new), quoted(old));
            (text, Verdict::Breaking)
        }
        (None, Some(new)) => (format!("the service takes {} when it is absent", quoted(new)), Verdict::Docs),
        (_, None) => ("what the service takes when it is absent is no longer told".to_owned(), Verdict::Docs),
    }
}

/// Where the schema of a parameter is: below it, or in its content; that of a body or of a form field is the place itself.
pub fn schema(document: &Document, at: &Pointer, place: Place) -> Pointer {
    if matches!(place, Place::Body | Place::Form) {
        return at.clone();
    }
    let content = document.raw(at).and_then(|parameter| parameter.get("content")).and_then(Value::as_object);
    let media = content.and_then(|content| content.keys().next());
    media.map_or_else(|| at.child("schema"), |media| at.child("content").child(media).child("schema"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_divide_as_decimals() {
        let number = |text: &str| serde_json::from_str::<Number>(text).unwrap();
        for (old, new, divides) in [
            ("0.3", "0.1", true),
            ("0.1", "0.3", false),
            ("1", "0.1", true),
            ("1e2", "25", true),
            ("1e-7", "5e-8", true),
            ("5e-8", "1e-7", false),
            ("0.7", "0", false),
            ("1e300", "1e-300", false),
        ] {
            assert_eq!(super::divides(&number(new), &number(old)), divides, "{old} by {new}");
        }
    }
}
