//! The modules of a client in; their files out, with what each imports and holds.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proc_macro2::TokenStream;
use quote::quote;

use super::aside::Aside;
use super::ty::{Scope, ident};
use super::{File, Head, Part, choice, doc, model, operation};
use crate::ir::{Api, Home, Model, ModelId, ModelKind, Module, Paging, Service};
use crate::name::phrase;

/// What several files of a client need to know of the whole of it, found once.
pub struct Plan<'a> {
    /// The whole client.
    pub api: &'a Api,
    /// Name of the crate, as its examples import it.
    pub krate: &'a str,
    /// For each service, the names of the modules below each module path, those that only hold other modules included.
    trees: Vec<BTreeMap<Vec<String>, BTreeSet<&'a str>>>,
    modules: Vec<HashMap<&'a [String], &'a Module>>,
    /// The documentation so far.
    pub docs: doc::Known,
    /// Each page once, however many operations answer with it.
    pages: BTreeMap<ModelId, &'a Paging>,
    /// The same by where they live: a page that several modules share lives where they all see it.
    homes: HashMap<&'a Home, Vec<(ModelId, &'a Paging)>>,
}

impl<'a> Plan<'a> {
    /// Looks at the whole client.
    pub fn new(api: &'a Api, krate: &'a str) -> Self {
        let operations = api.services.iter().flat_map(|service| &service.modules).flat_map(|module| &module.operations);
        let mut pages: BTreeMap<ModelId, &Paging> = BTreeMap::new();
        for paging in operations.filter_map(|operation| operation.paging.as_ref()) {
            pages.entry(paging.page).or_insert(paging);
        }
        let mut homes: HashMap<&Home, Vec<(ModelId, &Paging)>> = HashMap::new();
        for (id, paging) in &pages {
            homes.entry(&api.models[id.0].home).or_default().push((*id, paging));
        }
        let modules = |service: &'a Service| {
            service.modules.iter().map(|module| (module.path.as_slice(), module)).collect::<HashMap<_, _>>()
        };
        Self {
            api,
            krate,
            trees: api.services.iter().map(tree).collect(),
            modules: api.services.iter().map(modules).collect(),
            docs: doc::Known::default(),
            pages,
            homes,
        }
    }

    /// How the list goes on whose page this model is.
    pub fn paging(&self, page: ModelId) -> Option<&'a Paging> {
        self.pages.get(&page).copied()
    }

    /// Every file with its path below `api`.
    pub fn files(&self) -> Vec<(String, File)> {
        let mut files = vec![("mod.rs".to_owned(), File::Root), ("sid.rs".to_owned(), File::Sids)];
        for (index, (service, tree)) in self.api.services.iter().zip(&self.trees).enumerate() {
            files.push((format!("{}/mod.rs", service.name), File::Service(index)));
            for (path, below) in tree.iter().filter(|(path, _)| !path.is_empty()) {
                let joined = path.join("/");
                let file = if below.is_empty() { format!("{joined}.rs") } else { format!("{joined}/mod.rs") };
                files.push((format!("{}/{file}", service.name), File::Module(index, path.clone())));
            }
        }
        files
    }
}

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
pub fn root(plan: &Plan, items: &mut dyn FnMut(Part)) -> Head {
    let api = plan.api;
    let title = if api.title.is_empty() { "The API" } else { &api.title };
    let mut lines = doc::lines(&api.description, &format!("{title}."));
    if !api.version.is_empty() {
        lines.extend([String::new(), format!("From version `{}` of the document.", doc::plain_code(&api.version))]);
    }
    let scope = Scope::new(plan, Home::Root);
    let doc = scope.aside.inner(lines);
    scope.uses(&["OperationSpec"]);
    let services = api.services.iter().map(|service| {
        let name = ident(&service.name);
        quote!(pub mod #name;)
    });
    let mut shared: Vec<ModelId> =
        (0..api.models.len()).map(ModelId).filter(|id| api.models[id.0].home == Home::Root).collect();
    shared.retain(|id| !api.models[id.0].name.is_empty());
    shared.sort_by(|a, b| api.models[a.0].name.cmp(&api.models[b.0].name));
    models(&scope, &shared, items);
    pages(&scope, items);
    let operations: Vec<TokenStream> = api
        .services
        .iter()
        .flat_map(|service| {
            service.modules.iter().flat_map(move |module| {
                let path: Vec<_> = std::iter::once(&service.name).chain(&module.path).map(|part| ident(part)).collect();
                module.operations.iter().map(move |operation| {
                    let name = ident(&operation.name);
                    let path = &path;
                    quote!(&<#(#path::)* #name as Operation>::SPEC)
                })
            })
        })
        .collect();
    if !operations.is_empty() {
        scope.uses(&["Operation"]);
    }
    items(Part::Tokens(quote! {
        #[doc = " Every operation, in the order of its module."]
        pub static OPERATIONS: &[&OperationSpec] = &[#(#operations),*];
    }));
    let all = api.services.iter().flat_map(|service| &service.modules).flat_map(|module| &module.operations);
    // The table names them.
    if all.into_iter().any(|operation| operation.deprecated) {
        scope.deprecated(true);
    }
    let (allow, imports) = (scope.allow(), scope.imports());
    let tokens = quote!(#doc #allow #(#services)* pub mod sid; #imports);
    Head { tokens, aside: scope.aside }
}

/// A service or one of its modules.
pub fn module(plan: &Plan, index: usize, path: &[String], items: &mut dyn FnMut(Part)) -> Head {
    let Some(service) = plan.api.services.get(index) else {
        return Head { tokens: TokenStream::new(), aside: Aside::default() };
    };
    let scope = Scope::new(plan, Home::Module(service.name.clone(), path.to_vec()));
    let module = plan.modules[index].get(path).copied();
    let doc = scope.aside.inner(title(service, path, module));
    let children = plan.trees[index].get(path).into_iter().flatten().map(|child| {
        let inception =
            (path.last().is_some_and(|parent| parent == *child)).then(|| quote!(#[allow(clippy::module_inception)]));
        let name = ident(child);
        quote!(#inception pub mod #name;)
    });
    for one in module.into_iter().flat_map(|module| &module.operations) {
        operation::operation(&scope, &service.name, path, one, items);
    }
    models(&scope, module.map_or(&[], |module| &module.models), items);
    pages(&scope, items);
    let (allow, imports) = (scope.allow(), scope.imports());
    let tokens = quote!(#doc #allow #(#children)* #imports);
    Head { tokens, aside: scope.aside }
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

/// Pages that live in this file.
fn pages(scope: &Scope, items: &mut dyn FnMut(Part)) {
    let pages = scope.plan.homes.get(&scope.home).into_iter().flatten();
    pages.for_each(|(id, paging)| items(Part::Tokens(operation::page(scope, *id, paging))));
}

fn models(scope: &Scope, ids: &[ModelId], items: &mut dyn FnMut(Part)) {
    for id in ids {
        let one: &Model = &scope.api.models[id.0];
        items(match &one.kind {
            ModelKind::Struct { members, rest } => model::structure(scope, *id, one, members, rest.as_ref()),
            ModelKind::Choice { values, other } => Part::Tokens(choice::choice(scope, one, values, other)),
            ModelKind::Union { variants, tag, other } => {
                Part::Tokens(choice::union(scope, one, variants, tag.as_deref(), other))
            }
        });
    }
}
