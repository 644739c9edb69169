//! An object schema in; its properties out, those that it inherits included.

use std::collections::{HashMap, HashSet};

use indexmap::IndexSet;
use openapiv3::Schema;

use super::bounds::INHERITED;
use super::schema::Schemas;
use super::shape::{Additional, SchemaRef, Shape};
use crate::pointer::Pointer;

/// The members of an object schema.
#[derive(Default)]
pub struct Properties<'d> {
    /// Name, schema and place of each, in order.
    pub members: Vec<(&'d str, SchemaRef<'d>, Pointer)>,
    /// Names of those that must be there.
    pub required: IndexSet<&'d str>,
    /// What other members may be.
    pub rest: Option<(Additional<'d>, Pointer)>,
    /// Where in the list each is.
    places: HashMap<&'d str, usize>,
}

impl<'d> Properties<'d> {
    /// A later one of the same name stands in for an earlier one.
    fn add(&mut self, name: &'d str, schema: SchemaRef<'d>, at: Pointer) {
        match self.places.get(name) {
            Some(place) => self.members[*place] = (name, schema, at),
            None => {
                self.places.insert(name, self.members.len());
                self.members.push((name, schema, at));
            }
        }
    }

    fn merge(&mut self, other: Self) {
        for (name, schema, at) in other.members {
            self.add(name, schema, at);
        }
        self.required.extend(other.required);
        self.rest = other.rest.or(self.rest.take());
    }
}

impl<'d> Schemas<'d> {
    /// The properties of an object schema, those of its `allOf` included, each with its place.
    pub fn properties(&mut self, schema: &'d Schema, at: &Pointer) -> Properties<'d> {
        self.inherited(schema, at, &mut HashSet::new())
    }

    /// `seen` keeps the schemas that were merged already: one that inherits from itself, or twice from another, adds nothing.
    fn inherited(&mut self, schema: &'d Schema, at: &Pointer, seen: &mut HashSet<*const Schema>) -> Properties<'d> {
        let shape = Shape::new(schema);
        let mut all = Properties::default();
        if seen.contains(&std::ptr::from_ref(schema)) || !self.bounds.parts(at, seen.len()) {
            return all;
        }
        seen.insert(schema);
        for (index, part) in shape.all_of.iter().enumerate() {
            let place = at.child("allOf").item(index);
            if let Some((part, place, _)) = self.resolve(*part, &place) {
                all.merge(self.inherited(part, &place, seen));
            }
        }
        // One of the branches applies, and nothing says which: each of their members may be there.
        for branch in &shape.branches {
            if let Some((branch, place, _)) = self.resolve(branch.schema, &branch.below(at)) {
                let inner = self.inherited(branch, &place, seen);
                all.merge(Properties { required: IndexSet::new(), ..inner });
            }
        }
        let place = at.child("properties");
        for (name, schema) in &shape.properties {
            if !self.bounds.spend(at, INHERITED) {
                break;
            }
            all.add(name, *schema, place.child(name));
        }
        all.required.extend(&shape.required);
        match shape.additional {
            Additional::None => {}
            additional => all.rest = Some((additional, at.child("additionalProperties"))),
        }
        all
    }
}
