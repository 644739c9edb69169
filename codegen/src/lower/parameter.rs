//! The parameters of an operation and its path in; fields of a request out, in the order of their places.

use std::collections::BTreeMap;

use openapiv3::{Parameter, ParameterSchemaOrContent, PathStyle, QueryStyle};
use serde_json::Value;

use super::Report;
use super::bounds::FIELD;
use super::field::{self, describe};
use super::media::Media;
use super::operation::Site;
use super::owner::Owner;
use super::schema::Schemas;
use super::shape::SchemaRef;
use super::style::{self, Said};
use crate::diagnostic::Code;
use crate::document::Document;
use crate::ir::{Field, Place, Style, Type};
use crate::pointer::Pointer;

/// Headers that say how a message is sent and not what: a caller who set one would contradict what the client does.
const TRANSPORT: [&str; 15] = [
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "twilio-client-validation",
    "upgrade",
    "user-agent",
];

/// Every parameter of an operation.
pub fn lower<'d>(
    document: &'d Document,
    schemas: &mut Schemas<'d>,
    report: &mut Report,
    site: &Site<'d>,
    path: &str,
    id: &str,
) -> Vec<Field> {
    let item_at = Pointer::root().child("paths").child(site.path).child("parameters");
    let own_at = site.at.child("parameters");
    let levels = [(&site.item.parameters, item_at), (&site.operation.parameters, own_at)];
    // A parameter of the operation stands in for the one of its path with the same name and place.
    let mut found: BTreeMap<(Place, String), usize> = BTreeMap::new();
    let mut fields: Vec<Field> = Vec::new();
    for (parameters, at) in levels {
        for (index, parameter) in parameters.iter().enumerate() {
            let Some((parameter, at)) = document.resolve(parameter, &at.item(index)).ok() else { continue };
            let Some(field) = field(document, schemas, report, parameter, &at, path, id) else { continue };
            if !schemas.bounds.spend(&at, FIELD + 2 * field.wire.len() + field.doc.len()) {
                return fields;
            }
            let name = &parameter.parameter_data_ref().name;
            // The names of headers are the same in any case.
            let name = if field.place == Place::Header { name.to_ascii_lowercase() } else { name.clone() };
            let key = (field.place, name);
            match found.get(&key) {
                Some(known) => fields[*known] = field,
                None => {
                    found.insert(key, fields.len());
                    fields.push(field);
                }
            }
        }
    }
    let position = |field: &Field| path.find(&format!("{{{}}}", field.wire)).unwrap_or(usize::MAX);
    fields.sort_by_cached_key(|field| (field.place, if field.place == Place::Path { position(field) } else { 0 }));
    fields
}

fn field<'d>(
    document: &'d Document,
    schemas: &mut Schemas<'d>,
    report: &mut Report,
    parameter: &'d Parameter,
    at: &Pointer,
    path: &str,
    id: &str,
) -> Option<Field> {
    let data = parameter.parameter_data_ref();
    let (place, style) = match parameter {
        Parameter::Path { style: PathStyle::Matrix | PathStyle::Label, .. }
        | Parameter::Query {
            style: QueryStyle::SpaceDelimited | QueryStyle::PipeDelimited | QueryStyle::DeepObject,
            ..
        } => {
            report.refuse(
                Code::UnsupportedParameter,
                &at.child("style"),
                format!("`{}` is to be spelt in a style that this client does not write", data.name),
                "remove `style` in an overlay if the service takes the default one",
            );
            return None;
        }
        Parameter::Path { .. } => (Place::Path, Style::Repeated),
        Parameter::Query { .. } => (Place::Query, Style::Repeated),
        // OpenAPI says that these three are not parameters: the client sets them itself.
        Parameter::Header { .. }
            if ["accept", "content-type", "authorization"].contains(&data.name.to_ascii_lowercase().as_str()) =>
        {
            return None;
        }
        Parameter::Header { .. } if TRANSPORT.contains(&data.name.to_ascii_lowercase().as_str()) => {
            report.note(
                Code::UnsupportedParameter,
                &at.child("name"),
                format!("`{}` is a header that the client sets itself, so a caller cannot", data.name),
                "remove the parameter in an overlay to be rid of this note",
            );
            return None;
        }
        Parameter::Header { .. } => (Place::Header, Style::Joined),
        Parameter::Cookie { .. } => {
            report.refuse(
                Code::UnsupportedParameter,
                at,
                format!("`{}` is a cookie, which this client does not send", data.name),
                "remove the parameter in an overlay, or make it a header",
            );
            return None;
        }
    };
    schemas.bounds.named(&data.name, || at.child("name"));
    let owner = Owner::placed(id, &data.name, place);
    let (schema, schema_at, json) = match &data.format {
        ParameterSchemaOrContent::Schema(schema) => (Some(SchemaRef::new(schema)), at.child("schema"), false),
        ParameterSchemaOrContent::Content(content) => {
            let (name, content) = content.first()?;
            let at = at.child("content").child(name);
            let media = Media::of(name);
            if !matches!(media, Media::Json | Media::Text) {
                report.refuse(
                    Code::UnsupportedParameter,
                    &at,
                    format!("`{}` is to be sent as `{name}`, which is neither text nor JSON", data.name),
                    "describe it with `schema` in an overlay, or as `text/plain` or `application/json`",
                );
                return None;
            }
            (content.schema.as_ref().map(SchemaRef::new), at.child("schema"), media == Media::Json)
        }
    };
    let described = match json {
        true => field::whole(schemas, schema, &schema_at, &owner),
        false => describe(schemas, report, schema, &schema_at, &owner),
    };
    let is_list = matches!(&described.ty, Type::List(item) if !item.is_compound());
    let style = match (place, described.style) {
        (_, own @ (Style::Json | Style::Prefixed(_))) => own,
        (Place::Query, own) => {
            let said = Said { at, node: document.raw(at) };
            style::query(schemas, report, &said, &data.name, &described.ty, own)
        }
        (Place::Path, _) if is_list => Style::Joined,
        _ => style,
    };
    let single = matches!(
        described.ty,
        Type::Secret
            | Type::Sid(_)
            | Type::AnySid
            | Type::Model(_)
            | Type::Integer
            | Type::Timestamp
            | Type::Date
            | Type::Boolean
            | Type::Number
    );
    let is_text = place == Place::Path && !single && !is_list && style != Style::Json;
    let ty = if is_text { Type::Text } else { described.ty };
    Some(Field {
        name: given_name(&data.extensions),
        wire: data.name.clone(),
        doc: data.description.clone().unwrap_or(described.doc),
        place,
        ty,
        required: data.required || place == Place::Path,
        internal: is_internal(&data.extensions) || described.internal,
        account: place == Place::Path && data.name == "AccountSid" && follows(path, "{AccountSid}"),
        secret: described.secret,
        deprecated: data.deprecated.unwrap_or_default(),
        limits: described.limits,
        style,
        default: described.default,
        pointer: at.clone(),
    })
}

/// Whether a static segment comes after a placeholder: then it says whose resource is meant, not which.
fn follows(path: &str, placeholder: &str) -> bool {
    let rest = path.split_once(placeholder).map_or("", |(_, rest)| rest);
    rest.split('/').skip(1).any(|segment| !segment.is_empty() && !segment.contains('{'))
}

fn given_name(extensions: &indexmap::IndexMap<String, Value>) -> String {
    extensions.get("x-twilio-name").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn is_internal(extensions: &indexmap::IndexMap<String, Value>) -> bool {
    extensions.get("x-twilio-internal") == Some(&Value::Bool(true))
}
