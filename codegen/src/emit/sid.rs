//! SID types in; their newtypes out.

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
    sids.into_iter().for_each(|one| items(Part::Tokens(sid(&aside, one))));
    Head { tokens, aside }
}

fn sid(aside: &Aside, sid: &SidType) -> TokenStream {
    let name = ident(&sid.name);
    let prefixes = &sid.prefixes;
    let letters: Vec<String> = sid.prefixes.iter().map(|prefix| format!("`{prefix}`")).collect();
    let what = crate::name::phrase(sid.name.strip_suffix("Sid").unwrap_or(&sid.name));
    // A name that is made of the letters alone says nothing about the resource.
    let known = !sid.prefixes.iter().any(|prefix| prefix.eq_ignore_ascii_case(&what));
    let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let what = if known { format!("SID of {article} {what}") } else { "SID".to_owned() };
    let doc = aside.outer(vec![format!("{what}: {} and 32 hexadecimal digits.", letters.join(" or "))]);
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct #name(::twilio_iam::Sid);
        ::twilio_iam::sid! { #name #(#prefixes)* }
    }
}
