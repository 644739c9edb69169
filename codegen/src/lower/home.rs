//! Models as they were met in; out: where each lives, which are one and the same, and which hold themselves.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Home, ModelId, ModelKind, Module, Operation, Output, ReplyType, Type};
use crate::name::{self, Case};

type User = (String, Vec<String>);

/// Gives every model its home: the module that uses it, or the service when several of its modules do.
pub fn settle(api: &mut Api) {
    place(api);
    merge(api);
    let alive = place(api);
    box_cycles(api);
    for id in alive {
        let Home::Module(service, path) = api.models[id.0].home.clone() else { continue };
        let Some(service) = api.services.iter_mut().find(|known| known.name == service) else { continue };
        let index = service.modules.iter().position(|module| module.path == path).unwrap_or_else(|| {
            service.modules.insert(0, Module { path, operations: Vec::new(), models: Vec::new() });
            0
        });
        service.modules[index].models.push(id);
    }
}

/// Finds the home and the direction of every model that some operation needs; those are returned.
fn place(api: &mut Api) -> BTreeSet<ModelId> {
    let mut users: BTreeMap<ModelId, BTreeSet<User>> = BTreeMap::new();
    let mut sent = BTreeSet::new();
    for service in &api.services {
        for module in &service.modules {
            let user = (service.name.clone(), module.path.clone());
            for operation in &module.operations {
                let mut asked = BTreeSet::new();
                operation.fields.iter().for_each(|field| walk(api, &field.ty, &mut asked));
                sent.extend(asked.iter().copied());
                replies(operation).for_each(|ty| walk(api, ty, &mut asked));
                for id in asked {
                    users.entry(id).or_default().insert(user.clone());
                }
            }
        }
    }
    for (id, users) in &users {
        api.models[id.0].home = home(users);
        api.models[id.0].request = sent.contains(id);
    }
    users.into_keys().collect()
}

fn home(users: &BTreeSet<User>) -> Home {
    let services: BTreeSet<&String> = users.iter().map(|(service, _)| service).collect();
    match (users.first(), services.len(), users.len()) {
        (Some((service, path)), 1, 1) => Home::Module(service.clone(), path.clone()),
        (Some((service, _)), 1, _) => Home::Module(service.clone(), Vec::new()),
        _ => Home::Root,
    }
}

fn replies(operation: &Operation) -> impl Iterator<Item = &Type> {
    let types: Vec<&ReplyType> = match &operation.output {
        Output::One(ty) => vec![ty],
        Output::Alternatives { variants, .. } => variants.iter().map(|(_, reply)| &reply.ty).collect(),
    };
    types.into_iter().filter_map(|ty| match ty {
        ReplyType::Json(ty) => Some(ty),
        _ => None,
    })
}

fn walk(api: &Api, ty: &Type, seen: &mut BTreeSet<ModelId>) {
    let mut open = model(ty).into_iter().collect::<Vec<_>>();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(parts(&api.models[id.0].kind).filter_map(model));
        }
    }
}

fn model(ty: &Type) -> Option<ModelId> {
    match ty {
        Type::Model(id) | Type::Boxed(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => model(inner),
        _ => None,
    }
}

fn parts(kind: &ModelKind) -> Box<dyn Iterator<Item = &Type> + '_> {
    match kind {
        ModelKind::Struct { members, rest } => {
            Box::new(members.iter().map(|member| &member.ty).chain(rest.iter().map(|rest| &rest.ty)))
        }
        ModelKind::Union { variants, .. } => Box::new(variants.iter().map(|variant| &variant.ty)),
        ModelKind::Choice { .. } => Box::new(std::iter::empty()),
    }
}

fn parts_mut(kind: &mut ModelKind) -> Box<dyn Iterator<Item = &mut Type> + '_> {
    match kind {
        ModelKind::Struct { members, rest } => {
            Box::new(members.iter_mut().map(|member| &mut member.ty).chain(rest.iter_mut().map(|rest| &mut rest.ty)))
        }
        ModelKind::Union { variants, .. } => Box::new(variants.iter_mut().map(|variant| &mut variant.ty)),
        ModelKind::Choice { .. } => Box::new(std::iter::empty()),
    }
}

/// Enums described in place, under the same name, with the same values, for the same module, are one enum.
fn merge(api: &mut Api) {
    let mut first: BTreeMap<(Home, String, Vec<String>), ModelId> = BTreeMap::new();
    let mut same: BTreeMap<ModelId, ModelId> = BTreeMap::new();
    for (index, model) in api.models.iter().enumerate() {
        if let (Some(field), ModelKind::Choice { values, .. }) = (&model.field, &model.kind) {
            let values = values.iter().map(|value| value.wire.clone()).collect();
            let key = (model.home.clone(), name::name(field, Case::Value), values);
            let kept = *first.entry(key).or_insert(ModelId(index));
            same.insert(ModelId(index), kept);
        }
    }
    for model in &mut api.models {
        parts_mut(&mut model.kind).for_each(|ty| redirect(ty, &same));
    }
    let operations =
        api.services.iter_mut().flat_map(|service| &mut service.modules).flat_map(|module| &mut module.operations);
    for operation in operations {
        operation.fields.iter_mut().for_each(|field| redirect(&mut field.ty, &same));
        let mut replies: Vec<&mut ReplyType> = operation.replies.iter_mut().map(|reply| &mut reply.ty).collect();
        match &mut operation.output {
            Output::One(ty) => replies.push(ty),
            Output::Alternatives { variants, .. } => {
                replies.extend(variants.iter_mut().map(|(_, reply)| &mut reply.ty))
            }
        }
        for reply in replies {
            if let ReplyType::Json(ty) = reply {
                redirect(ty, &same);
            }
        }
    }
}

fn redirect(ty: &mut Type, same: &BTreeMap<ModelId, ModelId>) {
    match ty {
        Type::Model(id) | Type::Boxed(id) => *id = same.get(id).copied().unwrap_or(*id),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => redirect(inner, same),
        _ => {}
    }
}

/// A model that holds itself other than through a list or a map does so behind a pointer.
fn box_cycles(api: &mut Api) {
    let direct: Vec<Vec<ModelId>> =
        api.models.iter().map(|model| parts(&model.kind).filter_map(held).collect()).collect();
    let reaches = |from: ModelId, to: ModelId| {
        let (mut open, mut seen) = (vec![from], BTreeSet::new());
        while let Some(id) = open.pop() {
            if id == to {
                return true;
            }
            if seen.insert(id) {
                open.extend(direct[id.0].iter().copied());
            }
        }
        false
    };
    for index in 0..api.models.len() {
        parts_mut(&mut api.models[index].kind).for_each(|ty| put_behind(ty, |id| reaches(id, ModelId(index))));
    }
}

fn held(ty: &Type) -> Option<ModelId> {
    match ty {
        Type::Model(id) => Some(*id),
        Type::Nullable(inner) => held(inner),
        _ => None,
    }
}

fn put_behind(ty: &mut Type, cyclic: impl Fn(ModelId) -> bool) {
    match ty {
        Type::Model(id) if cyclic(*id) => *ty = Type::Boxed(*id),
        Type::Nullable(inner) => put_behind(inner, cyclic),
        _ => {}
    }
}
