//! Files that are to change and a command in; that command tried on a copy of the checkout, and the copy's lock file out.

use std::path::Path;
use std::process::Command;

use super::plan::Files;
use crate::{Failure, input};

/// Puts the files into a copy of the checkout and runs the command there. The lock file that Cargo makes of a new version
/// joins the files.
pub fn verify(files: &mut Files, command: &str) -> Result<(), Failure> {
    let unable =
        |error: std::io::Error| Failure::Usage(format!("cannot copy the checkout: {error}; nothing was changed"));
    let work = tempfile::tempdir().map_err(unable)?;
    let copy = work.path().join("checkout");
    duplicate(input::root(), &copy).map_err(unable)?;
    for (name, text) in files.iter() {
        super::put(&copy.join(name), text.as_deref())?;
    }
    if files.contains_key("Cargo.toml") {
        run(&copy, "cargo update --workspace --offline --quiet")?;
    }
    println!("running `{command}` in a copy of the checkout");
    run(&copy, command)?;
    let lock = |folder: &Path| std::fs::read_to_string(folder.join("Cargo.lock")).ok();
    if let (before, Some(after)) = (lock(input::root()), lock(&copy))
        && before.as_ref() != Some(&after)
    {
        files.insert("Cargo.lock".to_owned(), Some(after));
    }
    Ok(())
}

fn run(folder: &Path, command: &str) -> Result<(), Failure> {
    let mut words = command.split_whitespace();
    let Some(program) = words.next() else {
        return Err(Failure::Usage("--verify names no command".to_owned()));
    };
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| input::root().join("target"), Into::into);
    let status = Command::new(program).args(words).current_dir(folder).env("CARGO_TARGET_DIR", target).status();
    let unable = |error| Failure::Usage(format!("cannot run `{command}`: {error}; nothing was changed"));
    match status.map_err(unable)?.success() {
        true => Ok(()),
        false => Err(Failure::Refused(format!("error: `{command}` fails with the new document; nothing was changed"))),
    }
}

/// Everything but what is built and what version control keeps.
fn duplicate(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        if name == "target" || name == ".git" {
            continue;
        }
        if kind.is_dir() {
            duplicate(&entry.path(), &to.join(&name))?;
        } else if kind.is_file() {
            std::fs::copy(entry.path(), to.join(&name))?;
        }
    }
    Ok(())
}
