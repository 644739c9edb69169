//! A new upstream document enters a checkout; everything changes, or nothing, whatever befalls the update.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::hostile::size;
use crate::{project, restore};

const DOCUMENT: &str = "spec/twilio_accounts.yaml";

/// The maintainers' commands in a checkout, as Cargo would run them there, and built once for all checkouts.
fn xtask(folder: &Path) -> Command {
    let mut command = project::command(size::xtask(), folder);
    command.env("CARGO_MANIFEST_DIR", folder.join("xtask"));
    command
}

/// A checkout whose client is up to date.
struct Checkout {
    folder: tempfile::TempDir,
    before: BTreeMap<String, String>,
}

impl Checkout {
    fn new() -> Self {
        let folder = restore::checkout();
        std::fs::copy(project::root().join("CHANGELOG.md"), folder.path().join("CHANGELOG.md")).unwrap();
        let written = xtask(folder.path()).arg("codegen").output().unwrap();
        assert!(written.status.success(), "{}", restore::text(&written));
        let before = project::files(folder.path());
        Self { folder, before }
    }

    fn files(&self) -> BTreeMap<String, String> {
        let mut files = project::files(self.folder.path());
        files.retain(|name, _| !name.starts_with(".git/"));
        files
    }

    /// The code, what was said, and the report.
    fn update(&self, text: &str, verify: &str) -> (Option<i32>, String, Option<String>) {
        let (verify, accept) =
            verify.strip_suffix(" --accept").map_or((verify, None), |verify| (verify, Some("--accept")));
        let outside = tempfile::tempdir().unwrap();
        let (file, report) = (outside.path().join("new.yaml"), outside.path().join("report.md"));
        std::fs::write(&file, text).unwrap();
        let (file, report) = (file.to_str().unwrap(), report.to_str().unwrap());
        let mut arguments = vec!["update", file, "--verify", verify, "--report", report];
        arguments.extend(accept);
        let run = xtask(self.folder.path()).args(&arguments).output().unwrap();
        (run.status.code(), restore::text(&run), std::fs::read_to_string(report).ok())
    }

    fn put(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }
}

#[test]
fn an_update_changes_everything_or_nothing() {
    let mut checkout = Checkout::new();
    let document = checkout.before[DOCUMENT].clone();
    let renamed = document.replace("title: Twilio Accounts API", "title: Other");

    // What an overlay adds is there already.
    let parameter = "\n  parameters:\n    CredentialSid:\n      name: Sid\n      in: path\n      required: true\n      description: SID of the credential.\n      schema:\n        type: string\n        pattern: ^CR[0-9a-fA-F]{32}$";
    let caught_up = document.replacen("\n  parameters:", parameter, 1);
    let (code, said, report) = checkout.update(&caught_up, "true");
    assert_eq!((code, report), (Some(1), None), "{said}");
    assert!(said.contains("overlay actions obsolete: the new document says what they add; remove them: 1"), "{said}");
    assert!(said.contains("nothing was changed; correct spec/overlay"), "{said}");
    assert_eq!(checkout.files(), checkout.before);

    // What an overlay changes is gone.
    let without = document.replace("listKeys", "listAllKeys").replace("/Keys", "/ApiKeys");
    let (code, said, report) = checkout.update(&without, "true");
    assert_eq!((code, report), (Some(1), None), "{said}");
    assert!(said.contains("overlay actions without a target in the new document"), "{said}");
    assert_eq!(checkout.files(), checkout.before);

    let (code, said, report) = checkout.update(&renamed, "false");
    assert_eq!((code, report), (Some(1), None), "{said}");
    assert!(said.contains("`false` fails with the new document; nothing was changed"), "{said}");
    assert_eq!(checkout.files(), checkout.before);

    stopped(&checkout, &renamed);
    saved(&checkout, &renamed);

    // Golden files are taken along where that was asked for, and nowhere else.
    let golden = "tests/cli/golden.txt";
    let script = format!("test \"$GOLDEN\" != accept || echo new > {golden}\ngrep --quiet new {golden}\n");
    checkout.put("tests/golden.sh", &script);
    checkout.put(golden, "old\n");
    let before = checkout.files();
    let (code, said, _) = checkout.update(&renamed, "sh tests/golden.sh");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("--accept takes them along"), "{said}");
    assert_eq!(checkout.files(), before);

    let kept = Kept::new(&checkout);
    let (code, said, report) = checkout.update(&renamed, "sh tests/golden.sh --accept");
    assert_eq!(code, Some(0), "{said}");
    kept.are_kept();
    assert!(said.contains(&format!("to be read as by a reviewer: {golden}\n")), "{said}");
    assert!(report.unwrap().contains("the document's title is"), "{said}");
    let after = checkout.files();
    let changed: Vec<&str> = after
        .iter()
        .filter(|(name, text)| checkout.before.get(*name) != Some(*text))
        .map(|(name, _)| name.as_str())
        .collect();
    let wanted = ["CHANGELOG.md", "Cargo.lock", "Cargo.toml", "generated/API.md", "spec/SOURCES.md", DOCUMENT, golden];
    assert_eq!(changed, [&wanted[..], &["tests/golden.sh"]].concat());

    // Killed between the files: the run after it completes what that one had begun.
    let log = "CHANGELOG.md";
    let entry = |name: &str| json!({"before": checkout.before[name], "after": after[name]});
    let journal = json!({"files": {log: entry(log), "spec/SOURCES.md": entry("spec/SOURCES.md")}});
    checkout.put(log, &checkout.before[log]);
    checkout.put(".update-unfinished.json", &journal.to_string());
    let (code, said, _) = checkout.update(&renamed, "false");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("was cut short; what it had left is in place now, files: 1"), "{said}");
    assert!(said.contains("is this document already"), "{said}");
    assert_eq!(checkout.files(), after);

    checkout.before = after;
    corrected(&checkout, &caught_up);
}

/// A signal ends the tests with all that they started, and leaves nothing.
fn stopped(checkout: &Checkout, document: &str) {
    let outside = tempfile::tempdir().unwrap();
    let (file, temporary) = (outside.path().join("new.yaml"), outside.path().join("temporary"));
    std::fs::write(&file, document).unwrap();
    std::fs::create_dir(&temporary).unwrap();
    let script = outside.path().join("wait.sh");
    std::fs::write(&script, "sleep 100000 &\necho waiting\nwait\n").unwrap();
    for signal in ["TERM", "INT"] {
        let mut command = xtask(checkout.folder.path());
        command.arg("update").arg(&file).args(["--verify", &format!("sh {}", script.display())]);
        let mut update =
            command.env("TMPDIR", &temporary).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(update.stdout.take().unwrap());
        let (mut line, mut said) = (String::new(), String::new());
        while line != "waiting\n" {
            line.clear();
            assert_ne!(out.read_line(&mut line).unwrap(), 0, "it never came to its tests");
        }
        let copy = project::target().join("nested/update/checkout");
        assert!(copy.join(DOCUMENT).exists());
        let sent = Command::new("kill").args([&format!("-{signal}"), &update.id().to_string()]).status().unwrap();
        assert!(sent.success());
        // All that could write into these is gone when they end.
        out.read_to_string(&mut said).unwrap();
        update.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(update.wait().unwrap().code(), Some(1), "{said}");
        assert!(said.contains("stopped by a signal; nothing was changed"), "{said}");
        assert!(!copy.exists());
        assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0);
        assert_eq!(checkout.files(), checkout.before);
    }
}

/// What somebody saves while the tests run is neither lost nor mixed with what was planned before.
fn saved(checkout: &Checkout, document: &str) {
    let outside = tempfile::tempdir().unwrap();
    let script = outside.path().join("save.sh");
    let verify = format!("sh {}", script.display());
    for name in ["CHANGELOG.md", "spec/overlay/accounts.yaml"] {
        let file = checkout.folder.path().join(name);
        std::fs::write(&script, format!("echo '# by hand' >> {}\n", file.display())).unwrap();
        let (code, said, report) = checkout.update(document, &verify);
        assert_eq!((code, report), (Some(1), None), "{said}");
        assert!(
            said.contains(&format!("have changed while the update was tested:\n  {name}\nnothing was changed")),
            "{said}"
        );
        let mut wanted = checkout.before.clone();
        wanted.get_mut(name).unwrap().push_str("# by hand\n");
        assert_eq!(checkout.files(), wanted);
        checkout.put(name, &checkout.before[name]);
    }
}

/// What lies below tests/ and is not copied with it: a link to another place, and a repository of its own.
struct Kept {
    elsewhere: tempfile::TempDir,
    link: std::path::PathBuf,
    nested: std::path::PathBuf,
}

impl Kept {
    fn new(checkout: &Checkout) -> Self {
        let tests = checkout.folder.path().join("tests");
        let (elsewhere, link, nested) = (tempfile::tempdir().unwrap(), tests.join("link"), tests.join("nested"));
        std::fs::write(elsewhere.path().join("theirs"), "theirs").unwrap();
        std::fs::create_dir_all(nested.join(".git")).unwrap();
        std::fs::write(nested.join(".git/HEAD"), "head").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(elsewhere.path(), &link).unwrap();
        Self { elsewhere, link, nested }
    }

    fn are_kept(self) {
        assert_eq!(std::fs::read_to_string(self.elsewhere.path().join("theirs")).unwrap(), "theirs");
        assert_eq!(std::fs::read_to_string(self.nested.join(".git/HEAD")).unwrap(), "head");
        std::fs::remove_dir_all(&self.nested).unwrap();
        #[cfg(unix)]
        std::fs::remove_file(&self.link).unwrap();
    }
}

/// An overlay is corrected for a document that is not in place yet; what it said before is what users have.
fn corrected(checkout: &Checkout, document: &str) {
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
        let run = Command::new("git").current_dir(checkout.folder.path()).args(identity).args(arguments).output();
        let run = run.unwrap();
        assert!(run.status.success(), "{}", restore::text(&run));
    };
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "As it was"]);
    git(&["tag", "v0.1.1"]);
    let name = "spec/overlay/accounts.yaml";
    let overlay = &checkout.before[name];
    let at = overlay.find("      The SID of an AWS or public key credential is CR").unwrap();
    let begin = overlay[..at].rfind("  - target: ").unwrap();
    let end = at + overlay[at..].find("  # ---").unwrap();
    checkout.put(name, &format!("{}{}", &overlay[..begin], &overlay[end..]));
    let document = document.replace("title: Twilio Accounts API", "title: Another");
    let (code, said, report) = checkout.update(&document, "true");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("edited since: spec/overlay/accounts.yaml"), "{said}");
    let report = report.unwrap();
    assert!(report.contains("Another") && !report.contains("redential"), "{report}");
    assert!(said.contains("the next release is 0.1.2"), "{said}");

    // What is not committed yet, or is but was not released, is counted all the same.
    let other = "spec/overlay/renamed.yaml";
    checkout.put(
        other,
        "overlay: 1.0.0\ninfo: {title: A name, version: 1.0.0}\nactions:\n  - target: $.paths['/Accounts/{AccountSid}.json'].get\n    description: A better name, as this test has it.\n    update: {x-twilio-name: ListAll}\n",
    );
    let third = document.replace("title: Another", "title: Third");
    for (title, commit) in [("Third", false), ("Fourth", true)] {
        if commit {
            git(&["add", "--all"]);
            git(&["commit", "--quiet", "--message", "Not released"]);
        }
        let (code, said, _) = checkout.update(&third.replace("title: Third", &format!("title: {title}")), "true");
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("compared with the overlays of v0.1.1; edited since: spec/overlay/accounts.yaml, spec/overlay/renamed.yaml"), "{said}");
        assert!(said.contains("the next release is 0.2.0"), "{said}");
        let log = std::fs::read_to_string(checkout.folder.path().join("CHANGELOG.md")).unwrap();
        let versions: Vec<&str> = log
            .lines()
            .filter_map(|line| line.strip_prefix("## ["))
            .filter_map(|rest| rest.split(']').next())
            .collect();
        assert_eq!(versions, ["Unreleased", "0.2.0", "0.1.1"], "{log}");
        assert_eq!(log.matches("ListAll`: ").count(), 1, "{log}");
    }
}
