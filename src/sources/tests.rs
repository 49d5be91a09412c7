//! The settings of sources, as files write them and as the schema describes them.

use super::*;

const EXPORT: &str = r#"
name = "export"
kind = "sheet"
path = "inbox/*"
delimiter = "auto"
encoding = "auto"
date_format = "%Y-%m-%d"
columns = { unit = "Enhet", module = "Modul", from = "Från", to = "Till", active = "Aktiva", eligible = "Antal", items = "Inlägg" }
constants = { audience = "students" }
values = { module = { "Lärlogg" = "larlogg" } }
percent = ["share"]
unknown_modules = "ignore"
"#;

const API: &str = r#"
name = "api"
kind = "http_json"
url = "https://example.invalid/usage?from={from}&to={to}"
records = "/data"
next = "/links/next"
fields = { unit = "/unit/id", module = "/module", audience = "/audience", from = "/period/start", to = "/period/end", active = "/active" }
auth = { kind = "bearer", token_file = "/run/secrets/token" }
"#;

fn parsed(text: &str) -> Result<SourceSettings, toml::de::Error> {
    toml::from_str(text)
}

fn allows(schema: &serde_json::Value, value: &serde_json::Value) -> bool {
    let (mut compiler, mut schemas) = (boon::Compiler::new(), boon::Schemas::new());
    compiler.add_resource("https://schema.invalid/", schema.clone()).unwrap();
    let index = compiler.compile("https://schema.invalid/", &mut schemas).unwrap();
    schemas.validate(value, index).is_ok()
}

#[test]
fn sources_are_read_as_the_files_write_them_and_fit_their_schema() {
    let schema = serde_json::to_value(schemars::schema_for!(SourceSettings)).unwrap();
    for text in [EXPORT, API] {
        let settings = parsed(text).unwrap();
        Source::new(&settings, Path::new("data")).unwrap();
        let value: serde_json::Value = toml::from_str(text).unwrap();
        assert!(allows(&schema, &value), "{text}");
    }
}

#[test]
fn a_key_or_word_that_does_not_exist_is_an_error_in_the_settings_and_in_the_schema() {
    let schema = serde_json::to_value(schemars::schema_for!(SourceSettings)).unwrap();
    for (text, right, wrong) in [
        (EXPORT, "unit = \"Enhet\"", "unitt = \"Enhet\""),
        (EXPORT, "path =", "paths ="),
        (EXPORT, "\"share\"", "\"active\""),
        (EXPORT, "\"auto\"", "\"|\""),
        (EXPORT, "audience = ", "who = "),
        (EXPORT, "module = {", "modul = {"),
        (API, "url", "uri"),
        (API, "token_file", "tokenfile"),
        (API, "\"bearer\"", "\"barer\""),
        (API, "kind = \"http_json\"", "kind = \"http\""),
    ] {
        let text = text.replace(right, wrong);
        assert!(parsed(&text).is_err(), "{wrong}");
        let value: serde_json::Value = toml::from_str(&text).unwrap();
        assert!(!allows(&schema, &value), "{wrong}");
    }
    let value = toml::from_str(&API.replace("records", "record")).unwrap();
    assert!(!allows(&schema, &value));
    assert!(parsed(&API.replace("/data", "data")).unwrap_err().to_string().contains("JSON pointer"));
}

#[test]
fn the_schema_says_which_texts_are_addresses_and_pointers() {
    let schema = serde_json::to_string(&schemars::schema_for!(SourceSettings)).unwrap();
    assert!(schema.contains(r#""format":"url""#) && schema.contains(r#""format":"pointer""#), "{schema}");
}

#[test]
fn secrets_never_show_when_settings_are_printed() {
    let text = API.replace("token_file = \"/run/secrets/token\"", "token = \"s3cret\"");
    assert!(!format!("{:?}", parsed(&text).unwrap()).contains("s3cret"));
}
