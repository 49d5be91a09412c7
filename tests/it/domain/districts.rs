//! A real export as it comes: two districts, daily shares, two orders of day
//! and month, and dirt of every kind. The rows are made up in the same shape.

use std::fs;
use std::path::Path;

use crate::world::World;

const AT: &str = "2020-10-12T06:30:00+02:00";

/// The fixture, copied so that its store and letters do not stay.
fn districts() -> World {
    let world = World::new();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/learnplatform");
    for folder in ["config", "data/inbox"] {
        fs::remove_dir_all(world.path(folder)).unwrap();
        for entry in fs::read_dir(fixture.join(folder)).unwrap() {
            let file = entry.unwrap().path();
            let name = file.file_name().unwrap().to_str().unwrap();
            world.write(&format!("{folder}/{name}"), fs::read(&file).unwrap());
        }
    }
    world
}

#[test]
fn every_dirty_row_is_refused_with_its_line_and_reason() {
    let world = districts();
    let ran = world.nyttja(&["run", "--at", AT, "--format", "json"]);
    assert_eq!((ran.code, ran.json()["sent"].as_u64()), (0, Some(2)), "{ran:?}");
    assert_eq!(ran.json()["refused_rows"], 10);
    let elm = world.read("data/refused/elm.csv");
    for row in [
        "1039.csv,13,nothing in column `lp_id`",
        "1039.csv,14,",
        "1039.csv,15,`1/1/2044` in column `time` lies after the day of the run",
        "1039.csv,16,",
        "1039.csv,17,",
        "1039.csv,18,`10/13/2020` in column `time` lies after the day of the run",
        "1039.csv,19,",
        "1039.csv,21,",
    ] {
        assert!(elm.contains(row), "{row} is missing in\n{elm}");
    }
    let oak = world.read("data/refused/oak.csv");
    assert_eq!(oak.lines().count(), 3, "{oak}");
}

#[test]
fn daily_shares_are_averaged_over_the_teaching_days_of_the_window() {
    let world = districts();
    let ran = world.nyttja(&["assess", "--week", "2020-W42", "--at", AT, "--format", "json"]);
    let verdicts = ran.json_lines();
    let docs =
        verdicts.iter().find(|verdict| verdict["unit"] == "1039" && verdict["module"] == "95731").unwrap();
    // The row of Saturday 10 October does not count.
    assert_eq!((docs["value"].as_f64(), docs["level"].as_str()), (Some(0.625), Some("met")));
    assert!(docs["eligible"].is_null(), "nobody knows how many pupils there are");
    let oak =
        verdicts.iter().find(|verdict| verdict["unit"] == "1131" && verdict["module"] == "99916").unwrap();
    assert_eq!(oak["value"].as_f64(), Some(0.055));
}
