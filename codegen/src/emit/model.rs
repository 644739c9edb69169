//! A struct of the intermediate form in; the Rust struct with its decoding out, and a constructor where callers make one.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Field, Visibility};

use super::ty::{Scope, ident};
use super::{Part, doc, syntax};
use crate::ir::{Member, Model, ModelId, Rest, Type};

/// One struct.
pub fn structure(scope: &Scope, id: ModelId, model: &Model, members: &[Member], rest: Option<&Rest>) -> Part {
    let name = ident(&model.name);
    let doc = scope.doc(scope.lines(&model.doc, || otherwise(scope, id, model)));
    let attributes = [
        Some(doc),
        Some(syntax::derive(quote!(Clone, Debug, PartialEq))),
        Some(syntax::non_exhaustive()),
        scope.deprecated(model.deprecated),
    ];
    let mut fields: Vec<Field> = members.iter().map(|member| field(scope, member)).collect();
    fields.extend(rest.map(|rest| {
        scope.uses(&["BTreeMap"]);
        let doc = syntax::attribute("doc", syntax::text(" Members that the document does not name."));
        let ty = syntax::generic("BTreeMap", [syntax::named("String"), scope.ty(&rest.ty)]);
        syntax::field(vec![doc], syntax::public(), ident(&rest.name), ty)
    }));
    let required = group("required", members.iter().filter(|member| member.required));
    let nullable = group("nullable", members.iter().filter(|member| member.nullable && !member.records));
    let others = || members.iter().filter(|member| !member.required);
    let optional = group("optional", others().filter(|member| !member.nullable && !member.records));
    let records = group("records", others().filter(|member| member.records));
    let rest_group = rest.map(|rest| {
        let name = ident(&rest.name);
        quote!(rest(#name))
    });
    let nulls = model.nulls.as_ref().map(|name| ident(name));
    fields.extend(nulls.iter().map(|name| {
        let ty = syntax::ty(syntax::runtime(["support", "Nulls"]));
        syntax::field(Vec::new(), Visibility::Inherited, name.clone(), ty)
    }));
    let nulls_group = nulls.iter().map(|name| quote!(nulls(#name)));
    let groups = quote!(#name #required #nullable #optional #records #rest_group #(#nulls_group)*);
    let record = syntax::record(attributes.into_iter().flatten().collect(), name, fields);
    let completion = syntax::completion("model", groups);
    if model.request {
        let constructor = constructor(scope, model, members, rest);
        return Part::Tokens(quote!(#record #constructor #completion));
    }
    Part::Items(vec![record, completion])
}

/// What to say of a model that the document says nothing of.
fn otherwise(scope: &Scope, id: ModelId, model: &Model) -> String {
    let page = scope.plan.paging(id);
    match page.and_then(|paging| super::member(scope, id, paging.items)) {
        Some(items) => format!("One page of `{}`.", doc::plain_code(&items.wire)),
        None => format!("The object `{}`.", model.name),
    }
}

fn field(scope: &Scope, member: &Member) -> Field {
    let doc = scope.doc(scope.lines(&member.doc, || format!("The member `{}`.", doc::plain_code(&member.wire))));
    let attributes = std::iter::once(doc).chain(scope.deprecated(member.deprecated)).collect();
    let ty = scope.ty(&member.ty);
    let ty = if member.required { ty } else { syntax::generic("Option", [ty]) };
    syntax::field(attributes, syntax::public(), scope.variable(&member.name), ty)
}

/// `required(sid, kind = "type")`
fn group<'m>(word: &str, members: impl Iterator<Item = &'m Member>) -> TokenStream {
    let members: Vec<TokenStream> = members
        .map(|member| {
            let (name, wire) = (ident(&member.name), &member.wire);
            if member.name == member.wire && name == member.name { quote!(#name) } else { quote!(#name = #wire) }
        })
        .collect();
    if members.is_empty() {
        return TokenStream::new();
    }
    let word = ident(word);
    quote!(#word(#(#members),*))
}

fn constructor(scope: &Scope, model: &Model, members: &[Member], rest: Option<&Rest>) -> TokenStream {
    let name = ident(&model.name);
    let arguments = members.iter().filter(|member| member.is_argument()).map(|member| {
        let name = ident(&member.name);
        if member.nullable {
            // A type that says itself what it is, so that a bare `None` can be given.
            let ty = scope.body(&member.ty);
            return quote!(#name: Option<#ty>);
        }
        let ty = scope.argument(&member.ty);
        quote!(#name: #ty)
    });
    let stored = members.iter().map(|member| {
        let name = ident(&member.name);
        if member.nullable {
            return if matches!(member.ty, Type::Boxed(_)) {
                quote!(#name: #name.map(Box::new))
            } else {
                quote!(#name)
            };
        }
        let stored = scope.stored(&member.ty, &name);
        match member.required {
            true if name == stored.to_string() => quote!(#name),
            true => quote!(#name: #stored),
            false if member.write_only => quote!(#name: Some(#stored)),
            false => quote!(#name: None),
        }
    });
    let rest = rest.iter().map(|rest| {
        let name = ident(&rest.name);
        quote!(#name: BTreeMap::new())
    });
    let setters = members.iter().filter(|member| !member.is_argument() && !member.read_only).map(|member| {
        let doc = scope.doc(scope.lines(&member.doc, || format!("The member `{}`.", doc::plain_code(&member.wire))));
        let deprecated = scope.deprecated(member.deprecated);
        let name = ident(&member.name);
        let (ty, stored) = (scope.argument(&member.ty), scope.stored(&member.ty, &ident("value")));
        let allow = super::allow_for_setter(&member.name);
        let null = model.nulls.as_deref().zip(member.null.as_deref()).map(|(nulls, null)| {
            let doc = format!(" Sends `{}` as null, where it would be left out.", doc::plain_code(&member.wire));
            let (nulls, null, wire) = (ident(nulls), ident(null), &member.wire);
            quote! {
                #[doc = #doc]
                #deprecated
                pub fn #null(mut self) -> Self {
                    self.#name = None;
                    self.#nulls.add(#wire);
                    self
                }
            }
        });
        quote! {
            #doc
            #deprecated
            #allow
            pub fn #name(mut self, value: #ty) -> Self {
                self.#name = Some(#stored);
                self
            }
            #null
        }
    });
    let nulls = model.nulls.as_ref().map(|name| {
        let name = ident(name);
        quote!(#name: Default::default())
    });
    let count = members.iter().filter(|member| member.is_argument()).count();
    let doc = if count == 0 { " Starts with nothing set." } else { " Starts with what must be given." };
    let many = super::allow_for_arguments(count);
    let default = (count == 0).then(|| super::default(&name));
    quote! {
        impl #name {
            #[doc = #doc]
            #many
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#stored,)* #(#rest,)* #nulls }
            }
            #(#setters)*
        }
        #default
    }
}
