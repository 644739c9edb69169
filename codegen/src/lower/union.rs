//! A schema that is one of several in; the union out: its variants, what tells them apart, and what may name them.

use std::collections::{BTreeSet, HashMap};

use openapiv3::{Discriminator, Schema};
use serde_json::Value;

use super::bounds::VALUE;
use super::owner::Owner;
use super::schema::Schemas;
use super::secrecy::is_telling;
use super::shape::{SchemaRef, Shape};
use crate::ir::{ModelKind, Type, Variant};
use crate::pointer::Pointer;

/// How many names of members one variant may be called after.
const MAX_MEMBERS: usize = 4;

/// A schema that a value may have.
struct Branch<'d> {
    schema: SchemaRef<'d>,
    place: Pointer,
    /// Texts that may name it, the shortest first.
    texts: Vec<String>,
    /// Members with a single text to be in them, and whether they must be there.
    constants: HashMap<&'d str, Constant>,
}

struct Constant {
    text: String,
    required: bool,
}

impl<'d> Schemas<'d> {
    pub(super) fn union(&mut self, schema: &'d Schema, shape: &Shape<'d>, at: &Pointer, owner: &Owner) -> ModelKind {
        let branches: Vec<Branch<'d>> = shape
            .branches
            .iter()
            .map(|(keyword, index, branch)| self.branch(*branch, keyword, *index, at.child(keyword).item(*index)))
            .collect();
        let discriminator = schema.schema_data.discriminator.as_ref();
        let (tag, tags) = match discriminator {
            Some(discriminator) => (Some(discriminator.property_name.clone()), self.told(discriminator, &branches)),
            None => told_by_themselves(&branches),
        };
        let own = own_texts(&branches, tags.as_deref());
        let mut variants: Vec<Variant> = Vec::new();
        for (index, (branch, own)) in branches.into_iter().zip(own).enumerate() {
            let Branch { schema, place, texts, .. } = branch;
            let mut ty = self.visit(schema, &place, &Owner::new(owner.text(), own)).ty;
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
                let candidates = tag.iter().chain(&texts).cloned().collect();
                let (ty, pointer) = (ty.clone(), place.clone());
                variants.push(Variant { name: String::new(), candidates, ty, tag, pointer });
            }
        }
        ModelKind::Union { variants, tag: tag.filter(|_| tags.is_some()), other: String::new() }
    }

    fn branch(&mut self, schema: SchemaRef<'d>, keyword: &str, index: usize, place: Pointer) -> Branch<'d> {
        let mut texts = match schema {
            SchemaRef::Reference(reference) => vec![reference.rsplit('/').next().unwrap_or(reference).to_owned()],
            SchemaRef::Item(item) => {
                let title = item.schema_data.title.clone();
                title.into_iter().chain(self.kinds(item, &place)).collect()
            }
        };
        // Where it stands is the last word.
        let first = texts.first().cloned().unwrap_or_default();
        texts.push(format!("{first} {keyword} {index}"));
        Branch { schema, texts, constants: self.constants(schema, &place), place }
    }

    /// The members of an object that can be but one text.
    fn constants(&mut self, schema: SchemaRef<'d>, at: &Pointer) -> HashMap<&'d str, Constant> {
        let mut found = HashMap::new();
        let Some((schema, at, _)) = self.resolve(schema, at) else { return found };
        let properties = self.properties(schema, &at);
        for (name, property, place) in &properties.members {
            let Some((property, ..)) = self.resolve(*property, place) else { continue };
            if let [Value::String(text)] = &Shape::new(property).values[..] {
                found.insert(*name, Constant { text: text.clone(), required: properties.required.contains(name) });
            }
        }
        found
    }

    /// The texts that tell each branch by the discriminator: those that the mapping gives, or the only one that the branch
    /// allows, or the name of the schema. A branch in place without any leaves none of them told apart.
    fn told(&mut self, discriminator: &Discriminator, branches: &[Branch<'d>]) -> Option<Vec<Vec<String>>> {
        let name = discriminator.property_name.as_str();
        // What a mapping names is a schema, by a reference to it or by its name alone.
        let mut mapped: HashMap<&str, Vec<String>> = HashMap::new();
        for (tag, target) in &discriminator.mapping {
            mapped.entry(target.rsplit('/').next().unwrap_or(target)).or_default().push(tag.clone());
        }
        let mut tags = Vec::new();
        for branch in branches {
            if !self.is_text(branch, name) {
                return None;
            }
            let schema = match branch.schema {
                SchemaRef::Reference(reference) => reference.rsplit('/').next(),
                SchemaRef::Item(_) => None,
            };
            let told = schema.and_then(|schema| mapped.get(schema).cloned());
            let only = || branch.constants.get(name).map(|constant| vec![constant.text.clone()]);
            tags.push(told.or_else(only).or_else(|| Some(vec![schema?.to_owned()]))?);
        }
        Some(tags)
    }

    /// Whether the member that tells is a text, as far as the branch says what it is.
    fn is_text(&mut self, branch: &Branch<'d>, name: &str) -> bool {
        let Some((schema, at, _)) = self.resolve(branch.schema, &branch.place) else { return true };
        let properties = self.properties(schema, &at);
        let member = properties.members.into_iter().find(|(member, ..)| *member == name);
        let member = member.and_then(|(_, member, _)| self.behind(member));
        member.is_none_or(|member| !matches!(Shape::new(member).ty, Some("integer" | "number" | "boolean")))
    }

    /// What an anonymous branch is: a text, a list, or an object with a member of its own; ever more of it.
    fn kinds(&mut self, schema: &'d Schema, at: &Pointer) -> Vec<String> {
        let properties = self.properties(schema, at);
        let members: Vec<&str> = match properties.required.is_empty() {
            true => properties.members.iter().map(|(name, ..)| *name).collect(),
            false => properties.required.iter().copied().collect(),
        };
        let shape = Shape::new(schema);
        if let Some(first) = members.first() {
            let more = members[..members.len().min(MAX_MEMBERS)].join(" and ");
            return vec![format!("with {first}"), format!("with {more}")];
        }
        match (shape.ty, shape.items) {
            (Some("string"), _) if !shape.format.is_empty() => {
                vec!["text".to_owned(), format!("text {}", shape.format)]
            }
            (Some("string"), _) => {
                let values = shape.values.iter().filter_map(Value::as_str).take(MAX_MEMBERS).collect::<Vec<_>>();
                let told = (!values.is_empty()).then(|| format!("text {}", values.join(" or ")));
                std::iter::once("text".to_owned()).chain(told).collect()
            }
            (Some("array"), Some(SchemaRef::Reference(item))) => {
                vec!["list".to_owned(), format!("list of {}", item.rsplit('/').next().unwrap_or(item))]
            }
            (Some("array"), Some(SchemaRef::Item(item))) => {
                let of = Shape::new(item).ty.map(|ty| format!("list of {ty}"));
                std::iter::once("list".to_owned()).chain(of).collect()
            }
            (Some("array"), None) => vec!["list".to_owned()],
            (Some(ty), _) => vec![ty.to_owned()],
            (None, _) => vec!["any".to_owned()],
        }
    }
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
fn told_by_themselves(branches: &[Branch<'_>]) -> (Option<String>, Option<Vec<Vec<String>>>) {
    let tags = |name: &str| -> Option<Vec<Vec<String>>> {
        let texts: Option<Vec<&str>> = branches
            .iter()
            .map(|branch| branch.constants.get(name).filter(|constant| constant.required))
            .map(|constant| constant.map(|constant| constant.text.as_str()))
            .collect();
        let texts = texts.filter(|texts| texts.iter().collect::<BTreeSet<_>>().len() == texts.len())?;
        Some(texts.into_iter().map(|text| vec![text.to_owned()]).collect())
    };
    let mut names: Vec<&str> = branches.first().iter().flat_map(|first| first.constants.keys().copied()).collect();
    names.sort_unstable();
    let told = names.into_iter().find_map(|name| Some((name.to_owned(), tags(name)?)));
    told.map_or((None, None), |(name, tags)| (Some(name), Some(tags)))
}
