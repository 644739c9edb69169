//! The documents that the benches measure: those of the folder that `TWILIO_SPECS` names, or of `../shared/specs`.

use std::path::{Path, PathBuf};

/// The YAML files of the folder, in order; none, and a line that says so, where there is no such folder.
pub fn paths() -> Vec<PathBuf> {
    let shared = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs");
    let folder = std::env::var_os("TWILIO_SPECS").map_or_else(shared, PathBuf::from);
    let entries = std::fs::read_dir(&folder);
    if let Err(error) = &entries {
        eprintln!("no documents in {}: {error}; TWILIO_SPECS names another folder", folder.display());
    }
    let mut paths: Vec<PathBuf> = entries.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    paths.sort();
    paths
}
