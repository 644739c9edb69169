//! SID types in; their names out, each for the runtime's type with a kind of its own.

use proc_macro2::TokenStream;
use quote::quote;

use super::aside::Aside;
use super::ty::ident;
use super::{Head, Part};
use crate::ir::{Api, SidType};

/// The file with every SID type of the client.
pub fn file(api: &Api, items: &mut dyn FnMut(Part)) -> Head {
    let aside = Aside::default();
    let tokens = aside.inner(vec!["SIDs: the identifiers of Twilio's resources, one type for each kind.".to_owned()]);
    let mut sids: Vec<&SidType> = api.sids.iter().collect();
    sids.sort_by(|a, b| a.name.cmp(&b.name));
    sids.iter().for_each(|one| items(Part::Tokens(sid(&aside, one))));
    if !sids.is_empty() {
        items(Part::Tokens(kinds(&aside, &sids)));
    }
    Head { tokens, aside }
}

/// What tells the types apart.
fn kinds(aside: &Aside, sids: &[&SidType]) -> TokenStream {
    let doc = aside.outer(vec!["What tells the kinds of SIDs apart; a kind has no values.".to_owned()]);
    let kinds = sids.iter().map(|sid| {
        let (name, prefixes) = (ident(&sid.name), &sid.prefixes);
        quote!(#name #(#prefixes)*)
    });
    quote! {
        #doc
        pub mod kind {
            ::twilio_iam::sid! { #(#kinds),* }
        }
    }
}

fn sid(aside: &Aside, sid: &SidType) -> TokenStream {
    let name = ident(&sid.name);
    let letters: Vec<String> = sid.prefixes.iter().map(|prefix| format!("`{prefix}`")).collect();
    let what = crate::name::phrase(sid.name.strip_suffix("Sid").unwrap_or(&sid.name));
    // A name that is made of the letters alone says nothing about the resource.
    let known = !sid.prefixes.iter().any(|prefix| prefix.eq_ignore_ascii_case(&what));
    let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let what = if known { format!("SID of {article} {what}") } else { "SID".to_owned() };
    let doc = aside.outer(vec![format!("{what}: {} and 32 hexadecimal digits.", letters.join(" or "))]);
    quote! {
        #doc
        pub type #name = ::twilio_iam::TypedSid<kind::#name>;
    }
}
