//! The binary: seed files, the lines that it prints, and its errors.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::support::{Client, text};

/// Stops the process at the end of a test, however it ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn fake() -> Command {
    Command::new(env!("CARGO_BIN_EXE_twilio-iam-fake"))
}

#[test]
fn the_printed_lines_point_a_client_at_the_process() {
    let folder = env!("CARGO_TARGET_TMPDIR");
    let seed = format!("{folder}/seed.yaml");
    std::fs::write(&seed, "account:\n  friendly_name: Shop\n").unwrap();
    let mut child = Running(fake().args(["--seed", &seed]).stdout(Stdio::piped()).spawn().unwrap());
    let lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
    let lines: Vec<String> = lines.take(5).map(Result::unwrap).collect();
    let value = |name: &str| lines.iter().find_map(|line| line.split_once(&format!("export {name}="))).unwrap().1;
    assert!(lines[3].starts_with("# export TWILIO_API_KEY=SK"), "{lines:?}");
    let client = {
        let other = twilio_iam_fake::Fake::spawn();
        Client::basic(&other, value("TWILIO_ACCOUNT_SID"), value("TWILIO_AUTH_TOKEN"))
    };
    let url = format!("{}/2010-04-01/Accounts.json", value("TWILIO_BASE_URL"));
    assert_eq!(text(&client.get(&url).json(200)["accounts"][0], "friendly_name"), "Shop");
    let with_key = Client::basic(&twilio_iam_fake::Fake::spawn(), value("TWILIO_API_KEY"), value("TWILIO_API_SECRET"));
    assert_eq!(with_key.get(&url).status, 200);
}

#[test]
fn a_wrong_seed_is_refused_with_its_place() {
    let seed = format!("{}/wrong.yaml", env!("CARGO_TARGET_TMPDIR"));
    for (content, told) in [
        ("accuont: {}\n", "unknown field `accuont`"),
        ("clock: noon\n", "`noon` is not a time"),
        ("account: {keys: [{kind: royal}]}\n", "unknown variant `royal`"),
    ] {
        std::fs::write(&seed, content).unwrap();
        let output = fake().args(["--seed", &seed]).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(error.starts_with("error: ") && error.contains("wrong.yaml") && error.contains(told), "{error}");
    }
}

#[test]
fn a_port_in_use_is_an_error() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = fake().args(["--port", &port]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains(&port));
}
