//! An operation of the document in; its intermediate form out, put together from its parameters, body and answers.

use openapiv3::{Operation as Source, PathItem, Server};
use serde_json::Value;

use super::bounds::OPERATION;
use super::schema::Schemas;
use super::server::{self, Origin, ServerError};
use super::{Report, body, parameter, reply, security};
use crate::diagnostic::Code;
use crate::document::Document;
use crate::ir::{Method, Operation};
use crate::pointer::Pointer;

const MODULE: &str = "x-twilio-module";

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
    schemas.bounds.named(&id, || site.at.child("operationId"));
    schemas.bounds.spend(&site.at, OPERATION + id.len() + site.path.len() + documentation(source).len());
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
    let module = match given(MODULE) {
        Some(module) => module.split("::").map(server::module_name).collect(),
        None => server::module(&path),
    };
    if !server::fits(&path, &module) {
        let (at, code) = match (source.extensions.get(MODULE), site.item.extensions.get(MODULE)) {
            (Some(_), _) => (site.at.child(MODULE), Code::BadValue),
            (None, Some(_)) => (Pointer::root().child("paths").child(site.path).child(MODULE), Code::BadValue),
            (None, None) => (Pointer::root().child("paths").child(site.path), Code::BadPathTemplate),
        };
        let message = "the modules for this would be too many, or their names too long, for files".to_owned();
        report.refuse(code, &at, message, "shorten it: a module has at most 200 letters, and 16 lie one in the other");
        return None;
    }
    let refused = report.refusals();
    let mut fields = parameter::lower(document, schemas, report, site, &path, &id);
    let body = body::lower(document, schemas, report, site, &id, &mut fields);
    let replies = reply::lower(document, schemas, site, &id);
    if report.refusals() > refused {
        return None;
    }
    let operation = Operation {
        name: source.extensions.get("x-twilio-name").and_then(Value::as_str).unwrap_or_default().to_owned(),
        doc: documentation(source),
        method: site.method,
        output: reply::output(&replies),
        accept: reply::accept(&replies),
        security: security::lower(document, report, source, &site.at),
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
            format!("{} servers apply here; the first is used", origins.len()),
            "give paths that belong to another their own `servers` in an overlay",
        );
    }
    match origins.into_iter().next()? {
        Ok(origin) => Some(origin),
        Err(error) => {
            let (what, help) = error.told();
            report.refuse(Code::BadServer, &at.item(0).child("url"), what, &help);
            None
        }
    }
}
