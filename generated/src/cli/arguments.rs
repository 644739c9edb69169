//! What enters: the arguments as they were typed. What leaves: the same with Twilio's way of writing a command,
//! `api:core:keys:list`, taken apart into its words.

use super::settings::Settings;
use clap::Command;
use std::ffi::OsString;

/// The first words of commands that have more of them.
const GROUPS: [&str; 6] = ["api", "auth-token", "keys", "profiles", "token", "webhook"];

/// Takes the command apart where it is in Twilio's form: the first word that is neither a flag nor the value of one.
pub(super) fn spaced(arguments: Vec<OsString>) -> Vec<OsString> {
    let mut spaced = Vec::with_capacity(arguments.len() + 4);
    let mut arguments = arguments.into_iter();
    // The name of the program.
    spaced.extend(arguments.next());
    // The flags that may stand before the command.
    let flags = Settings::arguments(Command::new(""));
    while let Some(argument) = arguments.next() {
        let word = argument.to_str().unwrap_or_default();
        let group = word.split(':').next().filter(|group| GROUPS.contains(group));
        match group {
            _ if takes_next(&flags, word) => {
                spaced.push(argument);
                spaced.extend(arguments.next());
            }
            _ if word.starts_with('-') && word != "--" || word == "help" => spaced.push(argument),
            Some(_) => {
                spaced.extend(word.split(':').map(OsString::from));
                break;
            }
            None => {
                spaced.push(argument);
                break;
            }
        }
    }
    spaced.extend(arguments);
    spaced
}

/// Whether a word is a flag whose value is the word after it.
fn takes_next(flags: &Command, word: &str) -> bool {
    flags.get_arguments().filter(|flag| flag.get_action().takes_values()).any(|flag| {
        word.strip_prefix("--").is_some_and(|name| flag.get_long() == Some(name))
            || word
                .strip_prefix('-')
                .is_some_and(|name| flag.get_short().is_some_and(|short| name == short.to_string()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(line: &str) -> String {
        let words = spaced(line.split(' ').map(OsString::from).collect());
        words.iter().map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn both_forms_are_one() {
        assert_eq!(joined("twilio-iam api:core:keys:list -o json"), "twilio-iam api core keys list -o json");
        assert_eq!(joined("twilio-iam -p a profiles:use b:c"), "twilio-iam -p a profiles use b:c");
        assert_eq!(joined("twilio-iam webhook verify --url api:x"), "twilio-iam webhook verify --url api:x");
        assert_eq!(joined("twilio-iam login"), "twilio-iam login");
        assert_eq!(joined("twilio-iam help keys:replace"), "twilio-iam help keys replace");
    }

    #[test]
    fn the_values_of_flags_are_left() {
        for (typed, expected) in [
            ("-p token api:core:keys:list", "-p token api core keys list"),
            ("-p api:prod api:core:keys:list", "-p api:prod api core keys list"),
            ("--profile keys --debug -l warn profiles:list", "--profile keys --debug -l warn profiles list"),
            ("--profile=keys:a -pkeys:b --silent keys:replace", "--profile=keys:a -pkeys:b --silent keys replace"),
            ("login keys:x -p api:prod", "login keys:x -p api:prod"),
            ("profiles use api:prod", "profiles use api:prod"),
            ("-p", "-p"),
            ("-- api:core", "-- api:core"),
        ] {
            assert_eq!(joined(&format!("twilio-iam {typed}")), format!("twilio-iam {expected}"));
        }
    }
}
