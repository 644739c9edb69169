//! Creates, lists, restricts and deletes API keys: against a fake Twilio that it starts in its own process, or, only when
//! it is given `--live`, with the credentials of the environment.

use std::{env, error::Error, process::ExitCode};

use twilio_iam::iam_v1::keys::{CreateKey, DeleteKey, FetchKey, ListKeys, UpdateKey};
use twilio_iam::{Client, Credentials, KeySid, Policy};
use twilio_iam_fake::Fake;

const USAGE: &str = "usage: quickstart [--live]

Without --live nothing leaves this machine: a fake Twilio is started in this process.
--live uses the credentials of the environment (TWILIO_ACCOUNT_SID with TWILIO_API_KEY and TWILIO_API_SECRET, or with
TWILIO_AUTH_TOKEN) and makes two real keys, which it deletes again.";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => on_a_fake().await,
        ["--live"] => live().await,
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            if let Some(hint) = error.downcast_ref::<twilio_iam::Error>().and_then(twilio_iam::Error::hint) {
                eprintln!("hint: {hint}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn on_a_fake() -> Result<(), Box<dyn Error>> {
    match Credentials::from_env() {
        Ok(_) => println!("The credentials of the environment stay unused: give --live to make real keys with them."),
        Err(_) => println!("No credentials are set."),
    }
    let fake = Fake::start().await;
    println!("Starting a fake Twilio in this process, at {}. Nothing leaves this machine.\n", fake.url());
    let credentials = Credentials::auth_token(fake.account_sid(), fake.auth_token())?;
    tour(&Client::builder().credentials(credentials).base_url(fake.url()).build()?).await
}

async fn live() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    println!("Making two real keys of {}, and deleting them again.\n", client.account_sid());
    tour(&client).await
}

/// Deletes what it made, whatever happened on the way.
async fn tour(client: &Client) -> Result<(), Box<dyn Error>> {
    let mut made = Vec::new();
    let shown = show(client, &mut made).await;
    for sid in &made {
        client.send(DeleteKey::new(sid)).await?;
        println!("deleted    {sid}");
    }
    shown
}

async fn show(client: &Client, made: &mut Vec<KeySid>) -> Result<(), Box<dyn Error>> {
    let standard = client.send(CreateKey::new(client.account_sid()).friendly_name("quickstart, standard")).await?;
    made.push(standard.sid.clone());
    println!("created    {}, a standard key", standard.sid);

    let read = Policy::allow(["/twilio/messaging/messages/read"])?;
    let create = CreateKey::new(client.account_sid()).friendly_name("quickstart, restricted").restricted(read);
    let restricted = client.send(create).await?;
    made.push(restricted.sid.clone());
    // This reply is the only one that ever carries the secret: a program would store it now.
    println!("created    {}, a restricted key; its secret: {:?}", restricted.sid, restricted.secret);

    let mut keys = client.items(ListKeys::new(client.account_sid())).limit(10);
    while let Some(key) = keys.try_next().await? {
        println!("listed     {}  {}", key.sid, key.friendly_name.unwrap_or_default());
    }

    let both = Policy::allow(["/twilio/messaging/messages/read", "/twilio/messaging/messages/list"])?;
    client.send(UpdateKey::new(&restricted.sid).policy(both)).await?;
    let key = client.send(FetchKey::new(&restricted.sid)).await?;
    let allowed = key.policy.map(|policy| policy.permissions().join(" and ")).unwrap_or_default();
    println!("restricted {} to {allowed}", key.sid);
    Ok(())
}
