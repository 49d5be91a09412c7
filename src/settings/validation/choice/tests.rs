//! Tables of which there are several kinds.

#![expect(dead_code, reason = "of most fields it only matters whether they are refused")]

use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::settings::{Fault, TomlFile};

/// Keys that all kinds share, beside those of one kind. serde cannot refuse
/// unknown keys together with `flatten`; the schema can.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(extend("unevaluatedProperties" = false))]
struct Source {
    name: String,
    #[serde(flatten)]
    kind: Kind,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Kind {
    Sheet { path: String },
    HttpJson { url: String, records: Option<String> },
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Sources {
    source: Vec<Source>,
}

#[test]
fn kinds_may_share_keys() {
    let read = |text: &str| TomlFile::parse(Path::new("a.toml"), text).0.unwrap().read::<Sources>();
    assert!(read("[[source]]\nname = \"a\"\nkind = \"sheet\"\npath = \"b\"\n").is_ok());
    let text = "\
[[source]]
kind = \"sheet\"
pth = \"b\"
url = \"c\"
[[source]]
name = \"a\"
kind = \"x\"
[[source]]
name = \"b\"
kind = \"http_json\"
url = 3
recrds = 1
";
    let line =
        |fault: &Fault| format!("{:?} {} | {}", fault.line, fault.message, fault.hint.as_deref().unwrap());
    let lines: Vec<_> = read(text).unwrap_err().iter().map(line).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    Some(1) `name` is missing | add `name` here
    Some(1) `path` is missing | add `path` here
    Some(3) `pth` is not a key here | did you mean `path`? The keys here are kind, name and path
    Some(4) `url` is not a key here | The keys here are kind, name and path
    Some(7) `x` is not one of sheet, http_json | choose one of them
    Some(11) `url` should be a text, not the number 3 | put it in quotes: "3"
    Some(12) `recrds` is not a key here | did you mean `records`? The keys here are kind, name, records and url
    "#);
}
