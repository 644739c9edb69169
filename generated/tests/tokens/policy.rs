//! Policies: what a change keeps, adds and takes away, whatever the permissions.

use proptest::prelude::*;
use std::collections::BTreeSet;
use twilio_iam::{Action, Permission, Policy, Product};

fn permission() -> impl Strategy<Value = String> {
    let resource = prop::sample::select(vec!["calls", "messages", "services", "services.phonenumbers"]);
    let product = prop::sample::select(vec![Product::Voice, Product::Messaging, Product::from("trust-hub")]);
    (product, resource, prop::sample::select(Action::VALUES.to_vec()))
        .prop_map(|(product, resource, action)| Permission::new(product, resource, action).into())
}

fn permissions(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set(permission(), count).prop_map(|set| set.into_iter().collect::<Vec<_>>()).prop_shuffle()
}

fn policy() -> impl Strategy<Value = Policy> {
    permissions(1..20).prop_map(|allow| Policy::allow(allow).unwrap())
}

fn set(policy: &Policy) -> BTreeSet<&String> {
    policy.permissions().iter().collect()
}

proptest! {
    #[test]
    fn granting_keeps_all_and_allows_more(old in policy(), more in permissions(0..10)) {
        let new = old.granting(more.clone()).unwrap();
        prop_assert!(set(&old).is_subset(&set(&new)));
        prop_assert!(more.iter().all(|permission| new.allows(permission)));
        prop_assert!(old.diff(&new).removed.is_empty());
        prop_assert_eq!(new.granting(more).unwrap(), new);
    }

    #[test]
    fn revoking_takes_what_it_names_and_nothing_else(old in policy(), less in permissions(0..4)) {
        let Ok(new) = old.revoking(less.clone()) else {
            // Either nothing would be left, or `*` would still allow it.
            let left = old.permissions().iter().any(|held| !less.contains(held) && !less.iter().any(|one| covers(one, held)));
            let covered = less.iter().any(|one| old.permissions().iter().any(|held| held != one && covers(held, one)));
            prop_assert!(!left || covered);
            return Ok(());
        };
        prop_assert!(set(&new).is_subset(&set(&old)));
        prop_assert!(!less.iter().any(|permission| new.allows(permission)));
        for kept in old.permissions().iter().filter(|held| !less.iter().any(|one| covers(one, held))) {
            prop_assert!(new.allows(kept));
        }
        prop_assert_eq!(new.revoking(less).unwrap(), new);
    }

    #[test]
    fn granting_and_revoking_again_is_where_it_began(old in policy(), more in permission()) {
        prop_assume!(!old.allows(&more) && !more.ends_with('*'));
        let new = old.granting([more.clone()]).unwrap();
        prop_assert_eq!(new.revoking([more]).unwrap(), old);
    }

    #[test]
    fn a_difference_leads_from_one_to_the_other(old in policy(), new in policy()) {
        let diff = old.diff(&new);
        prop_assert_eq!(diff.is_empty(), set(&old) == set(&new));
        let mut walked: BTreeSet<&String> = set(&old);
        walked.retain(|permission| !diff.removed.contains(permission));
        walked.extend(&diff.added);
        prop_assert_eq!(walked, set(&new));
        prop_assert_eq!(new.diff(&old).added, diff.removed);
    }

    #[test]
    fn any_text_is_taken_or_refused_and_what_is_taken_reads_back(text in "/?(twilio|v2)?/[a-z.-]{0,9}/[a-z.*-]{0,9}/(read|list|[a-z*]{0,5})") {
        if let Ok(policy) = Policy::allow([text.clone()]) {
            let json = serde_json::to_string(&policy).unwrap();
            prop_assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy);
        }
    }
}

fn covers(wider: &str, narrower: &str) -> bool {
    wider == narrower
        || wider.strip_suffix('*').is_some_and(|resource| {
            narrower.rsplit_once('/').unwrap().0.len() + 1 == resource.len() && narrower.starts_with(resource)
        })
}

#[test]
fn a_part_of_a_wildcard_is_not_revoked_in_silence() {
    let policy = Policy::allow(["/twilio/voice/calls/*", "/twilio/voice/calls.notifications/read"]).unwrap();
    let error = policy.revoking(["/twilio/voice/calls/delete"]).unwrap_err();
    assert_eq!(
        error.problems(),
        [
            "\"/twilio/voice/calls/delete\" is part of \"/twilio/voice/calls/*\": revoke that, and grant the actions that are to stay"
        ]
    );
    let rest = policy.revoking(["/twilio/voice/calls/*"]).unwrap();
    assert_eq!(rest.permissions(), ["/twilio/voice/calls.notifications/read"]);
}

#[test]
fn a_policy_that_cannot_be_is_refused() {
    let policy = Policy::allow(["/twilio/voice/calls/read"]).unwrap();
    let last = policy.revoking(["/twilio/voice/calls/read"]).unwrap_err();
    assert_eq!(last.problems(), ["it allows nothing: name at least one permission"]);
    assert!(policy.revoking(["calls/read"]).is_err());
    assert!(policy.granting(["/2010-04-01/Accounts/{AccountSid}/Messages*"]).is_err());
    let many = |count: usize| (0..count).map(|index| format!("/twilio/voice/r{index}/read"));
    assert!(policy.granting(many(99)).is_ok());
    assert!(policy.granting(many(100)).unwrap_err().to_string().contains("101 permissions: at most 100"));
    assert!(Policy::builder().build().is_err());
    let twice = Policy::builder().allow(Product::Voice, "calls", [Action::Read, Action::Read]).build().unwrap_err();
    assert_eq!(twice.problems(), ["\"/twilio/voice/calls/read\" is there twice: name it once"]);
}

#[test]
fn what_a_reply_held_can_be_taken_away_whatever_its_shape() {
    let policy: Policy = serde_json::from_str(r#"{"allow": ["/acme/x", "/twilio/voice/calls/read"]}"#).unwrap();
    assert_eq!(policy.revoking(["/acme/x"]).unwrap().permissions(), ["/twilio/voice/calls/read"]);
}
