//! The name and format of a text in; whether it is a secret out.

use crate::name::{self, Case};

/// Endings of names that mark a secret even where the document forgets to: Twilio's mark some and miss others.
const ENDINGS: [&str; 9] = [
    "secret",
    "password",
    "passphrase",
    "auth_token",
    "access_token",
    "refresh_token",
    "id_token",
    "bearer_token",
    "private_key",
];

/// Whether text under this name is never to be shown: `format: password` says so, and so does a telling name.
pub fn is_secret(wire: &str, format: &str) -> bool {
    let words = name::name(wire, Case::Value);
    let telling =
        |ending: &str| words.strip_suffix(ending).is_some_and(|before| before.is_empty() || before.ends_with('_'));
    format == "password" || (format.is_empty() && ENDINGS.into_iter().any(telling))
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn telling_names_are_secrets() {
        for name in ["secret", "client_secret", "SipAuthPassword", "auth_token", "secondaryAuthToken", "PrivateKey"] {
            assert!(is_secret(name, ""), "{name}");
        }
        for name in ["PageToken", "nextToken", "secretary", "password_url", "public_key"] {
            assert!(!is_secret(name, ""), "{name}");
        }
        assert!(is_secret("Credentials", "password"));
        assert!(!is_secret("secret", "uri"));
    }
}
