//! Bad documents beside the exact diagnostics that they must get, and a case for each kind of diagnostic that there is.

use std::collections::BTreeSet;
use std::fmt::Write;

use twilio_iam_codegen::diagnostic::Code;
use twilio_iam_codegen::{Inputs, Options, generate};

use crate::project;

/// Kinds that no document in a file can show, each with the reason.
const WITHOUT_A_CASE: [(Code, &str); 3] = [
    (Code::TooLarge, "16 MiB of document; the unit tests make one"),
    (Code::Unreadable, "a check would be missing"),
    (Code::Internal, "the generator would be wrong"),
];

fn outcome(case: &str) -> String {
    let overlay = format!("{case}.overlay.yaml");
    let overlays = project::names("tests/reject", &overlay);
    let inputs = Inputs {
        document: project::source(&format!("tests/reject/{case}.yaml")),
        overlays: overlays.iter().map(|name| project::source(&format!("tests/reject/{name}"))).collect(),
        options: Options::default(),
    };
    match generate(&inputs) {
        Err(diagnostics) => diagnostics.render(false),
        Ok(output) => output.summary.notes.render(false),
    }
}

fn cases() -> Vec<String> {
    let documents = project::names("tests/reject", ".yaml");
    documents
        .iter()
        .filter(|name| !name.ends_with(".overlay.yaml"))
        .map(|name| name.trim_end_matches(".yaml").to_owned())
        .collect()
}

#[test]
fn documents_get_the_diagnostics_beside_them() {
    let mut wrong = String::new();
    for text in project::names("tests/reject", ".txt") {
        assert!(cases().iter().any(|case| text == format!("{case}.txt")), "{text} has no document beside it");
    }
    for case in cases() {
        let path = project::root().join(format!("tests/reject/{case}.txt"));
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        let actual = outcome(&case);
        assert!(!actual.is_empty(), "{case} gets no diagnostic");
        if project::accepting() {
            std::fs::write(path, actual).unwrap();
        } else if actual != expected {
            writeln!(wrong, "{case}: expected\n{expected}\nbut got\n{actual}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}\n{}", project::ACCEPT);
}

#[test]
fn every_kind_of_diagnostic_has_a_case() {
    let texts: Vec<String> = cases().iter().map(|case| outcome(case)).collect();
    let shown = |code: &Code| texts.iter().any(|text| text.contains(&format!("[{code}]")));
    let excused: BTreeSet<Code> = WITHOUT_A_CASE.iter().map(|(code, _)| *code).collect();
    let missing: Vec<&Code> = Code::ALL.iter().filter(|code| !shown(code) && !excused.contains(code)).collect();
    assert!(missing.is_empty(), "no case in tests/reject shows {missing:?}");
    let needless: Vec<&Code> = excused.iter().filter(|code| shown(code)).collect();
    assert!(needless.is_empty(), "{needless:?} are excused and have a case");
}
