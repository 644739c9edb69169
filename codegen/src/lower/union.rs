//! A schema that is one of several, or a base of several, in; the union out: its variants, what tells them apart, and what may name them.

use std::collections::{BTreeSet, HashMap};

use openapiv3::Schema;
use serde_json::Value;

use super::bounds::VALUE;
use super::owner::Owner;
use super::properties::{Properties, Property};
use super::schema::{Schemas, named_pointer};
use super::secrecy::is_telling;
use super::shape::{Placed, SchemaRef, Shape};
use super::stand::Part;
use crate::ir::{ModelKind, Type, Variant};
use crate::pointer::Pointer;

/// How many names of members one variant may be called after.
const MAX_MEMBERS: usize = 4;

/// A schema that a value may have.
struct Branch<'d> {
    schema: SchemaRef<'d>,
    place: Pointer,
    /// The schema's own name.
    name: Option<&'d str>,
    /// What its type is.
    of: Of<'d>,
    /// The texts that its base has for it.
    tags: Vec<String>,
    /// Texts that may name it, the shortest first.
    texts: Vec<String>,
    members: HashMap<&'d str, Telling>,
}

/// What the type of a branch is.
#[derive(Clone, Copy)]
enum Of<'d> {
    /// That of its schema where it stands.
    Place,
    /// That of the schema of this name.
    Component(&'d str),
    /// The members of the base of this name alone.
    Alone(&'d str),
}

/// What a member of a branch may tell.
struct Telling {
    /// It must be there.
    required: bool,
    /// It can be no text.
    is_other: bool,
    /// The only text that it can be.
    constant: Option<String>,
}

/// What tells the branches of a union apart.
struct Told {
    /// The name of a member.
    by: String,
    /// The texts that it has in each branch.
    texts: Vec<Vec<String>>,
}

impl<'d> Schemas<'d> {
    pub(super) fn union(&mut self, schema: &'d Schema, shape: &Shape<'d>, at: &Pointer, owner: &Owner) -> ModelKind {
        let discriminator = schema.schema_data.discriminator.as_ref();
        let mut branches: Vec<Branch<'d>> = Vec::new();
        for branch in &shape.branches {
            // A branch that is told by the same member as the whole is its subtypes: one text cannot tell twice.
            let base =
                branch.schema.reference().and_then(|reference| self.named_schema(reference)).map(|(name, _)| name);
            let own = discriminator.map(|own| own.property_name.as_str());
            match base.filter(|base| own.is_some() && self.subtypes.told(base).map(|(by, _)| by) == own) {
                Some(base) => branches.extend(self.members_of(base)),
                None => branches.push(self.branch(*branch, at)),
            }
        }
        let told = match discriminator {
            Some(discriminator) => {
                // What a mapping names is a schema, by a reference to it or by its name alone.
                let mut mapped: HashMap<&str, Vec<String>> = HashMap::new();
                for (tag, target) in &discriminator.mapping {
                    mapped.entry(last(target)).or_default().push(tag.clone());
                }
                told(&discriminator.property_name, &mapped, &branches)
            }
            None => told_by_themselves(&branches),
        };
        self.variants(branches, told, owner)
    }

    /// Whether a value may be all of the branches at once, so that it has members of each: `anyOf` of objects none of which
    /// says of a member what another one does not.
    pub(super) fn apply_together(&mut self, schema: &'d Schema, shape: &Shape<'d>, at: &Pointer) -> bool {
        let mut known: HashMap<&str, SchemaRef<'d>> = HashMap::new();
        let are_any = schema.schema_data.discriminator.is_none() && shape.branches.iter().any(Placed::is_any_of);
        are_any
            && shape.branches.iter().all(|placed| {
                let Some((branch, place, name)) = self.resolve(placed.schema, &placed.below(at)) else { return false };
                // What is one of several itself is told apart first.
                let is_union = name.is_some_and(|name| self.subtypes.told(name).is_some())
                    || !Shape::new(branch).branches.is_empty();
                !is_union
                    && self.part(placed.schema) == Part::Object
                    && self.properties(branch, &place).members.iter().all(|member| {
                        known.insert(member.name, member.schema).is_none_or(|other| other.says(member.schema))
                    })
            })
    }

    /// Whether the branches, which a discriminator tells apart, have each member that stands beside them, so that nothing is
    /// missing from one of them alone.
    pub(super) fn branches_repeat(&mut self, schema: &'d Schema, shape: &Shape<'d>, at: &Pointer) -> bool {
        schema.schema_data.discriminator.is_some()
            && !self.subtypes.is_base(schema)
            && shape.branches.iter().all(|placed| {
                let Some((branch, place, _)) = self.resolve(placed.schema, &placed.below(at)) else { return false };
                let members = self.properties(branch, &place);
                shape.properties.iter().all(|(name, _)| members.has(name))
            })
    }

    /// A base whose discriminator tells its subtypes apart: a value of it is one of them, or the base itself where that is
    /// mapped, or is a subtype of another.
    pub(super) fn family(&mut self, name: &'d str) -> Option<ModelKind> {
        let (by, _) = self.subtypes.told(name)?;
        let branches = self.members_of(name);
        let told = told(by, &HashMap::new(), &branches).filter(|_| !branches.is_empty())?;
        Some(self.variants(branches, Some(told), &Owner::new(name, "")))
    }

    /// The subtypes of a base as branches of a union.
    fn members_of(&mut self, base: &'d str) -> Vec<Branch<'d>> {
        let Some((by, tags)) = self.subtypes.told(base) else { return Vec::new() };
        let mut all = self.subtypes.of(base, &mut self.bounds);
        if let Some((_, SchemaRef::Item(schema))) = self.component_of(base)
            && (self.subtypes.contains(schema) || tags.contains_key(base))
        {
            all.push((base, schema));
        }
        let mut branches = Vec::new();
        for (name, schema) in all {
            if self.bounds.is_refused() {
                break;
            }
            let place = named_pointer(name);
            let properties = self.properties(schema, &place);
            let (members, texts) = (self.members(&properties), vec![name.to_owned()]);
            // One that is a base itself, told by the same member, is here without its own subtypes: they are here too.
            let is_same = self.subtypes.told(name).is_some_and(|(own, _)| own == by);
            let schema = SchemaRef::Item(schema);
            let tags = tags.get(name).into_iter().flatten().map(|tag| (*tag).to_owned()).collect();
            let of = if is_same { Of::Alone(name) } else { Of::Component(name) };
            branches.push(Branch { schema, place, name: Some(name), of, tags, texts, members });
        }
        branches
    }

    /// The members of a base alone.
    fn alone(&mut self, schema: &'d Schema, name: &'d str) -> Type {
        if let Some(id) = self.alone.get(name) {
            return Type::Model(*id);
        }
        let at = named_pointer(name);
        // A schema of that name keeps it.
        let is_taken = |word: &str| self.component_of(&format!("{name}{word}")).is_some();
        let word = ["Base", "Itself"].into_iter().find(|word| !is_taken(word)).unwrap_or("Alone");
        let owner = Owner::new(name, word);
        let id = self.reserve(&schema.schema_data, &at, &owner, None);
        self.alone.insert(name, id);
        self.models[id.0].candidates = owner.texts();
        let kind = self.structure(schema, &at, &owner, Some(name));
        self.models[id.0].kind = kind;
        Type::Model(id)
    }

    /// Each branch as often as it has texts that tell it.
    fn variants(&mut self, branches: Vec<Branch<'d>>, told: Option<Told>, owner: &Owner) -> ModelKind {
        let (tag, tags) = told.map(|told| (told.by, told.texts)).unzip();
        let own = own_texts(&branches, tags.as_deref());
        let mut variants: Vec<Variant> = Vec::new();
        for (index, (branch, own)) in branches.into_iter().zip(own).enumerate() {
            let Branch { schema, place, texts, of, .. } = branch;
            let mut ty = match (of, schema) {
                (Of::Alone(name), SchemaRef::Item(schema)) => self.alone(schema, name),
                (Of::Component(name), _) => self.component(name, schema).ty,
                _ => self.visit(schema, &place, &Owner::new(owner.text(), own)).ty,
            };
            if ty == Type::Text && is_telling(&owner.field) {
                ty = Type::Secret;
            }
            let tags: Vec<Option<String>> = match &tags {
                Some(tags) => tags.get(index).into_iter().flatten().cloned().map(Some).collect(),
                // What an earlier one takes never comes here.
                None if variants.iter().any(|known| known.ty == ty) => Vec::new(),
                None => vec![None],
            };
            for tag in tags {
                let longest = tag.iter().chain(&texts).map(String::len).max().unwrap_or_default();
                let mut names = tag.iter().chain(&texts);
                let named = names.all(|text| self.bounds.named(text, || place.clone()));
                if !named || !self.bounds.spend(&place, VALUE + longest) {
                    break;
                }
                // Two texts may tell one schema: the last word is the text's.
                let candidates = tag.iter().chain(&texts).chain(&tag).cloned().collect();
                let (ty, pointer) = (ty.clone(), place.clone());
                variants.push(Variant { name: String::new(), candidates, ty, tag, pointer });
            }
        }
        ModelKind::Union { variants, tag, other: String::new() }
    }

    fn branch(&mut self, branch: Placed<'d>, at: &Pointer) -> Branch<'d> {
        let (schema, place) = (branch.schema, branch.below(at));
        let resolved = self.resolve(schema, &place);
        let properties = resolved.map(|(schema, at, _)| self.properties(schema, &at)).unwrap_or_default();
        let mut texts = match schema {
            SchemaRef::Reference(reference) => vec![last(reference).to_owned()],
            SchemaRef::Item(item) => {
                let title = item.schema_data.title.clone();
                title.into_iter().chain(kinds(&Shape::new(item), &properties)).collect()
            }
        };
        // Where it stands is the last word.
        let first = texts.first().cloned().unwrap_or_default();
        texts.push(format!("{first} {} {}", branch.keyword, branch.index));
        Branch {
            schema,
            place,
            name: schema.reference().map(last),
            of: Of::Place,
            tags: Vec::new(),
            texts,
            members: self.members(&properties),
        }
    }

    fn members(&mut self, properties: &Properties<'d>) -> HashMap<&'d str, Telling> {
        let members = properties.members.iter().filter_map(|Property { name, schema, at, .. }| {
            let shape = Shape::new(self.resolve(*schema, at)?.0);
            let telling = Telling {
                required: properties.required.contains(name),
                is_other: matches!(shape.ty, Some("integer" | "number" | "boolean")),
                constant: match &shape.values[..] {
                    [Value::String(text)] => Some(text.clone()),
                    _ => None,
                },
            };
            Some((*name, telling))
        });
        members.collect()
    }
}

/// The texts that tell each branch by the discriminator: those that the mapping gives, or the only one that the branch allows,
/// or the name of the schema. A branch in place without any leaves none of them told apart, and so does one where no text tells.
fn told(by: &str, mapped: &HashMap<&str, Vec<String>>, branches: &[Branch]) -> Option<Told> {
    let tags = branches.iter().map(|branch| {
        let member = branch.members.get(by);
        if member.is_some_and(|member| member.is_other) {
            return None;
        }
        let told = branch.name.and_then(|name| mapped.get(name).cloned());
        let told = told.or_else(|| Some(branch.tags.clone()).filter(|tags| !tags.is_empty()));
        let only = || Some(vec![member?.constant.clone()?]);
        told.or_else(only).or_else(|| Some(vec![branch.name?.to_owned()]))
    });
    Some(Told { by: by.to_owned(), texts: tags.collect::<Option<_>>()? })
}

/// The name at the end of a reference.
fn last(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

/// What an anonymous branch is: a text, a list, or an object with a member of its own; ever more of it.
fn kinds(shape: &Shape, properties: &Properties) -> Vec<String> {
    let members: Vec<&str> = match properties.required.is_empty() {
        true => properties.members.iter().map(|property| property.name).collect(),
        false => properties.required.iter().copied().collect(),
    };
    if let Some(first) = members.first() {
        let more = members[..members.len().min(MAX_MEMBERS)].join(" and ");
        return vec![format!("with {first}"), format!("with {more}")];
    }
    let is_listed = shape.has_values() && shape.values.iter().all(Value::is_string);
    let (kind, more) = match shape.ty.or(is_listed.then_some("string")) {
        Some("string") if !shape.format.is_empty() => ("text", Some(format!("text {}", shape.format))),
        Some("string") => {
            let values = shape.values.iter().filter_map(Value::as_str).take(MAX_MEMBERS).collect::<Vec<_>>();
            ("text", (!values.is_empty()).then(|| format!("text {}", values.join(" or "))))
        }
        Some("array") => {
            let item = match shape.items {
                Some(SchemaRef::Reference(item)) => Some(last(item)),
                Some(SchemaRef::Item(item)) => Shape::new(item).ty,
                None => None,
            };
            ("list", item.map(|item| format!("list of {item}")))
        }
        Some(ty) => (ty, None),
        None => ("any", None),
    };
    std::iter::once(kind.to_owned()).chain(more).collect()
}

/// For each branch the shortest of its texts that no other one has, for what is described in it.
fn own_texts(branches: &[Branch<'_>], tags: Option<&[Vec<String>]>) -> Vec<String> {
    let tags = |index: usize| tags.and_then(|tags| tags.get(index)).into_iter().flatten();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (index, branch) in branches.iter().enumerate() {
        let all: BTreeSet<&str> = tags(index).chain(&branch.texts).map(String::as_str).collect();
        all.into_iter().for_each(|text| *known.entry(text).or_default() += 1);
    }
    let own = branches.iter().enumerate().map(|(index, branch)| {
        let mut texts = tags(index).chain(&branch.texts);
        texts.find(|text| known.get(text.as_str()) == Some(&1)).or(branch.texts.last()).cloned().unwrap_or_default()
    });
    own.collect()
}

/// A member that must be there in every branch, with one text of its own in each, tells them as a discriminator would.
fn told_by_themselves(branches: &[Branch<'_>]) -> Option<Told> {
    let tags = |name: &str| -> Option<Vec<Vec<String>>> {
        let constant = |branch: &'_ Branch<'_>| {
            let member = branch.members.get(name).filter(|member| member.required)?;
            member.constant.clone()
        };
        let texts: Vec<String> = branches.iter().map(constant).collect::<Option<_>>()?;
        let are_distinct = texts.iter().collect::<BTreeSet<_>>().len() == texts.len();
        are_distinct.then(|| texts.into_iter().map(|text| vec![text]).collect())
    };
    let mut names: Vec<&str> = branches.first().iter().flat_map(|first| first.members.keys().copied()).collect();
    names.sort_unstable();
    names.into_iter().find_map(|name| Some(Told { by: name.to_owned(), texts: tags(name)? }))
}
