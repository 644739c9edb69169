//! A field outside of a JSON body in two clients in; what the difference of its types means to the service out.

use super::kind::{BREAKING, COMPATIBLE, SAME, Verdict};
use super::ty::{Sides, Way};
use crate::ir::{Api, Field, ModelKind, Place, Style, Type};

/// How values of a type are written into a path, a query, a header or a form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    /// As one text.
    Single,
    /// As one text for each item.
    List,
    /// As JSON text.
    Json,
}

/// What is written in another way is read in another way, and what is written in the same way is text in any case.
pub fn wire(sides: &Sides, old: &Field, new: &Field) -> Option<Verdict> {
    // A name that occurs once is a list of one.
    let repeats = matches!(new.place, Place::Query | Place::Form) && new.style == Style::Repeated;
    values(sides, old.ty.plain(), new.ty.plain(), repeats)
}

fn values(sides: &Sides, old: &Type, new: &Type, repeats: bool) -> Option<Verdict> {
    match (spelling(sides.old, old), spelling(sides.new, new)) {
        (Spelling::Single, Spelling::Single) => match (old, new) {
            (old, new) if sides.same(old, new) => SAME,
            (Type::Boolean | Type::Integer | Type::Number, Type::Text | Type::Secret) => COMPATIBLE,
            _ => sides.wire(old, new, Way::Sent),
        },
        (Spelling::List, Spelling::List) => match (old, new) {
            (Type::List(old), Type::List(new)) => values(sides, old.plain(), new.plain(), repeats),
            _ => SAME,
        },
        (Spelling::Single, Spelling::List) if repeats => match new {
            Type::List(item) => values(sides, old, item.plain(), repeats).or(COMPATIBLE),
            _ => BREAKING,
        },
        (Spelling::Json, Spelling::Json) => sides.wire(old, new, Way::Sent),
        _ => BREAKING,
    }
}

fn spelling(api: &Api, ty: &Type) -> Spelling {
    match ty {
        Type::Model(id) if matches!(api.models[id.0].kind, ModelKind::Struct { .. }) => Spelling::Json,
        Type::Json | Type::Boxed(_) | Type::Map(_) => Spelling::Json,
        Type::List(item) if item.is_compound() => Spelling::Json,
        Type::List(_) => Spelling::List,
        _ => Spelling::Single,
    }
}
