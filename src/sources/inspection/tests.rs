//! Files nobody described, and what we say about them.

use std::fs;

use super::*;
use crate::sources::{Source, SourceSettings};

fn looked_at(content: &str) -> (tempfile::TempDir, Inspection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("FSK-07.csv");
    fs::write(&path, content).unwrap();
    let inspection = inspect(&path).unwrap();
    (folder, inspection)
}

fn block(inspection: &Inspection) -> String {
    let path = inspection.path.parent().unwrap().display().to_string();
    inspection.to_toml("export").replace(&path, "")
}

const SWEDISH: &str =
    "Skolenhetskod;Modul;Målgrupp;Från;Till;Aktiva;Antal;Inlägg;Andel;Lärare;E-post;Kommentar
12345678;Lärlogg;staff;2026-11-02;2026-11-08;8;11;20;72,7;Anna Ek;anna.ek@example.invalid;ja
FSK-07;Lärlogg;staff;2026-11-09;2026-11-15;9;11;;81,8;Bo Lind;bo.lind@example.invalid;
FSK-07;Schema;staff;2026-11-09;2026-11-15;9
";

#[test]
fn a_swedish_export_is_recognised_by_its_headings_and_people_are_left_out() {
    let (_folder, inspection) = looked_at(SWEDISH);

    assert_eq!((inspection.rows, inspection.broken_rows, inspection.kind), (3, 0, "CSV"));
    assert_eq!(inspection.column_for(Field::Unit).unwrap().samples, ["12345678", "FSK-07"]);
    let teacher = inspection.columns.iter().find(|column| column.name == "Lärare").unwrap();
    assert_eq!((&teacher.guess, teacher.samples.len()), (&Guess::NamesPeople, 0));
    insta::assert_snapshot!(block(&inspection), @r#"
    [[source]]
    name = "export"
    kind = "sheet"
    path = "/FSK-07.csv"  # this file; "inbox/*" reads every file put there
    delimiter = ";"
    encoding = "utf-8"
    date_format = "%Y-%m-%d"  # fits 2 of 3 rows
    percent = ["share"]  # the largest value is 81.8, so the column holds 0 to 100
    columns.unit = "Skolenhetskod"  # by its name
    columns.module = "Modul"  # by its name
    columns.audience = "Målgrupp"  # by its name
    columns.from = "Från"  # by its name, and it holds dates
    columns.to = "Till"  # by its name, and it holds dates
    columns.active = "Aktiva"  # by its name, and it holds whole numbers
    columns.eligible = "Antal"  # by its name, and it holds whole numbers
    columns.share = "Andel"  # by its name, and it holds numbers
    columns.items = "Inlägg"  # by its name, and it holds whole numbers
    # The other columns:
    # Lärare: names people: never read
    # E-post: names people: never read
    # Kommentar: not read
    "#);
}

#[test]
fn a_daily_file_of_one_unit_gets_the_unit_from_its_name_and_per_cent_from_its_values() {
    let (_folder, inspection) = looked_at(
        "time,lp_id,pct_access,engagement_index\n1/13/2026,16753,0.04,3.58\n2/1/2026,80560,9.5,8.94\n",
    );

    insta::assert_snapshot!(block(&inspection), @r#"
    [[source]]
    name = "export"
    kind = "sheet"
    path = "/FSK-07.csv"  # this file; "inbox/*" reads every file put there
    delimiter = ","
    encoding = "utf-8"
    date_format = "%m/%d/%Y"  # fits 2 of 2 rows
    percent = ["share"]  # the largest value is 9.5, so the column holds 0 to 100
    columns.module = "lp_id"  # by its name
    columns.from = "time"  # by its name, and it holds dates
    columns.share = "pct_access"  # by its name, and it holds numbers
    # The other columns:
    # engagement_index: not read
    constants.unit = "{file_stem}"  # no column names the unit; this takes the file's name
    constants.audience = "students"  # no column says whose use it is: staff, students or guardians
    "#);
}

#[test]
fn day_and_month_are_told_apart_by_the_whole_file_and_doubt_is_said() {
    let format = |dates: &str| {
        let rows = dates.replace(' ', ",larlogg,5\n");
        looked_at(&format!("Datum,Modul,Aktiva\n{rows},larlogg,5\n")).1.date_format.unwrap()
    };
    assert_eq!(format("1/2/2026 3/4/2026 31/8/2026").format, "%d/%m/%Y");
    assert_eq!(format("1/2/2026 3/4/2026 8/31/2026").format, "%m/%d/%Y");
    let doubtful = format("1/2/2026 3/4/2026 8/3/2026");
    assert_eq!((doubtful.format, doubtful.or), ("%d/%m/%Y", Some("%m/%d/%Y")));
    assert_eq!(format("20260831").format, "%Y%m%d");
}

#[test]
fn what_is_printed_is_settings_that_read_the_file() {
    for content in [SWEDISH, "time,lp_id,pct_access\n1/13/2026,16753,0.04\n"] {
        let (folder, inspection) = looked_at(content);
        let file: toml::Table = inspection.to_toml("a \"quoted\" name").parse().unwrap();
        let settings: SourceSettings = file["source"][0].clone().try_into().unwrap();
        assert_eq!(settings.name(), "a \"quoted\" name");
        Source::new(&settings, folder.path()).unwrap();
    }
    // Nothing to recognise: the text still reads as settings, for a person to complete.
    let (_folder, inspection) = looked_at("a;b\n1;2\n");
    let file: toml::Table = inspection.to_toml("x").parse().unwrap();
    assert!(file["source"][0].clone().try_into::<SourceSettings>().is_ok());
}
