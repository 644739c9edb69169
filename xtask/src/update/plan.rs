//! Two documents and the project's files in; the report, the next version and every file that changes out. No disk.

use std::collections::BTreeMap;

use semver::Version;
use sha2::{Digest, Sha256};
use twilio_iam_codegen::diff::{Bump, Report, Verdict, diff};
use twilio_iam_codegen::tree::Tree;
use twilio_iam_codegen::{Diagnostics, Inputs, Layout, Options, generate};

use super::changelog;
use super::committed::Baseline;

/// The project's document.
pub const DOCUMENT: &str = "spec/twilio_accounts.yaml";

/// What a file held when the update was planned from it, and what it is to hold; no text where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What it held.
    pub before: Option<String>,
    /// What it is to hold.
    pub after: Option<String>,
}

/// Edits by path.
pub type Files = BTreeMap<String, Edit>;

/// What an update does.
pub struct Plan {
    /// What is different.
    pub report: Report,
    /// The version of the next release.
    pub version: String,
    /// It is higher than the report asks for, because of what the changelog notes.
    pub noted: bool,
    /// What to write.
    pub files: Files,
}

/// Why there is no plan.
pub enum Refused {
    /// The documents or the overlays are wrong.
    Documents(Diagnostics),
    /// A file of the project is not as this command knows it.
    Project(String),
}

impl From<Diagnostics> for Refused {
    fn from(diagnostics: Diagnostics) -> Self {
        Self::Documents(diagnostics)
    }
}

impl Plan {
    /// Plans everything but the lock file, which is Cargo's to write. `generated` is the client as it lies there, be it of
    /// the older document or not; `before` reads a file of the project, if it is there.
    pub fn new<E>(
        (old, new): (&Baseline, &Inputs),
        generated: &Tree,
        before: &impl Fn(&str) -> Result<Option<String>, E>,
        today: &str,
    ) -> Result<Self, Refused>
    where
        Refused: From<E>,
    {
        let needed = |name: &str| before(name)?.ok_or_else(|| Refused::Project(format!("there is no {name}")));
        let manifest = needed("Cargo.toml")?;
        let current =
            crate::input::version(&manifest).ok_or_else(|| Refused::Project("Cargo.toml has no version".to_owned()))?;
        let report = diff(&old.inputs, new, &old.version)?;
        let log = before("CHANGELOG.md")?;
        let breaks = changelog::breaks(log.as_deref().unwrap_or_default(), &old.version);
        let (bump, version) = next(&report, breaks, (&old.version, current))?;
        let layout = Inputs { options: Options { layout: Layout::Home, threads: 0 }, ..new.clone() };
        let is = generate(&layout)?.tree;
        let mut files = Files::new();
        let mut put = |name: &str, before: Option<&String>, after: Option<String>| {
            files.insert(name.to_owned(), Edit { before: before.cloned(), after });
        };
        for path in is.changes(generated).into_keys() {
            put(path, generated.0.get(path), is.0.get(path).cloned());
        }
        put(DOCUMENT, before(DOCUMENT)?.as_ref(), Some(new.document.text.clone()));
        let record = needed("spec/SOURCES.md")?;
        put("spec/SOURCES.md", Some(&record), Some(sources(&record, &new.document.text, today)?));
        if version != current {
            let from = format!("version = \"{current}\"");
            let raised = manifest.replacen(&from, &format!("version = \"{version}\""), 1);
            put("Cargo.toml", Some(&manifest), Some(raised));
        }
        if bump != Bump::None {
            let noted = changelog::with(log.as_deref(), &report, (&old.version, &version), today);
            put("CHANGELOG.md", log.as_ref(), Some(noted));
        }
        Ok(Self { noted: bump > report.bump(), version, report, files })
    }
}

/// Which number goes up from the last release, and the version that this leads to: not below the one that the project has
/// come to since.
fn next(report: &Report, breaks: bool, (released, current): (&str, &str)) -> Result<(Bump, String), Refused> {
    // What no user sees of a document leaves a release to whoever noted something.
    let bump = needed(report, breaks && report.bump() != Bump::None);
    let version = |text: &str| Version::parse(text).ok();
    match (bump, bump.next(released)) {
        (Bump::None, _) => Ok((bump, current.to_owned())),
        (_, Some(next)) if version(&next) > version(current) => Ok((bump, next)),
        (_, Some(_)) => Ok((bump, current.to_owned())),
        (_, None) => Err(Refused::Project(format!(
            "the changes ask for a release after {released}, and there is none: Cargo.toml needs a version as in 0.1.0"
        ))),
    }
}

/// What the report asks for, and what is noted to break by hand.
pub fn needed(report: &Report, breaks: bool) -> Bump {
    let noted = Bump::of(Some(Verdict::Breaking), true, &report.current);
    if breaks { report.bump().max(noted) } else { report.bump() }
}

impl From<crate::Failure> for Refused {
    fn from(failure: crate::Failure) -> Self {
        Self::Project(failure.text())
    }
}

/// The record of where the document comes from, with its new sum and date.
fn sources(text: &str, document: &str, today: &str) -> Result<String, Refused> {
    let sum: String = Sha256::digest(document.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let (mut dated, mut summed) = (false, false);
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            if line.trim_start().ends_with("  twilio_accounts.yaml") && !summed {
                summed = true;
                return format!("    {sum}  twilio_accounts.yaml");
            }
            let mut cells: Vec<&str> = line.split('|').collect();
            let row = cells.get(1).is_some_and(|cell| cell.trim() == "`twilio_accounts.yaml`");
            let date = cells.len().checked_sub(3).filter(|_| row && !dated);
            let Some(cell) = date.and_then(|index| cells.get_mut(index)) else { return line.to_owned() };
            dated = true;
            let dated = format!(" {today} ");
            *cell = &dated;
            cells.join("|")
        })
        .collect();
    if !dated || !summed {
        return Err(Refused::Project(
            "spec/SOURCES.md has no row and no sha256 of twilio_accounts.yaml to renew".to_owned(),
        ));
    }
    Ok(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use twilio_iam_codegen::Source;

    const SOURCES: &str = "| file | where from | date | licence |\n|---|---|---|---|\n| `twilio_accounts.yaml` | there | 2026-01-01 | MIT |\n\n    00ff  twilio_accounts.yaml\n";
    const MANIFEST: &str = "[workspace]\n\n[workspace.package]\nversion = \"0.1.3\"\n\n[workspace.dependencies]\nx = { version = \"0.1.3\" }\n";

    fn inputs(parameter: &str) -> Inputs {
        let text = format!(
            "openapi: 3.0.1\ninfo: {{title: Example, version: 1.0.0}}\nservers: [{{url: \"https://example.twilio.com\"}}]\npaths:\n  /v1/Things:\n    get:\n      operationId: ListThings\n      parameters: [{parameter}]\n      responses: {{\"204\": {{description: Nothing}}}}\n"
        );
        Inputs { document: Source::new(DOCUMENT, text), overlays: Vec::new(), options: Options::default() }
    }

    fn plan(parameter: &str, sources: &str) -> Result<Plan, Refused> {
        planned(parameter, sources, ("0.1.3", "0.1.3"), None)
    }

    fn planned(
        parameter: &str,
        sources: &str,
        (released, current): (&str, &str),
        log: Option<&str>,
    ) -> Result<Plan, Refused> {
        let before = |name: &str| {
            Ok::<_, Refused>(match name {
                "Cargo.toml" => Some(MANIFEST.replacen("0.1.3", current, 1)),
                "spec/SOURCES.md" => Some(sources.to_owned()),
                "CHANGELOG.md" => log.map(str::to_owned),
                _ => None,
            })
        };
        let inputs = |parameter| Inputs { options: Options { layout: Layout::Home, threads: 0 }, ..inputs(parameter) };
        let old = Baseline { inputs: inputs(""), version: released.to_owned(), from: String::new() };
        let generated = generate(&old.inputs)?.tree;
        Plan::new((&old, &inputs(parameter)), &generated, &before, "2026-11-20")
    }

    const OPTIONAL: &str = "{name: Color, in: query, schema: {type: string}}";

    #[test]
    fn a_version_is_counted_from_the_last_release() {
        let version = |released: &str, current: &str, log: Option<&str>| {
            planned(OPTIONAL, SOURCES, (released, current), log)
                .map_or_else(|_| "refused".to_owned(), |plan| plan.version)
        };
        assert_eq!(version("0.1.3", "0.1.3", None), "0.1.4");
        assert_eq!(version("0.1.3", "0.1.4", None), "0.1.4");
        assert_eq!(version("0.1.3", "0.2.0", None), "0.2.0");
        assert_eq!(version("1.0.0-rc.1", "1.0.0-rc.1", None), "1.0.0-rc.2");
        assert_eq!(version("of today", "of today", None), "refused");
        let noted = "# Changelog\n\n## [Unreleased]\n\n- **Breaking:** By hand.\n";
        assert_eq!(version("0.1.3", "0.1.3", Some(noted)), "0.2.0");
        assert_eq!(version("0.1.3", "0.1.4", Some(noted)), "0.2.0");
        assert_eq!(version("1.0.0", "1.0.0", Some(noted)), "2.0.0");
    }

    #[test]
    fn everything_that_an_update_touches_is_planned() {
        let Ok(plan) = plan("{name: Color, in: query, required: true, schema: {type: string}}", SOURCES) else {
            panic!("refused")
        };
        assert_eq!(plan.version, "0.2.0");
        let names: Vec<&str> = plan.files.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "CHANGELOG.md",
                "Cargo.toml",
                "generated/API.md",
                "generated/src/api/example_v1/things.rs",
                "spec/SOURCES.md",
                DOCUMENT
            ]
        );
        let text = |name: &str| plan.files[name].after.clone().unwrap();
        assert_eq!(text("Cargo.toml"), MANIFEST.replacen("0.1.3", "0.2.0", 1));
        assert!(text("CHANGELOG.md").contains("## [0.2.0] - 2026-11-20"));
        assert!(text("spec/SOURCES.md").starts_with(&SOURCES[..94].replace("2026-01-01", "2026-11-20")));
        assert!(!text("spec/SOURCES.md").contains("00ff"));
    }

    #[test]
    fn what_no_user_sees_needs_no_release() {
        let Ok(plan) = plan("# nothing\n      ", SOURCES) else { panic!("refused") };
        assert_eq!(plan.version, "0.1.3");
        assert_eq!(plan.files.keys().collect::<Vec<_>>(), ["spec/SOURCES.md", DOCUMENT]);
    }

    #[test]
    fn a_project_that_is_not_as_expected_is_left_alone() {
        assert!(matches!(plan("", "nothing about it\n"), Err(Refused::Project(_))));
        assert!(matches!(plan("{name: Color}", SOURCES), Err(Refused::Documents(_))));
    }
}
