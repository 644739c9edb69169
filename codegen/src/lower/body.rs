//! The body of an operation in; its media type and fields out: one for each property of a form, or one for the whole of JSON.

use serde_json::Value;

use super::Report;
use super::bounds::FIELD;
use super::field::describe;
use super::media::{self, Media};
use super::operation::Site;
use super::owner::Owner;
use super::schema::Schemas;
use super::shape::SchemaRef;
use crate::diagnostic::Code;
use crate::document::Document;
use crate::ir::{Field, Limits, Place, Style, Type};
use crate::pointer::Pointer;

/// Adds the fields of the body, and says its media type.
pub fn lower<'d>(
    document: &'d Document,
    schemas: &mut Schemas<'d>,
    report: &mut Report,
    site: &Site<'d>,
    id: &str,
    fields: &mut Vec<Field>,
) -> Option<String> {
    let (body, at) = document.resolve(site.operation.request_body.as_ref()?, &site.at.child("requestBody")).ok()?;
    let (name, media, content) = media::request(&body.content)?;
    let content_at = at.child("content").child(name);
    let at = content_at.child("schema");
    if body.content.len() > 1 {
        report.note(
            Code::SeveralMediaTypes,
            &content_at,
            format!("this body can be sent in {} media types; `{name}` is used", body.content.len()),
            "remove the others in an overlay",
        );
    }
    let schema = content.schema.as_ref().map(SchemaRef::new);
    match media {
        Media::Form => {
            let Some((source, at, _)) = schema.and_then(|schema| schemas.resolve(schema, &at)) else {
                return Some(name.to_owned());
            };
            let properties = schemas.properties(source, &at);
            for (wire, property, at) in properties.members {
                if schemas.is_read_only(property, &at) {
                    continue;
                }
                if !schemas.bounds.named(wire, || at.clone()) {
                    continue;
                }
                let described = describe(schemas, report, Some(property), &at, &Owner::new(id, wire));
                if !schemas.bounds.spend(&at, FIELD + 2 * wire.len() + described.doc.len()) {
                    break;
                }
                // openapiv3 reads an absent `explode` as false, where a form's default is true.
                let encoding = content_at.child("encoding").child(wire);
                let joined = document.extension(&encoding, "explode") == Some(&Value::Bool(false));
                let own = match property {
                    SchemaRef::Item(item) => Some(&item.schema_data),
                    SchemaRef::Reference(_) => None,
                };
                fields.push(Field {
                    name: described.name,
                    wire: wire.to_owned(),
                    pointer: at,
                    doc: described.doc,
                    place: Place::Form,
                    ty: described.ty,
                    required: properties.required.contains(wire),
                    internal: described.internal,
                    account: false,
                    secret: described.secret,
                    deprecated: own.is_some_and(|data| data.deprecated),
                    limits: described.limits,
                    style: if joined { Style::Joined } else { described.style },
                    default: described.default,
                });
            }
        }
        Media::Json => {
            let ty = schema.map_or(Type::Json, |schema| schemas.lower(schema, &at, &Owner::new(id, "Body")).or_null());
            let doc = body.description.clone().unwrap_or_default();
            fields.push(whole(ty, doc, body.required, &at));
        }
        Media::Text | Media::Bytes => {
            report.refuse(
                Code::UnsupportedMediaType,
                &content_at,
                format!("a body of `{name}` is neither a form nor JSON"),
                "describe the body as `application/x-www-form-urlencoded` or `application/json`, or remove the operation in an overlay",
            );
        }
    }
    Some(name.to_owned())
}

fn whole(ty: Type, doc: String, required: bool, at: &Pointer) -> Field {
    Field {
        name: String::new(),
        wire: "body".to_owned(),
        pointer: at.clone(),
        doc,
        place: Place::Body,
        ty,
        required,
        internal: false,
        account: false,
        secret: false,
        deprecated: false,
        limits: Limits::default(),
        style: Style::Repeated,
        default: None,
    }
}
