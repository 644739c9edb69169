//! An intermediate form without names in; the same with one Rust name for every item, claimed once in its scope.

use std::collections::{BTreeMap, BTreeSet};

use super::{Case, distinct, singular};
use crate::ir::{Api, Home, ModelId, ModelKind, Operation, Output, Place, SidType};

/// Type names that generated files use as they are: Rust's prelude and the runtime's own.
const TAKEN: &[&str] = &[
    "AnySid",
    "AsRef",
    "BTreeMap",
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
    "Drop",
    "Eq",
    "Err",
    "Error",
    "Field",
    "From",
    "Hash",
    "Integer",
    "Into",
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
        let request = model.request;
        match &mut model.kind {
            ModelKind::Struct { members, rest } => {
                let mut items: Vec<Vec<String>> =
                    members.iter().map(|member| given(&member.name, [member.wire.clone()])).collect();
                if rest.is_some() {
                    items.push(vec!["additional_properties".to_owned()]);
                }
                let reserved = if request { BTreeSet::from(["new"]) } else { BTreeSet::new() };
                let mut names = distinct(&items, Case::Value, &reserved).into_iter();
                members.iter_mut().zip(names.by_ref()).for_each(|(member, name)| member.name = name);
                rest.iter_mut().zip(names).for_each(|(rest, name)| rest.name = name);
            }
            ModelKind::Choice { values, other } => {
                let items: Vec<Vec<String>> = values.iter().map(|value| vec![value.wire.clone()]).collect();
                let names = distinct(&items, Case::Type, &BTreeSet::new());
                *other = fallback(&names);
                values.iter_mut().zip(names).for_each(|(value, name)| value.name = name);
            }
            ModelKind::Union { variants, other, .. } => {
                let items: Vec<Vec<String>> = variants.iter().map(|variant| variant.candidates.clone()).collect();
                let names = distinct(&items, Case::Type, &BTreeSet::new());
                *other = fallback(&names);
                variants.iter_mut().zip(names).for_each(|(variant, name)| variant.name = name);
            }
        }
    }
}

/// Name of the variant that keeps what the document does not list: `Other`, unless the document lists that.
fn fallback(names: &[String]) -> String {
    let free =
        ["Other", "Unlisted", "NotInTheDocument"].into_iter().find(|name| !names.iter().any(|taken| taken == name));
    free.unwrap_or("KeptAsItCame").to_owned()
}

fn given<const N: usize>(name: &str, otherwise: [String; N]) -> Vec<String> {
    if name.is_empty() { otherwise.to_vec() } else { std::iter::once(name.to_owned()).chain(otherwise).collect() }
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
        let names: Vec<String> = sid.prefixes.iter().map(|prefix| meaning(prefix)).collect();
        sid.name = format!("{}Sid", names.join("Or"));
    }
}

/// One item that claims a type name.
enum Claimant {
    Operation(usize, usize, usize),
    Alternatives(usize, usize, usize),
    Model(ModelId),
}

fn types(api: &mut Api) {
    let mut scopes: BTreeMap<Home, Vec<(Vec<String>, Claimant)>> = BTreeMap::new();
    for (s, service) in api.services.iter_mut().enumerate() {
        for (m, module) in service.modules.iter_mut().enumerate() {
            let scope = scopes.entry(Home::Module(service.name.clone(), module.path.clone())).or_default();
            for (o, operation) in module.operations.iter_mut().enumerate() {
                arguments(operation);
                let own = given(&operation.name, [operation.id.clone(), format!("{} operation", operation.id)]);
                if let Output::Alternatives { .. } = operation.output {
                    scope.push((vec![format!("{} Reply", own[0])], Claimant::Alternatives(s, m, o)));
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

/// Names that a model may have. An enum described in place is called after its resource and its member: `AccountStatus`.
fn candidates(model: Option<&crate::ir::Model>, module: Option<&String>) -> Vec<String> {
    let Some(model) = model else { return Vec::new() };
    let mut names = model.candidates.clone();
    if let (Some(field), Some(module), ModelKind::Choice { .. }) = (&model.field, module, &model.kind) {
        let resource = singular(module);
        let field = super::name(field, Case::Value);
        let local = if field.starts_with(&resource) { field } else { format!("{resource} {field}") };
        names.insert(0, local);
    }
    let last = names.last().map(|last| format!("{last} model"));
    names.extend(last);
    names
}

fn arguments(operation: &mut Operation) {
    let place = |place: Place| match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
        Place::Form => "form",
        Place::Body => "body",
    };
    let items: Vec<Vec<String>> = operation
        .fields
        .iter()
        .map(|field| {
            // The plain name is left for the hand-written method that sets it together with what belongs to it.
            let wire = if field.internal { format!("set {}", field.wire) } else { field.wire.clone() };
            let longer = format!("{wire} {}", place(field.place));
            given(&field.name, [wire, longer])
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
