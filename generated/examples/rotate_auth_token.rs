//! Replaces the auth token of the account, storing the new one before the old one stops working.
//!
//! `TWILIO_ACCOUNT_SID=AC... TWILIO_AUTH_TOKEN=... cargo run --example rotate_auth_token -- new-token.txt`, or with the
//! variables that `cargo xtask fake` prints.

use std::path::PathBuf;
use std::{env, error::Error, fs, io::Write};
use twilio_iam::flow::Left;
use twilio_iam::{Client, Secret, api_v2010::accounts::FetchAccount};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let path = PathBuf::from(env::args().nth(1).ok_or("name the file for the new token")?);
    let client = Client::from_env()?;

    let rotated = client
        .rotate_auth_token(async |token, new| {
            store(&path, &token)?;
            // Any request that the application depends on, made with the new token, while the old one still works.
            let account = new.send(FetchAccount::new(new.account_sid())).await?;
            println!("stored a token that works for {}", account.sid);
            Ok::<(), Box<dyn Error + Send + Sync>>(())
        })
        .await;

    match rotated {
        Ok(client) => {
            let account = client.send(FetchAccount::new(client.account_sid())).await?;
            println!("the new token is the primary one of {}", account.sid);
            Ok(())
        }
        Err(error) => {
            eprintln!("{error}");
            match error.into_left() {
                // The old token is in force; the new one is stored, and can be promoted later.
                Left::Both(rotation) => rotation.abandon().await?,
                Left::Unknown(_) => eprintln!("keep the old token and {} until one is refused", path.display()),
                _ => {}
            }
            Err("the token was not rotated".into())
        }
    }
}

/// Stands in for a vault: a file that nobody else can read.
fn store(path: &PathBuf, token: &Secret) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(token.expose_secret().as_bytes())?;
    file.sync_all()
}
