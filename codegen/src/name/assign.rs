//! An intermediate form without names in; the same with one Rust name for every item, claimed once in its scope.

use std::collections::{BTreeMap, BTreeSet};

use super::{Case, Text, distinct, singular};
use crate::ir::{Api, Home, ModelId, ModelKind, Operation, Output, SidType};

/// Type names that generated files use as they are: Rust's prelude and the runtime's own.
const TAKEN: &[&str] = &[
    "AnySid",
    "AsRef",
    "BTreeMap",
    "Bounds",
    "Box",
    "Bytes",
    "Clone",
    "Copy",
    "Date",
    "Debug",
    "Decode",
    "DecodeError",
    "Default",
    "Display",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "Error",
    "ExactSizeIterator",
    "Extend",
    "Field",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Hash",
    "Integer",
    "Into",
    "IntoIterator",
    "Iterator",
    "Json",
    "Kind",
    "Method",
    "NextPage",
    "None",
    "Number",
    "Ok",
    "Operation",
    "OperationSpec",
    "Option",
    "Ord",
    "Page",
    "Paging",
    "PartialEq",
    "PartialOrd",
    "Pattern",
    "Piece",
    "Policy",
    "Reply",
    "Request",
    "Result",
    "Secret",
    "Security",
    "Self_",
    "Send",
    "Sid",
    "Sized",
    "Some",
    "String",
    "Sync",
    "Text",
    "Timestamp",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unknown",
    "Unpin",
    "Value",
    "Vec",
];

/// What the letters of a SID stand for, as Twilio's documentation names the resources.
const SIDS: &[(&str, &str)] = &[
    ("AC", "Account"),
    ("AD", "Address"),
    ("AL", "IpAccessControlList"),
    ("AP", "Application"),
    ("BU", "Bundle"),
    ("BY", "ByocTrunk"),
    ("CA", "Call"),
    ("CF", "Conference"),
    ("CH", "Conversation"),
    ("CL", "CredentialList"),
    ("CN", "ConnectApp"),
    ("CR", "Credential"),
    ("FW", "Flow"),
    ("GN", "SafelistNumber"),
    ("HX", "Content"),
    ("IM", "ConversationMessage"),
    ("IP", "IpAddress"),
    ("IS", "ChatService"),
    ("KS", "SyncList"),
    ("MB", "ConversationParticipant"),
    ("ME", "Media"),
    ("MG", "MessagingService"),
    ("MM", "MmsMessage"),
    ("NO", "Notification"),
    ("OR", "Organization"),
    ("PN", "PhoneNumber"),
    ("QU", "Queue"),
    ("RE", "Recording"),
    ("RL", "Role"),
    ("RM", "Room"),
    ("SC", "ShortCode"),
    ("SD", "SipDomain"),
    ("SK", "Key"),
    ("SM", "SmsMessage"),
    ("TK", "Trunk"),
    ("TR", "Transcription"),
    ("US", "User"),
    ("UT", "UsageTrigger"),
    ("VA", "VerifyService"),
    ("WK", "Worker"),
    ("WS", "Workspace"),
    ("XE", "AddOn"),
    ("XR", "AddOnResult"),
    ("ZS", "ServerlessService"),
];

/// Names everything.
pub fn assign(api: &mut Api) {
    sids(&mut api.sids);
    types(api);
    for model in &mut api.models {
        let reserved = if model.request { BTreeSet::from(["new"]) } else { BTreeSet::new() };
        match &mut model.kind {
            ModelKind::Struct { members, rest } => {
                let items: Vec<Vec<Text>> =
                    members.iter().map(|member| given(&member.name, [Text::own(&member.wire)])).collect();
                let names = distinct(&items, Case::Value, &reserved);
                // A setter for null gives way to the members, so that one more of these changes no name.
                let taken: BTreeSet<&str> = names.iter().map(String::as_str).collect();
                let undeclared = || free("additional_properties".to_owned(), "other_", &taken);
                rest.iter_mut().for_each(|rest| rest.name = undeclared());
                for (member, name) in members.iter_mut().zip(&names) {
                    member.null.iter_mut().for_each(|null| *null = free(format!("null_{name}"), "send_", &taken));
                }
                if members.iter().any(|member| member.null.is_some()) {
                    model.nulls = Some(free("nulls".to_owned(), "own_", &taken));
                }
                members.iter_mut().zip(names).for_each(|(member, name)| member.name = name);
            }
            ModelKind::Choice { values, other } => {
                let items: Vec<Vec<Text>> = values.iter().map(|value| vec![Text::own(&value.wire)]).collect();
                let names = distinct(&items, Case::Type, &BTreeSet::new());
                *other = fallback(&names);
                values.iter_mut().zip(names).for_each(|(value, name)| value.name = name);
            }
            ModelKind::Union { variants, other, .. } => {
                let items: Vec<Vec<Text>> =
                    variants.iter().map(|variant| variant.candidates.iter().map(Text::own).collect()).collect();
                let names = distinct(&items, Case::Type, &BTreeSet::new());
                *other = fallback(&names);
                variants.iter_mut().zip(names).for_each(|(variant, name)| variant.name = name);
            }
        }
    }
}

/// A name that is not taken, with the prefix before it until that is so.
fn free(mut name: String, prefix: &str, taken: &BTreeSet<&str>) -> String {
    while taken.contains(name.as_str()) {
        name.insert_str(0, prefix);
    }
    name
}

/// Name of the variant that keeps what the document does not list: `Other`, unless the document lists that.
fn fallback(names: &[String]) -> String {
    let free =
        ["Other", "Unlisted", "NotInTheDocument"].into_iter().find(|name| !names.iter().any(|taken| taken == name));
    free.unwrap_or("KeptAsItCame").to_owned()
}

fn given<const N: usize>(name: &str, otherwise: [Text; N]) -> Vec<Text> {
    if name.is_empty() { otherwise.to_vec() } else { std::iter::once(Text::own(name)).chain(otherwise).collect() }
}

fn sids(sids: &mut [SidType]) {
    let meaning = |prefix: &str| {
        let known = SIDS.iter().find(|(known, _)| *known == prefix);
        known.map_or_else(
            || format!("{}{}", &prefix[..1], prefix[1..].to_ascii_lowercase()),
            |(_, name)| (*name).to_owned(),
        )
    };
    for sid in sids {
        // Messages are the one resource whose SIDs begin in two ways.
        sid.name = match sid.prefixes.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["SM", "MM"] | ["MM", "SM"] => "MessageSid".to_owned(),
            _ => {
                let names: Vec<String> = sid.prefixes.iter().map(|prefix| meaning(prefix)).collect();
                format!("{}Sid", names.join("Or"))
            }
        };
    }
}

/// One item that claims a type name.
enum Claimant {
    Operation(usize, usize, usize),
    Alternatives(usize, usize, usize),
    Model(ModelId),
}

fn types(api: &mut Api) {
    let mut scopes: BTreeMap<Home, Vec<(Vec<Text>, Claimant)>> = BTreeMap::new();
    for (s, service) in api.services.iter_mut().enumerate() {
        for (m, module) in service.modules.iter_mut().enumerate() {
            let scope = scopes.entry(Home::Module(service.name.clone(), module.path.clone())).or_default();
            for (o, operation) in module.operations.iter_mut().enumerate() {
                arguments(operation);
                let own = given(&operation.name, [Text::own(&operation.id), Text::with(&operation.id, "operation")]);
                if let Output::Alternatives { .. } = operation.output {
                    let texts = vec![Text::with(&own[0].own, "reply"), Text::with(&operation.id, "reply")];
                    scope.push((texts, Claimant::Alternatives(s, m, o)));
                }
                scope.push((own, Claimant::Operation(s, m, o)));
            }
            for id in &module.models {
                scope.push((candidates(api.models.get(id.0), module.path.last()), Claimant::Model(*id)));
            }
        }
    }
    let root = scopes.entry(Home::Root).or_default();
    for (index, model) in api.models.iter().enumerate() {
        if model.home == Home::Root {
            root.push((candidates(Some(model), None), Claimant::Model(ModelId(index))));
        }
    }
    let names: Vec<String> = api.sids.iter().map(|sid| sid.name.clone()).collect();
    let reserved: BTreeSet<&str> = TAKEN.iter().copied().chain(names.iter().map(String::as_str)).collect();
    for claims in scopes.into_values() {
        let (texts, claimants): (Vec<_>, Vec<_>) = claims.into_iter().unzip();
        for (claimant, name) in claimants.into_iter().zip(distinct(&texts, Case::Type, &reserved)) {
            match claimant {
                Claimant::Operation(s, m, o) => api.services[s].modules[m].operations[o].name = name,
                Claimant::Alternatives(s, m, o) => {
                    if let Output::Alternatives { name: own, .. } = &mut api.services[s].modules[m].operations[o].output
                    {
                        *own = name;
                    }
                }
                Claimant::Model(id) => api.models[id.0].name = name,
            }
        }
    }
    sort(api);
}

/// Texts that may name a model. An enum described in place is called after its resource and its member: `AccountStatus`.
fn candidates(model: Option<&crate::ir::Model>, module: Option<&String>) -> Vec<Text> {
    let Some(model) = model else { return Vec::new() };
    let mut texts: Vec<Text> = model.candidates.iter().map(Text::own).collect();
    if let (Some(field), Some(module), ModelKind::Choice { .. }) = (&model.field, module, &model.kind) {
        let resource = singular(module);
        let field = super::name(field, Case::Value);
        let local = if field.starts_with(&resource) { field } else { format!("{resource} {field}") };
        texts.insert(0, Text::own(local));
    }
    if let Some(last) = texts.last().map(|last| last.own.clone()) {
        texts.push(Text::with(&last, "model"));
        texts.push(Text::with(super::exact(&last), super::letter_case(&last)));
    }
    // Where it stands is the last word: no two models stand at one place.
    texts.push(Text::with(model.pointer.as_str(), "model"));
    texts
}

fn arguments(operation: &mut Operation) {
    let items: Vec<Vec<Text>> = operation
        .fields
        .iter()
        .map(|field| {
            // The plain name is left for the hand-written method that sets it together with what belongs to it.
            let wire = if field.internal { format!("set {}", field.wire) } else { field.wire.clone() };
            given(&field.name, [Text::own(&wire), Text::with(&wire, field.place.name())])
        })
        .collect();
    let names = distinct(&items, Case::Value, &BTreeSet::from(["new", "request", "clone"]));
    operation.fields.iter_mut().zip(names).for_each(|(field, name)| field.name = name);
}

fn sort(api: &mut Api) {
    let models = &api.models;
    for module in api.services.iter_mut().flat_map(|service| &mut service.modules) {
        module.models.sort_by(|a, b| models[a.0].name.cmp(&models[b.0].name));
    }
    for service in &mut api.services {
        service.modules.sort_by(|a, b| a.path.cmp(&b.path));
    }
}
