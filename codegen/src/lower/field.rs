//! The schema of a parameter or of a form's property in; what it says of a field out: type, limits, secrecy, default.

use openapiv3::SchemaData;
use serde_json::Value;

use super::owner::Owner;
use super::properties::Property;
use super::schema::Schemas;
use super::shape::{SchemaRef, Shape};
use super::stand::Layer;
use super::{Report, pattern, style};
use crate::diagnostic::Code;
use crate::ir::{Limits, Style, Type};
use crate::name::singular;
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
    let layers = schemas.layers(schema, at);
    let ty = schemas.lower(schema, at, owner).ty;
    described(schemas, report, (schema, at), (ty, &layers), owner)
}

/// Reads what is said of a field of a form.
pub fn of_form<'d>(
    schemas: &mut Schemas<'d>,
    report: &mut Report,
    property: &Property<'d>,
    said: &[Layer<'d>],
    owner: &Owner,
) -> Described {
    let ty = schemas.field(property, owner).ty;
    let mut described = described(schemas, report, (property.schema, &property.at), (ty, said), owner);
    if property.is_mixed {
        described = Described { doc: described.doc, name: described.name, ..Described::new(Type::Json) };
    }
    described
}

fn described<'d>(
    schemas: &mut Schemas<'d>,
    report: &mut Report,
    (schema, at): (SchemaRef<'d>, &Pointer),
    (ty, layers): (Type, &[Layer<'d>]),
    owner: &Owner,
) -> Described {
    let Described { ty, name, doc, internal, .. } = outside(schemas, schema, at, ty, layers);
    let ty = bare(schemas, ty, layers, owner);
    let shapes = layers.iter().map(|(layer, _)| Shape::new(layer));
    let prefix = shapes.filter_map(|shape| Some(shape.format.strip_prefix("prefixed-collapsible-map-")?.to_owned()));
    Described {
        secret: is_secret(&ty),
        limits: limits(schemas, report, layers, &ty),
        default: layers.iter().find_map(|(layer, _)| default(&layer.schema_data)),
        style: prefix.map(Style::Prefixed).next().unwrap_or_default(),
        doc,
        name,
        internal,
        ty,
    }
}

/// Reads what a schema says of a field that is one JSON text.
pub fn whole<'d>(schemas: &mut Schemas<'d>, schema: Option<SchemaRef<'d>>, at: &Pointer, owner: &Owner) -> Described {
    let Some(schema) = schema else { return Described::new(Type::Json) };
    let layers = schemas.layers(schema, at);
    let ty = schemas.lower(schema, at, owner).ty;
    let described = outside(schemas, schema, at, ty, &layers);
    Described { secret: is_secret(&described.ty), style: style::json(schemas, &described.ty), ..described }
}

/// What a schema says where it is used.
fn outside<'d>(
    schemas: &mut Schemas<'d>,
    schema: SchemaRef<'d>,
    at: &Pointer,
    ty: Type,
    layers: &[Layer<'d>],
) -> Described {
    let name = schemas.extension(schema, at, "x-twilio-name").and_then(Value::as_str).unwrap_or_default().to_owned();
    let internal = schemas.extension(schema, at, "x-twilio-internal") == Some(&Value::Bool(true));
    Described { name, internal, doc: schemas.description(schema, at, layers), ..Described::new(ty) }
}

/// A type as it is outside of JSON, where a value is a text and null cannot be said.
fn bare<'d>(schemas: &mut Schemas<'d>, ty: Type, layers: &[Layer<'d>], owner: &Owner) -> Type {
    match ty {
        Type::Json => plain(schemas, layers, owner).unwrap_or(Type::Json),
        Type::List(item) => {
            let item = match *item {
                // A list in a list is JSON again.
                Type::Nullable(inner) if !matches!(*inner, Type::List(_) | Type::Map(_)) => *inner,
                other => other,
            };
            let owner = Owner::new(owner.name.as_str(), singular(&owner.field));
            Type::List(Box::new(match item {
                Type::Json => {
                    let layers = items(schemas, layers);
                    plain(schemas, &layers, &owner).unwrap_or(Type::Json)
                }
                other => other,
            }))
        }
        other => other,
    }
}

/// The schema of a list's items.
fn items<'d>(schemas: &mut Schemas<'d>, layers: &[Layer<'d>]) -> Vec<Layer<'d>> {
    let items = layers.iter().find_map(|(layer, at)| Some((Shape::new(layer).items?, at.child("items"))));
    items.map_or_else(Vec::new, |(items, at)| schemas.layers(items, &at))
}

/// Formats that only texts have.
const TEXTS: [&str; 12] = [
    "date",
    "date-time",
    "date-time-rfc-2822",
    "password",
    "byte",
    "binary",
    "email",
    "hostname",
    "phone-number",
    "time",
    "uri",
    "uuid",
];

/// The type of what says nothing of its type, but lists its values, or speaks of it as of a text.
fn plain<'d>(schemas: &mut Schemas<'d>, layers: &[Layer<'d>], owner: &Owner) -> Option<Type> {
    let shapes: Vec<Shape> = layers.iter().map(|(layer, _)| Shape::new(layer)).collect();
    if shapes.iter().any(|shape| shape.ty.is_some()) {
        return None;
    }
    let values: Vec<&Value> = shapes.iter().flat_map(|shape| &shape.values).filter(|value| !value.is_null()).collect();
    let all = |is: fn(&Value) -> bool| !values.is_empty() && values.iter().all(|value| is(value));
    match () {
        () if all(Value::is_boolean) => return Some(Type::Boolean),
        () if all(Value::is_i64) => return Some(Type::Integer),
        () if all(Value::is_number) => return Some(Type::Number),
        () if all(|value| !value.is_object() && !value.is_array()) => return Some(Type::Text),
        () => {}
    }
    let of_text = |shape: &Shape| {
        let limited = shape.pattern.is_some() || shape.min_length.is_some() || shape.max_length.is_some();
        values.is_empty() && (limited || TEXTS.contains(&shape.format.as_str()))
    };
    let index = shapes.iter().position(of_text)?;
    let (layer, at) = &layers[index];
    let ty = schemas.text(layer, &shapes[index], at, owner, None);
    let is_secret = ty == Type::Text && schemas.is_hidden(SchemaRef::Item(layer), &owner.field);
    Some(if is_secret { Type::Secret } else { ty })
}

/// Whether a field is, or lists, secrets. Those inside of a model hide themselves.
pub fn is_secret(ty: &Type) -> bool {
    match ty {
        Type::Secret => true,
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => is_secret(inner),
        _ => false,
    }
}

/// What is stated outside holds before what is stated inside.
fn limits<'d>(schemas: &mut Schemas<'d>, report: &mut Report, layers: &[Layer<'d>], ty: &Type) -> Limits {
    let mut limits = match ty {
        Type::List(item) => {
            let layers = items(schemas, layers);
            Limits { min_items: None, max_items: None, ..self::limits(schemas, report, &layers, item) }
        }
        _ => Limits::default(),
    };
    for (layer, at) in layers {
        let own = stated(report, &Shape::new(layer), at, ty);
        limits = Limits {
            min_length: limits.min_length.or(own.min_length),
            max_length: limits.max_length.or(own.max_length),
            min: limits.min.or(own.min),
            max: limits.max.or(own.max),
            min_items: limits.min_items.or(own.min_items),
            max_items: limits.max_items.or(own.max_items),
            pattern: limits.pattern.or(own.pattern),
        };
    }
    limits
}

/// What one schema states of a type.
fn stated(report: &mut Report, shape: &Shape, at: &Pointer, ty: &Type) -> Limits {
    let mut limits = Limits { min_items: shape.min_items, max_items: shape.max_items, ..Limits::default() };
    match ty {
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
        // A SID has its length and pattern in its type.
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
