//! The intermediate form in, one token stream for each file out. Nothing is decided here, so nothing can fail.

mod aside;
mod choice;
pub mod doc;
mod example;
mod model;
mod module;
mod operation;
mod row;
mod sid;
mod syntax;
pub mod ty;

pub use operation::is_argument;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Attribute;

use crate::ir::{Member, ModelId, ModelKind};
pub use module::Plan;
use ty::Scope;

/// A file to be emitted: which one, below `api`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum File {
    /// `mod.rs`
    Root,
    /// `sid.rs`
    Sids,
    /// A service, by its index.
    Service(usize),
    /// A module below a service, by the service's index and the module path; it may hold no more than other modules.
    Module(usize, Vec<String>),
}

/// What a file opens with, known when all of its items are, and its texts, which go in when the code is formatted.
pub struct Head {
    /// Inner attributes, modules and imports.
    pub tokens: TokenStream,
    /// What stands in all of the file for documentation and tables of text.
    pub aside: aside::Aside,
}

/// A part of a file.
pub enum Part {
    /// Items that have to be read from their tokens.
    Tokens(TokenStream),
    /// Items of which a file has many, as the trees that they would be read into.
    Items(Vec<syn::Item>),
}

/// Emits one file: hands over its parts one after the other, so that no more than one is in memory, then its head.
pub fn emit(plan: &Plan, file: &File, items: &mut dyn FnMut(Part)) -> Head {
    match file {
        File::Root => module::root(plan, items),
        File::Sids => sid::file(plan.api, items),
        File::Service(service) => module::module(plan, *service, &[], items),
        File::Module(service, path) => module::module(plan, *service, path, items),
    }
}

fn member<'a>(scope: &Scope<'a>, model: ModelId, index: usize) -> Option<&'a Member> {
    match &scope.api.models.get(model.0)?.kind {
        ModelKind::Struct { members, .. } => members.get(index),
        _ => None,
    }
}

fn default(name: &Ident) -> TokenStream {
    quote! {
        impl Default for #name {
            fn default() -> Self {
                Self::new()
            }
        }
    }
}

fn allow_for_arguments(count: usize) -> Option<Attribute> {
    (count > 7).then(|| syntax::allow(quote!(clippy::too_many_arguments)))
}

/// Parameters that happen to be called like a method of a standard trait.
fn allow_for_setter(name: &str) -> Option<Attribute> {
    const TRAITS: [&str; 22] = [
        "add",
        "bitand",
        "bitor",
        "bitxor",
        "borrow",
        "borrow_mut",
        "clone",
        "cmp",
        "deref",
        "deref_mut",
        "div",
        "drop",
        "eq",
        "from_str",
        "hash",
        "index",
        "mul",
        "neg",
        "not",
        "rem",
        "shl",
        "sub",
    ];
    TRAITS.contains(&name).then(|| syntax::allow(quote!(clippy::should_implement_trait)))
}
