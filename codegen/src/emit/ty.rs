//! Types of the intermediate form in; Rust types, arguments and the runtime's kinds out.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, Expr, Path};

use super::aside::Aside;
use super::{Plan, syntax};
use crate::ir::{Api, Home, ModelId, ModelKind, SidId, Type};

/// The file that is being written: what it sees, and what it has to import.
pub struct Scope<'a> {
    /// The whole client.
    pub api: &'a Api,
    /// What is known of it beforehand.
    pub plan: &'a Plan<'a>,
    /// Where the file is.
    pub home: Home,
    /// The documentation so far.
    pub aside: Aside,
    runtime: RefCell<BTreeSet<String>>,
    sids: RefCell<BTreeSet<String>>,
    deprecated: Cell<bool>,
    complex: Cell<bool>,
    placeholder: Cell<bool>,
}

/// Names that clippy takes for placeholders, whatever a document means by them.
const PLACEHOLDERS: [&str; 3] = ["baz", "foo", "quux"];

/// How deep a type is that is too complex to clippy: a member may be an option of it.
const COMPLEX: usize = 3;

/// An identifier, raw where the name is a keyword.
pub fn ident(name: &str) -> Ident {
    // No keyword is longer, and most names are, or have a capital or a bar.
    let may = name.len() <= 8 && name.bytes().all(|byte| byte.is_ascii_lowercase());
    match may && KEYWORDS.binary_search(&name).is_ok() {
        true => Ident::new_raw(name, Span::call_site()),
        false => Ident::new(name, Span::call_site()),
    }
}

/// Words that Rust keeps for itself, but for those that it accepts in no form and that no name is.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

impl<'a> Scope<'a> {
    /// A file that uses nothing yet.
    pub fn new(plan: &'a Plan<'a>, home: Home) -> Self {
        Self {
            api: plan.api,
            plan,
            home,
            aside: Aside::default(),
            runtime: RefCell::default(),
            sids: RefCell::default(),
            deprecated: Cell::default(),
            complex: Cell::default(),
            placeholder: Cell::default(),
        }
    }

    /// Lines of documentation from a description, and what to say where it says nothing.
    pub fn lines(&self, markdown: &str, otherwise: impl FnOnce() -> String) -> Vec<String> {
        self.plan.docs.lines(markdown, otherwise)
    }

    /// Outer documentation of an item of the file.
    pub fn doc(&self, lines: Vec<String>) -> Attribute {
        self.aside.outer(lines)
    }

    /// The name of a member or an argument.
    pub fn variable(&self, name: &str) -> Ident {
        if PLACEHOLDERS.contains(&name) {
            self.placeholder.set(true);
        }
        ident(name)
    }

    /// What marks a deprecated item.
    pub fn deprecated(&self, is: bool) -> Option<Attribute> {
        is.then(|| {
            self.deprecated.set(true);
            syntax::attribute("deprecated", syntax::text("the API document discourages its use"))
        })
    }

    /// What the lints must bear with: code that is generated for a deprecated item still has to name it, and a map of maps
    /// of lists is what the document says.
    pub fn allow(&self) -> TokenStream {
        let deprecated = self.deprecated.get().then(|| quote!(#![allow(deprecated)]));
        let complex = self.complex.get().then(|| quote!(#![allow(clippy::type_complexity)]));
        let placeholder = self.placeholder.get().then(|| quote!(#![allow(clippy::disallowed_names)]));
        quote!(#deprecated #complex #placeholder)
    }

    /// Has the file import names of the runtime.
    pub fn uses(&self, names: &[&str]) {
        let mut known = self.runtime.borrow_mut();
        for name in names {
            if !known.contains(*name) {
                known.insert((*name).to_owned());
            }
        }
    }

    /// The imports of everything that was used.
    pub fn imports(&self) -> TokenStream {
        let line = |path: Path, names: &BTreeSet<String>| {
            let names: Vec<Ident> = names.iter().map(|name| ident(name)).collect();
            (!names.is_empty()).then(|| quote!(use #path::{#(#names),*};))
        };
        let sids = line(self.supers(self.depth(), "sid"), &self.sids.borrow());
        let mut runtime = self.runtime.borrow().clone();
        let map = runtime.remove("BTreeMap").then(|| {
            quote!(
                use ::std::collections::BTreeMap;
            )
        });
        let krate = Path { leading_colon: Some(Default::default()), ..syntax::path(["twilio_iam"]) };
        let runtime = line(krate, &runtime);
        quote!(#map #sids #runtime)
    }

    /// How many modules lie between the file and the root of `api`.
    fn depth(&self) -> usize {
        match &self.home {
            Home::Root => 0,
            Home::Module(_, path) => path.len() + 1,
        }
    }

    fn supers(&self, up: usize, name: &str) -> Path {
        syntax::path(std::iter::repeat_n("super", up).chain([name]))
    }

    /// Path of a model as this file sees it.
    pub fn model(&self, id: ModelId) -> Path {
        let model = &self.api.models[id.0];
        let up = match (&self.home, &model.home) {
            (here, there) if here == there => 0,
            (Home::Module(_, path), Home::Module(..)) => path.len(),
            _ => self.depth(),
        };
        self.supers(up, &model.name)
    }

    /// The name of a SID type, imported.
    pub fn sid(&self, id: SidId) -> &'a str {
        let name = &self.api.sids[id.0].name;
        if !self.sids.borrow().contains(name) {
            self.sids.borrow_mut().insert(name.clone());
        }
        name
    }

    /// A type of the runtime, imported.
    pub fn runtime(&self, name: &str) -> syn::Type {
        self.uses(&[name]);
        syntax::named(name)
    }

    /// The type itself.
    pub fn ty(&self, ty: &Type) -> syn::Type {
        if ty.depth() >= COMPLEX {
            self.complex.set(true);
        }
        match ty {
            Type::Text => syntax::named("String"),
            Type::Boolean => syntax::named("bool"),
            Type::Secret => self.runtime("Secret"),
            Type::Integer => self.runtime("Integer"),
            Type::Number => self.runtime("Number"),
            Type::Timestamp => self.runtime("Timestamp"),
            Type::Date => self.runtime("Date"),
            Type::Json => self.runtime("Json"),
            Type::AnySid => self.runtime("Sid"),
            Type::Runtime(name) => self.runtime(name),
            Type::Sid(id) => syntax::named(self.sid(*id)),
            Type::Model(id) => syntax::ty(self.model(*id)),
            Type::Boxed(id) => syntax::generic("Box", [syntax::ty(self.model(*id))]),
            Type::List(item) => syntax::generic("Vec", [self.ty(item)]),
            Type::Map(value) => {
                self.uses(&["BTreeMap"]);
                syntax::generic("BTreeMap", [syntax::named("String"), self.ty(value)])
            }
            Type::Nullable(inner) => syntax::generic("Option", [self.ty(inner)]),
        }
    }

    /// Type of the argument by which a caller hands it over.
    pub fn argument(&self, ty: &Type) -> syn::Type {
        match ty {
            Type::Boolean | Type::Runtime(_) | Type::Map(_) => self.ty(ty),
            Type::Integer => syntax::named("i64"),
            Type::Model(id) if !self.is_choice(*id) => self.ty(ty),
            Type::Boxed(id) => syntax::ty(self.model(*id)),
            Type::Nullable(inner) => self.argument(inner),
            Type::List(item) if item.is_compound() => self.ty(ty),
            Type::List(item) => syntax::iterator(self.argument(item)),
            _ => syntax::into(self.ty(ty)),
        }
    }

    /// Type of the argument for a whole body: the value itself, since it becomes JSON and nothing else.
    pub fn body(&self, ty: &Type) -> syn::Type {
        match ty {
            Type::Boxed(id) => syntax::ty(self.model(*id)),
            ty => self.ty(ty),
        }
    }

    /// What a struct stores, made from the argument.
    pub fn stored(&self, ty: &Type, name: &Ident) -> TokenStream {
        match ty {
            Type::Boolean | Type::Runtime(_) | Type::Map(_) => quote!(#name),
            Type::Model(id) if !self.is_choice(*id) => quote!(#name),
            Type::Boxed(_) => quote!(Box::new(#name)),
            Type::Nullable(inner) => {
                let inner = self.stored(inner, name);
                quote!(Some(#inner))
            }
            Type::List(item) if item.is_compound() => quote!(#name),
            Type::List(item) if is_same(&self.argument(item), &self.ty(item)) => {
                quote!(#name.into_iter().collect())
            }
            Type::List(_) => quote!(#name.into_iter().map(Into::into).collect()),
            _ => quote!(#name.into()),
        }
    }

    /// A request with the argument put into it, as the field of that index.
    pub fn set(&self, request: Expr, ty: &Type, index: usize, name: &Ident) -> Expr {
        let single = |ty: &Type| match ty {
            Type::Integer => syntax::named("i64"),
            ty => self.ty(ty),
        };
        let (call, ty) = match ty {
            Type::Nullable(inner) => return self.set(request, inner, index, name),
            Type::Boxed(_) | Type::Map(_) => return set_json(request, index, name),
            Type::Model(id) if self.is_struct(*id) => return set_json(request, index, name),
            Type::List(item) if item.is_compound() => return set_json(request, index, name),
            Type::List(item) => ("list", single(item)),
            ty => ("with", single(ty)),
        };
        syntax::method(request, call, Some(ty), [syntax::size(index), syntax::variable(name)])
    }

    /// Whether the model has members.
    pub fn is_struct(&self, id: ModelId) -> bool {
        matches!(self.api.models[id.0].kind, ModelKind::Struct { .. })
    }

    /// Whether the model is an open enum.
    pub fn is_choice(&self, id: ModelId) -> bool {
        matches!(self.api.models[id.0].kind, ModelKind::Choice { .. })
    }
}

/// A request with the argument put into it as JSON.
pub fn set_json(request: Expr, index: usize, name: &Ident) -> Expr {
    syntax::method(request, "json", None, [syntax::size(index), syntax::reference(syntax::variable(name))])
}

fn is_same(one: &syn::Type, other: &syn::Type) -> bool {
    one.to_token_stream().to_string() == other.to_token_stream().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_raw() {
        assert!(KEYWORDS.is_sorted());
        for name in KEYWORDS {
            assert_eq!(ident(name).to_string(), format!("r#{name}"));
        }
        for name in ["union", "name", "value_2fa", "self_", "auto", "raw", "Self_"] {
            assert!(syn::parse_str::<Ident>(name).is_ok());
            assert_eq!(ident(name).to_string(), name);
        }
    }
}
