//! The command line tool's file: what is in it is kept, who can read it is said, and it is never half written.

use std::fs;
use twilio_iam::profile::{Profile, ProfileError, ProfileFile};

const FILE: &str = r#"{
  "activeProject": "staging",
  "edge": "dublin",
  "email": {"fromEmail": "a@b.example", "tokens": [1, null, "x"]},
  "profiles": {
    "main": {"accountSid": "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "region": "ie1"},
    "staging": {
      "accountSid": "ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
      "apiKey": "SKcccccccccccccccccccccccccccccccc",
      "apiSecret": "hunter2",
      "note": ["kept"]
    }
  },
  "prompts": {"acked": true}
}"#;

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn what_was_read_is_written_again_known_or_not() {
    let file = ProfileFile::from_json(FILE).unwrap();
    assert_eq!(json(file.to_json().unwrap().expose_secret()), json(FILE));
    assert_eq!((file.edge(), file.active(), file.profiles().count()), (Some("dublin"), Some("staging"), 2));
    let staging = file.choose(None).unwrap();
    assert_eq!(staging.api_secret.as_ref().unwrap().expose_secret(), "hunter2");
    assert_eq!(file.choose(Some("main")).unwrap().region.as_deref(), Some("ie1"));
    let empty = ProfileFile::from_json("{}").unwrap();
    assert_eq!(json(empty.to_json().unwrap().expose_secret()), json(r#"{"profiles": {}}"#));
}

#[test]
fn which_profile_it_is() {
    let mut file = ProfileFile::from_json(FILE).unwrap();
    let missing = file.choose(Some("prod")).unwrap_err().to_string();
    assert_eq!(missing, r#"there is no profile "prod"; there are main, staging"#);
    assert!(file.activate("prod").is_err());
    file.activate("main").unwrap();
    assert!(file.choose(None).unwrap().api_key.is_none());
    file.remove("main").unwrap();
    assert_eq!(file.active(), None);
    // The only one there is.
    assert!(file.choose(None).unwrap().api_key.is_some());
    file.insert("other", Profile::new("AC", "SK", "s"));
    assert!(matches!(file.choose(None), Err(ProfileError::NoneActive { .. })));
}

#[test]
fn no_error_and_no_debug_shows_what_is_in_the_file() {
    assert!(!format!("{:?}", ProfileFile::from_json(FILE).unwrap()).contains("hunter2"));
    for text in [
        r#"{"profiles": {"a": {"apiSecret": ["hunter2"]}}}"#,
        r#"{"profiles": {"a": "hunter2"}}"#,
        r#"{"profiles": "hunter2"}"#,
        r#""hunter2""#,
        r#"{"activeProject": {"hunter2": 1}}"#,
        r#"{"profiles": {"a": {"apiSecret": "hunter2"}"#,
        "",
    ] {
        let error = ProfileFile::from_json(text).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
}

#[test]
fn a_file_is_written_whole_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/config.json");
    let file = ProfileFile::from_json(FILE).unwrap();
    file.save(&path).unwrap();
    let loaded = ProfileFile::load(&path).unwrap();
    assert_eq!((loaded.exposed(), &loaded), (None, &file));
    file.save(&path).unwrap();
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    assert!(matches!(ProfileFile::load(folder.path().join("none")), Err(ProfileError::Io { .. })));
    // What stands in the way is a folder: the old state stays, and nothing is left beside it.
    let blocked = folder.path().join("blocked.json");
    fs::create_dir(&blocked).unwrap();
    assert!(file.save(&blocked).is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_read_is_reported_and_put_right_by_writing() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    fs::write(&path, FILE).unwrap();
    for (mode, exposed) in [(0o600, false), (0o644, true), (0o640, true), (0o604, true), (0o400, false), (0o620, true)]
    {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let file = ProfileFile::load(&path).unwrap();
        assert_eq!(file.exposed().is_some(), exposed, "{mode:o}");
        if let Some(exposed) = file.exposed() {
            let advice = format!("(mode {mode:o}): run `chmod 600 {}`", path.display());
            assert!(exposed.to_string().ends_with(&advice), "{exposed}");
        }
    }
    let link = folder.path().join("link.json");
    symlink(&path, &link).unwrap();
    ProfileFile::load(&link).unwrap().save(&link).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(ProfileFile::load(&path).unwrap().exposed().is_none());
}

#[cfg(feature = "client")]
mod chain {
    use super::FILE;
    use std::fs;
    use twilio_iam::Client;
    use twilio_iam::profile::{CredentialChain, Environment, ProfileSource};

    const ENVIRONMENT: &str = "ACeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";

    fn environment(name: &str) -> Option<String> {
        Some(match name {
            "TWILIO_ACCOUNT_SID" => ENVIRONMENT.to_owned(),
            "TWILIO_AUTH_TOKEN" => "a token".to_owned(),
            "TWILIO_EDGE" => String::new(),
            _ => return None,
        })
    }

    fn file(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.json");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    fn told(source: ProfileSource) -> String {
        CredentialChain::new().then(source).resolve().unwrap_err().to_string()
    }

    #[test]
    fn the_environment_wins_over_the_active_profile_and_not_over_a_named_one() {
        let (_folder, path) = file(FILE);
        let active = || ProfileSource::active().file(&path);
        let found = CredentialChain::new().then(Environment::of(environment)).then(active()).resolve().unwrap();
        assert_eq!((found.source(), found.credentials().account_sid().as_str()), ("the environment", ENVIRONMENT));
        let found = CredentialChain::new().then(Environment::of(|_| None)).then(active()).resolve().unwrap();
        assert_eq!(found.source(), "the active profile");
        assert_eq!(found.credentials().account_sid().as_str(), "ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
        let client = found.apply(Client::builder()).build().unwrap();
        assert_eq!(client.account_sid().as_str(), "ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
        #[cfg(unix)]
        assert!(found.warnings()[0].contains("chmod 600"), "{found:?}");
        assert!(!format!("{found:?}").contains("hunter2"));
        let named = CredentialChain::command_line(Some("staging"));
        assert_eq!(format!("{named:?}"), r#"["the profile \"staging\""]"#);
        assert_eq!(
            format!("{:?}", CredentialChain::command_line(None)),
            r#"["the environment", "the active profile"]"#
        );
    }

    #[test]
    fn half_of_a_source_is_an_error_and_not_a_reason_to_ask_the_next() {
        let (_folder, path) = file(FILE);
        let half = |name: &str| environment(name).filter(|_| name == "TWILIO_ACCOUNT_SID");
        let chain = CredentialChain::new().then(Environment::of(half)).then(ProfileSource::active().file(&path));
        let error = chain.resolve().unwrap_err().to_string();
        assert!(error.starts_with("the environment cannot be used: TWILIO_ACCOUNT_SID needs "), "{error}");
        let error = told(ProfileSource::named("main").file(&path));
        assert!(error.starts_with(r#"the profile "main" cannot be used: apiKey is not in the profile"#), "{error}");
        let error = told(ProfileSource::named("prod").file(&path));
        assert_eq!(error, r#"the profile "prod" cannot be used: there is no profile "prod"; there are main, staging"#);
        let (_folder, path) = file(&FILE.replace("\"staging\",", "\"gone\","));
        assert!(told(ProfileSource::active().file(&path)).contains(r#"there is no profile "gone""#));
        let kept = r#"{"profiles": {"a": {"accountSid": "AC", "apiKey": "SK", "keyring": true}}}"#;
        let (_folder, path) = file(kept);
        let error = told(ProfileSource::named("a").file(&path));
        assert!(error.contains("apiSecret is in the keyring of the operating system"), "{error}");
        let (_folder, path) = file("{");
        assert!(told(ProfileSource::active().file(&path)).contains("cannot be read at line 1"));
    }

    #[test]
    fn no_file_and_no_profiles_are_no_credentials() {
        let (folder, path) = file("{}");
        for path in [path, folder.path().join("none")] {
            let error = told(ProfileSource::active().file(path));
            assert!(error.starts_with("there are no credentials: none in the active profile; set "), "{error}");
        }
    }
}
