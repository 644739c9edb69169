//! The named schemas of a document in; for each base, whose discriminator tells what a value is, its subtypes out: those that
//! name it in their `allOf`, and those that its mapping or its `oneOf` name.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use indexmap::IndexMap;
use openapiv3::{Components, Discriminator, ReferenceOr, Schema, SchemaKind};

use super::bounds::{Bounds, VALUE};
use super::schema::named_pointer;
use super::shape::Shape;
use crate::document::component_name;

/// A schema with its name.
type Named<'d> = (&'d str, &'d Schema);

/// The texts that a mapping has for each schema.
pub type Tags<'d> = HashMap<&'d str, Vec<&'d str>>;

/// A schema that others inherit from.
struct Base<'d> {
    /// The member that tells its subtypes, by its own discriminator or one that it inherits.
    property: &'d str,
    /// What the mapping has, which those in the middle share.
    tags: Rc<Tags<'d>>,
    /// The subtypes that do not inherit from it.
    strangers: Vec<Named<'d>>,
}

/// Who inherits from whom.
#[derive(Default)]
pub struct Subtypes<'d> {
    /// The schemas that name each one in their `allOf`, in the order of the document.
    heirs: HashMap<&'d str, Vec<Named<'d>>>,
    bases: HashMap<&'d str, Base<'d>>,
    /// The schemas that are a subtype of some base.
    known: HashSet<*const Schema>,
    /// The same that are told by no mapping, where there is one: they may be more than a subtype.
    unmapped: HashSet<*const Schema>,
    /// The bases by where they are in memory.
    sealed: HashSet<*const Schema>,
}

impl<'d> Subtypes<'d> {
    /// Looks at all named schemas once.
    pub fn new(components: Option<&'d Components>) -> Self {
        let Some(Components { schemas, .. }) = components else { return Self::default() };
        let named = |reference: &str| {
            let (name, schema) = schemas.get_key_value(&component_name(reference, "schemas")?)?;
            Some((name.as_str(), schema.as_item()?))
        };
        let mut all = Self::default();
        let mut found: Vec<(Named, &Discriminator, Vec<Named>)> = Vec::new();
        for (name, schema) in schemas.iter().filter_map(|(name, schema)| Some((name.as_str(), schema.as_item()?))) {
            for (part, _) in references(schema).filter_map(named) {
                let heirs = all.heirs.entry(part).or_default();
                // One that names its base twice is still one.
                if heirs.last().is_none_or(|(last, _)| *last != name) {
                    heirs.push((name, schema));
                }
            }
            let is_other = schema.schema_data.extensions.contains_key("x-twilio-type");
            let Some(told) = discriminator(schema).filter(|_| !is_other) else { continue };
            let branches = Shape::new(schema).branches;
            let listed = branches.iter().map(|branch| named(branch.schema.reference()?));
            found.extend(listed.collect::<Option<_>>().map(|listed| ((name, schema), told, listed)));
        }
        // One whose branches are all strangers is a union like others.
        found.retain(|((name, _), _, listed)| {
            let heirs: HashSet<&str> = all.heirs.get(name).into_iter().flatten().map(|(heir, _)| *heir).collect();
            listed.is_empty() || listed.iter().any(|(name, _)| heirs.contains(name))
        });
        let own: HashSet<&str> = found.iter().map(|((name, _), ..)| *name).collect();
        for (base, told, listed) in found {
            let (mut mapped, mut tags) = (IndexMap::new(), Tags::new());
            for (tag, target) in &told.mapping {
                let found = named(target).or_else(|| named(&format!("#/components/schemas/{target}")));
                if let Some((name, schema)) = found {
                    mapped.insert(name, schema);
                    tags.entry(name).or_default().push(tag);
                }
            }
            let told = Base { property: &told.property_name, tags: Rc::new(tags), strangers: Vec::new() };
            all.learn(base, told, (&mapped, &listed), &own);
        }
        all
    }

    /// Marks all below a base; what was marked before brought its own with it. Those that have heirs themselves are told by
    /// the same discriminator, unless they have their own.
    ///
    /// One that adds no member, and either allows for null or is none of those that are mapped, only wraps the base.
    fn learn(
        &mut self,
        (base, schema): Named<'d>,
        told: Base<'d>,
        (mapped, listed): (&IndexMap<&'d str, &'d Schema>, &[Named<'d>]),
        own: &HashSet<&'d str>,
    ) {
        let is_wrapper = |name: &str, schema: &Schema| {
            let is_named = mapped.contains_key(name) || mapped.is_empty() && !schema.schema_data.nullable;
            !is_named && !adds_members(schema)
        };
        let (mut open, mut below) = (vec![base], HashSet::from([base]));
        let mut middle: Vec<Named> = Vec::new();
        while let Some(name) = open.pop() {
            for (heir, schema) in self.heirs.get(name).into_iter().flatten() {
                if *heir == base || is_wrapper(heir, schema) {
                    continue;
                }
                below.insert(heir);
                if !mapped.is_empty() && !mapped.contains_key(heir) {
                    self.unmapped.insert(*schema);
                }
                // What is below a base with its own discriminator is that one's to learn.
                if self.known.insert(*schema) && !own.contains(heir) {
                    open.push(heir);
                    middle.push((heir, schema));
                }
            }
        }
        let others = mapped.iter().map(|(name, schema)| (*name, *schema)).chain(listed.iter().copied());
        let strangers: Vec<Named> = others.filter(|(name, _)| below.insert(name)).collect();
        if below.len() == 1 {
            return;
        }
        self.sealed.insert(schema);
        for (name, schema) in middle {
            let mut heirs = self.heirs.get(name).into_iter().flatten();
            if !heirs.any(|(_, heir)| self.known.contains(&std::ptr::from_ref(*heir))) {
                continue;
            }
            let Base { property, ref tags, .. } = told;
            self.bases.entry(name).or_insert_with(|| Base { property, tags: tags.clone(), strangers: Vec::new() });
            self.sealed.insert(schema);
        }
        self.bases.insert(base, Base { strangers, ..told });
    }

    /// The member that tells the subtypes of a named schema apart, where it is a base, and the texts of its mapping.
    pub fn told(&self, name: &str) -> Option<(&'d str, Rc<Tags<'d>>)> {
        self.bases.get(name).map(|base| (base.property, base.tags.clone()))
    }

    /// Whether a schema is a base.
    pub fn is_base(&self, schema: &Schema) -> bool {
        self.sealed.contains(&std::ptr::from_ref(schema))
    }

    /// Whether a schema inherits from a base.
    pub fn contains(&self, schema: &Schema) -> bool {
        self.known.contains(&std::ptr::from_ref(schema))
    }

    /// Whether a schema that has a base among its parts may be any of the subtypes of it, and more.
    pub fn extends(&self, schema: &Schema) -> bool {
        !self.contains(schema) || self.unmapped.contains(&std::ptr::from_ref(schema))
    }

    /// The subtypes of a base, those of its subtypes included.
    pub fn of(&self, base: &'d str, bounds: &mut Bounds) -> Vec<Named<'d>> {
        let Some(Base { strangers, .. }) = self.bases.get(base) else { return Vec::new() };
        let (mut open, mut seen, mut found) = (vec![base], HashSet::from([base]), Vec::new());
        while let Some(name) = open.pop() {
            for (heir, schema) in self.heirs.get(name).into_iter().flatten() {
                if self.contains(schema) && seen.insert(*heir) && bounds.spend(&named_pointer(heir), VALUE) {
                    found.push((*heir, *schema));
                    open.push(heir);
                }
            }
        }
        found.extend(strangers.iter().filter(|(name, _)| *name != base && !seen.contains(name)));
        found
    }
}

/// The discriminator of a schema, or of a part in place, as of one that inherits itself.
fn discriminator(schema: &Schema) -> Option<&Discriminator> {
    let in_place = all_of(schema).iter().filter_map(ReferenceOr::as_item);
    std::iter::once(schema).chain(in_place).find_map(|schema| schema.schema_data.discriminator.as_ref())
}

fn all_of(schema: &Schema) -> &[ReferenceOr<Schema>] {
    match &schema.schema_kind {
        SchemaKind::AllOf { all_of } => all_of,
        SchemaKind::Any(any) => &any.all_of,
        _ => &[],
    }
}

/// The schemas that are a part of this one by reference.
fn references(schema: &Schema) -> impl Iterator<Item = &str> {
    all_of(schema).iter().filter_map(|part| match part {
        ReferenceOr::Reference { reference } => Some(reference.as_str()),
        ReferenceOr::Item(_) => None,
    })
}

/// Whether a schema that inherits from one other has more than that.
fn adds_members(schema: &Schema) -> bool {
    let has_own = |schema: &Schema| !Shape::new(schema).properties.is_empty();
    let in_place = all_of(schema).iter().filter_map(ReferenceOr::as_item);
    has_own(schema)
        || references(schema).count() > 1
        || in_place.into_iter().any(|part| has_own(part) || !all_of(part).is_empty())
}
