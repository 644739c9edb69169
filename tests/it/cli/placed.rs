//! Where requests go, and for which region keys and tokens are: what the profile, the flags and the environment say.

use super::tool::Tool;
use serde_json::Value;
use std::fs;
use twilio_iam::jwt::AccessToken;
use twilio_iam_fake::Fake;

fn variable(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn the_environment_sends_credentials_to_this_machine_alone() {
    let tool = Tool::anonymous(Fake::spawn());
    let (account, key) = (tool.fake.account_sid(), tool.fake.main_key());
    let secret = format!("{}\n", key.password.expose());
    assert_eq!(tool.run_with(&["login", &account, "-p", "main", "--api-key", &key.username], &[], &secret).code, 0);
    let token = format!("{}\n", tool.fake.auth_token());
    for elsewhere in ["https://twilio.example.com", "http://twilio.example.com", "https://127.0.0.1.example.com:8443"] {
        let elsewhere = [variable("TWILIO_BASE_URL", elsewhere)];
        for (arguments, input) in [
            (&["-p", "main", "api:core:keys:list"][..], ""),
            (&["api:core:keys:list"], ""),
            (&["login", &account, "-p", "other"], token.as_str()),
        ] {
            let printed = tool.run_with(arguments, &elsewhere, input);
            assert_eq!((printed.code, printed.stdout.as_str()), (1, ""), "{}", printed.stderr);
            assert!(printed.stderr.starts_with("error: TWILIO_BASE_URL is not on this machine"), "{}", printed.stderr);
        }
    }
    assert!(tool.run(&["--help"]).stdout.contains("TWILIO_BASE_URL"));
}

#[test]
fn a_token_is_for_the_region_of_the_credentials() {
    let mut tool = Tool::anonymous(Fake::spawn());
    let (account, key) = (tool.fake.account_sid(), tool.fake.main_key());
    let secret = format!("{}\n", key.password.expose());
    for (id, region) in [("ie", &["--region", "ie1"][..]), ("us", &["--region", "us1"]), ("none", &[])] {
        let login = [&["login", &account, "-p", id, "--api-key", &key.username], region].concat();
        assert_eq!(tool.run_with(&login, &[], &secret).code, 0);
    }
    let verifier = AccessToken::verifier(&key.username, key.password.expose()).unwrap();
    let region = |tool: &Tool, more: &[&str], variables: &[(String, String)]| {
        let out = tool.run_with(&[&["token", "create", "--identity", "alice"], more].concat(), variables, "");
        assert_eq!(out.code, 0, "{}", out.stderr);
        verifier.verify(out.stdout.trim_end()).unwrap().region
    };
    let au1 = [variable("TWILIO_REGION", "au1")];
    assert_eq!(region(&tool, &["-p", "ie"], &[]).as_deref(), Some("ie1"));
    assert_eq!(region(&tool, &["-p", "ie"], &au1).as_deref(), Some("ie1"));
    assert_eq!(region(&tool, &["-p", "ie", "--region", "jp1"], &[]).as_deref(), Some("jp1"));
    assert_eq!(region(&tool, &["-p", "us"], &au1), None);
    assert_eq!(region(&tool, &["-p", "none"], &[]), None);
    assert_eq!(region(&tool, &["-p", "none"], &au1).as_deref(), Some("au1"));
    tool.environment.extend([
        variable("TWILIO_ACCOUNT_SID", &account),
        variable("TWILIO_API_KEY", &key.username),
        variable("TWILIO_API_SECRET", key.password.expose()),
    ]);
    assert_eq!(region(&tool, &[], &au1).as_deref(), Some("au1"));

    // What would be left out without a word is refused.
    let push = ["token", "create", "--identity", "a", "--push-credential-sid", "CR0123456789abcdef0123456789abcdef"];
    let out = tool.run(&push);
    assert_eq!(out.code, 2, "{}", out.stderr);
    assert!(out.stderr.contains("<--voice-incoming|--voice-application-sid <AP...>>"), "{}", out.stderr);
    assert_eq!(tool.run(&[&push[..], &["--voice-incoming"]].concat()).code, 0);
}

#[test]
fn a_profile_remembers_where_its_key_was_made() {
    let tool = Tool::anonymous(Fake::spawn());
    let account = tool.fake.account_sid();
    let token = format!("{}\n", tool.fake.auth_token());
    let set = [variable("TWILIO_REGION", "ie1"), variable("TWILIO_EDGE", "dublin")];
    let kept = |arguments: &[&str], variables: &[(String, String)]| {
        let printed =
            tool.run_with(&[&["login", &account, "-p", "work", "--force"], arguments].concat(), variables, &token);
        assert_eq!(printed.code, 0, "{}", printed.stderr);
        let file: Value = serde_json::from_str(&fs::read_to_string(tool.file()).unwrap()).unwrap();
        let member = |name: &str| file["profiles"]["work"][name].as_str().map(str::to_owned);
        (member("region"), member("edge"))
    };
    let both = |region: &str, edge: &str| (Some(region.to_owned()), Some(edge.to_owned()));
    assert_eq!(kept(&[], &set), both("ie1", "dublin"));
    assert_eq!(kept(&["--region", "au1", "--edge", "sydney"], &set), both("au1", "sydney"));
    assert_eq!(kept(&[], &[]), (None, None));
}

#[test]
fn a_profile_may_be_called_as_a_command_is() {
    let tool = Tool::anonymous(Fake::spawn());
    let (account, key) = (tool.fake.account_sid(), tool.fake.main_key());
    let secret = format!("{}\n", key.password.expose());
    for id in ["token", "api:prod"] {
        assert_eq!(tool.run_with(&["login", &account, "-p", id, "--api-key", &key.username], &[], &secret).code, 0);
        let out = tool.run(&["-p", id, "api:core:keys:list", "-o", "none"]);
        assert_eq!(out.code, 0, "{}", out.stderr);
    }
}

#[test]
fn a_list_that_has_no_records_member_is_no_empty_list() {
    use twilio_iam_fake::{Canned, Edit, Fault, Rule};
    for (fault, problem) in [
        (Canned::new(200).body("application/json", "{}").into(), "$.keys: expected an array, found nothing"),
        (Fault::remove("/keys"), "$.keys: expected an array, found nothing"),
        (Fault::set("/next_page_uri", 1), "$.next_page_uri: expected a string, found a number"),
        (Fault::Edit(vec![Edit::Set("/keys".to_owned(), Value::Null)]), "$.keys: expected an array, found null"),
    ] {
        let tool = Tool::new(Fake::spawn());
        tool.fake.add_rule(Rule::new("GET", "/2010-04-01/**", fault));
        let printed = tool.run(&["api:core:keys:list"]);
        assert_eq!((printed.code, printed.stdout.as_str()), (1, ""), "{}", printed.stderr);
        let expected = format!("error: api_v2010::keys::ListKeys: the answer cannot be read: {problem}");
        assert!(printed.stderr.starts_with(&expected), "{}", printed.stderr);
    }
}

#[test]
#[cfg(unix)]
fn a_link_that_leads_nowhere_costs_no_key() {
    let tool = Tool::anonymous(Fake::spawn());
    std::os::unix::fs::symlink("/nowhere/at/all.json", tool.file()).unwrap();
    let account = tool.fake.account_sid();
    let printed = tool.run_with(&["login", &account], &[], &format!("{}\n", tool.fake.auth_token()));
    assert_eq!(printed.code, 1);
    assert!(printed.stderr.contains("is a link to /nowhere/at/all.json, which is not there"), "{}", printed.stderr);
    assert!(fs::symlink_metadata(tool.file()).unwrap().is_symlink() && tool.fake.requests().is_empty());
}
