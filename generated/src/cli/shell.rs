//! What enters: all commands. What leaves: the script by which a shell completes them, and the manual page.

use super::failure::Failure;
use clap::{Arg, ArgMatches, Command};
use clap_complete::Shell;
use std::io::{Write, stdout};

pub(super) fn commands() -> [Command; 2] {
    [
        Command::new("completions")
            .about("The script by which a shell completes commands and flags")
            .arg(Arg::new("shell").required(true).value_name("SHELL").value_parser(clap::value_parser!(Shell))),
        Command::new("man").about("The manual page, for `man -l -`"),
    ]
}

pub(super) fn completions(mut command: Command, matches: &ArgMatches) -> Result<(), Failure> {
    let Some(shell) = matches.get_one::<Shell>("shell") else { return Err(Failure::usage("name a shell")) };
    // In memory first: the generator does not take a pipe that closes for the end that it is.
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut command, "twilio-iam", &mut script);
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if *shell == Shell::Bash {
        // The generator spells the dash of the tool's name in two ways, and then finds no command below the first:
        // https://github.com/clap-rs/clap/issues/6421
        script = script.replace("twilio__subcmd__iam", "twilio__iam");
    }
    Ok(stdout().lock().write_all(script.as_bytes())?)
}

/// One page: the tool, and a section for each command below it.
pub(super) fn man(mut command: Command) -> Result<(), Failure> {
    command.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    let mut open = vec![(String::new(), &command)];
    while let Some((path, parent)) = open.pop() {
        for child in parent.get_subcommands().filter(|child| child.get_name() != "help") {
            let path = format!("{path}{} ", child.get_name());
            if child.get_subcommands().next().is_none() {
                section(&mut page, &path, child)?;
            }
            open.push((path, child));
        }
    }
    Ok(stdout().lock().write_all(&page)?)
}

/// A section of one command, with its own options: those of every command are told once, at the top.
fn section(page: &mut Vec<u8>, path: &str, command: &Command) -> Result<(), Failure> {
    let mut options = Vec::new();
    clap_mangen::Man::new(command.clone()).render_options_section(&mut options)?;
    let options = String::from_utf8_lossy(&options);
    let parts = options.split(".SH ").filter(|part| !part.starts_with("\"OPTIONS OF EVERY COMMAND\""));
    let options = parts.collect::<Vec<_>>().join(".SS ");
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    writeln!(page, ".SH \"{}\"\n{}\n{options}", path.trim_end().to_uppercase(), about.replace('\\', "\\\\"))?;
    Ok(())
}
