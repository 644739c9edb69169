//! An operation in; an example for its documentation out, which compiles and runs without a network.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::operation::is_argument;
use super::ty::{Scope, ident};
use crate::ir::{Api, Home, ModelId, ModelKind, Operation, Type};

/// The example, in its fence.
pub fn lines(scope: &Scope, service: &str, module: &[String], operation: &Operation) -> Vec<String> {
    let imports = Imports::default();
    let expressions = Expressions { api: scope.api, krate: scope.plan.krate, imports: &imports, left: Cell::new(MOST) };
    let name = expressions.item(service, module, &operation.name);
    let arguments = operation.fields.iter().filter(|field| is_argument(field));
    // What is more than a literal is made in a statement of its own.
    let mut statements = Vec::new();
    let values = arguments.map(|field| {
        let value = match field.is_whole() {
            true => expressions.owned(&field.ty, 0)?,
            false => expressions.value(&field.ty, 0)?,
        };
        if !value.contains("::") {
            return Some(value);
        }
        let variable = ident(&field.name).to_string();
        statements.push(format!("let {variable} = {value};"));
        Some(variable)
    });
    let Some(values) = values.collect::<Option<Vec<String>>>() else { return Vec::new() };
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
    let fallible = statements.iter().any(|statement| statement.contains('?'));
    let made = format!("{name}::new({})", values.join(", "));
    let variable = ident(&crate::name::name(&operation.name, crate::name::Case::Value));
    statements.push(format!("let {variable} = {made}{};", setter.unwrap_or_default()));
    let mut lines = vec![String::new(), "```".to_owned()];
    lines.extend(imports.lines());
    lines.push(String::new());
    lines.extend(statements.iter().flat_map(|statement| broken(statement)));
    if fallible {
        lines.push("# Ok::<(), Box<dyn std::error::Error>>(())".to_owned());
    }
    lines.push("```".to_owned());
    lines
}

/// A statement, on more than one line where it is long.
fn broken(statement: &str) -> Vec<String> {
    let whole = || vec![statement.to_owned()];
    if statement.len() <= LONGEST {
        return whole();
    }
    let Ok(file) = syn::parse_str(&format!("fn example() {{ {statement} }}")) else { return whole() };
    let code = prettyplease::unparse(&file);
    let inner = code.lines().filter_map(|line| line.strip_prefix("    "));
    inner.map(str::to_owned).collect()
}

/// What an example imports: each name from one module only.
#[derive(Default)]
struct Imports(RefCell<BTreeMap<String, String>>);

impl Imports {
    /// How the example calls an item: by its name, or by its path where that name is another's.
    fn name(&self, module: &str, name: &str) -> String {
        let mut modules = self.0.borrow_mut();
        let known = modules.entry(name.to_owned()).or_insert_with(|| module.to_owned());
        if known == module { name.to_owned() } else { format!("{module}::{name}") }
    }

    fn lines(&self) -> Vec<String> {
        let modules = self.0.borrow();
        let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        modules.iter().for_each(|(name, module)| names.entry(module).or_default().push(name));
        let line = |(module, names): (&str, Vec<&str>)| match names[..] {
            [only] => format!("use {module}::{only};"),
            _ => format!("use {module}::{{{}}};", names.join(", ")),
        };
        names.into_iter().map(line).collect()
    }
}

fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    parts.map(|part| ident(part).to_string()).collect::<Vec<_>>().join("::")
}

/// The longest statement on one line.
const LONGEST: usize = 90;

/// How many values an example may show: beyond that it teaches nothing.
const MOST: usize = 100;

/// Makes the expressions of one example.
struct Expressions<'a> {
    api: &'a Api,
    krate: &'a str,
    imports: &'a Imports,
    /// How many more values it may show.
    left: Cell<usize>,
}

impl Expressions<'_> {
    /// An item of a module of the client.
    fn item(&self, service: &str, module: &[String], name: &str) -> String {
        let parts = [self.krate, service].into_iter().chain(module.iter().map(String::as_str));
        self.imports.name(&joined(parts), &ident(name).to_string())
    }

    /// An item of the runtime.
    fn runtime(&self, name: &str) -> String {
        self.imports.name("twilio_iam", name)
    }

    /// An expression of a type; none where a short one would teach nothing.
    fn value(&self, ty: &Type, depth: usize) -> Option<String> {
        self.left.set(self.left.get().checked_sub(1)?);
        Some(match ty {
            Type::Text | Type::Secret => "\"example\"".to_owned(),
            Type::Boolean => "true".to_owned(),
            Type::Integer => "1".to_owned(),
            Type::Number => "1.5".to_owned(),
            Type::Timestamp => format!("\"2026-11-20T12:00:00Z\".parse::<{}>()?", self.runtime("Timestamp")),
            Type::Date => format!("\"2026-11-20\".parse::<{}>()?", self.runtime("Date")),
            Type::Json => format!("{}::Null", self.runtime("Json")),
            Type::AnySid => format!("{}::new(\"AC0123456789abcdef0123456789abcdef\")?", self.runtime("Sid")),
            Type::Sid(id) => {
                let sid = &self.api.sids[id.0];
                let name = self.imports.name(&format!("{}::sid", self.krate), &sid.name);
                format!("{name}::new(\"{}0123456789abcdef0123456789abcdef\")?", sid.prefixes.first()?)
            }
            Type::Model(id) | Type::Boxed(id) => self.model(*id, depth)?,
            Type::List(item) if item.is_compound() => "Vec::new()".to_owned(),
            Type::List(item) => format!("[{}]", self.value(item, depth + 1)?),
            Type::Nullable(inner) => self.value(inner, depth)?,
            Type::Map(_) => format!("{}::new()", self.imports.name("std::collections", "BTreeMap")),
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
        let path = || match &model.home {
            Home::Root => self.imports.name(self.krate, &model.name),
            Home::Module(service, path) => self.item(service, path, &model.name),
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
                Some(format!("{}::new({})", path(), values?.join(", ")))
            }
            ModelKind::Union { variants, .. } if depth < 3 => {
                let first = variants.first()?;
                Some(format!("{}::{}({})", path(), first.name, self.owned(&first.ty, depth + 1)?))
            }
            ModelKind::Union { .. } => None,
            ModelKind::Struct { .. } => None,
        }
    }
}
