//! `cargo xtask release --dry-run`: the checkout in; whether it can be published as it is out. Publishing is for a person.

use std::process::Command;

use semver::Version;
use twilio_iam_codegen::Layout;
use twilio_iam_codegen::diff::diff;

use crate::input::Documents;
use crate::update::journal::{AGAIN, JOURNAL};
use crate::update::{changelog as log, committed, plan};
use crate::{Failure, input};

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Arguments {
    /// Check everything and publish nothing; there is no other way to run this command
    #[arg(long, required = true)]
    dry_run: bool,
}

/// One thing that a release needs: nothing, or why it is not so.
type Check<'a> = dyn Fn() -> Result<(), String> + 'a;

/// Runs the command: every step, so that all that is missing is told at once.
pub fn run(_: &Arguments) -> Result<(), Failure> {
    let manifest = read("Cargo.toml")?;
    let version = input::version(&manifest)
        .ok_or_else(|| Failure::Usage("Cargo.toml has no [workspace.package] version".to_owned()))?;
    let steps: [(&str, &Check); 7] = [
        ("no update is unfinished", &unfinished),
        ("versions agree", &|| versions(version)),
        ("the changelog has the version", &|| changelog(version)),
        ("the version is high enough for what has changed", &|| high_enough(version)),
        ("what is generated is up to date", &|| cargo(&["xtask", "codegen", "--check"], None)),
        // As docs.rs builds it, where every link that leads nowhere is an error here.
        ("the documentation builds", &|| {
            let arguments = ["doc", "--package", "twilio-iam", "--no-deps", "--all-features", "--quiet"];
            cargo(&arguments, Some(("RUSTDOCFLAGS", "--cfg docsrs -D warnings")))
        }),
        ("the package builds", &|| cargo(&["package", "--package", "twilio-iam", "--allow-dirty", "--quiet"], None)),
    ];
    let mut failed = Vec::new();
    for (what, check) in steps {
        let outcome = check();
        crate::line(format_args!("{} {what}", if outcome.is_ok() { "ok    " } else { "FAILED" }))?;
        failed.extend(outcome.err().map(|why| format!("error: {what}: not so: {}", why.trim_end())));
    }
    if failed.is_empty() {
        crate::line(format_args!(
            "twilio-iam {version} can be published: `cargo publish --package twilio-iam`, then tag v{version}"
        ))?;
        return Ok(());
    }
    Err(Failure::Refused(failed.join("\n\n")))
}

fn unfinished() -> Result<(), String> {
    match input::root().join(JOURNAL).exists() {
        true => Err(format!("{JOURNAL} is there: an update was cut short; run `{AGAIN}` to complete it")),
        false => Ok(()),
    }
}

/// Every member takes the version of the workspace, and so does the lock file.
fn versions(version: &str) -> Result<(), String> {
    let text = |name: &str| read(name).map_err(|failure| failure.text());
    let manifest = text("Cargo.toml")?;
    let members = manifest.lines().find_map(|line| line.strip_prefix("members = [")?.strip_suffix(']'));
    let members = members.ok_or("Cargo.toml has no line `members = [...]`")?;
    for member in members.split(", ").map(|member| member.trim_matches('"')) {
        let name = format!("{member}/Cargo.toml");
        if !text(&name)?.lines().any(|line| line.trim() == "version.workspace = true") {
            return Err(format!("{name} has a version of its own; write `version.workspace = true`"));
        }
    }
    let locked = format!("name = \"twilio-iam\"\nversion = \"{version}\"\n");
    match text("Cargo.lock")?.contains(&locked) {
        true => Ok(()),
        false => Err(format!("Cargo.lock does not have twilio-iam {version}; run `cargo update --workspace`")),
    }
}

fn changelog(version: &str) -> Result<(), String> {
    let log = read("CHANGELOG.md").map_err(|failure| failure.text())?;
    if log.lines().any(|line| line.starts_with(&format!("## [{version}] - "))) {
        return Ok(());
    }
    let noted = log.split_once("## [Unreleased]\n").is_some_and(|(_, rest)| {
        let section = rest.split("\n## ").next().unwrap_or_default();
        !section.trim().is_empty()
    });
    Err(match noted {
        true => format!(
            "what CHANGELOG.md notes is still unreleased; write a line `## [{version}] - DATE` below `## [Unreleased]` to release it"
        ),
        false => {
            format!("CHANGELOG.md has no line `## [{version}] - DATE`; `cargo xtask update` writes one, or a person")
        }
    })
}

/// Held against the last tag; before the first there is nobody whom a change could break.
fn high_enough(version: &str) -> Result<(), String> {
    let now = Documents { spec: None, overlay: Vec::new() }.read(Layout::Home).map_err(Failure::text)?;
    let Some(last) = committed::last_release(input::root(), &now, version) else { return Ok(()) };
    let report = diff(&last.inputs, &now, &last.version).map_err(|refused| input::refused(&refused).text())?;
    let breaks = log::breaks(&read("CHANGELOG.md").map_err(Failure::text)?, &last.version);
    let needed = plan::needed(&report, breaks).next(&last.version);
    let parsed = |text: &str| Version::parse(text).ok();
    match needed {
        Some(needed) if parsed(&needed) > parsed(version) => Err(format!(
            "what has changed since {} asks for {needed}, and Cargo.toml says {version}; `cargo xtask diff` tells what it is",
            last.from
        )),
        _ => Ok(()),
    }
}

fn cargo(arguments: &[&str], variable: Option<(&str, &str)>) -> Result<(), String> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(arguments).current_dir(input::root()).envs(variable);
    let run = cargo.output().map_err(|error| format!("cannot run cargo: {error}"))?;
    let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    if run.status.success() { Ok(()) } else { Err(format!("`cargo {}` says\n{said}", arguments.join(" "))) }
}

fn read(name: &str) -> Result<String, Failure> {
    std::fs::read_to_string(input::root().join(name))
        .map_err(|error| Failure::Usage(format!("cannot read {name}: {error}")))
}
