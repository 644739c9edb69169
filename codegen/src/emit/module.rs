//! The modules of a client in; their files out, with what each imports and holds.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use super::ty::{Scope, ident};
use super::{File, choice, doc, model, operation};
use crate::ir::{Api, Home, Model, ModelId, ModelKind, Module, Paging, Service};
use crate::name::phrase;

/// Every file with its path below `api`.
pub fn files(api: &Api) -> Vec<(String, File)> {
    let mut files = vec![("mod.rs".to_owned(), File::Root), ("sid.rs".to_owned(), File::Sids)];
    for (index, service) in api.services.iter().enumerate() {
        files.push((format!("{}/mod.rs", service.name), File::Service(index)));
        let tree = tree(service);
        for path in tree.keys().filter(|path| !path.is_empty()) {
            let leaf = tree[path].is_empty();
            let below = path.join("/");
            let file = if leaf { format!("{below}.rs") } else { format!("{below}/mod.rs") };
            files.push((format!("{}/{file}", service.name), File::Module(index, path.clone())));
        }
    }
    files
}

/// The names of the modules below each module path, those that only hold other modules included.
fn tree(service: &Service) -> BTreeMap<Vec<String>, BTreeSet<&str>> {
    let mut tree = BTreeMap::from([(Vec::new(), BTreeSet::new())]);
    for module in &service.modules {
        for depth in 0..module.path.len() {
            tree.entry(module.path[..depth].to_vec()).or_insert_with(BTreeSet::new).insert(module.path[depth].as_str());
            tree.entry(module.path[..=depth].to_vec()).or_insert_with(BTreeSet::new);
        }
    }
    tree
}

/// `api/mod.rs`: the services, what they share, and the table of all operations.
pub fn root(api: &Api, krate: &str) -> TokenStream {
    let title = if api.title.is_empty() { "The API" } else { &api.title };
    let mut lines = doc::lines(&api.description, &format!("{title}."));
    if !api.version.is_empty() {
        lines.extend([String::new(), format!("From version `{}` of the document.", doc::plain_code(&api.version))]);
    }
    let doc = doc::inner(&lines);
    let scope = Scope::new(api, krate, Home::Root);
    scope.uses(&["OperationSpec"]);
    let services = api.services.iter().map(|service| {
        let name = ident(&service.name);
        quote!(pub mod #name;)
    });
    let mut shared: Vec<ModelId> =
        (0..api.models.len()).map(ModelId).filter(|id| api.models[id.0].home == Home::Root).collect();
    shared.retain(|id| !api.models[id.0].name.is_empty());
    shared.sort_by(|a, b| api.models[a.0].name.cmp(&api.models[b.0].name));
    let models = models(&scope, &shared);
    let pages = pages(&scope);
    let operations: Vec<TokenStream> = api
        .services
        .iter()
        .flat_map(|service| {
            service.modules.iter().flat_map(move |module| {
                let path: Vec<_> = std::iter::once(&service.name).chain(&module.path).map(|part| ident(part)).collect();
                module.operations.iter().map(move |operation| {
                    let name = ident(&operation.name);
                    let path = &path;
                    quote!(<#(#path::)* #name as Operation>::SPEC)
                })
            })
        })
        .collect();
    if !operations.is_empty() {
        scope.uses(&["Operation"]);
    }
    let table = quote! {
        #[doc = " Every operation, in the order of its module."]
        pub static OPERATIONS: &[&OperationSpec] = &[#(#operations),*];
    };
    let body = quote!(#models #(#pages)* #table);
    let all = api.services.iter().flat_map(|service| &service.modules).flat_map(|module| &module.operations);
    let deprecated = all.into_iter().any(|operation| operation.deprecated);
    let allow = allow(&body).or_else(|| deprecated.then(|| quote!(#![allow(deprecated)])));
    let imports = scope.imports();
    quote!(#doc #allow #(#services)* pub mod sid; #imports #body)
}

/// A service or one of its modules.
pub fn module(api: &Api, krate: &str, service: usize, path: &[String]) -> TokenStream {
    let Some(service) = api.services.get(service) else { return TokenStream::new() };
    let scope = Scope::new(api, krate, Home::Module(service.name.clone(), path.to_vec()));
    let module = service.modules.iter().find(|module| module.path == path);
    let doc = doc::inner(&title(service, path, module));
    let children = tree(service).remove(path).unwrap_or_default();
    let children = children.into_iter().map(|child| {
        let inception =
            (path.last().is_some_and(|parent| parent == child)).then(|| quote!(#[allow(clippy::module_inception)]));
        let name = ident(child);
        quote!(#inception pub mod #name;)
    });
    let operations = module.into_iter().flat_map(|module| &module.operations);
    let operations: Vec<TokenStream> =
        operations.map(|one| operation::operation(&scope, &service.name, path, one)).collect();
    let pages = pages(&scope);
    let models = models(&scope, module.map_or(&[], |module| &module.models));
    let body = quote!(#(#operations)* #models #(#pages)*);
    let allow = allow(&body);
    let imports = scope.imports();
    quote!(#doc #allow #(#children)* #imports #body)
}

fn title(service: &Service, path: &[String], module: Option<&Module>) -> Vec<String> {
    let operations = module.map_or(&[][..], |module| &module.operations);
    let shortest = operations.iter().map(|operation| operation.path.as_str()).min_by_key(|path| path.len());
    let what = match (path.last(), shortest) {
        (None, _) => format!("The API at <{}>.", service.server),
        (Some(last), Some(shortest)) => {
            format!("{}: `{}` at <{}>.", title_case(&phrase(last)), doc::plain_code(shortest), service.server)
        }
        (Some(last), None) => format!("{}: the modules below.", title_case(&phrase(last))),
    };
    let mut lines = vec![what];
    if !operations.is_empty() {
        lines.push(String::new());
        lines.extend(operations.iter().map(|operation| {
            format!("- [`{}`]: `{} {}`", operation.name, operation.method.as_str(), doc::plain_code(&operation.path))
        }));
    }
    lines
}

fn title_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Pages that live in this file, each once.
fn pages(scope: &Scope) -> Vec<TokenStream> {
    let mut pages: BTreeMap<ModelId, &Paging> = BTreeMap::new();
    // A page that several modules share lives where they all see it.
    for paging in all_paging(scope.api) {
        if scope.api.models[paging.page.0].home == scope.home {
            pages.entry(paging.page).or_insert(paging);
        }
    }
    pages.into_iter().map(|(id, paging)| operation::page(scope, id, paging)).collect()
}

pub fn all_paging(api: &Api) -> impl Iterator<Item = &Paging> {
    let modules = api.services.iter().flat_map(|service| &service.modules);
    modules.flat_map(|module| &module.operations).filter_map(|operation| operation.paging.as_ref())
}

fn models(scope: &Scope, ids: &[ModelId]) -> TokenStream {
    let models = ids.iter().map(|id| {
        let one: &Model = &scope.api.models[id.0];
        match &one.kind {
            ModelKind::Struct { members, rest } => model::structure(scope, one, members, rest.as_ref()),
            ModelKind::Choice { values, other } => choice::choice(scope, one, values, other),
            ModelKind::Union { variants, tag, other } => choice::union(scope, one, variants, tag.as_deref(), other),
        }
    });
    quote!(#(#models)*)
}

/// Code that is generated for a deprecated item still has to name it.
fn allow(body: &TokenStream) -> Option<TokenStream> {
    is_deprecated(body.clone()).then(|| quote!(#![allow(deprecated)]))
}

fn is_deprecated(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
            matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(first)) if first == "deprecated")
        }
        TokenTree::Group(group) => is_deprecated(group.stream()),
        _ => false,
    })
}
