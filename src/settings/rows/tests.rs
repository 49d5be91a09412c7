//! Rows of a CSV file, and what is wrong in them.

use proptest::prelude::*;

use super::*;
use crate::settings::fault::{Severity, Style};

const REQUIRED: [&str; 3] = ["unit", "name", "forms"];
const OPTIONAL: [&str; 2] = ["area", "principal_email"];

fn parse(bytes: &[u8]) -> (Rows, Faults) {
    Rows::parse(Path::new("config/units.csv"), bytes, &REQUIRED, &OPTIONAL)
}

fn text_of(rows: &Rows, row: usize, column: &str) -> String {
    rows.iter().nth(row).unwrap().get(column).unwrap().text.clone()
}

#[test]
fn columns_may_come_in_any_order_and_be_separated_in_three_ways() {
    for separator in [",", ";", "\t"] {
        let text =
            "name|unit|forms\n Vikens skola |123|GR FTH\n\nBackens|FSK-07|FS\n".replace('|', separator);
        let (rows, faults) = parse(text.as_bytes());
        assert!(faults.is_empty());
        assert_eq!(rows.iter().count(), 2);
        assert_eq!(text_of(&rows, 0, "name"), "Vikens skola");
        assert_eq!(text_of(&rows, 1, "unit"), "FSK-07");
        assert_eq!(rows.iter().nth(1).unwrap().line, 4);
        assert!(rows.iter().next().unwrap().get("area").is_none());
    }
}

#[test]
fn a_fault_points_at_the_cell_also_behind_quotes_and_line_breaks() {
    let text = "unit,name,forms\r\n1,\"Skola, \"\"Norr\"\"\r\nhus 2\",XX\r\n2,Åsens,YY\r\n";
    let (rows, faults) = parse(text.as_bytes());
    assert!(faults.is_empty());
    assert_eq!(text_of(&rows, 0, "name"), "Skola, \"Norr\"\r\nhus 2");
    let faults: Faults = rows
        .iter()
        .map(|row| rows.fault(row.get("forms").unwrap(), "no such form", "write GR".to_owned()))
        .collect();
    insta::assert_snapshot!(faults.render(Style::PLAIN), @r#"
      × no such form
       ╭─[config/units.csv:3:8]
     3 │ hus 2",XX
       ·        ─┬
       ·         ╰── here
       ╰────
      help: write GR

      × no such form
       ╭─[config/units.csv:4:9]
     4 │ 2,Åsens,YY
       ·         ─┬
       ·          ╰── here
       ╰────
      help: write GR

    2 errors in 1 file
    "#);
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(rows.iter().next().unwrap().get("forms").unwrap().line, 3);
}

#[test]
fn columns_that_are_unknown_missing_nameless_or_there_twice_are_faults() {
    let (_, faults) = parse(b"unit,nam,unit,,area\n1,2,3,4,5\n");
    insta::assert_snapshot!(faults.render(Style::PLAIN), @r#"
      × the column `name` is missing
       ╭─[config/units.csv:1:1]
     1 │ unit,nam,unit,,area
       · ─────────┬─────────
       ·          ╰── here
       ╰────
      help: add `name` to the first line

      × the column `forms` is missing
       ╭─[config/units.csv:1:1]
     1 │ unit,nam,unit,,area
       · ─────────┬─────────
       ·          ╰── here
       ╰────
      help: add `forms` to the first line

      × `nam` is not a column here
       ╭─[config/units.csv:1:6]
     1 │ unit,nam,unit,,area
       ·      ─┬─
       ·       ╰── here
       ╰────
      help: did you mean `name`? The columns are unit, name, forms, area, principal_email

      × the column `unit` is there twice
       ╭─[config/units.csv:1:10]
     1 │ unit,nam,unit,,area
       ·          ──┬─
       ·            ╰── here
       ╰────
      help: keep one of the two

      × a column has no name
       ╭─[config/units.csv:1:15]
     1 │ unit,nam,unit,,area
       ·               ▲
       ·               ╰── here
       ╰────
      help: name it in the first line, or remove it

    5 errors in 1 file
    "#);
}

#[test]
fn a_row_of_another_length_is_a_fault_and_left_out_but_an_empty_one_is_nothing() {
    let (rows, faults) = parse(b"unit,name,forms\n1,A\n,,,,\n2,B,GR\n");
    assert_eq!(rows.iter().count(), 1);
    insta::assert_snapshot!(faults.render(Style::PLAIN), @r#"
      × the row has 2 cells, the header 3
       ╭─[config/units.csv:2:1]
     2 │ 1,A
       · ─┬─
       ·  ╰── here
       ╰────
      help: put a cell with a separator in it in quotes: "…"

    1 error in 1 file
    "#);
}

#[test]
fn files_from_excel_are_read_with_a_warning_where_the_letters_are_a_guess() {
    let expected = "Åsens skola";
    let (rows, faults) = parse("\u{feff}unit;name;forms\r\n1;Åsens skola;GR\r\n".as_bytes());
    assert!(faults.is_empty());
    assert_eq!(text_of(&rows, 0, "name"), expected);

    let (rows, faults) = parse(b"unit;name;forms\r\n1;\xc5sens skola;GR\r\n");
    assert_eq!(faults.worst(), Some(Severity::Warning));
    assert_eq!(text_of(&rows, 0, "name"), expected);

    let utf_16: Vec<u8> =
        "\u{feff}unit\tname\tforms\r\n1\tÅsens skola\tGR".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (rows, faults) = parse(&utf_16);
    assert!(faults.is_empty());
    assert_eq!(text_of(&rows, 0, "name"), expected);
}

#[test]
fn an_empty_file_is_a_fault() {
    for bytes in [&b""[..], b"\n\n", b"\xef\xbb\xbf"] {
        let (rows, faults) = parse(bytes);
        assert_eq!((rows.iter().count(), faults.len()), (0, 1));
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        let _ = parse(&bytes).1.render(Style::PLAIN);
    }

    #[test]
    fn every_cell_stands_where_it_says(rest in "[a\",;\n\r å]{0,60}") {
        let text = format!("unit,name,forms\n{rest}");
        let (rows, _) = parse(text.as_bytes());
        for row in &rows {
            for cell in REQUIRED.iter().filter_map(|column| row.get(column)) {
                prop_assert!(text.get(cell.span.clone()).is_some());
                prop_assert_eq!(cell.line, text[..cell.span.start].matches('\n').count() + 1);
            }
        }
    }
}
