//! `nyttja run`: letters, receipts and exit codes.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::mail_server::{MailServer, Manners};
use crate::world::{self, MONDAY, World};

const RUN: [&str; 5] = ["run", "--at", MONDAY, "--format", "json"];

#[test]
fn a_run_writes_to_every_principal_once_and_accounts_for_every_unit() {
    let world = World::new();
    let ran = world.nyttja(&RUN);
    assert_eq!(ran.code, 0, "{ran:?}");
    let receipt = ran.json();
    assert_eq!(receipt["week"], "2026-W48");
    let counts = ["expected", "sent", "skipped", "held", "failed", "unknown", "waiting", "refused_rows"];
    assert_eq!(counts.map(|count| receipt[count].as_u64().unwrap()), [3, 2, 1, 0, 0, 0, 0, 0]);
    let letters = receipt["letters"].as_array().unwrap();
    let vacant = letters.iter().find(|letter| letter["recipient"].is_null()).unwrap();
    assert_eq!((&vacant["units"], &vacant["state"]), (&json!(["FSK-09"]), &json!("skipped")));
    assert!(vacant["reason"].as_str().unwrap().starts_with("vacant"));
    let anna = letters.iter().find(|letter| letter["recipient"] == "anna.ek@example.invalid").unwrap();
    assert_eq!(anna["units"], json!(["12345678", "FSK-07"]), "one letter for both of her units");
    assert_eq!(world.letters().len(), 2);
}

#[test]
fn a_second_run_of_the_same_week_sends_nothing_and_tells_the_same() {
    let world = World::new();
    let first = world.nyttja(&RUN).json();
    std::fs::remove_dir_all(world.path("data/sent")).unwrap();
    let ran = world.nyttja(&RUN);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.json(), first);
    assert_eq!(world.letters().len(), 0);
}

#[test]
fn the_next_week_gets_letters_of_its_own() {
    let world = World::new();
    world.nyttja(&RUN);
    let usage = world.read("data/inbox/usage.csv");
    world.write(
        "data/inbox/later.csv",
        usage.replace("2026-11-16", "2026-11-23").replace("2026-11-22", "2026-11-29"),
    );
    let ran = world.nyttja(&["run", "--at", "2026-11-30T06:30:00+01:00", "--format", "json"]);
    assert_eq!(ran.json()["sent"], 2, "{ran:?}");
    let letters = world.letters();
    assert_eq!(letters.len(), 4);
    // In a mail program, they stand below those of the week before.
    let ids = |name: &str| {
        let lines = letters.iter().flat_map(|letter| letter.lines());
        let mut ids: Vec<_> = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect();
        ids.sort_unstable();
        ids
    };
    let first: Vec<_> = ids("Message-ID").into_iter().filter(|id| id.contains("2026-W48")).collect();
    assert_eq!(ids("In-Reply-To"), first);
    assert_eq!(ids("References"), first);
}

#[test]
fn letters_carry_the_asks_the_people_missing_and_the_help() {
    let world = World::new();
    world.nyttja(&["run", "--at", MONDAY]);
    let ran = world.nyttja(&["preview", "--week", "2026-W48", "--unit", "12345678", "--out", "out"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let text = world.read("out/anna.ek@example.invalid.txt");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // 39 of 102 in three weeks is 13 of 34; the target of 80 % is 28 people.
    for words in [
        "Anna",
        "Vikens skola",
        "Backens förskola",
        "13 av 34",
        "15",
        "Förväntansdokumentet 2.1",
        "larlogg-film",
        "Skola24",
    ] {
        assert!(text.contains(words), "{words} is missing in\n{text}");
    }
    assert!(
        world.read("out/anna.ek@example.invalid.html").contains("https://stod.example.invalid/larlogg-film")
    );
}

#[test]
fn a_dry_run_queues_and_sends_nothing() {
    let world = World::new();
    let ran = world.nyttja(&["run", "--at", MONDAY, "--dry-run", "--format", "json"]);
    assert_eq!((ran.code, ran.json()["waiting"].as_u64()), (0, Some(2)), "{ran:?}");
    assert_eq!(world.nyttja(&["outbox", "list", "--format", "json"]).stdout, "");
    assert_eq!(world.letters().len(), 0);
}

#[test]
fn a_run_for_one_unit_leaves_the_others_for_later() {
    let world = World::new();
    let ran = world.nyttja(&["run", "--at", MONDAY, "--unit", "87654321", "--format", "json"]);
    assert_eq!((ran.json()["expected"].as_u64(), ran.json()["sent"].as_u64()), (Some(1), Some(1)));
    let rest = world.nyttja(&RUN);
    assert_eq!(rest.json()["sent"], 2);
    assert_eq!(world.letters().len(), 2);
    let unknown = world.nyttja(&["run", "--at", MONDAY, "--unit", "nobody"]);
    assert_eq!(unknown.code, 1);
}

#[test]
fn a_source_of_which_no_file_can_be_read_is_told_and_the_week_is_held() {
    let world = World::new();
    for text in ["", "unit;module\n", "\u{0}\u{1}\u{2}"] {
        world.write("data/inbox/usage.csv", text);
        let ran = world.nyttja(&RUN);
        assert_eq!((ran.code, ran.json()["held"].as_u64()), (4, Some(2)), "{text:?}: {ran:?}");
        let failure = ran.json()["sources"][0]["failures"][0].as_str().unwrap().to_owned();
        assert!(failure.contains("inbox/usage.csv"), "{failure}");
    }
}

#[test]
fn a_source_that_fails_leaves_what_it_gave_before_and_says_so() {
    let world = World::new();
    world.nyttja(&["run", "--at", MONDAY, "--unit", "87654321"]);
    std::fs::remove_file(world.path("data/inbox/usage.csv")).unwrap();
    let ran = world.nyttja(&RUN);
    assert_eq!((ran.code, ran.json()["sent"].as_u64()), (0, Some(2)), "{ran:?}");
    let failure = ran.json()["sources"][0]["failures"][0].as_str().unwrap().to_owned();
    assert!(failure.contains("no file matches"), "{failure}");
}

#[test]
fn bad_rows_are_refused_with_file_line_and_reason_and_the_rest_is_kept() {
    let world = World::new();
    let usage = world.read("data/inbox/usage.csv")
        + "12345678;larlogg;staff;2026-11-16;2026-11-22;40;34;1\n99;larlogg;staff;2026-11-16;2026-11-22;1;2;1\n";
    world.write("data/inbox/usage.csv", usage);
    let ran = world.nyttja(&RUN);
    assert_eq!((ran.code, ran.json()["refused_rows"].as_u64()), (0, Some(2)));
    let refused = world.read("data/refused/export.csv");
    assert!(refused.contains("inbox/usage.csv,11,40 people active of 34 eligible"), "{refused}");
    assert!(refused.contains("inbox/usage.csv,12,"), "{refused}");
}

#[test]
fn the_list_of_refused_rows_is_named_from_the_root_wherever_the_reader_stands() {
    let world = World::new();
    let usage = world.read("data/inbox/usage.csv") + "99;larlogg;staff;2026-11-16;2026-11-22;1;2;1\n";
    world.write("data/inbox/usage.csv", usage);
    world.write("elsewhere/notes.txt", "");
    let told = |report: &Value| {
        let notes = report["notes"].as_array().unwrap();
        let list = notes.iter().find_map(|note| note.as_str()?.strip_prefix("every refused row: "));
        list.map(PathBuf::from)
    };
    let is_there = |list: Option<PathBuf>| list.is_some_and(|list| list.is_absolute() && list.is_file());
    let receipt = world.nyttja(&RUN).json();
    assert!(is_there(told(&receipt["sources"][0])), "{receipt}");
    let args = ["status", "--format", "json", "--config", "../config", "--data", "../data"];
    let output = world.command(&args).current_dir(world.path("elsewhere")).output().unwrap();
    let status = world::ran(&output).json();
    assert!(is_there(told(&status["sources"][0])), "{status}");
    let kept = &status["last_runs"][0]["receipt"];
    assert_eq!(told(&kept["sources"][0]), None, "a receipt may come from another machine");
}

#[test]
fn figures_that_look_wrong_hold_the_run_until_somebody_decides() {
    let world = World::new();
    let late = ["--at", "2026-11-30T06:30:00+01:00"];
    let ran = world.nyttja(&[&["run", "--format", "json"][..], &late].concat());
    assert_eq!(
        (ran.code, ran.json()["held"].as_u64(), ran.json()["sent"].as_u64()),
        (4, Some(2), Some(0)),
        "{ran:?}"
    );
    assert!(ran.json()["held_because"][0].as_str().unwrap().contains("2026-11-22"));
    // The coordinator is told; nobody else gets a letter.
    assert_eq!(world.letters_of("letters").len(), 0);
    let again = world.nyttja(&[&["run"][..], &late].concat());
    assert_eq!(again.code, 4);
    for what in ["release", "discard"] {
        let typed = format!("nyttja outbox {what} --week 2026-W49 --because TEXT\n");
        assert!(again.stdout.contains(&typed), "{again:?}");
    }
    let dry = world.nyttja(&[&["run", "--dry-run"][..], &late].concat());
    assert!(!dry.stdout.contains("outbox release"), "nothing is held: {dry:?}");
    let release = ["outbox", "release", "--week", "2026-W49", "--because", "Siffrorna stämmer"];
    assert_eq!(world.nyttja(&release).code, 0);
    let released = world.nyttja(&[&["run", "--format", "json"][..], &late].concat());
    assert_eq!((released.code, released.json()["sent"].as_u64()), (0, Some(2)), "{released:?}");
    assert_eq!(world.letters_of("letters").len(), 2);
}

#[test]
fn held_letters_that_are_discarded_count_as_skipped_with_who_and_why() {
    let world = World::new();
    let run = ["run", "--at", "2026-11-30T06:30:00+01:00", "--format", "json"];
    world.nyttja(&run);
    world.nyttja(&["outbox", "discard", "--week", "2026-W49", "--because", "Fel export"]);
    let ran = world.nyttja(&run);
    assert_eq!(
        (ran.code, ran.json()["skipped"].as_u64(), ran.json()["held"].as_u64()),
        (0, Some(3), Some(0))
    );
    let reasons: Vec<_> =
        ran.json()["letters"].as_array().unwrap().iter().map(|letter| letter["reason"].to_string()).collect();
    assert_eq!(reasons.iter().filter(|reason| reason.contains("Fel export")).count(), 2, "{reasons:?}");
}

#[test]
fn figures_too_old_to_judge_hold_the_run_and_the_letters_are_written_once_new_ones_come() {
    let world = World::new();
    let run = ["run", "--at", "2026-12-14T06:30:00+01:00", "--format", "json"];
    let held = world.nyttja(&run);
    assert_eq!((held.code, held.json()["held"].as_u64()), (4, Some(2)), "{held:?}");
    let usage = world.read("data/inbox/usage.csv");
    world.write(
        "data/inbox/later.csv",
        usage.replace("2026-11-16", "2026-12-07").replace("2026-11-22", "2026-12-13"),
    );
    let ran = world.nyttja(&run);
    assert_eq!((ran.code, ran.json()["sent"].as_u64()), (0, Some(2)), "{ran:?}");
}

#[test]
fn a_held_week_is_written_anew_as_a_whole_once_the_figures_are_right() {
    let world = World::new();
    // Only the English school has reported: its letter is held, the other cannot be judged.
    let usage = world.read("data/inbox/usage.csv");
    let late = usage
        .lines()
        .filter(|line| line.starts_with("Enhet") || line.starts_with("8765"))
        .collect::<Vec<_>>();
    world.write("data/inbox/usage.csv", late.join("\n"));
    let held = world.nyttja(&RUN);
    assert_eq!((held.code, held.json()["held"].as_u64()), (4, Some(2)), "{held:?}");
    world.write("data/inbox/usage.csv", usage.replace("18;20;52", "12;20;52"));
    let ran = world.nyttja(&RUN);
    assert_eq!(
        (ran.code, ran.json()["sent"].as_u64(), ran.json()["held"].as_u64()),
        (0, Some(2), Some(0)),
        "{ran:?}"
    );
    assert_eq!(ran.json()["held_because"], json!([]));
    let english = world.letters().into_iter().find(|letter| letter.contains("ada.hill")).unwrap();
    assert!(english.contains("12 of 20") && !english.contains("18 of 20"), "the letter has today's figures");
}

#[test]
fn a_release_ends_the_hold_also_for_units_that_never_reported() {
    let world = World::new();
    let usage = world.read("data/inbox/usage.csv");
    let late = usage
        .lines()
        .filter(|line| line.starts_with("Enhet") || line.starts_with("8765"))
        .collect::<Vec<_>>();
    world.write("data/inbox/usage.csv", late.join("\n"));
    assert_eq!(world.nyttja(&RUN).code, 4);
    let release = ["outbox", "release", "--week", "2026-W48", "--because", "Vi väntar inte"];
    assert_eq!(world.nyttja(&release).code, 0);
    let ran = world.nyttja(&RUN);
    let counts = ["sent", "skipped", "held"].map(|count| ran.json()[count].as_u64().unwrap());
    assert_eq!((ran.code, counts), (0, [1, 2, 0]), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_tried_once_a_connection_and_not_once_a_letter() {
    let server = MailServer::with(Manners { password: Some("right"), ..Manners::default() });
    let world = World::new();
    world.set("mail.transport", server.transport("user = \"nyttja\"\npassword = \"wrong\""));
    world.set("mail.connections", 1);
    let ran = tokio::task::block_in_place(|| world.nyttja(&RUN));
    assert_eq!((ran.code, ran.json()["waiting"].as_u64()), (5, Some(2)), "{ran:?}");
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_unit_that_could_not_be_judged_gets_no_letter_and_the_receipt_says_why() {
    let world = World::new();
    world.set("gate.units_reported", "50 %");
    world.change("data/inbox/usage.csv", "87654321;larlogg;staff;2026-11-16;2026-11-22;18;20;52\n", "");
    let ran = world.nyttja(&RUN);
    let letters = ran.json()["letters"].clone();
    let ada =
        letters.as_array().unwrap().iter().find(|letter| letter["units"] == json!(["87654321"])).unwrap();
    assert_eq!((&ada["state"], &ada["reason"]), (&json!("skipped"), &json!("nothing could be judged")));
}

#[test]
fn a_closed_week_calls_for_no_letter() {
    let world = World::new();
    world.write(
        "config/calendar.toml",
        "[[closed]]\nname = \"Lov\"\nfrom = 2026-11-23\nto = 2026-11-29\nforms = [\"GR\", \"FKLASS\"]\n",
    );
    let ran = world.nyttja(&RUN);
    let receipt = ran.json();
    assert_eq!((receipt["expected"].as_u64(), receipt["sent"].as_u64()), (Some(2), Some(1)), "{ran:?}");
    let anna =
        receipt["letters"].as_array().unwrap().iter().find(|letter| !letter["recipient"].is_null()).unwrap();
    assert_eq!(anna["units"], json!(["FSK-07"]), "the preschool runs through the break");
}

#[test]
fn a_school_of_which_only_the_leisure_centre_is_open_is_not_praised_for_everything() {
    let world = World::new();
    world.change("config/units.csv", "Hill School,GR,", "Hill School,FTH GR,");
    world.write(
        "config/calendar.toml",
        "[[closed]]\nname = \"Lov\"\nfrom = 2026-11-23\nto = 2026-11-27\nforms = [\"GR\"]\n",
    );
    let file = "config/expectations.toml";
    world.add_like(file, "expectation", "larlogg-personal", |other| {
        other.insert("key".to_owned(), "larlogg-fritids".into());
        other.insert("forms".to_owned(), vec!["FTH", "FS"].into());
    });
    world.set_in(file, "expectation.larlogg-personal.forms", vec!["GR"]);
    world.remove_in(file, "expectation.larlogg-personal.by_form");
    world.nyttja(&["preview", "--week", "2026-W48", "--unit", "87654321", "--out", "out"]);
    let text = world.read("out/ada.hill@example.invalid.txt");
    assert!(!text.to_lowercase().contains("all targets"), "{text}");
}

#[test]
fn a_school_with_markup_for_a_name_is_safe_everywhere() {
    let world = World::new();
    world.change("config/units.csv", "Hill School", "\"<b>\"\"Å & Ö\"\"</b>\"");
    world.nyttja(&["preview", "--week", "2026-W48", "--unit", "87654321", "--out", "out"]);
    let html = world.read("out/ada.hill@example.invalid.html");
    assert!(html.contains("&lt;b&gt;") && !html.contains("<b>"), "{html}");
    let text = world.read("out/ada.hill@example.invalid.txt");
    assert!(text.contains("<b>\"Å & Ö\"</b>"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_reach_the_mail_server_by_smtp() {
    let server = MailServer::start();
    let world = World::new();
    world.set("mail.transport", server.transport(""));
    let ran = tokio::task::block_in_place(|| world.nyttja(&RUN));
    assert_eq!((ran.code, ran.json()["sent"].as_u64()), (0, Some(2)), "{ran:?}");
    assert_eq!(server.taken().len(), 2);
}

#[test]
fn a_mail_server_that_cannot_be_reached_leaves_the_letters_waiting() {
    let world = World::new();
    world.cut_mail_off();
    let ran = world.nyttja(&RUN);
    assert_eq!((ran.code, ran.json()["waiting"].as_u64()), (5, Some(2)), "{ran:?}");
    let shown = world.nyttja(&["run", "--at", MONDAY]).stdout;
    assert!(shown.contains("  retry     ada.hill@example.invalid (87654321): cannot reach the"), "{shown}");
    assert!(shown.contains("  skipped   FSK-09: vacant"), "{shown}");
    let waiting = world.nyttja(&["outbox", "list", "--state", "retry", "--format", "json"]).json_lines();
    assert_eq!(waiting.len(), 2);
    assert!(!waiting[0]["reason"].is_null());
}

#[test]
fn a_list_that_cannot_be_made_is_answered_with_what_can() {
    let world = World::new();
    let state = world.nyttja(&["outbox", "list", "--state", "foo"]);
    assert!(state.code == 2 && state.stderr.contains("queued, sending, sent, retry, failed"), "{state:?}");
    let none = world.nyttja(&["outbox", "list", "--limit", "0"]);
    assert!(none.code == 2 && none.stderr.contains("a list has at least 1 letter"), "{none:?}");
    let many = world.nyttja(&["outbox", "list", "--limit", "many"]);
    assert!(many.code == 2 && many.stderr.contains("a whole number, 1 or more"), "{many:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_at_once_do_not_overlap() {
    let world = World::new();
    let right = world.job_lock("letters").await;
    let ran = tokio::task::block_in_place(|| world.nyttja(&RUN));
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("another nyttja is"), "{ran:?}");
    right.release().await;
    assert_eq!(tokio::task::block_in_place(|| world.nyttja(&RUN)).code, 0);
}
