//! What enters: the arguments that every command takes. What leaves: how much the tool says, and where it says it: all but
//! data goes to standard error.

use super::text::escape;
use clap::{Arg, ArgAction, ArgMatches, Command, builder::PossibleValuesParser};
use std::io::{IsTerminal, Write, stderr, stdin};

/// How much the tool says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    None,
    Error,
    Warn,
    Info,
    Debug,
}

const LEVELS: [(&str, Level); 5] = [
    ("debug", Level::Debug),
    ("info", Level::Info),
    ("warn", Level::Warn),
    ("error", Level::Error),
    ("none", Level::None),
];

/// What holds for every command.
pub(super) struct Settings {
    pub(super) profile: Option<String>,
    pub(super) level: Level,
    pub(super) silent: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { profile: None, level: Level::Info, silent: false }
    }
}

impl Settings {
    /// The arguments, on every command.
    pub(super) fn arguments(command: Command) -> Command {
        let global = |id: &'static str| Arg::new(id).global(true).help_heading("Options of every command");
        command
            .arg(
                global("cli.profile")
                    .long("profile")
                    .short('p')
                    .value_name("ID")
                    .help("Profile whose credentials are used, before those of the environment and the active profile"),
            )
            .arg(
                global("cli.level")
                    .long("log-level")
                    .short('l')
                    .value_name("LEVEL")
                    .value_parser(PossibleValuesParser::new(LEVELS.map(|(name, _)| name)))
                    .default_value("info")
                    .help("How much is said on standard error"),
            )
            .arg(
                global("cli.silent")
                    .long("silent")
                    .action(ArgAction::SetTrue)
                    .help("Print nothing at all: -l none -o none"),
            )
            .arg(
                global("cli.debug")
                    .long("debug")
                    .action(ArgAction::SetTrue)
                    .help("Tell more of errors, and of each request: -l debug"),
            )
    }

    pub(super) fn of(matches: &ArgMatches) -> Self {
        let silent = matches.get_flag("cli.silent");
        let named = matches.get_one::<String>("cli.level").map(String::as_str);
        let level = LEVELS.iter().find(|(name, _)| Some(*name) == named).map_or(Level::Info, |(_, level)| *level);
        let level = match () {
            () if silent => Level::None,
            () if matches.get_flag("cli.debug") => Level::Debug,
            () => level,
        };
        Self { profile: matches.get_one::<String>("cli.profile").cloned(), level, silent }
    }

    /// A line that informs.
    pub(super) fn note(&self, text: &str) {
        if self.level >= Level::Info {
            self.tell(&format!("note: {}", escape(text)));
        }
    }

    /// A line that warns.
    pub(super) fn warn(&self, text: &str) {
        if self.level >= Level::Warn {
            self.tell(&format!("warning: {}", escape(text)));
        }
    }

    /// A line on standard error, whatever the level. Where nobody reads it, it is lost.
    pub(super) fn tell(&self, text: &str) {
        let _ = writeln!(stderr(), "{text}");
    }

    /// Whether somebody is there to answer a question.
    pub(super) fn is_attended(&self) -> bool {
        stdin().is_terminal() && stderr().is_terminal()
    }
}
