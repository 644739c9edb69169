//! Pairs of small documents beside the reports that they must get, both ways; a case for every kind of change; and pairs
//! of real documents.

use std::collections::BTreeSet;
use std::fmt::Write;

use twilio_iam_codegen::diff::{ChangeKind, Report, SCHEMA, Verdict, diff};
use twilio_iam_codegen::{Inputs, Options, Source};

use crate::hostile::size;
use crate::project;

fn inputs(name: &str) -> Inputs {
    let source = project::source(name);
    let short = name.rsplit('/').next().unwrap().to_owned();
    Inputs { document: Source { name: short, ..source }, overlays: Vec::new(), options: Options::default() }
}

fn compare(old: &Inputs, new: &Inputs) -> Report {
    diff(old, new, "0.1.0").unwrap_or_else(|refused| panic!("{refused}"))
}

fn report(case: &str, back: bool) -> Report {
    let (old, new) = (inputs(&format!("tests/diff/{case}/old.yaml")), inputs(&format!("tests/diff/{case}/new.yaml")));
    if back { compare(&new, &old) } else { compare(&old, &new) }
}

#[test]
fn pairs_get_the_reports_beside_them() {
    let mut wrong = String::new();
    for case in project::names("tests/diff", "") {
        let (there, back) = (report(&case, false), report(&case, true));
        let wanted = [
            ("report.txt", there.text()),
            ("back.txt", back.text()),
            ("report.md", there.markdown().unwrap()),
            ("report.json", format!("{:#}\n", there.json())),
        ];
        for (name, text) in wanted {
            let path = project::root().join("tests/diff").join(&case).join(name);
            // Only some cases show the formats for machines.
            if name.ends_with(".txt") && project::accepting() || path.exists() && project::accepting() {
                std::fs::write(&path, &text).unwrap();
            }
            let expected = std::fs::read_to_string(&path);
            if expected.is_ok() || name.ends_with(".txt") {
                let expected = expected.unwrap_or_default();
                if expected != text {
                    writeln!(wrong, "{case}/{name} is\n{expected}\nand came out as\n{text}").unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}\n{}", project::ACCEPT);
}

#[test]
fn every_kind_of_change_has_a_case_of_its_name() {
    for kind in ChangeKind::ALL {
        let report = report(kind.name(), false);
        assert!(report.changes.iter().any(|change| change.kind == *kind), "{kind}:\n{}", report.text());
        assert!(kind.meaning().ends_with('.') && !kind.meaning().contains('\n'));
    }
    let names: BTreeSet<&str> = ChangeKind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), ChangeKind::ALL.len());
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    let listed = schema.pointer("/properties/changes/items/properties/kind/enum").unwrap().as_array().unwrap();
    assert_eq!(listed.iter().map(|name| name.as_str().unwrap()).collect::<BTreeSet<_>>(), names);
}

/// Each kind, the kind of the way back, and the verdicts for Rust and for the wire, there and back.
#[test]
fn the_way_back_is_the_other_way_round() {
    use ChangeKind as K;
    use Verdict::{Breaking as B, Compatible as C, Docs as D};
    type Verdicts = (Option<Verdict>, Option<Verdict>);
    let cases: [(K, Verdicts, K, Verdicts); 24] = [
        (K::OperationAdded, (Some(C), Some(C)), K::OperationRemoved, (Some(B), Some(B))),
        (K::ParameterAdded, (Some(C), Some(C)), K::ParameterRemoved, (Some(B), Some(B))),
        (K::ParameterRequired, (Some(B), Some(B)), K::ParameterOptional, (Some(B), Some(C))),
        (K::ParameterOptional, (Some(B), Some(C)), K::ParameterRequired, (Some(B), Some(B))),
        (K::ParameterHandedOtherwise, (Some(B), None), K::ParameterHandedOtherwise, (Some(C), None)),
        (K::LimitsTightened, (Some(C), Some(B)), K::LimitsLoosened, (Some(C), Some(C))),
        (K::LimitsLoosened, (Some(C), Some(C)), K::LimitsTightened, (Some(C), Some(B))),
        (K::SecurityChanged, (None, Some(B)), K::SecurityChanged, (None, Some(C))),
        (K::ReplyTypeChanged, (Some(B), Some(C)), K::ReplyTypeChanged, (Some(B), Some(B))),
        (K::ReplyRemoved, (Some(B), Some(C)), K::ReplyAdded, (Some(C), Some(C))),
        (K::PagingAdded, (Some(C), None), K::PagingRemoved, (Some(B), None)),
        (K::ModelAdded, (Some(C), None), K::ModelRemoved, (Some(B), None)),
        (K::ConstructorAdded, (Some(C), None), K::ConstructorRemoved, (Some(B), None)),
        (K::MemberRemoved, (Some(B), Some(B)), K::MemberAdded, (Some(C), Some(C))),
        (K::MemberRequired, (Some(B), Some(C)), K::MemberOptional, (Some(B), Some(B))),
        (K::ValueAdded, (Some(C), Some(C)), K::ValueRemoved, (Some(B), Some(B))),
        (K::ValueRemoved, (Some(B), Some(B)), K::ValueAdded, (Some(C), Some(C))),
        (K::VariantAdded, (Some(C), Some(C)), K::VariantRemoved, (Some(B), Some(B))),
        (K::SidAdded, (Some(C), None), K::SidRemoved, (Some(B), None)),
        (K::Deprecated, (Some(C), Some(D)), K::Undeprecated, (Some(C), Some(D))),
        (K::DocumentationChanged, (Some(D), None), K::DocumentationChanged, (Some(D), None)),
        (K::OperationRenamed, (Some(B), None), K::OperationRenamed, (Some(B), None)),
        (K::ModelMoved, (Some(B), None), K::ModelMoved, (Some(B), None)),
        (K::ServerChanged, (None, Some(B)), K::ServerChanged, (None, Some(B))),
    ];
    for (there, verdicts, back, reverse) in cases {
        let find = |back: bool, kind: K| {
            let report = report(there.name(), back);
            let change = report.changes.iter().find(|change| change.kind == kind);
            change.map(|change| (change.rust, change.wire))
        };
        assert_eq!(find(false, there), Some(verdicts), "{there}");
        assert_eq!(find(true, back), Some(reverse), "back from {there}");
    }
}

#[test]
fn a_document_is_no_different_from_itself() {
    let own = project::inputs();
    assert_eq!(compare(&own, &own).changes, []);
    for case in project::names("tests/golden", "") {
        let folder = format!("tests/golden/{case}");
        let overlays = project::names(&folder, ".overlay.yaml");
        let inputs = Inputs {
            overlays: overlays.iter().map(|name| project::source(&format!("{folder}/{name}"))).collect(),
            ..inputs(&format!("{folder}/spec.yaml"))
        };
        assert_eq!(compare(&inputs, &inputs).changes, [], "{case}");
    }
    assert_eq!(
        compare(&inputs("tests/golden/openapi-30/spec.yaml"), &inputs("tests/golden/openapi-31/spec.yaml")).rust(),
        None
    );
}

/// One line of the project's document is another one: where that is visible to a user, the report leads to that line.
#[test]
fn a_mutation_of_the_projects_document_is_named() {
    let own = project::inputs();
    let text = &own.document.text;
    let mutate = |line: &str| -> Option<String> {
        let (key, value) = line.split_once(": ")?;
        match (key.trim().trim_start_matches("- "), value) {
            ("description" | "operationId" | "title", value) if !value.starts_with(['"', '\'', '|', '>']) => {
                Some(format!("{line}Mutated"))
            }
            ("type", "string") => Some(format!("{key}: integer")),
            ("maxLength" | "maximum", _) => Some(format!("{key}: 7")),
            ("required", "true") => Some(format!("{key}: false")),
            ("deprecated", "false") => Some(format!("{key}: true")),
            ("name", _) if line.trim_start().starts_with("- ") => Some(format!("{line}Mutated")),
            _ => None,
        }
    };
    let (mut seen, mut wrong) = (0, String::new());
    let mutations = text.lines().enumerate().filter_map(|(index, line)| Some((index, mutate(line)?)));
    // Every second one is as good a proof, in half the time.
    for (index, mutated) in mutations.step_by(2) {
        let lines: Vec<&str> =
            text.lines().enumerate().map(|(at, line)| if at == index { &mutated } else { line }).collect();
        let document = Source { name: own.document.name.clone(), text: lines.join("\n") + "\n" };
        let mutant = Inputs { document, ..own.clone() };
        // An overlay that no longer finds its node refuses the mutant, and what an overlay replaces is not seen.
        let Ok(report) = diff(&own, &mutant, "0.1.0") else { continue };
        if report.changes.is_empty() {
            continue;
        }
        seen += 1;
        let spots = report.changes.iter().flat_map(|change| change.new.iter().chain(&change.old));
        let places: Vec<String> = spots.map(|spot| spot.place.to_string()).collect();
        let wanted = format!("{}:{}:", own.document.name, index + 1);
        if !places.iter().any(|place| place.starts_with(&wanted)) {
            writeln!(wrong, "{wanted} {mutated}\n  {places:?}\n{}", report.text()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(seen >= 15, "only {seen} mutations were visible");
}

#[test]
fn real_revisions_get_reports() {
    let Some(history) = project::shared("history") else { return };
    let mut breaking = BTreeSet::new();
    for document in std::fs::read_dir(history).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        let mut revisions: Vec<_> = std::fs::read_dir(&document).unwrap().map(|entry| entry.unwrap().path()).collect();
        revisions.sort();
        let read = |path: &std::path::Path| Inputs {
            document: Source::new(path.display().to_string(), std::fs::read_to_string(path).unwrap()),
            overlays: Vec::new(),
            options: Options::default(),
        };
        for pair in revisions.windows(2) {
            let (old, new) = (read(&pair[0]), read(&pair[1]));
            let (there, back) = (compare(&old, &new), compare(&new, &old));
            assert_eq!(there.changes.is_empty(), back.changes.is_empty());
            if there.breaks() {
                breaking.insert(pair[1].strip_prefix(document.parent().unwrap()).unwrap().to_owned());
            }
        }
    }
    assert_eq!(breaking.into_iter().collect::<Vec<_>>(), [std::path::Path::new("lookups_v2/2023-04-05.yaml")]);
}

/// Who has read enough closes the pipe, and asks for the exit code all the same.
#[test]
fn a_closed_pipe_changes_nothing_of_the_exit_code() {
    const DIFF: &str = "diff tests/diff/operation-removed/old.yaml tests/diff/operation-removed/new.yaml";
    for (arguments, code) in [
        (DIFF, 0),
        (&format!("{DIFF} --fail-on breaking"), 1),
        ("codegen --check", 0),
        ("explain iam_v1::keys::CreateKey", 0),
        ("bundle", 0),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = project::command(size::xtask(), &project::root());
        let run = command.args(arguments.split(' ')).stdout(writer).output().unwrap();
        assert_eq!(run.status.code(), Some(code), "{arguments}: {}", String::from_utf8_lossy(&run.stderr));
        assert!(!String::from_utf8_lossy(&run.stderr).contains("panicked"));
    }
}

/// Nobody is there to be told why, and the exit code says it nevertheless.
#[cfg(unix)]
#[test]
fn a_closed_pipe_or_a_full_disk_for_errors_changes_nothing_of_the_exit_code() {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("out");
    let made = |spec: &str| format!("codegen --spec {spec} --name made --out {}", out.display());
    for (arguments, code) in [
        (made("tests/reject/cookie.yaml"), 1),
        (made("tests/reject/there-is-none.yaml"), 2),
        ("bundle -o out.txt".to_owned(), 2),
        ("codegen --nonsense".to_owned(), 2),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
        let sinks = [Some(std::process::Stdio::from(writer)), full.ok().map(std::process::Stdio::from)];
        for sink in sinks.into_iter().flatten() {
            let mut command = project::command(size::xtask(), &project::root());
            let status = command.args(arguments.split(' ')).stderr(sink).status().unwrap();
            assert_eq!(status.code(), Some(code), "{arguments}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_of() {
    for arguments in ["codegen --check", "bundle", "explain iam_v1::keys::CreateKey"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = project::command(size::xtask(), &project::root());
        let run = command.args(arguments.split(' ')).stdout(full).output().unwrap();
        let told = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(2), "{arguments}: {told}");
        assert!(told.starts_with("error: cannot write to standard output"), "{arguments}: {told}");
    }
}
