//! Small documents enter; the codes and places of what is wrong with them leave. For tests only.

use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::{Inputs, Options, Source};

/// Loads a document, with overlays.
pub fn load(document: &str, overlays: &[&str]) -> Result<Document, Diagnostics> {
    let overlay = |(index, text): (usize, &&str)| Source::new(format!("overlay{index}.yaml"), *text);
    Document::load(&Inputs {
        document: Source::new("spec.yaml", document),
        overlays: overlays.iter().enumerate().map(overlay).collect(),
        options: Options::default(),
    })
}

/// What is wrong with or worth telling about a document, as `code file:line:col`.
pub fn verdict(document: &str, overlays: &[&str]) -> Vec<String> {
    let diagnostics = match load(document, overlays) {
        Ok(document) => document.fail(document.notes.clone()),
        Err(diagnostics) => diagnostics,
    };
    let one = |found: &crate::diagnostic::Located| format!("{} {}", found.diagnostic.code, found.place);
    diagnostics.iter().map(one).collect()
}

/// Asserts the whole verdict on a document without overlays; places are `line:col`.
#[track_caller]
pub fn expect(document: &str, verdict: &[(&str, &str)]) {
    let expected: Vec<String> = verdict.iter().map(|(code, at)| format!("{code} spec.yaml:{at}")).collect();
    assert_eq!(self::verdict(document, &[]), expected, "{document}");
}
