//! The body of an operation in; its media type and fields out: one for each property of a form, or one for the whole of JSON.

use std::collections::HashSet;

use super::Report;
use super::bounds::FIELD;
use super::field;
use super::media::{self, Media};
use super::operation::Site;
use super::owner::Owner;
use super::properties::Properties;
use super::schema::Schemas;
use super::shape::{Additional, SchemaRef, Shape};
use super::stand::Marks;
use super::style::{self, Said};
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
    let Some((name, media, content)) = media::request(&body.content) else {
        return empty(report, &at.child("content"), "this body has no media type");
    };
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
            let source = schema.and_then(|schema| schemas.resolve(schema, &at));
            match source {
                Some((source, at, name)) => {
                    let properties = schemas.properties_of_any(source, &at, name);
                    let is_object = Shape::new(source).ty == Some("object");
                    if properties.members.is_empty() && properties.rest.is_none() && !is_object {
                        empty(report, &at, "this form is no object");
                    }
                    form(document, schemas, report, properties, &content_at, id, fields);
                }
                None => _ = empty(report, &content_at, "this form has no schema"),
            }
            // What a document says beside it, a charset say, is no part of what a form is.
            Some(media::FORM.to_owned())
        }
        Media::Json => {
            let ty = schema.map_or(Type::Json, |schema| schemas.lower(schema, &at, &Owner::new(id, "Body")).or_null());
            let doc = body.description.clone().unwrap_or_default();
            fields.push(whole(ty, doc, body.required, &at));
            Some(if media::is_range(name) { media::JSON.to_owned() } else { name.to_owned() })
        }
        Media::Text | Media::Bytes => {
            report.refuse(
                Code::UnsupportedMediaType,
                &content_at,
                format!("a body of `{name}` is neither a form nor JSON"),
                "describe the body as `application/x-www-form-urlencoded` or `application/json`, or remove the operation in an overlay",
            );
            None
        }
    }
}

/// Tells of a body that goes out empty, whatever the document means by it.
fn empty(report: &mut Report, at: &Pointer, what: &str) -> Option<String> {
    report.note(
        Code::EmptyBody,
        at,
        format!("{what}, so nothing is sent in it"),
        "describe what it holds in an overlay, or remove the body",
    );
    None
}

/// Adds a field for each property of a form, and one for all that it leaves open.
fn form<'d>(
    document: &'d Document,
    schemas: &mut Schemas<'d>,
    report: &mut Report,
    properties: Properties<'d>,
    content_at: &Pointer,
    id: &str,
    fields: &mut Vec<Field>,
) {
    let encodings_at = content_at.child("encoding");
    let encodings = document.raw(&encodings_at);
    let names: HashSet<&str> = properties.members.iter().map(|property| property.name).collect();
    for property in properties.members {
        let said = schemas.said(&property);
        let (marks, wire) = (Marks::of(&said), property.name);
        if marks.read_only {
            continue;
        }
        if !schemas.bounds.named(wire, || property.at.clone()) {
            continue;
        }
        let described = field::of_form(schemas, report, &property, &said, &Owner::placed(id, wire, Place::Form));
        let at = property.at;
        if !schemas.bounds.spend(&at, FIELD + 2 * wire.len() + described.doc.len()) {
            break;
        }
        let encoding = Said { at: &encodings_at.child(wire), node: encodings.and_then(|all| all.get(wire)) };
        fields.push(Field {
            name: described.name,
            wire: wire.to_owned(),
            pointer: at,
            doc: described.doc,
            place: Place::Form,
            required: properties.required.contains(wire),
            internal: described.internal,
            account: false,
            secret: described.secret,
            deprecated: marks.deprecated,
            limits: described.limits,
            style: style::encoded(schemas, report, &encoding, wire, &described.ty, described.style),
            default: described.default,
            ty: described.ty,
        });
    }
    if let Some((additional, at)) = properties.rest {
        let (ty, doc) = match additional {
            Additional::Of(schema) => {
                let layers = schemas.layers(schema, &at);
                let doc = schemas.description(schema, &at, &layers);
                (schemas.lower(schema, &at, &Owner::new(id, "additional")).ty, doc)
            }
            _ => (Type::Json, String::new()),
        };
        let wire = std::iter::successors(Some("additionalProperties".to_owned()), |wire| Some(format!("other {wire}")))
            .find(|wire| !names.contains(wire.as_str()));
        schemas.bounds.spend(&at, FIELD + doc.len());
        let doc = if doc.is_empty() { "Fields of the form that have no setter of their own.".to_owned() } else { doc };
        let secret = field::is_secret(&ty);
        let ty = Type::Map(Box::new(ty));
        let field = Field { place: Place::Form, style: Style::Spread, secret, ..whole(ty, doc, false, &at) };
        fields.push(Field { wire: wire.unwrap_or_default(), ..field });
    }
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
