//! The help of every command: complete, narrow, finished, and shown as it is written.

use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory, Parser};
use nyttja::cli::Cli;

use super::markdown::root;

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

#[test]
fn help_asked_for_before_a_command_and_after_it_is_the_same() {
    let shown = |line: Vec<&str>| Cli::try_parse_from(line).unwrap_err().to_string();
    for (name, command) in commands() {
        let path: Vec<_> = command.get_bin_name().unwrap_or("nyttja").split(' ').skip(1).collect();
        let after = shown([vec!["nyttja"], path.clone(), vec!["--help"]].concat());
        let before = shown([vec!["nyttja", "help"], path].concat());
        assert_eq!(after, before, "{name}");
    }
}

#[test]
fn every_paragraph_of_help_that_is_written_is_shown() {
    let shown: String = commands()
        .into_iter()
        .map(|(_, mut command)| in_one_line(&command.render_long_help().to_string()))
        .collect();
    let mut written = Vec::new();
    collect(&root().join("src/cli.rs"), &mut written);
    collect(&root().join("src/cli"), &mut written);
    assert!(written.len() > 150, "only {} paragraphs were found", written.len());
    let lost: Vec<_> = written.iter().filter(|text| !shown.contains(text.trim_end_matches('.'))).collect();
    assert!(lost.is_empty(), "{lost:#?}");
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn collect(path: &Path, written: &mut Vec<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            collect(&entry.unwrap().path(), written);
        }
    } else {
        collect_from(&fs::read_to_string(path).unwrap(), written);
    }
}

/// The paragraphs of the doc comments that are meant for help, in a file.
fn collect_from(text: &str, written: &mut Vec<String>) {
    let commands = fs::read_to_string(root().join("src/cli.rs")).unwrap();
    let (mut documented, mut attributes, mut is_help) = (String::new(), String::new(), false);
    for line in text.lines() {
        let code = line.trim();
        if let Some(text) = code.strip_prefix("///") {
            documented.push_str(text);
            documented.push('\n');
            continue;
        }
        if code.starts_with("#[") || !(attributes.is_empty() || attributes.ends_with(']')) {
            attributes.push_str(code);
            continue;
        }
        let paragraphs: Vec<_> = documented.split("\n\n").map(in_one_line).collect();
        let is_item = !line.starts_with(' ') && ["struct ", "enum "].iter().any(|word| code.contains(word));
        let is_shown = if is_item {
            let derived = |names: &[&str]| {
                attributes.contains("#[derive(") && names.iter().any(|name| attributes.contains(name))
            };
            is_help = derived(&[" Args", "Parser", "Subcommand", "ValueEnum"]);
            // A short text about the arguments of a command within a command, or of a group, is for
            // those who read the code.
            let name =
                code.split(['{', ' ', '(']).find(|word| word.ends_with("Args") || word.ends_with("Command"));
            let is_command = name.is_some_and(|name| commands.contains(&format!("::{name})")));
            derived(&[" Args", "Parser", "Subcommand"]) && (paragraphs.len() > 1 || is_command)
        } else {
            is_help
                && line.starts_with("    ")
                && !attributes.contains("flatten")
                && !attributes.contains("subcommand")
        };
        if line.starts_with('}') {
            is_help = false;
        }
        if is_shown {
            written.extend(paragraphs.into_iter().filter(|text| !text.is_empty()));
        }
        documented.clear();
        attributes.clear();
    }
}
