//! What enters: whatever kept a command from doing its work. What leaves: one line that says what and what to do, and the
//! exit code: 2 for wrong usage, the first two digits of Twilio's code, 1 otherwise.

use super::name;
use super::settings::{Level, Settings};
use super::text::escape;
use crate::blocking::Client;
use crate::flow::FlowError;
use crate::profile::ProfileError;
use crate::{ApiError, Candidate, Error, Invalid};
use std::error::Error as StdError;
use std::fmt::Write as _;
use std::{fmt, io};

/// Why a command did not do its work.
pub(super) enum Failure {
    /// The command line is not right; nothing was done.
    Usage(String),
    /// The client's error.
    Client(Error, Option<Box<Unfinished>>),
    /// Anything else.
    Other(String),
    /// Several requests that did not come to their end: what is left, and the exit code.
    Flow(String, u8, Option<Box<Unfinished>>),
    /// Nobody reads the output any more, which is no error of a command that only reads.
    Closed,
}

/// A key creation of unknown fate: the keys that it may have made, or why they cannot be told.
pub(super) struct Unfinished(Result<Vec<Candidate>, Error>);

impl Unfinished {
    fn of(client: &Client, error: &Error) -> Option<Box<Self>> {
        error.unfinished().map(|_| Box::new(Self(error.candidates_blocking(client))))
    }

    fn report(&self, settings: &Settings) {
        let warn = |text: &str| settings.tell(&format!("warning: {}", escape(text)));
        warn("the key may have been made all the same, and nobody has its secret; it is not made again by itself");
        match &self.0 {
            Ok(candidates) => {
                for candidate in candidates {
                    warn(&format!("it may be {}: if so, remove it", candidate.sid()));
                }
            }
            Err(error) => warn(&format!("the keys cannot be listed, look for it among them later: {error}")),
        }
    }
}

impl Failure {
    pub(super) fn usage(text: impl Into<String>) -> Self {
        Self::Usage(text.into())
    }

    pub(super) fn other(text: impl Into<String>) -> Self {
        Self::Other(text.into())
    }

    /// The error of a request. There is no other way from one to a failure, so that no key of unknown fate goes untold.
    pub(super) fn client(client: &Client, error: Error) -> Self {
        let unfinished = Unfinished::of(client, &error);
        match error {
            Error::Invalid(invalid) => invalid.into(),
            error => Self::Client(error, unfinished),
        }
    }

    /// The error of making a client, which has sent nothing.
    pub(super) fn unsent(error: Error) -> Self {
        match error {
            Error::Invalid(invalid) => invalid.into(),
            error => Self::Client(error, None),
        }
    }

    /// The error of several requests; its code is that of the one that failed.
    pub(super) fn flow<S: std::fmt::Debug>(client: &Client, error: &FlowError<S>) -> Self {
        let code = match error.client_error() {
            Some(Error::Api(error)) => error.code().map_or(1, first_two_digits),
            _ => 1,
        };
        let unfinished = error.client_error().and_then(|error| Unfinished::of(client, error));
        Self::Flow(error.to_string(), code, unfinished)
    }

    /// Tells the user, and gives the exit code.
    pub(super) fn report(&self, settings: &Settings) -> u8 {
        if settings.level >= Level::Error {
            if let Self::Client(_, Some(unfinished)) | Self::Flow(.., Some(unfinished)) = self {
                unfinished.report(settings);
            }
            if let Some(line) = self.line() {
                settings.tell(&format!("error{line}"));
            }
            if let (Self::Client(error, _), Level::Debug) = (self, settings.level) {
                settings.tell(details(error).trim_end());
            }
        }
        self.code()
    }

    fn line(&self) -> Option<String> {
        Some(match self {
            Self::Usage(text) | Self::Other(text) | Self::Flow(text, ..) => format!(": {}", escape(text)),
            Self::Client(Error::Api(error), _) => answered(error, self.hint()),
            Self::Client(error, _) => match self.hint() {
                Some(hint) => format!(": {}; {hint}", escape(&error.to_string())),
                None => format!(": {}", escape(&error.to_string())),
            },
            Self::Closed => return None,
        })
    }

    fn hint(&self) -> Option<&str> {
        let Self::Client(error, _) = self else { return None };
        // What to do about a key of unknown fate is told in the words of the tool.
        error.hint().filter(|_| error.unfinished().is_none())
    }

    fn code(&self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Usage(_) => 2,
            Self::Flow(_, code, _) => *code,
            Self::Client(Error::Api(error), _) => error.code().map_or(1, first_two_digits),
            Self::Client(..) | Self::Other(_) => 1,
        }
    }
}

/// `20003: Authenticate (401 Unauthorized); what to do`.
fn answered(error: &ApiError, hint: Option<&str>) -> String {
    let mut line = error.code().map(|code| format!(" {code}")).unwrap_or_default();
    let status = http::StatusCode::from_u16(error.status()).ok().and_then(|status| status.canonical_reason());
    let message = error.message().unwrap_or("Twilio does not say why");
    let _ = write!(line, ": {} ({}", escape(message), error.status());
    let _ = write!(line, "{}{})", if status.is_some() { " " } else { "" }, status.unwrap_or_default());
    if let Some(hint) = hint {
        let _ = write!(line, "; {}", escape(hint));
    }
    line
}

fn first_two_digits(code: u32) -> u8 {
    let digits: String = code.to_string().chars().take(2).collect();
    digits.parse().ok().filter(|digits| *digits != 0).unwrap_or(1)
}

/// What else is known of an error, a line each.
fn details(error: &Error) -> String {
    let mut lines = String::new();
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(lines, "  {name}: {}", escape(value));
    };
    if let Some(operation) = error.operation() {
        line("operation", operation);
    }
    if let Error::Api(api) = error {
        if let Some(more) = api.more_info() {
            line("more", more);
        }
        for (name, value) in api.details() {
            line(name, &value.to_string());
        }
        for one in api.errors() {
            let pointer = one.pointer.as_deref().unwrap_or("-");
            line("field", &format!("{pointer}: {}", one.detail.as_deref().unwrap_or_default()));
        }
    }
    if let Some(id) = error.request_id() {
        line("request id", id);
    }
    line("may have been done", if error.may_have_been_processed() { "yes" } else { "no" });
    let mut source = error.source();
    while let Some(cause) = source {
        line("because", &cause.to_string());
        source = cause.source();
    }
    lines
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) | Self::Other(text) | Self::Flow(text, ..) => f.write_str(text),
            Self::Client(error, _) => error.fmt(f),
            Self::Closed => f.write_str("nobody reads the output"),
        }
    }
}

/// Before anything was sent: the flag is named as it was written, not as it goes over the wire.
impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        let (field, problem) = (invalid.field(), invalid.problem());
        match (invalid.operation().is_empty(), field.is_empty()) {
            (true, false) => Self::Other(format!("{field} {problem}")),
            (_, true) => Self::Usage(problem.to_owned()),
            (false, false) => Self::Usage(format!("--{} {problem}", name::kebab(field))),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Closed } else { Self::Other(error.to_string()) }
    }
}

impl From<ProfileError> for Failure {
    fn from(error: ProfileError) -> Self {
        Self::Other(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_is_the_first_two_digits() {
        for (code, expected) in [(20003, 20), (70051, 70), (5, 5), (0, 1), (429, 42)] {
            assert_eq!(first_two_digits(code), expected);
        }
    }
}
