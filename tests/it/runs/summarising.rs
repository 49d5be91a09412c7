//! `nyttja run --job summaries`: whom it writes to, from which figures, and what holds it.

use nyttja::domain::outbox::LetterId;
use nyttja::domain::recipient::Role;
use nyttja::domain::series::Series;
use nyttja::domain::summary::{Attention, Summary, What, summarise};
use nyttja::domain::verdict::Level::{Below, Near};
use serde_json::{Value, json};

use crate::builders::week;
use crate::world::{MONDAY, Ran, World};

const LATE: &str = "2026-11-30T06:30:00+01:00";

fn letters(world: &World, at: &str) -> Ran {
    world.nyttja(&["run", "--at", at, "--format", "json"])
}

fn summaries(world: &World, at: &str) -> Ran {
    world.nyttja(&["run", "--job", "summaries", "--at", at, "--format", "json"])
}

fn counts(ran: &Ran) -> [u64; 4] {
    let receipt = ran.json();
    ["expected", "sent", "skipped", "held"].map(|count| receipt[count].as_u64().unwrap())
}

/// The states of the letters of a job, as the outbox lists them.
fn states(world: &World, job: &str) -> Vec<String> {
    let listed = world.nyttja(&["outbox", "list", "--format", "json"]).json_lines();
    let of_job = listed.iter().filter(|entry| entry["job"] == job);
    of_job.map(|entry| entry["state"].as_str().unwrap().to_owned()).collect()
}

/// How many letters arrived, beside notices to the coordinator.
fn arrived(world: &World) -> usize {
    world.letters_of("letters").len() + world.letters_of("summaries").len()
}

fn decide(world: &World, what: &str) {
    let ran = world.nyttja(&["outbox", what, "--week", "2026-W49", "--because", "Sagt av mig"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

/// The figures of a week more.
fn report_later(world: &World) {
    let usage = world.read("data/inbox/usage.csv");
    let later = usage.replace("2026-11-16", "2026-11-23").replace("2026-11-22", "2026-11-29");
    world.write("data/inbox/later.csv", later);
}

/// The summary of a week that does not speak of the unit `paused`.
async fn summary(world: &World, week_text: &str, paused: &str) -> Summary {
    let weekly = world.weekly().await;
    weekly.fetcher.fetch("2026-11-23T05:30:00Z".parse().unwrap()).await.unwrap();
    let mut usage = weekly.store.usage.snapshot(week(week_text).cut_off()).await.unwrap();
    let all = weekly.municipality.roster.units.iter();
    let reports = weekly.assessor.reports(&mut usage).await.unwrap();
    let found = weekly.assessor.find(week(week_text), &mut usage, &reports, all).await.unwrap();
    let manager = weekly.municipality.roster.in_role(Role::Manager).next().unwrap();
    let id = LetterId {
        series: Series::Summaries,
        recipient: manager.address.identity(),
        week: week(week_text),
        edition: 1,
    };
    let units: Vec<_> = manager.units.iter().filter(|unit| *unit.0 != *paused).cloned().collect();
    summarise(&weekly.municipality, id, manager, &units, &found.in_session, &found.earlier)
}

#[test]
fn the_coordinator_gets_one_receipt_with_the_summaries_and_none_for_a_single_unit_or_a_dry_run() {
    let world = World::new();
    world.nyttja(&["run", "--at", MONDAY]);
    world.nyttja(&["run", "--job", "summaries", "--dry-run", "--at", MONDAY]);
    world.nyttja(&["run", "--job", "summaries", "--unit", "12345678", "--at", MONDAY]);
    assert_eq!(world.letters_of("receipt").len(), 0);
    for _ in 0..2 {
        world.nyttja(&["run", "--job", "summaries", "--at", MONDAY]);
        assert_eq!(world.letters_of("receipt").len(), 1);
    }
}

#[test]
fn letters_of_the_week_before_that_came_too_late_stand_on_the_next_receipt() {
    let world = World::new();
    world.cut_mail_off();
    world.nyttja(&["run", "--at", MONDAY]);
    world.mend_mail();
    let usage = world.read("data/inbox/usage.csv");
    let later = usage.replace("2026-11-16", "2026-11-23").replace("2026-11-22", "2026-11-29");
    world.write("data/inbox/later.csv", later);

    assert_eq!(world.nyttja(&["run", "--at", "2026-11-30T06:30:00+01:00"]).code, 0);
    world.nyttja(&["run", "--job", "summaries", "--at", "2026-11-30T07:00:00+01:00"]);

    let [receipt] = &world.letters_of("receipt")[..] else { panic!("not one receipt") };
    let message = mail_parser::MessageParser::default().parse(receipt).unwrap();
    let text = message.body_text(0).unwrap();
    for told in ["ada.hill@example.invalid", "anna.ek@example.invalid", "vecka 48", "hann inte gå ut i tid"]
    {
        assert!(text.contains(told), "{told}: {text}");
    }
    let retry = world.nyttja(&["outbox", "retry", "--failed", "--because", "The mail works again"]);
    assert!(retry.code == 1 && retry.stderr.contains("of 2026-W48: --week 2026-W48"), "{retry:?}");
}

#[test]
fn a_manager_gets_one_summary_over_all_units_with_a_receipt_of_its_own() {
    let world = World::new();
    letters(&world, MONDAY);
    let ran = summaries(&world, MONDAY);
    assert_eq!((ran.code, counts(&ran)), (0, [1, 1, 0, 0]), "{ran:?}");
    let letter = &ran.json()["letters"][0];
    assert_eq!(letter["recipient"], "bo.lind@example.invalid");
    assert_eq!(letter["units"], json!(["12345678", "FSK-07", "87654321", "FSK-09"]));
    assert!(letter["message_id"].as_str().unwrap().starts_with("<summaries.2026-W48."), "{letter}");
    assert_eq!(ran.json()["run"], "summaries-2026-W48-1");
    assert_eq!(world.letters_of("summaries").len(), 1);
    let of_manager = world.letters().into_iter().find(|letter| letter.contains("bo.lind")).unwrap();
    assert!(of_manager.contains("List-Id: <summaries."), "{of_manager}");
}

#[test]
fn a_second_run_of_the_same_week_sends_no_summary_again() {
    let world = World::new();
    let first = summaries(&world, MONDAY);
    std::fs::remove_dir_all(world.path("data/sent")).unwrap();
    let again = summaries(&world, MONDAY);
    assert_eq!((again.code, again.json()), (0, first.json()));
    assert_eq!(world.letters().len(), 0);
}

#[test]
fn letters_and_summaries_leave_each_other_alone() {
    let world = World::new();
    summaries(&world, MONDAY);
    assert_eq!(states(&world, "letters"), Vec::<String>::new());
    assert_eq!(counts(&letters(&world, MONDAY)), [3, 2, 1, 0]);
    assert_eq!(states(&world, "summaries"), ["sent"]);
}

#[test]
fn a_dry_run_of_summaries_queues_and_sends_nothing() {
    let world = World::new();
    let args = ["run", "--job", "summaries", "--dry-run", "--at", MONDAY, "--format", "json"];
    let ran = world.nyttja(&args);
    assert_eq!((ran.code, ran.json()["waiting"].as_u64()), (0, Some(1)), "{ran:?}");
    assert_eq!(world.nyttja(&["outbox", "list", "--format", "json"]).stdout, "");
}

#[test]
fn summaries_show_the_figures_of_the_letters_and_read_no_source_again() {
    let world = World::new();
    letters(&world, MONDAY);
    let usage = world.read("data/inbox/usage.csv");
    world.write("data/inbox/usage.csv", usage.replace("18;20;52", "2;20;52"));
    let ran = summaries(&world, MONDAY);
    assert_eq!(counts(&ran), [1, 1, 0, 0]);
    let preview =
        ["preview", "--job", "summaries", "--all", "--week", "2026-W48", "--no-fetch", "--out", "out"];
    assert_eq!(world.nyttja(&preview).code, 0);
    let text = world.read("out/bo.lind@example.invalid.txt");
    assert!(text.contains("Hill School") && text.contains("3 av 4 enheter"), "{text}");
    assert!(world.path("out/bo.lind@example.invalid-enheter-2026-W48.xlsx").exists());
}

#[test]
fn where_the_letters_are_held_the_summaries_are_held_for_the_same_reason_and_released_with_them() {
    let world = World::new();
    let held = letters(&world, LATE);
    assert_eq!(held.code, 4, "{held:?}");
    let ran = summaries(&world, LATE);
    assert_eq!((ran.code, counts(&ran)), (4, [1, 0, 0, 1]), "{ran:?}");
    assert_eq!(ran.json()["held_because"], held.json()["held_because"]);
    decide(&world, "release");
    assert_eq!(counts(&letters(&world, LATE)), [3, 2, 1, 0]);
    assert_eq!(states(&world, "summaries"), ["sent"]);
    assert_eq!((summaries(&world, LATE).code, arrived(&world)), (0, 3));
}

#[test]
fn figures_that_came_right_in_between_send_no_summary_before_the_letters() {
    let world = World::new();
    let held = letters(&world, LATE);
    report_later(&world);
    world.nyttja(&["import", "data/inbox/later.csv"]);
    let ran = summaries(&world, LATE);
    assert_eq!((ran.code, ran.json()["held_because"].clone()), (4, held.json()["held_because"].clone()));
    let sent = world.nyttja(&["run", "--at", LATE]);
    assert_eq!(sent.code, 0, "{sent:?}");
    assert!(sent.stderr.contains("nyttja run --job summaries"), "it says what is left to do: {sent:?}");
    let ran = summaries(&world, LATE);
    assert_eq!((ran.code, counts(&ran)), (0, [1, 1, 0, 0]), "{ran:?}");
}

#[test]
fn a_hold_without_a_letter_in_the_outbox_holds_the_summaries_too() {
    let world = World::new();
    let much_later = "2026-12-14T06:30:00+01:00";
    let held = letters(&world, much_later);
    assert_eq!(held.code, 4);
    let ran = summaries(&world, much_later);
    assert_eq!((ran.code, ran.json()["held_because"].clone()), (4, held.json()["held_because"].clone()));
    assert_eq!(states(&world, "summaries"), Vec::<String>::new(), "it is written once there are figures");
}

#[test]
fn a_week_that_was_taken_back_sends_no_summary_whenever_that_was_said() {
    let before = World::new();
    letters(&before, LATE);
    decide(&before, "discard");
    let ran = summaries(&before, LATE);
    assert_eq!((ran.code, counts(&ran)), (0, [1, 0, 1, 0]), "{ran:?}");
    let reason = ran.json()["letters"][0]["reason"].to_string();
    assert!(reason.contains("taken back") && reason.contains("Sagt av mig"), "{reason}");

    let after = World::new();
    letters(&after, LATE);
    summaries(&after, LATE);
    decide(&after, "discard");
    assert_eq!(states(&after, "summaries"), ["cancelled"]);
    assert_eq!(counts(&summaries(&after, LATE)), [1, 0, 1, 0]);
    assert_eq!((arrived(&after), arrived(&before)), (0, 0));
}

#[test]
fn a_summary_says_every_reason_why_the_letters_were_taken_back_and_that_others_were_skipped() {
    let discard = |world: &World, recipient: &str, because: &str| {
        let to = format!("{recipient}@example.invalid");
        let one = ["outbox", "discard", "--week", "2026-W49", "--recipient", &to, "--because", because];
        assert_eq!(world.nyttja(&one).code, 0);
    };
    let reason = |world: &World| summaries(world, LATE).json()["letters"][0]["reason"].to_string();

    let by_two = World::new();
    letters(&by_two, LATE);
    discard(&by_two, "anna.ek", "Ny rektor");
    discard(&by_two, "ada.hill", "Fel siffror");
    let told = reason(&by_two);
    assert!(told.contains("the letters of the week were taken back: "), "{told}");
    assert!(told.contains("Ny rektor") && told.contains("Fel siffror"), "{told}");

    let but_for_one = World::new();
    but_for_one.write(
        "config/agreements.toml",
        "[[pause]]\nrecipient = \"ada.hill@example.invalid\"\nreason = \"Ledig\"\nagreed_with = \"Eva\"\n\
         until = 2027-01-31\n",
    );
    letters(&but_for_one, LATE);
    discard(&but_for_one, "anna.ek", "Ny rektor");
    let told = reason(&but_for_one);
    assert!(told.contains("the letters of the week that were to go out were taken back: "), "{told}");
    assert!(told.contains("Ny rektor"), "{told}");
}

#[test]
fn letters_that_were_released_let_a_later_summary_go() {
    let world = World::new();
    letters(&world, LATE);
    decide(&world, "release");
    let ran = summaries(&world, LATE);
    assert_eq!((ran.code, counts(&ran)), (0, [1, 1, 0, 0]), "{ran:?}");
}

#[test]
fn without_letters_the_summaries_ask_the_gate_themselves() {
    let world = World::new();
    let ran = summaries(&world, LATE);
    assert_eq!((ran.code, counts(&ran)), (4, [1, 0, 0, 1]), "{ran:?}");
    report_later(&world);
    let ran = summaries(&world, LATE);
    assert_eq!((ran.code, counts(&ran)), (0, [1, 1, 0, 0]), "{ran:?}");
}

#[tokio::test]
async fn letters_that_broke_off_let_the_summaries_wait() {
    let world = World::new();
    let weekly = world.weekly().await;
    weekly.store.runs.start(Series::Letters, week("2026-W48"), 1, MONDAY.parse().unwrap()).await.unwrap();
    weekly.store.close().await;
    let ran = summaries(&world, MONDAY);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("wait for them") && ran.stderr.contains("nyttja run"), "{ran:?}");
    assert_eq!(letters(&world, MONDAY).code, 0);
    assert_eq!(counts(&summaries(&world, MONDAY)), [1, 1, 0, 0]);
}

#[tokio::test]
async fn a_paused_unit_stands_among_the_agreements_and_is_not_called_closed() {
    let world = World::new();
    world.write(
        "config/agreements.toml",
        "[[pause]]\nunit = \"87654321\"\nreason = \"Flytt\"\nagreed_with = \"Ada Hill\"\nuntil = 2026-12-01\n",
    );
    let ran = summaries(&world, MONDAY);
    assert_eq!(ran.json()["letters"][0]["units"], json!(["12345678", "FSK-07", "FSK-09"]));
    let summary = summary(&world, "2026-W48", "87654321").await;
    assert!(summary.units.iter().all(|unit| unit.unit.name != "Hill School"));
    assert_eq!(summary.closed, [] as [&str; 0], "it is not closed, only left in peace");
    assert_eq!(summary.paused, ["Hill School"]);
    let sent = world.letters_of("summaries").remove(0);
    let message = mail_parser::MessageParser::default().parse(&sent).unwrap();
    let text = message.body_text(0).unwrap().replace('\r', "");
    assert!(!text.contains("Stängt den här veckan"), "{text}");
    assert!(text.contains("Har paus i breven, och är inte med här:\nHill School"), "{text}");
    let running = &summary.agreements[0];
    assert_eq!((running.unit.as_str(), running.soon), ("Hill School", true));
    assert_eq!(running.what, What::Pause("Flytt".to_owned()));
}

#[test]
fn a_paused_manager_gets_nothing_and_the_receipt_says_why() {
    let world = World::new();
    world.write(
        "config/agreements.toml",
        "[[pause]]\nrecipient = \"bo.lind@example.invalid\"\nreason = \"Ledig\"\nagreed_with = \"Bo Lind\"\nuntil = 2026-12-01\n",
    );
    let ran = summaries(&world, MONDAY);
    assert_eq!((ran.code, counts(&ran)), (0, [1, 0, 1, 0]), "{ran:?}");
    assert!(ran.json()["letters"][0]["reason"].to_string().contains("Ledig"));
}

#[test]
fn a_manager_whose_units_are_closed_gets_nothing() {
    let world = World::new();
    world.write("config/calendar.toml", "[[closed]]\nname = \"Lov\"\nfrom = 2026-11-23\nto = 2026-11-29\n");
    let ran = summaries(&world, MONDAY);
    assert_eq!((ran.code, counts(&ran)), (0, [0, 0, 0, 0]), "{ran:?}");
}

#[test]
fn the_page_about_a_unit_is_about_the_letter_to_its_principal_only() {
    let world = World::new();
    summaries(&world, MONDAY);
    let ran = world.nyttja(&["explain", "12345678", "--week", "2026-W48", "--format", "json"]);
    assert_eq!(ran.json()["letters"], Value::Array(vec![]), "{ran:?}");
}

#[test]
fn the_status_shows_the_last_run_of_both() {
    let world = World::new();
    letters(&world, MONDAY);
    summaries(&world, MONDAY);
    let text = world.nyttja(&["status"]).stdout;
    assert!(text.contains("last run of letters was for 2026-W48"), "{text}");
    assert!(text.contains("last run of summaries was for 2026-W48"), "{text}");
    assert!(text.contains("next summaries"), "{text}");
    let runs = world.nyttja(&["status", "--format", "json"]).json()["last_runs"].clone();
    assert_eq!((&runs[0]["job"], &runs[1]["job"]), (&json!("letters"), &json!("summaries")));
    assert_eq!(runs[1]["receipt"]["sent"], 1);
}

#[tokio::test]
async fn units_stand_in_the_order_of_the_roster_with_vacancies_and_closed_ones_named() {
    let world = World::new();
    world.write(
        "config/calendar.toml",
        "[[closed]]\nname = \"Lov\"\nfrom = 2026-11-23\nto = 2026-11-29\nforms = [\"GR\", \"FKLASS\"]\n",
    );
    let summary = summary(&world, "2026-W48", "").await;
    let names: Vec<_> = summary.units.iter().map(|unit| unit.unit.name.as_str()).collect();
    assert_eq!(names, ["Backens förskola", "Tallens förskola"]);
    assert_eq!(summary.closed, ["Vikens skola", "Hill School"]);
    assert_eq!(summary.vacant, ["Tallens förskola"]);
    assert!(summary.units.iter().all(|unit| unit.attention() == Attention::Met));
    assert!(
        summary.units.iter().all(|unit| unit.matters.len() == 1),
        "modules of other systems are left out"
    );
}

#[tokio::test]
async fn what_rose_since_last_week_is_told_of_its_unit() {
    let world = World::new();
    let usage = world
        .read("data/inbox/usage.csv")
        .replace("2026-11-09;2026-11-15;18;20", "2026-11-09;2026-11-15;10;20");
    let earlier = ["2026-10-12;2026-10-18", "2026-10-19;2026-10-25"];
    let earlier = earlier.map(|days| format!("87654321;larlogg;staff;{days};8;20;20\n")).concat();
    let usage = usage + &earlier;
    world.write("data/inbox/usage.csv", usage);
    // 18 of 40 over the known weeks until last week; 28 of 40 now, against 16 of 40 before.
    let summary = summary(&world, "2026-W48", "").await;
    let moved: Vec<_> = summary
        .moved()
        .map(|(unit, _, moved)| (unit.unit.name.clone(), moved.from, moved.to, moved.notable))
        .collect();
    assert_eq!(moved, [("Hill School".to_owned(), Below, Near, true)]);
}

#[tokio::test]
async fn a_unit_too_small_to_show_has_no_figure_anywhere_in_the_summary() {
    let world = World::new();
    world.change(
        "data/inbox/usage.csv",
        "FSK-09;larlogg;staff;2026-11-16;2026-11-22;7;9;12",
        "FSK-09;larlogg;staff;2026-11-16;2026-11-22;3;4;12",
    );
    let summary = summary(&world, "2026-W48", "").await;
    let small = summary.units.iter().find(|unit| *unit.unit.key.0 == *"FSK-09").unwrap();
    assert_eq!(small.attention(), Attention::Unseen);
    assert!(
        small.matters.iter().all(|matter| matter.verdict.judgement().is_none() && matter.before.is_none())
    );
}
