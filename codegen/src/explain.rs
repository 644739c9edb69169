//! The name of a generated item in; where it comes from out: the place in the document or an overlay, why, and the emitted line.

use std::fmt;

use crate::diagnostic::{Diagnostics, Place};
use crate::document::{Document, similar};
use crate::ir::{Api, Home, ModelKind};
use crate::pointer::Pointer;
use crate::tree::Tree;
use crate::{Inputs, Layout};

/// Where a generated item comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Full name of the item.
    pub name: String,
    /// Where the inputs describe it.
    pub source: Place,
    /// The same as a pointer into the effective document.
    pub pointer: Pointer,
    /// What the overlay says that made or changed it.
    pub reason: Option<String>,
    /// The emitted file and line.
    pub emitted: Option<(String, usize)>,
}

/// Why an item cannot be explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExplainError {
    /// The inputs are refused.
    Refused(Diagnostics),
    /// No item has that name.
    Unknown {
        /// The name that was asked for.
        name: String,
        /// A name that exists and resembles it.
        similar: Option<String>,
    },
}

impl fmt::Display for ExplainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(diagnostics) => diagnostics.fmt(f),
            Self::Unknown { name, similar: Some(similar) } => {
                write!(f, "nothing is called `{name}`; did you mean `{similar}`?")
            }
            Self::Unknown { name, similar: None } => {
                write!(
                    f,
                    "nothing is called `{name}`; write it as `service::module::Type` or `service::module::Type.member`"
                )
            }
        }
    }
}

impl std::error::Error for ExplainError {}

/// Explains an item by its name: `iam_v1::keys::CreateKey`, or `iam_v1::keys::CreateKey.friendly_name`.
///
/// # Errors
///
/// When the inputs are refused, or nothing has that name.
pub fn explain(inputs: &Inputs, name: &str) -> Result<Explanation, ExplainError> {
    let document = Document::load(inputs).map_err(ExplainError::Refused)?;
    let (api, ..) = crate::model(&document).map_err(ExplainError::Refused)?;
    let tree =
        crate::render::tree(inputs, &api).map_err(|error| ExplainError::Refused(document.fail(vec![error.into()])))?;
    let items = items(&api);
    let Some(item) = items.iter().find(|item| item.name == name) else {
        let similar = similar(name, items.iter().map(|item| item.name.as_str())).map(str::to_owned);
        return Err(ExplainError::Unknown { name: name.to_owned(), similar });
    };
    Ok(Explanation {
        name: item.name.clone(),
        source: document.place(&item.pointer),
        reason: document.reason(&item.pointer).map(str::to_owned),
        emitted: emitted(&tree, &inputs.options.layout, item),
        pointer: item.pointer.clone(),
    })
}

struct Item {
    name: String,
    pointer: Pointer,
    home: Home,
    ty: String,
    member: Option<Member>,
}

enum Member {
    Argument,
    Named(String),
}

fn items(api: &Api) -> Vec<Item> {
    let mut items = Vec::new();
    for service in &api.services {
        for module in &service.modules {
            let home = Home::Module(service.name.clone(), module.path.clone());
            for operation in &module.operations {
                let mut add = |suffix: &str, pointer: &Pointer, member| {
                    items.push(item(&home, &operation.name, suffix, pointer, member));
                };
                add("", &operation.pointer, None);
                for field in &operation.fields {
                    let argument = field.required && !field.account && !field.internal;
                    let member = if argument { Member::Argument } else { Member::Named(format!("fn {}(", field.name)) };
                    add(&field.name, &field.pointer, Some(member));
                }
            }
        }
    }
    for model in api.models.iter().filter(|model| !model.name.is_empty()) {
        let mut add = |suffix: &str, pointer: &Pointer, member| {
            items.push(item(&model.home, &model.name, suffix, pointer, member));
        };
        add("", &model.pointer, None);
        match &model.kind {
            ModelKind::Struct { members, .. } => {
                for member in members {
                    add(&member.name, &member.pointer, Some(Member::Named(format!("{}:", member.name))));
                }
            }
            ModelKind::Choice { values, .. } => {
                for (index, value) in values.iter().enumerate() {
                    let pointer = model.pointer.child("enum").item(index);
                    add(&value.name, &pointer, Some(Member::Named(format!("{},", value.name))));
                }
            }
            ModelKind::Union { .. } => {}
        }
    }
    items
}

fn item(home: &Home, ty: &str, suffix: &str, pointer: &Pointer, member: Option<Member>) -> Item {
    let module = match home {
        Home::Root => Vec::new(),
        Home::Module(service, path) => [std::slice::from_ref(service), path].concat(),
    };
    let name = [&module[..], &[ty.to_owned()]].concat().join("::");
    let name = if suffix.is_empty() { name } else { format!("{name}.{suffix}") };
    Item { name, pointer: pointer.clone(), home: home.clone(), ty: ty.to_owned(), member }
}

/// The first line of the item in the file of its module.
fn emitted(tree: &Tree, layout: &Layout, item: &Item) -> Option<(String, usize)> {
    let below = if *layout == Layout::Home { "generated/src/api" } else { "src/api" };
    let path = match &item.home {
        Home::Root => String::new(),
        Home::Module(service, path) => format!("/{}", [std::slice::from_ref(service), path].concat().join("/")),
    };
    let candidates = [format!("{below}{path}/mod.rs"), format!("{below}{path}.rs")];
    let (path, text) = candidates.iter().find_map(|path| Some((path, tree.0.get(path)?)))?;
    let declares = |line: &str| {
        ["pub struct ", "pub enum "].iter().any(|word| {
            let name = line.strip_prefix(word).and_then(|rest| rest.split(['(', ' ', '{']).next());
            name == Some(item.ty.as_str())
        })
    };
    let start = text.lines().position(declares)?;
    let wanted = match &item.member {
        None => return Some((path.clone(), start + 1)),
        Some(Member::Argument) => "fn new(".to_owned(),
        Some(Member::Named(text)) => text.clone(),
    };
    let offset = text.lines().skip(start).position(|line| {
        let line = line.trim_start();
        let line = line.strip_prefix("pub(crate) ").or_else(|| line.strip_prefix("pub ")).unwrap_or(line);
        line.strip_prefix("r#").unwrap_or(line).starts_with(&wanted) || line.starts_with(&wanted)
    })?;
    Some((path.clone(), start + offset + 1))
}
