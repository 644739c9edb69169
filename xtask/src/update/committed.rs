//! The project's inputs in; those that the last release was made of out, as version control has them. What has changed since,
//! be it committed or not, is what the next release has to tell of.

use std::path::Path;
use std::process::Command;

use semver::Version;
use twilio_iam_codegen::{Inputs, Source, generate};

/// What users have.
pub struct Baseline {
    /// What it was made of.
    pub inputs: Inputs,
    /// Its version.
    pub version: String,
    /// Where it was read, to be named in a sentence.
    pub from: String,
}

/// What users have, for a checkout that has come to `current`: what the tag of that version has, or, as long as there is
/// none, the tag before it; where nothing was released the last commit; and where there is no version control the checkout.
/// What the generator no longer reads cannot be compared with.
pub fn baseline(root: &Path, now: &Inputs, current: &str) -> Baseline {
    let here = || Baseline { inputs: now.clone(), version: current.to_owned(), from: "this checkout".to_owned() };
    let readable = |baseline: &Baseline| generate(&baseline.inputs).is_ok();
    last_release(root, now, current)
        .filter(readable)
        .or_else(|| at(root, now, "HEAD", None).filter(readable))
        .unwrap_or_else(here)
}

/// What the last release was made of.
pub fn last_release(root: &Path, now: &Inputs, current: &str) -> Option<Baseline> {
    let own = format!("v{current}");
    let nearest = || git(root, &["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*", "HEAD"]);
    let of = |tag: &str| {
        let version = tag.strip_prefix('v').filter(|version| Version::parse(version).is_ok())?;
        at(root, now, &format!("refs/tags/{tag}"), Some(version))
    };
    of(&own).or_else(|| of(nearest()?.trim()))
}

/// The document and the overlays of a commit; its version is that of the tag, or the one that its manifest states.
fn at(root: &Path, now: &Inputs, revision: &str, tag: Option<&str>) -> Option<Baseline> {
    let commit = git(root, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")])?;
    let commit = commit.trim();
    let text = |name: &str| git(root, &["show", &format!("{commit}:./{name}")]);
    let source = |name: &str| Some(Source { name: name.to_owned(), text: text(name)? });
    let names = git(root, &["ls-tree", "--name-only", "-z", commit, "spec/overlay/"])?;
    let names = names.split_terminator('\0').filter(|name| crate::input::is_document(name));
    let overlays = names.map(source).collect::<Option<_>>()?;
    let inputs = Inputs { document: source(&now.document.name)?, overlays, ..now.clone() };
    let version = match tag {
        Some(version) => version.to_owned(),
        None => crate::input::version(&text("Cargo.toml")?)?.to_owned(),
    };
    let from = tag.map_or_else(|| "the last commit".to_owned(), |version| format!("v{version}"));
    Some(Baseline { inputs, version, from })
}

fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let run = Command::new("git").current_dir(root).args(arguments).output().ok()?;
    String::from_utf8(run.stdout).ok().filter(|_| run.status.success())
}

/// Names of overlays that are not the same in both.
pub fn edited(old: &Inputs, new: &Inputs) -> Vec<String> {
    let other = |one: &Inputs, other: &Inputs| -> Vec<String> {
        one.overlays
            .iter()
            .filter(|overlay| !other.overlays.contains(overlay))
            .map(|overlay| overlay.name.clone())
            .collect()
    };
    let mut names = [other(old, new), other(new, old)].concat();
    names.sort();
    names.dedup();
    names
}
