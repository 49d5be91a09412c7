//! Files nobody described, and what we say about them.

use std::fs;

use super::*;
use crate::sources::Source;
use crate::sources::settings::SourceSettings;

fn looked_at(content: &str) -> (tempfile::TempDir, Inspection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("FSK-07.csv");
    fs::write(&path, content).unwrap();
    let inspection = inspect(&path, known()).unwrap();
    (folder, inspection)
}

fn known() -> Known {
    Known::new(
        [("12345678", "Vikens skola"), ("FSK-07", "Backens förskola")],
        [("larlogg", "Lärlogg"), ("veckobrev", "Veckobrev")],
    )
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
    date_format = "%Y-%m-%d"  # fits 3 dates
    percent = ["share"]  # no value lies between 0 and 1, so the column holds 0 to 100
    columns.unit = "Skolenhetskod"  # by its name
    columns.module = "Modul"  # by its name
    columns.audience = "Målgrupp"  # by its name
    columns.from = "Från"  # by its name, and it holds dates
    columns.to = "Till"  # by its name, and it holds dates
    columns.active = "Aktiva"  # by its name, and it holds whole numbers
    columns.eligible = "Antal"  # by its name, and it holds whole numbers
    columns.share = "Andel"  # by its name, and it holds numbers
    columns.items = "Inlägg"  # by its name, and it holds whole numbers
    values.module."Lärlogg" = "larlogg"
    # values.module."Schema" = "…"  # no module has this key or name: 1 rows are passed over without this line
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
    date_format = "%m/%d/%Y"  # fits 2 dates
    # percent = ["share"]  # mixed: line 3 are over 1, and line 2 lie between 0 and 1. Without this line those over 1 are refused; with it 0.8 is 0.8 %
    columns.module = "lp_id"  # by its name
    columns.from = "time"  # by its name, and it holds dates
    columns.share = "pct_access"  # by its name, and it holds numbers
    constants.unit = "{file_stem}"  # no column names the unit, and the file's name is one
    # constants.audience = "…"  # needed: no column says whose use it is: staff, students or guardians
    # values.module."16753" = "…"  # no module has this key or name: 1 rows are passed over without this line
    # values.module."80560" = "…"  # no module has this key or name: 1 rows are passed over without this line
    # The other columns:
    # engagement_index: not read
    "#);
}

#[test]
fn day_and_month_are_told_apart_by_the_whole_file_and_doubt_is_said() {
    let format = |dates: &str| {
        let rows = dates.replace(' ', ",larlogg,5\n");
        let file = format!("Datum,Modul,Aktiva\n{rows},larlogg,5\n");
        looked_at(&file).1.date_format().unwrap().1
    };
    assert_eq!(format("1/2/2026 3/4/2026 31/8/2026").formats, ["%d/%m/%Y"]);
    assert_eq!(format("1/2/2026 3/4/2026 8/31/2026").formats, ["%m/%d/%Y"]);
    let doubtful = format("1/2/2026 3/4/2026 8/3/2026");
    assert_eq!((doubtful.formats, doubtful.or), (vec!["%d/%m/%Y"], Some("%m/%d/%Y")));
    assert_eq!(format("20260831").formats, ["%Y%m%d"]);
    assert_eq!(format("2026-08-31 31/8/2026 2026-09-01").formats, ["%Y-%m-%d", "%d/%m/%Y"]);
}

/// The block as settings.
fn pasted(inspection: &Inspection) -> SourceSettings {
    let file: toml::Table = inspection.to_toml("a \"quoted\" name").parse().unwrap();
    file["source"][0].clone().try_into().unwrap()
}

#[test]
fn what_is_printed_is_settings_that_read_the_file_or_say_what_they_need() {
    let (folder, inspection) = looked_at(SWEDISH);
    let settings = pasted(&inspection);
    assert_eq!(settings.name(), "a \"quoted\" name");
    Source::new(&settings, folder.path()).unwrap();

    let (folder, inspection) = looked_at("time,lp_id,pct_access\n1/13/2026,16753,0.04\n");
    let error = Source::new(&pasted(&inspection), folder.path()).unwrap_err();
    assert_eq!(error.to_string(), "nothing says which `audience` a record is about");

    // Nothing to recognise: the text still reads as settings, for a person to complete.
    let (_folder, inspection) = looked_at("a;b\n1;2\n");
    pasted(&inspection);
}

#[test]
fn the_last_login_is_no_first_day_and_days_of_nothing_known_are_not_read() {
    let (_folder, inspection) = looked_at(
        "Enhet;Modul;Målgrupp;Vecka;Aktiva;Senaste inloggning;Uttag\nFSK-07;Lärlogg;Personal;v. 46;3;2026-11-13;2026-11-14\n",
    );
    let text = block(&inspection);
    for line in [
        "columns.week = \"Vecka\"",
        "columns.last_active = \"Senaste inloggning\"",
        "# Uttag: holds days or times",
    ] {
        assert!(text.contains(line), "{line} is missing in {text}");
    }
    let (_folder, inspection) = looked_at("Enhet;Modul;Aktiva;Uttag\nFSK-07;Lärlogg;3;2026-11-14\n");
    let text = block(&inspection);
    assert!(
        text.contains("no column says which days a row is about")
            && !text.contains("columns.from = \"Uttag\""),
        "{text}"
    );
}

#[test]
fn headings_are_found_below_titles_and_over_two_lines() {
    let title = "Användning av Lärtorget\nSkapad 2026-11-23\n\n";
    let (_folder, inspection) = looked_at(&format!("{title}{SWEDISH}"));
    assert_eq!(inspection.place().as_deref(), Some("the headings stand on line 4"));
    assert!(block(&inspection).contains("header_line = 4"));

    let (_folder, inspection) = looked_at(
        ";;;Personal;;Elever;\nEnhet;Modul;Vecka;Aktiva;Antal;Aktiva;Antal\nFSK-07;Lärlogg;2026-W46;3;4;30;40\n",
    );
    let text = block(&inspection);
    for line in
        ["header_rows = 2", "pivot = { heading = \"audience\" }", "values.audience.\"Elever\" = \"students\""]
    {
        assert!(text.contains(line), "{line} is missing in {text}");
    }
}

#[test]
fn what_is_not_sure_is_said_and_not_proposed() {
    let odd = "FSK-07;Lärloggen;Personal;2026-W46;1.234;0,8\n;Veckobrev;Personal;2026-W46;few;75\n\
               Totalt;Lärlogg;Personal;2026-W46;<5;1\n";
    let plain = "FSK-07;Veckobrev;Personal;2026-W45;12;\n".repeat(20);
    let (_folder, inspection) = looked_at(&format!("Enhet;Modul;Målgrupp;Vecka;Aktiva;Andel\n{odd}{plain}"));
    let text = block(&inspection);
    for line in [
        "# percent = [\"share\"]  # mixed: line 3 are over 1, and line 2 lie between 0 and 1",
        "# thousands = \".\"  # line 2: a number may have thousands",
        "suppressed = [\"<5\"]",
        "# empty = [\"few\"]  # line 3: no number and no date",
        "# fill_down = [\"unit\"]  # line 3 names no unit",
        "skip = { \"Enhet\" = [\"Totalt\"] }  # 1 row is a sum of others",
        "# values.module.\"Lärloggen\" = \"larlogg\"  # like Lärlogg, in 1 rows",
    ] {
        assert!(text.contains(&format!("\n{line}")), "{line} is missing in {text}");
    }
}

#[test]
fn a_proposal_is_toml_whatever_characters_the_headings_hold() {
    let rows = "FSK-07;FSK-08;Lärlogg;2026-W46;3;4\n".repeat(10);
    let headings = "Enhet;\u{1a}Enhet;Modul;Vecka;Antal;Antal\u{1}";
    let (_folder, inspection) = looked_at(&format!("{headings}\n{rows}"));
    let text = block(&inspection);
    assert!(text.parse::<toml::Table>().is_ok(), "{text}");
}
