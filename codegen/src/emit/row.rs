//! A field of an operation in; its row of the operation's static table out, as text. Rows are many, and each stands on a
//! line of its own, so neither the parser nor the printer has to read them.

use proc_macro2::Literal;

use super::aside::literal;
use super::ty::{Scope, ident};
use crate::ir::{Field, Limits, Pattern, Piece, Place, Style, Type};

/// The row of a field: how the runtime checks and writes it.
pub fn row(scope: &Scope, field: &Field) -> String {
    scope.uses(&["Field", "Kind"]);
    let kind = if field.is_whole() { "Kind::Json".to_owned() } else { kind(scope, &field.ty) };
    let mut row = format!("Field::{}({}, {kind})", field.place.name(), literal(&field.wire));
    let flags = [
        (".required()", field.required && !field.account),
        (".account()", field.account),
        (".secret()", field.secret),
        (".internal()", field.internal),
        (".joined()", field.style == Style::Joined && field.place != Place::Header),
        (".spread()", field.style == Style::Spread),
    ];
    row.extend(flags.into_iter().filter_map(|(call, set)| set.then_some(call)));
    if let Style::Prefixed(prefix) = &field.style {
        row.extend([".prefixed(", &literal(prefix), ")"]);
    }
    let bounds = bounds(scope, &field.limits);
    if !bounds.is_empty() {
        scope.uses(&["Bounds"]);
        row.extend([".bound(&Bounds::ANY", &bounds, ")"]);
    }
    row
}

/// What the runtime checks and spells a type by.
fn kind(scope: &Scope, ty: &Type) -> String {
    let plain = match ty {
        Type::Text | Type::Secret => "Text",
        Type::Boolean => "Boolean",
        Type::Integer => "Integer",
        Type::Number => "Number",
        Type::Timestamp => "DateTime",
        Type::Date => "Date",
        Type::AnySid => return "Kind::Sid(&[])".to_owned(),
        Type::Sid(id) => return format!("Kind::Sid({}::PREFIXES)", ident(scope.sid(*id))),
        Type::Model(id) if scope.is_choice(*id) => {
            let names = scope.model(*id).segments.into_iter().map(|name| name.ident.to_string());
            return format!("Kind::Choice({}::VALUES)", names.collect::<Vec<_>>().join("::"));
        }
        Type::Model(id) if !scope.is_struct(*id) => "Union",
        Type::Nullable(inner) => return kind(scope, inner),
        Type::List(item) if !item.is_compound() => return format!("Kind::List(&{})", kind(scope, item)),
        _ => "Json",
    };
    format!("Kind::{plain}")
}

/// The calls that set bounds; none where a document states none.
fn bounds(scope: &Scope, limits: &Limits) -> String {
    let size = |bound: Option<usize>| bound.map(|bound| bound.to_string());
    let number = |bound: Option<i64>| bound.map(|bound| bound.to_string());
    let calls = [
        ("min_length", size(limits.min_length)),
        ("max_length", size(limits.max_length)),
        ("min_items", size(limits.min_items)),
        ("max_items", size(limits.max_items)),
        ("min", number(limits.min)),
        ("max", number(limits.max)),
        ("pattern", limits.pattern.as_ref().map(|pattern| self::pattern(scope, pattern))),
    ];
    calls.into_iter().filter_map(|(name, bound)| Some(format!(".{name}({})", bound?))).collect()
}

fn pattern(scope: &Scope, pattern: &Pattern) -> String {
    scope.uses(&["Pattern", "Piece"]);
    let Pattern { text, start, end, pieces } = pattern;
    let pieces: Vec<String> = pieces.iter().map(piece).collect();
    let (text, pieces) = (literal(text), pieces.join(", "));
    format!("&Pattern {{ text: {text}, start: {start}, end: {end}, pieces: &[{pieces}] }}")
}

fn piece(Piece { ranges, min, max }: &Piece) -> String {
    let ranges: Vec<String> = ranges
        .iter()
        .map(|(from, to)| format!("({}, {})", Literal::character(*from), Literal::character(*to)))
        .collect();
    let max = max.map_or_else(|| "u32::MAX".to_owned(), |max| max.to_string());
    format!("Piece {{ ranges: &[{}], min: {min}, max: {max} }}", ranges.join(", "))
}
