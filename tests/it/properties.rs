//! What holds for any text that is sent or described, and for any JSON that comes back.

mod descriptions;
mod replies;
mod samples;
mod texts;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

/// Any characters at all, as many as the shortest limit of a field lets through.
fn any_text() -> impl Strategy<Value = String> {
    proptest::collection::vec(any::<char>(), 0..=64).prop_map(String::from_iter)
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(any_text(), inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

fn holds<T: std::fmt::Debug>(cases: u32, any: impl Strategy<Value = T>, check: impl Fn(T)) {
    let told = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { told.cases } else { cases };
    // A failure is told by its input; no file is kept of it.
    let config = Config { cases, failure_persistence: None, ..told };
    TestRunner::new(config)
        .run(&any, |input| {
            check(input);
            Ok(())
        })
        .unwrap();
}
