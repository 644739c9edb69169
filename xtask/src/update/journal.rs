//! Files that are to change in; all of them changed out, or none. What was begun and cut short is completed by the next run.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use twilio_iam_codegen::Source;

use super::plan::{Edit, Files};
use crate::{Failure, disk};

/// What is to be put in place, written down beside the files before the first of them changes.
pub const JOURNAL: &str = ".update-unfinished.json";

/// How the run that is told of here went on with one that was cut short.
#[derive(Debug, PartialEq, Eq)]
pub enum Resumed {
    /// There was none.
    Nothing,
    /// None of its files are in place, or somebody has put all of them back.
    Forgotten,
    /// So many of its files were still to be put in place, and are.
    Completed(usize),
}

/// Puts every file in place below `root`, or puts back those that were changed when one cannot be. Nothing is changed when a
/// file is no longer what was planned from, nor one of the sources that it was made of.
pub fn place(root: &Path, files: &Files, sources: &[&Source]) -> Result<(), Failure> {
    let mut others = Vec::new();
    for (name, before) in files
        .iter()
        .map(|(name, edit)| (name.as_str(), edit.before.as_deref()))
        .chain(sources.iter().map(|source| (source.name.as_str(), Some(source.text.as_str()))))
    {
        if read(&root.join(name))?.as_deref() != before {
            others.push(name);
        }
        if let Some(link) = link(root, name) {
            return Err(through(&link));
        }
    }
    if !others.is_empty() {
        return Err(Failure::Refused(format!(
            "error: these files have changed while the update was tested:\n  {}\nnothing was changed; run the update again, which then starts from them",
            others.join("\n  ")
        )));
    }
    let entries: Vec<Entry> =
        files.iter().map(|(name, edit)| Entry { name: name.clone(), edit: edit.clone() }).collect();
    disk::replace(&root.join(JOURNAL), &written(&entries))?;
    for (index, entry) in entries.iter().enumerate() {
        if let Err(failure) = put(root, &entry.name, entry.edit.after.as_deref()) {
            let back = |entry: &&Entry| put(root, &entry.name, entry.edit.before.as_deref()).is_err();
            let stuck: Vec<&str> =
                entries.iter().take(index).rev().filter(back).map(|entry| entry.name.as_str()).collect();
            return Err(Failure::Usage(match stuck.is_empty() {
                true => {
                    // Nothing is left to complete; should the note stay, the next run finds that out.
                    let _ = std::fs::remove_file(root.join(JOURNAL));
                    format!("{}; nothing was changed", failure.text())
                }
                false => format!(
                    "{}; and these files could not be put back: {}\nmake room or give rights, then run `{AGAIN}`",
                    failure.text(),
                    stuck.join(", ")
                ),
            }));
        }
    }
    remove(root)
}

/// What completes an update that was cut short.
pub const AGAIN: &str = "cargo xtask update spec/twilio_accounts.yaml";

/// Completes what an earlier run has begun: its files were verified.
pub fn resume(root: &Path) -> Result<Resumed, Failure> {
    let Some(text) = read(&root.join(JOURNAL))? else { return Ok(Resumed::Nothing) };
    let entries = entries(&text).ok_or_else(|| {
        Failure::Usage(format!(
            "{JOURNAL} is not what an update writes; put spec/, generated/, Cargo.toml, Cargo.lock and CHANGELOG.md back by version control, then remove it"
        ))
    })?;
    let (mut open, mut others) = (Vec::new(), Vec::new());
    for entry in &entries {
        let now = read(&root.join(&entry.name))?;
        match () {
            () if now == entry.edit.after => {}
            () if now == entry.edit.before => open.push(entry),
            () => others.push(entry.name.as_str()),
        }
    }
    if open.len() == entries.len() {
        remove(root)?;
        return Ok(Resumed::Forgotten);
    }
    if !others.is_empty() {
        return Err(Failure::Refused(format!(
            "error: an update was cut short, and these files have changed since:\n  {}\nput spec/, generated/, Cargo.toml, Cargo.lock and CHANGELOG.md back by version control, then run the update again",
            others.join("\n  ")
        )));
    }
    for entry in &open {
        put(root, &entry.name, entry.edit.after.as_deref())?;
    }
    remove(root)?;
    Ok(Resumed::Completed(open.len()))
}

/// A file before the update and after it.
struct Entry {
    name: String,
    edit: Edit,
}

fn written(entries: &[Entry]) -> String {
    let files: Map<String, Value> = entries
        .iter()
        .map(|Entry { name, edit: Edit { before, after } }| (name.clone(), json!({"before": before, "after": after})))
        .collect();
    format!("{:#}\n", json!({"what": format!("an update that was cut short; `{AGAIN}` completes it"), "files": files}))
}

fn entries(text: &str) -> Option<Vec<Entry>> {
    let journal: Value = serde_json::from_str(text).ok()?;
    let text = |value: &Value| match value {
        Value::Null => Some(None),
        Value::String(text) => Some(Some(text.clone())),
        _ => None,
    };
    let files = journal.get("files")?.as_object()?;
    let entry = |(name, file): (&String, &Value)| {
        let edit = Edit { before: text(file.get("before")?)?, after: text(file.get("after")?)? };
        Some(Entry { name: name.clone(), edit })
    };
    files.iter().map(entry).collect()
}

fn remove(root: &Path) -> Result<(), Failure> {
    let path = root.join(JOURNAL);
    std::fs::remove_file(&path).map_err(|error| {
        Failure::Usage(format!("all files are in place, but {} cannot be removed: {error}", path.display()))
    })
}

fn read(path: &Path) -> Result<Option<String>, Failure> {
    match std::fs::read(path) {
        // A file that somebody has spoilt is to be compared, not to end the comparison.
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Usage(format!("cannot read {}: {error}", path.display()))),
    }
}

/// Makes one file hold its text, or go; never through a link, which may lead anywhere.
pub fn put(root: &Path, name: &str, text: Option<&str>) -> Result<(), Failure> {
    let path = root.join(name);
    if let Some(link) = link(root, name) {
        return Err(through(&link));
    }
    match text {
        Some(text) => disk::replace(&path, text),
        None if path.exists() => disk::remove(root, name),
        None => Ok(()),
    }
}

/// The link that a file below `root` is, or is behind.
fn link(root: &Path, name: &str) -> Option<PathBuf> {
    let path = root.join(name);
    let mut above = path.ancestors().take_while(|above| above.starts_with(root) && *above != root);
    above.find(|above| above.is_symlink()).map(Path::to_owned)
}

fn through(link: &Path) -> Failure {
    Failure::Usage(format!("{} is a link, and nothing is written or removed through one", link.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: [(&str, Option<&str>); 3] = [("a/gone.rs", Some("gone")), ("b.rs", Some("old")), ("c.rs", None)];
    const AFTER: [(&str, Option<&str>); 3] = [("a/gone.rs", None), ("b.rs", Some("new")), ("c.rs", Some("come"))];

    type Texts<'a> = [(&'a str, Option<&'a str>); 3];

    /// The way from what is there before to what is there after.
    fn files() -> Files {
        let edit = |before: Option<&str>, after: Option<&str>| Edit {
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        BEFORE
            .iter()
            .zip(AFTER)
            .map(|((name, before), (_, after))| ((*name).to_owned(), edit(*before, after)))
            .collect()
    }

    fn holding(texts: &Texts) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in texts {
            assert!(put(folder.path(), name, *text).is_ok());
        }
        folder
    }

    fn holds(root: &Path, texts: &Texts) -> bool {
        texts.iter().all(|(name, text)| std::fs::read_to_string(root.join(name)).ok().as_deref() == *text)
    }

    /// A note of a run that has put the first so many files in place and was killed then.
    fn cut_short(done: usize) -> tempfile::TempDir {
        let folder = holding(&BEFORE);
        let entries = files().into_iter().map(|(name, edit)| Entry { name, edit });
        assert!(put(folder.path(), JOURNAL, Some(&written(&entries.collect::<Vec<_>>()))).is_ok());
        for (name, text) in AFTER.iter().take(done) {
            assert!(put(folder.path(), name, *text).is_ok());
        }
        folder
    }

    #[test]
    fn all_files_are_put_in_place() {
        let folder = holding(&BEFORE);
        assert!(place(folder.path(), &files(), &[]).is_ok());
        assert!(holds(folder.path(), &AFTER));
        assert!(!folder.path().join(JOURNAL).exists() && !folder.path().join("a").exists());
        assert!(matches!(resume(folder.path()), Ok(Resumed::Nothing)));
    }

    #[test]
    fn what_cannot_be_put_in_place_is_rolled_back() {
        let folder = holding(&BEFORE);
        // Nothing can be written below a file, and the one before is one by then.
        let mut after = files();
        after.insert("c.rs/below.rs".to_owned(), Edit { before: None, after: Some("never".to_owned()) });
        let said = place(folder.path(), &after, &[]).err().map(Failure::text).unwrap_or_default();
        assert!(said.contains("c.rs/below.rs") && said.ends_with("; nothing was changed"), "{said}");
        assert!(holds(folder.path(), &BEFORE) && !folder.path().join(JOURNAL).exists());
    }

    #[test]
    fn what_was_saved_since_it_was_planned_from_is_not_overwritten() {
        let folder = holding(&BEFORE);
        let read = Source::new("overlay.yaml", "as it was");
        assert!(put(folder.path(), "overlay.yaml", Some("as it was")).is_ok());
        for (name, text) in
            [("b.rs", Some("by hand")), ("c.rs", Some("by hand")), ("a/gone.rs", None), ("overlay.yaml", None)]
        {
            let before = std::fs::read_to_string(folder.path().join(name)).ok();
            assert!(put(folder.path(), name, text).is_ok());
            let said = place(folder.path(), &files(), &[&read]).err().map(Failure::text).unwrap_or_default();
            assert!(said.contains(&format!("while the update was tested:\n  {name}\nnothing was changed")), "{said}");
            assert!(!folder.path().join(JOURNAL).exists());
            assert_eq!(std::fs::read_to_string(folder.path().join(name)).ok().as_deref(), text);
            assert!(put(folder.path(), name, before.as_deref()).is_ok());
        }
        assert!(holds(folder.path(), &BEFORE));
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_or_removed_through_a_link() {
        let (folder, elsewhere) = (holding(&BEFORE), holding(&BEFORE));
        std::fs::remove_dir_all(folder.path().join("a")).unwrap();
        std::os::unix::fs::symlink(elsewhere.path().join("a"), folder.path().join("a")).unwrap();
        let said = place(folder.path(), &files(), &[]).err().map(Failure::text).unwrap_or_default();
        assert!(said.contains("is a link, and nothing is written or removed through one"), "{said}");
        assert!(holds(folder.path(), &BEFORE) && holds(elsewhere.path(), &BEFORE));
        assert!(put(folder.path(), "a/gone.rs", None).is_err() && put(folder.path(), "a/new.rs", Some("new")).is_err());
        assert!(holds(elsewhere.path(), &BEFORE) && !elsewhere.path().join("a/new.rs").exists());
    }

    #[test]
    fn a_run_that_was_cut_short_is_completed_wherever_it_was() {
        for done in 1..=AFTER.len() {
            let folder = cut_short(done);
            let resumed = resume(folder.path());
            assert!(matches!(resumed, Ok(Resumed::Completed(open)) if open == AFTER.len() - done), "{done}");
            assert!(holds(folder.path(), &AFTER) && !folder.path().join(JOURNAL).exists(), "{done}");
        }
    }

    #[test]
    fn a_run_that_was_undone_is_forgotten() {
        let folder = cut_short(0);
        assert!(matches!(resume(folder.path()), Ok(Resumed::Forgotten)));
        assert!(holds(folder.path(), &BEFORE) && !folder.path().join(JOURNAL).exists());
    }

    #[test]
    fn what_was_changed_since_is_nobodys_to_overwrite() {
        let folder = cut_short(1);
        assert!(put(folder.path(), "b.rs", Some("by hand")).is_ok());
        let said = resume(folder.path()).err().map(Failure::text).unwrap_or_default();
        assert!(said.contains("have changed since:\n  b.rs\n"), "{said}");
        assert!(folder.path().join(JOURNAL).exists());
        assert!(put(folder.path(), JOURNAL, Some("{}")).is_ok());
        let said = resume(folder.path()).err().map(Failure::text).unwrap_or_default();
        assert!(said.contains("is not what an update writes"), "{said}");
    }
}
