//! Models as they were met in; out: where each lives, which are one and the same, and which hold themselves.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Home, ModelId, ModelKind, Module, Operation, Output, ReplyType, Type};
use crate::name::{self, Case};

/// Gives every model its home: the module that uses it, or the service when several of its modules do.
pub fn settle(api: &mut Api) {
    place(api);
    merge(api);
    let alive = place(api);
    directions(api);
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
///
/// A home only ever widens, from a module to its service to the root, so each model is looked at a few times at most.
fn place(api: &mut Api) -> BTreeSet<ModelId> {
    let mut found: BTreeMap<ModelId, (Home, bool)> = BTreeMap::new();
    let mut open: Vec<(ModelId, Home, bool)> = Vec::new();
    for service in &api.services {
        for module in &service.modules {
            let home = Home::Module(service.name.clone(), module.path.clone());
            for operation in &module.operations {
                let sent = operation.fields.iter().filter_map(|field| model(&field.ty));
                open.extend(sent.map(|id| (id, home.clone(), true)));
                open.extend(replies(operation).filter_map(model).map(|id| (id, home.clone(), false)));
            }
        }
    }
    while let Some((id, home, sent)) = open.pop() {
        let known = found.get(&id);
        let widened = match known {
            Some((known, known_sent)) => (wider(known, &home), *known_sent || sent),
            None => (home, sent),
        };
        if known == Some(&widened) {
            continue;
        }
        let inner = parts(&api.models[id.0].kind).filter_map(model);
        open.extend(inner.map(|inner| (inner, widened.0.clone(), widened.1)));
        found.insert(id, widened);
    }
    for (id, (home, sent)) in &found {
        api.models[id.0].home = home.clone();
        api.models[id.0].request = *sent;
    }
    found.into_keys().collect()
}

/// What a member is follows from where its model goes: a caller who makes one cannot know what only the service gives, and
/// what must be sent matters only on the way out.
fn directions(api: &mut Api) {
    for model in &mut api.models {
        let ModelKind::Struct { members, .. } = &mut model.kind else { continue };
        for member in members {
            if model.request {
                member.required &= !member.read_only;
            } else {
                (member.nullable, member.null, member.write_only, member.read_only) = (false, None, false, false);
            }
        }
    }
}

/// The narrowest home that both see.
fn wider(one: &Home, other: &Home) -> Home {
    match (one, other) {
        _ if one == other => one.clone(),
        (Home::Module(service, _), Home::Module(same, _)) if service == same => {
            Home::Module(service.clone(), Vec::new())
        }
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
    let direct: Vec<Vec<usize>> =
        api.models.iter().map(|model| parts(&model.kind).filter_map(held).map(|id| id.0).collect()).collect();
    let circle = circles(&direct);
    for index in 0..api.models.len() {
        let cyclic = |id: ModelId| circle[id.0] == circle[index];
        parts_mut(&mut api.models[index].kind).for_each(|ty| put_behind(ty, cyclic));
    }
}

/// Numbers the circles of a graph: two nodes have one number when each leads to the other (Tarjan's algorithm, without recursion).
fn circles(edges: &[Vec<usize>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let mut order = vec![NEW; edges.len()];
    let mut low = vec![NEW; edges.len()];
    let mut circle = vec![NEW; edges.len()];
    let (mut next, mut circles, mut path) = (0, 0, Vec::new());
    for root in 0..edges.len() {
        let mut open = if order[root] == NEW { vec![(root, 0)] } else { Vec::new() };
        while let Some((node, edge)) = open.pop() {
            if edge == 0 {
                (order[node], low[node]) = (next, next);
                next += 1;
                path.push(node);
            }
            let mut rest = edges[node].iter().enumerate().skip(edge);
            if let Some((at, target)) = rest.find(|(_, target)| order[**target] == NEW) {
                open.push((node, at + 1));
                open.push((*target, 0));
                continue;
            }
            for target in edges[node].iter().filter(|target| circle[**target] == NEW) {
                low[node] = low[node].min(low[*target]);
            }
            if low[node] == order[node] {
                while let Some(member) = path.pop() {
                    circle[member] = circles;
                    if member == node {
                        break;
                    }
                }
                circles += 1;
            }
        }
    }
    circle
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found() {
        let circle = circles(&[vec![1], vec![2], vec![0, 3], vec![4], vec![], vec![5], vec![3, 0]]);
        assert!(circle[0] == circle[1] && circle[1] == circle[2]);
        let others: BTreeSet<usize> = [0, 3, 4, 5, 6].iter().map(|node| circle[*node]).collect();
        assert_eq!(others.len(), 5);
    }

    #[test]
    fn a_long_chain_is_no_matter() {
        let chain: Vec<Vec<usize>> = (0..200_000).map(|node| vec![(node + 1) % 200_000]).collect();
        let circle = circles(&chain);
        assert!(circle.iter().all(|one| *one == circle[0]));
    }

    #[test]
    fn homes_widen() {
        let module = |service: &str, path: &str| Home::Module(service.to_owned(), vec![path.to_owned()]);
        assert_eq!(wider(&module("a", "x"), &module("a", "x")), module("a", "x"));
        assert_eq!(wider(&module("a", "x"), &module("a", "y")), Home::Module("a".to_owned(), Vec::new()));
        assert_eq!(wider(&module("a", "x"), &module("b", "x")), Home::Root);
    }
}
