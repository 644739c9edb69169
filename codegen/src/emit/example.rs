//! An operation in; an example for its documentation out, which compiles and runs without a network.

use std::cell::Cell;

use super::operation::is_argument;
use super::ty::{Scope, ident};
use crate::ir::{Api, Home, ModelId, ModelKind, Operation, Type};

/// The example, in its fence.
pub fn lines(scope: &Scope, service: &str, module: &[String], operation: &Operation) -> Vec<String> {
    let (api, krate) = (scope.api, scope.plan.krate);
    let expressions = Expressions { api, krate, left: Cell::new(MOST) };
    let parts = std::iter::once(service).chain(module.iter().map(String::as_str)).chain([operation.name.as_str()]);
    let path = joined(parts);
    let arguments = operation.fields.iter().filter(|field| is_argument(field));
    let values: Vec<Option<String>> = arguments
        .map(|field| match field.is_whole() {
            true => expressions.owned(&field.ty, 0),
            false => expressions.value(&field.ty, 0),
        })
        .collect();
    let Some(values) = values.into_iter().collect::<Option<Vec<String>>>() else { return Vec::new() };
    let mut sids: Vec<&str> = operation
        .fields
        .iter()
        .filter(|field| is_argument(field))
        .filter_map(|field| match &field.ty {
            Type::Sid(id) => Some(api.sids[id.0].name.as_str()),
            _ => None,
        })
        .collect();
    sids.sort_unstable();
    sids.dedup();
    let option = operation.fields.iter().find(|field| {
        !is_argument(field) && !field.internal && !field.account && !field.deprecated && !field.is_whole()
    });
    let setter = option.and_then(|field| {
        let value = match field.ty {
            Type::Text | Type::Secret | Type::Boolean | Type::Integer => expressions.value(&field.ty, 0)?,
            _ => return None,
        };
        Some(format!(".{}({value})", ident(&field.name)))
    });
    let fallible = values.iter().any(|value| value.contains('?'));
    let mut lines = vec![String::new(), "```".to_owned(), format!("use {krate}::{path};")];
    lines.extend(sids.iter().map(|sid| format!("use {krate}::sid::{sid};")));
    lines.push(String::new());
    let made = format!("{}::new({})", operation.name, values.join(", "));
    let variable = ident(&crate::name::name(&operation.name, crate::name::Case::Value));
    lines.push(format!("let {variable} = {made}{};", setter.unwrap_or_default()));
    if fallible {
        lines.push("# Ok::<(), Box<dyn std::error::Error>>(())".to_owned());
    }
    lines.push("```".to_owned());
    lines
}

fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    parts.map(|part| ident(part).to_string()).collect::<Vec<_>>().join("::")
}

/// How many values an example may show: beyond that it teaches nothing.
const MOST: usize = 100;

/// Makes the expressions of one example.
struct Expressions<'a> {
    api: &'a Api,
    krate: &'a str,
    /// How many more values it may show.
    left: Cell<usize>,
}

impl Expressions<'_> {
    /// An expression of a type; none where a short one would teach nothing.
    fn value(&self, ty: &Type, depth: usize) -> Option<String> {
        self.left.set(self.left.get().checked_sub(1)?);
        Some(match ty {
            Type::Text | Type::Secret => "\"example\"".to_owned(),
            Type::Boolean => "true".to_owned(),
            Type::Integer => "1".to_owned(),
            Type::Number => "1.5".to_owned(),
            Type::Timestamp => "\"2026-11-20T12:00:00Z\".parse::<twilio_iam::Timestamp>()?".to_owned(),
            Type::Date => "\"2026-11-20\".parse::<twilio_iam::Date>()?".to_owned(),
            Type::Json => "twilio_iam::Json::Null".to_owned(),
            Type::AnySid => "twilio_iam::Sid::new(\"AC0123456789abcdef0123456789abcdef\")?".to_owned(),
            Type::Sid(id) => {
                let sid = &self.api.sids[id.0];
                format!("{}::new(\"{}0123456789abcdef0123456789abcdef\")?", sid.name, sid.prefixes.first()?)
            }
            Type::Model(id) | Type::Boxed(id) => self.model(*id, depth)?,
            Type::List(item) if matches!(**item, Type::List(_) | Type::Map(_) | Type::Nullable(_) | Type::Boxed(_)) => {
                "Vec::new()".to_owned()
            }
            Type::List(item) => format!("[{}]", self.value(item, depth + 1)?),
            Type::Nullable(inner) => self.value(inner, depth)?,
            Type::Map(_) => "std::collections::BTreeMap::new()".to_owned(),
            Type::Runtime(_) => return None,
        })
    }

    /// An expression that is of the type itself, where nothing converts it.
    fn owned(&self, ty: &Type, depth: usize) -> Option<String> {
        let plain = self.value(ty, depth)?;
        Some(match ty {
            Type::Model(id) | Type::Boxed(id) if !matches!(self.api.models[id.0].kind, ModelKind::Choice { .. }) => {
                plain
            }
            Type::Boolean | Type::Json | Type::Map(_) => plain,
            Type::List(item) => format!("vec![{}]", self.owned(item, depth + 1)?),
            Type::Nullable(inner) => format!("Some({})", self.owned(inner, depth + 1)?),
            _ => format!("{plain}.into()"),
        })
    }

    fn model(&self, id: ModelId, depth: usize) -> Option<String> {
        let model = &self.api.models[id.0];
        let path = match &model.home {
            Home::Root => format!("{}::{}", self.krate, model.name),
            Home::Module(service, path) => {
                let parts = [self.krate, service].into_iter().chain(path.iter().map(String::as_str));
                joined(parts.chain([model.name.as_str()]))
            }
        };
        match &model.kind {
            ModelKind::Choice { .. } => Some("\"example\"".to_owned()),
            ModelKind::Struct { members, .. } if depth < 3 && model.request => {
                let arguments = members.iter().filter(|member| member.is_argument());
                let values = arguments.map(|member| match member.nullable {
                    true => Some("None".to_owned()),
                    false => self.value(&member.ty, depth + 1),
                });
                let values: Option<Vec<String>> = values.collect();
                Some(format!("{path}::new({})", values?.join(", ")))
            }
            ModelKind::Union { variants, .. } if depth < 3 => {
                let first = variants.first()?;
                Some(format!("{path}::{}({})", first.name, self.owned(&first.ty, depth + 1)?))
            }
            ModelKind::Union { .. } => None,
            ModelKind::Struct { .. } => None,
        }
    }
}
