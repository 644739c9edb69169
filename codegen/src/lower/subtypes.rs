//! The named schemas of a document in; for each base, whose discriminator tells what a value is, those that inherit from it
//! out. Such a base has no `oneOf`: its subtypes name it in their `allOf`.

use std::collections::{HashMap, HashSet};

use openapiv3::{Components, Discriminator, ReferenceOr, Schema, SchemaKind};

use super::bounds::{Bounds, VALUE};
use super::schema::named_pointer;
use super::shape::Shape;
use crate::document::component_name;

/// Who inherits from whom.
#[derive(Default)]
pub struct Subtypes<'d> {
    /// The schemas that name each one in their `allOf`, in the order of the document.
    heirs: HashMap<&'d str, Vec<(&'d str, &'d Schema)>>,
    /// The schemas that have subtypes.
    bases: HashSet<&'d str>,
    /// The schemas that are a subtype of some base.
    known: HashSet<*const Schema>,
}

impl<'d> Subtypes<'d> {
    /// Looks at all named schemas once.
    pub fn new(components: Option<&'d Components>) -> Self {
        let Some(Components { schemas, .. }) = components else { return Self::default() };
        let named = |part: &ReferenceOr<Schema>| {
            let ReferenceOr::Reference { reference } = part else { return None };
            Some(schemas.get_key_value(&component_name(reference, "schemas")?)?.0.as_str())
        };
        let mut all = Self::default();
        let mut bases: Vec<(&str, &Discriminator)> = Vec::new();
        for (name, schema) in schemas.iter().filter_map(|(name, schema)| Some((name.as_str(), schema.as_item()?))) {
            for part in all_of(schema).iter().filter_map(named) {
                let heirs = all.heirs.entry(part).or_default();
                // One that names its base twice is still one.
                if heirs.last().is_none_or(|(last, _)| *last != name) {
                    heirs.push((name, schema));
                }
            }
            let is_other = schema.schema_data.extensions.contains_key("x-twilio-type");
            if let Some(discriminator) = schema.schema_data.discriminator.as_ref().filter(|_| !is_other)
                && Shape::new(schema).branches.is_empty()
            {
                bases.push((name, discriminator));
            }
        }
        for (base, discriminator) in bases {
            if all.learn(base, discriminator) {
                all.bases.insert(base);
            }
        }
        all
    }

    /// Marks all below a base, and tells whether there are any. What was marked before brought its own with it.
    ///
    /// One that adds no member, and either allows for null or is none of those that are mapped, only wraps the base.
    fn learn(&mut self, base: &'d str, discriminator: &Discriminator) -> bool {
        let mapped: HashSet<&str> =
            discriminator.mapping.values().filter_map(|target| target.rsplit('/').next()).collect();
        let is_wrapper = |name: &str, schema: &Schema| {
            let is_named = mapped.contains(name) || mapped.is_empty() && !schema.schema_data.nullable;
            !is_named && !adds_members(schema)
        };
        let (mut open, mut has_any) = (vec![base], false);
        while let Some(name) = open.pop() {
            for (heir, schema) in self.heirs.get(name).into_iter().flatten() {
                if *heir == base || is_wrapper(heir, schema) {
                    continue;
                }
                has_any = true;
                if self.known.insert(*schema) {
                    open.push(heir);
                }
            }
        }
        has_any
    }

    /// Whether others inherit from a named schema, and its discriminator tells which of them a value is.
    pub fn is_base(&self, name: &str) -> bool {
        self.bases.contains(name)
    }

    /// Whether a schema inherits from a base.
    pub fn contains(&self, schema: &Schema) -> bool {
        self.known.contains(&std::ptr::from_ref(schema))
    }

    /// The subtypes of a base, those of its subtypes included.
    pub fn of(&self, base: &'d str, bounds: &mut Bounds) -> Vec<(&'d str, &'d Schema)> {
        if !self.is_base(base) {
            return Vec::new();
        }
        let (mut open, mut seen, mut found) = (vec![base], HashSet::from([base]), Vec::new());
        while let Some(name) = open.pop() {
            for (heir, schema) in self.heirs.get(name).into_iter().flatten() {
                if self.contains(schema) && seen.insert(*heir) && bounds.spend(&named_pointer(heir), VALUE) {
                    found.push((*heir, *schema));
                    open.push(heir);
                }
            }
        }
        found
    }
}

fn all_of(schema: &Schema) -> &[ReferenceOr<Schema>] {
    match &schema.schema_kind {
        SchemaKind::AllOf { all_of } => all_of,
        SchemaKind::Any(any) => &any.all_of,
        _ => &[],
    }
}

/// Whether a schema that inherits from one other has more than that.
fn adds_members(schema: &Schema) -> bool {
    let has_own = |schema: &Schema| !Shape::new(schema).properties.is_empty();
    let parts = all_of(schema);
    let references = parts.iter().filter(|part| matches!(part, ReferenceOr::Reference { .. })).count();
    let in_place = parts.iter().filter_map(ReferenceOr::as_item);
    has_own(schema) || references > 1 || in_place.into_iter().any(|part| has_own(part) || !all_of(part).is_empty())
}
