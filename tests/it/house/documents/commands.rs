//! Command lines in the documents are understood by the program.

use std::fs;
use std::path::Path;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use nyttja::cli::Cli;

use super::markdown::{page, pages, root};

/// The words of a command line, without its comment. Quotation marks keep words together.
fn words(line: &str) -> Vec<String> {
    let line = line.split("  #").next().unwrap_or(line);
    let mut words = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        match index % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words.iter().map(|word| if word == "WEEK" { "2026-W48".to_owned() } else { word.clone() }).collect()
}

/// The part of a line that nyttja itself gets, starting with its name.
fn for_nyttja(line: &str) -> Option<Vec<String>> {
    let words = words(line.trim_start_matches("ExecStart=/usr/local/bin/"));
    let first: Vec<_> = words.iter().take(3).map(String::as_str).collect();
    match first.as_slice() {
        ["nyttja", _, ..] => Some(words),
        ["docker", "exec", "nyttja"] => Some(words[3..].to_vec()),
        ["cargo", "run", ..] => {
            let own = words.iter().position(|word| word == "--")?;
            Some(["nyttja".to_owned()].into_iter().chain(words[own + 1..].iter().cloned()).collect())
        }
        _ => None,
    }
}

#[test]
fn every_command_line_in_a_block_is_understood() {
    let mut tried = 0;
    for page in pages() {
        for line in page.blocks.iter().flat_map(|block| block.text.lines()) {
            let Some(words) = for_nyttja(line) else { continue };
            if let Err(error) = Cli::try_parse_from(words) {
                panic!("{}: {line}\n{error}", page.name);
            }
            tried += 1;
        }
    }
    assert!(tried >= 10, "only {tried} command lines");
}

#[test]
fn every_command_named_in_a_sentence_is_understood_as_far_as_it_goes() {
    let mut tried = 0;
    for page in pages() {
        for code in page.codes() {
            let Some(words) = for_nyttja(&code.replace("COMMAND", "run")) else { continue };
            tried += 1;
            let Err(error) = Cli::try_parse_from(words) else { continue };
            // A sentence may name a command without all that it needs.
            let partial = [
                ErrorKind::DisplayHelp,
                ErrorKind::MissingRequiredArgument,
                ErrorKind::MissingSubcommand,
                ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
            ];
            assert!(partial.contains(&error.kind()), "{}: `{code}`\n{error}", page.name);
        }
    }
    assert!(tried >= 20, "only {tried} commands");
}

#[test]
fn the_readme_has_every_command_and_no_other() {
    let named: Vec<_> = page("README.md")
        .rows()
        .into_iter()
        .filter_map(|row| row[0].strip_prefix('`')?.strip_suffix('`')?.split(' ').next().map(str::to_owned))
        .filter(|name| !name.contains('.'))
        .collect();
    let there: Vec<_> =
        Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    assert_eq!(named, there);
}

#[test]
fn files_and_hints_name_no_command_that_is_not_there() {
    let mut faults = Vec::new();
    look_into(&root().join("src"), &mut faults);
    look_into(&root().join("config"), &mut faults);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn look_into(folder: &Path, faults: &mut Vec<String>) {
    let cli = Cli::command();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look_into(&path, faults);
            continue;
        }
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for rest in text.split("`nyttja ").skip(1) {
            let named = rest.split(|letter: char| !(letter.is_alphanumeric() || letter == '-')).next();
            let named = named.unwrap_or_default();
            if named != "help" && cli.find_subcommand(named).is_none() {
                faults.push(format!("{}: there is no `nyttja {named}`", path.display()));
            }
        }
    }
}
