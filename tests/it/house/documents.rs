//! The documents tell the truth: what they name is there, and what is there they name.

mod commands;
mod help;
mod json;
mod markdown;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use nyttja::cli::failure::EXIT_CODES;
use nyttja::domain::expectation::measure::Measure;
use nyttja::domain::outbox::State;
use nyttja::domain::verdict::NotJudged;
use nyttja::settings::schema::Schema;
use nyttja::settings::{self, Severity};
use nyttja::settings::{agreements, calendar, daemon, expectations, trainings};
use serde_json::Value;

use markdown::{Block, page, pages, root};

/// What every data folder may hold.
const KEPT: [&str; 4] = ["nyttja.db", "nyttja.db-wal", "nyttja.db-shm", "nyttja.lock"];

#[test]
fn every_link_leads_somewhere() {
    let mut followed = 0;
    for page in pages() {
        let folder = root().join(&page.name);
        let folder = folder.parent().unwrap();
        for link in page.links() {
            let target = link.split('#').next().unwrap_or_default();
            assert!(folder.join(target).exists(), "{} links to {link}", page.name);
            followed += 1;
        }
    }
    assert!(followed > 15, "only {followed} links");
}

/// Whether a code in backticks is the path of one file.
fn is_path(code: &str) -> bool {
    let plain = code.chars().all(|letter| letter.is_ascii_alphanumeric() || "._/-".contains(letter));
    let placeholder = code.contains("NAME") || code == "export.csv";
    let path = Path::new(code);
    let endings = ["toml", "csv", "hbs", "ftl", "rs", "md", "png", "sql", "db", "lock", "db-wal", "db-shm"];
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let first = path.components().next().map(|first| first.as_os_str().to_owned()).unwrap_or_default();
    let inside = code.contains('/') && !code.starts_with('/') && root().join(first).exists();
    plain && !placeholder && (endings.contains(&ending) || inside)
}

#[test]
fn every_file_that_is_named_is_there() {
    let folders = ["", "config", "templates", "src"];
    let mut named = 0;
    for page in pages() {
        for code in page.codes().into_iter().filter(|code| is_path(code)) {
            // Cargo makes this folder.
            let made = code.starts_with("target/") || KEPT.contains(&code.as_str());
            let there = folders.iter().any(|folder| root().join(folder).join(&code).exists());
            assert!(made || there, "{} names `{code}`", page.name);
            named += 1;
        }
    }
    assert!(named > 20, "only {named} files");
}

#[test]
fn the_exit_codes_of_the_readme_are_those_of_the_program() {
    let rows = page("README.md").rows();
    let codes = rows.iter().filter(|row| row[0].parse::<u8>().is_ok());
    let listed: Vec<_> = codes.map(|row| format!("  {}  {}", row[0], row[1])).collect();
    let table: Vec<_> = EXIT_CODES.lines().skip(1).collect();
    assert_eq!(listed, table);
}

#[test]
fn every_word_of_a_verdict_and_every_measure_is_explained_to_coordinators() {
    let rows = page("docs/coordinators.md").rows();
    let explained: BTreeSet<_> = rows.iter().map(|row| row[0].trim_matches('`')).collect();
    let silences = [
        NotJudged::HandledElsewhere,
        NotJudged::NotApplicable,
        NotJudged::Exempt,
        NotJudged::OutOfTerm,
        NotJudged::NotBegun,
        NotJudged::Ended,
        NotJudged::StaleData,
        NotJudged::NoData,
        NotJudged::Incomplete,
        NotJudged::TooSmall,
    ];
    let words = silences.map(NotJudged::word).into_iter().chain(Measure::ALL.map(Measure::key));
    for word in words {
        assert!(explained.contains(word), "{word}");
    }
    assert!(page("docs/coordinators.md").codes().contains(&"small_numbers".to_owned()));
}

#[test]
fn every_state_of_a_letter_is_explained_to_operations() {
    let rows = page("docs/operations.md").rows();
    let explained: Vec<_> = rows
        .iter()
        .filter_map(|row| State::ALL.into_iter().find(|state| row[0] == format!("`{state}`")))
        .collect();
    assert_eq!(explained, State::ALL);
}

#[test]
fn functions_named_in_the_documents_are_there() {
    let mut code = String::new();
    collect(&root().join("src"), &mut code);
    for page in pages() {
        for named in page.codes().iter().filter(|named| named.contains("::") && !named.contains(' ')) {
            let parts: Vec<_> = named.split("::").collect();
            let last = parts[parts.len() - 1];
            let there = [format!("fn {last}("), format!("fn {last}<"), format!("    {last},")];
            assert!(there.iter().any(|text| code.contains(text)), "{} names `{named}`", page.name);
            assert!(parts.iter().all(|part| code.contains(part)), "{} names `{named}`", page.name);
        }
    }
}

fn collect(folder: &Path, code: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, code);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            code.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// Every key that some file may have.
fn keys() -> BTreeSet<String> {
    let schemas = [
        Schema::of::<daemon::DaemonFile>(),
        Schema::of::<expectations::ExpectationsFile>(),
        Schema::of::<trainings::TrainingsFile>(),
        Schema::of::<calendar::CalendarFile>(),
        Schema::of::<agreements::AgreementsFile>(),
    ];
    let mut keys = BTreeSet::new();
    let mut open: Vec<Value> = schemas.iter().map(|schema| schema.value().clone()).collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(rule) => {
                if let Some(Value::Object(properties)) = rule.get("properties") {
                    keys.extend(properties.keys().cloned());
                }
                open.extend(rule.into_iter().map(|(_, inner)| inner));
            }
            Value::Array(list) => open.extend(list),
            _ => {}
        }
    }
    keys
}

#[test]
fn every_key_in_a_sentence_may_be_written() {
    let keys = keys();
    let mut named = 0;
    for page in pages() {
        for code in page.codes() {
            let (key, is_key) = code.split_once(" = ").map_or((code.as_str(), false), |(key, _)| (key, true));
            let table = key.strip_prefix('[').and_then(|key| key.strip_suffix(']'));
            let table = table.map(|table| table.trim_matches(['[', ']']));
            let variable = key.split('=').next().unwrap_or_default().strip_prefix("NYTTJA__");
            let parts: Vec<String> = match (table, variable) {
                (Some(table), _) => table.split([' ', '.']).map(str::to_owned).collect(),
                (None, Some(variable)) => variable.to_lowercase().split("__").map(str::to_owned).collect(),
                (None, None) if is_key => vec![key.to_owned()],
                (None, None) => continue,
            };
            for part in parts {
                assert!(keys.contains(&part), "{} names the key `{part}` in `{code}`", page.name);
                named += 1;
            }
        }
    }
    assert!(named > 10, "only {named} keys");
}

#[test]
fn every_block_of_settings_can_be_used() {
    let mut used = 0;
    for page in pages() {
        for block in page.blocks.iter().filter(|block| block.language == "toml") {
            let folder = tempfile::tempdir().unwrap();
            use_block(block, folder.path());
            let loaded = settings::load(folder.path(), &BTreeMap::new());
            let errors: Vec<_> =
                loaded.faults.into_iter().filter(|fault| fault.severity == Severity::Error).collect();
            assert!(errors.is_empty(), "{}: {errors:#?}\nin\n{}", page.name, block.text);
            used += 1;
        }
    }
    assert!(used >= 3, "only {used} blocks");
}

/// The shipped files in `folder`, with the file that the block's first line names replaced by it.
fn use_block(block: &Block, folder: &Path) {
    for entry in fs::read_dir(root().join("config")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    let name = block.text.lines().next().unwrap().trim_start_matches("# ");
    let file: PathBuf = folder.join(name);
    let shipped = fs::read_to_string(&file).unwrap_or_else(|_| panic!("no file `{name}` is shipped"));
    let before = match name {
        "nyttja.toml" => "[municipality]\nname = \"Ängsvik\"\n",
        "expectations.toml" => {
            // Agreements are about the shipped expectations.
            fs::remove_file(folder.join("agreements.toml")).unwrap();
            shipped.split("[[expectation]]").next().unwrap()
        }
        _ => "",
    };
    fs::write(file, format!("{before}\n{}", block.text)).unwrap();
}
