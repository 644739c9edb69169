//! A node of the document and an update enter; the node is changed as Overlay 1.0 says, and the origin
//! of every change is written down.
//!
//! The standard: the update of an object "MUST be an object with the properties and values to merge
//! with the selected node", recursively; the update of an array is "an entry to append". Arrays inside
//! merged objects are concatenated (1.1 says so in words, and tools for 1.0 agree). Where tools differ,
//! namely a list as the update of an array (one entry, or several?) and properties of incompatible
//! types (replaced, or an error?), the action is refused.

use super::Origins;
use super::origin::Origin;
use super::parse::Action;
use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::Pointer;
use crate::source::kind;
use serde_json::{Map, Value};

/// One update of one match.
pub(super) struct Merge<'a> {
    pub action: &'a Action<'a>,
    pub origins: &'a mut Origins,
}

impl Merge<'_> {
    /// Merges `update` into the `target` of the action and tells whether that changed anything.
    pub fn target(&mut self, target: &mut Value, update: &Value, at: Pointer) -> Result<bool, Diagnostic> {
        let from = self.action.pointer().child("update");
        match (target, update) {
            (Value::Object(target), Value::Object(update)) => self.object(target, update, at, from),
            (Value::Array(_), Value::Array(_)) => Err(self.unfit(
                &at,
                "a list as the update of a list: some tools add it as one entry, some add its entries",
                "write one action per entry, or merge into the object that holds the list",
            )),
            (Value::Array(list), entry) => {
                self.append(list, entry, &at, from);
                Ok(true)
            }
            (Value::Object(_), update) => Err(self.unfit(
                &at,
                &format!("the update is {} and the target a mapping", kind(update)),
                "give a mapping with the members to merge",
            )),
            (target, _) => Err(self.unfit(
                &at,
                &format!("the target is {}, which cannot be updated", kind(target)),
                "select the object that holds it, and update that with the member",
            )),
        }
    }

    fn object(
        &mut self,
        target: &mut Map<String, Value>,
        update: &Map<String, Value>,
        at: Pointer,
        from: Pointer,
    ) -> Result<bool, Diagnostic> {
        let mut changed = false;
        for (name, new) in update {
            let (at, from) = (at.child(name), from.child(name));
            match (target.get_mut(name), new) {
                (None, new) => {
                    target.insert(name.clone(), new.clone());
                    self.set(at, from);
                    changed = true;
                }
                (Some(Value::Object(old)), Value::Object(new)) => changed |= self.object(old, new, at, from)?,
                (Some(Value::Array(old)), Value::Array(new)) => {
                    for (index, entry) in new.iter().enumerate() {
                        self.append(old, entry, &at, from.item(index));
                        changed = true;
                    }
                }
                (Some(old @ (Value::Object(_) | Value::Array(_))), new)
                | (Some(old), new @ (Value::Object(_) | Value::Array(_))) => {
                    return Err(self.unfit(
                        &at,
                        &format!("{} cannot be merged into {}", kind(new), kind(old)),
                        "remove the node first, in an action of its own, then update what holds it",
                    ));
                }
                (Some(old), new) => {
                    if old != new {
                        old.clone_from(new);
                        self.set(at, from);
                        changed = true;
                    }
                }
            }
        }
        Ok(changed)
    }

    fn append(&mut self, list: &mut Vec<Value>, entry: &Value, at: &Pointer, from: Pointer) {
        self.set(at.item(list.len()), from);
        list.push(entry.clone());
    }

    fn set(&mut self, at: Pointer, from: Pointer) {
        let Action { file, index, .. } = *self.action;
        self.origins.set(at, Origin::Overlay { file, action: index, pointer: from });
    }

    fn unfit(&self, at: &Pointer, what: &str, help: &str) -> Diagnostic {
        let message = format!("{}: at `{at}`: {what}", self.action);
        self.action.problem("update", Code::BadUpdate, message, help)
    }
}
