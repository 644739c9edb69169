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

/// Whether text under this name is never to be shown, unless its format says that it is something else.
pub fn is_telling(wire: &str) -> bool {
    let words = name::name(wire, Case::Value);
    let telling =
        |ending: &str| words.strip_suffix(ending).is_some_and(|before| before.is_empty() || before.ends_with('_'));
    ENDINGS.into_iter().any(telling)
}

/// Whether a format leaves it to the name: how bytes are spelt says nothing of what they are.
pub fn tells_nothing(format: &str) -> bool {
    matches!(format, "" | "byte" | "binary")
}

#[cfg(test)]
mod tests {
    use super::{is_telling, tells_nothing};

    #[test]
    fn telling_names_are_secrets() {
        for name in ["secret", "client_secret", "SipAuthPassword", "auth_token", "secondaryAuthToken", "PrivateKey"] {
            assert!(is_telling(name), "{name}");
        }
        for name in ["PageToken", "nextToken", "secretary", "password_url", "public_key"] {
            assert!(!is_telling(name), "{name}");
        }
        assert!(tells_nothing("byte") && !tells_nothing("uri"));
    }
}
