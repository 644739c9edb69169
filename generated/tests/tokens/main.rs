//! What an application does with its credentials: the tokens, signatures, policies and files, held against what Twilio's
//! own libraries make of the same inputs, and against tampering.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(feature = "jwt")]
mod access_token;
#[cfg(feature = "jwt")]
mod access_token_refusals;
#[cfg(all(feature = "client", feature = "blocking", feature = "webhook", feature = "pkcv"))]
mod flow;
#[cfg(feature = "pkcv")]
mod pkcv;
mod policy;
#[cfg(feature = "profile")]
mod profile;
#[cfg(feature = "webhook")]
mod webhook;

/// The text of a file beside the workspace, which not every checkout has.
#[allow(dead_code)]
fn shared(path: &str) -> Option<String> {
    let path = format!("{}/../../shared/{path}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path);
    if text.is_err() {
        println!("skipped: {path} is not there");
    }
    text.ok()
}
