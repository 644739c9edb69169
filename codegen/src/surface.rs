//! The named intermediate form in; every field of every operation and every part of every type, as rows of `API.md`, out.

use minijinja::{Value, context};

use crate::emit::{doc, is_argument};
use crate::ir::{Api, Field, Home, Limits, Model, ModelKind, Module, Service};
use crate::spell::spell;

/// What can be given to the operations of a service.
pub fn fields(api: &Api, service: &Service) -> Vec<Value> {
    let operations = service.modules.iter().flat_map(|module| module.operations.iter().map(move |one| (module, one)));
    operations
        .flat_map(|(module, operation)| {
            let name = local(&module.path, &operation.name);
            operation.fields.iter().map(move |field| self::field(api, &name, field))
        })
        .collect()
}

fn field(api: &Api, operation: &str, field: &Field) -> Value {
    let given = match field {
        field if field.internal => "hidden",
        field if is_argument(field) => "required",
        field if field.account => "the client's account",
        _ => "",
    };
    context! {
        operation => code(operation),
        name => code(&field.name),
        sent => format!("{} {}", field.place.name(), code(&field.wire)),
        ty => code(&spell(api, &field.ty, false)),
        given,
        limits => limits(&field.limits),
    }
}

/// The bounds in the document's own words.
fn limits(limits: &Limits) -> String {
    let mut words = Vec::new();
    let mut add = |keyword: &str, bound: Option<String>| words.extend(bound.map(|bound| format!("{keyword} {bound}")));
    let count = |bound: Option<usize>| bound.map(|bound| bound.to_string());
    add("minLength", count(limits.min_length));
    add("maxLength", count(limits.max_length));
    add("minimum", limits.min.map(|bound| bound.to_string()));
    add("maximum", limits.max.map(|bound| bound.to_string()));
    add("minItems", count(limits.min_items));
    add("maxItems", count(limits.max_items));
    add("pattern", limits.pattern.as_ref().map(|pattern| code(&pattern.text)));
    words.join(", ")
}

/// The types of a service.
pub fn types(api: &Api, service: &Service) -> Vec<Value> {
    let in_module = |module: &Module| -> Vec<Value> {
        module.models.iter().flat_map(|id| parts(api, &module.path, &api.models[id.0])).collect()
    };
    service.modules.iter().flat_map(in_module).collect()
}

/// The types that services share.
pub fn shared(api: &Api) -> Vec<Value> {
    let mut models: Vec<&Model> =
        api.models.iter().filter(|model| model.home == Home::Root && !model.name.is_empty()).collect();
    models.sort_by(|a, b| a.name.cmp(&b.name));
    models.into_iter().flat_map(|model| parts(api, &[], model)).collect()
}

/// The SID types.
pub fn sids(api: &Api) -> Vec<String> {
    let mut names: Vec<String> =
        api.sids.iter().map(|sid| format!("`{}` ({})", sid.name, sid.prefixes.join(", "))).collect();
    names.sort();
    names
}

fn parts(api: &Api, module: &[String], model: &Model) -> Vec<Value> {
    let name = local(module, &model.name);
    let kind = match &model.kind {
        ModelKind::Struct { .. } if model.request => "struct, made by callers",
        ModelKind::Struct { .. } => "struct",
        ModelKind::Choice { .. } => "open enum",
        ModelKind::Union { .. } => "union",
    };
    let row = |part: &str, wire: &str, holds: String| {
        context! { name => code(&name), kind, part => code(part), wire => code(wire), holds => code(&holds) }
    };
    let mut rows: Vec<Value> = match &model.kind {
        ModelKind::Struct { members, rest } => {
            let rest = rest
                .iter()
                .map(|rest| row(&rest.name, "", format!("BTreeMap<String, {}>", spell(api, &rest.ty, false))));
            let members = members.iter().map(|member| {
                let ty = spell(api, &member.ty, false);
                row(&member.name, &member.wire, if member.required { ty } else { format!("Option<{ty}>") })
            });
            members.chain(rest).collect()
        }
        ModelKind::Choice { values, other } => {
            let values = values.iter().map(|value| row(&value.name, &value.wire, String::new()));
            values.chain([row(other, "", "Unknown".to_owned())]).collect()
        }
        ModelKind::Union { variants, other, .. } => {
            let variants = variants.iter().map(|variant| {
                row(&variant.name, variant.tag.as_deref().unwrap_or_default(), spell(api, &variant.ty, false))
            });
            variants.chain([row(other, "", "Json".to_owned())]).collect()
        }
    };
    if rows.is_empty() {
        rows.push(row("", "", String::new()));
    }
    rows
}

fn local(module: &[String], name: &str) -> String {
    [module, &[name.to_owned()]].concat().join("::")
}

/// Code inside of a table; nothing for nothing.
fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("`{}`", doc::plain_code(text).replace('|', "\\|").replace('\n', " "))
}
