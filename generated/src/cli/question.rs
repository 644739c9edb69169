//! What enters: a question. What leaves: what the user answers at the terminal, or one line of standard input where there is
//! none. A secret is asked for without an echo.

use super::failure::Failure;
use super::settings::{Level, Settings};
use crate::Secret;
use std::io::{IsTerminal, Write, stderr, stdin};
use zeroize::Zeroizing;

/// Asks before something that cannot be taken back. `deed` begins with a verb.
pub(super) fn confirm(settings: &Settings, yes: bool, deed: &str) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !settings.is_attended() {
        return Err(Failure::usage(format!("add --yes to {deed}: there is nobody to be asked")));
    }
    let (first, rest) = deed.split_at_checked(1).unwrap_or_default();
    match yes_or_no(&format!("{}{rest}", first.to_uppercase()))? {
        true => Ok(()),
        false => Err(Failure::other("nothing was done")),
    }
}

/// Asks whether something is wanted that is no part of the command. Where nobody is there, or warnings are not wanted, it is
/// not.
pub(super) fn wish(settings: &Settings, what: &str) -> Result<bool, Failure> {
    Ok(settings.is_attended() && settings.level >= Level::Warn && yes_or_no(what)?)
}

fn yes_or_no(what: &str) -> Result<bool, Failure> {
    write!(stderr(), "{what}? [y/N] ")?;
    stderr().flush()?;
    Ok(matches!(line()?.trim(), "y" | "Y" | "yes"))
}

/// Asks for a text; an empty answer is the default.
pub(super) fn text(settings: &Settings, what: &str, default: Option<&str>) -> Result<String, Failure> {
    if settings.is_attended() {
        let default = default.map(|default| format!(" [{default}]")).unwrap_or_default();
        write!(stderr(), "{what}{default}: ")?;
        stderr().flush()?;
    } else if let Some(default) = default {
        return Ok(default.to_owned());
    }
    let answer = line()?;
    match (answer.trim(), default) {
        ("", Some(default)) => Ok(default.to_owned()),
        ("", None) => Err(Failure::usage(format!("{what} is needed"))),
        (answer, _) => Ok(answer.to_owned()),
    }
}

/// Asks for a secret, which is not shown while it is typed.
pub(super) fn secret(what: &str) -> Result<Secret, Failure> {
    let answer = if stdin().is_terminal() {
        Zeroizing::new(rpassword::prompt_password(format!("{what} (not shown): "))?)
    } else {
        line()?
    };
    match answer.trim() {
        "" => Err(Failure::usage(format!("{what} is needed, at a terminal or as a line of standard input"))),
        answer => Ok(Secret::new(answer)),
    }
}

fn line() -> Result<Zeroizing<String>, Failure> {
    // Room enough that the buffer does not grow, and leave its old self behind.
    let mut line = Zeroizing::new(String::with_capacity(4096));
    stdin().read_line(&mut line)?;
    Ok(line)
}
