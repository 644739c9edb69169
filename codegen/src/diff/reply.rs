//! Answers of an operation in two clients in; what is different in their types, their statuses and their pages out.

use super::kind::{BREAKING, COMPATIBLE, ChangeKind, SAME, Verdict};
use super::pair::{Site, matched};
use super::record::{At, Recorder, quoted};
use super::ty::{Sides, Way};
use crate::ir::{Api, Member, ModelId, ModelKind, Next, Output, Paging, Reply, ReplyType, Type};

/// Compares the answers.
pub fn compare(sides: &Sides, recorder: &mut Recorder, (before, after): (&Site, &Site)) {
    let (old, new) = (before.operation, after.operation);
    let item = after.item();
    let at = At::Both(&old.pointer, &new.pointer);
    let pairs = matched(&old.replies, &new.replies, Reply::spelt, Reply::spelt);
    let by_status =
        matches!(old.output, Output::Alternatives { .. }) && matches!(new.output, Output::Alternatives { .. });
    match (&old.output, &new.output) {
        (Output::One(was), Output::One(is)) => {
            if !same(sides, was, is) {
                let wire = wire(sides, was, is);
                let at = match (&old.replies[..], &new.replies[..]) {
                    ([old, ..], [new, ..]) => At::Both(&old.pointer, &new.pointer),
                    _ => at,
                };
                changed(sides, recorder, &item, (was, is), wire, at);
            }
        }
        (Output::Alternatives { name: was, .. }, Output::Alternatives { name: is, .. }) => {
            if was != is && old.name == new.name {
                let text = format!("the answer is `{is}` instead of `{was}`");
                recorder.add(ChangeKind::ReplyTypeChanged, (BREAKING, SAME), &item, text, at, &["/responses"]);
            }
        }
        (was, is) => {
            let worst = pairs.iter().filter_map(|(old, new)| wire(sides, &(*old)?.ty, &(*new)?.ty)).max();
            let text = format!("the answer is `{}` instead of `{}`", output(sides.new, is), output(sides.old, was));
            recorder.add(ChangeKind::ReplyTypeChanged, (BREAKING, worst), &item, text, at, &["/responses"]);
        }
    }
    if old.accept != new.accept {
        let text = format!("it is asked for as {} instead of {}", quoted(&new.accept), quoted(&old.accept));
        recorder.add(ChangeKind::ReplyTypeChanged, (SAME, BREAKING), &item, text, at, &["/responses"]);
    }
    for pair in pairs {
        match pair {
            (Some(was), Some(is)) if by_status && !same(sides, &was.ty, &is.ty) => {
                let (at, wire) = (At::Both(&was.pointer, &is.pointer), wire(sides, &was.ty, &is.ty));
                changed(sides, recorder, &item, (&was.ty, &is.ty), wire, at);
            }
            (None, Some(is)) => added(sides, recorder, &item, by_status, old.replies.first(), is),
            (Some(was), None) => {
                let rust = if by_status { BREAKING } else { SAME };
                let text = format!("it is no longer answered with status {}", was.spelt());
                recorder.add(ChangeKind::ReplyRemoved, (rust, COMPATIBLE), &item, text, At::Old(&was.pointer), &[]);
            }
            _ => {}
        }
    }
    paging(sides, recorder, &item, (&old.paging, &new.paging), at);
}

fn changed(
    sides: &Sides,
    recorder: &mut Recorder,
    item: &str,
    (was, is): (&ReplyType, &ReplyType),
    wire: Option<Verdict>,
    at: At,
) {
    let (old, new) = sides.shown_reply(was, is);
    let text = format!("the answer is `{new}` instead of `{old}`");
    recorder.add(ChangeKind::ReplyTypeChanged, (BREAKING, wire), item, text, at, &["/content"]);
}

/// A client that does not know the status reads it as the first that it knows.
fn added(sides: &Sides, recorder: &mut Recorder, item: &str, by_status: bool, first: Option<&Reply>, is: &Reply) {
    let rust = if by_status { COMPATIBLE } else { SAME };
    let wire = first.map_or(COMPATIBLE, |first| wire(sides, &first.ty, &is.ty).or(COMPATIBLE));
    let text = format!("it may be answered with status {} now", is.spelt());
    recorder.add(ChangeKind::ReplyAdded, (rust, wire), item, text, At::New(&is.pointer), &[]);
}

fn same(sides: &Sides, old: &ReplyType, new: &ReplyType) -> bool {
    match (old, new) {
        (ReplyType::Json(old), ReplyType::Json(new)) => sides.same(old, new),
        (old, new) => old == new,
    }
}

/// What the older client makes of the newer answer.
fn wire(sides: &Sides, old: &ReplyType, new: &ReplyType) -> Option<Verdict> {
    match (old, new) {
        (ReplyType::Json(old), ReplyType::Json(new)) => sides.wire(old, new, Way::Received),
        (old, new) if old == new => SAME,
        // Nothing and bytes are read from any answer, and text from any that has one.
        (ReplyType::Empty | ReplyType::Bytes, _) | (ReplyType::Text, ReplyType::Json(_)) => COMPATIBLE,
        _ => BREAKING,
    }
}

fn output(api: &Api, output: &Output) -> String {
    match output {
        Output::One(ty) => crate::spell::reply(api, ty),
        Output::Alternatives { name, .. } => name.clone(),
    }
}

fn paging(sides: &Sides, recorder: &mut Recorder, item: &str, (old, new): (&Option<Paging>, &Option<Paging>), at: At) {
    let nodes = ["/responses"];
    let mut add = |kind, verdicts, text: String| recorder.add(kind, verdicts, item, text, at, &nodes);
    let (old, new) = match (old, new) {
        (None, None) => return,
        (None, Some(new)) => {
            let text = format!("its answers are pages of {} now", quoted(records(sides.new, new).0));
            return add(ChangeKind::PagingAdded, (COMPATIBLE, SAME), text);
        }
        (Some(old), None) => {
            let text = format!("its answers are no longer pages of {}", quoted(records(sides.old, old).0));
            return add(ChangeKind::PagingRemoved, (BREAKING, SAME), text);
        }
        (Some(old), Some(new)) => (old, new),
    };
    let (was, is) = (records(sides.old, old), records(sides.new, new));
    let types = matches!((was.1, is.1), (Some(was), Some(is)) if !sides.same(was, is));
    let rust = if types { BREAKING } else { SAME };
    if was.0 != is.0 || types {
        let wire = if was.0 == is.0 { SAME } else { BREAKING };
        let text = format!("the records of a page are {} instead of {}", quoted(is.0), quoted(was.0));
        let text = if was.0 == is.0 { format!("the records {} are of another type", quoted(is.0)) } else { text };
        add(ChangeKind::PagingChanged, (rust, wire), text);
    }
    let (was, is) = (next(sides.old, old), next(sides.new, new));
    if was != is {
        let text = format!("the way to the next page is {} instead of {}", quoted(&is), quoted(&was));
        add(ChangeKind::PagingChanged, (SAME, BREAKING), text);
    }
    if old.size != new.size {
        let name = |size: &Option<String>| size.as_ref().map_or_else(|| "nothing".to_owned(), |size| quoted(size));
        let text = format!("the size of a page is set by {} instead of {}", name(&new.size), name(&old.size));
        add(ChangeKind::PagingChanged, (SAME, COMPATIBLE), text);
    }
}

/// The member with the records, and what they are.
fn records<'a>(api: &'a Api, paging: &Paging) -> (&'a str, Option<&'a Type>) {
    let Some(member) = member(api, paging.page, paging.items) else { return ("", None) };
    let item = match &member.ty {
        Type::List(item) => item,
        other => other,
    };
    (&member.wire, Some(item))
}

/// The way to the next page: members by name, and the parameter that takes a token.
fn next(api: &Api, paging: &Paging) -> String {
    let (path, parameter) = match &paging.next {
        Next::Uri(path) => (path, None),
        Next::Token(path, parameter) => (path, Some(parameter)),
    };
    let (mut names, mut page) = (Vec::new(), Some(paging.page));
    for index in path {
        let Some(member) = page.and_then(|id| member(api, id, *index)) else { break };
        names.push(member.wire.as_str());
        page = if let Type::Model(id) = member.ty { Some(id) } else { None };
    }
    let names = names.join(".");
    parameter.map_or(names.clone(), |parameter| format!("{names} as {parameter}"))
}

fn member(api: &Api, id: ModelId, index: usize) -> Option<&Member> {
    match &api.models.get(id.0)?.kind {
        ModelKind::Struct { members, .. } => members.get(index),
        _ => None,
    }
}
