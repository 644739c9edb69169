//! The bounds of a field in two clients in; which have become tighter, and which looser, out.

use super::record::quoted;
use crate::ir::Limits;

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
