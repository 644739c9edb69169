//! Two clients in; what in one stands for what in the other out. Every step looks each item up once, so that the time
//! grows with the size of the documents and not with its square.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

use crate::ir::{Api, Field, Home, Model, ModelId, ModelKind, Operation, Output, Place, Reply, ReplyType, Type};
use crate::spell::{model_path, path};

/// An operation and the module that it lives in.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// Service.
    pub service: &'a str,
    /// Module path below the service.
    pub module: &'a [String],
    /// The operation.
    pub operation: &'a Operation,
}

impl Site<'_> {
    /// Its item, for example `iam_v1::keys::CreateKey`.
    pub fn item(&self) -> String {
        path(&Home::Module(self.service.to_owned(), self.module.to_vec()), &self.operation.name)
    }
}

/// One thing of the older client and what it has become, or one that only one of them has.
pub type Pair<T> = (Option<T>, Option<T>);

/// What stands for what.
pub struct Pairs<'a> {
    /// Operations.
    pub operations: Vec<Pair<Site<'a>>>,
    /// Models that are emitted.
    pub models: Vec<Pair<ModelId>>,
    /// The newer model of each older one.
    pub to_new: HashMap<ModelId, ModelId>,
}

/// Pairs operations and models.
pub fn pair<'a>(old: &'a Api, new: &'a Api) -> Pairs<'a> {
    let operations = operations(old, new);
    let mut models = Models::by_path(old, new);
    models.by_component();
    for (old, new) in &operations {
        if let (Some(old), Some(new)) = (old, new) {
            models.by_use(old.operation, new.operation);
        }
    }
    let to_new = models.to_new;
    let taken: HashMap<ModelId, ModelId> = to_new.iter().map(|(old, new)| (*new, *old)).collect();
    let added = emitted(new).map(|id| (taken.get(&id).copied(), Some(id)));
    let removed = emitted(old).filter(|id| !to_new.contains_key(id)).map(|id| (Some(id), None));
    Pairs { operations, models: added.chain(removed).collect(), to_new }
}

fn operations<'a>(old: &'a Api, new: &'a Api) -> Vec<Pair<Site<'a>>> {
    let (old, new) = (sites(old), sites(new));
    let mut partner: Vec<Option<usize>> = vec![None; new.len()];
    let mut free: Vec<bool> = vec![true; old.len()];
    let text = |parts: &[&str]| parts.join(" ");
    // What is sent says more than what it is called.
    let keys: [&dyn Fn(&Site) -> String; 6] = [
        &|site| text(&[site.operation.method.as_str(), &site.operation.server, &site.operation.path]),
        &|site| text(&[site.operation.method.as_str(), &site.operation.server, &unnamed(&site.operation.path)]),
        &|site| text(&[site.operation.method.as_str(), &site.operation.path]),
        &|site| text(&[site.operation.method.as_str(), &unnamed(&site.operation.path)]),
        &|site| site.operation.id.clone(),
        &|site| site.item(),
    ];
    for key in keys {
        let mut known: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (index, site) in old.iter().enumerate().filter(|(index, _)| free[*index]) {
            known.entry(key(site)).or_default().push_back(index);
        }
        for (index, site) in new.iter().enumerate() {
            if partner[index].is_none()
                && let Some(found) = known.get_mut(&key(site)).and_then(VecDeque::pop_front)
            {
                partner[index] = Some(found);
                free[found] = false;
            }
        }
    }
    let paired = new.iter().zip(partner).map(|(site, partner)| (partner.map(|index| old[index]), Some(*site)));
    let gone = old.iter().zip(&free).filter(|(_, free)| **free).map(|(site, _)| (Some(*site), None));
    paired.chain(gone).collect()
}

fn sites(api: &Api) -> Vec<Site<'_>> {
    let modules = api.services.iter().flat_map(|service| service.modules.iter().map(move |module| (service, module)));
    modules
        .flat_map(|(service, module)| {
            let site = |operation| Site { service: &service.name, module: &module.path, operation };
            module.operations.iter().map(site)
        })
        .collect()
}

/// A path without the names of its placeholders, which nobody sends.
fn unnamed(path: &str) -> String {
    let mut inside = false;
    let outside = path.chars().filter(|letter| {
        let before = inside;
        inside = (inside || *letter == '{') && *letter != '}';
        !before || *letter == '}'
    });
    outside.collect()
}

/// Parameters and body fields that stand for each other: by place and name, segments of a path by their order too, and
/// at last by their name alone or by their name in Rust. Those of the newer operation first.
pub fn fields<'a>(old: &'a Operation, new: &'a Operation) -> Vec<Pair<&'a Field>> {
    let segments = |operation: &'a Operation| operation.fields.iter().filter(|field| field.place == Place::Path);
    let alike = unnamed(&old.path) == unnamed(&new.path) && segments(old).count() == segments(new).count();
    let by_order: HashMap<&str, usize> =
        segments(old).enumerate().map(|(index, field)| (field.wire.as_str(), index)).collect();
    let new_order: HashMap<&str, usize> =
        segments(new).enumerate().map(|(index, field)| (field.wire.as_str(), index)).collect();
    let key = |field: &'a Field, order: &HashMap<&str, usize>| match order.get(field.wire.as_str()) {
        Some(index) if alike && field.place == Place::Path => (field.place, format!("{{{index}}}")),
        // The names of headers are the same in any case.
        _ if field.place == Place::Header => (field.place, field.wire.to_ascii_lowercase()),
        _ => (field.place, field.wire.clone()),
    };
    let paired = matched(&old.fields, &new.fields, |field| key(field, &by_order), |field| key(field, &new_order));
    let paired = rematched(paired, |field| field.wire.as_str(), |field| field.wire.as_str());
    // Code that hands it over goes on to compile.
    let name = |field: &'a Field| (field.place, field.name.as_str());
    rematched(paired, name, name)
}

/// Items of two lists by a key that each side has once.
pub fn matched<'a, T, K: Hash + Eq>(
    old: impl IntoIterator<Item = &'a T>,
    new: impl IntoIterator<Item = &'a T>,
    old_key: impl Fn(&'a T) -> K,
    new_key: impl Fn(&'a T) -> K,
) -> Vec<Pair<&'a T>> {
    let old: Vec<&T> = old.into_iter().collect();
    let mut known: HashMap<K, usize> = HashMap::new();
    for (index, item) in old.iter().enumerate() {
        known.entry(old_key(item)).or_insert(index);
    }
    let mut pairs = Vec::new();
    let mut used = HashSet::new();
    for item in new {
        let found = known.get(&new_key(item)).copied().filter(|index| used.insert(*index));
        pairs.push((found.map(|index| old[index]), Some(item)));
    }
    let gone = old.into_iter().enumerate().filter(|(index, _)| !used.contains(index));
    pairs.extend(gone.map(|(_, item)| (Some(item), None)));
    pairs
}

/// The same with those that found no partner tried again by another key.
pub fn rematched<'a, T, K: Hash + Eq>(
    pairs: Vec<Pair<&'a T>>,
    old_key: impl Fn(&'a T) -> K,
    new_key: impl Fn(&'a T) -> K,
) -> Vec<Pair<&'a T>> {
    let mut left: HashMap<K, &'a T> = HashMap::new();
    for pair in &pairs {
        if let (Some(old), None) = pair {
            left.entry(old_key(old)).or_insert(old);
        }
    }
    let mut used: HashSet<*const T> = HashSet::new();
    let mut done = Vec::new();
    for pair in pairs {
        match pair {
            (None, Some(new)) => {
                let old = left.remove(&new_key(new));
                used.extend(old.map(std::ptr::from_ref));
                done.push((old, Some(new)));
            }
            other => done.push(other),
        }
    }
    done.retain(|pair| !matches!(pair, (Some(old), None) if used.contains(&std::ptr::from_ref(*old))));
    done
}

/// The index of each item of a list.
pub fn positions<T>(items: &[T]) -> HashMap<*const T, usize> {
    items.iter().enumerate().map(|(index, item)| (std::ptr::from_ref(item), index)).collect()
}

fn emitted(api: &Api) -> impl Iterator<Item = ModelId> {
    (0..api.models.len()).map(ModelId).filter(|id| !api.models[id.0].name.is_empty())
}

struct Models<'a> {
    old: &'a Api,
    new: &'a Api,
    to_new: HashMap<ModelId, ModelId>,
    taken: HashSet<ModelId>,
    seen: HashSet<(ModelId, ModelId)>,
}

impl<'a> Models<'a> {
    fn by_path(old: &'a Api, new: &'a Api) -> Self {
        let known: HashMap<String, ModelId> = emitted(old).map(|id| (model_path(old, id), id)).collect();
        let mut all = Self { old, new, to_new: HashMap::new(), taken: HashSet::new(), seen: HashSet::new() };
        for id in emitted(new) {
            if let Some(found) = known.get(&model_path(new, id)) {
                all.to_new.insert(*found, id);
                all.taken.insert(id);
            }
        }
        all
    }

    /// A component goes on to be what it was, wherever it lives now.
    fn by_component(&mut self) {
        let component = |model: &Model| model.pointer.as_str().starts_with("/components/schemas/");
        let of = |id: ModelId, api: &'a Api| Some(&api.models[id.0]).filter(|model| component(model));
        let known: HashMap<&str, ModelId> =
            emitted(self.old).filter_map(|id| Some((of(id, self.old)?.pointer.as_str(), id))).collect();
        for id in emitted(self.new).filter(|id| !self.taken.contains(id)).collect::<Vec<_>>() {
            let Some(new) = of(id, self.new) else { continue };
            let found = known.get(new.pointer.as_str()).copied().filter(|old| !self.to_new.contains_key(old));
            let Some(found) = found else { continue };
            let same = |old: &Model| std::mem::discriminant(&old.kind) == std::mem::discriminant(&new.kind);
            if same(&self.old.models[found.0]) {
                self.to_new.insert(found, id);
                self.taken.insert(id);
            }
        }
    }

    /// Where one model is used as another was, and they are much alike, it is the same under another name.
    fn by_use(&mut self, old: &Operation, new: &Operation) {
        for (old, new) in fields(old, new) {
            if let (Some(old), Some(new)) = (old, new) {
                self.walk(&old.ty, &new.ty);
            }
        }
        let old_replies = answers(old);
        for (old, new) in matched(&old_replies, &answers(new), |reply| reply.0, |reply| reply.0) {
            if let (Some((_, ReplyType::Json(old))), Some((_, ReplyType::Json(new)))) = (old, new) {
                self.walk(old, new);
            }
        }
    }

    fn walk<'t>(&mut self, old: &'t Type, new: &'t Type)
    where
        'a: 't,
    {
        let (old_api, new_api): (&'t Api, &'t Api) = (self.old, self.new);
        let mut open = vec![(old, new)];
        while let Some((old, new)) = open.pop() {
            let (Some(a), Some(b)) = (model(old), model(new)) else { continue };
            if !self.seen.insert((a, b)) {
                continue;
            }
            let (before, after) = (&old_api.models[a.0], &new_api.models[b.0]);
            if !self.to_new.contains_key(&a) && !self.taken.contains(&b) && alike(before, after) {
                self.to_new.insert(a, b);
                self.taken.insert(b);
            }
            if self.to_new.get(&a) != Some(&b) {
                continue;
            }
            match (&before.kind, &after.kind) {
                (ModelKind::Struct { members: old, rest: a }, ModelKind::Struct { members: new, rest: b }) => {
                    for pair in matched(old, new, |member| &member.wire, |member| &member.wire) {
                        if let (Some(old), Some(new)) = pair {
                            open.push((&old.ty, &new.ty));
                        }
                    }
                    if let (Some(a), Some(b)) = (a, b) {
                        open.push((&a.ty, &b.ty));
                    }
                }
                (ModelKind::Union { variants: old, .. }, ModelKind::Union { variants: new, .. }) => {
                    let (mut gone, mut come) = (Vec::new(), Vec::new());
                    for pair in matched(old, new, |variant| &variant.name, |variant| &variant.name) {
                        match pair {
                            (Some(old), Some(new)) => open.push((&old.ty, &new.ty)),
                            (old, new) => {
                                gone.extend(old);
                                come.extend(new);
                            }
                        }
                    }
                    open.extend(gone.into_iter().zip(come).map(|(old, new)| (&old.ty, &new.ty)));
                }
                _ => {}
            }
        }
    }
}

/// Each answer by its status.
fn answers(operation: &Operation) -> Vec<((u16, bool), &ReplyType)> {
    match &operation.output {
        Output::One(ty) if operation.replies.len() <= 1 => vec![((0, false), ty)],
        _ => operation.replies.iter().map(|Reply { status, range, ty, .. }| ((*status, *range), ty)).collect(),
    }
}

fn model(ty: &Type) -> Option<ModelId> {
    match ty {
        Type::Model(id) | Type::Boxed(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => model(inner),
        _ => None,
    }
}

/// Whether at least half of what they are made of is the same.
fn alike(old: &Model, new: &Model) -> bool {
    let half = |old: Vec<&str>, new: Vec<&str>| {
        let known: HashSet<&str> = old.iter().copied().collect();
        2 * new.iter().filter(|name| known.contains(*name)).count() >= old.len().max(new.len())
    };
    match (&old.kind, &new.kind) {
        (ModelKind::Struct { members: old, .. }, ModelKind::Struct { members: new, .. }) => half(
            old.iter().map(|member| member.wire.as_str()).collect(),
            new.iter().map(|member| member.wire.as_str()).collect(),
        ),
        (ModelKind::Choice { values: old, .. }, ModelKind::Choice { values: new, .. }) => half(
            old.iter().map(|value| value.wire.as_str()).collect(),
            new.iter().map(|value| value.wire.as_str()).collect(),
        ),
        (ModelKind::Union { variants: old, .. }, ModelKind::Union { variants: new, .. }) => half(
            old.iter().map(|variant| variant.name.as_str()).collect(),
            new.iter().map(|variant| variant.name.as_str()).collect(),
        ),
        _ => false,
    }
}
