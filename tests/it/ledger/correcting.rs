//! `nyttja correct`: letters that answer those which have gone out wrong.

use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::mail_server::MailServer;
use crate::world::{MONDAY, Ran, World};

const RUN: [&str; 5] = ["run", "--at", MONDAY, "--format", "json"];
const WEDNESDAY: &str = "2026-11-25T09:00:00+01:00";
const ADA: &str = "ada.hill@example.invalid";
const ANNA: &str = "anna.ek@example.invalid";

/// The school's figures: how many of 20 used the learning log.
fn hill_has(world: &World, active: u32) {
    let usage = world.read("data/inbox/usage.csv");
    let lines = usage.lines().map(|line| match line.rsplitn(4, ';').collect::<Vec<_>>()[..] {
        [items, eligible, _, of] if of.starts_with("87654321;") => {
            format!("{of};{active};{eligible};{items}")
        }
        _ => line.to_owned(),
    });
    world.write("data/inbox/usage.csv", lines.collect::<Vec<_>>().join("\n"));
}

fn correct(world: &World, more: &[&str]) -> Ran {
    let order = ["correct", "--week", "2026-W48", "--because", "the export was wrong.", "--by", "Eva"];
    world.nyttja(&[&order[..], &["--at", WEDNESDAY, "--format", "json"], more].concat())
}

/// As if all letters had been written by a version to which figures meant something else.
async fn letters_of_an_earlier_meaning(world: &World) {
    let options = SqliteConnectOptions::new().filename(world.path("data/nyttja.db"));
    let mut connection = options.connect().await.unwrap();
    sqlx::raw_sql("UPDATE letters SET meaning = 1").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

fn reasons(corrected: &Value) -> Vec<(&str, &str)> {
    let left = corrected["left"].as_array().unwrap().iter();
    left.map(|one| (one["recipient"].as_str().unwrap(), one["reason"].as_str().unwrap())).collect()
}

/// The letters with this in their Message-ID, unfolded.
fn with_id(world: &World, part: &str) -> Vec<String> {
    let unfolded = world.letters().into_iter().map(|letter| letter.replace("\r\n", "\n").replace("\n ", " "));
    let its_own =
        |letter: &String| letter.lines().any(|line| line.starts_with("Message-ID: ") && line.contains(part));
    unfolded.filter(its_own).collect()
}

#[test]
fn who_got_a_wrong_letter_gets_one_that_answers_it_and_nobody_else_does() {
    let world = World::new();
    let first = world.nyttja(&RUN).json();
    hill_has(&world, 12);

    let corrected = correct(&world, &[]);

    assert_eq!(corrected.code, 0, "{corrected:?}");
    let told = corrected.json();
    assert_eq!((&told["edition"], &told["corrected"]), (&json!(2), &json!([ADA])));
    assert_eq!(reasons(&told), [(ANNA, "same")]);
    assert_eq!((&told["receipt"]["expected"], &told["receipt"]["sent"]), (&json!(1), &json!(1)));
    assert_eq!(told["receipt"]["run"], "letters-2026-W48-2");
    let [letter] = &with_id(&world, ".2026-W48.2.")[..] else { panic!("one correction") };
    assert!(
        letter.contains("\nTo: \"Ada Hill\" <ada.hill@") || letter.contains("\nTo: Ada Hill <"),
        "{letter}"
    );
    assert!(letter.contains("Subject: Correction: "), "{letter}");
    assert!(letter.contains("This letter corrects the one you got before. The reason: the export was"));
    assert!(letter.contains("12 of 20"));
    let [wrong] = &with_id(&world, &format!(".2026-W48.1.{}", key(&world, ADA, 1)))[..] else {
        panic!("the letter of Monday")
    };
    let id = wrong.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap();
    assert!(letter.contains(&format!("\nIn-Reply-To: {id}\n")), "{letter}");

    // The week's account is as it was, and so is what everybody reads from it.
    assert_eq!(world.nyttja(&RUN).json(), first);
    let status = world.nyttja(&["status", "--format", "json"]).json();
    assert_eq!(status["last_runs"][0]["receipt"]["expected"], 3);
    assert_eq!(status["last_corrections"][0]["receipt"]["expected"], 1);
    let told = world.nyttja(&["status"]).stdout;
    assert!(told.contains("The last correction of letters was for 2026-W48"), "{told}");
    let shown = world.nyttja(&["outbox", "show", ADA]).stdout;
    assert!(shown.contains("letters, edition 2 of 2026-W48"), "{shown}");
    assert!(shown.contains("corrected by Eva: the export was wrong."), "{shown}");

    // The same again has nothing to say; another correction answers the one before.
    let again = correct(&world, &[]).json();
    assert_eq!((&again["corrected"], reasons(&again).len()), (&json!([]), 2));
    hill_has(&world, 11);
    assert_eq!(correct(&world, &[]).json()["corrected"], json!([ADA]));
    let [third] = &with_id(&world, ".2026-W48.3.")[..] else { panic!("one more correction") };
    let answered = third.lines().find_map(|line| line.strip_prefix("In-Reply-To: ")).unwrap();
    assert!(answered.contains(".2026-W48.2."), "{answered}");
    assert_eq!(world.letters_of("letters").len(), 4);
}

fn key(world: &World, address: &str, edition: u32) -> String {
    let list = world.nyttja(&["outbox", "list", "--recipient", address, "--format", "json"]).json_lines();
    let entry = list.into_iter().find(|entry| entry["edition"] == edition).unwrap();
    entry["key"].as_str().unwrap().to_owned()
}

#[test]
fn the_next_week_remembers_what_the_correction_asked_for() {
    let world = World::new();
    hill_has(&world, 12);
    world.nyttja(&RUN);
    hill_has(&world, 18);
    correct(&world, &[]);
    let explained = world.nyttja(&["explain", "87654321", "--week", "2026-W48", "--no-fetch"]);
    assert!(explained.stdout.contains("edition 2"), "{explained:?}");
    assert!(with_id(&world, ".2026-W48.2.")[0].contains("All targets"), "the asks are gone");
}

#[test]
fn a_rule_that_was_wrong_is_corrected_for_all_it_reached() {
    let world = World::new();
    world.nyttja(&RUN);
    world.set_in("config/expectations.toml", "expectation.larlogg-personal.target", "95 %");
    let dry = correct(&world, &["--dry-run"]);
    assert_eq!((dry.code, &dry.json()["corrected"]), (0, &json!([ANNA, ADA])), "{dry:?}");
    assert_eq!((world.letters_of("letters").len(), &dry.json()["receipt"]), (2, &Value::Null));
    let one = correct(&world, &["--recipient", ANNA]);
    assert_eq!(one.json()["corrected"], json!([ANNA]));
    let rest = correct(&world, &[]).json();
    assert_eq!((&rest["corrected"], reasons(&rest)), (&json!([ADA]), vec![(ANNA, "same")]));
    let swedish = &with_id(&world, ".2026-W48.2.")[0];
    assert!(
        swedish.contains("R=C3=A4ttelse") || swedish.contains("Det h=C3=A4r brevet r=C3=A4ttar"),
        "{swedish}"
    );
    let all = correct(&world, &["--all", "--unit", "87654321"]).json();
    assert_eq!(all["corrected"], json!([]), "she has one for this reason");
    let order = ["correct", "--week", "2026-W48", "--all", "--unit", "87654321", "--at", WEDNESDAY];
    let another =
        world.nyttja(&[&order[..], &["--because", "somebody said so", "--format", "json"]].concat());
    assert_eq!(another.json()["corrected"], json!([ADA]));
}

#[test]
fn who_waits_for_a_wrong_letter_gets_a_right_one_at_once() {
    let world = World::new();
    world.cut_mail_off();
    assert_eq!(world.nyttja(&RUN).json()["waiting"], 2);
    hill_has(&world, 12);

    let order = ["correct", "--week", "2026-W48", "--because", "the export was wrong", "--format", "json"];
    let corrected = world.nyttja(&[&order[..], &["--at", "2026-11-23T06:31:00+01:00"]].concat());
    let told = corrected.json();
    assert_eq!((&told["written_anew"], &told["corrected"]), (&json!([ADA]), &json!([])), "{corrected:?}");
    let [waits] = &told["not_sent"].as_array().unwrap()[..] else { panic!("{told}") };
    assert_eq!((&waits["recipient"], &waits["state"]), (&json!(ADA), &json!("retry")));
    assert_eq!(corrected.code, 5, "it has not gone out");
    let again = world.nyttja(&[&order[..], &["--at", "2026-11-23T06:32:00+01:00"]].concat());
    assert_eq!((again.code, &again.json()["not_sent"][0]["recipient"]), (5, &json!(ADA)), "{again:?}");
    world.mend_mail();
    let later = world.nyttja(&[&order[..], &["--at", "2026-11-23T08:00:00+01:00"]].concat());
    assert_eq!((later.code, &later.json()["not_sent"]), (0, &json!([])), "{later:?}");
    assert_eq!(world.letters_of("letters").len(), 2);
    let ran = world.nyttja(&["run", "--at", "2026-11-23T08:00:00+01:00", "--format", "json"]);
    assert_eq!((ran.code, &ran.json()["sent"]), (0, &json!(2)), "{ran:?}");
    let letters = world.letters_of("letters");
    assert_eq!(letters.len(), 2);
    let english = letters.iter().find(|letter| letter.contains("ada.hill")).unwrap();
    assert!(english.contains("12 of 20") && !english.contains("Correction"), "{english}");
}

#[test]
fn the_gate_holds_corrections_until_somebody_lets_them_go() {
    let world = World::new();
    let first = world.nyttja(&RUN).json();
    hill_has(&world, 12);
    // A fifth unit without figures: fewer than nine in ten have reported.
    let units = world.read("config/units.csv");
    world.write("config/units.csv", format!("{units}55555555,Nya skolan,GR,Norr,30,300,500,,,,,\n"));

    let held = correct(&world, &[]);
    assert_eq!((held.code, &held.json()["receipt"]["held"]), (4, &json!(1)), "{held:?}");
    assert!(held.json()["receipt"]["held_because"][0].as_str().unwrap().contains("4 of 5"), "{held:?}");
    assert_eq!(world.letters_of("letters").len(), 2);
    let again = correct(&world, &[]);
    assert_eq!((again.code, &again.json()["receipt"]["held"]), (4, &json!(1)), "{again:?}");
    // Better figures, and it is written anew; the old ones again, and it is not needed.
    hill_has(&world, 11);
    assert_eq!(correct(&world, &[]).json()["written_anew"], json!([ADA]));
    hill_has(&world, 18);
    assert_eq!(correct(&world, &[]).json()["taken_back"], json!([ADA]));
    hill_has(&world, 12);
    assert_eq!(correct(&world, &[]).json()["edition"], 3);
    let release = ["outbox", "release", "--week", "2026-W48", "--because", "The new school is empty"];
    assert_eq!(world.nyttja(&release).code, 0);
    world.write("config/units.csv", units);
    assert_eq!(world.nyttja(&RUN).json()["letters"], first["letters"]);
    assert_eq!(with_id(&world, ".2026-W48.3.").len(), 1);
    assert_eq!(world.letters_of("letters").len(), 3);
}

#[test]
fn who_got_no_letter_because_nothing_could_be_judged_gets_one_when_it_can() {
    let world = World::new();
    world.set("gate.units_reported", "50 %");
    let usage = world.read("data/inbox/usage.csv");
    let without: Vec<_> = usage.lines().filter(|line| !line.starts_with("8765")).collect();
    world.write("data/inbox/usage.csv", without.join("\n"));
    assert_eq!(world.nyttja(&RUN).json()["sent"], 1);
    let nothing = correct(&world, &[]).json();
    assert_eq!((&nothing["written_anew"], reasons(&nothing)[1]), (&json!([]), (ADA, "nothing_to_say")));
    world.write("data/inbox/usage.csv", usage);

    assert_eq!(correct(&world, &[]).json()["written_anew"], json!([ADA]));

    let ran = world.nyttja(&RUN);
    let counts = ["expected", "sent", "skipped"].map(|count| ran.json()[count].as_u64().unwrap());
    assert_eq!((ran.code, counts), (0, [3, 2, 1]), "{ran:?}");
    let [letter] = &with_id(&world, &key(&world, ADA, 1))[..] else { panic!("her first letter") };
    assert!(letter.contains("18 of 20") && !letter.contains("Correction"), "{letter}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_not_corrected_because_figures_mean_something_else_by_now() {
    let world = World::in_a_file();
    world.nyttja(&RUN);
    letters_of_an_earlier_meaning(&world).await;
    hill_has(&world, 12);

    let nobody = correct(&world, &[]).json();
    assert_eq!((&nobody["corrected"], &nobody["receipt"]), (&json!([]), &Value::Null));
    assert_eq!(reasons(&nobody), [(ANNA, "same"), (ADA, "other_meaning")]);
    let told = world.nyttja(&["correct", "--week", "2026-W48", "--because", "x", "--at", WEDNESDAY]).stdout;
    assert!(
        told.contains("\n     1 left alone: written by an earlier version of nyttja, to which"),
        "{told}"
    );
    assert!(told.contains("\nNothing is to be corrected.\n"), "{told}");
    assert_eq!(world.letters_of("letters").len(), 2);

    // Somebody who knows that the figures were wrong says so; from then on it is as always.
    assert_eq!(correct(&world, &["--all", "--recipient", ADA]).json()["corrected"], json!([ADA]));
    hill_has(&world, 11);
    let third = correct(&world, &[]).json();
    assert_eq!((&third["corrected"], reasons(&third)), (&json!([ADA]), vec![(ANNA, "same")]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_meaning_left_undone_is_written_anew_where_it_waits_and_only_there() {
    let world = World::in_a_file();
    world.set("gate.units_reported", "50 %");
    let usage = world.read("data/inbox/usage.csv");
    let without: Vec<_> = usage.lines().filter(|line| !line.starts_with("8765")).collect();
    world.write("data/inbox/usage.csv", without.join("\n"));
    world.cut_mail_off();
    assert_eq!(world.nyttja(&RUN).json()["waiting"], 1);
    letters_of_an_earlier_meaning(&world).await;
    world.write("data/inbox/usage.csv", usage.replace(";13;34;41", ";20;34;41"));
    let order = ["correct", "--week", "2026-W48", "--because", "x", "--format", "json"];
    let soon = ["--at", "2026-11-23T06:31:00+01:00"];

    let corrected = world.nyttja(&[&order[..], &soon].concat()).json();
    assert_eq!(
        (&corrected["written_anew"], reasons(&corrected)),
        (&json!([ANNA]), vec![(ADA, "other_meaning")])
    );
    let all = world.nyttja(&[&order[..], &soon, &["--all"]].concat()).json();
    assert_eq!((&all["written_anew"], reasons(&all)), (&json!([ADA]), vec![(ANNA, "same")]));
}

#[test]
fn summaries_are_corrected_like_letters() {
    let world = World::new();
    world.nyttja(&RUN);
    let summaries = world.nyttja(&["run", "--job", "summaries", "--at", MONDAY]);
    assert_eq!(summaries.code, 0, "{summaries:?}");
    let nothing = correct(&world, &["--job", "summaries"]).json();
    assert_eq!(nothing["corrected"], json!([]), "{nothing}");
    hill_has(&world, 12);
    let corrected = correct(&world, &["--job", "summaries"]);
    assert_eq!(corrected.json()["corrected"], json!(["bo.lind@example.invalid"]), "{corrected:?}");
    let [summary] = &with_id(&world, "<summaries.2026-W48.2.")[..] else { panic!("one correction") };
    assert!(summary.contains("\nIn-Reply-To: <summaries.2026-W48.1."), "{summary}");
}

#[test]
fn a_week_without_letters_has_nothing_to_correct() {
    let world = World::new();
    let corrected = correct(&world, &[]);
    assert!(corrected.code == 1 && corrected.stderr.contains("nothing to correct"), "{corrected:?}");
    let unknown = correct(&world, &["--unit", "nobody"]);
    assert!(unknown.code == 1 && unknown.stderr.contains("there is no unit"), "{unknown:?}");
}

#[test]
fn an_address_or_a_unit_with_a_typing_error_is_no_reason_to_say_that_all_is_well() {
    let world = World::new();
    world.nyttja(&RUN);
    hill_has(&world, 12);
    let typo = correct(&world, &["--recipient", "ada.hil@example.invalid"]);
    assert_eq!(typo.code, 1, "{typo:?}");
    assert!(typo.stderr.contains("nobody has the address `ada.hil@example.invalid`"), "{typo:?}");
    assert!(typo.stderr.contains("did you mean ada.hill@example.invalid?"), "{typo:?}");
    let unit = correct(&world, &["--unit", "8765432"]);
    assert!(unit.code == 1 && unit.stderr.contains("did you mean Hill School (87654321)?"), "{unit:?}");
    let spelled = correct(&world, &["--recipient", " Ada.Hill@Example.invalid"]);
    assert_eq!(spelled.json()["corrected"], json!([ADA]), "{spelled:?}");
    // She has left since: her letter cannot be answered.
    world.change("config/units.csv", ADA, "ada.berg@example.invalid");
    let left = correct(&world, &["--recipient", ADA]);
    assert!(left.code == 1 && left.stderr.contains("units.csv no longer has"), "{left:?}");
}

#[test]
fn the_command_given_again_sends_the_corrections_that_wait_and_writes_no_others() {
    let world = World::new();
    world.nyttja(&RUN);
    world.cut_mail_off();
    let first = correct(&world, &["--all"]);
    assert_eq!((first.code, first.json()["receipt"]["waiting"].as_u64()), (5, Some(2)), "{first:?}");

    let again = correct(&world, &["--all"]);
    assert_eq!((again.code, &again.json()["taken_back"]), (5, &json!([])), "{again:?}");
    world.mend_mail();
    let later = ["--all", "--at", "2026-11-25T10:00:00+01:00"];
    let order = ["correct", "--week", "2026-W48", "--because", "the export was wrong.", "--format", "json"];
    let went = world.nyttja(&[&order[..], &later].concat());

    assert_eq!((went.code, went.json()["receipt"]["sent"].as_u64()), (0, Some(2)), "{went:?}");
    assert_eq!(with_id(&world, ".2026-W48.2.").len(), 2);
    let once_more = world.nyttja(&[&order[..], &later].concat()).json();
    assert_eq!((&once_more["corrected"], &once_more["receipt"]), (&json!([]), &Value::Null));
    assert_eq!(world.letters_of("letters").len(), 4, "two letters, and a correction of each");
    let status = world.nyttja(&["status", "--format", "json"]).json();
    assert_eq!(status["last_corrections"][0]["receipt"]["sent"], 2);
}

#[test]
fn the_command_given_again_claims_nothing_about_corrections_that_are_out() {
    let server = MailServer::start();
    server.refuse(ADA, "550 5.7.1 not now");
    let world = World::new();
    world.set("mail.transport", server.transport("hello = \"a\""));
    assert_eq!(world.nyttja(&RUN).code, 5);
    hill_has(&world, 12);

    let first = correct(&world, &["--all"]);
    let again = correct(&world, &["--all"]);

    assert_eq!((first.code, &first.json()["receipt"]["sent"]), (5, &json!(1)), "{first:?}");
    assert_eq!((again.code, &again.json()["receipt"]), (5, &Value::Null), "{again:?}");
    for told in [first, again] {
        assert_eq!(told.json()["not_sent"][0]["recipient"], ADA, "{told:?}");
    }
}
