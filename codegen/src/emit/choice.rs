//! An open enum or a union of the intermediate form in; the Rust enum with its decoding out.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc;
use super::ty::{Scope, ident};
use crate::ir::{ChoiceValue, Model, Variant};

/// An enum that keeps values which the document does not list.
pub fn choice(scope: &Scope, model: &Model, values: &[ChoiceValue], other: &str) -> TokenStream {
    scope.uses(&["Unknown"]);
    let name = ident(&model.name);
    let doc = scope.doc(scope.lines(&model.doc, || format!("The values of `{}`.", model.name)));
    let other = ident(other);
    let variants = values.iter().map(|value| {
        let name = ident(&value.name);
        let doc = format!(" {}", code(&value.wire));
        quote!(#[doc = #doc] #name,)
    });
    let pairs = values.iter().map(|value| {
        let (name, wire) = (ident(&value.name), &value.wire);
        quote!(#name = #wire)
    });
    let deprecated = scope.deprecated(model.deprecated);
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #deprecated
        pub enum #name {
            #(#variants)*
            #[doc = " A value that this version does not know, kept as it came."]
            #other(Unknown),
        }
        ::twilio_iam::choice! { #name else #other { #(#pairs),* } }
    }
}

/// A value as documentation shows it.
fn code(wire: &str) -> String {
    if wire.is_empty() {
        return "The empty text.".to_owned();
    }
    let shown = doc::plain_code(wire);
    format!("`{shown}`")
}

/// An enum of types, with what none of them fits kept as JSON.
pub fn union(scope: &Scope, model: &Model, variants: &[Variant], tag: Option<&str>, other: &str) -> TokenStream {
    scope.uses(&["Json"]);
    let name = ident(&model.name);
    let doc = scope.doc(scope.lines(&model.doc, || format!("The types of `{}`.", model.name)));
    let other = ident(other);
    let arms = variants.iter().map(|variant| {
        let (name, ty) = (ident(&variant.name), scope.ty(&variant.ty));
        let doc = match &variant.tag {
            Some(text) => format!(" Where `{}` is {}.", doc::plain_code(tag.unwrap_or_default()), code(text)),
            None => format!(" As `{}`.", variant.name),
        };
        quote!(#[doc = #doc] #name(#ty),)
    });
    let names = variants.iter().map(|variant| {
        let name = ident(&variant.name);
        match &variant.tag {
            Some(tag) => quote!(#name = #tag),
            None => quote!(#name),
        }
    });
    let tag = tag.map(|tag| quote!(tag #tag));
    let deprecated = scope.deprecated(model.deprecated);
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant)]
        #deprecated
        pub enum #name {
            #(#arms)*
            #[doc = " Anything else, as it came."]
            #other(Json),
        }
        ::twilio_iam::union! { #name else #other #tag { #(#names),* } }
    }
}
