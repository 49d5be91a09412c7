//! Documents: where values stand, and what wrong syntax is called.

#![expect(dead_code, reason = "of most fields it only matters whether they are refused")]

use std::fmt::Write;

use proptest::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::*;
use crate::settings::fault::Style;

const TEXT: &str = "\
title = \"Ängsvik\"
[[unit]]
name = \"A\"
days = [1, 2]
[[unit]]
name = \"B\"
[plan.terms]
autumn = { from = 2026-08-17, \"a.b\" = 1 }
";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    #[serde(default)]
    unit: Vec<Unit>,
    plan: Option<Value>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Unit {
    name: String,
    #[serde(default)]
    days: Vec<u8>,
}

fn parse(text: &str) -> TomlFile {
    TomlFile::parse(Path::new("a.toml"), text).0.unwrap()
}

fn everything(text: &str) -> Faults {
    let (document, mut faults) = TomlFile::parse(Path::new("a.toml"), text);
    if let Err(more) = document.unwrap().read::<File>() {
        faults.extend(more);
    }
    faults
}

fn sentences(text: &str) -> String {
    let lines: Vec<_> = everything(text)
        .iter()
        .map(|fault| format!("{}:{} {}", fault.line.unwrap_or(0), fault.column.unwrap_or(0), fault.message))
        .collect();
    lines.join("\n")
}

fn steps(pointer: &str) -> Vec<Step> {
    let step = |part: &str| part.parse().map_or_else(|_| Step::from(part), Step::Index);
    pointer.split('/').skip(1).map(step).collect()
}

#[test]
fn every_value_is_found_by_its_path() {
    let document = parse(TEXT);
    let text = |pointer: &str| document.span(&steps(pointer)).map(|span| &TEXT[span]);
    assert_eq!(text("/title"), Some("\"Ängsvik\""));
    assert_eq!(text("/unit/1"), Some("[[unit]]"));
    assert_eq!(text("/unit/1/name"), Some("\"B\""));
    assert_eq!(text("/unit/0/days/1"), Some("2"));
    assert_eq!(text("/plan/terms/autumn/from"), Some("2026-08-17"));
    assert_eq!(text("/plan/terms/autumn/a.b"), Some("1"));
    assert_eq!(text("/unit/2"), None);
    let key = document.key_span(&steps("/plan/terms/autumn/from")).unwrap();
    assert_eq!(&TEXT[key], "from");
}

#[test]
fn a_fault_about_what_is_not_there_points_at_what_is_around_it() {
    let document = parse(TEXT);
    let snippet = |pointer: &str| document.fault(&steps(pointer), "no", "").snippet;
    assert_eq!(snippet("/unit/1/audience").as_deref(), Some("[[unit]]"));
    assert_eq!(snippet("/plan/terms/spring/from").as_deref(), Some("[plan.terms]"));
    assert_eq!(snippet("/nothing/here"), None);
}

#[test]
fn wrong_syntax_is_said_in_plain_words() {
    let mut all = String::new();
    for line in [
        "title = ",
        "title = Vikens skola",
        "title = \"Viken",
        "title = 80 %",
        "title = \"a\" b = 1",
        "just words",
        "lärlogg = 1",
        "title = [1, 2",
        "title = { a = 1",
        "[unit",
        "[[unit]",
        "title = 0123",
        "a = 1.2.3",
        "title = \"C:\\qr\"",
        "title = 2026-13-01",
        "x = 1\nx = 2",
        "[plan]\n[plan]",
        "x = nan\ny = 99999999999999999999\nz = 1e999",
    ] {
        let faults = TomlFile::parse(Path::new("a.toml"), &format!("{line}\n")).1;
        assert!(!faults.is_empty(), "{line}");
        for fault in faults {
            writeln!(all, "{line:?} {}: {} | {}", fault.column.unwrap(), fault.message, fault.hint.unwrap())
                .unwrap();
        }
    }
    insta::assert_snapshot!(all, @r#"
    "title = " 8: the value is missing here | write key = value
    "title = Vikens skola" 9: the value is missing its quotes | put quotes around a text: name = "Vikens skola"
    "title = \"Viken" 15: the text does not end | close it with a quote: "…"
    "title = 80 %" 9: the value is missing its quotes | put quotes around a text: name = "Vikens skola"
    "title = \"a\" b = 1" 13: the line should end here | start a new line for the next key
    "just words" 6: the key has no value | write key = value
    "lärlogg = 1" 1: the key needs quotes | put quotes around a key with other letters than a to z: "Lärlogg" = …
    "title = [1, 2" 14: the list does not end | close it with `]`
    "title = { a = 1" 16: the table does not end | close it with `}`
    "[unit" 6: the header does not end | close it with `]`
    "[[unit]" 8: the header does not end | close it with `]]`
    "title = 0123" 9: a number cannot start with 0 | leave out the zero, or put quotes around a text that consists of digits
    "a = 1.2.3" 8: this is not a number | write a number such as 0.8, or put quotes around a text
    "title = \"C:\\qr\"" 13: `\` does not belong here | write `\\` for a backslash, or use single quotes: '…'
    "title = 2026-13-01" 9: there is no such date | write year-month-day, such as 2026-08-17
    "x = 1\nx = 2" 1: `x` stands here a second time | keep one of the two; for several entries write `[[…]]` each time
    "[plan]\n[plan]" 2: `plan` stands here a second time | keep one of the two; for several entries write `[[…]]` each time
    "x = nan\ny = 99999999999999999999\nz = 1e999" 5: `nan` is not a number that can be used here | write a plain number, such as `12` or `0.8`
    "x = nan\ny = 99999999999999999999\nz = 1e999" 5: `99999999999999999999` is not a number that can be used here | write a plain number, such as `12` or `0.8`
    "x = nan\ny = 99999999999999999999\nz = 1e999" 5: `1e999` is not a number that can be used here | write a plain number, such as `12` or `0.8`
    "#);
}

#[test]
fn other_faults_are_shown_beside_wrong_syntax_but_not_those_that_follow_from_it() {
    insta::assert_snapshot!(sentences("title = \n[[unit]]\nname = 3\n[[unit]\nname = 4\n[[unit]]\nnme = 5\n"), @r#"
    1:9 the value is missing here
    3:8 `name` should be a text, not the number 3
    4:8 the header does not end
    7:1 `nme` is not a key here
    "#);
    let (document, faults) = TomlFile::parse(Path::new("a.toml"), "title = ");
    assert_eq!(faults.len(), 1);
    assert_eq!(document.unwrap().read::<File>().unwrap_err(), Faults::new());
}

#[test]
fn keys_under_a_header_that_cannot_be_read_are_left_alone() {
    let text = "title = \"a\"\n[plan\nnonsense = 4\n";
    assert_eq!(sentences(text), "2:6 the header does not end");
}

#[test]
fn a_file_knows_its_name_and_its_values() {
    let (file, faults) = TomlFile::decode(Path::new("a.toml"), b"title = \"a\"");
    let file = file.filter(|_| faults.is_empty()).unwrap();
    assert_eq!(file.read::<File>().unwrap().title, "a");
    assert_eq!(file.file(), Path::new("a.toml"));
    assert_eq!(everything("title = \"a\"\ntitle = 2\nx = 1").len(), 2);
}

#[test]
fn an_empty_file_lacks_what_must_be_there() {
    assert_eq!(sentences(""), "0:0 `title` is missing");
    assert_eq!(sentences("# only a comment\r\n\r\n"), "0:0 `title` is missing");
}

#[test]
fn a_byte_order_mark_does_no_harm() {
    assert!(everything("\u{feff}title = \"a\"\r\n").is_empty());
}

#[test]
fn a_file_that_is_not_utf_8_is_refused_at_its_first_such_byte() {
    let (document, faults) = TomlFile::decode(Path::new("a.toml"), b"a = 1\ntitle = \"\xc4ngsvik\"\n");
    assert!(document.is_none());
    insta::assert_snapshot!(faults.render(Style::PLAIN), @r#"
      × the file is not UTF-8 from here on
       ╭─[a.toml:2:10]
     2 │ title = "�ngsvik"
       ·          ┬
       ·          ╰── here
       ╰────
      help: save it as UTF-8 in your editor

    1 error in 1 file
    "#);
}

#[test]
fn a_number_the_schema_allows_and_the_type_does_not_is_still_shown() {
    insta::assert_snapshot!(sentences("title = \"a\"\n[[unit]]\nname = \"a\"\ndays = [1, 300]"), @"4:12 entry 2 of `days` is 300, but must be at most 255");
}

#[test]
fn nesting_without_end_is_refused() {
    for text in [
        "[".repeat(100_000),
        "a = ".to_owned() + &"[".repeat(100_000),
        "a = ".to_owned() + &"{a=".repeat(50_000),
    ] {
        assert!(!everything(&text).is_empty());
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "(?s).{0,200}") {
        let _ = everything(&text).render(Style::PLAIN);
    }

    #[test]
    fn no_change_to_a_good_file_makes_the_reader_panic(
        at in 0..TEXT.len(),
        length in 0..20_usize,
        change in "[\\[\\]{}=\"'.,\\n\\r\\\\a1å -]{0,6}",
    ) {
        let start = TEXT.floor_char_boundary(at);
        let end = TEXT.ceil_char_boundary((at + length).min(TEXT.len()));
        let changed = format!("{}{change}{}", &TEXT[..start], &TEXT[end..]);
        let _ = everything(&changed).render(Style::PLAIN);
    }
}
