//! Actions and one of them whose target matches nothing enter; the other action that took the match away, or that makes it too
//! late, leaves.

use super::cost::Budget;
use super::parse::Action;
use super::{Origins, target};
use serde_json::Value;

/// How an action comes in the way of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// It comes before, and takes away what the other wants.
    TooLate,
    /// It comes after, and makes what the other wants.
    TooEarly,
}

/// With more actions it would take too long to try each.
const MAX_ACTIONS: usize = 200;

/// Which of `actions` is to blame that the one at `failed` matches nothing in `document` when its turn comes.
pub(super) fn culprit<'a>(
    document: &Value,
    actions: &[&'a Action<'a>],
    failed: usize,
) -> Option<(Order, &'a Action<'a>)> {
    let wanted = actions.get(failed)?.target;
    if actions.len() > MAX_ACTIONS {
        return None;
    }
    let budget = Budget::of_a_search();
    let is_there = |document: &Value| target::locations(wanted, document, &budget).is_ok_and(|found| !found.is_empty());
    let mut document = document.clone();
    let mut was_there = is_there(&document);
    let mut found = None;
    for (index, action) in actions.iter().enumerate().filter(|(index, _)| *index != failed) {
        // Whatever is wrong with the others is told for themselves.
        let _ = action.apply(&mut document, &mut Origins::default(), &mut Vec::new(), &budget);
        if budget.is_spent() {
            return None;
        }
        let is_there = is_there(&document);
        match (was_there, is_there) {
            (true, false) if index < failed => found = Some((Order::TooLate, *action)),
            (false, true) if index > failed && found.is_none() => found = Some((Order::TooEarly, *action)),
            _ => {}
        }
        was_there = is_there;
    }
    found
}
