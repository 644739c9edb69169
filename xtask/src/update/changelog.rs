//! A changelog and a report in; the changelog with a section for the next release out, as keepachangelog.com has it.

use twilio_iam_codegen::diff::{Change, ChangeKind, Report, Verdict};

const START: &str = "# Changelog\n\nWhat changes from release to release of `twilio-iam`, as [Keep a Changelog](https://keepachangelog.com/en/1.1.0/)\nhas it. Versions follow [Semantic Versioning](https://semver.org): below 1.0 a breaking change raises the middle number.\n\n## [Unreleased]\n";
const UNRELEASED: &str = "## [Unreleased]\n";
const GROUPS: [&str; 4] = ["Added", "Changed", "Deprecated", "Removed"];

/// The log with the release on top; what was noted as unreleased belongs to it.
pub fn with(before: Option<&str>, report: &Report, version: &str, today: &str) -> String {
    let before = before.unwrap_or(START);
    let (head, rest) = match before.split_once(UNRELEASED) {
        Some((head, rest)) => (head.to_owned(), rest),
        None => match before.find("\n## ") {
            Some(at) => (before[..=at].to_owned(), &before[at + 1..]),
            None => (format!("{}\n\n", before.trim_end()), ""),
        },
    };
    let end = if rest.starts_with("## ") { Some(0) } else { rest.find("\n## ").map(|at| at + 1) };
    let (noted, older) = rest.split_at(end.unwrap_or(rest.len()));
    let mut text = format!("{head}{UNRELEASED}\n## [{version}] - {today}\n");
    text.push_str(&merged(noted.trim(), &entries(report)));
    if !older.is_empty() {
        text.push_str(&format!("\n{older}"));
    }
    text
}

/// What was noted by hand, each group of it with what the report adds, then the groups that nobody noted.
fn merged(noted: &str, entries: &[(&str, String)]) -> String {
    let mut text = String::new();
    let mut open: Vec<&(&str, String)> = entries.iter().collect();
    let mut parts = noted.split("### ");
    let lead = parts.next().unwrap_or_default().trim();
    if !lead.is_empty() {
        text.push_str(&format!("\n{lead}\n"));
    }
    for part in parts {
        let (name, lines) = part.split_once('\n').unwrap_or((part, ""));
        text.push_str(&format!("\n### {name}\n\n{}\n", lines.trim()));
        open.retain(|(group, entries)| {
            let own = name.trim() == *group;
            text.push_str(if own { entries } else { "" });
            !own
        });
    }
    text.extend(open.into_iter().map(|(group, entries)| format!("\n### {group}\n\n{entries}")));
    text
}

/// The groups of a release, each with its lines.
fn entries(report: &Report) -> Vec<(&'static str, String)> {
    let lines = |group: &str| -> String {
        report.changes.iter().filter(|change| self::group(change.kind) == Some(group)).map(entry).collect()
    };
    let mut all: Vec<(&str, String)> = GROUPS.into_iter().map(|group| (group, lines(group))).collect();
    let words = report.changes.iter().filter(|change| group(change.kind).is_none()).count();
    let items = if words == 1 { "item is" } else { "items are" };
    let text = if words == 0 { String::new() } else { format!("- {words} {items} described in other words.\n") };
    all.push(("Documentation", text));
    all.retain(|(_, lines)| !lines.is_empty());
    all
}

fn entry(change: &Change) -> String {
    let mark = match (change.rust, change.wire) {
        (Some(Verdict::Breaking), _) => "**Breaking:** ",
        (_, Some(Verdict::Breaking)) => "**Breaking for the service:** ",
        _ => "",
    };
    format!("- {mark}`{}`: {}.\n", change.item, change.text)
}

fn group(kind: ChangeKind) -> Option<&'static str> {
    match kind.name() {
        "documentation-changed" => None,
        "deprecated" => Some("Deprecated"),
        name if name.ends_with("-added") => Some("Added"),
        name if name.ends_with("-removed") => Some("Removed"),
        _ => Some("Changed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use twilio_iam_codegen::diff::Side;

    fn report() -> Report {
        let side = || Side { file: String::new(), title: String::new(), version: String::new() };
        let change = |kind, rust, item: &str, text: &str| Change {
            kind,
            rust: Some(rust),
            wire: None,
            item: item.to_owned(),
            text: text.to_owned(),
            old: None,
            new: None,
        };
        let changes = vec![
            change(ChangeKind::ModelAdded, Verdict::Compatible, "a_v1::Key", "a struct that did not exist"),
            change(ChangeKind::ModelRemoved, Verdict::Breaking, "a_v1::Old", "a struct that no longer exists"),
            change(ChangeKind::DocumentationChanged, Verdict::Docs, "a_v1::Key", "other words"),
        ];
        Report { old: side(), new: side(), current: "0.1.0".to_owned(), changes }
    }

    const RELEASE: &str = "\n## [0.2.0] - 2026-11-20\n\nBy hand.\n\n### Added\n\n- `a_v1::Key`: a struct that did not exist.\n\n### Removed\n\n- **Breaking:** `a_v1::Old`: a struct that no longer exists.\n\n### Documentation\n\n- 1 item is described in other words.\n";

    #[test]
    fn a_release_goes_below_what_is_unreleased_and_takes_it_over() {
        let before = format!("{START}\nBy hand.\n\n## [0.1.0] - 2026-11-01\n\nThe first.\n");
        let after = format!("{START}{RELEASE}\n## [0.1.0] - 2026-11-01\n\nThe first.\n");
        assert_eq!(with(Some(&before), &report(), "0.2.0", "2026-11-20"), after);
    }

    #[test]
    fn what_is_noted_under_a_heading_stays_under_it() {
        let before = format!("{START}\n### Added\n\n- One.\n\n### Fixed\n\n- Two.\n");
        let after = with(Some(&before), &report(), "0.2.0", "2026-11-20");
        let added =
            "### Added\n\n- One.\n- `a_v1::Key`: a struct that did not exist.\n\n### Fixed\n\n- Two.\n\n### Removed\n";
        assert!(after.contains(added), "{after}");
        assert_eq!(after.matches("### Added").count(), 1);
    }

    #[test]
    fn a_log_begins_where_there_is_none() {
        let after = format!("{START}{}", RELEASE.replace("\nBy hand.\n", ""));
        assert_eq!(with(None, &report(), "0.2.0", "2026-11-20"), after);
        let bare = with(Some("# Changelog\n\n## [0.1.0]\n\nFirst.\n"), &report(), "0.2.0", "2026-11-20");
        assert!(bare.starts_with("# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-11-20\n"), "{bare}");
        assert!(bare.ends_with("other words.\n\n## [0.1.0]\n\nFirst.\n"), "{bare}");
    }
}
