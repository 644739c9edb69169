//! What enters: the arguments as they were typed. What leaves: the same with Twilio's way of writing a command,
//! `api:core:keys:list`, taken apart into its words.

use std::ffi::OsString;

/// The first words of commands that have more of them.
const GROUPS: [&str; 6] = ["api", "auth-token", "keys", "profiles", "token", "webhook"];

/// Takes the first argument that is a command in Twilio's form apart.
pub(super) fn spaced(arguments: Vec<OsString>) -> Vec<OsString> {
    let mut spaced = Vec::with_capacity(arguments.len() + 4);
    let mut arguments = arguments.into_iter();
    // The name of the program.
    spaced.extend(arguments.next());
    for argument in arguments.by_ref() {
        let word = argument.to_str().unwrap_or_default();
        let group = word.split(':').next().filter(|group| GROUPS.contains(group));
        match group {
            Some(_) => {
                spaced.extend(word.split(':').map(OsString::from));
                break;
            }
            None => spaced.push(argument),
        }
    }
    spaced.extend(arguments);
    spaced
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
    }
}
