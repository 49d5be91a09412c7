//! `nyttja schema`: what editors are told about the files is what nyttja reads.

use std::fs;
use std::path::Path;

use nyttja::settings::schema::FILES;
use serde_json::Value;

use crate::world::World;

fn repository(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_schemas_in_the_repository_are_those_of_the_code() {
    for file in FILES {
        let written = repository(&format!("schemas/{}.json", file.name));
        assert!(
            written == file.text(),
            "schemas/{}.json is out of date: cargo run -- schema --out schemas",
            file.name
        );
    }
}

#[test]
fn every_shipped_file_tells_an_editor_where_its_schema_is() {
    for file in FILES {
        let first = format!("#:schema ../schemas/{}.json", file.name);
        let text = repository(&format!("config/{}.toml", file.name));
        assert_eq!(text.lines().next(), Some(first.as_str()));
    }
}

#[test]
fn every_schema_names_its_draft_and_its_file_and_explains_every_key_at_the_top() {
    for file in FILES {
        let schema: Value = serde_json::from_str(&file.text()).unwrap();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["title"], format!("{}.toml", file.name));
        for (key, rule) in schema["properties"].as_object().unwrap() {
            assert!(rule["description"].is_string(), "{}: {key} is not explained", file.name);
        }
    }
}

#[test]
fn a_schema_is_printed_by_the_name_of_its_file_with_or_without_the_ending() {
    let world = World::new();
    let short = world.nyttja(&["schema", "expectations"]);
    assert_eq!(short.code, 0, "{short:?}");
    assert_eq!(short.json()["title"], "expectations.toml");
    assert_eq!(world.nyttja(&["schema", "expectations.toml"]).stdout, short.stdout);
}

#[test]
fn all_schemas_are_written_into_a_folder_that_is_made_for_them() {
    let world = World::new();
    let ran = world.nyttja(&["schema", "--out", "for/editors"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for file in FILES {
        assert_eq!(world.read(&format!("for/editors/{}.json", file.name)), file.text());
    }
}

#[test]
fn an_unknown_file_or_none_at_all_is_not_understood() {
    let world = World::new();
    let unknown = world.nyttja(&["schema", "units"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("nyttja, expectations, trainings, calendar, agreements"), "{unknown:?}");
    assert_eq!(world.nyttja(&["schema"]).code, 2);
}
