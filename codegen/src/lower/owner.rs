//! Where a schema stands in; the texts that may name it out, for schemas that have no name of their own and for those that do.

use crate::ir::Place;

/// What an anonymous schema may be called after.
#[derive(Clone, Debug)]
pub struct Owner {
    /// Name of the type or the operation around it, or a title.
    pub name: String,
    /// Name of the member that it is the type of.
    pub field: String,
    /// What else it may be called, where another one has that name.
    otherwise: Vec<String>,
}

impl Owner {
    /// An anonymous schema under a member or parameter of something named.
    pub fn new(name: impl Into<String>, field: impl Into<String>) -> Self {
        Self { name: name.into(), field: field.into(), otherwise: Vec::new() }
    }

    /// A schema of a parameter or of a form's field: another place of the operation may have a field of the same name.
    pub fn placed(name: impl Into<String>, field: &str, place: Place) -> Self {
        Self { name: name.into(), field: field.to_owned(), otherwise: vec![format!("{field} {}", place.name())] }
    }

    /// The item of what it owns, a list: called after one of what the member lists, or else after the member itself.
    pub fn item(&self, one: String) -> Self {
        let members = (one != self.field).then_some(&self.field).into_iter().chain(&self.otherwise);
        Self {
            name: self.name.clone(),
            otherwise: members.map(|member| format!("{member} item")).collect(),
            field: one,
        }
    }

    pub fn text(&self) -> String {
        format!("{} {}", self.name, self.field)
    }

    /// Texts that may name what it owns, the shortest first.
    pub fn texts(&self) -> Vec<String> {
        let names = suffixes(&self.name);
        let of = |field: &String| names.iter().map(|name| format!("{name} {field}")).collect::<Vec<_>>();
        std::iter::once(&self.field).chain(&self.otherwise).flat_map(of).collect()
    }
}

/// The names that a dotted schema name offers: its last part, then ever more of it.
pub fn suffixes(name: &str) -> Vec<String> {
    let parts: Vec<&str> = name.split('.').filter(|part| !part.is_empty()).collect();
    // Beyond some length a suffix tells no better than the whole name does.
    let parts = &parts[parts.len().saturating_sub(16)..];
    let mut names: Vec<String> =
        (0..parts.len()).rev().map(|from| parts[from..].join(" ").replace("_enum_", "_")).collect();
    if names.last().map(String::as_str) != Some(name) {
        names.push(name.to_owned());
    }
    names
}

/// Whether a title was made to name a type, and not to be read.
pub fn is_identifier(title: &str) -> bool {
    title.len() <= 80
        && !title.is_empty()
        && title.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}
