//! What breaks the rules of a file, in the words the reader sees.

#![expect(dead_code, reason = "of most fields it only matters whether they are refused")]

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::settings::fault::Style;
use crate::settings::{Faults, TomlFile};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    /// How letters leave the house.
    mail: Option<Mail>,
    #[serde(default)]
    expectation: Vec<Expectation>,
    #[serde(default)]
    values: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Mail {
    /// The sender that principals see.
    #[schemars(extend("format" = "mailbox"))]
    from: String,
    transport: Transport,
    #[serde(default)]
    #[schemars(range(max = 600))]
    per_minute: u32,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum Transport {
    Smtp { host: String, port: u16 },
    Folder(Folder),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Folder {
    path: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Expectation {
    #[schemars(length(min = 1))]
    key: String,
    /// Whose use is counted.
    audience: Option<Audience>,
    /// How far back to look, in teaching weeks.
    #[schemars(range(min = 1))]
    weeks: u32,
    target: Share,
    near: Option<Share>,
    #[schemars(length(min = 1))]
    forms: Option<Vec<String>>,
    valid_from: Option<chrono::NaiveDate>,
    #[serde(default)]
    exempt: bool,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Audience {
    Staff,
    /// Pupils and preschool children.
    Students,
    Guardians,
}

/// A share, written `80 %` or 0.8.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Share {
    Text(#[schemars(extend("format" = "share"))] String),
    Number(#[schemars(range(min = 0.0, max = 1.0))] f64),
}

const GOOD: &str = "\
[mail]
from = \"Stöd <a@example.invalid>\"
transport = { kind = \"folder\", path = \"sent\" }
[values]
module = { \"Lärlogg 2.0\" = \"larlogg\" }
[[expectation]]
key = \"a\"
audience = \"staff\"
weeks = 4
target = \"80 %\"
near = 0.7
valid_from = 2026-08-01
";

fn read(text: &str) -> Result<File, Faults> {
    let (document, mut faults) = TomlFile::parse(Path::new("config/expectations.toml"), text);
    let result = document.unwrap().read::<File>();
    if faults.is_empty() {
        return result;
    }
    faults.extend(result.unwrap_err());
    Err(faults)
}

fn page(text: &str) -> String {
    read(text).unwrap_err().render(Style::PLAIN)
}

/// What is wrong, one fault a line, for `line` in an otherwise good expectation.
fn faults_of(line: &str) -> String {
    let key = line.split(' ').next().unwrap();
    let good = ["key = \"a\"", "weeks = 4", "target = 0.8"];
    let rest: Vec<_> = good.into_iter().filter(|other| !other.starts_with(&format!("{key} "))).collect();
    lines(&format!("[[expectation]]\n{line}\n{}\n", rest.join("\n")))
}

fn lines(text: &str) -> String {
    let line = |fault: &crate::settings::Fault| {
        let hint = fault.hint.as_deref().unwrap_or("no hint");
        let snippet = fault.snippet.as_deref().unwrap_or("the file");
        format!("{snippet} | {} | {hint}\n", fault.message)
    };
    read(text).unwrap_err().iter().map(line).collect()
}

#[test]
fn a_file_without_faults_is_read() {
    let file = read(GOOD).unwrap();
    assert_eq!(file.values["module"]["Lärlogg 2.0"], "larlogg");
    assert_eq!(file.expectation[0].target, Share::Text("80 %".to_owned()));
    assert_eq!(file.expectation[0].near, Some(Share::Number(0.7)));
    assert_eq!(file.expectation[0].valid_from.unwrap().to_string(), "2026-08-01");
    assert!(matches!(file.mail.unwrap().transport, Transport::Folder(Folder { path }) if path == "sent"));
}

#[test]
fn seven_mistakes_in_one_file_are_seven_faults() {
    let text = "\
[mail]
from = \"digital@example\u{20}.invalid\"
transport = { kind = \"smtp\", host = \"mail.example.invalid\", prt = 587, port = 70000 }

[[expectation]]
key = \"larlogg-personal\"
audience = \"staf\"
weeks = \"4\"
targt = \"80 %\"
";
    insta::assert_snapshot!(page(text), @r#"
      × `from`: `digital@example .invalid`: the part after the @ is not a full domain name, such as
      │ skola.example
       ╭─[config/expectations.toml:2:8]
     2 │ from = "digital@example .invalid"
       ·        ─────────────┬────────────
       ·                     ╰── here
       ╰────
      help: write a name and an address, such as "Digitalt stöd <digital@example.invalid>"

      × `prt` is not a key here
       ╭─[config/expectations.toml:3:61]
     3 │ transport = { kind = "smtp", host = "mail.example.invalid", prt = 587, port = 70000 }
       ·                                                             ─┬─
       ·                                                              ╰── here
       ╰────
      help: did you mean `port`? The keys here are host, kind and port

      × `port` is 70000, but must be at most 65535
       ╭─[config/expectations.toml:3:79]
     3 │ transport = { kind = "smtp", host = "mail.example.invalid", prt = 587, port = 70000 }
       ·                                                                               ──┬──
       ·                                                                                 ╰── here
       ╰────
      help: write 65535 or less

      × `target` is missing
       ╭─[config/expectations.toml:5:1]
     5 │ [[expectation]]
       · ───────┬───────
       ·        ╰── here
       ╰────
      help: add `target`: A share, written `80 %` or 0.8.

      × `staf` is not one of staff, guardians, students
       ╭─[config/expectations.toml:7:12]
     7 │ audience = "staf"
       ·            ───┬──
       ·               ╰── here
       ╰────
      help: did you mean `staff`?

      × `weeks` should be a whole number, not the text `4`
       ╭─[config/expectations.toml:8:9]
     8 │ weeks = "4"
       ·         ─┬─
       ·          ╰── here
       ╰────
      help: leave out the quotes: 4

      × `targt` is not a key here
       ╭─[config/expectations.toml:9:1]
     9 │ targt = "80 %"
       · ──┬──
       ·   ╰── here
       ╰────
      help: did you mean `target`? The keys here are audience, exempt, forms, key, near, target,
            valid_from and weeks

    7 errors in 1 file
    "#);
    assert_eq!(read(text).unwrap_err().len(), 7);
}

#[test]
fn each_kind_of_fault_has_its_sentence() {
    let mut all = String::new();
    for line in [
        "targt = 1",
        "weeks = 0",
        "weeks = 4.5",
        "weeks = 4.0",
        "weeks = true",
        "weeks = 5_000_000_000",
        "weeks = 2026-01-01",
        "key = \"\"",
        "key = 7",
        "key = 2026-01-01",
        "audience = \"Staff\"",
        "audience = \"everyone\"",
        "audience = 1",
        "target = \"8O %\"",
        "target = 80",
        "target = true",
        "target = [1]",
        "near = \"eighty\"",
        "forms = \"GR\"",
        "forms = []",
        "forms = [\"GR\", 3]",
        "valid_from = \"2026-8-1\"",
        "valid_from = 2026-08-01T10:00:00",
        "exempt = \"true\"",
        "near = { share = 1 }",
    ] {
        all.push_str(&faults_of(line));
    }
    insta::assert_snapshot!(all, @r#"
    targt | `targt` is not a key here | did you mean `target`? The keys here are audience, exempt, forms, key, near, target, valid_from and weeks
    0 | `weeks` is 0, but must be at least 1 | How far back to look, in teaching weeks.
    4.5 | `weeks` should be a whole number, not the number 4.5 | How far back to look, in teaching weeks.
    4.0 | `weeks` should be a whole number | leave out the decimals: 4
    true | `weeks` should be a whole number, not `true` | How far back to look, in teaching weeks.
    5_000_000_000 | `weeks` cannot be `5000000000` | write a whole number from 0 to 4294967295
    2026-01-01 | `weeks` should be a whole number, not a date | How far back to look, in teaching weeks.
    "" | `key` is empty | write something between the quotes
    7 | `key` should be a text, not the number 7 | put it in quotes: "7"
    2026-01-01 | `key` should be a text, not a date | put it in quotes
    "Staff" | `Staff` is not one of staff, guardians, students | did you mean `staff`?
    "everyone" | `everyone` is not one of staff, guardians, students | Whose use is counted.
    1 | `audience` should be a text, not the number 1 | write "staff" or "guardians" or "students"
    "8O %" | `target`: `8O %` is not a share | write a share such as "80 %" or 0.8
    80 | `target` is 80, but must be at most 1 | write a share such as "80 %" or 0.8
    true | `target` should be a number or a text, not `true` | write a share such as "80 %" or 0.8
    [1] | `target` should be a number or a text, not a list | write a share such as "80 %" or 0.8
    "eighty" | `near`: `eighty` is not a share | write a share such as "80 %" or 0.8
    "GR" | `forms` should be a list, not the text `GR` | put it in brackets: ["GR"]
    [] | `forms` needs at least 1 entry | add an entry, or remove the key
    3 | entry 2 of `forms` should be a text, not the number 3 | put it in quotes: "3"
    "2026-8-1" | `valid_from`: `2026-8-1` is not a date | write a date such as 2026-08-17
    2026-08-01T10:00:00 | `valid_from`: `2026-08-01T10:00:00` is not a date | write a date such as 2026-08-17
    "true" | `exempt` should be true or false, not the text `true` | leave out the quotes: true
    { share = 1 } | `near` should be a number or a text, not a table | write a share such as "80 %" or 0.8
    "#);
}

#[test]
fn of_a_tagged_choice_only_the_chosen_kind_is_judged() {
    let mut all = String::new();
    for transport in [
        "{ kind = \"smpt\", host = \"a\", port = 1 }",
        "{ host = \"a\", port = 1 }",
        "{ kind = \"folder\", pth = \"a\" }",
        "{ kind = \"smtp\", path = \"a\", port = \"25\" }",
        "{ kind = 3 }",
        "\"smtp\"",
    ] {
        all.push_str(&lines(&format!("[mail]\nfrom = \"a@b.c\"\ntransport = {transport}\n")));
    }
    insta::assert_snapshot!(all, @r#"
    "smpt" | `smpt` is not one of smtp, folder | did you mean `smtp`?
    { host = "a", port = 1 } | `kind` is missing | write kind = "smtp" or "folder"
    { kind = "folder", pth = "a" } | `path` is missing | add `path` here
    pth | `pth` is not a key here | did you mean `path`? The keys here are kind and path
    { kind = "smtp", path = "a", port = "25" } | `host` is missing | add `host` here
    path | `path` is not a key here | The keys here are host, kind and port
    "25" | `port` should be a whole number, not the text `25` | leave out the quotes: 25
    3 | `kind` should be a text, not the number 3 | write "smtp" or "folder"
    "smtp" | `transport` should be a table, not the text `smtp` | write a table; its keys are host, kind, path and port
    "#);
}

#[test]
fn tables_and_lists_are_told_apart() {
    insta::assert_snapshot!(lines("[expectation]\nkey = \"a\"\n"), @"[expectation] | `expectation` should be a list, not a table | write its header with two brackets, [[…]], one for each entry");
    insta::assert_snapshot!(lines("[[mail]]\nfrom = \"a@b.c\"\n"), @"[[mail]] | `mail` should be a table, not a list | How letters leave the house.");
    insta::assert_snapshot!(lines("values = { module = { a = 1 } }\nmial = 1"), @r#"
    1 | `a` should be a text, not the number 1 | put it in quotes: "1"
    mial | `mial` is not a key here | did you mean `mail`? The keys here are expectation, mail and values
    "#);
}

#[test]
fn the_names_of_our_formats_reach_the_schema() {
    let schema = crate::settings::schema::Schema::of::<File>();
    assert_eq!(schema.value()["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema.value().pointer("/$defs/Mail/properties/from/format").unwrap(), "mailbox");
    assert!(schema.compile(&mut boon::Schemas::new()).is_ok());
    assert_eq!(schema.unknown_formats(), [""; 0]);
}

#[test]
fn a_form_that_nobody_knows_is_found_in_the_schema() {
    #[derive(JsonSchema)]
    struct Slip {
        #[schemars(extend("format" = "mailboks"))]
        from: Option<String>,
    }
    assert_eq!(crate::settings::schema::Schema::of::<Slip>().unknown_formats(), ["mailboks"]);
}

#[test]
fn every_fault_has_a_hint() {
    let text = "[mail]\nfrom = 3\ntransport = 1\nx = 1\n[[expectation]]\nkey = \"\"\nweeks = 0\nforms = []\n";
    for fault in read(text).unwrap_err() {
        assert!(fault.hint.is_some_and(|hint| !hint.is_empty()), "{}", fault.message);
    }
}

proptest! {
    #[test]
    fn no_change_to_a_file_with_choices_makes_the_reader_panic(
        at in 0..GOOD.len(),
        length in 0..25_usize,
        change in "([\\[\\]{}=\"'.,\n\\\\a1å -]|kind|target|smtp|80 %|2026-01-01|1e9|true){0,4}",
    ) {
        let (start, end) = (GOOD.floor_char_boundary(at), GOOD.ceil_char_boundary(at + length));
        let changed = format!("{}{change}{}", &GOOD[..start], &GOOD[end..]);
        if let Err(faults) = read(&changed) {
            for fault in &faults {
                prop_assert!(fault.hint.is_some(), "{}", fault.message);
            }
            prop_assert!(!faults.render(Style::PLAIN).is_empty());
        }
    }
}
