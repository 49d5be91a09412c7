//! XLSX files: real dates, per cent formats, and files made to do harm.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::*;
use crate::domain::number::Exact;
use crate::domain::usage::figure::Figure;

const COLUMNS: [&str; 9] =
    ["Enhet", "Modul", "Målgrupp", "Från", "Till", "Aktiva", "Antal", "Andel", "Lärare"];

fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Blad1").unwrap();
    for (column, name) in (0..).zip(COLUMNS) {
        sheet.write(0, column, name).unwrap();
    }
    fill(sheet);
    workbook.add_worksheet().set_name("Blad2").unwrap();
    workbook.save_to_buffer().unwrap()
}

fn words(sheet: &mut rust_xlsxwriter::Worksheet, row: u32) {
    sheet.write(row, 0, 12_345_678).unwrap();
    sheet.write(row, 1, "Lärlogg").unwrap();
    sheet.write(row, 2, "staff").unwrap();
}

#[test]
fn a_workbook_gives_its_numbers_real_dates_and_per_cent_as_they_are_shown() {
    let content = workbook(|sheet| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let percent = Format::new().set_num_format("0.0 %");
        words(sheet, 2);
        sheet.write_with_format(2, 3, ExcelDateTime::from_ymd(2026, 11, 16).unwrap(), &day).unwrap();
        sheet.write(2, 4, "2026-11-22").unwrap();
        sheet.write(2, 5, 7).unwrap();
        sheet.write_with_format(2, 7, 0.07, &percent).unwrap();
    });
    let reading = read_bytes(&content, "percent = [\"share\"]").unwrap();

    assert_eq!(refusals(&reading), Vec::<String>::new());
    let (subject, usage) = &reading.records()[0];
    assert_eq!(&*subject.unit.0, "12345678");
    assert_eq!((usage.figures.active, usage.figures.eligible), (Some(7.into()), None));
    assert_eq!(usage.figures.share, Some(Figure::Known(Exact::new(7, 100).try_into().unwrap())));
    assert_eq!(usage.period.days(), 7);
}

#[test]
fn a_bad_row_of_a_workbook_is_refused_by_its_row_number_and_a_stray_cell_far_out_costs_its_row() {
    let content = workbook(|sheet| {
        words(sheet, 1);
        sheet.write(1, 3, 45_000).unwrap();
        words(sheet, 4);
        sheet.write(4, 16_383, "x").unwrap();
    });
    insta::assert_snapshot!(refusals(&read_bytes(&content, "").unwrap()).join("\n"), @r"
    inbox/u.csv (Blad1):2: `45000` in column `Från` is not a date written as %Y-%m-%d
    inbox/u.csv (Blad1):5: a cell in column XFD, beyond the last column name
    ");
}

#[test]
fn a_column_name_far_out_is_too_large() {
    let content = workbook(|sheet| {
        sheet.write(0, 16_383, "x").unwrap();
    });
    assert!(fault(&content, "").contains("a column name stands in column XFD"));
}

#[test]
fn a_worksheet_that_is_not_there_is_named_with_those_that_are() {
    let content = workbook(|sheet| words(sheet, 1));
    let fault = fault(&content, "sheet = \"Data\"");
    assert!(fault.contains("no worksheet `Data`; it has `Blad1`, `Blad2`"), "{fault}");
}

#[test]
fn a_workbook_that_would_unpack_to_more_than_we_hold_is_refused_by_the_size_it_declares() {
    let mut content = workbook(|sheet| words(sheet, 1));
    // The first part in the central directory: its declared size after unpacking.
    let entry = content.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    content[entry + 24..entry + 28].copy_from_slice(&0x7fff_ffff_u32.to_le_bytes());
    assert!(fault(&content, "").contains("unpacks to 2048 MiB"), "{}", fault(&content, ""));

    // One that declares less than it holds is found out while it is unpacked.
    let sheet = content.windows(24).rposition(|bytes| bytes == b"xl/worksheets/sheet1.xml").unwrap();
    content[entry + 24..entry + 28].copy_from_slice(&10_u32.to_le_bytes());
    content[sheet - 46 + 24..sheet - 46 + 28].copy_from_slice(&10_u32.to_le_bytes());
    assert!(fault(&content, "").contains("cannot be opened"), "{}", fault(&content, ""));
}
