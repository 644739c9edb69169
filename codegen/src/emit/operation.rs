//! An operation of the intermediate form in; its struct, setters, description and decoding out.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use syn::{Attribute, Expr, ImplItem, Visibility};

use super::row::row;
use super::syntax::{self, Function};
use super::ty::{Scope, ident, set_json};
use super::{Part, doc, example};
use crate::ir::{Field, ModelId, Next, Operation, Output, Paging, Place, Reply, ReplyType, Security, Type};
use crate::name::phrase;

/// One operation.
pub fn operation(scope: &Scope, service: &str, module: &[String], operation: &Operation, items: &mut dyn FnMut(Part)) {
    scope.uses(&["Method", "Operation", "OperationSpec", "Request"]);
    let name = ident(&operation.name);
    let doc = documentation(scope, service, module, operation);
    let deprecated = scope.deprecated(operation.deprecated);
    let attributes = [
        Some(doc),
        Some(syntax::derive(quote!(Clone, Debug, PartialEq))),
        Some(syntax::attribute("must_use", syntax::text("an operation does nothing until it is sent"))),
        deprecated,
    ];
    let attributes = attributes.into_iter().flatten().collect();
    items(Part::Items(vec![syntax::newtype(attributes, name.clone(), syntax::named("Request"))]));
    let fields = || operation.fields.iter().enumerate();
    let arguments: Vec<(usize, &Field)> = fields().filter(|(_, field)| is_argument(field)).collect();
    let setters = fields().filter(|(_, field)| !is_argument(field)).map(|(index, field)| setter(scope, index, field));
    let methods = std::iter::once(constructor(scope, &arguments)).chain(setters).map(ImplItem::from).collect();
    items(Part::Items(vec![syntax::implementation(None, &operation.name, methods)]));
    if arguments.is_empty() {
        items(Part::Tokens(super::default(&name)));
    }
    let (output, alternatives) = output(scope, operation);
    let request = Function {
        attributes: Vec::new(),
        visibility: Visibility::Inherited,
        name: ident("request"),
        arguments: vec![syntax::borrowed_receiver()],
        output: syntax::borrowed(syntax::named("Request")),
        body: syntax::reference(syntax::inner()),
    };
    let members = vec![
        syntax::associated_type("Output", output),
        syntax::associated_const("SPEC", syntax::named("OperationSpec"), spec(scope, service, module, operation)),
        request.into(),
    ];
    items(Part::Items(vec![syntax::implementation(Some("Operation"), &operation.name, members)]));
    if let Some(alternatives) = alternatives {
        items(Part::Tokens(alternatives));
    }
}

/// `new`, with what must be given.
fn constructor(scope: &Scope, arguments: &[(usize, &Field)]) -> Function {
    let doc = scope.doc(constructor_doc(scope, arguments));
    let request = syntax::call(syntax::value(syntax::path_of(["Request", "of"], syntax::named("Self"))), []);
    let given = |request, (index, field): &(usize, &Field)| set(scope, request, field, *index, &ident(&field.name));
    Function {
        attributes: [Some(doc), super::allow_for_arguments(arguments.len())].into_iter().flatten().collect(),
        visibility: syntax::public(),
        name: ident("new"),
        arguments: arguments
            .iter()
            .map(|(_, field)| syntax::argument(scope.variable(&field.name), argument(scope, field)))
            .collect(),
        output: syntax::named("Self"),
        body: wrapped(arguments.iter().fold(request, given)),
    }
}

fn wrapped(request: Expr) -> Expr {
    syntax::call(syntax::value(syntax::path(["Self"])), [request])
}

fn argument(scope: &Scope, field: &Field) -> syn::Type {
    if field.is_whole() { scope.body(&field.ty) } else { scope.argument(&field.ty) }
}

fn set(scope: &Scope, request: Expr, field: &Field, index: usize, name: &Ident) -> Expr {
    if field.is_whole() { set_json(request, index, name) } else { scope.set(request, &field.ty, index, name) }
}

/// Whether `new` asks for it.
pub fn is_argument(field: &Field) -> bool {
    field.required && !field.account && !field.internal
}

fn documentation(scope: &Scope, service: &str, module: &[String], operation: &Operation) -> Attribute {
    let mut lines = scope.lines(&operation.doc, || phrase(&operation.name));
    let line = format!("`{} {}{}`", operation.method.as_str(), operation.server, doc::plain_code(&operation.path));
    lines.extend([String::new(), line]);
    lines.extend(example::lines(scope, service, module, operation));
    scope.doc(lines)
}

fn setter(scope: &Scope, index: usize, field: &Field) -> Function {
    let mut lines = scope.lines(&field.doc, || otherwise(field));
    let bounds = bounds(field);
    if !bounds.is_empty() {
        lines.extend([String::new(), bounds]);
    }
    let value = ident("value");
    let attributes = [
        Some(scope.doc(lines)),
        scope.deprecated(field.deprecated),
        super::allow_for_setter(&field.name),
        // Only some hand-written code has a use for it, and that of a crate made elsewhere may have none.
        field.internal.then(|| syntax::allow(quote!(dead_code))),
    ];
    Function {
        attributes: attributes.into_iter().flatten().collect(),
        visibility: if field.internal { syntax::public_in_crate() } else { syntax::public() },
        name: ident(&field.name),
        body: wrapped(set(scope, syntax::inner(), field, index, &value)),
        arguments: vec![syntax::receiver(), syntax::argument(value, argument(scope, field))],
        output: syntax::named("Self"),
    }
}

/// What `new` makes, and what it asks for.
fn constructor_doc(scope: &Scope, arguments: &[(usize, &Field)]) -> Vec<String> {
    if arguments.is_empty() {
        return vec!["The request, with nothing set.".to_owned()];
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
    lines
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

fn output(scope: &Scope, operation: &Operation) -> (syn::Type, Option<TokenStream>) {
    match &operation.output {
        Output::One(ty) => (reply_type(scope, ty), None),
        Output::Alternatives { name, variants } => {
            (syntax::named(name), Some(alternatives(scope, operation, name, variants)))
        }
    }
}

fn reply_type(scope: &Scope, ty: &ReplyType) -> syn::Type {
    match ty {
        ReplyType::Empty => syntax::unit(),
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
fn spec(scope: &Scope, service: &str, module: &[String], operation: &Operation) -> Expr {
    let item = [&[service.to_owned()], module, std::slice::from_ref(&operation.name)].concat().join("::");
    let method = capitalised(operation.method.as_str());
    let status = |reply: &Reply| if reply.range { reply.status / 100 } else { reply.status };
    let security = match operation.security {
        Security::Basic => None,
        Security::Bearer => Some("Bearer"),
        Security::None => Some("None"),
    };
    let security = security.map(|security| {
        scope.uses(&["Security"]);
        syntax::value(syntax::path(["Security", security]))
    });
    let some = |value| syntax::call(syntax::value(syntax::path(["Some"])), [value]);
    let body = operation.body.as_ref().map(|media| some(syntax::text(media)));
    let accept = (operation.accept != "application/json").then(|| syntax::text(&operation.accept));
    let paging = operation.paging.as_ref().map(|paging| some(self::paging(scope, paging)));
    let deprecated = operation.deprecated.then(|| syntax::boolean(true));
    let all = security.is_some() && body.is_some() && accept.is_some() && paging.is_some() && deprecated.is_some();
    let rest = (!all).then(|| syntax::value(syntax::path(["OperationSpec", "EMPTY"])));
    let summary = doc::plain(&scope.lines(&operation.doc, || phrase(&operation.name))[0]);
    let fields = scope.aside.rows(operation.fields.iter().map(|field| row(scope, field)).collect());
    let help = scope.aside.texts(operation.fields.iter().map(|field| doc::plain(&field.doc)).collect());
    let members = [
        ("id", Some(syntax::text(&operation.id))),
        ("item", Some(syntax::text(&item))),
        ("method", Some(syntax::value(syntax::path(["Method", &method])))),
        ("server", Some(syntax::text(&operation.server))),
        ("path", Some(syntax::text(&operation.path))),
        ("fields", Some(fields)),
        ("body", body),
        ("accept", accept),
        ("replies", Some(syntax::array(operation.replies.iter().map(|reply| syntax::size(status(reply).into()))))),
        ("paging", paging),
        ("security", security),
        ("deprecated", deprecated),
        ("summary", Some(syntax::text(&summary))),
        ("help", Some(help)),
    ];
    let members = members.into_iter().filter_map(|(name, value)| Some((name, value?)));
    syntax::structure("OperationSpec", members, rest)
}

fn capitalised(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    lower.chars().take(1).map(|first| first.to_ascii_uppercase()).chain(lower.chars().skip(1)).collect()
}

fn paging(scope: &Scope, paging: &Paging) -> Expr {
    scope.uses(&["Paging"]);
    let items = super::member(scope, paging.page, paging.items).map_or("", |member| member.wire.as_str());
    let mut value = syntax::call(syntax::value(syntax::path(["Paging", "of"])), [syntax::text(items)]);
    if let Some(size) = &paging.size {
        value = syntax::method(value, "sized_by", None, [syntax::text(size)]);
    }
    if let Next::Token(_, parameter) = &paging.next {
        value = syntax::method(value, "by_token", None, [syntax::text(parameter)]);
    }
    value
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
