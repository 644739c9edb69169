//! The model of a list's answer in; how the list goes on out.

use super::Report;
use crate::diagnostic::Code;
use crate::ir::{
    Api, Member, Method, Model, ModelId, ModelKind, Next, Operation, Output, Paging, Place, ReplyType, Type,
};
use crate::name::{self, Case};

/// Says of every operation how its list goes on, and of every page which member is its records.
pub fn settle(api: &mut Api, report: &mut Report) {
    let places = |api: &Api| -> Vec<(usize, usize, usize)> {
        let modules = api
            .services
            .iter()
            .enumerate()
            .flat_map(|(s, service)| service.modules.iter().enumerate().map(move |(m, module)| (s, m, module)));
        modules.flat_map(|(s, m, module)| (0..module.operations.len()).map(move |o| (s, m, o))).collect()
    };
    for (service, module, operation) in places(api) {
        let Some(paging) = detect(api, &api.services[service].modules[module].operations[operation], report) else {
            continue;
        };
        if let ModelKind::Struct { members, .. } = &mut api.models[paging.page.0].kind {
            members[paging.items].records = true;
        }
        api.services[service].modules[module].operations[operation].paging = Some(paging);
    }
}

/// How a list goes on: by the address or the token of its next page, or not at all.
fn detect(api: &Api, operation: &Operation, report: &mut Report) -> Option<Paging> {
    let Output::One(ReplyType::Json(Type::Model(page))) = &operation.output else { return None };
    if operation.method != Method::Get {
        return None;
    }
    let members = members(api, *page)?;
    let next = next(api, members, operation)?;
    let items = items(api, members, operation)?;
    if items.1 {
        report.note(
            Code::AmbiguousPage,
            &api.models[page.0].pointer,
            format!("this page has several lists; `{}` is taken for its records", members[items.0].wire),
            "make the others no lists in an overlay if that is wrong",
        );
    }
    let size = operation.fields.iter().find(|field| {
        field.place == Place::Query && field.ty == Type::Integer && name::name(&field.wire, Case::Value) == "page_size"
    });
    Some(Paging { page: *page, items: items.0, next, size: size.map(|field| field.wire.clone()) })
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
/// One list is the records; of several it is the one that is called like the resource, else the one whose items are models.
fn items(api: &Api, members: &[Member], operation: &Operation) -> Option<(usize, bool)> {
    let lists: Vec<usize> = (0..members.len()).filter(|index| matches!(members[*index].ty, Type::List(_))).collect();
    if let [only] = lists[..] {
        return Some((only, false));
    }
    let segment = operation.path.rsplit('/').find(|segment| !segment.contains('{')).unwrap_or_default();
    let resource = name::name(segment.strip_suffix(".json").unwrap_or(segment), Case::Value);
    let named = lists.iter().find(|index| name::name(&members[**index].wire, Case::Value) == resource);
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
