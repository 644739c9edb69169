//! The project's inputs in; the same with its overlays as they were committed out. A maintainer corrects overlays for a new
//! document before it is in place, and what users have is made of those before.

use std::path::Path;
use std::process::Command;

use twilio_iam_codegen::{Inputs, Source};

/// Overlays of the last commit, where that has this document too; none where there is no version control to ask.
pub fn inputs(root: &Path, now: &Inputs) -> Option<Inputs> {
    let git = |arguments: &[&str]| {
        let run = Command::new("git").current_dir(root).args(arguments).output().ok()?;
        String::from_utf8(run.stdout).ok().filter(|_| run.status.success())
    };
    let text = |name: &str| git(&["show", &format!("HEAD:./{name}")]);
    if text(&now.document.name)? != now.document.text {
        return None;
    }
    let names = git(&["ls-tree", "--name-only", "-z", "HEAD", "spec/overlay/"])?;
    let names = names.split_terminator('\0').filter(|name| crate::input::is_document(name));
    let overlays =
        names.map(|name| Some(Source { name: name.to_owned(), text: text(name)? })).collect::<Option<_>>()?;
    Some(Inputs { overlays, ..now.clone() })
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
