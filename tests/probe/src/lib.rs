//! A client and the project's document in; every list and fetch of the service called once, and what its answers have that
//! the document does not say out. Nothing is changed, and no value of an answer is kept.

use std::fmt::Write;

use serde_json::Value;
use twilio_iam::blocking::Client;
use twilio_iam::{
    AccountSid, Bytes, CredentialSid, Error, KeySid, Operation, OperationSpec, Request, accounts_v1, api_v2010, iam_v1,
};
use twilio_iam_codegen::probe::{Deviation, Probe};

/// Reads that are not called, and why.
pub const SKIPPED: [(&str, &str); 1] = [("fetchSafelistNumber", "it takes a phone number that only you know")];

/// What became of one operation.
#[derive(Debug)]
pub struct Outcome {
    /// The operation's id.
    pub id: &'static str,
    /// What its answer has that the document does not say, or why nothing was compared: no value of the answer is in it.
    pub found: Result<Vec<Deviation>, String>,
}

/// The same operation, its answer left as it comes.
struct Raw<O>(O);

impl<O: Operation> Operation for Raw<O> {
    type Output = Bytes;
    const SPEC: OperationSpec = O::SPEC;

    fn request(&self) -> &Request {
        self.0.request()
    }
}

/// Calls every list, and fetches the first record of each.
pub fn probe(client: &Client, probe: &Probe) -> Vec<Outcome> {
    let mut probing = Probing { client, probe, outcomes: Vec::new() };
    let account: AccountSid = client.account_sid().clone();
    probing.read(api_v2010::accounts::ListAccounts::new());
    probing.read(api_v2010::accounts::FetchAccount::new(account.clone()));
    let keys = probing.read(api_v2010::keys::ListKeys::new());
    if let Some(sid) = first(&keys, "keys").and_then(|sid| KeySid::new(sid).ok()) {
        probing.read(api_v2010::keys::FetchKey::new(sid));
    }
    let aws = probing.read(accounts_v1::credentials::aws::ListAwsCredentials::new());
    if let Some(sid) = first(&aws, "credentials").and_then(|sid| CredentialSid::new(sid).ok()) {
        probing.read(accounts_v1::credentials::aws::FetchAwsCredential::new(sid));
    }
    let public = probing.read(accounts_v1::credentials::public_keys::ListPublicKeys::new());
    if let Some(sid) = first(&public, "credentials").and_then(|sid| CredentialSid::new(sid).ok()) {
        probing.read(accounts_v1::credentials::public_keys::FetchPublicKey::new(sid));
    }
    let keys = probing.read(iam_v1::keys::ListKeys::new(account));
    if let Some(sid) = first(&keys, "keys").and_then(|sid| KeySid::new(sid).ok()) {
        probing.read(iam_v1::keys::FetchKey::new(sid));
    }
    probing.outcomes
}

struct Probing<'a> {
    client: &'a Client,
    probe: &'a Probe,
    outcomes: Vec<Outcome>,
}

impl Probing<'_> {
    fn read<O: Operation>(&mut self, operation: O) -> Option<Value> {
        let reply = self.client.send(Raw(operation)).map_err(|error| why(&error));
        let value = reply.and_then(|Bytes(body)| {
            serde_json::from_slice::<Value>(&body).map_err(|_| "the answer is no JSON".to_owned())
        });
        let found = value.as_ref().map_err(Clone::clone).and_then(|value| {
            self.probe.compare(O::SPEC.id, value).ok_or_else(|| "the document does not say what it answers".to_owned())
        });
        self.outcomes.push(Outcome { id: O::SPEC.id, found });
        value.ok()
    }
}

/// Why there is no answer, without what the service says: its message may repeat anything.
fn why(error: &Error) -> String {
    match error {
        Error::Api(error) => match error.code() {
            Some(code) => format!("it is answered with status {} and code {code}", error.status()),
            None => format!("it is answered with status {}", error.status()),
        },
        Error::Transport(error) => error.kind().to_string(),
        Error::Invalid(_) => "the request could not be made".to_owned(),
        _ => "the answer could not be read".to_owned(),
    }
}

/// The SID of the first record of a page.
fn first<'a>(page: &'a Option<Value>, records: &str) -> Option<&'a str> {
    page.as_ref()?.get(records)?.get(0)?.get("sid")?.as_str()
}

/// For people: what each operation came to, then the drafts.
pub fn report(outcomes: &[Outcome], probe: &Probe) -> String {
    let mut text = String::new();
    let mut drafts: Vec<&str> = Vec::new();
    for Outcome { id, found } in outcomes {
        match found {
            Ok(found) if found.is_empty() => drop(writeln!(text, "{id}: as the document says")),
            Err(error) => drop(writeln!(text, "{id}: nothing was compared: {error}")),
            Ok(found) => {
                let _ = writeln!(text, "{id}:");
                for deviation in found {
                    let place = probe.place(deviation);
                    let _ = writeln!(text, "  {} [{}]\n    {place}", deviation.text, deviation.kind);
                    if !drafts.contains(&deviation.draft.as_str()) {
                        drafts.push(&deviation.draft);
                    }
                }
            }
        }
    }
    for (id, why) in SKIPPED {
        let _ = writeln!(text, "{id}: not called: {why}");
    }
    if !drafts.is_empty() {
        text.push_str("\nDrafts of overlay actions, to be judged one by one:\n\n");
        text.extend(drafts);
    }
    text
}
