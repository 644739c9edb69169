//! The corpus of the fuzz targets, and the documents of the other rings, enter; what must hold of any text holds of each.
//!
//! Here it runs on stable and without the fuzzer; what that one finds becomes one more file in `tests/fuzz/corpus`.

use crate::hostile::{LIMIT, busy};
use crate::invariants::{TARGETS, Target};
use crate::project;

/// What is wrong with how each target takes each text, if anything.
fn replay(target: Target, name: &str, text: &str) -> Result<(), String> {
    let start = busy();
    std::panic::catch_unwind(|| target.1(text)).map_err(|_| format!("{}: {name} breaks what must hold", target.0))?;
    let took = start.zip(busy()).map(|(start, end)| end - start).unwrap_or_default();
    if took < LIMIT { Ok(()) } else { Err(format!("{}: {name} took {took:?}", target.0)) }
}

#[test]
fn the_corpus_holds() {
    let mut wrong = Vec::new();
    for target in TARGETS {
        let files = project::files(&project::root().join("tests/fuzz/corpus").join(target.0));
        assert!(files.len() >= 8, "the corpus of {} is gone: {:?}", target.0, files.keys());
        wrong.extend(files.iter().filter_map(|(name, text)| replay(target, name, text).err()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_folder_of_the_corpus_is_without_a_target() {
    let targets = TARGETS.map(|target| target.0);
    let folders = project::names("tests/fuzz/corpus", "");
    assert_eq!(folders, targets, "a folder that no target reads, or a target without a folder");
    let built = project::names("tests/fuzz/targets", ".rs");
    assert_eq!(built, targets.map(|target| format!("{target}.rs")));
}

/// Every target takes every text that the project has at hand: what is no overlay is refused as one, with a place.
#[test]
fn every_target_takes_every_document_and_overlay() {
    let mut texts = project::files(&project::root().join("tests/reject"));
    texts.retain(|name, _| name.ends_with(".yaml"));
    for case in project::names("tests/golden", "") {
        let folder = project::root().join("tests/golden").join(&case);
        let inputs = project::files(&folder).into_iter().filter(|(name, _)| name.ends_with(".yaml"));
        texts.extend(inputs.map(|(name, text)| (format!("{case}/{name}"), text)));
    }
    assert!(texts.len() > 150, "{:?}", texts.keys());
    let replays = texts.iter().flat_map(|(name, text)| TARGETS.map(|target| replay(target, name, text).err()));
    let wrong: Vec<String> = replays.flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
