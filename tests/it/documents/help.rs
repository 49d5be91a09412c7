//! The help of every command: complete, narrow, finished.

use clap::{Command, CommandFactory};
use nyttja::cli::Cli;

/// The program, its commands and theirs, each by its full name.
fn commands() -> Vec<(String, Command)> {
    let mut program = Cli::command();
    program.build();
    let mut found = Vec::new();
    let mut open = vec![program];
    while let Some(command) = open.pop() {
        open.extend(command.get_subcommands().filter(|inner| inner.get_name() != "help").cloned());
        found.push((command.get_display_name().unwrap_or("nyttja").to_owned(), command));
    }
    assert!(found.len() >= 14, "only {} commands", found.len());
    found
}

#[test]
fn no_line_of_any_help_is_wider_than_100_columns() {
    for (name, mut command) in commands() {
        for help in [command.render_help(), command.render_long_help()] {
            let text = help.to_string();
            let wide = text.lines().find(|line| line.chars().count() > 100);
            assert_eq!(wide, None, "{name} --help");
        }
    }
}

#[test]
fn every_command_and_every_argument_says_what_it_is_for() {
    for (name, command) in commands() {
        assert!(command.get_about().is_some(), "{name}");
        for argument in command.get_arguments() {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.len() > 5, "{name} {}", argument.get_id());
            for value in argument.get_possible_values() {
                let known = value.get_help().is_some() || value.is_hide_set();
                let truth = ["true", "false"].contains(&value.get_name());
                assert!(known || truth, "{name} {} {}", argument.get_id(), value.get_name());
            }
        }
    }
}

#[test]
fn no_help_is_unfinished() {
    for (name, mut command) in commands() {
        let text = command.render_long_help().to_string();
        for word in ["TODO", "FIXME", "XXX", "TBD", "…"] {
            assert!(!text.contains(word), "{name} --help says {word}");
        }
    }
}
