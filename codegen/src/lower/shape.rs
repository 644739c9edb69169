//! One flat view of an openapiv3 schema, whichever of its variants the parser chose: keyword by keyword, as written.

use std::borrow::Borrow;

use openapiv3::{
    AdditionalProperties, IntegerFormat, NumberFormat, ReferenceOr, Schema, SchemaKind, StringFormat, Type,
    VariantOrUnknownOrEmpty,
};
use serde_json::Value;

use crate::pointer::Pointer;

/// The keywords of one schema.
#[derive(Clone, Debug, Default)]
pub struct Shape<'d> {
    /// `type`
    pub ty: Option<&'d str>,
    /// `format`, empty when absent.
    pub format: String,
    /// `enum`, null among the values when it was listed.
    pub values: Vec<Value>,
    /// `properties`, in order.
    pub properties: Vec<(&'d str, SchemaRef<'d>)>,
    /// `required`
    pub required: Vec<&'d str>,
    /// `additionalProperties`
    pub additional: Additional<'d>,
    /// `items`
    pub items: Option<SchemaRef<'d>>,
    /// `oneOf` and `anyOf`.
    pub branches: Vec<Placed<'d>>,
    /// `allOf`
    pub all_of: Vec<SchemaRef<'d>>,
    /// `pattern`
    pub pattern: Option<&'d str>,
    /// `minLength`
    pub min_length: Option<usize>,
    /// `maxLength`
    pub max_length: Option<usize>,
    /// `minimum`, an exclusive one made inclusive for integers.
    pub min: Option<i64>,
    /// `maximum`, likewise.
    pub max: Option<i64>,
    /// `minItems`
    pub min_items: Option<usize>,
    /// `maxItems`
    pub max_items: Option<usize>,
}

/// A schema that is a part or a branch of another one, and where it stands below that.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'d> {
    /// `allOf`, `oneOf` or `anyOf`
    pub keyword: &'static str,
    /// Its index there.
    pub index: usize,
    /// The schema.
    pub schema: SchemaRef<'d>,
}

impl Placed<'_> {
    /// Whether others may apply beside it.
    pub fn is_any_of(&self) -> bool {
        self.keyword == "anyOf"
    }

    /// Where it stands, below the place of the other one.
    pub fn below(&self, at: &Pointer) -> Pointer {
        at.child(self.keyword).item(self.index)
    }
}

/// `additionalProperties`
#[derive(Clone, Copy, Debug, Default)]
pub enum Additional<'d> {
    /// Not stated, or refused.
    #[default]
    None,
    /// `true`
    Any,
    /// Of that schema.
    Of(SchemaRef<'d>),
}

/// A schema where it is used: in place or by reference.
#[derive(Clone, Copy, Debug)]
pub enum SchemaRef<'d> {
    /// `$ref`
    Reference(&'d str),
    /// In place.
    Item(&'d Schema),
}

impl<'d> SchemaRef<'d> {
    /// The same view of both forms that openapiv3 has.
    pub fn new<S: Borrow<Schema>>(schema: &'d ReferenceOr<S>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Item(schema.borrow()),
        }
    }

    /// Whether both say the same of a value, whatever they tell people.
    pub fn says(self, other: Self) -> bool {
        match (self, other) {
            (Self::Reference(one), Self::Reference(other)) => one == other,
            (Self::Item(one), Self::Item(other)) => {
                one.schema_kind == other.schema_kind && one.schema_data.nullable == other.schema_data.nullable
            }
            _ => false,
        }
    }

    /// The text of the `$ref`, of one.
    pub fn reference(self) -> Option<&'d str> {
        match self {
            Self::Reference(reference) => Some(reference),
            Self::Item(_) => None,
        }
    }
}

impl<'d> Shape<'d> {
    /// Reads every keyword that the generator heeds.
    pub fn new(schema: &'d Schema) -> Self {
        match &schema.schema_kind {
            SchemaKind::Type(ty) => Self::typed(ty),
            SchemaKind::OneOf { one_of } => Self { branches: branches("oneOf", one_of), ..Self::default() },
            SchemaKind::AnyOf { any_of } => Self { branches: branches("anyOf", any_of), ..Self::default() },
            SchemaKind::AllOf { all_of } => {
                Self { all_of: all_of.iter().map(SchemaRef::new).collect(), ..Self::default() }
            }
            SchemaKind::Not { .. } => Self::default(),
            SchemaKind::Any(any) => {
                // Between whole numbers an exclusive bound is the next one; between others there is no next one.
                let integer = any.typ.as_deref() == Some("integer");
                let mut branches = branches("oneOf", &any.one_of);
                branches.extend(self::branches("anyOf", &any.any_of));
                Self {
                    ty: any.typ.as_deref(),
                    format: any.format.clone().unwrap_or_default(),
                    values: any.enumeration.clone(),
                    properties: any
                        .properties
                        .iter()
                        .map(|(name, schema)| (name.as_str(), SchemaRef::new(schema)))
                        .collect(),
                    required: any.required.iter().map(String::as_str).collect(),
                    additional: additional(any.additional_properties.as_ref()),
                    items: any.items.as_ref().map(SchemaRef::new),
                    branches,
                    all_of: any.all_of.iter().map(SchemaRef::new).collect(),
                    pattern: any.pattern.as_deref(),
                    min_length: any.min_length,
                    max_length: any.max_length,
                    min: any.minimum.and_then(|bound| whole(bound, any.exclusive_minimum.filter(|_| integer), 1)),
                    max: any.maximum.and_then(|bound| whole(bound, any.exclusive_maximum.filter(|_| integer), -1)),
                    min_items: any.min_items,
                    max_items: any.max_items,
                }
            }
        }
    }

    /// Whether it lists values; null alone is none.
    pub fn has_values(&self) -> bool {
        self.values.iter().any(|value| !value.is_null())
    }

    /// Whether members that it does not name are described.
    pub fn has_rest(&self) -> bool {
        !matches!(self.additional, Additional::None)
    }

    fn typed(ty: &'d Type) -> Self {
        match ty {
            Type::String(string) => Self {
                ty: Some("string"),
                format: format(&string.format, |format| match format {
                    StringFormat::Date => "date",
                    StringFormat::DateTime => "date-time",
                    StringFormat::Password => "password",
                    StringFormat::Byte => "byte",
                    StringFormat::Binary => "binary",
                }),
                values: string
                    .enumeration
                    .iter()
                    .map(|value| value.clone().map_or(Value::Null, Value::String))
                    .collect(),
                pattern: string.pattern.as_deref(),
                min_length: string.min_length,
                max_length: string.max_length,
                ..Self::default()
            },
            Type::Integer(integer) => Self {
                ty: Some("integer"),
                format: format(&integer.format, |format| match format {
                    IntegerFormat::Int32 => "int32",
                    IntegerFormat::Int64 => "int64",
                }),
                min: integer.minimum.and_then(|bound| bound.checked_add(i64::from(integer.exclusive_minimum))),
                max: integer.maximum.and_then(|bound| bound.checked_sub(i64::from(integer.exclusive_maximum))),
                ..Self::default()
            },
            Type::Number(number) => Self {
                ty: Some("number"),
                format: format(&number.format, |format| match format {
                    NumberFormat::Float => "float",
                    NumberFormat::Double => "double",
                }),
                min: number.minimum.and_then(|bound| whole(bound, None, 0)),
                max: number.maximum.and_then(|bound| whole(bound, None, 0)),
                ..Self::default()
            },
            Type::Boolean(_) => Self { ty: Some("boolean"), ..Self::default() },
            Type::Array(array) => Self {
                ty: Some("array"),
                items: array.items.as_ref().map(SchemaRef::new),
                min_items: array.min_items,
                max_items: array.max_items,
                ..Self::default()
            },
            Type::Object(object) => Self {
                ty: Some("object"),
                properties: object
                    .properties
                    .iter()
                    .map(|(name, schema)| (name.as_str(), SchemaRef::new(schema)))
                    .collect(),
                required: object.required.iter().map(String::as_str).collect(),
                additional: additional(object.additional_properties.as_ref()),
                ..Self::default()
            },
        }
    }
}

fn branches<'d>(keyword: &'static str, schemas: &'d [ReferenceOr<Schema>]) -> Vec<Placed<'d>> {
    let placed = |(index, schema)| Placed { keyword, index, schema: SchemaRef::new(schema) };
    schemas.iter().enumerate().map(placed).collect()
}

fn additional(schema: Option<&AdditionalProperties>) -> Additional<'_> {
    match schema {
        None | Some(AdditionalProperties::Any(false)) => Additional::None,
        Some(AdditionalProperties::Any(true)) => Additional::Any,
        Some(AdditionalProperties::Schema(schema)) => Additional::Of(SchemaRef::new(schema.as_ref())),
    }
}

fn format<T: Copy>(format: &VariantOrUnknownOrEmpty<T>, known: impl Fn(T) -> &'static str) -> String {
    match format {
        VariantOrUnknownOrEmpty::Item(format) => known(*format).to_owned(),
        VariantOrUnknownOrEmpty::Unknown(format) => format.clone(),
        VariantOrUnknownOrEmpty::Empty => String::new(),
    }
}

/// A bound as a whole number; one that is none, or beyond what JSON keeps exact, is not checked.
fn whole(bound: f64, exclusive: Option<bool>, step: i64) -> Option<i64> {
    let exact = bound.fract() == 0.0 && bound.abs() < 9e15;
    exact.then_some(bound as i64 + if exclusive == Some(true) { step } else { 0 })
}
