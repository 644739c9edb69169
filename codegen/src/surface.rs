//! The named intermediate form in; the rows of `API.md` out: every operation, every field of it, every part of every type.

use crate::emit::{doc, is_argument};
use crate::ir::{
    Api, Field, Home, Limits, Model, ModelKind, Module, Operation, Output, Reply, ReplyType, Service, Type,
};
use crate::spell::spell;

/// The rows of a table, each a line of Markdown. A large document has thousands, so they are written right into the text.
#[derive(Default)]
struct Rows(String);

/// What stands between two bars: words, code, or code behind words.
#[derive(Clone, Copy, Default)]
struct Cell<'a> {
    words: &'a str,
    code: &'a str,
}

fn words(words: &str) -> Cell<'_> {
    Cell { words, code: "" }
}

fn code(code: &str) -> Cell<'_> {
    Cell { words: "", code }
}

impl Rows {
    fn push(&mut self, cells: &[Cell]) {
        self.0.push('|');
        for Cell { words, code } in cells {
            self.0.push(' ');
            self.0.push_str(words);
            if !words.is_empty() && !code.is_empty() {
                self.0.push(' ');
            }
            push_code(code, &mut self.0);
            self.0.push_str(" |");
        }
        self.0.push('\n');
    }
}

/// Adds code as a table can hold it; nothing for nothing.
fn push_code(text: &str, out: &mut String) {
    if text.is_empty() {
        return;
    }
    out.push('`');
    for (index, part) in doc::plain_code(text).split('|').enumerate() {
        out.push_str(if index == 0 { "" } else { "\\|" });
        out.push_str(part);
    }
    out.push('`');
}

/// The operations of a service.
pub fn operations(api: &Api, service: &Service) -> String {
    let mut rows = Rows::default();
    for (module, operation) in all(service) {
        let statuses = operation.replies.iter().map(Reply::spelt).collect::<Vec<_>>().join(", ");
        let reply = match &operation.output {
            Output::One(ReplyType::Json(Type::Model(id))) => code(&api.models[id.0].name),
            Output::One(ReplyType::Json(_)) => words("JSON"),
            Output::One(ReplyType::Empty) => words("nothing"),
            Output::One(ReplyType::Text) => words("text"),
            Output::One(ReplyType::Bytes) => words("bytes"),
            Output::Alternatives { name, .. } => code(name),
        };
        let replies = [statuses.as_str(), reply.words].join(" ");
        rows.push(&[
            code(&local(&module.path, &operation.name)),
            words(operation.method.as_str()),
            code(&operation.path),
            operation.body.as_deref().map_or(words("none"), code),
            Cell { words: replies.trim(), ..reply },
        ]);
    }
    rows.0
}

fn all(service: &Service) -> impl Iterator<Item = (&Module, &Operation)> {
    service.modules.iter().flat_map(|module| module.operations.iter().map(move |one| (module, one)))
}

/// What can be given to the operations of a service.
pub fn fields(api: &Api, service: &Service) -> String {
    let mut rows = Rows::default();
    for (module, operation) in all(service) {
        let name = local(&module.path, &operation.name);
        for field in &operation.fields {
            let given = match field {
                field if field.internal => "hidden",
                field if is_argument(field) => "required",
                field if field.account => "the client's account",
                _ => "",
            };
            rows.push(&[
                code(&name),
                code(&field.name),
                Cell { words: field.place.name(), code: &field.wire },
                code(&spell(api, &field.ty, false)),
                words(given),
                words(&limits(field)),
            ]);
        }
    }
    rows.0
}

/// The bounds in the document's own words.
fn limits(Field { limits, .. }: &Field) -> String {
    let Limits { min_length, max_length, min, max, min_items, max_items, pattern } = limits;
    let mut text = String::new();
    let mut add = |keyword: &str, bound: Option<String>| {
        let Some(bound) = bound else { return };
        let apart = if text.is_empty() { "" } else { ", " };
        text.extend([apart, keyword, " ", &bound]);
    };
    let count = |bound: &Option<usize>| bound.map(|bound| bound.to_string());
    add("minLength", count(min_length));
    add("maxLength", count(max_length));
    add("minimum", min.map(|bound| bound.to_string()));
    add("maximum", max.map(|bound| bound.to_string()));
    add("minItems", count(min_items));
    add("maxItems", count(max_items));
    add(
        "pattern",
        pattern.as_ref().map(|pattern| {
            let mut text = String::new();
            push_code(&pattern.text, &mut text);
            text
        }),
    );
    text
}

/// The types of a service.
pub fn types(api: &Api, service: &Service) -> String {
    let mut rows = Rows::default();
    for module in &service.modules {
        module.models.iter().for_each(|id| parts(api, &module.path, &api.models[id.0], &mut rows));
    }
    rows.0
}

/// The types that services share.
pub fn shared(api: &Api) -> String {
    let mut models: Vec<&Model> =
        api.models.iter().filter(|model| model.home == Home::Root && !model.name.is_empty()).collect();
    models.sort_by(|a, b| a.name.cmp(&b.name));
    let mut rows = Rows::default();
    models.into_iter().for_each(|model| parts(api, &[], model, &mut rows));
    rows.0
}

/// The SID types.
pub fn sids(api: &Api) -> Vec<String> {
    let mut names: Vec<String> =
        api.sids.iter().map(|sid| format!("`{}` ({})", sid.name, sid.prefixes.join(", "))).collect();
    names.sort();
    names
}

fn parts(api: &Api, module: &[String], model: &Model, rows: &mut Rows) {
    let name = local(module, &model.name);
    let kind = match &model.kind {
        ModelKind::Struct { .. } if model.request => "struct, made by callers",
        ModelKind::Struct { .. } => "struct",
        ModelKind::Choice { .. } => "open enum",
        ModelKind::Union { .. } => "union",
    };
    let mut row = |part: &str, wire: &str, holds: &str| {
        rows.push(&[code(&name), words(kind), code(part), code(wire), code(holds)]);
    };
    match &model.kind {
        ModelKind::Struct { members, rest: None } if members.is_empty() => row("", "", ""),
        ModelKind::Struct { members, rest } => {
            for member in members {
                let ty = spell(api, &member.ty, false);
                row(&member.name, &member.wire, &if member.required { ty } else { format!("Option<{ty}>") });
            }
            if let Some(rest) = rest {
                row(&rest.name, "", &format!("BTreeMap<String, {}>", spell(api, &rest.ty, false)));
            }
        }
        ModelKind::Choice { values, other } => {
            values.iter().for_each(|value| row(&value.name, &value.wire, ""));
            row(other, "", "Unknown");
        }
        ModelKind::Union { variants, other, .. } => {
            for variant in variants {
                let tag = variant.tag.as_deref().unwrap_or_default();
                row(&variant.name, tag, &spell(api, &variant.ty, false));
            }
            row(other, "", "Json");
        }
    }
}

fn local(module: &[String], name: &str) -> String {
    let mut path = String::new();
    module.iter().for_each(|part| path.extend([part, "::"]));
    path + name
}
