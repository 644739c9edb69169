//! The rules in force: a request line in, the fault that befalls it out, each rule counted.

use std::time::Duration;

use crate::{
    fault::{Fault, Rule},
    request::split_target,
};

/// Names a rule that was added, to remove it or to ask how often it struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleId(u64);

#[derive(Default)]
pub(crate) struct Plan {
    rules: Vec<Entry>,
    added: u64,
}

struct Entry {
    id: RuleId,
    rule: Rule,
    seen: u64,
    struck: u64,
}

impl Plan {
    pub(crate) fn add(&mut self, rule: Rule) -> RuleId {
        self.added += 1;
        let id = RuleId(self.added);
        self.rules.push(Entry { id, rule, seen: 0, struck: 0 });
        id
    }

    pub(crate) fn remove(&mut self, id: RuleId) {
        self.rules.retain(|entry| entry.id != id);
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    pub(crate) fn struck(&self, id: RuleId) -> u64 {
        self.rules.iter().find(|entry| entry.id == id).map_or(0, |entry| entry.struck)
    }

    /// The fault of the first rule that is due, and its delay. Every rule that matches counts the request.
    pub(crate) fn strike(&mut self, method: &str, target: &str) -> (Fault, Duration) {
        let path = split_target(target).0;
        let mut due = None;
        for entry in self.rules.iter_mut().filter(|entry| entry.rule.matches(method, path, target)) {
            entry.seen += 1;
            if due.is_none() && entry.seen > entry.rule.skip && entry.struck < entry.rule.times {
                entry.struck += 1;
                due = Some((entry.rule.fault.clone(), entry.rule.delay));
            }
        }
        due.unwrap_or((Fault::None, Duration::ZERO))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_count_their_requests() {
        let mut plan = Plan::default();
        let second = plan.add(Rule::new("GET", "/a", Fault::DropUnread).nth(2));
        let always = plan.add(Rule::any(Fault::CutBody(1)));
        let mut strike = || plan.strike("GET", "/a?b").0;
        assert!(matches!(strike(), Fault::CutBody(1)));
        assert!(matches!(strike(), Fault::DropUnread));
        assert!(matches!(strike(), Fault::CutBody(1)));
        assert_eq!((plan.struck(second), plan.struck(always)), (1, 2));
        plan.remove(always);
        assert!(matches!(plan.strike("GET", "/a").0, Fault::None));
    }
}
