//! Sheets as people really have them: each case of `tests/sheets/cases` is read, and compared with
//! what is right by the contract.
//!
//! Most workbooks are made by the tools that people use, see `tests/sheets/make`; a few small ones are kept.

mod case;
mod seen;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use nyttja::sources::{Known, inspect};

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

/// Asserts that no case differs. `differences` tells in what one does.
fn assert_alike(
    readings: &[Reading<'_>],
    seen: &[Seen],
    differences: impl Fn(&Reading<'_>, &Seen) -> Vec<String>,
) {
    let differing: Vec<String> = readings
        .iter()
        .zip(seen)
        .map(|(reading, seen)| (reading.case, differences(reading, seen)))
        .filter(|(_, differences)| !differences.is_empty())
        .map(|(case, differences)| format!("{}: {}\n  {}", case.file, case.name, differences.join("\n  ")))
        .collect();
    let (count, all) = (differing.len(), readings.len());
    assert!(
        differing.is_empty(),
        "{count} of {all} sheets are read otherwise:\n\n{}",
        differing.join("\n\n")
    );
}

#[tokio::test]
async fn a_figure_is_read_right_or_refused_with_its_place() {
    let world = world();
    let cases = case::all(&folder().join("cases"));
    let readings = laid_out(&world, &cases);
    let seen = Seen::all(&world.path("config"), &readings).await;
    assert_alike(&readings, &seen, |reading, seen| reading.case.differences(seen));
}

#[tokio::test]
async fn what_an_inspection_proposes_reads_right_or_refuses() {
    let world = world();
    let cases = case::all(&folder().join("cases"));
    let mut readings = laid_out(&world, &cases);
    // Cases with the same file know the same of it.
    let mut truths: HashMap<Vec<u8>, Vec<String>> = HashMap::new();
    let file = |reading: &Reading<'_>| reading.data.join("inbox").join(&reading.case.file);
    for reading in &readings {
        truths.entry(fs::read(file(reading)).unwrap()).or_default().extend(reading.case.truths());
    }
    let known = Known::of(&world.settings().municipality);
    readings.retain_mut(|reading| {
        // A file that cannot be read at all has no settings to propose.
        let inspection = inspect(&file(reading), known.clone());
        let name = reading.data.file_name().expect("a name").to_string_lossy();
        inspection.is_ok_and(|inspection| {
            reading.source = inspection.to_toml(&name);
            true
        })
    });
    let seen = Seen::all(&world.path("config"), &readings).await;
    assert_alike(&readings, &seen, |reading, seen| {
        reading.case.wrong_by_proposal(&reading.source, &truths[&fs::read(file(reading)).unwrap()], seen)
    });
}
