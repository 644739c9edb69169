//! A schema that is put together of others in; the one that it stands for out, where it adds no more than remarks.

use openapiv3::{Schema, SchemaData};
use serde_json::Value;

use super::bounds::MAX_ALIASES;
use super::pattern;
use super::schema::Schemas;
use super::secrecy::{is_telling, tells_nothing};
use super::shape::{Placed, SchemaRef, Shape};
use crate::pointer::Pointer;

/// What a schema is, as a part of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// It says nothing of the shape: a description, a default, a limit.
    Remark,
    /// Text, a number, a list, a map, an enum.
    Value,
    /// It has members.
    Object,
}

/// A schema and where it stands.
pub type Layer<'d> = (&'d Schema, Pointer);

/// What a schema says of where it is used, itself or by what it wraps.
#[derive(Clone, Copy, Debug)]
pub struct Marks {
    /// Only replies carry it.
    pub read_only: bool,
    /// Only requests carry it.
    pub write_only: bool,
    /// It is better not used.
    pub deprecated: bool,
}

impl Marks {
    /// Of any of the layers of a schema.
    pub fn of(layers: &[Layer]) -> Self {
        let any = |is: fn(&SchemaData) -> bool| layers.iter().any(|(layer, _)| is(&layer.schema_data));
        Self {
            read_only: any(|data| data.read_only),
            write_only: any(|data| data.write_only),
            deprecated: any(|data| data.deprecated),
        }
    }
}

impl<'d> Schemas<'d> {
    /// A schema, the remarks that are parts of it, and the one that it stands for: references apart. Outermost first.
    pub(super) fn layers(&mut self, schema: SchemaRef<'d>, at: &Pointer) -> Vec<Layer<'d>> {
        let mut layers: Vec<Layer> = Vec::new();
        let mut next = self.resolve(schema, at);
        while let Some((schema, at, _)) = next {
            // One that wraps itself says nothing more; one of too many was refused with its type.
            if layers.len() > MAX_ALIASES || layers.iter().any(|(known, _)| std::ptr::eq(*known, schema)) {
                break;
            }
            let shape = Shape::new(schema);
            let inner = self.stands_for(schema, &shape);
            next = inner.and_then(|inner| self.resolve(inner.schema, &inner.below(&at)));
            layers.push((schema, at.clone()));
            for (index, part) in shape.all_of.iter().enumerate() {
                if next.is_some()
                    && self.part(*part) == Part::Remark
                    && let Some((part, at, _)) = self.resolve(*part, &at.child("allOf").item(index))
                {
                    layers.push((part, at));
                }
            }
        }
        layers
    }

    /// What a schema of these layers says to people where it is used. A type of its own says itself what it is, unless it is
    /// described in place; what becomes a plain type has nobody else to say it.
    pub(super) fn description(&self, schema: SchemaRef<'d>, at: &Pointer, layers: &[Layer<'d>]) -> String {
        let is_reference = matches!(schema, SchemaRef::Reference(_));
        let beside = self.extension(schema, at, "description").filter(|_| is_reference).and_then(Value::as_str);
        let is_type = |shape: &Shape| {
            let is_made = !shape.properties.is_empty() || !shape.branches.is_empty() || !shape.all_of.is_empty();
            is_made || !shape.values.is_empty()
        };
        let layers = match layers {
            [before @ .., (last, _)] if (is_reference || !before.is_empty()) && is_type(&Shape::new(last)) => before,
            all => all,
        };
        let texts = layers.iter().filter_map(|(layer, _)| layer.schema_data.description.as_deref());
        beside.into_iter().chain(texts).find(|text| !text.is_empty()).unwrap_or_default().to_owned()
    }

    /// The schema that this one is, where all else that it says leaves the shape as it is.
    pub(super) fn stands_for(&mut self, schema: &'d Schema, shape: &Shape<'d>) -> Option<Placed<'d>> {
        if shape.all_of.is_empty() && shape.branches.is_empty() {
            return None;
        }
        let has_own = !shape.properties.is_empty() || shape.items.is_some() || shape.has_rest() || shape.has_values();
        let is_own = schema.schema_data.extensions.contains_key("x-twilio-type") || self.subtypes.contains(schema);
        if has_own || is_own {
            return None;
        }
        match shape.branches[..] {
            [] | [_] => self.only(shape),
            // Branches that are one type with different limits.
            [first, ..] if shape.all_of.is_empty() => {
                let kind = self.scalar(first.schema)?;
                shape.branches.iter().all(|branch| self.scalar(branch.schema) == Some(kind)).then_some(first)
            }
            _ => None,
        }
    }

    /// The only part that has a shape; of several values that which says most.
    fn only(&mut self, shape: &Shape<'d>) -> Option<Placed<'d>> {
        let parts = parts(shape);
        let kinds: Vec<Part> = parts.iter().map(|part| self.part(part.schema)).collect();
        let shaped: Vec<Placed<'d>> =
            parts.iter().zip(&kinds).filter(|(_, kind)| **kind != Part::Remark).map(|(part, _)| *part).collect();
        match shaped[..] {
            [] if matches!(shape.ty, None | Some("object")) => parts.first().copied(),
            [] => None,
            // Another member that must be there makes another type.
            [only] => (!self.asks_for_more(shape, &parts) || !kinds.contains(&Part::Object)).then_some(only),
            _ if kinds.contains(&Part::Object) => None,
            _ => shaped.into_iter().rev().max_by_key(|part| self.says(part.schema)),
        }
    }

    /// Whether members have to be there by what is said beside the parts, or by one that says nothing else.
    fn asks_for_more(&mut self, shape: &Shape<'d>, parts: &[Placed<'d>]) -> bool {
        let asks = |schema| !Shape::new(schema).required.is_empty();
        !shape.required.is_empty()
            || parts
                .iter()
                .any(|part| self.part(part.schema) == Part::Remark && self.behind(part.schema).is_some_and(asks))
    }

    /// What a schema is as a part of another one.
    pub(super) fn part(&mut self, schema: SchemaRef<'d>) -> Part {
        self.part_within(schema, 0)
    }

    fn part_within(&mut self, schema: SchemaRef<'d>, depth: usize) -> Part {
        let Some(schema) = self.behind(schema) else { return Part::Remark };
        let key = std::ptr::from_ref(schema);
        if let Some(part) = self.parts.get(&key) {
            return *part;
        }
        let shape = Shape::new(schema);
        let part = if schema.schema_data.extensions.contains_key("x-twilio-type") {
            Part::Value
        } else if !shape.properties.is_empty() || self.subtypes.is_base(schema) || depth >= MAX_ALIASES {
            Part::Object
        } else {
            self.made_of(&shape, depth)
        };
        self.parts.insert(key, part);
        part
    }

    fn made_of(&mut self, shape: &Shape<'d>, depth: usize) -> Part {
        let below: Vec<Part> = parts(shape).iter().map(|part| self.part_within(part.schema, depth + 1)).collect();
        let of_parts = below.into_iter().max().unwrap_or(Part::Remark);
        if shape.branches.len() > 1 {
            let are_objects =
                shape.branches.iter().all(|branch| self.part_within(branch.schema, depth + 1) == Part::Object);
            return of_parts.max(if are_objects { Part::Object } else { Part::Value });
        }
        let is_value = !matches!(shape.ty, None | Some("object"))
            || shape.has_values()
            || shape.items.is_some()
            || shape.has_rest();
        of_parts.max(if is_value { Part::Value } else { Part::Remark })
    }

    /// Whether null is a value of a schema: of one of its branches, say.
    pub(super) fn takes_null(&mut self, schema: &'d Schema, depth: usize) -> bool {
        let key = std::ptr::from_ref(schema);
        if let Some(known) = self.nulls.get(&key) {
            return *known;
        }
        // One that is a branch of itself says nothing new there.
        self.nulls.insert(key, schema.schema_data.nullable);
        let shape = Shape::new(schema);
        let takes = schema.schema_data.nullable
            || shape.values.contains(&Value::Null)
            || self.a_branch_takes_null(&shape, depth);
        self.nulls.insert(key, takes);
        takes
    }

    pub(super) fn a_branch_takes_null(&mut self, shape: &Shape<'d>, depth: usize) -> bool {
        depth < MAX_ALIASES
            && shape
                .branches
                .iter()
                .any(|branch| self.behind(branch.schema).is_some_and(|branch| self.takes_null(branch, depth + 1)))
    }

    /// How much a value says of itself.
    fn says(&self, schema: SchemaRef<'d>) -> usize {
        let Some(schema) = self.behind(schema) else { return 0 };
        let shape = Shape::new(schema);
        if shape.values.is_empty() { usize::from(!shape.format.is_empty() || shape.pattern.is_some()) } else { 2 }
    }

    /// The type of a branch that is a single value, as far as Rust tells it from others.
    fn scalar(&self, schema: SchemaRef<'d>) -> Option<(&'d str, &'static str)> {
        let shape = Shape::new(self.behind(schema)?);
        let is_plain = shape.values.is_empty() && shape.all_of.is_empty() && shape.branches.is_empty();
        let ty = shape.ty.filter(|ty| is_plain && matches!(*ty, "string" | "integer" | "number" | "boolean"))?;
        let kind = match shape.format.as_str() {
            _ if ty != "string" => "",
            "date-time" | "date-time-rfc-2822" => "date-time",
            "date" => "date",
            "password" => "password",
            _ if shape.pattern.and_then(pattern::sid).is_some() => return None,
            _ => "",
        };
        Some((ty, kind))
    }

    /// The values of an enum that is spelt as several schemas: some texts that are listed, or any other; or each text in place
    /// with what it means.
    pub(super) fn open_enum(&mut self, shape: &Shape<'d>) -> Option<Vec<Value>> {
        if shape.branches.len() < 2 || !shape.properties.is_empty() || !shape.all_of.is_empty() {
            return None;
        }
        let (mut values, mut is_open, mut in_place) = (Vec::new(), false, true);
        for branch in &shape.branches {
            in_place &= branch.schema.reference().is_none();
            let branch = Shape::new(self.behind(branch.schema)?);
            // A listed text says itself what it is.
            let is_listed =
                branch.has_values() && branch.values.iter().all(|value| value.is_string() || value.is_null());
            let is_text = branch.ty == Some("string") || branch.ty.is_none() && is_listed;
            let is_alone = branch.all_of.is_empty() && branch.branches.is_empty() && branch.properties.is_empty();
            if !is_text || !is_alone || !branch.format.is_empty() || branch.pattern.is_some() {
                return None;
            }
            is_open |= branch.values.is_empty();
            values.extend(branch.values);
        }
        ((is_open || in_place) && values.iter().any(|value| !value.is_null())).then_some(values)
    }

    /// Whether a text is a secret where it is used under that name: a format or a name says so, on any of the schemas that
    /// stand for one another there.
    pub(super) fn is_hidden(&mut self, schema: SchemaRef<'d>, field: &str) -> bool {
        let (mut schema, mut is_named, mut is_plain) = (schema, is_telling(field), true);
        for _ in 0..MAX_ALIASES {
            schema = match schema {
                SchemaRef::Reference(reference) => {
                    let Some((name, target)) = self.named_schema(reference) else { break };
                    is_named |= is_telling(name);
                    target
                }
                SchemaRef::Item(item) => {
                    let shape = Shape::new(item);
                    if shape.format == "password" {
                        return true;
                    }
                    is_plain &= tells_nothing(&shape.format);
                    let Some(inner) = self.stands_for(item, &shape) else { break };
                    inner.schema
                }
            };
        }
        is_named && is_plain
    }

    /// The schema behind any number of references.
    pub(super) fn behind(&self, schema: SchemaRef<'d>) -> Option<&'d Schema> {
        let mut schema = schema;
        for _ in 0..MAX_ALIASES {
            schema = match schema {
                SchemaRef::Item(item) => return Some(item),
                SchemaRef::Reference(reference) => self.named_schema(reference)?.1,
            };
        }
        None
    }
}

/// What all of a value has to be: the parts of `allOf`, and a branch that is the only one.
fn parts<'d>(shape: &Shape<'d>) -> Vec<Placed<'d>> {
    let all = shape.all_of.iter().enumerate().map(|(index, part)| Placed { keyword: "allOf", index, schema: *part });
    let only = shape.branches.iter().copied().filter(|_| shape.branches.len() == 1);
    all.chain(only).collect()
}
