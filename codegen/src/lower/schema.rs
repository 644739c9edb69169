//! A schema where it is used in; a type out, and the models that it brings with it.

use std::collections::{BTreeSet, HashMap};

use openapiv3::Schema;
use serde_json::Value;

use super::bounds::{Bounds, MAX_ALIASES};
use super::owner::Owner;
use super::pattern;
use super::properties::Property;
use super::shape::{Additional, SchemaRef, Shape};
use super::stand::Part;
use super::subtypes::Subtypes;
use crate::document::{Document, component_name};
use crate::ir::{Model, ModelId, SidId, SidType, Type};
use crate::name::singular;
use crate::pointer::Pointer;

/// Collects the models of a document while its operations are read.
pub struct Schemas<'d> {
    document: &'d Document,
    /// Filled as schemas are met.
    pub models: Vec<Model>,
    /// Filled as SIDs are met.
    pub sids: Vec<SidType>,
    /// What the document may cost.
    pub bounds: Bounds,
    named: HashMap<&'d str, Progress>,
    reached: BTreeSet<&'d str>,
    /// Named models whose members are still to be read: a queue, since a chain of schemas may be as long as a document.
    waiting: Vec<(ModelId, &'d Schema, &'d str)>,
    /// Models without a name whose members are being read: one that is made up of what it is in holds itself.
    open: HashMap<Pointer, ModelId>,
    /// Models without a name by their place, and by whose they are where each has its own.
    pub(super) placed: HashMap<(Pointer, String), ModelId>,
    /// What schemas are as parts of others, by where they are in memory.
    pub(super) parts: HashMap<*const Schema, Part>,
    /// Whether schemas take null, by where they are in memory.
    pub(super) nulls: HashMap<*const Schema, bool>,
    /// Who inherits from whom, where a discriminator tells.
    pub(super) subtypes: Subtypes<'d>,
    /// The structs of the members of bases alone.
    pub(super) alone: HashMap<&'d str, ModelId>,
    /// How deep the alias is that is being read.
    depth: usize,
    /// SID types by their prefixes.
    prefixes: HashMap<BTreeSet<String>, SidId>,
    /// Enums that are known by their format and values.
    pub(super) formats: HashMap<(String, Vec<String>), ModelId>,
}

/// How many kinds of SIDs one type may stand for.
const MAX_PREFIXES: usize = 16;

/// How far the type of a named schema has come.
#[derive(Clone)]
enum Progress {
    /// It stands for another type, which is being read: one that holds nothing but itself is no type at all.
    Alias,
    Done(Lowered),
}

/// A type, and whether null may stand in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Lowered {
    /// What it is when it is not null.
    pub ty: Type,
    /// Null is allowed for.
    pub nullable: bool,
}

impl<'d> Schemas<'d> {
    /// Starts with no model.
    pub fn new(document: &'d Document) -> Self {
        Self {
            document,
            models: Vec::new(),
            sids: Vec::new(),
            bounds: Bounds::default(),
            named: HashMap::new(),
            prefixes: HashMap::new(),
            reached: BTreeSet::new(),
            formats: HashMap::new(),
            waiting: Vec::new(),
            open: HashMap::new(),
            placed: HashMap::new(),
            parts: HashMap::new(),
            nulls: HashMap::new(),
            subtypes: Subtypes::new(document.openapi.components.as_ref()),
            alone: HashMap::new(),
            depth: 0,
        }
    }

    /// How many named schemas have been met.
    pub fn reached(&self) -> usize {
        self.reached.len()
    }

    /// The type of a schema where it is used, with everything that it needs.
    pub fn lower(&mut self, schema: SchemaRef<'d>, at: &Pointer, owner: &Owner) -> Lowered {
        let lowered = self.visit(schema, at, owner);
        self.fill_all();
        lowered
    }

    /// The same of a field of a form.
    pub fn field(&mut self, property: &Property<'d>, owner: &Owner) -> Lowered {
        let lowered = self.member(property, owner);
        self.fill_all();
        lowered
    }

    fn fill_all(&mut self) {
        while let Some((id, schema, name)) = self.waiting.pop() {
            let shape = Shape::new(schema);
            self.fill(id, schema, &shape, &named_pointer(name), &Owner::new(name, ""), Some(name));
        }
    }

    pub(super) fn visit(&mut self, schema: SchemaRef<'d>, at: &Pointer, owner: &Owner) -> Lowered {
        let named = shared(at, owner);
        let owner = named.as_ref().unwrap_or(owner);
        let mut lowered = match schema {
            SchemaRef::Reference(reference) => self.reference(reference),
            SchemaRef::Item(schema) => self.item(schema, at, owner, None),
        };
        // What it is called where it is used may be all that tells.
        if matches!(lowered.ty, Type::Text | Type::Sid(_) | Type::AnySid) && self.is_hidden(schema, &owner.field) {
            lowered.ty = Type::Secret;
        }
        lowered
    }

    /// The schema behind any number of references, where it stands, and its name if it has one.
    pub fn resolve(&mut self, schema: SchemaRef<'d>, at: &Pointer) -> Option<(&'d Schema, Pointer, Option<&'d str>)> {
        let (mut schema, mut at, mut name) = (schema, at.clone(), None);
        // References that go in a circle were refused before.
        for aliases in 0..=MAX_ALIASES {
            if !self.bounds.aliases(&at, aliases) {
                break;
            }
            match schema {
                SchemaRef::Item(item) => return Some((item, at, name)),
                SchemaRef::Reference(reference) => {
                    let (target, found) = self.named_schema(reference)?;
                    schema = found;
                    self.reached.insert(target);
                    (at, name) = (named_pointer(target), Some(target));
                }
            }
        }
        None
    }

    /// The SID type of a set of prefixes.
    pub fn sid(&mut self, prefixes: Vec<String>) -> Type {
        if prefixes.is_empty() {
            return Type::AnySid;
        }
        let set: BTreeSet<String> = prefixes.iter().cloned().collect();
        if let Some(id) = self.prefixes.get(&set) {
            return Type::Sid(*id);
        }
        // What is so many things at once has no name.
        if set.len() > MAX_PREFIXES || set.len() < prefixes.len() {
            return Type::AnySid;
        }
        let id = SidId(self.sids.len());
        self.prefixes.insert(set, id);
        self.sids.push(SidType { name: String::new(), prefixes });
        Type::Sid(id)
    }

    fn reference(&mut self, reference: &'d str) -> Lowered {
        match self.named_schema(reference) {
            Some((key, schema)) => self.component(key, schema),
            None => Lowered { ty: Type::Json, nullable: true },
        }
    }

    /// The type of a named schema.
    pub(super) fn component(&mut self, key: &'d str, schema: SchemaRef<'d>) -> Lowered {
        let json = Lowered { ty: Type::Json, nullable: true };
        match self.named.get(key) {
            Some(Progress::Done(lowered)) => return lowered.clone(),
            Some(Progress::Alias) => return json,
            None => {}
        }
        self.reached.insert(key);
        let at = named_pointer(key);
        if let SchemaRef::Item(schema) = schema
            && (self.subtypes.told(key).is_some() || self.is_model(schema, &Shape::new(schema)))
        {
            let id = self.reserve(&schema.schema_data, &at, &Owner::new(key, ""), Some(key));
            let lowered = Lowered { ty: Type::Model(id), nullable: self.takes_null(schema, 0) };
            self.named.insert(key, Progress::Done(lowered.clone()));
            self.waiting.push((id, schema, key));
            return lowered;
        }
        if !self.bounds.aliases(&at, self.depth) {
            return json;
        }
        self.named.insert(key, Progress::Alias);
        self.depth += 1;
        let lowered = match schema {
            SchemaRef::Reference(next) => self.reference(next),
            SchemaRef::Item(schema) => self.item(schema, &at, &Owner::new(key, ""), Some(key)),
        };
        self.depth -= 1;
        self.named.insert(key, Progress::Done(lowered.clone()));
        lowered
    }

    /// Whether a schema becomes a struct or a union: something that can be pointed to before its members are read.
    fn is_model(&mut self, schema: &'d Schema, shape: &Shape<'d>) -> bool {
        let is_other = schema.schema_data.extensions.contains_key("x-twilio-type")
            || self.stands_for(schema, shape).is_some()
            || self.open_enum(shape).is_some();
        !is_other && self.is_made(schema, shape)
    }

    /// The same of one that is no other type for any reason but its shape.
    fn is_made(&mut self, schema: &'d Schema, shape: &Shape<'d>) -> bool {
        // A number is one, whatever its branches say of its size.
        let several = || shape.branches.len() > 1 && !matches!(shape.ty, Some("integer" | "number" | "boolean"));
        !shape.properties.is_empty()
            || !shape.has_values() && (several() || self.part(SchemaRef::Item(schema)) == Part::Object)
    }

    pub(super) fn named_schema(&self, reference: &str) -> Option<(&'d str, SchemaRef<'d>)> {
        self.component_of(&component_name(reference, "schemas")?)
    }

    /// The schema of that name.
    pub(super) fn component_of(&self, name: &str) -> Option<(&'d str, SchemaRef<'d>)> {
        let (name, schema) = self.document.openapi.components.as_ref()?.schemas.get_key_value(name)?;
        Some((name, SchemaRef::new(schema)))
    }

    fn item(&mut self, schema: &'d Schema, at: &Pointer, owner: &Owner, named: Option<&'d str>) -> Lowered {
        let shape = Shape::new(schema);
        let data = &schema.schema_data;
        let nullable = data.nullable || shape.values.contains(&Value::Null) || self.a_branch_takes_null(&shape, 0);
        if let Some(inner) = self.stands_for(schema, &shape) {
            let lowered = self.visit(inner.schema, &inner.below(at), owner);
            // A remark beside it may allow for null too.
            let beside =
                shape.all_of.iter().any(|part| matches!(part, SchemaRef::Item(part) if part.schema_data.nullable));
            return Lowered { ty: lowered.ty, nullable: nullable || lowered.nullable || beside };
        }
        Lowered { ty: self.ty(schema, &shape, at, owner, named), nullable }
    }

    fn ty(
        &mut self,
        schema: &'d Schema,
        shape: &Shape<'d>,
        at: &Pointer,
        owner: &Owner,
        named: Option<&'d str>,
    ) -> Type {
        let data = &schema.schema_data;
        if let Some(Value::String(runtime)) = data.extensions.get("x-twilio-type") {
            return Type::Runtime(runtime.clone());
        }
        if let Some(values) = self.open_enum(shape) {
            let shape = Shape { values, ..Shape::default() };
            return self.choice(data, &shape, at, owner, named);
        }
        match shape.ty {
            _ if self.is_made(schema, shape) => {
                if let Some(id) = self.open.get(at) {
                    return Type::Model(*id);
                }
                let key = place(at, owner);
                if let Some(id) = self.placed.get(&key).filter(|_| named.is_none()) {
                    return Type::Model(*id);
                }
                if !self.bounds.descend(at) {
                    return Type::Json;
                }
                let id = self.reserve(data, at, owner, named);
                self.open.insert(at.clone(), id);
                self.fill(id, schema, shape, at, owner, named);
                self.open.remove(at);
                self.placed.insert(key, id);
                self.bounds.ascend();
                Type::Model(id)
            }
            Some("string") => self.text(schema, shape, at, owner, named),
            Some("integer") => Type::Integer,
            Some("number") => Type::Number,
            Some("boolean") => Type::Boolean,
            Some("array") => self.list(shape, at, owner),
            Some("object") => self.map(shape, at, owner),
            _ if shape.items.is_some() => self.list(shape, at, owner),
            _ if shape.has_rest() => self.map(shape, at, owner),
            _ if shape.values.iter().any(Value::is_string)
                && shape.values.iter().all(|value| value.is_string() || value.is_null()) =>
            {
                self.choice(data, shape, at, owner, named)
            }
            _ => Type::Json,
        }
    }

    pub(super) fn text(
        &mut self,
        schema: &'d Schema,
        shape: &Shape<'d>,
        at: &Pointer,
        owner: &Owner,
        named: Option<&'d str>,
    ) -> Type {
        if shape.has_values() {
            return self.choice(&schema.schema_data, shape, at, owner, named);
        }
        if let Some(prefixes) = shape.pattern.and_then(pattern::sid) {
            return self.sid(prefixes);
        }
        match shape.format.as_str() {
            "date-time" | "date-time-rfc-2822" => Type::Timestamp,
            "date" => Type::Date,
            _ => Type::Text,
        }
    }

    fn list(&mut self, shape: &Shape<'d>, at: &Pointer, owner: &Owner) -> Type {
        let Some(items) = shape.items else { return Type::List(Box::new(Type::Json)) };
        let owner = owner.item(singular(&owner.field));
        let at = at.child("items");
        if !self.bounds.descend(&at) {
            return Type::Json;
        }
        let item = self.visit(items, &at, &owner);
        self.bounds.ascend();
        Type::List(Box::new(item.or_null()))
    }

    fn map(&mut self, shape: &Shape<'d>, at: &Pointer, owner: &Owner) -> Type {
        match shape.additional {
            Additional::Of(schema) => {
                let owner = Owner::new(owner.name.as_str(), singular(&owner.field));
                let at = at.child("additionalProperties");
                if !self.bounds.descend(&at) {
                    return Type::Json;
                }
                let value = self.visit(schema, &at, &owner);
                self.bounds.ascend();
                Type::Map(Box::new(value.or_null()))
            }
            _ if shape.format == "uri-map" => Type::Map(Box::new(Type::Text)),
            _ => Type::Json,
        }
    }

    /// An extension where a schema is used, beside its `$ref` too.
    pub fn extension(&self, schema: SchemaRef<'d>, at: &Pointer, name: &str) -> Option<&'d Value> {
        match schema {
            SchemaRef::Item(item) => item.schema_data.extensions.get(name),
            SchemaRef::Reference(_) => self.document.extension(at, name),
        }
    }
}

impl Lowered {
    /// The type of an item, null included where it is allowed for.
    pub fn or_null(self) -> Type {
        match self.ty {
            Type::Json => Type::Json,
            ty if self.nullable => Type::Nullable(Box::new(ty)),
            ty => ty,
        }
    }
}

/// What tells a model that is described in place from others: the place, and whose it is, since members that several
/// inherit are each one's own. What is written once for several operations is one for all of them.
pub(super) fn place(at: &Pointer, owner: &Owner) -> (Pointer, String) {
    let steps: Vec<String> = at.segments().take(3).collect();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let is_shared = match steps[..] {
        ["components", section, _] => section != "schemas",
        ["paths", _, below] => below == "parameters",
        _ => false,
    };
    (at.clone(), if is_shared { String::new() } else { owner.text() })
}

/// The component that a reply or a body is, which is its owner then: several operations may have it.
fn shared(at: &Pointer, owner: &Owner) -> Option<Owner> {
    let below = at.as_str().strip_prefix("/components/")?;
    if !below.starts_with("responses/") && !below.starts_with("requestBodies/") {
        return None;
    }
    let steps: Vec<String> = at.segments().collect();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    match steps[..] {
        [_, _, name, "content", _, "schema"] => Some(Owner::new(name, "")),
        // A form's field is told from those of other forms.
        [_, _, name, "content", _, "schema", "properties", _] if !owner.field.is_empty() => {
            Some(Owner::new(name, owner.field.as_str()))
        }
        _ => None,
    }
}

/// Where a named schema stands.
pub fn named_pointer(name: &str) -> Pointer {
    Pointer::root().child("components").child("schemas").child(name)
}
