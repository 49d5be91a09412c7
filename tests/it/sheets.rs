//! Sheets as people really have them: each case of `tests/sheets/cases` is read, and compared with
//! what is right by the contract.
//!
//! Most workbooks are made by the tools that people use, see `tests/sheets/make`; a few small ones are kept.

mod case;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use nyttja::sources::{Known, inspect};

use crate::needed;
use crate::readings::seen::{Reading, Seen};
use crate::readings::{assert_alike, cases, world};
use crate::world::World;
use case::{Case, Content};

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

/// Those of the cases that can be read, each with a data folder of its own.
fn laid_out<'a>(world: &World, cases: &'a [Case]) -> Vec<(&'a Case, Reading<'a>)> {
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
        let source = case.source(&data);
        readings
            .push((case, Reading { name: &case.name, today: case.today, source, data: world.path(&data) }));
    }
    if missing > 0 {
        needed::is_skipped(&format!("{missing} sheets made by tests/sheets/make, in {MADE}"));
    }
    readings
}

/// What came of reading them.
async fn seen(world: &World, readings: &[(&Case, Reading<'_>)]) -> Vec<Seen> {
    let readings: Vec<_> = readings.iter().map(|(_, reading)| reading).collect();
    Seen::all(&world.path("config"), &readings, |_, source| source).await
}

#[tokio::test]
async fn a_figure_is_read_right_or_refused_with_its_place() {
    let world = world();
    let cases = cases(&folder().join("cases"), |case: &Case| &case.name);
    let readings = laid_out(&world, &cases);
    let seen = seen(&world, &readings).await;
    let read = readings.iter().zip(&seen);
    assert_alike(read.map(|((case, _), seen)| (case.called(), case.expected().differences(seen))));
}

#[tokio::test]
async fn what_an_inspection_proposes_reads_right_or_refuses() {
    let world = world();
    let cases = cases(&folder().join("cases"), |case: &Case| &case.name);
    let mut readings = laid_out(&world, &cases);
    // Cases with the same file know the same of it.
    let mut truths: HashMap<Vec<u8>, Vec<String>> = HashMap::new();
    let file = |case: &Case, reading: &Reading<'_>| reading.data.join("inbox").join(&case.file);
    for (case, reading) in &readings {
        truths.entry(fs::read(file(case, reading)).unwrap()).or_default().extend(case.truths());
    }
    let known = Known::of(&world.settings().municipality);
    readings.retain_mut(|(case, reading)| {
        // A file that cannot be read at all has no settings to propose.
        let inspection = inspect(&file(case, reading), known.clone());
        let name = reading.data.file_name().expect("a name").to_string_lossy();
        inspection.is_ok_and(|inspection| {
            reading.source = inspection.to_toml(&name);
            true
        })
    });
    let seen = seen(&world, &readings).await;
    assert_alike(readings.iter().zip(&seen).map(|((case, reading), seen)| {
        let truths = &truths[&fs::read(file(case, reading)).unwrap()];
        (case.called(), case.wrong_by_proposal(&reading.source, truths, seen))
    }));
}
