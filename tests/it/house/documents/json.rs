//! The help of every command with `--format json`, and docs/json.md, name what the command prints.

use std::collections::BTreeSet;

use clap::{Command, CommandFactory};
use nyttja::cli::Cli;
use serde_json::Value;

use super::markdown::page;
use crate::world::{MONDAY, World};

/// The command lines that print something, each by the name of its command.
const PRINTED: [(&str, &[&str]); 11] = [
    ("assess", &["--at", MONDAY]),
    ("check", &["--at", MONDAY]),
    ("explain", &["FSK-07", "--at", MONDAY]),
    ("what-if", &["--with", "config", "--week", "2026-W48"]),
    ("run", &["--at", MONDAY]),
    ("correct", &["--week", "2026-W48", "--because", "wrong figures", "--at", MONDAY]),
    ("status", &[]),
    ("outbox list", &[]),
    ("outbox show", &["anna.ek@example.invalid"]),
    ("bounces list", &[]),
    ("pause list", &["--at", MONDAY]),
];

/// The commands that can print JSON, each by its name.
fn commands() -> Vec<(String, Command)> {
    let inner = |command: &Command| command.get_subcommands().cloned().collect::<Vec<_>>();
    let mut found = Vec::new();
    for command in inner(&Cli::command()) {
        let name = command.get_name().to_owned();
        found
            .extend(inner(&command).into_iter().map(|inner| (format!("{name} {}", inner.get_name()), inner)));
        found.push((name, command));
    }
    found.retain(|(_, command)| command.get_arguments().any(prints_json));
    found
}

fn prints_json(argument: &clap::Arg) -> bool {
    argument.get_id() == "format"
        && argument.get_possible_values().iter().any(|value| value.get_name() == "json")
}

/// The keys of what a command prints: of its object, of each object in its list, or of each line.
fn printed(world: &World, name: &str, more: &[&str]) -> BTreeSet<String> {
    let line: Vec<_> = name.split(' ').chain(more.iter().copied()).chain(["--format", "json"]).collect();
    let ran = world.nyttja(&line);
    let whole: Vec<Value> = match serde_json::from_str(&ran.stdout) {
        Ok(Value::Array(list)) => list,
        Ok(value) => vec![value],
        Err(_) => ran.json_lines(),
    };
    let first = whole.first().unwrap_or_else(|| panic!("{name}: {ran:?}"));
    first.as_object().unwrap().keys().cloned().collect()
}

/// The keys that a section of the page names, in the order of its table.
fn documented(name: &str) -> BTreeSet<String> {
    let page = page("docs/json.md");
    let heading = format!("## `{name}`\n");
    let section = page.prose.split(&heading).nth(1).unwrap_or_else(|| panic!("no section of {name}"));
    let section = section.split("\n## ").next().unwrap();
    let keys = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    keys.map(str::to_owned).collect()
}

#[test]
fn the_keys_of_json_are_those_that_the_help_and_the_documents_name() {
    let world = World::new();
    world.set("mail.coordinators", vec!["it-samordnare@example.invalid".to_owned()]);
    // Something to find for a check, while everything runs.
    world.write("config/trainings.toml", "");
    let commands = commands();
    for (name, more) in PRINTED {
        let printed = printed(&world, name, more);
        let mut documented_keys = documented(name);
        if name == "outbox show" {
            documented_keys.extend(documented("outbox list"));
        }
        assert_eq!(printed, documented_keys, "docs/json.md on {name}");
        let (_, command) = commands.iter().find(|(known, _)| known == name).unwrap();
        let format = command.get_arguments().find(|argument| argument.get_id() == "format").unwrap();
        let help = format.get_long_help().unwrap().to_string();
        let words: BTreeSet<_> = help
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .map(str::to_owned)
            .collect();
        let missing: Vec<_> = printed.difference(&words).collect();
        assert!(missing.is_empty(), "{name} --help does not name {missing:?}");
        assert!(help.contains("docs/json.md") && help.contains("JSON"), "{name}: {help}");
    }
    let told: BTreeSet<_> = PRINTED.iter().map(|(name, _)| (*name).to_owned()).collect();
    let able: BTreeSet<_> = commands.into_iter().map(|(name, _)| name).collect();
    assert_eq!(able, told);
}
