//! A document and overlays (OpenAPI Overlay 1.0) enter; the effective document leaves, with the
//! origin of all that they changed, or what is wrong with the overlays.

mod cost;
mod filter;
mod merge;
mod order;
mod origin;
mod parse;
mod target;

use crate::diagnostic::{At, Code, Diagnostic};
use crate::pointer::Pointer;
use crate::source::{MAX_DEPTH, MAX_NODES};
use cost::Budget;
use merge::Merge;
use order::Order;
use parse::{Action, Change};
use serde_json::Value;
use target::{Location, Step};

pub use origin::{Origin, Origins};
pub(crate) use parse::first_line;

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
    let actions: Vec<&Action<'_>> = files.iter().flatten().collect();
    // Only several actions can come in one another's way.
    let before = (actions.len() > 1).then(|| document.clone());
    let mut origins = Origins::default();
    let budget = Budget::of_a_run();
    let mut unmatched = 0;
    for (index, action) in actions.iter().enumerate() {
        let Err(problem) = action.apply(&mut document, &mut origins, &mut problems, &budget) else {
            if problems.len() > MAX_PROBLEMS {
                break;
            }
            continue;
        };
        let is_unmatched = problem.code == Code::NoMatch;
        unmatched += usize::from(is_unmatched);
        let culprit = match &before {
            Some(before) if is_unmatched && unmatched <= MAX_EXPLAINED => order::culprit(before, &actions, index),
            _ => None,
        };
        problems.push(match culprit {
            Some((order, other)) => out_of_order(problem, order, other),
            None => problem,
        });
        // What comes after would only say the same, or more than anybody reads.
        if budget.is_spent() || problems.len() > MAX_PROBLEMS {
            break;
        }
    }
    if problems.is_empty() { Ok((document, origins)) } else { Err(problems) }
}

/// With as many problems the actions that follow are not tried.
const MAX_PROBLEMS: usize = 1000;

/// Each such search applies all actions again.
const MAX_EXPLAINED: usize = 10;

/// A target that matches nothing for what another action does.
fn out_of_order(problem: Diagnostic, order: Order, other: &Action<'_>) -> Diagnostic {
    let (does, help) = match order {
        Order::TooLate => ("takes it away before", "put this action before that one, or remove one of the two"),
        Order::TooEarly => ("makes it only afterwards", "put this action after that one"),
    };
    let at = At::Overlay { file: other.file, pointer: other.pointer() };
    Diagnostic { help: help.to_owned(), ..problem }.beside(format!("{other} {does},"), at)
}

impl Action<'_> {
    fn apply(
        &self,
        document: &mut Value,
        origins: &mut Origins,
        problems: &mut Vec<Diagnostic>,
        budget: &Budget,
    ) -> Result<(), Diagnostic> {
        let locations = self.locations(document, budget)?;
        match self.change {
            Change::Remove => {
                // From the last to the first, so that the indices of those to come stay true.
                for location in locations.iter().rev() {
                    problems.extend(self.remove(document, location, origins, budget).err());
                    if budget.is_spent() {
                        return Err(self.exhausted());
                    }
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

    fn locations(&self, document: &Value, budget: &Budget) -> Result<Vec<Location>, Diagnostic> {
        let locations = target::locations(self.target, document, budget)
            .map_err(|(message, help)| self.problem("target", Code::BadTarget, format!("{self}: {message}"), help))?;
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

    fn exhausted(&self) -> Diagnostic {
        self.problem(
            "target",
            Code::TooLarge,
            format!("{self}: so many items of long lists are removed that it takes more work than any overlay needs"),
            "remove the whole list, and add what is to stay in the action beside",
        )
    }

    fn remove(
        &self,
        document: &mut Value,
        location: &Location,
        origins: &mut Origins,
        budget: &Budget,
    ) -> Result<(), Diagnostic> {
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
                // Every item behind it moves.
                budget.matches(list.len() - index);
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
