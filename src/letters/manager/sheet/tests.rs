//! Tests of the table, read back by a library of another make.

use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};

use super::*;
use crate::domain::recipient::language::Language;
use crate::letters::samples::{self, Content};

fn sample(name: &str) -> Summary {
    let found = samples::all().into_iter().find(|sample| sample.name == name).unwrap();
    let Content::Manager(summary) = found.content else { panic!("{name} is no summary") };
    summary
}

fn table(summary: &Summary) -> Attachment {
    let words = Words::load(summary.recipient.language, None).unwrap();
    attachment(summary, &samples::frame(), &words).unwrap()
}

fn sheets(summary: &Summary) -> Vec<Vec<Vec<Data>>> {
    let mut book = Xlsx::new(Cursor::new(table(summary).bytes)).unwrap();
    let rows = |(_, range): (String, calamine::Range<Data>)| range.rows().map(<[Data]>::to_vec).collect();
    book.worksheets().into_iter().map(rows).collect()
}

/// The row of a unit and a module, under the headings.
fn row(summary: &Summary, unit: &str, module: &str) -> Vec<(String, Data)> {
    let rows = sheets(summary).swap_remove(0);
    let headings: Vec<_> = rows[0].iter().map(ToString::to_string).collect();
    let is_it = |row: &&Vec<Data>| row[0] == *unit && row[2] == *module;
    headings.into_iter().zip(rows.iter().find(is_it).unwrap().clone()).collect()
}

fn cell(row: &[(String, Data)], heading: &str) -> Data {
    row.iter().find(|(found, _)| found == heading).unwrap_or_else(|| panic!("{heading}: {row:?}")).1.clone()
}

#[test]
fn the_same_summary_gives_the_same_bytes_dated_like_the_letter() {
    let summary = sample("manager-several-sv");
    let table_once = table(&summary);
    assert_eq!(table_once, table(&summary));
    assert_eq!(table_once.name, "enheter-2026-W48.xlsx");
    let mut archive = zip::ZipArchive::new(Cursor::new(table_once.bytes)).unwrap();
    let core = std::io::read_to_string(archive.by_name("docProps/core.xml").unwrap()).unwrap();
    assert_eq!(core.matches("2026-11-23T00:00:00Z").count(), 2, "{core}");
}

#[test]
fn there_is_a_row_for_every_unit_and_expectation_under_headings_in_each_language() {
    for (name, unit, last) in [
        ("manager-sixty-units-sv", "Enhet", "Överenskommelse eller hjälp"),
        ("manager-sixty-units-en", "Unit", "Agreement or help"),
    ] {
        let sheets = sheets(&sample(name));
        assert_eq!((sheets.len(), sheets[0].len()), (2, 1 + 60 * 3), "{name}");
        assert_eq!(sheets[0][0][0].to_string(), unit);
        assert_eq!(sheets[0][0].last().unwrap().to_string(), last);
    }
}

#[test]
fn numbers_are_numbers_that_a_reader_can_recompute() {
    let row = row(&sample("manager-several-sv"), "Vikens skola", "Planering");
    assert_eq!(cell(&row, "Läge"), Data::String("en bit kvar".to_owned()));
    // 9 of 34 against a half, from 10 of 34; shares are rounded down to tenths of one per cent.
    assert_eq!(cell(&row, "Värde"), Data::Float(0.264));
    assert_eq!(cell(&row, "Mål"), Data::Float(0.5));
    assert_eq!(cell(&row, "Antal personer"), Data::Float(34.0));
    assert_eq!(cell(&row, "Tidigare värde"), Data::Float(0.294));
    assert_eq!(cell(&row, "Förändring"), Data::Float(-0.03));
    assert_eq!(cell(&row, "Läge förra veckan"), Data::String("nära målet".to_owned()));
}

#[test]
fn a_group_that_is_too_small_has_no_number_at_all() {
    let row = row(&sample("manager-several-sv"), "Gläntans skola", "Lärlogg");
    assert!(row.iter().all(|(_, cell)| !cell.is_float() && !cell.is_int()), "{row:?}");
    assert_eq!(cell(&row, "Förklaring"), Data::String("för få personer för att visa".to_owned()));
}

#[test]
fn a_text_that_looks_like_a_formula_stays_a_text() {
    let row = row(&sample("manager-several-sv"), "Kvarnskolan", "Planering");
    let agreed = cell(&row, "Överenskommelse eller hjälp").to_string();
    assert_eq!(agreed, "Annat mål till och med 29 november: =Byte av planeringsmall");
    let mut summary = sample("manager-one-unit-sv");
    "=1+1".clone_into(&mut summary.units[0].unit.name);
    assert_eq!(sheets(&summary)[0][1][0], Data::String("=1+1".to_owned()));
}

#[test]
fn the_second_sheet_tells_the_levels_the_date_and_the_source() {
    for (name, expected) in [
        ("manager-several-sv", ["Når målet", "söndag 22 november 2026", "Lärtorget"]),
        ("manager-several-en", ["On target", "Sunday, 22 November 2026", "Lärtorget"]),
    ] {
        let text = format!("{:?}", sheets(&sample(name))[1]);
        for expected in expected {
            assert!(text.contains(expected), "{expected} is missing in {text}");
        }
    }
}

#[test]
fn people_can_filter_and_the_headings_stay_in_sight() {
    let mut archive = zip::ZipArchive::new(Cursor::new(table(&sample("manager-several-sv")).bytes)).unwrap();
    let sheet = std::io::read_to_string(archive.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
    assert!(sheet.contains("<autoFilter ref=\"A1:N26\""), "{sheet}");
    assert!(sheet.contains("state=\"frozen\""), "{sheet}");
}

#[test]
fn words_of_an_override_cannot_break_the_workbook() {
    let file = std::path::Path::new("locales/manager.sv.ftl");
    let text = "sheet-units = [a]/b:c och en mycket lång text om alla enheter\nsheet-file = å/../ä b\nsheet-about = ?\n";
    let words = Words::load(Language::Sv, Some((file, text))).unwrap();
    let table = attachment(&sample("manager-one-unit-sv"), &samples::frame(), &words).unwrap();
    assert_eq!(table.name, "b-2026-W48.xlsx");
    Xlsx::new(Cursor::new(table.bytes)).unwrap();
}
