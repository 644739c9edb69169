//! Measures the way from text to [`Document`] beside what cannot be avoided: reading the same text
//! into openapiv3's types alone.

mod documents;

use divan::{Bencher, black_box};
use openapiv3::OpenAPI;
use std::fmt::{self, Display};
use std::path::PathBuf;
use twilio_iam_codegen::document::{Document, Version};
use twilio_iam_codegen::{Inputs, Options, Source, check};

fn main() {
    divan::main();
}

/// A document by its path, shown by its name.
struct Spec(PathBuf);

impl Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.file_stem().unwrap_or_default().to_string_lossy())
    }
}

fn specs() -> Vec<Spec> {
    let own = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/twilio_accounts.yaml"));
    let mut paths = documents::paths();
    paths.push(own);
    paths.sort();
    paths.into_iter().map(Spec).collect()
}

fn inputs(spec: &Spec) -> Inputs {
    let text = std::fs::read_to_string(&spec.0).unwrap_or_default();
    Inputs { document: Source::new(spec.to_string(), text), overlays: Vec::new(), options: Options::default() }
}

#[divan::bench(args = specs())]
fn a_openapiv3_alone(bencher: Bencher<'_, '_>, spec: &Spec) {
    let text = inputs(spec).document.text;
    bencher.bench(|| serde_yaml::from_str::<OpenAPI>(black_box(&text)));
}

#[divan::bench(args = specs())]
fn b_source(bencher: Bencher<'_, '_>, spec: &Spec) {
    let source = inputs(spec).document;
    bencher.bench(|| black_box(&source).parse());
}

#[divan::bench(args = specs())]
fn c_check(bencher: Bencher<'_, '_>, spec: &Spec) {
    let value = inputs(spec).document.parse().unwrap_or_default();
    let version = Version::of(&value).unwrap_or(Version::V3_0);
    bencher.bench(|| check::check(black_box(&value), version));
}

#[divan::bench(args = specs())]
fn d_document(bencher: Bencher<'_, '_>, spec: &Spec) {
    let inputs = inputs(spec);
    bencher.bench(|| Document::load(black_box(&inputs)));
}
