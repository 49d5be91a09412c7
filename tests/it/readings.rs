//! What came of reading a source, and how it is compared with what is right.

pub mod expected;
pub mod seen;

use std::collections::BTreeSet;
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

/// The cases of one file.
///
/// # Panics
///
/// Where it cannot be read.
pub fn cases_of<C: DeserializeOwned>(file: &Path) -> Vec<C> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Cases<C> {
        case: Vec<C>,
    }
    let cases: Cases<C> = toml::from_str(&fs::read_to_string(file).unwrap())
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    cases.case
}

/// Every case of the files in a folder.
///
/// # Panics
///
/// Where one cannot be read, or two have the same `name`.
pub fn cases<C: DeserializeOwned>(folder: &Path, name: impl Fn(&C) -> &str) -> Vec<C> {
    let files: BTreeSet<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let cases: Vec<C> = files.iter().flat_map(|file| cases_of(file)).collect();
    let mut names = BTreeSet::new();
    for case in &cases {
        assert!(names.insert(name(case)), "two cases are called {}", name(case));
    }
    cases
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
