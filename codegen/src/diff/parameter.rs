//! A parameter or a body field of two clients in; what is different in how it is handed over and sent out.

use super::kind::{BREAKING, COMPATIBLE, ChangeKind, DOCS, SAME, Verdict};
use super::model::TYPE;
use super::pair::{Pair, Site};
use super::record::{At, Recorder, Words, quoted};
use super::ty::{Sides, Way};
use super::{limits, spelling};
use crate::ir::{Field, Place, Type};

/// How code hands a field over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Face {
    Argument,
    Setter,
    Hidden,
}

fn face(field: &Field) -> Face {
    match () {
        () if field.internal => Face::Hidden,
        () if crate::emit::is_argument(field) => Face::Argument,
        () => Face::Setter,
    }
}

/// Whether `new` asks for it.
pub fn is_argument(field: &Field) -> bool {
    face(field) == Face::Argument
}

/// Compares what one field was with what it is.
pub fn compare(sides: &Sides, recorder: &mut Recorder, sites: (&Site, &Site), pair: Pair<&Field>) {
    match pair {
        (Some(old), Some(new)) => both(sides, recorder, sites.1, old, new),
        (None, Some(new)) => {
            let item = item(sites.1, new);
            let (kind, text) = match new.required {
                true => (ChangeKind::RequiredParameterAdded, format!("{} must be given now", what(new))),
                false => (ChangeKind::ParameterAdded, format!("{} can be given now", what(new))),
            };
            let rust = match face(new) {
                Face::Argument => BREAKING,
                Face::Setter => COMPATIBLE,
                Face::Hidden => SAME,
            };
            let wire = if new.required { BREAKING } else { COMPATIBLE };
            recorder.add(kind, (rust, wire), &item, text, At::New(&new.pointer), &[]);
        }
        (Some(old), None) => {
            let rust = if face(old) == Face::Hidden { SAME } else { BREAKING };
            let text = format!("{} can no longer be given", what(old));
            let at = At::Old(&old.pointer);
            recorder.add(ChangeKind::ParameterRemoved, (rust, BREAKING), &item(sites.0, old), text, at, &[]);
        }
        (None, None) => {}
    }
}

fn both(sides: &Sides, recorder: &mut Recorder, site: &Site, old: &Field, new: &Field) {
    let at = At::Both(&old.pointer, &new.pointer);
    let item = item(site, new);
    let (before, after) = (face(old), face(new));
    let mut add = |kind, verdicts, text, nodes: &[&str]| recorder.add(kind, verdicts, &item, text, at, nodes);
    if old.place != new.place {
        // The whole body is handed over as the value itself, everything else as what becomes one.
        let rust = if old.place == Place::Body || new.place == Place::Body { BREAKING } else { SAME };
        let text = format!("it is {} instead of {}", what(new), what(old));
        add(ChangeKind::ParameterMoved, (rust, BREAKING), text, &["/in"]);
    }
    let is_same = match new.place {
        Place::Header => old.wire.eq_ignore_ascii_case(&new.wire),
        // Nobody sends the names of placeholders.
        Place::Path => true,
        _ => old.wire == new.wire,
    };
    if !is_same {
        let text = format!("{} was {}", what(new), quoted(&old.wire));
        add(ChangeKind::ParameterWireNameChanged, (SAME, BREAKING), text, &["/name"]);
    }
    if old.name != new.name {
        let rust = match (before, after) {
            (Face::Hidden, _) | (_, Face::Hidden) => SAME,
            (_, Face::Setter) => BREAKING,
            (_, Face::Argument) => DOCS,
        };
        let text = format!("{} is called `{}` instead of `{}`", what(new), new.name, old.name);
        add(ChangeKind::ParameterRenamed, (rust, SAME), text, &["/x-twilio-name", "/schema/x-twilio-name", "/name"]);
    }
    let handed = match (before, after) {
        (before, after) if before == after => SAME,
        (Face::Hidden, Face::Setter) => COMPATIBLE,
        _ => BREAKING,
    };
    match (old.required, new.required) {
        (false, true) => {
            let text = format!("{} must be given now", what(new));
            add(ChangeKind::ParameterRequired, (handed, BREAKING), text, required(new));
        }
        (true, false) => {
            let text = format!("{} may be left out now", what(new));
            add(ChangeKind::ParameterOptional, (handed, COMPATIBLE), text, required(new));
        }
        _ if before != after => {
            let text = format!("{} is {} instead of {}", what(new), handing(after), handing(before));
            let nodes = ["/x-twilio-internal", "/schema/x-twilio-internal"];
            add(ChangeKind::ParameterHandedOtherwise, (handed, SAME), text, &nodes);
        }
        _ => {}
    }
    ty(sides, &mut add, old, new);
    let compound = old.ty.is_several() && new.ty.is_several() || old.is_whole() != new.is_whole();
    if old.style != new.style && compound && old.place == new.place {
        let rust = if old.is_whole() == new.is_whole() { SAME } else { BREAKING };
        let text = format!("{} is spelt in another way", what(new));
        let nodes = ["/explode", "/style", "/schema/format", "/format", "/content", "/schema"];
        add(ChangeKind::ParameterStyleChanged, (rust, BREAKING), text, &nodes);
    }
    if old.default != new.default {
        let (text, wire) = limits::absent(old.default.as_deref(), new.default.as_deref());
        add(ChangeKind::ParameterDefaultChanged, (DOCS, Some(wire)), text, &["/schema/default", "/default"]);
    }
    let (tighter, looser) = limits::compare(&old.limits, &new.limits);
    let checked: Vec<&str> = tighter.iter().chain(&looser).map(|bound| bound.keyword).collect();
    let (was, is) = recorder.schemas(old, new);
    let same = sides.same_argument(&old.ty, &new.ty);
    // What the client checks is part of what is stated, where the type is the same one.
    let told = recorder.sent_limits(&item, (&was, &old.ty), (&is, &new.ty), same, &checked);
    for (kind, verdict, bounds) in
        [(ChangeKind::LimitsTightened, BREAKING, tighter), (ChangeKind::LimitsLoosened, COMPATIBLE, looser)]
    {
        for bound in bounds.into_iter().filter(|bound| !told.contains(&bound.keyword)) {
            let nodes = [format!("/schema/{}", bound.keyword), format!("/{}", bound.keyword)];
            let nodes: Vec<&str> = nodes.iter().map(String::as_str).chain(["/schema", ""]).collect();
            recorder.add(kind, (COMPATIBLE, verdict), &item, bound.text, at, &nodes);
        }
    }
    let before = Words { doc: &old.doc, deprecated: old.deprecated };
    recorder.words(&item, before, Words { doc: &new.doc, deprecated: new.deprecated }, at);
}

fn ty(
    sides: &Sides,
    add: &mut impl FnMut(ChangeKind, (Option<Verdict>, Option<Verdict>), String, &[&str]),
    old: &Field,
    new: &Field,
) {
    let same = match old.is_whole() && new.is_whole() {
        true => sides.same(&old.ty, &new.ty) || models(&old.ty, &new.ty) && sides.same_argument(&old.ty, &new.ty),
        false => sides.same_argument(&old.ty, &new.ty),
    };
    let hidden = face(old) == Face::Hidden || face(new) == Face::Hidden;
    let rust = if same || hidden { SAME } else { BREAKING };
    let wire = match old.is_whole() || new.is_whole() {
        true => sides.wire(&old.ty, &new.ty, Way::Sent),
        false => spelling::wire(sides, old, new),
    };
    if !same || wire.is_some() {
        let (before, after) = sides.shown(&old.ty, &new.ty);
        let text = format!("{} takes `{after}` instead of `{before}`", what(new));
        let below: Vec<String> = TYPE.iter().map(|node| format!("/schema{node}")).collect();
        let nodes = below.iter().map(String::as_str).chain(["/schema", "/content"]).chain(TYPE);
        add(ChangeKind::ParameterTypeChanged, (rust, wire), text, &nodes.collect::<Vec<_>>());
    }
}

fn item(site: &Site, field: &Field) -> String {
    format!("{}.{}", site.item(), field.name)
}

/// What says that it must be given: a word of its own, or of what holds it.
fn required(field: &Field) -> &'static [&'static str] {
    match field.place {
        Place::Form => &["/../../required"],
        Place::Body => &["/../../../required"],
        _ => &["/required"],
    }
}

fn handing(face: Face) -> &'static str {
    match face {
        Face::Argument => "an argument of `new`",
        Face::Setter => "a setter",
        Face::Hidden => "hidden",
    }
}

/// Where it goes, and by which name.
fn what(field: &Field) -> String {
    let place = match field.place {
        Place::Path => "the part of the path",
        Place::Query => "the query parameter",
        Place::Header => "the header",
        Place::Form => "the form field",
        Place::Body => return "the body".to_owned(),
    };
    format!("{place} {}", quoted(&field.wire))
}

fn models(old: &Type, new: &Type) -> bool {
    let model = |ty: &Type| matches!(ty, Type::Model(_) | Type::Boxed(_));
    model(old) && model(new)
}
