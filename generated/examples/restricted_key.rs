//! Makes a restricted key, widens it and narrows it again.
//!
//! `cargo run --example restricted_key`, with the variables that `cargo xtask fake` prints, or an account's own; it takes
//! the auth token or a main key.

use std::error::Error;
use twilio_iam::iam_v1::keys::{CreateKey, DeleteKey, FetchKey};
use twilio_iam::{Action, Client, Permission, Policy, Product};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    let policy = Policy::builder()
        .allow(Product::Messaging, "messages", [Action::Read, Action::List])
        .permission("/twilio/voice/calls/read")
        .build()?;
    let create = CreateKey::new(client.account_sid()).friendly_name("reports").restricted(policy.clone());
    let key = client.send(create).await?;
    println!("{} may\n{}", key.sid, policy.permissions().join("\n"));

    // An update replaces the whole policy; these read it, change it and write all of it.
    let granted = client.grant(&key.sid, [Permission::new(Product::Messaging, "messages", Action::Create)]).await?;
    println!("granted\n{granted}");
    let revoked = client.revoke(&key.sid, ["/twilio/voice/calls/*"]).await?;
    println!("revoked\n{revoked}");

    let now = client.send(FetchKey::new(&key.sid)).await?.policy.ok_or("the key is not restricted")?;
    println!("in all\n{}", policy.diff(&now));
    client.send(DeleteKey::new(&key.sid)).await?;
    Ok(())
}
