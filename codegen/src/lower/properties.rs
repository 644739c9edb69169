//! An object schema in; its properties out, those that it inherits included.

use std::collections::{HashMap, HashSet};

use indexmap::IndexSet;
use openapiv3::Schema;

use super::bounds::INHERITED;
use super::owner::Owner;
use super::schema::{Lowered, Schemas, named_pointer};
use super::shape::{Additional, SchemaRef, Shape};
use super::stand::{Layer, Part};
use crate::ir::Type;
use crate::pointer::Pointer;

/// A member of an object schema.
pub struct Property<'d> {
    /// Its name on the wire.
    pub name: &'d str,
    /// The schema that says most of it.
    pub schema: SchemaRef<'d>,
    /// Where that stands.
    pub at: Pointer,
    /// What other parts of the whole remark on it, the last first.
    pub remarks: Vec<(SchemaRef<'d>, Pointer)>,
    /// It is of another kind in each of several branches, or an object of other members.
    pub is_mixed: bool,
}

/// The members of an object schema.
#[derive(Default)]
pub struct Properties<'d> {
    /// Each, in order.
    pub members: Vec<Property<'d>>,
    /// Names of those that must be there.
    pub required: IndexSet<&'d str>,
    /// What other members may be.
    pub rest: Option<(Additional<'d>, Pointer)>,
    /// Where in the list each is.
    places: HashMap<&'d str, usize>,
}

impl Properties<'_> {
    /// Whether a member of that name is among them.
    pub fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }
}

impl<'d> Schemas<'d> {
    /// The properties of an object schema, those of its `allOf` included, each with its place.
    pub fn properties(&mut self, schema: &'d Schema, at: &Pointer) -> Properties<'d> {
        self.inherited(schema, at, &mut HashSet::new())
    }

    /// The same of what a form sends: of a base, the members of all of its subtypes, of which one applies.
    pub fn properties_of_any(&mut self, schema: &'d Schema, at: &Pointer, name: Option<&'d str>) -> Properties<'d> {
        let mut all = self.properties(schema, at);
        let subtypes = name.map(|name| self.subtypes.of(name, &mut self.bounds)).unwrap_or_default();
        for (name, schema) in subtypes {
            let inner = self.properties(schema, &named_pointer(name));
            self.merge(&mut all, Properties { required: IndexSet::new(), ..inner }, true);
        }
        all
    }

    /// All that is said of a member: what is remarked on it, then the layers of its schema.
    pub fn said(&mut self, property: &Property<'d>) -> Vec<Layer<'d>> {
        let mut layers = self.remarks(property);
        if !property.is_mixed {
            layers.extend(self.layers(property.schema, &property.at));
        }
        layers
    }

    fn remarks(&mut self, property: &Property<'d>) -> Vec<Layer<'d>> {
        property.remarks.iter().flat_map(|(remark, at)| self.layers(*remark, at)).collect()
    }

    /// The type of a member.
    pub fn member(&mut self, property: &Property<'d>, owner: &Owner) -> Lowered {
        if property.is_mixed {
            return Lowered { ty: Type::Json, nullable: true };
        }
        let Lowered { mut ty, nullable } = self.visit(property.schema, &property.at, owner);
        let remarks = self.remarks(property);
        if ty == Type::Text && remarks.iter().any(|(remark, _)| Shape::new(remark).format == "password") {
            ty = Type::Secret;
        }
        Lowered { ty, nullable: nullable || remarks.iter().any(|(remark, _)| remark.schema_data.nullable) }
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
            if let Some((part, part_at, _)) = self.resolve(*part, &place) {
                let mut inner = self.inherited(part, &part_at, seen);
                // A value of a base has the members of one of its subtypes too.
                if self.subtypes.is_base(part) && self.subtypes.extends(schema) {
                    inner.rest = inner.rest.or(Some((Additional::Any, place)));
                }
                self.merge(&mut all, inner, false);
            }
        }
        // One of the branches applies, and nothing says which: each of their members may be there.
        // The branches of a base are its subtypes, which have its members.
        let branches = if self.subtypes.is_base(schema) { &[][..] } else { &shape.branches };
        // What all of them require is there whichever applies.
        let mut required: Option<IndexSet<&str>> = None;
        for branch in branches {
            if let Some((branch, place, _)) = self.resolve(branch.schema, &branch.below(at)) {
                let inner = self.inherited(branch, &place, seen);
                match &mut required {
                    Some(required) => required.retain(|name| inner.required.contains(name)),
                    None => required = Some(inner.required.clone()),
                }
                self.merge(&mut all, Properties { required: IndexSet::new(), ..inner }, true);
            }
        }
        all.required.extend(required.unwrap_or_default());
        let place = at.child("properties");
        for (name, schema) in &shape.properties {
            if !self.bounds.spend(at, INHERITED) {
                break;
            }
            let (at, remarks) = (place.child(name), Vec::new());
            self.add(&mut all, Property { name, schema: *schema, at, remarks, is_mixed: false }, false);
        }
        all.required.extend(&shape.required);
        match shape.additional {
            Additional::None => {}
            additional => all.rest = Some((additional, at.child("additionalProperties"))),
        }
        all
    }

    fn merge(&mut self, all: &mut Properties<'d>, other: Properties<'d>, is_branch: bool) {
        for property in other.members {
            self.add(all, property, is_branch);
        }
        all.required.extend(other.required);
        all.rest = other.rest.or(all.rest.take());
    }

    /// Both hold where two parts of the whole have a member of one name: of two that say what it is, the later one says it;
    /// what only remarks on it stands beside. Of two branches but one holds.
    fn add(&mut self, all: &mut Properties<'d>, mut property: Property<'d>, is_branch: bool) {
        let Some(known) = all.places.get(property.name).and_then(|place| all.members.get_mut(*place)) else {
            all.places.insert(property.name, all.members.len());
            all.members.push(property);
            return;
        };
        let is_remark = self.part(property.schema) == Part::Remark;
        let was_remark = self.part(known.schema) == Part::Remark;
        property.is_mixed |= known.is_mixed || is_branch && self.differ(known.schema, property.schema, &property.at);
        if is_remark && !was_remark {
            property.remarks.insert(0, (property.schema, property.at));
            property.remarks.append(&mut known.remarks);
            (known.remarks, known.is_mixed) = (property.remarks, property.is_mixed);
            return;
        }
        if was_remark {
            property.remarks.push((known.schema, known.at.clone()));
        }
        property.remarks.append(&mut known.remarks);
        *known = property;
    }

    /// Whether what one branch says of a member has no room for what another one says: JSON of another kind, or an object of
    /// other members.
    fn differ(&mut self, earlier: SchemaRef<'d>, later: SchemaRef<'d>, at: &Pointer) -> bool {
        let is_object = |schema| self.part(schema) == Part::Object;
        match [earlier, later].map(is_object) {
            [true, true] if earlier.says(later) => false,
            [true, true] => self.room(earlier, at) != self.room(later, at),
            _ => self.kind(earlier) != self.kind(later),
        }
    }

    /// What an object has room for, its parts and branches included: the members of those names, and whether others.
    fn room(&mut self, schema: SchemaRef<'d>, at: &Pointer) -> (HashSet<&'d str>, bool) {
        let (mut names, mut has_rest) = (HashSet::new(), false);
        let (mut waiting, mut seen) = (vec![schema], HashSet::new());
        while let Some(schema) = waiting.pop() {
            let Some(schema) = self.behind(schema).filter(|schema| seen.insert(std::ptr::from_ref(*schema))) else {
                continue;
            };
            let shape = Shape::new(schema);
            has_rest |= shape.has_rest();
            for (name, _) in &shape.properties {
                if !self.bounds.spend(at, INHERITED) {
                    return (names, has_rest);
                }
                names.insert(*name);
            }
            waiting.extend(shape.all_of.iter().copied().chain(shape.branches.iter().map(|branch| branch.schema)));
        }
        (names, has_rest)
    }

    /// What JSON a member is.
    fn kind(&self, schema: SchemaRef<'d>) -> Option<&'d str> {
        Shape::new(self.behind(schema)?).ty
    }
}
