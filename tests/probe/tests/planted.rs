//! The probe against the fake: nothing to tell of an honest service, and each planted deviation told with its draft, never
//! its value.

use serde_json::json;
use twilio_iam::blocking::Client;
use twilio_iam::{Credentials, Method};
use twilio_iam_codegen::probe::Probe;
use twilio_iam_codegen::{Inputs, Options, Source};
use twilio_iam_fake::{Fake, Fault, Rule};
use twilio_iam_probe::{Outcome, SKIPPED, probe, report};

/// The project's document, with one more overlay.
fn own(more: Option<&str>) -> Probe {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
    let source = |name: &str| Source::new(name, std::fs::read_to_string(format!("{root}{name}")).unwrap());
    let mut overlays: Vec<String> = std::fs::read_dir(format!("{root}spec/overlay"))
        .unwrap()
        .map(|entry| format!("spec/overlay/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    overlays.sort();
    let more = more.map(|text| Source::new("drafts.yaml", text));
    let overlays = overlays.iter().map(|name| source(name)).chain(more).collect();
    Probe::new(&Inputs { document: source("spec/twilio_accounts.yaml"), overlays, options: Options::default() })
        .unwrap()
}

fn client(fake: &Fake) -> Client {
    let credentials = Credentials::auth_token(fake.account_sid(), fake.auth_token()).unwrap();
    Client::builder().credentials(credentials).base_url(fake.url()).build().unwrap()
}

fn told(outcomes: &[Outcome]) -> Vec<String> {
    let found = outcomes.iter().flat_map(|one| one.found.as_ref().unwrap().iter().map(move |found| (one.id, found)));
    found.map(|(id, found)| format!("{id} {} {}", found.path, found.kind)).collect()
}

#[test]
fn an_honest_service_is_as_the_document_says() {
    let fake = Fake::spawn();
    let document = own(None);
    let outcomes = probe(&client(&fake), &document);
    assert_eq!(told(&outcomes), Vec::<String>::new());
    assert!(fake.requests().iter().all(|request| request.method() == "GET"));
}

#[test]
fn every_read_is_called_or_skipped_for_a_reason() {
    let source = include_str!("../src/lib.rs");
    for spec in twilio_iam::api::OPERATIONS.iter().filter(|spec| spec.method == Method::Get) {
        let called = source.contains(&format!("{}::new(", spec.item));
        let skipped = SKIPPED.iter().any(|(id, _)| *id == spec.id);
        assert!(called != skipped, "{}", spec.item);
    }
}

#[test]
fn planted_deviations_are_told_without_their_values_and_their_drafts_mend_them() {
    let accounts = "/2010-04-01/Accounts/{Sid}.json";
    let keys = "/2010-04-01/Accounts/{AccountSid}/Keys.json";
    for (path, fault, wanted) in [
        (accounts, Fault::set("/shoe_size", "hush-1"), "fetchAccount /shoe_size undeclared"),
        (accounts, Fault::set("/status", "hush-2"), "fetchAccount /status value"),
        (accounts, Fault::set("/date_created", "hush-3"), "fetchAccount /date_created format"),
        (accounts, Fault::set("/friendly_name", json!({"hush-4": 1})), "fetchAccount /friendly_name type"),
        (accounts, Fault::set("/sid", json!(null)), "fetchAccount /sid null"),
        (keys, Fault::remove("/keys/0/sid"), "listKeys /keys/*/sid missing"),
    ] {
        let fake = Fake::spawn();
        fake.add_rule(Rule::new("GET", path, fault));
        let document = own(None);
        let outcomes = probe(&client(&fake), &document);
        assert_eq!(told(&outcomes), [wanted]);
        let text = report(&outcomes, &document);
        assert!(!text.contains("hush"), "{text}");
        // A value is never told, so a person has to fill it in.
        let draft = text.split("one by one:\n\n").nth(1).unwrap().replace("TODO: the new value", "hush-2");
        let mended = own(Some(&format!("overlay: 1.0.0\ninfo: {{title: Drafts, version: 1.0.0}}\nactions:\n{draft}")));
        assert_eq!(told(&probe(&client(&fake), &mended)), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_was_not_compared_is_told_so_without_what_the_service_says() {
    let fake = Fake::spawn();
    fake.add_rule(Rule::new("GET", "/v1/Credentials/AWS", Fault::twilio_error(400, 20001, "hush of yours is wrong")));
    let document = own(None);
    let text = report(&probe(&client(&fake), &document), &document);
    let line = "listAwsCredentials: nothing was compared: it is answered with status 400 and code 20001\n";
    assert!(text.contains(line) && !text.contains("hush"), "{text}");
    assert_eq!(document.compare("noSuchOperation", &json!({})), None);
    assert_eq!(document.compare("deleteAwsCredential", &json!({})), None);
}

#[test]
fn names_that_the_service_makes_up_cannot_disguise_the_report() {
    let fake = Fake::spawn();
    let rule = Rule::new("GET", "/2010-04-01/Accounts/{Sid}.json", Fault::set("/\u{1b}[2Jgone\u{202e}", 1));
    fake.add_rule(rule);
    let document = own(None);
    let text = report(&probe(&client(&fake), &document), &document);
    assert!(text.contains("[undeclared]") && !text.contains(['\u{1b}', '\u{202e}']), "{text}");
    let draft = text.split("one by one:\n\n").nth(1).unwrap();
    let mended = own(Some(&format!("overlay: 1.0.0\ninfo: {{title: Drafts, version: 1.0.0}}\nactions:\n{draft}")));
    assert_eq!(told(&probe(&client(&fake), &mended)), Vec::<String>::new(), "{text}");
}
