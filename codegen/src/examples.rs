//! A document in; its example payloads out, each with the generated type that reads it and what of it must come back.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::emit::ty::ident;
use crate::ir::{Api, Field, Home, ModelId, ModelKind, Operation, Output, Place, ReplyType, Type};
use crate::lower::media::{FORM, Media};
use crate::pointer::Pointer;
use crate::{Inputs, ir};

/// An example payload of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Where it stands.
    pub pointer: Pointer,
    /// Path of the operation's type below the crate: `api_v2010::keys::ListKeys`.
    pub operation: String,
    /// Which side of the operation it shows.
    pub side: Side,
    /// The payload.
    pub value: Value,
    /// What of it the document declares; null and absent are alike.
    pub declared: Value,
    /// The schemas of a form's fields or of a parameter, by name, as the document spells them.
    pub schemas: BTreeMap<String, Value>,
}

/// Which side of an operation an example shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Side {
    /// An answer of that status, with the Rust type that reads it, as seen from the root of the crate.
    Reply(u16, String),
    /// A JSON body, with the index of its field and its Rust type.
    Body(usize, String),
    /// A form: an object of fields.
    Form,
    /// One parameter, by the index of its field.
    Parameter(usize),
}

/// Every example of the document's operations: answers that count as success, bodies and parameters.
///
/// # Errors
///
/// Everything that is wrong with the inputs, each with its place.
pub fn examples(inputs: &Inputs) -> Result<Vec<Example>, Diagnostics> {
    let document = Document::load(inputs)?;
    let (api, ..) = crate::model(&document)?;
    let mut found = Vec::new();
    for service in &api.services {
        for module in &service.modules {
            for operation in &module.operations {
                let parts = std::iter::once(&service.name).chain(&module.path).chain([&operation.name]);
                let path = parts.map(|part| ident(part).to_string()).collect::<Vec<_>>().join("::");
                let mut collector = Collector { document: &document, api: &api, operation, path, found: &mut found };
                collector.replies();
                collector.body();
                collector.parameters();
            }
        }
    }
    Ok(found)
}

struct Collector<'a> {
    document: &'a Document,
    api: &'a Api,
    operation: &'a Operation,
    path: String,
    found: &'a mut Vec<Example>,
}

impl Collector<'_> {
    fn add(&mut self, pointer: Pointer, side: Side, value: &Value, ty: Option<&Type>) {
        let declared = ty.map_or_else(|| value.clone(), |ty| declared(self.api, ty, value));
        let schemas = match side {
            Side::Form => self.operation.fields.iter().filter(|field| field.place == Place::Form).collect(),
            Side::Parameter(index) => vec![&self.operation.fields[index]],
            Side::Reply(..) | Side::Body(..) => Vec::new(),
        };
        let schemas = schemas.into_iter().filter_map(|field| Some((field.wire.clone(), self.schema(field)?))).collect();
        let operation = self.path.clone();
        self.found.push(Example { pointer, operation, side, value: value.clone(), declared, schemas });
    }

    /// The schema of a field, without the references at its top and at that of its items.
    fn schema(&self, field: &Field) -> Option<Value> {
        let at = match field.place {
            Place::Form => field.pointer.clone(),
            _ => field.pointer.child("schema"),
        };
        let at = self.document.written(at);
        let mut schema = self.document.raw(&at)?.clone();
        let items = self.document.raw(&self.document.written(at.child("items")));
        if let (Some(fields), Some(items)) = (schema.as_object_mut(), items) {
            fields.insert("items".to_owned(), items.clone());
        }
        Some(schema)
    }

    fn replies(&mut self) {
        let operation = self.operation;
        for reply in &operation.replies {
            let ReplyType::Json(ty) = &reply.ty else { continue };
            let ty = match &operation.output {
                Output::One(ReplyType::Json(own)) => own,
                _ => ty,
            };
            for (pointer, value) in self.of_content(&reply.pointer) {
                self.add(pointer, Side::Reply(reply.status, absolute(self.api, ty)), &value, Some(ty));
            }
        }
    }

    fn body(&mut self) {
        let at = self.operation.pointer.child("requestBody");
        let at = self.document.written(at);
        let examples = self.of_content(&at);
        let whole = self.operation.fields.iter().position(|field| field.place == Place::Body);
        for (pointer, value) in examples {
            match whole {
                Some(index) => {
                    let ty = &self.operation.fields[index].ty;
                    self.add(pointer, Side::Body(index, absolute(self.api, ty)), &value, Some(ty));
                }
                None => self.add(pointer, Side::Form, &value, None),
            }
        }
    }

    fn parameters(&mut self) {
        for (index, field) in self.operation.fields.iter().enumerate() {
            if matches!(field.place, Place::Path | Place::Query | Place::Header) {
                for (pointer, value) in self.of_media(&field.pointer) {
                    self.add(pointer, Side::Parameter(index), &value, None);
                }
            }
        }
    }

    /// The examples of the media type that the client speaks.
    fn of_content(&self, at: &Pointer) -> Vec<(Pointer, Value)> {
        let at = at.child("content");
        let Some(Value::Object(content)) = self.document.raw(&at) else { return Vec::new() };
        let spoken = content.keys().filter(|media| match Media::of(media) {
            Media::Json => true,
            media => media == Media::Form && self.operation.body.as_deref() == Some(FORM),
        });
        spoken.flat_map(|media| self.of_media(&at.child(media))).collect()
    }

    fn of_media(&self, at: &Pointer) -> Vec<(Pointer, Value)> {
        let mut found = Vec::new();
        if let Some(value) = self.document.extension(at, "example") {
            found.push((at.child("example"), value.clone()));
        }
        if let Some(Value::Object(examples)) = self.document.extension(at, "examples") {
            for name in examples.keys() {
                let place = self.document.written(at.child("examples").child(name));
                if let Some(value) = self.document.extension(&place, "value") {
                    found.push((place.child("value"), value.clone()));
                }
            }
        }
        found
    }
}

/// The members of a payload that a type declares; null and absent are alike.
fn declared(api: &Api, ty: &Type, value: &Value) -> Value {
    match (ty, value) {
        (Type::Model(id) | Type::Boxed(id), Value::Object(members)) => of_model(api, *id, members),
        (Type::List(item), Value::Array(items)) => items.iter().map(|value| declared(api, item, value)).collect(),
        (Type::Map(of), Value::Object(members)) => {
            members.iter().map(|(name, value)| (name.clone(), declared(api, of, value))).collect()
        }
        (Type::Nullable(inner), value) => declared(api, inner, value),
        (_, value) => value.clone(),
    }
}

fn of_model(api: &Api, id: ModelId, members: &Map<String, Value>) -> Value {
    let ModelKind::Struct { members: known, rest } = &api.models[id.0].kind else {
        return Value::Object(members.clone());
    };
    let keep = members.iter().filter_map(|(name, value)| {
        let ty = match known.iter().find(|member| member.wire == *name) {
            Some(member) => Some(&member.ty),
            None => rest.as_ref().map(|rest| &rest.ty),
        };
        Some((name.clone(), declared(api, ty?, value)))
    });
    keep.filter(|(_, value)| !value.is_null()).collect()
}

/// A type as it is written at the root of the crate.
fn absolute(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Text => "String".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Secret | Type::Integer | Type::Number | Type::Timestamp | Type::Date | Type::Json => {
            format!("twilio_iam::{ty:?}")
        }
        Type::AnySid => "twilio_iam::Sid".to_owned(),
        Type::Runtime(name) => format!("twilio_iam::{name}"),
        Type::Sid(id) => format!("krate::sid::{}", api.sids[id.0].name),
        Type::Model(id) => model(api, *id),
        Type::Boxed(id) => format!("Box<{}>", model(api, *id)),
        Type::List(item) => format!("Vec<{}>", absolute(api, item)),
        Type::Map(value) => format!("std::collections::BTreeMap<String, {}>", absolute(api, value)),
        Type::Nullable(inner) => format!("Option<{}>", absolute(api, inner)),
    }
}

fn model(api: &Api, id: ModelId) -> String {
    let ir::Model { name, home, .. } = &api.models[id.0];
    let module = match home {
        Home::Root => Vec::new(),
        Home::Module(service, path) => [std::slice::from_ref(service), path].concat(),
    };
    let parts = module.iter().chain([name]).map(|part| ident(part).to_string());
    std::iter::once("krate".to_owned()).chain(parts).collect::<Vec<_>>().join("::")
}
