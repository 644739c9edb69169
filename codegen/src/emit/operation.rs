//! An operation of the intermediate form in; its struct, setters, description and decoding out.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::ty::{Scope, ident};
use super::{doc, example};
use crate::ir::{
    Field, Limits, ModelId, Next, Operation, Output, Paging, Pattern, Place, Reply, ReplyType, Security, Style, Type,
};
use crate::name::phrase;

/// One operation.
pub fn operation(scope: &Scope, service: &str, module: &[String], operation: &Operation) -> TokenStream {
    scope.uses(&["Method", "Operation", "OperationSpec", "Request"]);
    let name = ident(&operation.name);
    let doc = documentation(scope, service, module, operation);
    let deprecated = scope.deprecated(operation.deprecated);
    let arguments: Vec<(usize, &Field)> =
        operation.fields.iter().enumerate().filter(|(_, field)| is_argument(field)).collect();
    let parameters = arguments.iter().map(|(_, field)| {
        let name = ident(&field.name);
        let ty = argument(scope, field);
        quote!(#name: #ty)
    });
    let given = arguments.iter().map(|(index, field)| set(scope, field, *index, &ident(&field.name)));
    let setters = operation.fields.iter().enumerate().filter(|(_, field)| !is_argument(field));
    let setters = setters.map(|(index, field)| setter(scope, index, field));
    let many = super::allow_for_arguments(arguments.len());
    let new = constructor_doc(scope, &arguments);
    let default = arguments.is_empty().then(|| super::default(&name));
    let (output, alternatives) = output(scope, operation);
    let spec = spec(scope, service, module, operation);
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        #[must_use = "an operation does nothing until it is sent"]
        #deprecated
        pub struct #name(Request);
        impl #name {
            #new
            #many
            pub fn new(#(#parameters),*) -> Self {
                Self(Request::new(Self::SPEC) #(#given)*)
            }
            #(#setters)*
        }
        #default
        impl Operation for #name {
            type Output = #output;
            const SPEC: &'static OperationSpec = &#spec;
            fn request(&self) -> &Request {
                &self.0
            }
        }
        #alternatives
    }
}

fn argument(scope: &Scope, field: &Field) -> TokenStream {
    if field.is_whole() { scope.body(&field.ty) } else { scope.argument(&field.ty) }
}

fn set(scope: &Scope, field: &Field, index: usize, name: &Ident) -> TokenStream {
    if field.is_whole() { scope.set_body(index, name) } else { scope.set(&field.ty, index, name) }
}

/// Whether `new` asks for it.
pub fn is_argument(field: &Field) -> bool {
    field.required && !field.account && !field.internal
}

fn documentation(scope: &Scope, service: &str, module: &[String], operation: &Operation) -> TokenStream {
    let mut lines = scope.lines(&operation.doc, || phrase(&operation.name));
    let line = format!("`{} {}{}`", operation.method.as_str(), operation.server, doc::plain_code(&operation.path));
    lines.extend([String::new(), line]);
    lines.extend(example::lines(scope, service, module, operation));
    scope.doc(lines)
}

fn setter(scope: &Scope, index: usize, field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let (ty, set) = (argument(scope, field), set(scope, field, index, &ident("value")));
    let mut lines = scope.lines(&field.doc, || otherwise(field));
    let bounds = bounds(field);
    if !bounds.is_empty() {
        lines.extend([String::new(), bounds]);
    }
    let doc = scope.doc(lines);
    let deprecated = scope.deprecated(field.deprecated);
    let allow = super::allow_for_setter(&field.name);
    let visibility = match field.internal {
        // Only some hand-written code has a use for it, and that of a crate made elsewhere may have none.
        true => quote!(#[allow(dead_code)] pub(crate)),
        false => quote!(pub),
    };
    quote! {
        #doc
        #deprecated
        #allow
        #visibility fn #name(self, value: #ty) -> Self {
            Self(self.0 #set)
        }
    }
}

/// What `new` makes, and what it asks for.
fn constructor_doc(scope: &Scope, arguments: &[(usize, &Field)]) -> TokenStream {
    if arguments.is_empty() {
        return scope.doc(vec!["The request, with nothing set.".to_owned()]);
    }
    let mut lines = vec!["The request, with what must be given:".to_owned(), String::new()];
    for (_, field) in arguments {
        let mut text = scope.lines(&field.doc, || otherwise(field)).join(" ");
        let bounds = bounds(field);
        if !bounds.is_empty() {
            text.push_str(&format!(" {bounds}"));
        }
        lines.extend(doc::item(&format!("`{}`: ", field.name), &text));
    }
    scope.doc(lines)
}

fn otherwise(field: &Field) -> String {
    let what = match field.place {
        Place::Path => "A part of the path",
        Place::Query => "The query parameter",
        Place::Header => "The header",
        Place::Form => "The form field",
        Place::Body => return "The body, as JSON.".to_owned(),
    };
    format!("{what} `{}`.", doc::plain_code(&field.wire))
}

/// The limits and the default of a field, in words, but for what its description tells.
fn bounds(field: &Field) -> String {
    let limits = &field.limits;
    let mut words = Vec::new();
    let numbers = || field.doc.split(|symbol: char| !symbol.is_ascii_alphanumeric());
    let told = |bound: &Option<String>| bound.as_ref().is_none_or(|bound| numbers().any(|number| number == bound));
    let each = if matches!(field.ty, Type::List(_)) { " characters each" } else { " characters" };
    let mut range = |what: &str, least: Option<String>, most: Option<String>| match (least, most) {
        (least, most) if told(&least) && told(&most) => {}
        (Some(least), Some(most)) if least == most => words.push(format!("Exactly {least}{what}.")),
        (Some(least), Some(most)) => words.push(format!("From {least} to {most}{what}.")),
        (Some(least), None) => words.push(format!("At least {least}{what}.")),
        (None, Some(most)) => words.push(format!("At most {most}{what}.")),
        (None, None) => {}
    };
    let text = |bound: Option<i64>| bound.map(|bound| bound.to_string());
    let count = |bound: Option<usize>| bound.map(|bound| bound.to_string());
    range("", text(limits.min), text(limits.max));
    range(each, count(limits.min_length), count(limits.max_length));
    range(" items", count(limits.min_items), count(limits.max_items));
    if let Some(default) =
        field.default.as_ref().filter(|default| !default.is_empty() && !field.doc.contains(default.as_str()))
    {
        words.push(format!("Twilio takes `{}` when it is absent.", doc::plain_code(default)));
    }
    if field.account {
        words.push("The account of the client when it is absent.".to_owned());
    }
    words.join(" ")
}

fn output(scope: &Scope, operation: &Operation) -> (TokenStream, Option<TokenStream>) {
    match &operation.output {
        Output::One(ty) => (reply_type(scope, ty), None),
        Output::Alternatives { name, variants } => {
            let own = ident(name);
            (quote!(#own), Some(alternatives(scope, operation, name, variants)))
        }
    }
}

fn reply_type(scope: &Scope, ty: &ReplyType) -> TokenStream {
    match ty {
        ReplyType::Empty => quote!(()),
        ReplyType::Text => scope.runtime("Text"),
        ReplyType::Bytes => scope.runtime("Bytes"),
        ReplyType::Json(ty) => scope.ty(ty),
    }
}

fn alternatives(scope: &Scope, operation: &Operation, name: &str, variants: &[(String, Reply)]) -> TokenStream {
    scope.uses(&["DecodeError", "Reply"]);
    let name = ident(name);
    let doc = scope.doc(vec![format!("What [`{}`] is answered with, by status.", operation.name)]);
    let arms = variants.iter().map(|(variant, reply)| {
        let variant = ident(variant);
        let doc = match reply.range {
            true => format!(" Any other status of {}.", reply.spelt()),
            false => format!(" Status {}.", reply.status),
        };
        if reply.ty == ReplyType::Empty {
            return quote!(#[doc = #doc] #variant,);
        }
        let ty = reply_type(scope, &reply.ty);
        quote!(#[doc = #doc] #variant(#ty),)
    });
    let (first, rest) = match variants {
        [first, rest @ ..] => (first, rest),
        [] => return TokenStream::new(),
    };
    let read = |(variant, reply): &(String, Reply)| {
        let variant = ident(variant);
        if reply.ty == ReplyType::Empty {
            return quote!(Ok(Self::#variant));
        }
        let ty = reply_type(scope, &reply.ty);
        quote!(<#ty as Reply>::read(status, body).map(Self::#variant))
    };
    let rest = rest.iter().map(|one| {
        let status = Literal::u16_unsuffixed(one.1.status);
        let read = read(one);
        if one.1.range {
            let last = Literal::u16_unsuffixed(one.1.status + 99);
            return quote!(#status..=#last => #read,);
        }
        quote!(#status => #read,)
    });
    let first = read(first);
    let page = operation.paging.as_ref().map(|paging| page_by_status(scope, &name, variants, paging.page));
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant)]
        pub enum #name { #(#arms)* }
        impl Reply for #name {
            fn read(status: u16, body: &[u8]) -> Result<Self, DecodeError> {
                match status { #(#rest)* _ => #first }
            }
        }
        #page
    }
}

/// How a list goes on whose page is one of several answers: the others are the end of it.
fn page_by_status(scope: &Scope, name: &Ident, variants: &[(String, Reply)], page: ModelId) -> TokenStream {
    scope.uses(&["NextPage", "Page"]);
    let is_page = |reply: &Reply| reply.ty.model() == Some(page);
    let pages: Vec<Ident> =
        variants.iter().filter(|(_, reply)| is_page(reply)).map(|(variant, _)| ident(variant)).collect();
    let all = pages.len() == variants.len();
    let (none, empty) = ((!all).then(|| quote!(_ => None,)), (!all).then(|| quote!(_ => Vec::new(),)));
    let page = scope.model(page);
    quote! {
        impl Page for #name {
            type Item = <#page as Page>::Item;
            fn next_page(&self) -> Option<NextPage> {
                match self { #(Self::#pages(page) => page.next_page(),)* #none }
            }
            fn into_items(self) -> Vec<Self::Item> {
                match self { #(Self::#pages(page) => page.into_items(),)* #empty }
            }
        }
    }
}

/// The static description, without what it has in common with most.
fn spec(scope: &Scope, service: &str, module: &[String], operation: &Operation) -> TokenStream {
    let Operation { id, server, path, .. } = operation;
    let item = [&[service.to_owned()], module, std::slice::from_ref(&operation.name)].concat().join("::");
    let method = ident(&capitalised(operation.method.as_str()));
    let fields = operation.fields.iter().map(|field| row(scope, field));
    let replies = operation
        .replies
        .iter()
        .map(|reply| Literal::u16_unsuffixed(if reply.range { reply.status / 100 } else { reply.status }));
    let security = match operation.security {
        Security::Basic => None,
        Security::Bearer => Some(quote!(Bearer)),
        Security::None => Some(quote!(None)),
    };
    let security = security.map(|security| {
        scope.uses(&["Security"]);
        quote!(security: Security::#security,)
    });
    let body = operation.body.as_ref().map(|media| quote!(body: Some(#media),));
    let accept = (operation.accept != "application/json").then(|| {
        let accept = &operation.accept;
        quote!(accept: #accept,)
    });
    let paging = operation.paging.as_ref().map(|paging| {
        let paging = self::paging(scope, paging);
        quote!(paging: Some(#paging),)
    });
    let deprecated = operation.deprecated.then(|| quote!(deprecated: true,));
    let all = security.is_some() && body.is_some() && accept.is_some() && paging.is_some() && deprecated.is_some();
    let rest = (!all).then(|| quote!(..OperationSpec::EMPTY));
    let summary = doc::plain(&scope.lines(&operation.doc, || phrase(&operation.name))[0]);
    let help = scope.aside.texts(operation.fields.iter().map(|field| doc::plain(&field.doc)).collect());
    quote! {
        OperationSpec {
            id: #id, item: #item, method: Method::#method, server: #server, path: #path,
            fields: &[#(#fields),*],
            #body #accept
            replies: &[#(#replies),*],
            #paging #security #deprecated
            summary: #summary,
            help: #help,
            #rest
        }
    }
}

fn capitalised(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    lower.chars().take(1).map(|first| first.to_ascii_uppercase()).chain(lower.chars().skip(1)).collect()
}

fn row(scope: &Scope, field: &Field) -> TokenStream {
    scope.uses(&["Field", "Kind"]);
    let place = ident(field.place.name());
    let wire = &field.wire;
    let kind = if field.is_whole() { quote!(Kind::Json) } else { scope.kind(&field.ty) };
    let flags = [
        ("required", field.required && !field.account),
        ("account", field.account),
        ("secret", field.secret),
        ("internal", field.internal),
        ("joined", field.style == Style::Joined && field.place != Place::Header),
        ("spread", field.style == Style::Spread),
    ];
    let flags = flags.into_iter().filter(|(_, set)| *set).map(|(flag, _)| {
        let flag = ident(flag);
        quote!(.#flag())
    });
    let prefix = match &field.style {
        Style::Prefixed(prefix) => Some(quote!(.prefixed(#prefix))),
        _ => None,
    };
    let limits = limits(scope, &field.limits);
    quote!(Field::#place(#wire, #kind) #(#flags)* #prefix #limits)
}

fn limits(scope: &Scope, limits: &Limits) -> TokenStream {
    let sizes = [
        ("min_length", limits.min_length),
        ("max_length", limits.max_length),
        ("min_items", limits.min_items),
        ("max_items", limits.max_items),
    ];
    let sizes = sizes.into_iter().filter_map(|(name, size)| {
        let size = Literal::usize_unsuffixed(size?);
        let name = ident(name);
        Some(quote!(.#name(#size)))
    });
    let bounds = [("min", limits.min), ("max", limits.max)].into_iter().filter_map(|(name, bound)| {
        let bound = Literal::i64_unsuffixed(bound?);
        let name = ident(name);
        Some(quote!(.#name(#bound)))
    });
    let pattern = limits.pattern.as_ref().map(|pattern| {
        scope.uses(&["Pattern", "Piece"]);
        let pattern = self::pattern(pattern);
        quote!(.pattern(&#pattern))
    });
    quote!(#(#sizes)* #(#bounds)* #pattern)
}

fn pattern(pattern: &Pattern) -> TokenStream {
    let Pattern { text, start, end, pieces } = pattern;
    let pieces = pieces.iter().map(|piece| {
        let ranges = piece.ranges.iter().map(|(from, to)| quote!((#from, #to)));
        let min = Literal::u32_unsuffixed(piece.min);
        let max = match piece.max {
            Some(max) => {
                let max = Literal::u32_unsuffixed(max);
                quote!(#max)
            }
            None => quote!(u32::MAX),
        };
        quote!(Piece { ranges: &[#(#ranges),*], min: #min, max: #max })
    });
    quote!(Pattern { text: #text, start: #start, end: #end, pieces: &[#(#pieces),*] })
}

fn paging(scope: &Scope, paging: &Paging) -> TokenStream {
    scope.uses(&["Paging"]);
    let items = super::member(scope, paging.page, paging.items).map_or("", |member| member.wire.as_str());
    let size = paging.size.as_ref().map(|size| quote!(.sized_by(#size)));
    let token = match &paging.next {
        Next::Uri(_) => None,
        Next::Token(_, parameter) => Some(quote!(.by_token(#parameter))),
    };
    quote!(Paging::of(#items) #size #token)
}

/// How a page gives its records and the way to the next.
pub fn page(scope: &Scope, id: ModelId, paging: &Paging) -> TokenStream {
    scope.uses(&["NextPage", "Page"]);
    let page = scope.model(id);
    let Some(items) = super::member(scope, id, paging.items) else { return TokenStream::new() };
    let item = match &items.ty {
        Type::List(item) => scope.ty(item),
        other => scope.ty(other),
    };
    let field = ident(&items.name);
    let records = if items.required { quote!(self.#field) } else { quote!(self.#field.unwrap_or_default()) };
    let (word, path) = match &paging.next {
        Next::Uri(path) => ("uri", path),
        Next::Token(path, _) => ("token", path),
    };
    let word = ident(word);
    let next = way(scope, id, path);
    quote! {
        impl Page for #page {
            type Item = #item;
            fn next_page(&self) -> Option<NextPage> {
                NextPage::#word(#next)
            }
            fn into_items(self) -> Vec<#item> {
                #records
            }
        }
    }
}

/// The text at the end of a path of members, where it is.
fn way(scope: &Scope, page: ModelId, path: &[usize]) -> TokenStream {
    let end = |required: bool, field: TokenStream| {
        if required { quote!(Some(#field.as_str())) } else { quote!(#field.as_deref()) }
    };
    match path {
        [only] => {
            let Some(member) = super::member(scope, page, *only) else { return quote!(None) };
            let name = ident(&member.name);
            end(member.required, quote!(self.#name))
        }
        [outer, inner] => {
            let Some(meta) = super::member(scope, page, *outer) else { return quote!(None) };
            let Type::Model(id) = meta.ty else { return quote!(None) };
            let Some(member) = super::member(scope, id, *inner) else { return quote!(None) };
            let (outer, inner) = (ident(&meta.name), ident(&member.name));
            if meta.required {
                return end(member.required, quote!(self.#outer.#inner));
            }
            let inner = end(member.required, quote!(meta.#inner));
            quote!(self.#outer.as_ref().and_then(|meta| #inner))
        }
        _ => quote!(None),
    }
}
