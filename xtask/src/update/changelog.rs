//! A changelog and a report in; the changelog with a section for the next release out, as keepachangelog.com has it.

use semver::Version;
use twilio_iam_codegen::diff::{Change, ChangeKind, Report, Verdict};

const START: &str = "# Changelog\n\nWhat changes from release to release of `twilio-iam`, as [Keep a Changelog](https://keepachangelog.com/en/1.1.0/)\nhas it. Versions follow [Semantic Versioning](https://semver.org): below 1.0 a breaking change raises the middle number.\n\n## [Unreleased]\n";
const UNRELEASED: &str = "## [Unreleased]\n";
const BREAKING: &str = "**Breaking:** ";
const WORDS: &str = "described in other words.";
const GROUPS: [&str; 4] = ["Added", "Changed", "Deprecated", "Removed"];

/// The log with the release on top; what was noted since `released` belongs to it, as unreleased or for a version that
/// never came out.
pub fn with(before: Option<&str>, report: &Report, (released, version): (&str, &str), today: &str) -> String {
    let before = before.unwrap_or(START);
    let (head, noted, older) = since(before, released);
    let mut text = format!("{head}{UNRELEASED}\n## [{version}] - {today}\n");
    text.push_str(&noted.with(&entries(report)));
    if !older.is_empty() {
        text.push_str(&format!("\n{older}"));
    }
    text
}

/// Whether something was noted since a release that breaks code, or does so by what is noted of it.
pub fn breaks(log: &str, released: &str) -> bool {
    let (_, noted, _) = since(log, released);
    noted.text().contains(BREAKING)
}

/// A log taken apart: what stands above, what was noted since a release, and what was released.
fn since<'a>(log: &'a str, released: &str) -> (String, Notes, &'a str) {
    let (head, mut rest) = match log.split_once(UNRELEASED) {
        Some((head, rest)) => (head.to_owned(), rest),
        None => match log.find("\n## ") {
            Some(at) => (log[..=at].to_owned(), &log[at + 1..]),
            None => (format!("{}\n\n", log.trim_end()), ""),
        },
    };
    let mut notes = Notes::default();
    loop {
        let end = if rest.starts_with("## ") { Some(0) } else { rest.find("\n## ").map(|at| at + 1) };
        let (noted, older) = rest.split_at(end.unwrap_or(rest.len()));
        notes.take(noted);
        let (heading, below) = older.split_once('\n').unwrap_or((older, ""));
        if !is_newer(heading, released) {
            return (head, notes, older);
        }
        rest = below;
    }
}

/// Whether a heading is that of a version after the one that was released.
fn is_newer(heading: &str, released: &str) -> bool {
    let version = heading.strip_prefix("## [").and_then(|rest| rest.split_once(']'));
    let version = version.and_then(|(version, _)| Version::parse(version).ok());
    version.zip(Version::parse(released).ok()).is_some_and(|(version, released)| version > released)
}

/// What was noted by hand, or by an update before: what is under no heading, then the groups by name.
#[derive(Default)]
struct Notes {
    lead: String,
    groups: Vec<(String, String)>,
}

impl Notes {
    fn take(&mut self, text: &str) {
        let (mut group, mut begun) = (None, false);
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("### ") {
                let known = self.groups.iter().position(|(known, _)| known == name.trim());
                let index = known.unwrap_or(self.groups.len());
                match self.groups.get_mut(index) {
                    Some((_, lines)) => *lines = format!("{}\n", lines.trim()),
                    None => self.groups.push((name.trim().to_owned(), String::new())),
                }
                (group, begun) = (Some(index), false);
                continue;
            }
            begun |= !line.is_empty();
            if !begun {
                continue;
            }
            let lines = match group.and_then(|index| self.groups.get_mut(index)) {
                Some((_, lines)) => lines,
                None => &mut self.lead,
            };
            lines.push_str(line);
            lines.push('\n');
        }
    }

    fn text(&self) -> String {
        self.groups.iter().fold(self.lead.clone(), |text, (_, lines)| text + lines)
    }

    /// Each group with what the report adds, then the groups that nobody noted.
    fn with(&self, entries: &[(&str, String)]) -> String {
        let mut text = String::new();
        let mut open: Vec<&(&str, String)> = entries.iter().collect();
        if !self.lead.trim().is_empty() {
            text.push_str(&format!("\n{}\n", self.lead.trim()));
        }
        for (name, lines) in &self.groups {
            let own = open.iter().position(|(group, _)| name == group).map(|index| open.remove(index));
            let entries = own.map_or("", |(_, entries)| entries);
            // What an update before has counted is counted again.
            let kept = lines.trim().lines().filter(|line| !line.ends_with(WORDS) || !entries.contains(WORDS));
            let kept: Vec<&str> = kept.collect();
            let new = entries.lines().filter(|entry| !kept.contains(entry));
            let all: Vec<&str> = kept.iter().copied().chain(new).collect();
            text.push_str(&format!("\n### {name}\n\n{}\n", all.join("\n")));
        }
        text.extend(open.into_iter().map(|(group, entries)| format!("\n### {group}\n\n{entries}")));
        text
    }
}

/// The groups of a release, each with its lines.
fn entries(report: &Report) -> Vec<(&'static str, String)> {
    let lines = |group: &str| -> String {
        report.changes.iter().filter(|change| self::group(change.kind) == Some(group)).map(entry).collect()
    };
    let mut all: Vec<(&str, String)> = GROUPS.into_iter().map(|group| (group, lines(group))).collect();
    let words = report.changes.iter().filter(|change| group(change.kind).is_none()).count();
    let items = if words == 1 { "item is" } else { "items are" };
    let text = if words == 0 { String::new() } else { format!("- {words} {items} {WORDS}\n") };
    all.push(("Documentation", text));
    all.retain(|(_, lines)| !lines.is_empty());
    all
}

fn entry(change: &Change) -> String {
    let mark = match (change.rust, change.wire) {
        (Some(Verdict::Breaking), _) => BREAKING,
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
        assert_eq!(with(Some(&before), &report(), ("0.1.0", "0.2.0"), "2026-11-20"), after);
    }

    #[test]
    fn what_is_noted_under_a_heading_stays_under_it() {
        let before = format!("{START}\n### Added\n\n- One.\n\n### Fixed\n\n- Two.\n");
        let after = with(Some(&before), &report(), ("0.1.0", "0.2.0"), "2026-11-20");
        let added =
            "### Added\n\n- One.\n- `a_v1::Key`: a struct that did not exist.\n\n### Fixed\n\n- Two.\n\n### Removed\n";
        assert!(after.contains(added), "{after}");
        assert_eq!(after.matches("### Added").count(), 1);
    }

    #[test]
    fn what_looks_like_a_heading_inside_of_a_line_is_none() {
        let before = format!("{START}\n### Added\n\n- The text `### Removed` in a line.\n");
        let after = with(Some(&before), &report(), ("0.1.0", "0.2.0"), "2026-11-20");
        let added = "### Added\n\n- The text `### Removed` in a line.\n- `a_v1::Key`: a struct that did not exist.\n\n### Removed\n\n- **Breaking:** `a_v1::Old`";
        assert!(after.contains(added), "{after}");
    }

    #[test]
    fn what_was_noted_for_a_version_that_never_came_out_is_taken_over() {
        let before = format!(
            "{START}\n### Added\n\n- By hand.\n\n## [0.1.1] - 2026-11-19\n\nLead.\n\n### Added\n\n- `a_v1::Key`: a struct that did not exist.\n\n## [0.1.0] - 2026-11-01\n\nThe first.\n"
        );
        let after = with(Some(&before), &report(), ("0.1.0", "0.2.0"), "2026-11-20");
        let section = "## [0.2.0] - 2026-11-20\n\nLead.\n\n### Added\n\n- By hand.\n- `a_v1::Key`: a struct that did not exist.\n\n### Removed\n";
        assert!(after.contains(section), "{after}");
        assert!(!after.contains("[0.1.1]") && after.ends_with("## [0.1.0] - 2026-11-01\n\nThe first.\n"), "{after}");
        assert_eq!(with(Some(&after), &report(), ("0.1.0", "0.2.0"), "2026-11-20"), after);
        let counted = after.replace("- 1 item is described", "- 3 items are described");
        assert_eq!(with(Some(&counted), &report(), ("0.1.0", "0.2.0"), "2026-11-20"), after);
    }

    #[test]
    fn a_note_by_hand_says_what_breaks() {
        let log = |note: &str| {
            format!("{START}\n### Changed\n\n- {note}\n\n## [0.1.0] - 2026-11-01\n\n- **Breaking:** Once.\n")
        };
        assert!(breaks(&log("**Breaking:** `Client::send` takes a reference."), "0.1.0"));
        assert!(!breaks(&log("**Breaking for the service:** a path."), "0.1.0"));
        assert!(breaks(&log("Nothing."), "0.0.9"));
    }

    #[test]
    fn a_log_begins_where_there_is_none() {
        let after = format!("{START}{}", RELEASE.replace("\nBy hand.\n", ""));
        assert_eq!(with(None, &report(), ("0.1.0", "0.2.0"), "2026-11-20"), after);
        let bare = with(Some("# Changelog\n\n## [0.1.0]\n\nFirst.\n"), &report(), ("0.1.0", "0.2.0"), "2026-11-20");
        assert!(bare.starts_with("# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-11-20\n"), "{bare}");
        assert!(bare.ends_with("other words.\n\n## [0.1.0]\n\nFirst.\n"), "{bare}");
    }
}
