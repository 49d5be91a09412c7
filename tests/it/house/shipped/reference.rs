//! The shipped files are the reference: whatever a file may hold is named in it,
//! and whatever is commented out may be used.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use nyttja::settings::schema::Schema;
use nyttja::settings::{self, Loaded, Severity};
use nyttja::settings::{agreements, calendar, daemon, expectations, trainings};
use serde_json::Value;

use super::folder;

const FILES: [&str; 5] =
    ["nyttja.toml", "expectations.toml", "trainings.toml", "calendar.toml", "agreements.toml"];

fn schema(file: &str) -> Schema {
    match file {
        "nyttja.toml" => Schema::of::<daemon::DaemonFile>(),
        "expectations.toml" => Schema::of::<expectations::ExpectationsFile>(),
        "trainings.toml" => Schema::of::<trainings::TrainingsFile>(),
        "calendar.toml" => Schema::of::<calendar::CalendarFile>(),
        _ => Schema::of::<agreements::AgreementsFile>(),
    }
}

/// The keys and words of a schema, below one of its tables.
#[derive(Default)]
struct Named {
    keys: BTreeSet<String>,
    words: BTreeSet<String>,
    followed: BTreeSet<String>,
}

impl Named {
    fn collect(&mut self, schema: &Value, root: &Value) {
        match schema {
            Value::Object(rule) => {
                if let Some(Value::Object(properties)) = rule.get("properties") {
                    self.keys.extend(properties.keys().cloned());
                }
                let words = rule.get("enum").and_then(Value::as_array).into_iter().flatten();
                self.words
                    .extend(words.chain(rule.get("const")).filter_map(Value::as_str).map(str::to_owned));
                for (key, value) in rule {
                    match value.as_str().filter(|_| key == "$ref") {
                        Some(name) => {
                            if self.followed.insert(name.to_owned()) {
                                let target = root.pointer(name.trim_start_matches('#'));
                                self.collect(target.expect("a rule that is there"), root);
                            }
                        }
                        None => self.collect(value, root),
                    }
                }
            }
            Value::Array(list) => list.iter().for_each(|entry| self.collect(entry, root)),
            _ => {}
        }
    }
}

/// The text of a file below the headers of each of its first tables, whether
/// they are commented out or not. The comment above a header belongs to it.
fn tables(text: &str) -> BTreeMap<String, String> {
    let mut tables: BTreeMap<String, String> = BTreeMap::new();
    let (mut current, mut comment) = (String::new(), String::new());
    for line in text.lines() {
        let bare = line.trim_start_matches('#');
        if bare.starts_with('[') {
            let name = bare.trim_matches(['[', ']']);
            name.split('.').next().unwrap().clone_into(&mut current);
            let table = tables.entry(current.clone()).or_default();
            table.push_str(&comment);
        } else if line.is_empty() {
            comment.clear();
        } else if line.starts_with("# ") {
            comment.push_str(line);
            comment.push('\n');
        }
        let table = tables.entry(current.clone()).or_default();
        table.push_str(line);
        table.push('\n');
    }
    tables
}

fn names_key(text: &str, key: &str) -> bool {
    let starts = |at: usize| !text[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
    text.match_indices(key).any(|(at, _)| {
        let rest = &text[at + key.len()..];
        // A key, the start of a dotted key, or a table of its own.
        starts(at) && (rest.trim_start().starts_with('=') || rest.starts_with(['.', ']']))
    })
}

#[test]
fn every_key_and_every_word_it_may_hold_is_named_in_its_table() {
    let mut missing = Vec::new();
    for file in FILES {
        let text = fs::read_to_string(folder().join(file)).unwrap();
        let schema = schema(file);
        let root = schema.value();
        let tables = tables(&text);
        for (table, rule) in root["properties"].as_object().unwrap() {
            let mut named = Named::default();
            named.collect(rule, root);
            let text = tables.get(table).map_or("", String::as_str);
            let keys = named.keys.iter().filter(|key| !names_key(text, key));
            missing.extend(keys.map(|key| format!("{file}: [{table}] does not name the key {key}")));
            let words = named.words.iter().filter(|word| !text.contains(word.as_str()));
            missing.extend(words.map(|word| format!("{file}: [{table}] does not name the word {word}")));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// The blocks of lines that are commented out: each a `#` and a key or header.
fn commented_out(lines: &[&str]) -> Vec<std::ops::Range<usize>> {
    // `#:schema` is for editors.
    let is_out = |line: &str| {
        line.strip_prefix('#').is_some_and(|rest| !rest.is_empty() && !rest.starts_with([' ', ':']))
    };
    let mut blocks: Vec<std::ops::Range<usize>> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        if !is_out(line) {
            continue;
        }
        match blocks.last_mut().filter(|block| block.end == number) {
            Some(block) => block.end += 1,
            None => blocks.push(number..number + 1),
        }
    }
    blocks
}

/// The file with one block taken out of its comment; it replaces the setting
/// right above that it is an alternative to.
fn with_block(lines: &[&str], block: &std::ops::Range<usize>) -> String {
    let key = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
    let first = key(&lines[block.start][1..]);
    let table = lines[..block.start].iter().rposition(|line| line.starts_with('[')).unwrap_or(0);
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        let replaced = (table..block.start).contains(&number) && key(line) == first;
        if !replaced {
            text.push_str(if block.contains(&number) { &line[1..] } else { line });
        }
        text.push('\n');
    }
    text
}

#[test]
fn whatever_is_commented_out_may_be_used() {
    let mut used = 0;
    for file in FILES {
        let text = fs::read_to_string(folder().join(file)).unwrap();
        let lines: Vec<_> = text.lines().collect();
        for block in commented_out(&lines) {
            let tried = tempfile::tempdir().unwrap();
            copy_all(tried.path());
            let mut used_text = with_block(&lines, &block);
            if lines[block.start].contains("{file_stem}") {
                // The comment above it says to take this line away.
                used_text = used_text.replace("unit = \"Enhet\"\n", "");
            }
            fs::write(tried.path().join(file), used_text).unwrap();
            let Loaded { settings, faults, .. } = settings::load(tried.path(), &BTreeMap::new());
            let worst = faults.iter().max_by_key(|fault| fault.severity).expect("the vacancy");
            assert_eq!(worst.severity, Severity::Warning, "{file} with `{}`: {worst:?}", lines[block.start]);
            let mail = settings.and_then(|settings| settings.mail).expect("a [mail] section");
            assert_eq!(mail.faults(), [], "{file} with `{}`", lines[block.start]);
            used += 1;
        }
    }
    assert!(used > 10, "only {used} settings are commented out");
}

/// Whether the comment right above a block says that it is an example.
fn is_example(lines: &[&str], block: &std::ops::Range<usize>) -> bool {
    let comment = lines[..block.start].iter().rev().take_while(|line| line.starts_with("# "));
    comment.into_iter().any(|line| line.to_lowercase().contains("example"))
}

#[test]
fn what_is_commented_out_in_nyttja_toml_holds_anyway_unless_it_says_example() {
    let text = fs::read_to_string(folder().join("nyttja.toml")).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let settings = |folder: &Path| {
        let loaded = settings::load(folder, &BTreeMap::new());
        format!("{:?}", loaded.settings.unwrap())
    };
    let shipped = settings(&folder());
    let mut defaults = 0;
    for block in commented_out(&lines).iter().filter(|block| !is_example(&lines, block)) {
        let tried = tempfile::tempdir().unwrap();
        copy_all(tried.path());
        fs::write(tried.path().join("nyttja.toml"), with_block(&lines, block)).unwrap();
        assert!(settings(tried.path()) == shipped, "`{}` changes something", lines[block.start]);
        defaults += 1;
    }
    assert!(defaults >= 5, "only {defaults} defaults are shown");
}

fn copy_all(to: &Path) {
    for entry in fs::read_dir(folder()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
