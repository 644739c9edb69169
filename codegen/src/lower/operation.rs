//! An operation of the document in; its intermediate form out, with every parameter, body field and answer.

use std::collections::BTreeMap;

use openapiv3::{
    Operation as Source, Parameter, ParameterSchemaOrContent, PathItem, PathStyle, QueryStyle, ReferenceOr, Schema,
    SchemaData, SecurityRequirement, SecurityScheme, Server, StatusCode,
};
use serde_json::Value;

use super::media::{self, Media};
use super::schema::{Lowered, Owner, Schemas};
use super::server::{self, Origin, ServerError};
use super::shape::{SchemaRef, Shape};
use super::{Report, pattern};
use crate::diagnostic::Code;
use crate::document::Document;
use crate::ir::{Field, Limits, Method, Operation, Output, Place, Reply, ReplyType, Security, Style, Type};
use crate::pointer::Pointer;

/// An operation where it stands.
pub struct Site<'d> {
    /// Path as the document spells it.
    pub path: &'d str,
    /// The path item around it.
    pub item: &'d PathItem,
    /// Method.
    pub method: Method,
    /// The operation.
    pub operation: &'d Source,
    /// Its place.
    pub at: Pointer,
}

/// An operation with the service and module that it belongs to.
pub struct Placed {
    /// Service, for example `api_v2010`.
    pub service: String,
    /// Module path below the service.
    pub module: Vec<String>,
    /// The operation.
    pub operation: Operation,
}

/// Lowers one operation; nothing when it was refused.
pub fn lower<'d>(
    document: &'d Document,
    schemas: &mut Schemas<'d>,
    report: &mut Report,
    site: &Site<'d>,
) -> Option<Placed> {
    let source = site.operation;
    let id =
        source.operation_id.clone().unwrap_or_else(|| format!("{} {}", site.method.as_str().to_lowercase(), site.path));
    let origin = origin(document, report, site)?;
    let Some(spelt) = server::spelt(site.path) else {
        report.refuse(
            Code::BadPathTemplate,
            &Pointer::root().child("paths").child(site.path),
            "the path holds what does not belong into one: `?`, `#`, `\\`, a dot segment or a control character"
                .to_owned(),
            "put a query into parameters, and write other characters percent-encoded",
        );
        return None;
    };
    let path = format!("{}{spelt}", origin.prefix);
    let given =
        |key: &str| source.extensions.get(key).or_else(|| site.item.extensions.get(key)).and_then(Value::as_str);
    let module = match given("x-twilio-module") {
        Some(module) => module.split("::").map(server::module_name).collect(),
        None => server::module(&path),
    };
    let refused = report.refusals();
    let mut fields = parameters(document, schemas, report, site, &path, &id);
    let body = body(document, schemas, report, site, &id, &mut fields);
    let replies = replies(document, schemas, site, &id);
    if report.refusals() > refused {
        return None;
    }
    let operation = Operation {
        name: source.extensions.get("x-twilio-name").and_then(Value::as_str).unwrap_or_default().to_owned(),
        doc: documentation(source),
        method: site.method,
        output: output(&replies),
        security: security(document, report, source, &site.at),
        server: origin.origin,
        paging: None,
        deprecated: source.deprecated,
        pointer: site.at.clone(),
        id,
        path,
        fields,
        body,
        replies,
    };
    Some(Placed { service: server::service(&operation.server, &operation.path), module, operation })
}

fn documentation(source: &Source) -> String {
    let description = source.description.as_deref().map(str::trim).filter(|text| !text.is_empty());
    description.or(source.summary.as_deref()).unwrap_or_default().to_owned()
}

fn origin(document: &Document, report: &mut Report, site: &Site) -> Option<Origin> {
    let levels: [(&[Server], Pointer); 3] = [
        (&site.operation.servers, site.at.child("servers")),
        (&site.item.servers, Pointer::root().child("paths").child(site.path).child("servers")),
        (&document.openapi.servers, Pointer::root().child("servers")),
    ];
    let Some((servers, at)) = levels.into_iter().find(|(servers, _)| !servers.is_empty()) else {
        report.refuse(
            Code::NoServer,
            &site.at,
            "no server applies to this operation".to_owned(),
            "add `servers` with an https address to the document, the path or the operation",
        );
        return None;
    };
    let origins: Vec<Result<Origin, ServerError>> = servers.iter().map(server::origin).collect();
    if origins.len() > 1 && origins[1..].iter().any(|origin| *origin != origins[0]) {
        report.note(
            Code::AmbiguousServer,
            &at,
            format!("{} servers apply to `{}`; the first is used", origins.len(), site.path),
            "give the path its own `servers` in an overlay",
        );
    }
    match origins.into_iter().next()? {
        Ok(origin) => Some(origin),
        Err(error) => {
            let (what, help) = match error {
                ServerError::Relative => (
                    "the server's address names no host",
                    "give it a scheme and a host, as in `https://api.twilio.com`",
                ),
                ServerError::Insecure => ("credentials would travel to this server in the clear", "use https"),
                ServerError::Malformed => (
                    "the server's address is not a scheme, a host and a path",
                    "write it as in `https://api.twilio.com/v1`",
                ),
            };
            report.refuse(Code::BadServer, &at.item(0).child("url"), what.to_owned(), help);
            None
        }
    }
}

fn parameters<'d>(
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
    let mut found: BTreeMap<(Place, &str), usize> = BTreeMap::new();
    let mut fields: Vec<Field> = Vec::new();
    for (parameters, at) in levels {
        for (index, parameter) in parameters.iter().enumerate() {
            let Some((parameter, at)) = document.resolve(parameter, &at.item(index)).ok() else { continue };
            let Some(field) = field(schemas, report, parameter, &at, path, id) else { continue };
            let key = (field.place, parameter.parameter_data_ref().name.as_str());
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
    fields.sort_by_key(|field| (field.place, if field.place == Place::Path { position(field) } else { 0 }));
    fields
}

fn field<'d>(
    schemas: &mut Schemas<'d>,
    report: &mut Report,
    parameter: &'d Parameter,
    at: &Pointer,
    path: &str,
    id: &str,
) -> Option<Field> {
    let data = parameter.parameter_data_ref();
    let (place, mut style) = match parameter {
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
        Parameter::Query { .. } if data.explode == Some(false) => (Place::Query, Style::Joined),
        Parameter::Query { .. } => (Place::Query, Style::Repeated),
        // OpenAPI says that these three are not parameters: the client sets them itself.
        Parameter::Header { .. }
            if ["accept", "content-type", "authorization"].contains(&data.name.to_ascii_lowercase().as_str()) =>
        {
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
    let owner = Owner::new(id, data.name.as_str());
    let (schema, schema_at) = match &data.format {
        ParameterSchemaOrContent::Schema(schema) => (Some(SchemaRef::new(schema)), at.child("schema")),
        // A parameter with content is JSON text, whatever its schema.
        ParameterSchemaOrContent::Content(_) => (None, at.child("content")),
    };
    let mut described = describe(schemas, report, schema, &schema_at, &owner);
    if let Style::Prefixed(_) = described.style {
        style = described.style.clone();
    }
    if place == Place::Path
        && !matches!(
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
        )
    {
        described.ty = Type::Text;
    }
    Some(Field {
        name: given_name(&data.extensions),
        wire: data.name.clone(),
        doc: data.description.clone().unwrap_or(described.doc),
        place,
        ty: described.ty,
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

/// What a schema says of a field.
struct Described {
    ty: Type,
    name: String,
    doc: String,
    secret: bool,
    internal: bool,
    style: Style,
    limits: Limits,
    default: Option<String>,
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

fn describe<'d>(
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
                    report.note(
                        Code::PatternNotChecked,
                        &at.child("pattern"),
                        "this pattern is more than a sequence of runs, so the client does not check it".to_owned(),
                        "simplify it in an overlay if the check matters",
                    );
                }
            }
        }
        Type::Integer | Type::Number => (limits.min, limits.max) = (shape.min, shape.max),
        _ => {}
    }
    limits
}

fn default(data: &SchemaData) -> Option<String> {
    match data.default.as_ref()? {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        other => Some(other.to_string()),
    }
}

fn given_name(extensions: &indexmap::IndexMap<String, Value>) -> String {
    extensions.get("x-twilio-name").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn is_internal(extensions: &indexmap::IndexMap<String, Value>) -> bool {
    extensions.get("x-twilio-internal") == Some(&Value::Bool(true))
}

/// Adds the fields of the body, and says its media type.
fn body<'d>(
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
            &at,
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
                let described = describe(schemas, report, Some(property), &at, &Owner::new(id, wire));
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
                    required: properties.required.contains(&wire),
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
            let ty = schema.map_or(Type::Json, |schema| schemas.lower(schema, &at, &Owner::new(id, "Body")).ty);
            let doc = body.description.clone().unwrap_or_default();
            fields.push(whole(ty, doc, body.required, &at));
        }
        Media::Text | Media::Bytes => {
            report.refuse(
                Code::UnsupportedMediaType,
                &at,
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

fn replies<'d>(document: &'d Document, schemas: &mut Schemas<'d>, site: &Site<'d>, id: &str) -> Vec<Reply> {
    let responses = &site.operation.responses;
    let at = site.at.child("responses");
    let mut answers: BTreeMap<u16, (&'d ReferenceOr<openapiv3::Response>, Pointer)> = BTreeMap::new();
    for (status, response) in &responses.responses {
        let code = match status {
            StatusCode::Code(code) => *code,
            StatusCode::Range(hundreds) => hundreds * 100,
        };
        if (200..400).contains(&code) {
            answers.insert(code, (response, at.child(&status.to_string())));
        }
    }
    if let (true, Some(response)) = (answers.is_empty(), &responses.default) {
        answers.insert(200, (response, at.child("default")));
    }
    let several = answers.len() > 1;
    let mut replies = Vec::new();
    for (status, (response, at)) in answers {
        let Some((response, at)) = document.resolve(response, &at).ok() else { continue };
        let ty = match media::reply(&response.content) {
            _ if status == 204 || status == 304 || site.method == Method::Head => ReplyType::Empty,
            None => ReplyType::Empty,
            Some((name, Media::Json, content)) => match &content.schema {
                Some(schema) => {
                    let at = at.child("content").child(name).child("schema");
                    let field = if several { reason(status) } else { "Response".to_owned() };
                    let ty = schemas.lower(SchemaRef::new(schema), &at, &Owner::new(id, field));
                    ReplyType::Json(ty.or_null())
                }
                None => ReplyType::Json(Type::Json),
            },
            Some((_, Media::Text | Media::Form, _)) => ReplyType::Text,
            Some((_, Media::Bytes, _)) => ReplyType::Bytes,
        };
        replies.push(Reply { status, ty, pointer: at });
    }
    replies
}

fn output(replies: &[Reply]) -> Output {
    match replies {
        [] => Output::One(ReplyType::Empty),
        [first, rest @ ..] if rest.iter().all(|reply| reply.ty == first.ty) => Output::One(first.ty.clone()),
        several => Output::Alternatives {
            name: String::new(),
            variants: several.iter().map(|reply| (reason(reply.status), reply.clone())).collect(),
        },
    }
}

/// Name of a status, as RFC 9110 gives it.
fn reason(status: u16) -> String {
    match status {
        200 => "Ok".to_owned(),
        201 => "Created".to_owned(),
        202 => "Accepted".to_owned(),
        204 => "NoContent".to_owned(),
        206 => "PartialContent".to_owned(),
        301 => "MovedPermanently".to_owned(),
        302 => "Found".to_owned(),
        303 => "SeeOther".to_owned(),
        304 => "NotModified".to_owned(),
        307 => "TemporaryRedirect".to_owned(),
        308 => "PermanentRedirect".to_owned(),
        other => format!("Status{other}"),
    }
}

/// What the request authenticates with: basic authentication where that is offered, else a bearer token.
///
/// A scheme that this client does not speak is told and gets no credentials at all: they might go where they must not.
fn security(document: &Document, report: &mut Report, source: &Source, at: &Pointer) -> Security {
    let (requirements, at) = match (&source.security, &document.openapi.security) {
        (Some(own), _) => (own, at.child("security")),
        (None, Some(all)) => (all, Pointer::root().child("security")),
        (None, None) => return Security::None,
    };
    let schemes = document.openapi.components.as_ref().map(|components| &components.security_schemes);
    let mut offered = Vec::new();
    for name in requirements.iter().flat_map(SecurityRequirement::keys) {
        let scheme = schemes.and_then(|schemes| schemes.get(name));
        match scheme {
            Some(ReferenceOr::Item(SecurityScheme::HTTP { scheme, .. })) if scheme.eq_ignore_ascii_case("basic") => {
                offered.push(Security::Basic);
            }
            Some(ReferenceOr::Item(SecurityScheme::HTTP { scheme, .. })) if scheme.eq_ignore_ascii_case("bearer") => {
                offered.push(Security::Bearer);
            }
            Some(ReferenceOr::Item(SecurityScheme::OAuth2 { .. } | SecurityScheme::OpenIDConnect { .. })) => {
                offered.push(Security::Bearer);
            }
            other => {
                let what = if other.is_none() {
                    "is none of components/securitySchemes"
                } else {
                    "is no scheme that this client speaks"
                };
                report.note(
                    Code::UnsupportedSecurity,
                    &at,
                    format!("`{name}` {what}, so no credentials are sent for it"),
                    "declare it as `type: http` with `scheme: basic` or `bearer`",
                );
            }
        }
    }
    match () {
        () if offered.contains(&Security::Basic) => Security::Basic,
        () if offered.contains(&Security::Bearer) => Security::Bearer,
        () => Security::None,
    }
}
