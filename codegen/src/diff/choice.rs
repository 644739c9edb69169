//! Open enums and unions of two clients in; what is different in their values and variants out.

use super::kind::{BREAKING, COMPATIBLE, ChangeKind, SAME};
use super::model::Both;
use super::pair::{matched, positions, rematched};
use super::record::{At, Recorder, quoted};
use super::ty::{Sides, Way};
use crate::ir::{ChoiceValue, Model, ModelKind, Type, Variant};
use crate::spell::spell;

/// Compares the values of an open enum.
pub fn values(recorder: &mut Recorder, both: &Both) {
    let (Some((was, old_other)), Some((is, new_other))) = (listed(both.old), listed(both.new)) else { return };
    for pair in matched(was, is, |value| &value.wire, |value| &value.wire) {
        match pair {
            (None, Some(new)) => {
                let (item, at) =
                    (format!("{}::{}", both.item, new.name), recorder.listed_new(&both.new.pointer, &new.wire));
                let text = format!("the value {} is listed now", quoted(&new.wire));
                let verdicts = (COMPATIBLE, both.by_way(COMPATIBLE, COMPATIBLE));
                recorder.add(ChangeKind::ValueAdded, verdicts, &item, text, At::New(&at), &[]);
            }
            (Some(old), None) => {
                let (item, at) =
                    (format!("{}::{}", both.item, old.name), recorder.listed_old(&both.old.pointer, &old.wire));
                let text = format!("the value {} is no longer listed", quoted(&old.wire));
                let verdicts = (BREAKING, both.by_way(BREAKING, COMPATIBLE));
                recorder.add(ChangeKind::ValueRemoved, verdicts, &item, text, At::Old(&at), &[]);
            }
            (Some(old), Some(new)) if old.name != new.name => {
                let old_at = recorder.listed_old(&both.old.pointer, &old.wire);
                let new_at = recorder.listed_new(&both.new.pointer, &new.wire);
                let text =
                    format!("the value {} is called `{}` instead of `{}`", quoted(&new.wire), new.name, old.name);
                let (item, at) = (format!("{}::{}", both.item, new.name), At::Both(&old_at, &new_at));
                recorder.add(ChangeKind::ValueRenamed, (BREAKING, SAME), &item, text, at, &[]);
            }
            _ => {}
        }
    }
    if old_other != new_other {
        let text = format!("values that are not listed are kept in `{new_other}` instead of `{old_other}`");
        let at = At::Both(&both.old.pointer, &both.new.pointer);
        let item = format!("{}::{new_other}", both.item);
        recorder.add(ChangeKind::ValueRenamed, (BREAKING, SAME), &item, text, at, &["/enum"]);
    }
}

fn listed(model: &Model) -> Option<(&[ChoiceValue], &str)> {
    match &model.kind {
        ModelKind::Choice { values, other } => Some((values, other)),
        _ => None,
    }
}

/// Compares the variants of a union.
pub fn variants(sides: &Sides, recorder: &mut Recorder, both: &Both) {
    let ModelKind::Union { variants: was, tag: old_tag, other: old_other } = &both.old.kind else { return };
    let ModelKind::Union { variants: is, tag: new_tag, other: new_other } = &both.new.kind else { return };
    let at = At::Both(&both.old.pointer, &both.new.pointer);
    let nodes = ["/oneOf", "/anyOf"];
    if old_tag != new_tag {
        let name = |tag: &Option<String>| tag.as_ref().map_or_else(|| "nothing".to_owned(), |tag| quoted(tag));
        let text = format!("{} tells what it is instead of {}", name(new_tag), name(old_tag));
        let verdicts = (SAME, both.by_way(BREAKING, BREAKING));
        recorder.add(ChangeKind::TagChanged, verdicts, &both.item, text, at, &["/discriminator"]);
    }
    // A variant that has lost its name is still known by what it holds.
    let old_key = |variant: &Variant| match &variant.ty {
        Type::Model(id) => match sides.pairs.to_new.get(id) {
            Some(new) => spell(sides.new, &Type::Model(*new), true),
            None => format!("{} that is gone", variant.name),
        },
        ty => spell(sides.old, ty, true),
    };
    let new_key = |variant: &Variant| spell(sides.new, &variant.ty, true);
    let (was_named, is_named) =
        (|one: &Variant| (one.name.clone(), old_key(one)), |one: &Variant| (one.name.clone(), new_key(one)));
    let pairs = matched(was, is, was_named, is_named);
    let pairs = rematched(pairs, |variant| &variant.name, |variant| &variant.name);
    let pairs = rematched(pairs, old_key, new_key);
    let position = positions(was);
    let kept = pairs.iter().filter_map(|(old, new)| (*old).zip(*new));
    let order = kept.filter_map(|(old, _)| position.get(&std::ptr::from_ref(old)));
    // Without a tag it is the first that fits.
    if old_tag.is_none() && new_tag.is_none() && !order.is_sorted() {
        let list =
            |variants: &[Variant]| variants.iter().map(|variant| variant.name.as_str()).collect::<Vec<_>>().join(", ");
        let text = format!("it is the first that fits of `{}` instead of `{}`", list(is), list(was));
        recorder.add(ChangeKind::VariantsReordered, (COMPATIBLE, SAME), &both.item, text, at, &nodes);
    }
    let add = |recorder: &mut Recorder, kind, verdicts, name: &str, text| {
        recorder.add(kind, verdicts, &format!("{}::{name}", both.item), text, at, &nodes);
    };
    for pair in pairs {
        match pair {
            (None, Some(new)) => {
                let text = format!("it can be `{}` now", spell(sides.new, &new.ty, false));
                let verdicts = (COMPATIBLE, both.by_way(COMPATIBLE, COMPATIBLE));
                add(recorder, ChangeKind::VariantAdded, verdicts, &new.name, text);
            }
            (Some(old), None) => {
                let text = format!("it can no longer be `{}`", spell(sides.old, &old.ty, false));
                let verdicts = (BREAKING, both.by_way(BREAKING, COMPATIBLE));
                add(recorder, ChangeKind::VariantRemoved, verdicts, &old.name, text);
            }
            (Some(old), Some(new)) => {
                if old.name != new.name {
                    let text = format!("the variant is called `{}` instead of `{}`", new.name, old.name);
                    add(recorder, ChangeKind::VariantRenamed, (BREAKING, SAME), &new.name, text);
                }
                if !sides.same(&old.ty, &new.ty) {
                    let (before, after) = sides.shown(&old.ty, &new.ty);
                    let text = format!("the variant holds `{after}` instead of `{before}`");
                    let wire = both.wire(|way| sides.wire(&old.ty, &new.ty, way));
                    add(recorder, ChangeKind::VariantTypeChanged, (BREAKING, wire), &new.name, text);
                }
                if both.ways.contains(&Way::Sent) {
                    let (item, same) = (format!("{}::{}", both.item, new.name), sides.same(&old.ty, &new.ty));
                    let (was, is) = ((&old.pointer, &old.ty), (&new.pointer, &new.ty));
                    recorder.sent_limits(&item, was, is, same, &[]);
                }
                if let (Some(before), Some(after)) = (&old.tag, &new.tag)
                    && before != after
                {
                    let text = format!("the tag of the variant is {} instead of {}", quoted(after), quoted(before));
                    add(recorder, ChangeKind::TagChanged, (SAME, both.by_way(BREAKING, BREAKING)), &new.name, text);
                }
            }
            (None, None) => {}
        }
    }
    if old_other != new_other {
        let text = format!("anything else is kept in `{new_other}` instead of `{old_other}`");
        add(recorder, ChangeKind::VariantRenamed, (BREAKING, SAME), new_other, text);
    }
}
