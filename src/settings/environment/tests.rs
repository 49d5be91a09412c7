//! Environment variables over the file.

#![expect(dead_code, reason = "of most fields it only matters whether they are refused")]

use std::path::Path;

use proptest::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::*;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    mail: Mail,
    #[serde(default)]
    web: Web,
    #[serde(default)]
    source: Vec<SourceTable>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Mail {
    #[schemars(range(max = 600))]
    per_minute: u32,
    transport: Transport,
    #[serde(default)]
    strict: bool,
    weight: Option<f64>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum Transport {
    Smtp { host: String, port: u16, password: Option<String> },
    Folder { path: String },
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Web {
    #[schemars(extend("format" = "listen"))]
    listen: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SourceTable {
    values: BTreeMap<String, BTreeMap<String, String>>,
}

const TEXT: &str = "\
[mail]
per_minute = 30
transport = { kind = \"smtp\", host = \"mail.example.invalid\", port = 25 }
[[source]]
values = { module = { \"Lärlogg\" = \"larlogg\", \"ÅTGÄRD 2.0\" = \"x.y\", \"a[0].b\" = \"c\" }, \"Dotted.Key\" = {} }
";

fn read(environment: &[(&str, &str)]) -> Result<File, String> {
    let environment =
        environment.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let document = TomlFile::parse(Path::new("nyttja.toml"), TEXT).0.unwrap();
    let (document, mut faults) = overlay(document, &environment, &Schema::of::<File>());
    let result = document.read::<File>();
    if let Err(more) = &result {
        faults.extend(more.clone());
    }
    if faults.is_empty() { Ok(result.unwrap()) } else { Err(sentences(&faults)) }
}

fn sentences(faults: &Faults) -> String {
    let lines: Vec<_> =
        faults.iter().map(|fault| format!("{}: {}", fault.file.display(), fault.message)).collect();
    lines.join("\n")
}

#[test]
fn a_variable_sets_a_key_of_the_type_it_has() {
    let file = read(&[
        ("NYTTJA__MAIL__PER_MINUTE", "60"),
        ("NYTTJA__MAIL__STRICT", "true"),
        ("NYTTJA__MAIL__WEIGHT", "1.5"),
        ("NYTTJA__MAIL__TRANSPORT__PORT", "587"),
        ("NYTTJA__MAIL__TRANSPORT__PASSWORD", "0123"),
        ("NYTTJA__WEB__LISTEN", "[::1]:80"),
        ("NYTTJA_CONFIG", "elsewhere"),
        ("PATH", "/bin"),
    ])
    .unwrap();
    assert_eq!(file.mail.per_minute, 60);
    assert!(file.mail.strict);
    assert_eq!(file.mail.weight, Some(1.5));
    assert_eq!(file.web.listen.as_deref(), Some("[::1]:80"));
    let Transport::Smtp { port, password, .. } = file.mail.transport else { panic!("smtp") };
    assert_eq!((port, password.as_deref()), (587, Some("0123")), "secrets stay as they are");
}

#[test]
fn what_the_file_says_comes_through_untouched() {
    let file = read(&[("NYTTJA__MAIL__PER_MINUTE", "60")]).unwrap();
    let values = &file.source[0].values;
    assert_eq!(values["module"]["Lärlogg"], "larlogg");
    assert_eq!(values["module"]["ÅTGÄRD 2.0"], "x.y");
    assert_eq!(values["module"]["a[0].b"], "c");
    assert!(values.contains_key("Dotted.Key"));
}

#[test]
fn what_a_variable_gets_wrong_is_told_by_its_name() {
    let wrong = read(&[
        ("NYTTJA__MAIL__PER_MINUTE", "sixty"),
        ("NYTTJA__MAIL__PER_MINUT", "60"),
        ("NYTTJA__MAIL__TRANSPORT__KIND", "smpt"),
        ("NYTTJA__WEB__LISTEN", "8080"),
        ("NYTTJA__MIAL__FROM", "x"),
        ("NYTTJA__SOURCE__0__VALUES", "x"),
        ("NYTTJA__SOURCE", "x"),
        ("NYTTJA__MAIL", "x"),
        ("NYTTJA__MAIL__STRICT__X", "x"),
        ("NYTTJA__MAIL__STRICT", "yes"),
        ("NYTTJA__", "x"),
        ("NYTTJA__MAIL__Å", "x"),
    ])
    .unwrap_err();
    insta::assert_snapshot!(wrong, @r#"
    environment: `NYTTJA__` names no setting
    environment: `NYTTJA__MAIL` would replace a table; name one of its keys
    environment: `NYTTJA__MAIL__Å` names no setting
    environment: `NYTTJA__SOURCE` would replace a list, which only the file can set
    environment: `NYTTJA__SOURCE__0__VALUES` reaches into the list `source`, which only the file can set
    environment: `NYTTJA__MAIL__STRICT__X` contradicts `NYTTJA__MAIL__STRICT`
    environment: `NYTTJA__MAIL__PER_MINUTE` should be a whole number, not `sixty`
    environment: `NYTTJA__MAIL__STRICT` should be true or false, not `yes`
    environment: `NYTTJA__MAIL__TRANSPORT__KIND`: `smpt` is not one of smtp, folder
    environment: `NYTTJA__MAIL__PER_MINUT` sets `per_minut`, which is not a key there
    environment: `NYTTJA__WEB__LISTEN`: `8080` is not an address and a port
    environment: `NYTTJA__MIAL__FROM` sets `mial`, which is not a key there
    "#);
}

#[test]
fn a_variable_beyond_the_range_is_told_by_its_name() {
    let wrong =
        read(&[("NYTTJA__MAIL__PER_MINUTE", "601"), ("NYTTJA__MAIL__TRANSPORT__PORT", "-1")]).unwrap_err();
    insta::assert_snapshot!(wrong, @r#"
    environment: `NYTTJA__MAIL__PER_MINUTE` is 601, but must be at most 600
    environment: `NYTTJA__MAIL__TRANSPORT__PORT` is -1, but must be at least 0
    "#);
}

#[test]
fn a_fault_elsewhere_in_the_file_still_points_at_its_line() {
    let text = TEXT.replace("port = 25", "port = \"x\"");
    let document = TomlFile::parse(Path::new("nyttja.toml"), &text).0.unwrap();
    let environment = BTreeMap::from([("NYTTJA__MAIL__PER_MINUTE".to_owned(), "60".to_owned())]);
    let (document, faults) = overlay(document, &environment, &Schema::of::<File>());
    assert!(faults.is_empty());
    let faults = document.read::<File>().unwrap_err();
    assert_eq!(faults.iter().next().unwrap().line, Some(3));
}

#[test]
fn a_table_that_only_a_variable_made_is_told_by_its_name() {
    let file = TomlFile::parse(Path::new("nyttja.toml"), "").0.unwrap();
    let environment = BTreeMap::from([("NYTTJA__MAIL__STRICT".to_owned(), "true".to_owned())]);
    let (document, _) = overlay(file, &environment, &Schema::of::<File>());
    insta::assert_snapshot!(sentences(&document.read::<File>().unwrap_err()), @r#"
    environment: beside `NYTTJA__MAIL__STRICT`, `per_minute` is missing
    environment: beside `NYTTJA__MAIL__STRICT`, `transport` is missing
    "#);
}

#[test]
fn a_text_that_may_be_a_secret_is_not_repeated() {
    let text = TEXT.replace("transport = ", "# ");
    let file = TomlFile::parse(Path::new("nyttja.toml"), &text).0.unwrap();
    let environment = BTreeMap::from([("NYTTJA__MAIL__TRANSPORT".to_owned(), "hunter2".to_owned())]);
    let (document, _) = overlay(file, &environment, &Schema::of::<File>());
    let wrong = sentences(&document.read::<File>().unwrap_err());
    assert_eq!(wrong, "environment: `NYTTJA__MAIL__TRANSPORT` should be a table, not a text");
}

proptest! {
    #[test]
    fn no_variable_makes_the_reader_panic(
        keys in proptest::collection::vec("(mail|transport|kind|PER_MINUTE|source|0|å|[a-z.\\[\\]_]{0,4})", 0..5),
        text in "(smtp|[0-9]{1,20}|true|.{0,10})",
    ) {
        let _ = read(&[(&format!("NYTTJA__{}", keys.join("__")), &text)]);
    }
}
