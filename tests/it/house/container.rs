//! The container image is what the documents say of it.

use std::fs;
use std::path::Path;

use clap::Parser;
use nyttja::cli::{Cli, Command};

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

/// The instructions of the Dockerfile, with their continuation lines, without comments.
fn instructions() -> Vec<(String, String)> {
    let text = read("Dockerfile");
    let lines: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let joined = lines.join("\n").replace("\\\n", " ");
    let split = |line: &str| line.split_once(' ').map(|(name, rest)| (name.to_owned(), rest.to_owned()));
    joined.lines().filter_map(split).collect()
}

/// The instructions of the stage that becomes the image.
fn last_stage() -> Vec<(String, String)> {
    let all = instructions();
    let last = all.iter().rposition(|(name, _)| name == "FROM").expect("a stage");
    all[last..].to_vec()
}

fn all_of(stage: &[(String, String)], wanted: &str) -> Vec<String> {
    stage.iter().filter(|(name, _)| name == wanted).map(|(_, rest)| rest.clone()).collect()
}

/// The words of an instruction in its form as a JSON list.
fn list(text: &str) -> Vec<String> {
    let start = text.find('[').expect("a list");
    serde_json::from_str(&text[start..]).expect("a list of texts")
}

#[test]
fn the_image_is_built_in_one_stage_and_runs_in_another() {
    let all = instructions();
    assert_eq!(all_of(&all, "FROM").len(), 2);
    let copied = all_of(&last_stage(), "COPY");
    assert!(copied.iter().all(|copy| copy.starts_with("--from=build ")), "{copied:?}");
}

#[test]
fn it_runs_as_a_user_without_rights() {
    let users = all_of(&last_stage(), "USER");
    assert_eq!(users.len(), 1);
    let number: u32 = users[0].trim().parse().expect("a number, which orchestrators can check");
    assert!(number >= 1000, "{number}");
    let made = all_of(&last_stage(), "RUN").join(" ");
    assert!(made.contains(&format!("--uid {number} ")), "{made}");
    assert!(read("README.md").contains(&format!("({number})")));
    assert!(read("docs/operations.md").contains(&format!("user {number}")));
}

#[test]
fn its_folders_are_volumes_where_nyttja_looks_for_them() {
    let stage = last_stage();
    let volumes = list(&all_of(&stage, "VOLUME")[0]);
    let environment = all_of(&stage, "ENV").join(" ");
    let named: Vec<_> = ["NYTTJA_CONFIG=", "NYTTJA_DATA="]
        .iter()
        .map(|name| {
            environment.split_whitespace().find_map(|word| word.strip_prefix(name)).expect("a folder")
        })
        .collect();
    assert_eq!(volumes, named);
    let made = all_of(&stage, "RUN").join(" ");
    for folder in volumes {
        assert!(made.contains(&folder), "{folder} is never made");
    }
}

#[test]
fn it_serves_and_tells_its_health() {
    let stage = last_stage();
    let entry = list(&all_of(&stage, "ENTRYPOINT")[0]);
    let served = entry.iter().cloned().chain(list(&all_of(&stage, "CMD")[0]));
    assert!(matches!(Cli::try_parse_from(served).unwrap().command, Command::Serve(_)));
    let health = list(&all_of(&stage, "HEALTHCHECK")[0]);
    assert!(matches!(Cli::try_parse_from(&health).unwrap().command, Command::Status(_)));
    assert!(health.contains(&"--healthy".to_owned()));
    assert_eq!(all_of(&stage, "STOPSIGNAL"), ["SIGTERM"]);
}

#[test]
fn only_the_image_is_optimised_at_length() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let profile = |name: &str| manifest["profile"][name].as_table().unwrap().clone();
    assert!(!profile("dev").contains_key("lto"), "a fresh clone must reach the demonstration quickly");
    assert!(profile("dist").contains_key("lto"));
    let built = all_of(&instructions(), "RUN").join(" ");
    assert!(built.contains("--profile dist"), "{built}");
}
