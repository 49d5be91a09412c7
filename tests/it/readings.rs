//! What came of reading a source, and how it is compared with what is right.

pub mod expected;
pub mod seen;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::world::World;

/// A municipality to read cases in.
pub fn world() -> World {
    let world = World::in_a_file();
    world.write("config/units.csv", include_str!("../../config/units.csv"));
    world.write("config/expectations.toml", include_str!("../../config/expectations.toml"));
    fs::remove_file(world.path("config/trainings.toml")).unwrap();
    world
}

/// Every case of the files in a folder.
///
/// # Panics
///
/// Where one cannot be read, or two have the same `name`.
pub fn cases<C: DeserializeOwned>(folder: &Path, name: impl Fn(&C) -> &str) -> Vec<C> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Cases<C> {
        case: Vec<C>,
    }
    let files: std::collections::BTreeSet<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let mut names = BTreeMap::new();
    let mut all = Vec::new();
    for file in files {
        let cases: Cases<C> = toml::from_str(&fs::read_to_string(&file).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for case in &cases.case {
            let twice = names.insert(name(case).to_owned(), file.clone());
            assert_eq!(twice, None, "two cases are called {}", name(case));
        }
        all.extend(cases.case);
    }
    all
}

/// Asserts that no case differs: each is called something, and differs in so much.
pub fn assert_alike(cases: impl Iterator<Item = (String, Vec<String>)>) {
    let all: Vec<_> = cases.collect();
    let differing: Vec<String> = all
        .iter()
        .filter(|(_, differences)| !differences.is_empty())
        .map(|(called, differences)| format!("{called}\n  {}", differences.join("\n  ")))
        .collect();
    let (count, all) = (differing.len(), all.len());
    assert!(differing.is_empty(), "{count} of {all} cases are read otherwise:\n\n{}", differing.join("\n\n"));
}
