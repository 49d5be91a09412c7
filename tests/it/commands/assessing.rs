//! `nyttja assess`: the form of its lines is a contract.

use serde_json::json;

use crate::world::World;

#[test]
fn each_verdict_is_one_json_object_with_the_promised_fields() {
    let ran = World::new().nyttja(&["assess", "--week", "2026-W48", "--format", "json"]);
    let lines = ran.json_lines();
    assert_eq!(lines.len(), 8, "four units, two expectations");
    let first = ran.stdout.lines().next().unwrap();
    let fields: Vec<_> =
        first.split('"').skip(1).step_by(2).filter(|word| first.contains(&format!("\"{word}\":"))).collect();
    assert_eq!(
        fields,
        [
            "week",
            "unit",
            "expectation",
            "module",
            "audience",
            "measure",
            "value",
            "target",
            "near",
            "eligible",
            "level",
            "reason",
            "previous",
            "weeks",
            "known"
        ]
    );
    assert_eq!(
        lines[0],
        json!({
            "week": "2026-W48", "unit": "12345678", "expectation": "larlogg-personal", "module": "larlogg",
            "audience": "staff", "measure": "active_share", "value": 39.0 / 102.0, "target": 0.8, "near": 0.7,
            "eligible": 34, "level": "below", "reason": null, "previous": null, "weeks": 4,
            "known": 3
        })
    );
    assert_eq!((&lines[1]["level"], &lines[1]["reason"]), (&json!(null), &json!("handled_elsewhere")));
    let preschool = &lines[2];
    assert_eq!((&preschool["target"], &preschool["level"]), (&json!(0.6), &json!("met")));
}

#[test]
fn a_table_and_csv_say_the_same() {
    let world = World::new();
    let table = world.nyttja(&["assess", "--week", "2026-W48", "--unit", "12345678"]);
    assert!(table.stdout.contains("Vikens skola") && table.stdout.contains("38.2 %"), "{table:?}");
    let csv = world.nyttja(&["assess", "--week", "2026-W48", "--unit", "12345678", "--format", "csv"]);
    assert!(csv.stdout.starts_with("week,unit,expectation,"), "{csv:?}");
    assert_eq!(csv.stdout.lines().count(), 3);
}

#[test]
fn what_the_store_holds_can_be_judged_without_reading_the_sources() {
    let world = World::new();
    let nothing = world.nyttja(&["assess", "--week", "2026-W48", "--no-fetch", "--format", "json"]);
    assert!(nothing.json_lines().iter().all(|verdict| verdict["level"].is_null()));
    world.nyttja(&["assess", "--week", "2026-W48"]);
    std::fs::remove_dir_all(world.path("data/inbox")).unwrap();
    let kept = world.nyttja(&["assess", "--week", "2026-W48", "--no-fetch", "--format", "json"]);
    assert_eq!(kept.json_lines()[0]["level"], "below");
}

#[test]
fn a_week_that_does_not_exist_is_a_usage_error() {
    let ran = World::new().nyttja(&["assess", "--week", "2025-W53"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("write it as 2026-W47"), "{ran:?}");
}
