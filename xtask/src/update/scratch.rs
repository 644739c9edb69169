//! Files that are to change in and a command; that command tried on a copy of the checkout, and the copy's lock file and
//! golden files out.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::journal;
use super::plan::{Edit, Files};
use crate::stop::Stop;
use crate::{Failure, input};

/// What a signal leaves.
const UNCHANGED: &str = "nothing was changed";

/// The one update that may run in this checkout, for as long as this lives.
pub struct Alone {
    folder: PathBuf,
    _lock: File,
}

impl Alone {
    /// Makes sure that no other update runs here.
    pub fn new() -> Result<Self, Failure> {
        let folder = target().join("update");
        let unable = |error: std::io::Error| Failure::Usage(format!("cannot write {}: {error}", folder.display()));
        std::fs::create_dir_all(&folder).map_err(unable)?;
        let lock = File::create(folder.join("lock")).map_err(unable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder, _lock: lock }),
            Err(std::fs::TryLockError::WouldBlock) => {
                Err(Failure::Usage("another update runs in this checkout; wait for its end, or stop it".to_owned()))
            }
            Err(std::fs::TryLockError::Error(error)) => Err(unable(error)),
        }
    }

    /// Puts the files into a copy of the checkout and runs the command there. The lock file that Cargo makes of a new
    /// version joins the files, and where golden files are to be accepted those that the command writes anew; their names
    /// are told.
    ///
    /// The copy has the same place each time, so that what is built of it replaces what was built of the one before.
    pub fn verify(
        &self,
        files: &mut Files,
        (command, accept): (&str, bool),
        stop: &Stop,
    ) -> Result<Vec<String>, Failure> {
        let unable =
            |error: std::io::Error| Failure::Usage(format!("cannot copy the checkout: {error}; nothing was changed"));
        let place = self.folder.join("checkout");
        // Left by a run that was killed.
        if place.exists() {
            std::fs::remove_dir_all(&place).map_err(unable)?;
        }
        let work =
            tempfile::Builder::new().prefix("checkout").rand_bytes(0).tempdir_in(&self.folder).map_err(unable)?;
        // What tests leave that are stopped goes with this.
        let temporary = tempfile::Builder::new().prefix("update-").tempdir().map_err(unable)?;
        duplicate(input::root(), work.path(), stop)?;
        let lock = |folder: &Path| std::fs::read_to_string(folder.join("Cargo.lock")).ok();
        let locked = lock(work.path());
        for (name, edit) in files.iter() {
            journal::put(work.path(), name, edit.after.as_deref())?;
        }
        let folders = (work.path(), temporary.path());
        if files.contains_key("Cargo.toml") {
            succeed(folders, "cargo update --workspace --offline --quiet", stop)?;
        }
        let mut accepted = Files::new();
        if accept {
            let before = listing(&work.path().join("tests"), "tests")?;
            crate::line(format_args!("running `{command}` in a copy of the checkout, to write golden files anew"))?;
            // Whether it succeeds is for the run after it to tell, which accepts nothing.
            run(folders, command, Some("accept"), stop)?;
            accepted = differences(before, listing(&work.path().join("tests"), "tests")?);
        }
        crate::line(format_args!("running `{command}` in a copy of the checkout"))?;
        succeed(folders, command, stop)?;
        if let Some(after) = lock(work.path()).filter(|after| locked.as_ref() != Some(after)) {
            files.insert("Cargo.lock".to_owned(), Edit { before: locked, after: Some(after) });
        }
        let gone = work.close().and_then(|()| temporary.close());
        gone.map_err(|error| Failure::Usage(format!("cannot remove the copy: {error}; nothing was changed")))?;
        stop.check(UNCHANGED)?;
        let names = accepted.keys().cloned().collect();
        files.extend(accepted);
        Ok(names)
    }
}

/// Runs a command that nothing may be changed without.
fn succeed(folders: (&Path, &Path), command: &str, stop: &Stop) -> Result<(), Failure> {
    match run(folders, command, None, stop)? {
        true => Ok(()),
        false => Err(Failure::Refused(format!(
            "error: `{command}` fails with the new document; nothing was changed\nmend what it says in this checkout, whose changes are tested with the document, and run this again; where only golden files differ, --accept takes them along"
        ))),
    }
}

/// Whether a command succeeds; `golden` is what it is told to do with golden files.
fn run((folder, temporary): (&Path, &Path), command: &str, golden: Option<&str>, stop: &Stop) -> Result<bool, Failure> {
    let mut words = command.split_whitespace();
    let Some(program) = words.next() else {
        return Err(Failure::Usage("--verify names no command".to_owned()));
    };
    let mut command_line = Command::new(program);
    command_line.args(words).current_dir(folder).stdin(Stdio::null());
    command_line.env("CARGO_TARGET_DIR", target()).env("TMPDIR", temporary);
    match golden {
        Some(golden) => command_line.env("GOLDEN", golden),
        // What the tests would accept in the copy would be gone with it.
        None => command_line.env_remove("GOLDEN"),
    };
    let status = stop.run(&mut command_line);
    stop.check(UNCHANGED)?;
    let unable = |error| Failure::Usage(format!("cannot run `{command}`: {error}; nothing was changed"));
    Ok(status.map_err(unable)?.success())
}

/// What is below a folder by name: the bytes of a file, and none of what is neither file nor folder, such as a link, which
/// is not followed.
type Listing = BTreeMap<String, Option<Vec<u8>>>;

fn listing(folder: &Path, name: &str) -> Result<Listing, Failure> {
    let unable = |error: std::io::Error| Failure::Usage(format!("cannot read {name}: {error}; nothing was changed"));
    let mut found = Listing::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in std::fs::read_dir(folder).map_err(unable)? {
        let entry = entry.map_err(unable)?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(unable)?);
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        match () {
            () if is_left_out(&path) => {}
            () if kind.is_dir() => found.append(&mut listing(&path, &name)?),
            () if kind.is_file() => drop(found.insert(name, Some(std::fs::read(&path).map_err(unable)?))),
            () => drop(found.insert(name, None)),
        }
    }
    Ok(found)
}

/// The text files that a command has written or removed. What it found is what was copied, so that what is not copied is
/// not taken for removed.
fn differences(mut before: Listing, after: Listing) -> Files {
    let mut found = Files::new();
    // What is no text, or no file, is no golden file.
    let text = |bytes: Option<Vec<u8>>| String::from_utf8(bytes?).ok();
    for (name, is) in after {
        let was = before.remove(&name);
        if was.as_ref() == Some(&is) {
            continue;
        }
        let was = was.map(text);
        if let (None | Some(Some(_)), Some(after)) = (&was, text(is)) {
            found.insert(name, Edit { before: was.flatten(), after: Some(after) });
        }
    }
    let gone =
        before.into_iter().filter_map(|(name, was)| Some((name, Edit { before: Some(text(was)?), after: None })));
    found.extend(gone);
    found
}

/// Where this checkout is built.
fn target() -> PathBuf {
    let given = std::env::var_os("CARGO_TARGET_DIR").filter(|given| !given.is_empty());
    let folder = given.map_or_else(|| input::root().join("target"), PathBuf::from);
    std::path::absolute(&folder).unwrap_or(folder)
}

/// Everything but what is built and what version control keeps.
fn duplicate(from: &Path, to: &Path, stop: &Stop) -> Result<(), Failure> {
    let unable =
        |error: std::io::Error| Failure::Usage(format!("cannot copy the checkout: {error}; nothing was changed"));
    stop.check(UNCHANGED)?;
    std::fs::create_dir_all(to).map_err(unable)?;
    for entry in std::fs::read_dir(from).map_err(unable)? {
        let entry = entry.map_err(unable)?;
        let (name, kind) = (entry.file_name(), entry.file_type().map_err(unable)?);
        if is_left_out(&entry.path()) {
            continue;
        }
        if kind.is_dir() {
            duplicate(&entry.path(), &to.join(&name), stop)?;
        } else if kind.is_file() {
            std::fs::copy(entry.path(), to.join(&name)).map_err(unable)?;
        }
    }
    Ok(())
}

/// Whether it is what is built, or what version control keeps.
fn is_left_out(path: &Path) -> bool {
    path.ends_with("target") || path.ends_with(".git") || path == target()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(files: &[(&str, &[u8])]) -> Listing {
        files.iter().map(|(name, bytes)| ((*name).to_owned(), Some(bytes.to_vec()))).collect()
    }

    #[test]
    fn what_a_command_has_written_or_removed_is_told() {
        let before = listed(&[("changed", b"old"), ("gone", b"gone"), ("kept", b"kept"), ("picture", b"\xff")]);
        let mut after = listed(&[("changed", b"new"), ("come", b"come"), ("kept", b"kept"), ("picture", b"text")]);
        after.insert("link".to_owned(), None);
        let told: Vec<_> =
            differences(before, after).into_iter().map(|(name, edit)| (name, edit.before, edit.after)).collect();
        let text = |text: &str| Some(text.to_owned());
        let wanted = [
            ("changed".to_owned(), text("old"), text("new")),
            ("come".to_owned(), None, text("come")),
            ("gone".to_owned(), text("gone"), None),
        ];
        assert_eq!(told, wanted);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_behind_a_link_or_kept_by_version_control_is_nobodys_golden_file() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let put = |path: PathBuf| {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "text").unwrap();
        };
        put(elsewhere.path().join("theirs"));
        put(folder.path().join("case/ours"));
        put(folder.path().join("nested/.git/HEAD"));
        put(folder.path().join("fuzz/target/built"));
        std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("link")).unwrap();
        let Ok(found) = listing(folder.path(), "tests") else { panic!("unread") };
        let found: Vec<_> = found.into_iter().map(|(name, bytes)| (name, bytes.is_some())).collect();
        assert_eq!(found, [("tests/case/ours".to_owned(), true), ("tests/link".to_owned(), false)]);
    }
}
