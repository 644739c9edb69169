//! A schema that becomes a type of its own in; the struct or open enum out.

use std::collections::HashSet;

use openapiv3::{Schema, SchemaData};
use serde_json::Value;

use super::bounds::{MEMBER, MODEL, VALUE};
use super::owner::{Owner, is_identifier, suffixes};
use super::properties::Property;
use super::schema::{Schemas, place};
use super::shape::{Additional, Shape};
use super::stand::Marks;
use crate::ir::{ChoiceValue, Home, Member, Model, ModelId, ModelKind, Rest, Type};
use crate::pointer::Pointer;

impl<'d> Schemas<'d> {
    /// An open enum of the values that are listed.
    pub(super) fn choice(
        &mut self,
        data: &SchemaData,
        shape: &Shape<'d>,
        at: &Pointer,
        owner: &Owner,
        named: Option<&'d str>,
    ) -> Type {
        let mut values: Vec<ChoiceValue> = Vec::new();
        let mut seen = HashSet::new();
        for (index, value) in shape.values.iter().enumerate().filter(|(_, value)| !value.is_null()) {
            let wire = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let place = at.child("enum").item(index);
            if !self.bounds.named(&wire, || place.clone()) || !self.bounds.spend(&place, VALUE + wire.len()) {
                break;
            }
            if seen.insert(wire.clone()) {
                values.push(ChoiceValue { name: String::new(), wire });
            }
        }
        // In place, a format such as `http-method` says more than the member: it is one enum wherever it is used.
        let format = (named.is_none() && !shape.format.is_empty()).then(|| shape.format.clone());
        let key = format.map(|format| (format, values.iter().map(|value| value.wire.clone()).collect::<Vec<_>>()));
        if let Some(id) = key.as_ref().and_then(|key| self.formats.get(key)) {
            return Type::Model(*id);
        }
        let place = place(at, owner);
        if let Some(id) = self.placed.get(&place).filter(|_| named.is_none()) {
            return Type::Model(*id);
        }
        let id = self.reserve(data, at, owner, named);
        self.placed.insert(place, id);
        let model = &mut self.models[id.0];
        if let Some((format, wires)) = key {
            model.field = None;
            model.doc = String::new();
            model.candidates = vec![format.clone(), format!("{format} {}", wires.join(" "))];
            self.formats.insert((format, wires), id);
        }
        model.kind = ModelKind::Choice { values, other: String::new() };
        Type::Model(id)
    }

    /// Reads what a model is made of.
    pub(super) fn fill(
        &mut self,
        id: ModelId,
        schema: &'d Schema,
        shape: &Shape<'d>,
        at: &Pointer,
        owner: &Owner,
        named: Option<&'d str>,
    ) {
        let is_one_of = shape.branches.len() > 1
            && shape.all_of.is_empty()
            && (shape.properties.is_empty() || self.branches_repeat(schema, shape, at));
        let kind = match named.and_then(|name| self.family(name)) {
            Some(family) => family,
            None if is_one_of && !self.apply_together(schema, shape, at) => self.union(schema, shape, at, owner),
            None => self.structure(schema, at, owner, named),
        };
        self.models[id.0].kind = kind;
    }

    pub(super) fn structure(
        &mut self,
        schema: &'d Schema,
        at: &Pointer,
        owner: &Owner,
        named: Option<&'d str>,
    ) -> ModelKind {
        let data = &schema.schema_data;
        let owner_name = match (named, &data.title) {
            (Some(name), _) => name.to_owned(),
            (None, Some(title)) if is_identifier(title) => title.clone(),
            _ => owner.text(),
        };
        let properties = self.properties(schema, at);
        let mut members: Vec<Member> = Vec::new();
        for property in properties.members {
            let Property { name: wire, schema, at: place, .. } = &property;
            let (wire, schema, place) = (*wire, *schema, place.clone());
            if !self.bounds.named(wire, || place.clone()) {
                continue;
            }
            let layers = self.said(&property);
            let lowered = self.member(&property, &Owner::new(owner_name.as_str(), wire));
            let Marks { read_only, write_only, deprecated } = Marks::of(&layers);
            let name = self.extension(schema, &place, "x-twilio-name").and_then(Value::as_str);
            let doc = self.description(schema, &place, &layers);
            if !self.bounds.spend(&place, MEMBER + 2 * wire.len() + doc.len()) {
                break;
            }
            members.push(Member {
                name: name.unwrap_or_default().to_owned(),
                wire: wire.to_owned(),
                doc,
                ty: lowered.ty,
                required: properties.required.contains(wire) && !lowered.nullable && !write_only,
                nullable: properties.required.contains(wire) && lowered.nullable && !read_only,
                null: (!properties.required.contains(wire) && lowered.nullable && !read_only).then(String::new),
                write_only: properties.required.contains(wire) && !lowered.nullable && write_only,
                read_only,
                records: false,
                deprecated,
                pointer: place,
            });
        }
        let rest = properties.rest.map(|(additional, place)| Rest {
            name: String::new(),
            ty: match additional {
                Additional::Of(schema) => {
                    self.visit(schema, &place, &Owner::new(owner_name.as_str(), "additional")).or_null()
                }
                _ => Type::Json,
            },
            pointer: place,
        });
        ModelKind::Struct { members, rest }
    }

    /// A model that can be pointed to, and is empty so far.
    pub(super) fn reserve(&mut self, data: &SchemaData, at: &Pointer, owner: &Owner, named: Option<&str>) -> ModelId {
        let given = data.extensions.get("x-twilio-name").and_then(Value::as_str);
        let candidates = match (given, named, &data.title) {
            (Some(name), ..) => vec![name.to_owned()],
            (None, Some(name), _) => suffixes(name),
            (None, None, Some(title)) if is_identifier(title) => {
                std::iter::once(title.clone()).chain(owner.texts()).collect()
            }
            _ => owner.texts(),
        };
        let doc = data.description.clone().unwrap_or_default();
        self.bounds.named(named.unwrap_or_default(), || at.clone());
        self.bounds.spend(at, MODEL + doc.len() + candidates.last().map_or(0, String::len));
        self.models.push(Model {
            name: String::new(),
            candidates,
            field: (named.is_none() && given.is_none()).then(|| owner.field.clone()),
            home: Home::Root,
            pointer: at.clone(),
            doc,
            kind: ModelKind::Struct { members: Vec::new(), rest: None },
            request: false,
            nulls: None,
            deprecated: data.deprecated,
        });
        ModelId(self.models.len() - 1)
    }
}
