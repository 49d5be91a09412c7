use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::settings::fault::Style;
use crate::settings::{Document, Faults};

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

fn read(text: &str) -> Result<File, Faults> {
    let (document, mut faults) = Document::parse(Path::new("config/expectations.toml"), text);
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
    let file = read(
        "[mail]\nfrom = \"Stöd <a@example.invalid>\"\ntransport = { kind = \"folder\", path = \"sent\" }\n\
         [values]\nmodule = { \"Lärlogg 2.0\" = \"larlogg\" }\n\
         [[expectation]]\nkey = \"a\"\nweeks = 4\ntarget = \"80 %\"\nnear = 0.7\nvalid_from = 2026-08-01\n",
    )
    .unwrap();
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
    insta::assert_snapshot!(page(text), @"");
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
    insta::assert_snapshot!(all, @"");
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
    insta::assert_snapshot!(all, @"");
}

#[test]
fn tables_and_lists_are_told_apart() {
    insta::assert_snapshot!(lines("[expectation]\nkey = \"a\"\n"), @"");
    insta::assert_snapshot!(lines("[[mail]]\nfrom = \"a@b.c\"\n"), @"");
    insta::assert_snapshot!(lines("values = { module = { a = 1 } }\nmial = 1"), @"");
}

#[test]
fn the_names_of_our_formats_reach_the_schema() {
    let schema = crate::settings::schema::Schema::of::<File>();
    assert_eq!(schema.value()["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema.value().pointer("/$defs/Mail/properties/from/format").unwrap(), "mailbox");
    assert!(schema.validator().is_ok());
}
