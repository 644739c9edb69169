//! The ways to say who one is that take more than an account and a secret: an OAuth application, and signed requests.

use super::tool::Tool;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use twilio_iam::pkcv::KeyPair;
use twilio_iam_fake::{Fake, OauthClientSeed};

const LIST: [&str; 5] = ["api:accounts:v1:credentials:aws:list", "-o", "json", "--debug", "--no-limit"];

fn set(tool: &mut Tool, variables: &[(&str, &str)]) {
    tool.environment.push(("TWILIO_ACCOUNT_SID".to_owned(), tool.fake.account_sid()));
    tool.environment.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
}

#[test]
fn an_oauth_application_is_enough() {
    let mut tool = Tool::anonymous(Fake::spawn());
    let client = tool.fake.add_oauth_client(&OauthClientSeed::default());
    let (id, secret) = (client.client_id.clone(), client.client_secret.expose().to_owned());
    set(&mut tool, &[("TWILIO_CLIENT_ID", &id), ("TWILIO_CLIENT_SECRET", &secret)]);
    let out = tool.run(&LIST);
    assert_eq!((out.code, out.stdout.as_str()), (0, "[]\n"), "{}", out.stderr);
    let requests = tool.fake.requests();
    let paths: Vec<&str> = requests.iter().map(|request| request.path()).collect();
    assert_eq!(paths, ["/v2/token", "/v1/Credentials/AWS"]);
    let bearer = requests[1].authorization().unwrap().strip_prefix("Bearer ").unwrap();
    assert!(!out.stderr.contains(&secret) && !out.stderr.contains(bearer), "{}", out.stderr);

    // A wrong secret is an answer of Twilio's, and no other credentials are tried.
    tool.environment.retain(|(name, _)| name != "TWILIO_CLIENT_SECRET");
    tool.environment.push(("TWILIO_CLIENT_SECRET".to_owned(), "not the secret at all".to_owned()));
    let out = tool.run(&LIST[..1]);
    assert!(out.code != 0 && out.stderr.starts_with("error"), "{}", out.stderr);
    assert!(!out.stderr.contains("not the secret at all"), "{}", out.stderr);
}

#[test]
fn requests_are_signed_with_the_key_of_the_file() {
    let mut tool = Tool::anonymous(Fake::spawn());
    let (pair, key) = (KeyPair::generate().unwrap(), tool.fake.main_key());
    let path = tool.folder.path().join("private key.pem");
    std::fs::write(&path, pair.private_key_pem().unwrap().expose_secret()).unwrap();
    let path = path.display().to_string();
    set(&mut tool, &[("TWILIO_API_KEY", &key.username), ("TWILIO_API_SECRET", key.password.expose())]);

    // The public half is registered by a request that is not signed yet.
    let pem = pair.public_key_pem().unwrap();
    let create = ["api:accounts:v1:credentials:public-keys:create", "--public-key", &pem, "-o", "json"];
    let out = tool.run(&create);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let sid = serde_json::from_str::<Value>(&out.stdout).unwrap()["sid"].as_str().unwrap().to_owned();
    assert_eq!(tool.fake.take_requests()[0].header("Twilio-Client-Validation"), None);

    let named = [("TWILIO_PUBLIC_KEY_SID".to_owned(), sid.clone()), ("TWILIO_PRIVATE_KEY_FILE".to_owned(), path)];
    // Also with a profile, whose key it is then.
    let account = tool.fake.account_sid();
    let login = ["login", &account, "-p", "main", "--api-key", &key.username];
    assert_eq!(tool.run_with(&login, &[], &format!("{}\n", key.password.expose())).code, 0);
    for more in [&[][..], &["-p", "main"]] {
        let out = tool.run_with(&[&LIST[..], more].concat(), &named, "");
        assert_eq!(out.code, 0, "{}", out.stderr);
        let request = tool.fake.take_requests().remove(0);
        let signature = request.header("Twilio-Client-Validation").unwrap();
        let part = |index| URL_SAFE_NO_PAD.decode(signature.split('.').nth(index).unwrap()).unwrap();
        let (head, claims): (Value, Value) =
            (serde_json::from_slice(&part(0)).unwrap(), serde_json::from_slice(&part(1)).unwrap());
        assert_eq!((&head["kid"], &claims["iss"]), (&Value::from(sid.as_str()), &Value::from(key.username.as_str())));
        assert!(!out.stderr.contains(signature), "{}", out.stderr);
    }

    // What cannot be signed is not sent.
    let fails = |tool: &Tool, variables: &[(String, String)], expected: &str| {
        let out = tool.run_with(&LIST[..1], variables, "");
        assert_eq!(out.code, 1);
        assert!(out.stderr.contains(expected), "{}", out.stderr);
        assert_eq!(tool.fake.requests(), []);
    };
    fails(&tool, &named[..1], "TWILIO_PUBLIC_KEY_SID needs TWILIO_PRIVATE_KEY_FILE, not set");
    fails(&tool, &named[1..], "TWILIO_PRIVATE_KEY_FILE needs TWILIO_PUBLIC_KEY_SID, not set");
    let with = |index: usize, value: &str| {
        let mut named = named.clone();
        named[index].1 = value.to_owned();
        named
    };
    fails(&tool, &with(0, &key.username), "TWILIO_PUBLIC_KEY_SID: this is an API key SID");
    fails(&tool, &with(1, "/nowhere/key.pem"), "/nowhere/key.pem: ");
    std::fs::write(&named[1].1, &pem).unwrap();
    fails(&tool, &named, "private key.pem: ");
    let fake = std::mem::replace(&mut tool.fake, Fake::spawn());
    tool.environment.retain(|(name, _)| !name.starts_with("TWILIO_API"));
    tool.environment.push(("TWILIO_AUTH_TOKEN".to_owned(), fake.auth_token()));
    fails(&tool, &named, "only requests of an API key can be signed");
}
