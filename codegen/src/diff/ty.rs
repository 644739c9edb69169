//! Types of two clients in; whether they are one type in Rust, what their difference means on the wire, and how they are
//! shown, out.

use std::collections::{BTreeSet, HashSet};

use super::kind::{BREAKING, COMPATIBLE, SAME, Verdict};
use super::model::sent;
use super::pair::{Pairs, matched};
use crate::ir::{Api, Model, ModelId, ModelKind, Output, ReplyType, Type};
use crate::spell::{reply, spell};

/// Two clients, and what in one stands for what in the other.
pub struct Sides<'a> {
    /// The older one.
    pub old: &'a Api,
    /// The newer one.
    pub new: &'a Api,
    /// What stands for what.
    pub pairs: &'a Pairs<'a>,
    /// Newer models that go out in requests, and older ones.
    sent: (HashSet<ModelId>, HashSet<ModelId>),
    /// Newer models that come in replies, and older ones.
    received: (HashSet<ModelId>, HashSet<ModelId>),
}

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the service.
    Sent,
    /// From the service.
    Received,
}

impl<'a> Sides<'a> {
    /// Finds out which way each model goes.
    pub fn new(old: &'a Api, new: &'a Api, pairs: &'a Pairs<'a>) -> Self {
        let requests = |api| reachable(api, Way::Sent);
        let replies = |api| reachable(api, Way::Received);
        Self { old, new, pairs, sent: (requests(new), requests(old)), received: (replies(new), replies(old)) }
    }

    /// The ways that a model goes on either side.
    pub fn ways(&self, old: Option<ModelId>, new: Option<ModelId>) -> Vec<Way> {
        let goes = |(newer, older): &(HashSet<ModelId>, HashSet<ModelId>)| {
            new.is_some_and(|id| newer.contains(&id)) || old.is_some_and(|id| older.contains(&id))
        };
        let ways = [(Way::Sent, goes(&self.sent)), (Way::Received, goes(&self.received))];
        ways.into_iter().filter_map(|(way, goes)| goes.then_some(way)).collect()
    }

    /// Whether both are one type in Rust, a model that was renamed being the same one.
    pub fn same(&self, old: &Type, new: &Type) -> bool {
        match (old, new) {
            (Type::Model(a), Type::Model(b)) | (Type::Boxed(a), Type::Boxed(b)) => self.paired(*a, *b),
            (Type::Sid(a), Type::Sid(b)) => self.old.sids[a.0].name == self.new.sids[b.0].name,
            (Type::List(a), Type::List(b)) | (Type::Map(a), Type::Map(b)) | (Type::Nullable(a), Type::Nullable(b)) => {
                self.same(a, b)
            }
            (Type::Model(_) | Type::Boxed(_) | Type::Sid(_), _)
            | (_, Type::Model(_) | Type::Boxed(_) | Type::Sid(_)) => false,
            (old, new) => old == new,
        }
    }

    /// Whether both are handed over as one type: as `emit` writes arguments.
    pub fn same_argument(&self, old: &Type, new: &Type) -> bool {
        match (old, new) {
            (Type::Nullable(a), b) => self.same_argument(a, b),
            (a, Type::Nullable(b)) => self.same_argument(a, b),
            (Type::Model(a) | Type::Boxed(a), Type::Model(b) | Type::Boxed(b)) => self.paired(*a, *b),
            (Type::List(a), Type::List(b)) if !a.is_compound() && !b.is_compound() => self.same_argument(a, b),
            (old, new) => self.same(old, new),
        }
    }

    fn paired(&self, old: ModelId, new: ModelId) -> bool {
        self.pairs.to_new.get(&old) == Some(&new)
    }

    /// What the difference of two types means on the wire; nothing when the same values go over it.
    ///
    /// Wider is compatible for what is sent, narrower for what is received. The client reads any text as a SID, a date or
    /// an enum, so that only what is no text at all can spoil a reply that held one.
    pub fn wire(&self, old: &Type, new: &Type, way: Way) -> Option<Verdict> {
        self.wire_within(old, new, way, &mut HashSet::new())
    }

    /// The same, where models that are being compared already are no reason.
    fn wire_within(&self, old: &Type, new: &Type, way: Way, open: &mut HashSet<(ModelId, ModelId)>) -> Option<Verdict> {
        let wider = Some(if way == Way::Sent { Verdict::Compatible } else { Verdict::Breaking });
        let narrower = Some(if way == Way::Sent { Verdict::Breaking } else { Verdict::Compatible });
        match (old, new) {
            _ if self.same(old, new) => None,
            (Type::Nullable(a), Type::Nullable(b)) | (Type::List(a), Type::List(b)) | (Type::Map(a), Type::Map(b)) => {
                self.wire_within(a, b, way, open)
            }
            (Type::Json, _) => narrower,
            (_, Type::Json) => wider,
            (Type::Nullable(a), b) => narrower.max(self.wire_within(a, b, way, open)),
            (a, Type::Nullable(b)) => wider.max(self.wire_within(a, b, way, open)),
            (Type::Model(a) | Type::Boxed(a), Type::Model(b) | Type::Boxed(b)) if self.paired(*a, *b) => None,
            (Type::Model(a) | Type::Boxed(a), Type::Model(b) | Type::Boxed(b)) => match open.insert((*a, *b)) {
                true => self.structure(&self.old.models[a.0], &self.new.models[b.0], way, open),
                false => None,
            },
            (Type::Text | Type::Secret, Type::Text | Type::Secret) => None,
            (Type::Integer, Type::Number) => wider,
            (Type::Number, Type::Integer) => narrower,
            _ if is_text(self.old, old) && is_text(self.new, new) => match (way, old, new) {
                (Way::Received, ..) | (_, _, Type::Text | Type::Secret) | (_, Type::Sid(_), Type::AnySid) => {
                    Some(Verdict::Compatible)
                }
                _ => Some(Verdict::Breaking),
            },
            _ => Some(Verdict::Breaking),
        }
    }

    /// What it means that one model stands where another one did, by what they are made of.
    fn structure(&self, old: &Model, new: &Model, way: Way, open: &mut HashSet<(ModelId, ModelId)>) -> Option<Verdict> {
        match (&old.kind, &new.kind) {
            (ModelKind::Struct { members: was, rest: before }, ModelKind::Struct { members: is, rest: after }) => {
                let mut worst = None;
                for pair in matched(was, is, |member| &member.wire, |member| &member.wire) {
                    let verdict = match pair {
                        (Some(old), Some(new)) => {
                            let there = match (way, old.required, new.required) {
                                (Way::Sent, ..) => sent(old, new),
                                (_, true, false) => BREAKING,
                                (_, false, true) => COMPATIBLE,
                                _ => SAME,
                            };
                            there.max(self.wire_within(&old.ty, &new.ty, way, open))
                        }
                        (None, Some(new)) if way == Way::Sent && new.is_argument() => BREAKING,
                        (None, _) => COMPATIBLE,
                        (Some(_), None) => BREAKING,
                    };
                    worst = worst.max(verdict);
                }
                worst.max(match (before, after) {
                    (None, None) => SAME,
                    (Some(old), Some(new)) => self.wire_within(&old.ty, &new.ty, way, open),
                    (Some(_), None) if way == Way::Sent => BREAKING,
                    _ => COMPATIBLE,
                })
            }
            (ModelKind::Choice { values: was, .. }, ModelKind::Choice { values: is, .. }) => {
                let verdicts =
                    matched(was, is, |value| &value.wire, |value| &value.wire).into_iter().map(|pair| match pair {
                        (Some(_), Some(_)) => SAME,
                        (Some(_), None) if way == Way::Sent => BREAKING,
                        _ => COMPATIBLE,
                    });
                verdicts.max().flatten()
            }
            (ModelKind::Union { variants: was, tag: a, .. }, ModelKind::Union { variants: is, tag: b, .. })
                if a == b && was.len() == is.len() =>
            {
                let verdicts = was.iter().zip(is).map(|(old, new)| {
                    if old.tag == new.tag { self.wire_within(&old.ty, &new.ty, way, open) } else { BREAKING }
                });
                verdicts.max().flatten()
            }
            _ => BREAKING,
        }
    }

    /// Both types as Rust spells them, with their modules where they would read the same without.
    pub fn shown(&self, old: &Type, new: &Type) -> (String, String) {
        let short = (spell(self.old, old, false), spell(self.new, new, false));
        if short.0 == short.1 { (spell(self.old, old, true), spell(self.new, new, true)) } else { short }
    }

    /// The same for what an answer holds.
    pub fn shown_reply(&self, old: &ReplyType, new: &ReplyType) -> (String, String) {
        match (old, new) {
            (ReplyType::Json(old), ReplyType::Json(new)) => self.shown(old, new),
            _ => (reply(self.old, old), reply(self.new, new)),
        }
    }
}

fn is_text(api: &Api, ty: &Type) -> bool {
    match ty {
        Type::Text | Type::Secret | Type::Timestamp | Type::Date | Type::Sid(_) | Type::AnySid => true,
        Type::Model(id) | Type::Boxed(id) => matches!(api.models[id.0].kind, ModelKind::Choice { .. }),
        _ => false,
    }
}

/// Models that requests hold, or replies.
fn reachable(api: &Api, way: Way) -> HashSet<ModelId> {
    let operations = api.services.iter().flat_map(|service| &service.modules).flat_map(|module| &module.operations);
    let mut open: Vec<&Type> = Vec::new();
    for operation in operations {
        match way {
            Way::Sent => open.extend(operation.fields.iter().map(|field| &field.ty)),
            Way::Received => {
                let own = match &operation.output {
                    Output::One(ty) => Some(ty),
                    Output::Alternatives { .. } => None,
                };
                let all = own.into_iter().chain(operation.replies.iter().map(|reply| &reply.ty));
                open.extend(all.filter_map(|ty| if let ReplyType::Json(ty) = ty { Some(ty) } else { None }));
            }
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(ty) = open.pop() {
        match ty {
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => open.push(inner),
            Type::Model(id) | Type::Boxed(id) if seen.insert(*id) => match &api.models[id.0].kind {
                ModelKind::Struct { members, rest } => {
                    open.extend(members.iter().map(|member| &member.ty).chain(rest.iter().map(|rest| &rest.ty)));
                }
                ModelKind::Union { variants, .. } => open.extend(variants.iter().map(|variant| &variant.ty)),
                ModelKind::Choice { .. } => {}
            },
            _ => {}
        }
    }
    seen.into_iter().collect()
}
