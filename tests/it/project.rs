//! Where the project lies, and its own inputs as the generator takes them.

use std::path::{Path, PathBuf};
use std::process::Command;

use twilio_iam_codegen::{Inputs, Layout, Options, Source};

/// Root of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A folder that lies beside the project; absent on most machines, where tests that read it say so and stop.
pub fn shared(path: &str) -> Option<PathBuf> {
    let found = root().parent().map(|beside| beside.join("shared").join(path)).filter(|path| path.exists());
    if found.is_none() {
        println!("skipped: there is no ../shared/{path} beside this checkout");
    }
    found
}

/// A file as an input, under its name relative to the project.
pub fn source(name: &str) -> Source {
    let text = std::fs::read_to_string(root().join(name)).unwrap();
    Source { name: name.to_owned(), text }
}

/// The document and overlays that `cargo xtask codegen` reads.
pub fn inputs() -> Inputs {
    Inputs {
        document: source("spec/twilio_accounts.yaml"),
        overlays: names("spec/overlay", ".yaml").iter().map(|name| source(&format!("spec/overlay/{name}"))).collect(),
        options: Options { layout: Layout::Home, threads: 0 },
    }
}

/// Names in a folder of the project with an ending, sorted.
pub fn names(folder: &str, ending: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(ending)).collect();
    names.sort();
    names
}

/// Every file below a folder, by path relative to it.
pub fn files(folder: &Path) -> std::collections::BTreeMap<String, String> {
    let mut found = std::collections::BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&path) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// Whether the run is to take what comes out as what is expected.
pub fn accepting() -> bool {
    std::env::var("GOLDEN").is_ok_and(|value| value == "accept")
}

/// How to accept, for a failure's text.
pub const ACCEPT: &str =
    "if the new output is right, run `GOLDEN=accept cargo test -p twilio-iam-tests` and review the diff";

/// A cargo that shares this workspace's lock file and target folder and needs no network.
pub fn cargo(folder: &Path) -> Command {
    command(Path::new(env!("CARGO")), folder)
}

/// A program that runs in a folder, and whose cargo is that of [`cargo`].
pub fn command(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("CARGO_TARGET_DIR", target().join("nested")).env("CARGO_NET_OFFLINE", "true");
    command
}

/// The target folder that this test was built in.
pub fn target() -> PathBuf {
    let binary = std::env::current_exe().unwrap();
    let mut folder = binary.as_path();
    while let Some(parent) = folder.parent() {
        if parent.file_name().is_some_and(|name| name == "debug" || name == "release") {
            return parent.parent().unwrap().to_owned();
        }
        folder = parent;
    }
    root().join("target")
}
