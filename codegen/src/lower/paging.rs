//! The model of a list's answer in; how the list goes on out.

use std::collections::BTreeMap;

use super::Report;
use crate::diagnostic::Code;
use crate::ir::{
    Api, Member, Method, Model, ModelId, ModelKind, Next, Operation, Output, Paging, Place, ReplyType, Type,
};
use crate::name::{self, Case};

/// A list that an operation answers with.
struct Found {
    /// Index of the service, the module and the operation.
    place: (usize, usize, usize),
    paging: Paging,
    /// Nothing but their order tells its records from other lists.
    guessed: bool,
}

/// Says of every operation how its list goes on, and of every page which member is its records.
///
/// A page is one type, however many operations answer with it, so these have to agree on it.
pub fn settle(api: &mut Api, report: &mut Report) {
    let mut pages: BTreeMap<ModelId, Vec<Found>> = BTreeMap::new();
    for (s, service) in api.services.iter().enumerate() {
        for (m, module) in service.modules.iter().enumerate() {
            for (o, operation) in module.operations.iter().enumerate() {
                if let Some((paging, guessed)) = detect(api, operation, report) {
                    pages.entry(paging.page).or_default().push(Found { place: (s, m, o), paging, guessed });
                }
            }
        }
    }
    for (page, found) in pages {
        let Some(agreed) = agreed(api, page, &found, report) else { continue };
        if let ModelKind::Struct { members, .. } = &mut api.models[page.0].kind {
            members[agreed].records = true;
        }
        for Found { place: (service, module, operation), paging, .. } in found {
            let operation = &mut api.services[service].modules[module].operations[operation];
            operation.paging = Some(Paging { items: agreed, ..paging });
        }
    }
}

/// The member with the records of a page, as those operations have it that can tell; nothing where they do not agree.
fn agreed(api: &Api, page: ModelId, found: &[Found], report: &mut Report) -> Option<usize> {
    let members = members(api, page)?;
    let at = &api.models[page.0].pointer;
    let sure: Vec<&Found> = found.iter().filter(|found| !found.guessed).collect();
    let told = if sure.is_empty() { found.iter().collect() } else { sure };
    let first = told.first()?;
    let way = |found: &Found| match &found.paging.next {
        Next::Uri(path) => (false, path.clone()),
        Next::Token(path, _) => (true, path.clone()),
    };
    let mut names: Vec<&str> = told.iter().map(|found| members[found.paging.items].wire.as_str()).collect();
    names.dedup();
    if told.iter().any(|other| other.paging.items != first.paging.items)
        || found.iter().any(|other| way(other) != way(first))
    {
        report.note(
            Code::AmbiguousPage,
            at,
            format!(
                "operations that share this page go through it in different ways (`{}`), so it is no page",
                names.join("`, `")
            ),
            "give each of them a schema of its own in an overlay",
        );
        return None;
    }
    if first.guessed {
        report.note(
            Code::AmbiguousPage,
            at,
            format!("this page has several lists; `{}` is taken for its records", names[0]),
            "make the others no lists in an overlay if that is wrong",
        );
    }
    Some(first.paging.items)
}

/// How a list goes on: by the address or the token of its next page, or not at all. And whether its records are a guess.
fn detect(api: &Api, operation: &Operation, report: &mut Report) -> Option<(Paging, bool)> {
    if operation.method != Method::Get {
        return None;
    }
    let mut found = None;
    let whole = |page| {
        let members = members(api, page)?;
        let (items, guessed) = items(api, members, operation)?;
        Some((page, next(api, members, operation)?, items, guessed))
    };
    let mut others = false;
    for ty in bodies(&operation.output) {
        match ty.model().and_then(whole) {
            Some(one) if found.as_ref().is_none_or(|known| *known == one) => found = Some(one),
            _ => others = true,
        }
    }
    let (page, next, items, guessed) = found?;
    if others {
        report.note(
            Code::AmbiguousPage,
            &operation.pointer,
            "only some of the answers are pages of a list, so the client does not go through it".to_owned(),
            "remove the answers that Twilio does not give in an overlay",
        );
        return None;
    }
    let size = operation.fields.iter().find(|field| {
        field.place == Place::Query && field.ty == Type::Integer && name::name(&field.wire, Case::Value) == "page_size"
    });
    Some((Paging { page, items, next, size: size.map(|field| field.wire.clone()) }, guessed))
}

/// What answers of 2xx hold, where they hold something.
fn bodies(output: &Output) -> Vec<&ReplyType> {
    let all = match output {
        Output::One(ty) => vec![ty],
        Output::Alternatives { variants, .. } => {
            variants.iter().filter(|(_, reply)| reply.status < 300).map(|(_, reply)| &reply.ty).collect()
        }
    };
    all.into_iter().filter(|ty| **ty != ReplyType::Empty).collect()
}

fn members(api: &Api, id: ModelId) -> Option<&[Member]> {
    match &api.models.get(id.0)? {
        Model { kind: ModelKind::Struct { members, .. }, .. } => Some(members),
        _ => None,
    }
}

fn next(api: &Api, members: &[Member], operation: &Operation) -> Option<Next> {
    let find = |members: &[Member], names: &[&str]| {
        members.iter().position(|member| {
            member.ty == Type::Text && names.contains(&name::name(&member.wire, Case::Value).as_str())
        })
    };
    let token = operation.fields.iter().find(|field| {
        field.place == Place::Query
            && matches!(name::name(&field.wire, Case::Value).as_str(), "page_token" | "next_token")
    });
    let on = |members: &[Member], before: &[usize]| {
        let path = |index: usize| before.iter().copied().chain([index]).collect::<Vec<_>>();
        let uri = find(members, &["next_page_uri", "next_page_url"]).map(|index| Next::Uri(path(index)));
        uri.or_else(|| Some(Next::Token(path(find(members, &["next_token", "next_page_token"])?), token?.wire.clone())))
    };
    on(members, &[]).or_else(|| {
        let meta = members.iter().position(|member| member.wire == "meta")?;
        let Type::Model(id) = members[meta].ty else { return None };
        on(self::members(api, id)?, &[meta])
    })
}

/// The member with the records, and whether there was a choice.
///
/// One list is the records; of several it is the one that is called like the resource or the operation, else the one whose items are models.
fn items(api: &Api, members: &[Member], operation: &Operation) -> Option<(usize, bool)> {
    let lists: Vec<usize> = (0..members.len()).filter(|index| matches!(members[*index].ty, Type::List(_))).collect();
    if let [only] = lists[..] {
        return Some((only, false));
    }
    let segment = operation.path.rsplit('/').find(|segment| !segment.contains('{')).unwrap_or_default();
    let resource = name::name(segment.strip_suffix(".json").unwrap_or(segment), Case::Value);
    let called = |index: &&usize| name::name(&members[**index].wire, Case::Value);
    let id = name::name(&operation.id, Case::Value);
    let named = lists.iter().find(|index| called(index) == resource);
    let named = named.or_else(|| lists.iter().find(|index| id.ends_with(&format!("_{}", called(index)))));
    let model = |index: &&usize| match &members[**index].ty {
        Type::List(item) => {
            matches!(**item, Type::Model(id) if matches!(api.models[id.0].kind, ModelKind::Struct { .. }))
        }
        _ => false,
    };
    match named {
        Some(named) => Some((*named, false)),
        None => lists.iter().find(model).map(|index| (*index, true)),
    }
}
