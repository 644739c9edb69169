//! What enters: the parser's refusal of the arguments. What leaves: the same without what may be a secret that landed in the
//! wrong place: a word is repeated only where it is nearly a name of ours, or is a number where one is due.

use super::secrets::HIDDEN;
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

pub(super) fn covered(mut error: Error) -> Error {
    // These repeat what was typed.
    error.remove(ContextKind::Suggested);
    let (typed, near) = match error.kind() {
        ErrorKind::UnknownArgument => (ContextKind::InvalidArg, ContextKind::SuggestedArg),
        ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, ContextKind::SuggestedSubcommand),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::TooManyValues => {
            (ContextKind::InvalidValue, ContextKind::SuggestedValue)
        }
        _ => return error,
    };
    let Some(ContextValue::String(text)) = error.get(typed) else { return error };
    let is_name = error.get(near).is_some() && text.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
    let is_number = error.kind() == ErrorKind::ValueValidation && text.parse::<i64>().is_ok();
    // An empty one is told of in other words.
    if !text.is_empty() && !is_name && !is_number {
        error.insert(typed, ContextValue::String(HIDDEN.to_owned()));
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::command;

    fn refusal(line: &str) -> String {
        let arguments = ["twilio-iam"].into_iter().chain(line.split(' '));
        covered(command().try_get_matches_from(arguments).unwrap_err()).to_string()
    }

    #[test]
    fn what_may_be_a_secret_is_not_repeated() {
        for line in [
            "login AC0123456789abcdef0123456789abcdef hunter2secret",
            "login AC0123456789abcdef0123456789abcdef --hunter2secret",
            "login AC0123456789abcdef0123456789abcdef -xhunter2secret",
            "login --auth-token=hunter2secret",
            "login --auth-token hunter2secret",
            "login --force=hunter2secret",
            "api accounts v1 credentials aws create AKIA:hunter2secret",
            "api accounts v1 credentials aws create --credential AKIA:hunter2secret",
            "api accounts v1 credentials aws remove --yes=hunter2secret",
            "api core accounts update --sid=AC --status=hunter2secret",
            "api core keys list --limit hunter2secret",
            "api core keys hunter2secret",
            "hunter2secret",
            "token create --identity a --ttl hunter2secret",
            "-l hunter2secret profiles list",
            "completions hunter2secret",
            "help hunter2secret",
        ] {
            let refusal = refusal(line);
            assert!(!refusal.contains("hunter2") && refusal.starts_with("error: "), "{line}: {refusal}");
        }
    }

    #[test]
    fn what_is_nearly_a_name_is() {
        for (line, expected) in [
            ("api core keys lst", "unrecognized subcommand 'lst'"),
            ("tokn create", "a similar subcommand exists: 'token'"),
            ("login --keyrin", "unexpected argument '--keyrin' found"),
            ("login --keyrin", "a similar argument exists: '--keyring'"),
            ("api core accounts list --status activ", "invalid value 'activ' for '--status <WORD>'"),
            ("api core keys list --limit 0", "invalid value '0' for '--limit <NUMBER>': 0 is not in"),
        ] {
            let refusal = refusal(line);
            assert!(refusal.contains(expected), "{line}: {refusal}");
        }
    }
}
