//! What enters: a text, and the prefixes that a SID may have. What leaves: nothing, or what is wrong with the text and what
//! to do, without a text that might be a secret.

use std::fmt;

/// Holds a text against the shape of a SID.
pub(crate) fn check(text: &str, prefixes: &'static [&'static str]) -> Result<(), InvalidSid> {
    let prefix = text.get(..2).filter(|prefix| prefix.bytes().all(|byte| byte.is_ascii_uppercase()));
    let digits = text.get(2..).unwrap_or_default();
    let shaped = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    match prefix {
        Some(prefix) if shaped && (prefixes.is_empty() || prefixes.contains(&prefix)) => Ok(()),
        _ => Err(InvalidSid {
            expected: prefixes,
            prefix: prefix.filter(|_| shaped || text.len() != 32).map(str::to_owned),
            length: text.chars().count(),
            shaped: shaped && prefix.is_some(),
        }),
    }
}

/// A text that is not the SID that it should be. It says what to do, and shows at most two characters of the text:
/// auth tokens have been pasted where SIDs belong.
///
/// ```
/// let error = twilio_iam::Sid::new("0123456789abcdef0123456789abcdef").unwrap_err();
/// assert_eq!(error.to_string(), "a SID is two capital letters and 32 hexadecimal digits; this has 32 characters");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSid {
    expected: &'static [&'static str],
    prefix: Option<String>,
    length: usize,
    shaped: bool,
}

impl fmt::Display for InvalidSid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.expected {
            [one] => kind(one),
            _ => None,
        };
        let wanted = match kind {
            Some(kind) => format!("{} SID", kind.trim_start_matches("an ").trim_start_matches("a ")),
            None => "SID".to_owned(),
        };
        match &self.prefix {
            Some(prefix) if self.shaped => {
                match self::kind(prefix) {
                    Some(kind) => write!(f, "this is {kind} SID")?,
                    None => write!(f, "this SID starts with {prefix}")?,
                }
                write!(f, "; the {wanted} starts with {}", self.expected.join(" or "))
            }
            prefix => {
                match self.expected {
                    [] => f.write_str("a SID is two capital letters and 32 hexadecimal digits; this ")?,
                    prefixes => {
                        write!(f, "the {wanted} is {} and 32 hexadecimal digits; this ", prefixes.join(" or "))?;
                    }
                }
                if let Some(prefix) = prefix {
                    write!(f, "starts with {prefix} and ")?;
                }
                match self.length {
                    0 => f.write_str("is empty"),
                    1 => f.write_str("has 1 character"),
                    length => write!(f, "has {length} characters"),
                }
            }
        }
    }
}

impl std::error::Error for InvalidSid {}

/// The kinds of SID that users mix up (Twilio glossary, "String Identifier"), with their article.
fn kind(prefix: &str) -> Option<&'static str> {
    Some(match prefix {
        "AC" => "an account",
        "SK" => "an API key",
        "CR" => "a credential",
        "GN" => "a safe list number",
        "AP" => "an application",
        "MG" => "a messaging service",
        "PN" => "a phone number",
        "SM" | "MM" => "a message",
        "CA" => "a call",
        "US" => "a user",
        "OR" => "an organization",
        _ => return None,
    })
}
