//! Types of the intermediate form in; Rust types, arguments and the runtime's kinds out.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::Plan;
use super::aside::Aside;
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
}

/// How deep a type is that is too complex to clippy: a member may be an option of it.
const COMPLEX: usize = 3;

/// An identifier, raw where the name is a keyword.
pub fn ident(name: &str) -> Ident {
    match KEYWORDS.binary_search(&name) {
        Ok(_) => Ident::new_raw(name, Span::call_site()),
        Err(_) => Ident::new(name, Span::call_site()),
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
        }
    }

    /// Lines of documentation from a description, and what to say where it says nothing.
    pub fn lines(&self, markdown: &str, otherwise: impl FnOnce() -> String) -> Vec<String> {
        self.plan.docs.lines(markdown, otherwise)
    }

    /// Outer documentation of an item of the file.
    pub fn doc(&self, lines: Vec<String>) -> TokenStream {
        self.aside.outer(lines)
    }

    /// What marks a deprecated item.
    pub fn deprecated(&self, is: bool) -> Option<TokenStream> {
        is.then(|| {
            self.deprecated.set(true);
            quote!(#[deprecated = "the API document discourages its use"])
        })
    }

    /// What the lints must bear with: code that is generated for a deprecated item still has to name it, and a map of maps
    /// of lists is what the document says.
    pub fn allow(&self) -> TokenStream {
        let deprecated = self.deprecated.get().then(|| quote!(#![allow(deprecated)]));
        let complex = self.complex.get().then(|| quote!(#![allow(clippy::type_complexity)]));
        quote!(#deprecated #complex)
    }

    /// Has the file import names of the runtime.
    pub fn uses(&self, names: &[&str]) {
        self.runtime.borrow_mut().extend(names.iter().map(|name| (*name).to_owned()));
    }

    /// The imports of everything that was used.
    pub fn imports(&self) -> TokenStream {
        let line = |path: TokenStream, names: &BTreeSet<String>| {
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
        let runtime = line(quote!(::twilio_iam), &runtime);
        quote!(#map #sids #runtime)
    }

    /// How many modules lie between the file and the root of `api`.
    fn depth(&self) -> usize {
        match &self.home {
            Home::Root => 0,
            Home::Module(_, path) => path.len() + 1,
        }
    }

    fn supers(&self, up: usize, name: &str) -> TokenStream {
        let supers = vec![quote!(super::); up];
        let name = ident(name);
        quote!(#(#supers)* #name)
    }

    /// Path of a model as this file sees it.
    pub fn model(&self, id: ModelId) -> TokenStream {
        let model = &self.api.models[id.0];
        let up = match (&self.home, &model.home) {
            (here, there) if here == there => 0,
            (Home::Module(_, path), Home::Module(..)) => path.len(),
            _ => self.depth(),
        };
        self.supers(up, &model.name)
    }

    /// A SID type, imported.
    fn sid(&self, id: SidId) -> Ident {
        let name = &self.api.sids[id.0].name;
        self.sids.borrow_mut().insert(name.clone());
        ident(name)
    }

    /// A name of the runtime, imported.
    pub fn runtime(&self, name: &str) -> TokenStream {
        self.uses(&[name]);
        let name = ident(name);
        quote!(#name)
    }

    /// The type itself.
    pub fn ty(&self, ty: &Type) -> TokenStream {
        if ty.depth() >= COMPLEX {
            self.complex.set(true);
        }
        match ty {
            Type::Text => quote!(String),
            Type::Boolean => quote!(bool),
            Type::Secret => self.runtime("Secret"),
            Type::Integer => self.runtime("Integer"),
            Type::Number => self.runtime("Number"),
            Type::Timestamp => self.runtime("Timestamp"),
            Type::Date => self.runtime("Date"),
            Type::Json => self.runtime("Json"),
            Type::AnySid => self.runtime("Sid"),
            Type::Runtime(name) => self.runtime(name),
            Type::Sid(id) => {
                let sid = self.sid(*id);
                quote!(#sid)
            }
            Type::Model(id) => self.model(*id),
            Type::Boxed(id) => {
                let model = self.model(*id);
                quote!(Box<#model>)
            }
            Type::List(item) => {
                let item = self.ty(item);
                quote!(Vec<#item>)
            }
            Type::Map(value) => {
                let (map, value) = (self.runtime("BTreeMap"), self.ty(value));
                quote!(#map<String, #value>)
            }
            Type::Nullable(inner) => {
                let inner = self.ty(inner);
                quote!(Option<#inner>)
            }
        }
    }

    /// Type of the argument by which a caller hands it over.
    pub fn argument(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Boolean | Type::Runtime(_) | Type::Map(_) => self.ty(ty),
            Type::Integer => quote!(i64),
            Type::Model(id) if !self.is_choice(*id) => self.ty(ty),
            Type::Boxed(id) => self.model(*id),
            Type::Nullable(inner) => self.argument(inner),
            Type::List(item) if item.is_compound() => self.ty(ty),
            Type::List(item) => {
                let item = self.argument(item);
                quote!(impl IntoIterator<Item = #item>)
            }
            _ => {
                let own = self.ty(ty);
                quote!(impl Into<#own>)
            }
        }
    }

    /// Type of the argument for a whole body: the value itself, since it becomes JSON and nothing else.
    pub fn body(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Boxed(id) => self.model(*id),
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
            Type::List(item) if self.argument(item).to_string() == self.ty(item).to_string() => {
                quote!(#name.into_iter().collect())
            }
            Type::List(_) => quote!(#name.into_iter().map(Into::into).collect()),
            _ => quote!(#name.into()),
        }
    }

    /// Call that puts the argument into a request, as the field of that index.
    pub fn set(&self, ty: &Type, index: usize, name: &Ident) -> TokenStream {
        let at = Literal::usize_unsuffixed(index);
        match ty {
            Type::Nullable(inner) => self.set(inner, index, name),
            Type::Model(id) if self.is_struct(*id) => quote!(.json(#at, &#name)),
            Type::Boxed(_) | Type::Map(_) => quote!(.json(#at, &#name)),
            Type::List(item) if item.is_compound() => quote!(.json(#at, &#name)),
            Type::List(item) => {
                let item = self.single(item);
                quote!(.list::<#item>(#at, #name))
            }
            ty => {
                let ty = self.single(ty);
                quote!(.with::<#ty>(#at, #name))
            }
        }
    }

    /// Call that makes the argument the whole body of a request.
    pub fn set_body(&self, index: usize, name: &Ident) -> TokenStream {
        let at = Literal::usize_unsuffixed(index);
        quote!(.json(#at, &#name))
    }

    /// The type as which a single value goes into a request.
    fn single(&self, ty: &Type) -> TokenStream {
        if *ty == Type::Integer { quote!(i64) } else { self.ty(ty) }
    }

    /// What the runtime checks and spells it by.
    pub fn kind(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Text | Type::Secret => quote!(Kind::Text),
            Type::Boolean => quote!(Kind::Boolean),
            Type::Integer => quote!(Kind::Integer),
            Type::Number => quote!(Kind::Number),
            Type::Timestamp => quote!(Kind::DateTime),
            Type::Date => quote!(Kind::Date),
            Type::AnySid => quote!(Kind::Sid(&[])),
            Type::Sid(id) => {
                let sid = self.sid(*id);
                quote!(Kind::Sid(#sid::PREFIXES))
            }
            Type::Model(id) if self.is_choice(*id) => {
                let choice = self.model(*id);
                quote!(Kind::Choice(#choice::VALUES))
            }
            Type::Model(id) if !self.is_struct(*id) => quote!(Kind::Union),
            Type::Nullable(inner) => self.kind(inner),
            Type::List(item) if !item.is_compound() => {
                let item = self.kind(item);
                quote!(Kind::List(&#item))
            }
            _ => quote!(Kind::Json),
        }
    }

    /// Whether the model has members.
    fn is_struct(&self, id: ModelId) -> bool {
        matches!(self.api.models[id.0].kind, ModelKind::Struct { .. })
    }

    /// Whether the model is an open enum.
    pub fn is_choice(&self, id: ModelId) -> bool {
        matches!(self.api.models[id.0].kind, ModelKind::Choice { .. })
    }
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
