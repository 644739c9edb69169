//! Signs an access token for a user of a client-side SDK, and reads it back as a gateway would.
//!
//! `TWILIO_ACCOUNT_SID=AC... TWILIO_API_KEY=SK... TWILIO_API_SECRET=... cargo run --example access_token --features jwt`

use std::env;
use std::error::Error;
use std::time::Duration;
use twilio_iam::jwt::{AccessToken, ChatGrant, VoiceGrant};

fn main() -> Result<(), Box<dyn Error>> {
    let (account_sid, key_sid) = (variable("TWILIO_ACCOUNT_SID")?, variable("TWILIO_API_KEY")?);
    let secret = variable("TWILIO_API_SECRET")?;

    let token = AccessToken::builder(&account_sid, &key_sid, secret.as_str())
        .identity("alice")
        .ttl(Duration::from_secs(15 * 60))
        .grant(VoiceGrant::new().incoming_allow(true))
        .grant(ChatGrant::new())
        .build()?;
    // The one place where the token is shown: the answer to the user's device.
    println!("{}", token.to_jwt().expose_secret());

    let claims = AccessToken::verifier(&key_sid, secret)?
        .leeway(Duration::from_secs(5))
        .verify(token.to_jwt().expose_secret())?;
    eprintln!("{} may use {:?}", claims.identity.unwrap_or_default(), claims.grants.keys().collect::<Vec<_>>());
    Ok(())
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("set {name}"))
}
