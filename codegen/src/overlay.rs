//! A document and overlays (OpenAPI Overlay 1.0) enter; the effective document leaves, with the
//! origin of all that they changed, or what is wrong with the overlays.

mod cost;
mod merge;
mod origin;
mod parse;
mod target;

use crate::diagnostic::{At, Code, Diagnostic};
use crate::pointer::Pointer;
use crate::source::{MAX_DEPTH, MAX_NODES};
use merge::Merge;
use parse::{Action, Change};
use serde_json::Value;
use target::{Location, Step};

pub use origin::{Origin, Origins};

/// Applies `overlays` to `document`, in order.
///
/// Objects merge and arrays grow, as the standard says. Stricter than the standard: every action has a
/// `description` and a target that matches, and changes something at each match.
pub fn apply(mut document: Value, overlays: &[Value]) -> Result<(Value, Origins), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut files = Vec::new();
    for (file, overlay) in overlays.iter().enumerate() {
        files.push(parse::actions(file, overlay, &mut problems));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut origins = Origins::default();
    for action in files.iter().flatten() {
        if let Err(problem) = action.apply(&mut document, &mut origins, &mut problems) {
            problems.push(problem);
        }
    }
    if problems.is_empty() { Ok((document, origins)) } else { Err(problems) }
}

impl Action<'_> {
    fn apply(
        &self,
        document: &mut Value,
        origins: &mut Origins,
        problems: &mut Vec<Diagnostic>,
    ) -> Result<(), Diagnostic> {
        let locations = self.locations(document)?;
        match self.change {
            Change::Remove => {
                // From the last to the first, so that the indices of those to come stay true.
                for location in locations.iter().rev() {
                    problems.extend(self.remove(document, location, origins).err());
                }
            }
            Change::Update(update) => {
                self.bound(document, &locations, update)?;
                for location in &locations {
                    problems.extend(self.update(document, location, update, origins).err());
                }
            }
        }
        Ok(())
    }

    fn locations(&self, document: &Value) -> Result<Vec<Location>, Diagnostic> {
        let locations = target::locations(self.target, document)
            .map_err(|(message, help)| self.problem("target", Code::BadTarget, message, help))?;
        if locations.is_empty() {
            return Err(self.problem(
                "target",
                Code::NoMatch,
                format!("{self}: the target `{}` matches nothing", self.target),
                "correct the target, or remove the action if the document no longer has the node",
            ));
        }
        Ok(locations)
    }

    fn remove(&self, document: &mut Value, location: &Location, origins: &mut Origins) -> Result<(), Diagnostic> {
        let pointer = location.pointer();
        let Some((step, parent)) = location.split() else {
            return Err(self.problem(
                "target",
                Code::BadTarget,
                format!("{self}: the whole document cannot be removed"),
                "select the node to remove",
            ));
        };
        match (step, document.pointer_mut(parent.as_str())) {
            (Step::Name(name), Some(Value::Object(map))) => {
                map.shift_remove(name);
                origins.forget(&pointer);
            }
            (Step::Index(index), Some(Value::Array(list))) if *index < list.len() => {
                if !matches!(list.get(*index), Some(Value::Object(_) | Value::Array(_))) {
                    return Err(self.problem(
                        "target",
                        Code::BadUpdate,
                        format!("{self}: `{pointer}` is a plain value in a list, which Overlay 1.0 cannot remove"),
                        "remove the whole list and add it again with an update of the node that holds it",
                    ));
                }
                list.remove(*index);
                origins.close_gap(&parent, *index, list.len());
            }
            // Selected twice, or inside another match: it is gone already.
            _ => {}
        }
        Ok(())
    }

    fn update(
        &self,
        document: &mut Value,
        location: &Location,
        update: &Value,
        origins: &mut Origins,
    ) -> Result<(), Diagnostic> {
        let pointer = location.pointer();
        let Some(target) = document.pointer_mut(pointer.as_str()) else {
            return Ok(());
        };
        let mut merge = Merge { action: self, origins };
        if merge.target(target, update, pointer.clone())? {
            return Ok(());
        }
        Err(self.problem(
            "update",
            Code::NoChange,
            format!("{self}: nothing changes at `{pointer}`, it already says all this"),
            "remove the action (upstream has caught up), or narrow its target",
        ))
    }

    /// Keeps the document within the size and depth of a source.
    fn bound(&self, document: &Value, locations: &[Location], update: &Value) -> Result<(), Diagnostic> {
        let (added, height) = cost::measure(update);
        let (present, _) = cost::measure(document);
        let depth = locations.iter().map(Location::depth).max().unwrap_or_default();
        if depth + height > MAX_DEPTH {
            return Err(self.problem(
                "update",
                Code::TooDeep,
                format!("{self}: the document would be nested more than {MAX_DEPTH} deep"),
                "flatten the update",
            ));
        }
        if added.saturating_mul(locations.len()).saturating_add(present) > MAX_NODES {
            return Err(self.problem(
                "update",
                Code::TooLarge,
                format!("{self}: the document would have more than {MAX_NODES} nodes"),
                "narrow the target",
            ));
        }
        Ok(())
    }

    /// An error at a field of this action.
    fn problem(&self, field: &str, code: Code, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        let pointer = self.pointer().child(field);
        Diagnostic::error(code, At::Overlay { file: self.file, pointer }, message, help)
    }

    fn pointer(&self) -> Pointer {
        Pointer::root().child("actions").item(self.index)
    }
}

#[cfg(test)]
mod tests;
