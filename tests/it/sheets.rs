//! Sheets as people really have them: each case of `tests/sheets/cases` is read, and compared with
//! what is right by the contract.
//!
//! Most workbooks are made by the tools that people use, see `tests/sheets/make`; a few small ones are kept.

mod case;
mod seen;

use std::fs;
use std::path::{Path, PathBuf};

use crate::needed;
use crate::world::World;
use case::{Case, Content};
use seen::{Reading, Seen};

/// The folder with the files that `tests/sheets/make` has made.
const MADE: &str = "NYTTJA_SHEETS";

/// Where the cases and the files kept for them lie.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets")
}

/// The bytes of a case's file; none where nobody has made it.
fn bytes(case: &Case) -> Option<Vec<u8>> {
    let file = match case.content() {
        Content::Inline(bytes) => return Some(bytes),
        Content::Made(file) => file,
    };
    if let Ok(kept) = fs::read(folder().join("kept").join(file)) {
        return Some(kept);
    }
    let made = Path::new(&std::env::var_os(MADE)?).join(file);
    Some(fs::read(&made).unwrap_or_else(|error| panic!("{}: {error}", made.display())))
}

/// A municipality to read cases in.
fn world() -> World {
    let world = World::in_a_file();
    world.write("config/units.csv", include_str!("../../config/units.csv"));
    world.write("config/expectations.toml", include_str!("../../config/expectations.toml"));
    fs::remove_file(world.path("config/trainings.toml")).unwrap();
    world
}

/// Those of the cases that can be read, each with a data folder of its own.
fn laid_out<'a>(world: &World, cases: &'a [Case]) -> Vec<Reading<'a>> {
    let only = std::env::var("NYTTJA_SHEET").unwrap_or_default();
    let mut readings = Vec::new();
    let mut missing = 0;
    for (number, case) in cases.iter().filter(|case| case.file.contains(&only)).enumerate() {
        let Some(bytes) = bytes(case) else {
            missing += 1;
            continue;
        };
        let data = number.to_string();
        world.write(&format!("{data}/inbox/{}", case.file), bytes);
        for (file, text) in &case.beside {
            world.write(&format!("{data}/inbox/{file}"), case::written_out(text));
        }
        readings.push(Reading { case, source: case.source(&data), data: world.path(&data) });
    }
    if missing > 0 {
        needed::is_skipped(&format!("{missing} sheets made by tests/sheets/make, in {MADE}"));
    }
    readings
}

/// Asserts that every case is read as it should be.
fn assert_alike(readings: &[Reading<'_>], seen: &[Seen]) {
    let differing: Vec<String> = readings
        .iter()
        .zip(seen)
        .map(|(reading, seen)| (reading.case, reading.case.differences(seen)))
        .filter(|(_, differences)| !differences.is_empty())
        .map(|(case, differences)| format!("{}: {}\n  {}", case.file, case.name, differences.join("\n  ")))
        .collect();
    let (count, all, differing_text) = (differing.len(), readings.len(), differing.join("\n\n"));
    assert!(differing.is_empty(), "{count} of {all} sheets are read otherwise:\n\n{differing_text}");
}

#[tokio::test]
async fn a_figure_is_read_right_or_refused_with_its_place() {
    let world = world();
    let cases = case::all(&folder().join("cases"));
    let readings = laid_out(&world, &cases);
    let seen = Seen::all(&world.path("config"), &readings).await;
    assert_alike(&readings, &seen);
}
