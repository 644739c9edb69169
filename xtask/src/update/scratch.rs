//! Files that are to change in and a command; that command tried on a copy of the checkout, and the copy's lock file and
//! golden files out.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::journal;
use super::plan::Files;
use super::stop::Stop;
use crate::{Failure, input};

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
        for (name, text) in files.iter() {
            journal::put(work.path(), name, text.as_deref())?;
        }
        let folders = (work.path(), temporary.path());
        if files.contains_key("Cargo.toml") {
            succeed(folders, "cargo update --workspace --offline --quiet", stop)?;
        }
        let mut accepted = Files::new();
        if accept {
            println!("running `{command}` in a copy of the checkout, to write golden files anew");
            // Whether it succeeds is for the run after it to tell, which accepts nothing.
            run(folders, command, Some("accept"), stop)?;
            differences(&input::root().join("tests"), &work.path().join("tests"), "tests", &mut accepted)?;
        }
        println!("running `{command}` in a copy of the checkout");
        succeed(folders, command, stop)?;
        let lock = |folder: &Path| std::fs::read_to_string(folder.join("Cargo.lock")).ok();
        if let (before, Some(after)) = (lock(input::root()), lock(work.path()))
            && before.as_ref() != Some(&after)
        {
            files.insert("Cargo.lock".to_owned(), Some(after));
        }
        let gone = work.close().and_then(|()| temporary.close());
        gone.map_err(|error| Failure::Usage(format!("cannot remove the copy: {error}; nothing was changed")))?;
        stop.check()?;
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
    stop.check()?;
    let unable = |error| Failure::Usage(format!("cannot run `{command}`: {error}; nothing was changed"));
    Ok(status.map_err(unable)?.success())
}

/// The text files below one folder that are not the same below the other, as they are there.
fn differences(before: &Path, after: &Path, name: &str, found: &mut Files) -> Result<(), Failure> {
    let unable = |error: std::io::Error| Failure::Usage(format!("cannot read {name}: {error}; nothing was changed"));
    let mut names = std::collections::BTreeSet::new();
    for folder in [before, after].into_iter().filter(|folder| folder.is_dir()) {
        for entry in std::fs::read_dir(folder).map_err(unable)? {
            names.insert(entry.map_err(unable)?.file_name());
        }
    }
    for entry in names.iter().filter(|entry| *entry != "target") {
        let (before, after) = (before.join(entry), after.join(entry));
        let name = format!("{name}/{}", entry.to_string_lossy());
        if before.is_dir() || after.is_dir() {
            differences(&before, &after, &name, found)?;
            continue;
        }
        let read = |path: &Path| path.exists().then(|| std::fs::read(path)).transpose().map_err(unable);
        let (was, is) = (read(&before)?, read(&after)?);
        if was != is {
            // What is no text is no golden file.
            let text = is.map(String::from_utf8).transpose();
            found.extend(text.ok().map(|text| (name, text)));
        }
    }
    Ok(())
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
    stop.check()?;
    std::fs::create_dir_all(to).map_err(unable)?;
    for entry in std::fs::read_dir(from).map_err(unable)? {
        let entry = entry.map_err(unable)?;
        let (name, kind) = (entry.file_name(), entry.file_type().map_err(unable)?);
        if name == "target" || name == ".git" || entry.path() == target() {
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
