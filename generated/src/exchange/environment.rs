//! What enters: environment variables by name. What leaves: credentials, region, edge and base URL, or the names of what
//! is missing.

use super::credentials::{Credentials, Means, account, key, secret};
use crate::{Invalid, Secret};

/// A variable's value; one that is set to nothing counts as not set.
pub(crate) type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The process's own environment.
pub(crate) fn process(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

const ACCOUNT: &str = "TWILIO_ACCOUNT_SID";
const KEY: &str = "TWILIO_API_KEY";
const KEY_SECRET: &str = "TWILIO_API_SECRET";
const CLIENT: &str = "TWILIO_CLIENT_ID";
const CLIENT_SECRET: &str = "TWILIO_CLIENT_SECRET";
const TOKEN: &str = "TWILIO_AUTH_TOKEN";

impl Credentials {
    /// Credentials out of `TWILIO_ACCOUNT_SID` with `TWILIO_API_KEY` and `TWILIO_API_SECRET`, which win over
    /// `TWILIO_AUTH_TOKEN`, as Twilio's command line tool reads them. Between the two come `TWILIO_CLIENT_ID` and
    /// `TWILIO_CLIENT_SECRET` of an OAuth application.
    ///
    /// # Errors
    ///
    /// [`Invalid`], which names the variables that are missing or says what is wrong with one.
    ///
    /// ```no_run
    /// let credentials = twilio_iam::Credentials::from_env()?;
    /// # Ok::<(), twilio_iam::Invalid>(())
    /// ```
    pub fn from_env() -> Result<Self, Invalid> {
        credentials(&process)
    }

    /// Test credentials out of `TWILIO_TEST_ACCOUNT_SID` and `TWILIO_TEST_AUTH_TOKEN`.
    ///
    /// # Errors
    ///
    /// As [`Self::from_env`].
    ///
    /// ```no_run
    /// let credentials = twilio_iam::Credentials::test_from_env()?;
    /// # Ok::<(), twilio_iam::Invalid>(())
    /// ```
    pub fn test_from_env() -> Result<Self, Invalid> {
        test_credentials(&process)
    }
}

pub(crate) fn credentials(variable: Variables<'_>) -> Result<Credentials, Invalid> {
    // Wiped also where one of the others is wrong.
    let hidden = |name| variable(name).map(Secret::new);
    let (sid, key_sid, key_secret, token) = (variable(ACCOUNT), variable(KEY), hidden(KEY_SECRET), hidden(TOKEN));
    let oauth = variable(CLIENT).zip(hidden(CLIENT_SECRET));
    let missing = match (&key_sid, &key_secret, &token) {
        _ if oauth.is_some() => None,
        (Some(_), Some(_), _) | (_, _, Some(_)) => None,
        (Some(_), None, None) => Some(KEY_SECRET),
        (None, Some(_), None) => Some(KEY),
        (None, None, None) => Some("TWILIO_API_KEY and TWILIO_API_SECRET (or TWILIO_AUTH_TOKEN)"),
    };
    let sid = match (sid, missing) {
        (Some(sid), None) => account(ACCOUNT, &sid)?,
        (Some(_), Some(missing)) => return Err(Invalid::setting(ACCOUNT, format!("needs {missing}, not set"))),
        (None, None) => return Err(Invalid::setting(ACCOUNT, "is not set")),
        (None, Some(missing)) => return Err(Invalid::setting(ACCOUNT, format!("is not set, nor {missing}"))),
    };
    match (key_sid, key_secret, oauth, token) {
        (Some(key_sid), Some(key_secret), ..) => {
            let key_secret = secret(KEY_SECRET, key_secret)?;
            Ok(Credentials::of(sid, Means::ApiKey { sid: key(KEY, &key_sid)?, secret: key_secret }))
        }
        (_, _, Some((client_id, client_secret)), _) => {
            let client_secret = secret(CLIENT_SECRET, client_secret)?;
            Ok(Credentials::of(sid, Means::OAuth { client_id, client_secret }))
        }
        (.., Some(token)) => Ok(Credentials::of(sid, Means::AuthToken(secret(TOKEN, token)?))),
        _ => Err(Invalid::setting(TOKEN, "is not set")),
    }
}

pub(crate) fn test_credentials(variable: Variables<'_>) -> Result<Credentials, Invalid> {
    const ACCOUNT: &str = "TWILIO_TEST_ACCOUNT_SID";
    const TOKEN: &str = "TWILIO_TEST_AUTH_TOKEN";
    let sid = variable(ACCOUNT).ok_or_else(|| Invalid::setting(ACCOUNT, "is not set"))?;
    let token = variable(TOKEN).map(Secret::new).ok_or_else(|| Invalid::setting(TOKEN, "is not set"))?;
    Ok(Credentials::of(account(ACCOUNT, &sid)?, Means::Test(secret(TOKEN, token)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AC: &str = "AC0123456789abcdef0123456789abcdef";
    const SK: &str = "SK0123456789abcdef0123456789abcdef";

    fn read(set: &[(&str, &str)]) -> Result<Credentials, String> {
        let variable = |name: &str| set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned());
        credentials(&variable).map_err(|error| error.to_string())
    }

    #[test]
    fn the_key_wins_over_the_token_and_half_a_key_does_not() {
        let all = [(ACCOUNT, AC), (KEY, SK), (KEY_SECRET, "s"), (TOKEN, "t")];
        assert!(matches!(read(&all).unwrap().means(), Means::ApiKey { .. }));
        assert!(matches!(read(&all[..3]).unwrap().means(), Means::ApiKey { .. }));
        assert!(matches!(read(&[all[0], all[3]]).unwrap().means(), Means::AuthToken(_)));
        assert!(matches!(read(&[all[0], all[1], all[3]]).unwrap().means(), Means::AuthToken(_)));
        let oauth = [(CLIENT, "OQ1"), (CLIENT_SECRET, "s")];
        let with = |more: &[(&'static str, &'static str)]| read(&[&[all[0]], &oauth[..], more].concat()).unwrap();
        assert!(matches!(with(&[]).means(), Means::OAuth { .. }));
        assert!(matches!(with(&[all[3]]).means(), Means::OAuth { .. }));
        assert!(matches!(with(&all[1..3]).means(), Means::ApiKey { .. }));
        assert!(matches!(read(&[all[0], oauth[0], all[3]]).unwrap().means(), Means::AuthToken(_)));
    }

    #[test]
    fn what_is_missing_is_named() {
        let both = "TWILIO_API_KEY and TWILIO_API_SECRET (or TWILIO_AUTH_TOKEN)";
        let cases: [(&[(&str, &str)], String); 6] = [
            (&[], format!("TWILIO_ACCOUNT_SID is not set, nor {both}")),
            (&[(ACCOUNT, AC)], format!("TWILIO_ACCOUNT_SID needs {both}, not set")),
            (&[(ACCOUNT, AC), (KEY, SK)], "TWILIO_ACCOUNT_SID needs TWILIO_API_SECRET, not set".to_owned()),
            (&[(ACCOUNT, AC), (KEY_SECRET, "s")], "TWILIO_ACCOUNT_SID needs TWILIO_API_KEY, not set".to_owned()),
            (&[(TOKEN, "t")], "TWILIO_ACCOUNT_SID is not set".to_owned()),
            (
                &[(ACCOUNT, SK), (TOKEN, "t")],
                "TWILIO_ACCOUNT_SID is the SID of an API key, not of an account: give the SID of the account, which \
                 starts with AC; a key goes with its secret beside it"
                    .to_owned(),
            ),
        ];
        for (set, expected) in cases {
            assert_eq!(read(set).unwrap_err(), expected);
        }
    }
}
