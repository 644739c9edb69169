//! The schema of a parameter or of a form's property in; what it says of a field out: type, limits, secrecy, default.

use openapiv3::{Schema, SchemaData};
use serde_json::Value;

use super::owner::Owner;
use super::schema::{Lowered, Schemas};
use super::shape::{SchemaRef, Shape};
use super::{Report, pattern};
use crate::diagnostic::Code;
use crate::ir::{Limits, Style, Type};
use crate::pointer::Pointer;

/// What a schema says of a field.
pub struct Described {
    /// What a caller hands over.
    pub ty: Type,
    /// Rust name that the document gives.
    pub name: String,
    /// Markdown.
    pub doc: String,
    /// Never shown.
    pub secret: bool,
    /// Only hand-written code may set it.
    pub internal: bool,
    /// How lists and objects are spelt.
    pub style: Style,
    /// Checked before anything is sent.
    pub limits: Limits,
    /// What the service takes when it is absent.
    pub default: Option<String>,
}

impl Described {
    fn new(ty: Type) -> Self {
        Self {
            ty,
            name: String::new(),
            doc: String::new(),
            secret: false,
            internal: false,
            style: Style::Repeated,
            limits: Limits::default(),
            default: None,
        }
    }
}

/// Reads what a schema says of a field; one without a schema is any JSON.
pub fn describe<'d>(
    schemas: &mut Schemas<'d>,
    report: &mut Report,
    schema: Option<SchemaRef<'d>>,
    at: &Pointer,
    owner: &Owner,
) -> Described {
    let Some(schema) = schema else { return Described::new(Type::Json) };
    let Lowered { ty, .. } = schemas.lower(schema, at, owner);
    let doc = schemas.description(schema, at);
    let internal = schemas.extension(schema, at, "x-twilio-internal") == Some(&Value::Bool(true));
    let name = schemas.extension(schema, at, "x-twilio-name").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some((source, at, _)) = schemas.resolve(schema, at) else {
        return Described { name, internal, doc, ..Described::new(ty) };
    };
    let shape = Shape::new(source);
    let style = match shape.format.strip_prefix("prefixed-collapsible-map-") {
        Some(prefix) => Style::Prefixed(prefix.to_owned()),
        None => Style::Repeated,
    };
    Described {
        secret: is_secret(&ty),
        limits: limits(schemas, report, source, &at, &ty),
        default: default(&source.schema_data),
        name,
        internal,
        ty,
        doc,
        style,
    }
}

/// Whether a field is, or lists, secrets. Those inside of a model hide themselves.
fn is_secret(ty: &Type) -> bool {
    match ty {
        Type::Secret => true,
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => is_secret(inner),
        _ => false,
    }
}

fn limits<'d>(schemas: &mut Schemas<'d>, report: &mut Report, source: &'d Schema, at: &Pointer, ty: &Type) -> Limits {
    let shape = Shape::new(source);
    let mut limits = Limits { min_items: shape.min_items, max_items: shape.max_items, ..Limits::default() };
    match ty {
        // A SID has its length and pattern in its type.
        Type::Sid(_) | Type::AnySid => {}
        Type::List(item) => {
            let items = shape.items.and_then(|items| schemas.resolve(items, &at.child("items")));
            if let Some((items, at, _)) = items {
                let inner = self::limits(schemas, report, items, &at, item);
                limits = Limits { min_items: limits.min_items, max_items: limits.max_items, ..inner };
            }
        }
        Type::Text | Type::Secret => {
            limits.min_length = shape.min_length.filter(|least| *least > 0);
            limits.max_length = shape.max_length;
            if let Some(text) = shape.pattern {
                limits.pattern = pattern::pieces(text);
                if limits.pattern.is_none() {
                    let (message, help) = unchecked(text);
                    report.note(Code::PatternNotChecked, &at.child("pattern"), message, help);
                }
            }
        }
        Type::Integer | Type::Number => (limits.min, limits.max) = (shape.min, shape.max),
        _ => {}
    }
    limits
}

/// Why a pattern is not checked, and what to do.
fn unchecked(text: &str) -> (String, &'static str) {
    match pattern::fault(text) {
        Some((what, character)) => (
            format!("this is no regular expression, so the client does not check it: {what}, at character {character}"),
            "correct it in an overlay if the check matters",
        ),
        None => (
            "this pattern is more than a sequence of runs, so the client does not check it".to_owned(),
            "simplify it in an overlay if the check matters",
        ),
    }
}

fn default(data: &SchemaData) -> Option<String> {
    match data.default.as_ref()? {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        other => Some(other.to_string()),
    }
}
