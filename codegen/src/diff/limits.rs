//! The bounds of a field in two clients in; which have become tighter, and which looser, out.

use serde_json::Value;

use super::record::quoted;
use crate::document::{Document, component_name};
use crate::ir::{Limits, Pattern, Type};
use crate::pointer::Pointer;

/// A bound that is another one now.
pub struct Bound {
    /// The document's word for it.
    pub keyword: &'static str,
    /// A plain sentence.
    pub text: String,
}

/// Tighter bounds and looser ones.
pub fn compare(old: &Limits, new: &Limits) -> (Vec<Bound>, Vec<Bound>) {
    let number = |value: Option<i64>| value.map(i128::from);
    let count = |value: Option<usize>| value.and_then(|value| i128::try_from(value).ok());
    let mut found = (Vec::new(), Vec::new());
    // Of a least value a greater one is tighter, of a greatest value a smaller one.
    for (keyword, what, old, new, least) in [
        ("minLength", "the least number of characters", count(old.min_length), count(new.min_length), true),
        ("maxLength", "the greatest number of characters", count(old.max_length), count(new.max_length), false),
        ("minimum", "the least value", number(old.min), number(new.min), true),
        ("maximum", "the greatest value", number(old.max), number(new.max), false),
        ("minItems", "the least number of items", count(old.min_items), count(new.min_items), true),
        ("maxItems", "the greatest number of items", count(old.max_items), count(new.max_items), false),
    ] {
        let (tighter, text) = match (old, new) {
            (old, new) if old == new => continue,
            (Some(old), Some(new)) => ((new > old) == least, format!("{what} is {new} instead of {old}")),
            (None, Some(new)) => (true, format!("{what} is {new} now; there was no such limit")),
            (Some(old), None) => (false, format!("{what} is no longer limited; it was {old}")),
            (None, None) => continue,
        };
        let side = if tighter { &mut found.0 } else { &mut found.1 };
        side.push(Bound { keyword, text });
    }
    let text = |limits: &Limits| limits.pattern.as_ref().map(|pattern| pattern.text.clone());
    let (tighter, text) = match (text(old), text(new)) {
        (Some(old), Some(new)) if old != new => {
            // Which of two patterns takes more is not asked: one that is another one may refuse what went through.
            (true, format!("it must look like {} instead of {}", quoted(&new), quoted(&old)))
        }
        (None, Some(new)) => (true, format!("it must look like {} now", quoted(&new))),
        (Some(old), None) => (false, format!("it need no longer look like {}", quoted(&old))),
        _ => return found,
    };
    let side = if tighter { &mut found.0 } else { &mut found.1 };
    side.push(Bound { keyword: "pattern", text });
    found
}

/// The bounds that a document states for a value inside of a JSON body: no client checks them, but the service may.
pub fn stated(document: &Document, at: &Pointer, ty: &Type) -> Limits {
    let Some(schema) = written(document, at).and_then(|at| document.raw(&at)) else { return Limits::default() };
    let count = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
    let bound = |key: &str, exclusive: &str, step: i64| {
        let bound = schema.get(key).and_then(Value::as_i64)?;
        Some(bound.saturating_add(if schema.get(exclusive) == Some(&Value::Bool(true)) { step } else { 0 }))
    };
    // A SID has its length and pattern in its type.
    let is_sid = matches!(ty, Type::Sid(_) | Type::AnySid);
    let pattern = schema.get("pattern").and_then(Value::as_str).filter(|_| !is_sid);
    Limits {
        min_length: count("minLength").filter(|least| *least > 0 && !is_sid),
        max_length: count("maxLength").filter(|_| !is_sid),
        min: bound("minimum", "exclusiveMinimum", 1),
        max: bound("maximum", "exclusiveMaximum", -1),
        min_items: count("minItems").filter(|least| *least > 0),
        max_items: count("maxItems"),
        pattern: pattern.map(|text| Pattern { text: text.to_owned(), start: false, end: false, pieces: Vec::new() }),
    }
}

/// Where the schema of a place is written, behind its references. Those that go in a circle were refused before.
fn written(document: &Document, at: &Pointer) -> Option<Pointer> {
    let mut at = at.clone();
    while let Some(reference) = document.raw(&at)?.get("$ref").and_then(Value::as_str) {
        at = Pointer::root().child("components").child("schemas").child(&component_name(reference, "schemas")?);
    }
    Some(at)
}

/// The items of a list, as far as it is one, and where they are described.
pub fn items<'t>(document: &Document, at: &Pointer, ty: &'t Type) -> Option<(Pointer, &'t Type)> {
    let Type::List(item) = ty else { return None };
    let items = written(document, at)?.child("items");
    document.raw(&items).map(|_| (items, &**item))
}
