//! Models of two clients in; what is different in their names and members out.

use std::collections::HashMap;

use super::choice;
use super::kind::{BREAKING, COMPATIBLE, ChangeKind, SAME, Verdict};
use super::pair::{matched, positions, rematched};
use super::record::{At, Recorder, Words, quoted};
use super::ty::{Sides, Way};
use crate::ir::{Api, Member, Model, ModelId, ModelKind, Rest, SidType, Type};
use crate::pointer::Pointer;
use crate::spell::model_path;

/// A model on both sides.
pub struct Both<'a> {
    /// Full name of the newer one.
    pub item: String,
    /// The older one.
    pub old: &'a Model,
    /// The newer one.
    pub new: &'a Model,
    /// Which ways its values go.
    pub ways: Vec<Way>,
}

impl Both<'_> {
    /// The worst of what a change means for each way that values go.
    pub fn wire(&self, of: impl Fn(Way) -> Option<Verdict>) -> Option<Verdict> {
        self.ways.iter().filter_map(|way| of(*way)).max()
    }

    /// The same where it is told for both ways.
    pub fn by_way(&self, sent: Option<Verdict>, received: Option<Verdict>) -> Option<Verdict> {
        self.wire(|way| if way == Way::Sent { sent } else { received })
    }
}

/// Compares every model.
pub fn compare(sides: &Sides, recorder: &mut Recorder) {
    for pair in &sides.pairs.models {
        match *pair {
            (Some(old), Some(new)) => both(sides, recorder, old, new),
            (None, Some(new)) => {
                let model = &sides.new.models[new.0];
                let text = format!("{} that did not exist", kind(model));
                let item = model_path(sides.new, new);
                recorder.add(ChangeKind::ModelAdded, (COMPATIBLE, SAME), &item, text, At::New(&model.pointer), &[]);
            }
            (Some(old), None) => {
                let model = &sides.old.models[old.0];
                let text = format!("{} that no longer exists", kind(model));
                let item = model_path(sides.old, old);
                recorder.add(ChangeKind::ModelRemoved, (BREAKING, SAME), &item, text, At::Old(&model.pointer), &[]);
            }
            (None, None) => {}
        }
    }
}

fn both(sides: &Sides, recorder: &mut Recorder, old_id: ModelId, new_id: ModelId) {
    let (old, new) = (&sides.old.models[old_id.0], &sides.new.models[new_id.0]);
    let item = model_path(sides.new, new_id);
    let at = At::Both(&old.pointer, &new.pointer);
    let mut add = |kind, verdicts, text: String, nodes: &[&str]| recorder.add(kind, verdicts, &item, text, at, nodes);
    if old.home != new.home {
        let text = format!("it was `{}`", model_path(sides.old, old_id));
        add(ChangeKind::ModelMoved, (BREAKING, SAME), text, &[]);
    } else if old.name != new.name {
        add(
            ChangeKind::ModelRenamed,
            (BREAKING, SAME),
            format!("it was called `{}`", old.name),
            &["/x-twilio-name", "/title"],
        );
    }
    let same_kind = std::mem::discriminant(&old.kind) == std::mem::discriminant(&new.kind);
    if !same_kind {
        let text = format!("it is {} instead of {}", kind(new), kind(old));
        add(ChangeKind::ModelKindChanged, (BREAKING, BREAKING), text, &["/type"]);
    }
    // Enums are made by naming a variant, so only structs have a constructor.
    if same_kind && matches!(new.kind, ModelKind::Struct { .. }) {
        match (old.request, new.request) {
            (false, true) => {
                let text = "a request holds it now, so that it has `new` and setters".to_owned();
                add(ChangeKind::ConstructorAdded, (COMPATIBLE, SAME), text, &[]);
            }
            (true, false) => {
                let text = "no request holds it any more, so that it has no `new` and no setters".to_owned();
                add(ChangeKind::ConstructorRemoved, (BREAKING, SAME), text, &[]);
            }
            _ => {}
        }
    }
    let before = Words { doc: &old.doc, deprecated: old.deprecated };
    recorder.words(&item, before, Words { doc: &new.doc, deprecated: new.deprecated }, at);
    let both = Both { item, old, new, ways: sides.ways(Some(old_id), Some(new_id)) };
    match (&old.kind, &new.kind) {
        (ModelKind::Struct { members: old, rest: was }, ModelKind::Struct { members: new, rest: is }) => {
            members(sides, recorder, &both, old, new);
            rest(sides, recorder, &both, (was, is));
        }
        (ModelKind::Choice { .. }, ModelKind::Choice { .. }) => choice::values(recorder, &both),
        (ModelKind::Union { .. }, ModelKind::Union { .. }) => choice::variants(sides, recorder, &both),
        _ => {}
    }
}

fn members(sides: &Sides, recorder: &mut Recorder, both: &Both, old: &[Member], new: &[Member]) {
    let constructed = both.old.request && both.new.request;
    let pairs = matched(old, new, |member| &member.wire, |member| &member.wire);
    // Code that names it goes on to compile.
    let pairs = rematched(pairs, |member| &member.name, |member| &member.name);
    let position = positions(old);
    let kept = pairs
        .iter()
        .filter_map(|(old, new)| (*old).zip(*new))
        .filter(|(old, new)| old.is_argument() && new.is_argument());
    let order = kept.filter_map(|(old, _)| position.get(&std::ptr::from_ref(old)));
    if constructed && !order.is_sorted() {
        let list = |members: &[Member]| {
            let names = members.iter().filter(|member| member.is_argument()).map(|member| member.name.as_str());
            format!("`({})`", names.collect::<Vec<_>>().join(", "))
        };
        let text = format!("`new` takes {} instead of {}", list(new), list(old));
        let at = At::Both(&both.old.pointer, &both.new.pointer);
        recorder.add(ChangeKind::ArgumentsReordered, (BREAKING, SAME), &both.item, text, at, &["/properties"]);
    }
    for pair in pairs {
        match pair {
            (Some(old), Some(new)) => member(sides, recorder, both, old, new),
            (None, Some(new)) => {
                let rust = if constructed && new.is_argument() { BREAKING } else { COMPATIBLE };
                let wire = both.by_way(if new.is_argument() { BREAKING } else { COMPATIBLE }, COMPATIBLE);
                let text = match new.required {
                    true => format!("the member {} is always there now", quoted(&new.wire)),
                    false => format!("the member {} may be there now", quoted(&new.wire)),
                };
                let item = format!("{}.{}", both.item, new.name);
                recorder.add(ChangeKind::MemberAdded, (rust, wire), &item, text, At::New(&new.pointer), &[]);
            }
            (Some(old), None) => {
                let text = format!("the member {} is gone", quoted(&old.wire));
                let item = format!("{}.{}", both.item, old.name);
                let verdicts = (BREAKING, both.by_way(BREAKING, BREAKING));
                recorder.add(ChangeKind::MemberRemoved, verdicts, &item, text, At::Old(&old.pointer), &[]);
            }
            (None, None) => {}
        }
    }
}

fn member(sides: &Sides, recorder: &mut Recorder, both: &Both, old: &Member, new: &Member) {
    let item = format!("{}.{}", both.item, new.name);
    let at = At::Both(&old.pointer, &new.pointer);
    let mut add = |kind, verdicts, text: String, nodes: &[&str]| recorder.add(kind, verdicts, &item, text, at, nodes);
    if old.wire != new.wire {
        let text = format!("the member is {} instead of {}", quoted(&new.wire), quoted(&old.wire));
        add(ChangeKind::MemberWireNameChanged, (SAME, both.by_way(BREAKING, BREAKING)), text, &[]);
    }
    if old.name != new.name {
        let text = format!("the member {} is called `{}` instead of `{}`", quoted(&new.wire), new.name, old.name);
        add(ChangeKind::MemberRenamed, (BREAKING, SAME), text, &["/x-twilio-name"]);
    }
    let constructed = both.old.request && both.new.request;
    let sent = sent(old, new);
    match (old.required, new.required) {
        // It is in the same replies as before.
        _ if constructed && old.read_only != new.read_only => {
            let (rust, what) = match new.read_only {
                true => (BREAKING, "only replies carry it now, so that callers cannot set it"),
                false if new.is_argument() => (BREAKING, "callers have to set it now"),
                false => (COMPATIBLE, "callers can set it now"),
            };
            let text = format!("the member {}: {what}", quoted(&new.wire));
            add(ChangeKind::MemberHandedOtherwise, (rust, both.by_way(sent, SAME)), text, &["/readOnly"]);
        }
        (false, true) => {
            let text = format!("the member {} is always there now, so that it is no `Option`", quoted(&new.wire));
            add(ChangeKind::MemberRequired, (BREAKING, both.by_way(sent, COMPATIBLE)), text, &REQUIRED);
        }
        (true, false) => {
            let text =
                format!("the member {} may be missing or null now, so that it is an `Option`", quoted(&new.wire));
            add(ChangeKind::MemberOptional, (BREAKING, both.by_way(sent, BREAKING)), text, &REQUIRED);
        }
        _ if constructed && old.is_argument() != new.is_argument() => {
            let (kind, what) = match new.is_argument() {
                true => (ChangeKind::MemberRequired, "asks for"),
                false => (ChangeKind::MemberOptional, "does not ask for"),
            };
            let text = format!("`new` {what} the member {} now", quoted(&new.wire));
            add(kind, (BREAKING, both.by_way(sent, SAME)), text, &REQUIRED);
        }
        _ if constructed && old.nullable != new.nullable => {
            let what = if new.nullable { "as an `Option` now" } else { "and no `Option` now" };
            let text = format!("`new` takes the member {} {what}", quoted(&new.wire));
            add(ChangeKind::MemberHandedOtherwise, (BREAKING, both.by_way(sent, SAME)), text, &["/nullable"]);
        }
        _ if constructed && old.null != new.null => {
            let wire = quoted(&new.wire);
            let (rust, sent, text) = match (&old.null, &new.null) {
                (None, Some(setter)) => (COMPATIBLE, COMPATIBLE, format!("`{setter}` sends the member {wire} as null")),
                (Some(setter), None) => {
                    (BREAKING, BREAKING, format!("the member {wire} is never null now, so that there is no `{setter}`"))
                }
                (old, new) => {
                    let name = |setter: &Option<String>| setter.clone().unwrap_or_default();
                    let (old, new) = (name(old), name(new));
                    (BREAKING, SAME, format!("`{new}` and no longer `{old}` sends the member {wire} as null"))
                }
            };
            add(ChangeKind::MemberHandedOtherwise, (rust, both.by_way(sent, SAME)), text, &["/nullable"]);
        }
        _ => {}
    }
    if !sides.same(&old.ty, &new.ty) {
        let (before, after) = sides.shown(&old.ty, &new.ty);
        let text = format!("the member {} is `{after}` instead of `{before}`", quoted(&new.wire));
        let wire = both.wire(|way| sides.wire(&old.ty, &new.ty, way));
        add(ChangeKind::MemberTypeChanged, (BREAKING, wire), text, &TYPE);
    }
    if both.ways.contains(&Way::Sent) {
        let same = sides.same(&old.ty, &new.ty);
        recorder.sent_limits(&item, (&old.pointer, &old.ty), (&new.pointer, &new.ty), same, &[]);
        if !old.read_only && !new.read_only {
            recorder.sent_default(&item, &old.pointer, &new.pointer);
        }
    }
    let before = Words { doc: &old.doc, deprecated: old.deprecated };
    recorder.words(&item, before, Words { doc: &new.doc, deprecated: new.deprecated }, at);
}

/// What makes a type.
pub const TYPE: [&str; 9] =
    ["/type", "/format", "/pattern", "/enum", "/items", "/additionalProperties", "/oneOf", "/anyOf", "/allOf"];

/// What makes a member one that must be there: words of its own, and the list of the schema that it is in.
const REQUIRED: [&str; 5] = ["/nullable", "/readOnly", "/writeOnly", "/../../required", "/type"];

/// What it means to a service how a request has to carry a member.
pub fn sent(old: &Member, new: &Member) -> Option<Verdict> {
    match (old.is_argument(), new.is_argument()) {
        (false, true) => BREAKING,
        (false, false) if new.read_only && !old.read_only => BREAKING,
        (true, true) if old.nullable && !new.nullable => BREAKING,
        (true, true) if old.nullable == new.nullable => SAME,
        (false, false) if old.read_only == new.read_only => SAME,
        _ if new.read_only => BREAKING,
        _ => COMPATIBLE,
    }
}

/// The members that are not declared.
fn rest(sides: &Sides, recorder: &mut Recorder, both: &Both, (old, new): (&Option<Rest>, &Option<Rest>)) {
    let at = At::Both(&both.old.pointer, &both.new.pointer);
    let mut add = |kind, verdicts, name: &str, text: String| {
        let item = format!("{}.{name}", both.item);
        recorder.add(kind, verdicts, &item, text, at, &["/additionalProperties"]);
    };
    match (old, new) {
        (None, None) => {}
        (None, Some(new)) => {
            let text = "members that are not declared are kept now".to_owned();
            add(ChangeKind::MemberAdded, (COMPATIBLE, both.by_way(COMPATIBLE, COMPATIBLE)), &new.name, text);
        }
        (Some(old), None) => {
            let text = "members that are not declared are no longer kept".to_owned();
            add(ChangeKind::MemberRemoved, (BREAKING, both.by_way(BREAKING, COMPATIBLE)), &old.name, text);
        }
        (Some(old), Some(new)) => {
            if old.name != new.name {
                let text = format!("the members that are not declared are `{}` instead of `{}`", new.name, old.name);
                add(ChangeKind::MemberRenamed, (BREAKING, SAME), &new.name, text);
            }
            if !sides.same(&old.ty, &new.ty) {
                let (before, after) = sides.shown(&old.ty, &new.ty);
                let text = format!("members that are not declared are `{after}` instead of `{before}`");
                let wire = both.wire(|way| sides.wire(&old.ty, &new.ty, way));
                add(ChangeKind::MemberTypeChanged, (BREAKING, wire), &new.name, text);
            }
            if both.ways.contains(&Way::Sent) {
                let (item, same) = (format!("{}.{}", both.item, new.name), sides.same(&old.ty, &new.ty));
                recorder.sent_limits(&item, (&old.pointer, &old.ty), (&new.pointer, &new.ty), same, &[]);
            }
        }
    }
}

/// Compares the SID types, which are known by their names.
pub fn sids(sides: &Sides, recorder: &mut Recorder) {
    let (before, after) = (first_uses(sides.old), first_uses(sides.new));
    let place = |uses: &HashMap<&str, &Pointer>, sid: &SidType| -> Pointer {
        uses.get(sid.name.as_str()).map_or_else(Pointer::root, |pointer| (*pointer).clone())
    };
    let pairs = matched(&sides.old.sids, &sides.new.sids, |sid| &sid.name, |sid| &sid.name);
    for pair in pairs {
        let (kind, verdicts, sid, text) = match pair {
            (None, Some(sid)) => (ChangeKind::SidAdded, (COMPATIBLE, SAME), sid, "did not exist"),
            (Some(sid), None) => (ChangeKind::SidRemoved, (BREAKING, SAME), sid, "no longer exists"),
            _ => continue,
        };
        let (old, new) = (place(&before, sid), place(&after, sid));
        let at = if kind == ChangeKind::SidAdded { At::New(&new) } else { At::Old(&old) };
        let SidType { name, prefixes } = sid;
        let text = format!("a type for SIDs that begin with {} {text}", quoted(&prefixes.join(" or ")));
        recorder.add(kind, verdicts, &format!("sid::{name}"), text, at, &[]);
    }
}

/// Where a document first has a SID of each type: no node of it describes the type itself.
fn first_uses(api: &Api) -> HashMap<&str, &Pointer> {
    let operations = api.services.iter().flat_map(|service| &service.modules).flat_map(|module| &module.operations);
    let fields = operations.flat_map(|operation| &operation.fields).map(|field| (&field.ty, &field.pointer));
    let members = api.models.iter().flat_map(|model| match &model.kind {
        ModelKind::Struct { members, .. } => members.as_slice(),
        _ => &[],
    });
    let mut uses = HashMap::new();
    for (mut ty, pointer) in fields.chain(members.map(|member| (&member.ty, &member.pointer))) {
        while let Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) = ty {
            ty = inner;
        }
        if let Type::Sid(id) = ty {
            uses.entry(api.sids[id.0].name.as_str()).or_insert(pointer);
        }
    }
    uses
}

fn kind(model: &Model) -> &'static str {
    match model.kind {
        ModelKind::Struct { .. } => "a struct",
        ModelKind::Choice { .. } => "an open enum",
        ModelKind::Union { .. } => "a union",
    }
}
