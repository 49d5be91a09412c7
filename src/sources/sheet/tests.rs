//! Files as schools' exports come: with faults in the rows, odd encodings and odd line ends.

use std::fs;
use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::unit::{Headcount, UnitKey};
use crate::sources::SourceSettings;

mod containers;
mod memory;
mod workbooks;

const HEADER: &str = "Enhet;Modul;Målgrupp;Från;Till;Aktiva;Antal;Andel;Lärare\n";

fn asked() -> Asked {
    Asked {
        units: Arc::new(["12345678", "FSK-07"].map(|key| (UnitKey(key.into()), Headcount::default())).into()),
        modules: Arc::new([ModuleKey("larlogg".into())].into()),
        today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
        zone: chrono_tz::Europe::Stockholm,
    }
}

fn settings(more: &str) -> SheetSettings {
    let text = format!(
        r#"
        kind = "sheet"
        name = "export"
        path = "inbox/*"
        {more}
        columns = {{ unit = "Enhet", module = "Modul", audience = "Målgrupp", from = "Från", to = "Till", active = "Aktiva", eligible = "Antal", share = "Andel" }}
        values = {{ module = {{ "Lärlogg" = "larlogg" }} }}
        "#
    );
    match toml::from_str(&text).unwrap() {
        SourceSettings::Sheet(settings) => *settings,
        SourceSettings::HttpJson(_) => unreachable!(),
    }
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("inbox")).unwrap();
    for (name, content) in files {
        fs::write(folder.path().join("inbox").join(name), content).unwrap();
    }
    folder
}

fn read_bytes(content: &[u8], more: &str) -> Result<Reading, SourceError> {
    let folder = folder(&[("u.csv", content)]);
    Sheet::new(&settings(more), folder.path()).unwrap().read(&asked(), &FilesRead::default(), None)
}

fn read(rows: &str) -> Reading {
    read_bytes(format!("{HEADER}{rows}").as_bytes(), "").unwrap()
}

fn refusals(reading: &Reading) -> Vec<String> {
    reading.refusals.iter().map(|refusal| format!("{}: {}", refusal.place, refusal.reason)).collect()
}

fn fault(content: &[u8], more: &str) -> String {
    read_bytes(content, more).unwrap_err().to_string()
}

const GOOD: &str = "FSK-07;Lärlogg;staff;2026-11-16;2026-11-22;8;11;;Anna Ek\n";

#[test]
fn a_row_becomes_a_record_by_the_names_and_words_of_the_settings() {
    let reading = read(GOOD);

    let (subject, usage) = &reading.records()[0];
    assert_eq!((&*subject.unit.0, subject.module.0.as_str()), ("FSK-07", "larlogg"));
    assert_eq!((usage.figures.active, usage.figures.eligible), (Some(8.into()), Some(11.into())));
    assert_eq!(usage.period.days(), 7);
    assert_eq!((reading.rows, reading.parts), (1, 1));
}

#[test]
fn each_bad_row_is_refused_with_its_line_and_a_reason_that_quotes_it_and_the_rest_is_kept() {
    let rows = [
        "FSK-07;Lärlogg;staff;2026-11-16;2026-11-22;not sure;11;;",
        "FSK-07;Lärlogg;staff;2026-11-16;2026-11-22;12;11;;",
        "FSK-07;Lärlogg;staff;2026-11-16;2026-11-22;-1;11;;",
        "FSK-07;Lärlogg;staff;2026-11-16;2026-11-22;2,5;11;;",
        "FSK-07;Lärlogg;staff;2026-11-16;2026-11-22;;11;;",
        "NOWHERE;Lärlogg;staff;2026-11-16;2026-11-22;8;11;;",
        ";Lärlogg;staff;2026-11-16;2026-11-22;8;11;;",
        "FSK-07;Lärlogg;personal;2026-11-16;2026-11-22;8;11;;",
        "FSK-07;Lärlogg;staff;16/11/2026;2026-11-22;8;11;;",
        "FSK-07;Lärlogg;staff;26-11-16;2026-11-22;8;11;;",
        "FSK-07;Lärlogg;staff;2026-11-16;2044-11-22;8;11;;",
        "FSK-07;Lärlogg;staff;2026-11-16;;8;11;;",
        "FSK-07;Lärlogg;staff;2026-11-22;2026-11-16;8;11;;",
        "FSK-07;Lärlogg;staff;2025-01-01;2026-11-16;8;11;;",
        "FSK-07;Lärlogg;staff;2026-11-16",
        "FSK-07;Lärlogg;staff;2026-11-16;2026-11-22;8;11;;;x",
        "FSK-07;Lärlogg;staff;2026-11-16;2026-11-22;;;85;",
        "FSK-07;Lärlogg;staff;2026-11-16;2026-11-22;;;NaN;",
        "FSK-07;;staff;2026-11-16;2026-11-22;8;11;;",
    ];
    let reading = read(&format!("{}\n{GOOD}", rows.join("\n")));

    insta::assert_snapshot!(refusals(&reading).join("\n"), @r"
    inbox/u.csv:2: `not sure` in column `Aktiva` is not a number
    inbox/u.csv:3: 12 people active of 11 eligible
    inbox/u.csv:4: `-1` in column `Aktiva` is less than nothing
    inbox/u.csv:5: `2,5` in column `Aktiva` is not a whole number
    inbox/u.csv:6: no figure: neither people active, a share, items nor a day of last activity
    inbox/u.csv:7: `NOWHERE` in column `Enhet` is not a unit that the municipality has
    inbox/u.csv:8: nothing in column `Enhet`
    inbox/u.csv:9: `personal` in column `Målgrupp` is not an audience; the audiences are staff, students and guardians
    inbox/u.csv:10: `16/11/2026` in column `Från` is not a date written as %Y-%m-%d
    inbox/u.csv:11: `26-11-16` in column `Från` is a date in the year 26
    inbox/u.csv:12: the period of 6582 days is longer than 366
    inbox/u.csv:13: nothing in column `Till`
    inbox/u.csv:14: the period ends on 2026-11-16, before it starts on 2026-11-22
    inbox/u.csv:15: the period of 685 days is longer than 366
    inbox/u.csv:16: nothing in column `Till`
    inbox/u.csv:17: 10 cells where the header has 9: one stands in column J
    inbox/u.csv:18: `85` in column `Andel` is not between 0 and 1; a column that holds 0 to 100 is listed under `percent`
    inbox/u.csv:19: `NaN` in column `Andel` is not a number
    inbox/u.csv:20: nothing in column `Modul`
    ");
    assert_eq!(reading.records().len(), 1);
    assert_eq!(reading.rows, 20);
}

#[test]
fn counts_may_be_written_with_spaces_and_empty_decimals() {
    let reading = read("FSK-07;Lärlogg;staff;2026-11-16;2026-11-22;1 234,0;1\u{a0}300.0;;\n");

    assert_eq!(reading.records()[0].1.figures.active, Some(1234.into()));
    assert_eq!(reading.records()[0].1.figures.eligible, Some(1300.into()));
    assert_eq!(read("FSK-07;Lärlogg;staff;2026-11-16;2026-11-22;12 34;;;\n").refusals.len(), 1);
}

#[test]
fn a_share_is_a_fraction_or_per_cent_as_the_settings_say_and_a_sign_is_always_obeyed() {
    let row = |share: &str| format!("{HEADER}FSK-07;Lärlogg;staff;2026-11-16;2026-11-22;;;{share};\n");
    let share = |text: &str, more: &str| {
        read_bytes(row(text).as_bytes(), more).unwrap().records()[0]
            .1
            .figures
            .share
            .unwrap()
            .known()
            .unwrap()
            .exact()
    };

    for (text, more) in
        [("0,5", ""), ("50 %", ""), ("50", "percent = [\"share\"]"), ("50%", "percent = [\"share\"]")]
    {
        assert_eq!(share(text, more), crate::domain::number::Exact::new(1, 2), "{text} {more}");
    }
}

#[test]
fn rows_of_modules_nobody_asked_about_are_counted_and_named_or_refused() {
    let rows = "FSK-07;Schema;staff;2026-11-16;2026-11-22;x;11;;\n";
    let reading = read(rows);
    assert_eq!((reading.ignored, reading.rows, reading.refusals.len()), (1, 1, 0));
    assert!(reading.notes[0].contains("`Schema` (1)"), "{:?}", reading.notes);

    let reading = read_bytes(format!("{HEADER}{rows}").as_bytes(), "unknown_modules = \"refuse\"").unwrap();
    assert_eq!(
        refusals(&reading),
        ["inbox/u.csv:2: `Schema` in column `Modul` is not a module that the expectations name"]
    );
}

#[test]
fn lines_are_counted_right_across_every_line_end_blank_rows_and_line_breaks_in_cells() {
    let good = GOOD.trim_end();
    let bad = "FSK-07;Lärlogg;staff;2026-11-16;2026-11-22;x;11;;";
    for end in ["\n", "\r\n", "\r"] {
        let content = [
            HEADER.trim_end(),
            "",
            good,
            ";;;;",
            &good.replace("Anna Ek", &format!("\"Anna{end}{end}Ek\"")),
            bad,
            "",
        ]
        .join(end);
        let reading = read_bytes(content.as_bytes(), "").unwrap();
        assert_eq!((reading.kept, reading.repeated), (1, 1), "{end:?}");
        assert_eq!(reading.refusals[0].place.to_string(), "inbox/u.csv:8", "{end:?}");
        assert_eq!(reading.rows, 3);
    }
    let mixed = format!("{}\r\n{good}\r{bad}\n\r\n{bad}", HEADER.trim_end());
    let lines: Vec<String> = refusals(&read_bytes(mixed.as_bytes(), "").unwrap());
    assert!(lines[0].starts_with("inbox/u.csv:3:") && lines[1].starts_with("inbox/u.csv:5:"), "{lines:?}");
}

#[test]
fn a_quotation_mark_that_is_never_closed_costs_its_own_line_only() {
    let reading = read(&format!("{GOOD}FSK-07;\"Lärlogg;staff;2026-11-16\n{}", GOOD.repeat(150)));

    assert_eq!(
        refusals(&reading),
        ["inbox/u.csv:3: a quotation mark opens in this line and is never closed"]
    );
    assert_eq!((reading.kept, reading.repeated), (1, 150));
    let inches = GOOD.replace("Anna Ek", "5\" skärm");
    assert_eq!(read(&format!("{inches}{GOOD}")).repeated, 1);
}

#[test]
fn swedish_letters_are_read_from_every_encoding_and_a_guess_is_told() {
    let text = format!("{HEADER}{GOOD}");
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let utf16_be: Vec<u8> =
        [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let latin1 = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
    for (content, notes) in
        [(format!("\u{feff}{text}").into_bytes(), 0), (utf16, 0), (utf16_be, 0), (latin1.clone(), 1)]
    {
        let reading = read_bytes(&content, "").unwrap();
        assert_eq!((reading.records().len(), reading.notes.len()), (1, notes));
    }
    assert_eq!(read_bytes(&latin1, "encoding = \"iso-8859-1\"").unwrap().notes.len(), 0);
    assert!(fault(&latin1, "encoding = \"utf-8\"").contains("not valid UTF-8"));
}

#[test]
fn the_separator_is_found_in_the_header_or_said_by_the_file_or_the_settings() {
    for (separator, more) in [(",", ""), ("\t", ""), (";", ""), ("\t", "delimiter = \"tab\"")] {
        let content = format!("{HEADER}{GOOD}").replace(';', separator);
        assert_eq!(read_bytes(content.as_bytes(), more).unwrap().records().len(), 1, "{separator:?}");
    }
    let said = format!("sep=;\n{HEADER}{GOOD}");
    assert_eq!(read_bytes(said.as_bytes(), "").unwrap().records().len(), 1);
    let titled = format!("Rapport, vecka 47\n\n{HEADER}{GOOD}");
    assert_eq!(read_bytes(titled.as_bytes(), "header_line = 3").unwrap().records().len(), 1);
}

#[test]
fn files_that_are_no_sheets_are_told_apart_by_their_content() {
    let faults: Vec<String> = [
        b"".as_slice(),
        b"\n\n",
        HEADER.as_bytes(),
        b"a;b\0c\n",
        b"\x1f\x8b\x08",
        b"%PDF-1.7",
        b"<html><table>",
        &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
        b"PK\x03\x04nonsense",
        "Enhet;Modul;Malgrupp;Från;Till;Aktiva;Antal;Andelar\n".as_bytes(),
        "Enhet;Enhet;Modul;Målgrupp;Från;Till;Aktiva;Antal;Andel\n".as_bytes(),
        "\"Enhet;Modul\nFSK-07;a\n".as_bytes(),
    ]
    .into_iter()
    .map(|content| fault(content, "").replace("none of its files could be read; inbox/u.csv: ", ""))
    .collect();

    insta::assert_snapshot!(faults.join("\n"), @r"
    the file is empty
    the file is empty
    the file has column names and no rows
    the file is neither text nor a workbook: it holds NUL bytes
    the file is packed with gzip
    the file is a PDF
    the file is a web page (HTML)
    the file is a document in an old format of Office
    the workbook cannot be opened: invalid Zip archive: Could not find EOCD
    the file has no column `Målgrupp`, `Andel`; it has `Enhet`, `Modul`, `Malgrupp`, `Från`, `Till`, `Aktiva`, `Antal`, `Andelar`; did you mean `Malgrupp`, `Andelar`?
    the file has more than one column `Enhet`
    the header in line 1 opens a quotation mark and never closes it
    ");
}

#[test]
fn files_are_read_oldest_first_and_one_that_fails_does_not_stop_the_others() {
    let other = GOOD.replace(";8;", ";9;");
    let folder = folder(&[
        ("b.csv", format!("{HEADER}{GOOD}").as_bytes()),
        ("a.csv", format!("{HEADER}{other}").as_bytes()),
        ("c.csv", b"x"),
        (".hidden.csv", b"x"),
        ("~$b.xlsx", b"x"),
    ]);
    let age = |name: &str, seconds: u64| {
        let file = fs::File::options().write(true).open(folder.path().join("inbox").join(name)).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds)).unwrap();
    };
    age("b.csv", 1000);
    age("a.csv", 2000);
    let reading = Sheet::new(&settings(""), folder.path())
        .unwrap()
        .read(&asked(), &FilesRead::default(), None)
        .unwrap();

    let active: Vec<_> =
        reading.records().iter().map(|(_, usage)| usage.figures.active.unwrap().known().unwrap()).collect();
    assert_eq!(active, [8, 9]);
    assert_eq!(reading.failed.iter().map(|failed| failed.file.as_str()).collect::<Vec<_>>(), ["inbox/c.csv"]);
}

#[test]
fn a_source_without_files_says_where_it_looked() {
    let folder = tempfile::tempdir().unwrap();
    let error = Sheet::new(&settings(""), folder.path())
        .unwrap()
        .read(&asked(), &FilesRead::default(), None)
        .unwrap_err();
    assert!(error.to_string().ends_with("inbox/*`") && !error.is_temporary(), "{error}");
}

#[test]
fn a_daily_file_of_one_unit_takes_the_unit_from_its_name() {
    let text = r#"
        kind = "sheet"
        name = "daily"
        path = "inbox/*.csv"
        date_format = "%d/%m/%Y"
        columns = { module = "lp_id", from = "time", share = "pct_access" }
        constants = { unit = "{file_stem}", audience = "students" }
        percent = ["share"]
    "#;
    let SourceSettings::Sheet(settings) = toml::from_str(text).unwrap() else { unreachable!() };
    let folder =
        folder(&[("FSK-07.csv", b"time,lp_id,pct_access,engagement_index\n9/11/2026,larlogg,4.5,3\n")]);
    let reading =
        Sheet::new(&settings, folder.path()).unwrap().read(&asked(), &FilesRead::default(), None).unwrap();

    let (subject, usage) = &reading.records()[0];
    assert_eq!(&*subject.unit.0, "FSK-07");
    assert_eq!((usage.period.from.to_string(), usage.period.days()), ("2026-11-09".to_owned(), 1));
}

proptest! {
    #[test]
    fn whatever_bytes_a_file_holds_every_row_is_accounted_for(
        bytes in prop::collection::vec(prop::sample::select(b"\"\";;\r\n\n ax1\xe5".as_slice()), 0..400),
        random in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let content = [HEADER.as_bytes(), GOOD.as_bytes(), &bytes, b"\n", &random].concat();
        if let Ok(reading) = read_bytes(&content, "encoding = \"windows-1252\"") {
            let refused = u64::try_from(reading.refusals.len()).unwrap();
            let told = reading.kept + reading.repeated + reading.unfinished + refused + reading.ignored;
            prop_assert_eq!(reading.rows, told);
            prop_assert!(reading.rows >= 1);
        }
    }

    #[test]
    fn whatever_stands_before_them_good_rows_are_kept_and_lines_are_counted_right(
        bytes in prop::collection::vec(prop::sample::select(b"\"\";;\r\n\n ax1".as_slice()), 0..300),
    ) {
        let before = format!("{HEADER}{}\n", String::from_utf8(bytes).unwrap());
        let bad = "NOWHERE;Lärlogg\n";
        let reading = read_bytes(format!("{before}{}{bad}", GOOD.repeat(3)).as_bytes(), "").unwrap();

        let lines = before.replace("\r\n", "\n").replace('\r', "\n").matches('\n').count();
        prop_assert_eq!((reading.kept, reading.repeated), (1, 2));
        let last = reading.refusals.last().unwrap();
        let place = format!("export: inbox/u.csv:{}: `NOWHERE` in column `Enhet`", lines + 4);
        prop_assert!(last.to_string().starts_with(&place), "{last}");
    }
}

#[test]
fn dates_that_mostly_do_not_fit_their_format_throw_doubt_on_the_rest() {
    let rows = ["05", "13", "14"]
        .map(|day| GOOD.replace("2026-11-16;2026-11-22", &format!("10/{day}/2026;10/{day}/2026")));
    let content = format!("{HEADER}{}", rows.concat());
    let reading = read_bytes(content.as_bytes(), "date_format = \"%d/%m/%Y\"").unwrap();
    assert_eq!((reading.records().len(), reading.refusals.len()), (1, 2));
    assert!(reading.notes[0].contains("2 rows do not fit the date format %d/%m/%Y"), "{:?}", reading.notes);
}
