//! A stress run that is asked to stop enters; what it had started is gone with it, and its verdict says so.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::process::{Command, Stdio};

use crate::hostile::size;
use crate::project;

#[test]
fn a_signal_ends_cargo_too() {
    let outside = tempfile::tempdir().unwrap();
    let (documents, cargo) = (outside.path().join("documents"), outside.path().join("cargo.sh"));
    std::fs::create_dir(&documents).unwrap();
    std::fs::copy(project::root().join("spec/twilio_accounts.yaml"), documents.join("one.yaml")).unwrap();
    // A child of its own, as cargo has compilers. What it inherits tells whether it lives.
    std::fs::write(&cargo, "#!/bin/sh\nsleep 100000 &\necho waiting > \"$WAITING\"\nwait\n").unwrap();
    let executable = Command::new("chmod").arg("+x").arg(&cargo).status().unwrap();
    let told = Command::new("mkfifo").arg(outside.path().join("waiting")).status().unwrap();
    assert!(executable.success() && told.success());
    for signal in ["TERM", "INT"] {
        let mut command = project::command(size::xtask(), &project::root());
        command.arg("stress").arg(&documents).env("CARGO", &cargo).env("WAITING", outside.path().join("waiting"));
        let mut stress = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(std::fs::File::open(outside.path().join("waiting")).unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "waiting\n");
        let sent = Command::new("kill").args([&format!("-{signal}"), &stress.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let mut said = String::new();
        let mut lives = stress.stdin.take().unwrap();
        stress.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(stress.wait().unwrap().code(), Some(1), "{said}");
        assert!(said.contains("stopped by a signal; the documents were not judged"), "{said}");
        assert_eq!(lives.write(b"?").unwrap_err().kind(), ErrorKind::BrokenPipe);
    }
}
