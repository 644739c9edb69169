//! A document in, its intermediate form out. Each part of an operation, and schemas, have their file.

mod body;
mod bounds;
mod field;
mod home;
pub mod media;
mod model;
mod operation;
mod owner;
mod paging;
mod parameter;
mod pattern;
mod properties;
mod reply;
mod schema;
mod secrecy;
mod security;
mod server;
mod shape;
mod stand;
mod style;
mod subtypes;
mod union;

use std::collections::BTreeMap;

use openapiv3::{PathItem, ReferenceOr};

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::ir::{Api, Method, Module, Service};
use crate::pointer::Pointer;

/// What lowering found out beside the intermediate form.
pub struct Facts {
    /// What a maintainer should know, without being stopped by it.
    pub notes: Vec<Diagnostic>,
    /// Named schemas of the document.
    pub schemas: usize,
    /// Those of them that no operation needs.
    pub unreachable: usize,
}

/// Beyond this many, a list of refusals helps nobody.
const MAX_REFUSALS: usize = 1_000;

/// Diagnostics so far.
#[derive(Default)]
pub struct Report {
    errors: Vec<Diagnostic>,
    notes: Vec<Diagnostic>,
}

impl Report {
    fn refuse(&mut self, code: Code, at: &Pointer, message: String, help: &str) {
        self.errors.push(Diagnostic::error(code, at.clone(), message, help));
    }

    fn note(&mut self, code: Code, at: &Pointer, message: String, help: &str) {
        self.notes.push(Diagnostic::note(code, at.clone(), message, help));
    }

    fn refusals(&self) -> usize {
        self.errors.len()
    }
}

/// Lowers every operation of a document, and the schemas that they need. Names come next.
///
/// # Errors
///
/// Everything that cannot be generated, at once, and all that is worth a note beside it.
pub fn lower(document: &Document) -> Result<(Api, Facts), Vec<Diagnostic>> {
    let mut report = Report::default();
    let mut schemas = schema::Schemas::new(document);
    let mut modules: BTreeMap<String, BTreeMap<Vec<String>, Module>> = BTreeMap::new();
    for (path, item) in &document.openapi.paths.paths {
        let ReferenceOr::Item(item) = item else { continue };
        for (method, key, source) in operations(item) {
            let at = Pointer::root().child("paths").child(path).child(key);
            let site = operation::Site { path, item, method, operation: source, at };
            if schemas.bounds.is_exceeded() || report.refusals() > MAX_REFUSALS {
                break;
            }
            if let Some(placed) = operation::lower(document, &mut schemas, &mut report, &site) {
                let service = modules.entry(placed.service).or_default();
                let empty = || Module { path: placed.module.clone(), operations: Vec::new(), models: Vec::new() };
                service.entry(placed.module.clone()).or_insert_with(empty).operations.push(placed.operation);
            }
        }
    }
    let named = document.openapi.components.as_ref().map_or(0, |all| all.schemas.len());
    let unreachable = named - schemas.reached();
    report.errors.extend(schemas.bounds.refused());
    if !report.errors.is_empty() {
        report.errors.append(&mut report.notes);
        return Err(report.errors);
    }
    let info = &document.openapi.info;
    let services = modules.into_iter().map(|(name, modules)| {
        let modules: Vec<Module> = modules.into_values().collect();
        let server = modules.first().and_then(|module| module.operations.first()).map(|first| first.server.clone());
        Service { name, server: server.unwrap_or_default(), modules }
    });
    let mut api = Api {
        title: info.title.clone(),
        version: info.version.clone(),
        description: info.description.clone().unwrap_or_default(),
        services: services.collect(),
        models: schemas.models,
        sids: schemas.sids,
    };
    home::settle(&mut api);
    paging::settle(&mut api, &mut report);
    reply::settle(&mut api);
    Ok((api, Facts { notes: report.notes, schemas: named, unreachable }))
}

fn operations(item: &PathItem) -> impl Iterator<Item = (Method, &'static str, &openapiv3::Operation)> {
    [
        (Method::Get, "get", &item.get),
        (Method::Post, "post", &item.post),
        (Method::Put, "put", &item.put),
        (Method::Patch, "patch", &item.patch),
        (Method::Delete, "delete", &item.delete),
        (Method::Head, "head", &item.head),
        (Method::Options, "options", &item.options),
        (Method::Trace, "trace", &item.trace),
    ]
    .into_iter()
    .filter_map(|(method, key, operation)| Some((method, key, operation.as_ref()?)))
}
