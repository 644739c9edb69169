//! Replaces an API key, step by step: makes one like it, stores it, tries it, deletes the old one.
//!
//! `cargo run --example replace_key -- SK...`, with the variables that `cargo xtask fake` prints, or an account's own; it
//! takes the auth token or a main key. Without a SID it makes a key first, and replaces that.

use std::{env, error::Error};
use twilio_iam::iam_v1::keys::CreateKey;
use twilio_iam::{Client, KeySid};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    let old = match env::args().nth(1) {
        Some(sid) => KeySid::new(sid)?,
        None => client.send(CreateKey::new(client.account_sid()).friendly_name("nightly backup")).await?.sid,
    };

    // `client.replace_key(old, ..)` is all of this in one, and takes back what it made when a step fails.
    let replacement = client.begin_replacement(&old).await?;
    store(replacement.key().sid.as_str(), replacement.key().secret.expose_secret());
    let verified = match replacement.verify().await {
        Ok(verified) => verified,
        Err(error) => {
            if let twilio_iam::flow::Left::Both(replacement) = error.into_left() {
                replacement.abandon().await?;
            }
            return Err("the new key does not work; the old one is as it was".into());
        }
    };
    let new = verified.finish().await?;
    println!("{old} is replaced by {}", new.sid);
    Ok(())
}

/// Stands in for a vault.
fn store(sid: &str, secret: &str) {
    println!("stored {sid} and its secret of {} characters", secret.len());
}
