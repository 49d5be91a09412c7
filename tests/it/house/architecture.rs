//! Who may use whom: data flows one way, and heavy crates stay in one place.

use std::fs;
use std::path::{Path, PathBuf};

use crate::postgres::ROOMS;

/// The rooms that each room may use besides itself. A room that is not named
/// here may use every room.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("clock", &[]),
    ("https", &[]),
    ("secret", &[]),
    ("causes", &[]),
    ("grants", &["causes", "domain", "https", "secret"]),
    ("sources", &["causes", "domain", "grants", "https", "secret"]),
    ("store", &["domain", "secret"]),
    ("letters", &["domain"]),
    ("delivery", &["causes", "domain", "grants", "secret"]),
    ("watchdog", &["causes", "https", "secret"]),
    ("settings", &["domain", "sources", "store", "letters", "delivery", "web", "watchdog"]),
    ("weekly", &["clock", "domain", "sources", "store", "letters", "delivery", "watchdog"]),
    ("heartbeat", &["domain"]),
    ("web", &["clock", "domain", "secret", "store"]),
    (
        "app",
        &[
            "causes",
            "clock",
            "domain",
            "settings",
            "sources",
            "store",
            "letters",
            "delivery",
            "weekly",
            "heartbeat",
            "web",
            "watchdog",
            "https",
        ],
    ),
];

/// Crates that only one room may name.
const LIVES_IN: &[(&str, &[&str])] = &[
    ("tokio_cron_scheduler", &["heartbeat"]),
    ("axum", &["web", "demo"]),
    ("sqlx", &["store"]),
    ("lettre", &["delivery", "letters"]),
    ("async_imap", &["delivery"]),
    ("mail_parser", &["delivery", "letters", "web"]),
    ("mrml", &["letters"]),
    ("handlebars", &["letters"]),
    ("tiny_skia", &["letters"]),
    ("png", &["letters"]),
    ("fluent_bundle", &["letters"]),
    ("reqwest", &["grants", "https", "sources", "watchdog"]),
    ("prometheus_client", &["web"]),
    ("calamine", &["sources"]),
    ("boon", &["settings"]),
    ("miette", &["settings"]),
    ("clap", &["cli", "main"]),
    ("comfy_table", &["cli"]),
    ("rust_xlsxwriter", &["letters"]),
];

struct Source {
    path: PathBuf,
    room: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    assert!(found.len() > 30, "only {} files were found", found.len());
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let inner = path.strip_prefix(root).unwrap();
            let first = inner.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap();
            // Comments may name anything.
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>();
            found.push(Source {
                room: first.trim_end_matches(".rs").to_owned(),
                code: code.join("\n"),
                path,
            });
        }
    }
}

/// The rooms of the library that the code names, as `crate::room` or inside `use crate::{…}`.
fn rooms_named(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for rest in code.split("crate::").skip(1) {
        if let Some(group) = rest.strip_prefix('{') {
            let group = group.split("};").next().unwrap_or(group);
            let mut depth = 0;
            let mut word = String::new();
            for letter in group.chars().chain([',']) {
                match letter {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        rooms.push(word.split("::").next().unwrap_or_default().trim().to_owned());
                        word.clear();
                    }
                    other => word.push(other),
                }
            }
        } else {
            rooms
                .push(rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect());
        }
    }
    rooms
}

#[test]
fn rooms_use_only_the_rooms_below_them() {
    let mut faults = Vec::new();
    for source in sources() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(room, _)| *room == source.room) else { continue };
        for used in rooms_named(&source.code) {
            if used != source.room && !allowed.contains(&used.as_str()) && !used.is_empty() {
                faults.push(format!("{} uses {used}", source.path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn heavy_crates_stay_in_their_rooms() {
    let mut faults = Vec::new();
    for source in sources() {
        // Tests may look at what their room makes through another one's crate.
        if source.path.ends_with("tests.rs") || source.path.iter().any(|part| part == "tests") {
            continue;
        }
        for (name, rooms) in LIVES_IN {
            let named =
                source.code.contains(&format!("{name}::")) || source.code.contains(&format!("use {name}"));
            if named && !rooms.contains(&source.room.as_str()) {
                faults.push(format!("{} names {name}", source.path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_domain_is_pure() {
    let forbidden =
        ["std::fs", "std::io", "std::net", "std::env", "std::process", "tokio", "async fn", "tracing::"];
    let faults: Vec<_> = sources()
        .into_iter()
        .filter(|source| source.room == "domain")
        .flat_map(|source| {
            forbidden
                .iter()
                .filter(|word| source.code.contains(**word))
                .map(|word| format!("{} names {word}", source.path.display()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn whatever_opens_a_store_is_tried_on_both_databases() {
    let steps = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/run")).unwrap();
    let rooms = ROOMS.join(" ");
    let step = format!("\nNYTTJA_TEST_STORE=postgres cargo test --locked --lib --test it -- {rooms}\n");
    assert!(steps.contains(&step), "the other database is tried otherwise than by {step}");
}

#[test]
fn every_file_opens_with_what_it_is_for_and_none_is_crowded() {
    let mut faults = Vec::new();
    let mut lengths = Vec::new();
    for source in sources() {
        let text = fs::read_to_string(&source.path).unwrap();
        lengths.push(text.lines().count());
        if !text.starts_with("//!") {
            faults.push(format!("{} does not say what it is for", source.path.display()));
        }
        if text.lines().count() > 400 {
            faults.push(format!("{} has {} lines", source.path.display(), text.lines().count()));
        }
    }
    lengths.sort_unstable();
    assert!(lengths[lengths.len() / 2] < 150, "the median file has {} lines", lengths[lengths.len() / 2]);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Sentences that are read, and not only shown, with the reason: who writes them is no part of nyttja.
const READS_WORDS: &[(&str, &str)] = &[
    ("src/delivery/bounces/", "what mail servers write into reports"),
    ("src/delivery/session/words.rs", "what lettre says of an answer that broke off"),
    ("src/domain/bounce/", "what mail servers and people write when a letter comes back"),
    ("src/settings/toml_file/syntax.rs", "what the reader of TOML says of a fault"),
    ("src/settings/validation/types.rs", "what serde says of a value that it cannot take"),
];

/// How code asks what a text says: by these calls, or by comparing.
const ASKS: &[&str] = &[
    "starts_with(",
    "ends_with(",
    "contains(",
    "strip_prefix(",
    "strip_suffix(",
    "split_once(",
    "rsplit_once(",
    ".find(",
    "== ",
    "!= ",
];

/// Whether a text is of several words, as sentences are and keys are not.
fn is_sentence(text: &str) -> bool {
    let words: Vec<_> = text.split(' ').filter(|word| !word.is_empty()).collect();
    words.len() > 1 && words.iter().filter(|word| word.chars().any(char::is_alphabetic)).count() > 1
}

/// The names of constants in `code` whose texts are of several words.
fn constants_of_words(code: &str) -> Vec<&str> {
    let constants = code.split("const ").skip(1).filter_map(|rest| rest.split_once(": &str = \""));
    constants.filter(|(_, text)| is_sentence(text.split('"').next().unwrap())).map(|(name, _)| name).collect()
}

#[test]
fn nothing_decides_by_the_words_of_a_sentence() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (sources, mut faults) = (sources(), Vec::new());
    let constants: Vec<_> = sources.iter().flat_map(|source| constants_of_words(&source.code)).collect();
    for source in &sources {
        let path = source.path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        if path.ends_with("tests.rs") || path.contains("/tests/") {
            continue;
        }
        if READS_WORDS.iter().any(|(place, _)| path.starts_with(place)) {
            continue;
        }
        let code = source.code.split("#[cfg(test)]").next().unwrap();
        let own = constants_of_words(code);
        for line in code.lines() {
            for asked in ASKS.iter().flat_map(|ask| line.split(ask).skip(1)) {
                let asked = asked.trim_start_matches('&');
                let said = asked.strip_prefix('"').and_then(|rest| rest.split('"').next());
                let name =
                    asked.split(|one: char| !(one.is_alphanumeric() || "_:".contains(one))).next().unwrap();
                let is_elsewhere = |name: &str| code.contains(&format!("::{name}"));
                let name = name.rsplit("::").next().unwrap();
                let named = own.contains(&name) || (constants.contains(&name) && is_elsewhere(name));
                if named || said.is_some_and(is_sentence) {
                    faults.push(format!("{path}: {}", line.trim()));
                }
            }
            // What a letter's reason is stands in its kind.
            if line.contains(" LIKE ") && !line.contains("sqlite_master") {
                faults.push(format!("{path}: {}", line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
