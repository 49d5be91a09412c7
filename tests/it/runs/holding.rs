//! A week that is held because figures are gone: who is told what, and that nobody gets a letter.

use std::fmt::Write as _;

use crate::world::{MONDAY, World};

/// The Mondays after.
const NEXT: &str = "2026-11-30T06:30:00+01:00";
const THIRD: &str = "2026-12-07T06:30:00+01:00";

const UNITS: [&str; 4] = ["12345678", "FSK-07", "87654321", "FSK-09"];

/// A second module, of which every unit has figures in both weeks up to week 47.
const BLOG: &str = "
[[module]]
key = \"veckobrev\"
name = { sv = \"Veckobrev\", en = \"Weekly letter\" }

[[expectation]]
key = \"veckobrev-personal\"
module = \"veckobrev\"
audience = \"staff\"
measure = \"items_per_week\"
weeks = 4
target = 1
why = { sv = \"Därför.\" }
document = \"Förväntansdokumentet 4.1\"
";

/// What the platform tells of a week, which calls the learning log `log`, of these units.
fn report(world: &World, (from, to): (&str, &str), log: &str, units: &[&str]) {
    let mut rows = "Enhet;Modul;Målgrupp;Från;Till;Aktiva;Antal;Inlägg\n".to_owned();
    for unit in units {
        for module in [log, "veckobrev"] {
            writeln!(rows, "{unit};{module};staff;{from};{to};8;9;12").unwrap();
        }
    }
    world.write(&format!("data/inbox/{from}.csv"), rows);
}

fn world() -> World {
    let world = World::new();
    let expectations = world.read("config/expectations.toml");
    world.write("config/expectations.toml", expectations + BLOG);
    world.write("config/units.csv", world.read("config/units.csv").replace(",34,412,", ",9,412,"));
    world.write("data/inbox/usage.csv", "Enhet;Modul;Målgrupp;Från;Till;Aktiva;Antal;Inlägg\n");
    report(&world, ("2026-11-09", "2026-11-15"), "larlogg", &UNITS);
    report(&world, ("2026-11-16", "2026-11-22"), "larlogg", &UNITS);
    assert_eq!(world.nyttja(&["run", "--at", MONDAY]).code, 0);
    world
}

/// A letter of one kind, in one line; there is one.
fn the_only(world: &World, kind: &str) -> String {
    let [letter] = &world.letters_of(kind)[..] else { panic!("not one letter of {kind}") };
    let message = mail_parser::MessageParser::default().parse(letter).unwrap();
    message.body_text(0).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_module_that_the_platform_renamed_holds_the_run_that_loses_its_verdicts_and_is_named_with_the_new_word() {
    let world = world();
    let before = world.letters_of("letters").len();
    report(&world, ("2026-11-23", "2026-11-29"), "Loggbok", &UNITS);
    assert_eq!(world.nyttja(&["run", "--at", NEXT]).code, 0, "its verdicts stand on two known weeks");
    let sent = world.letters_of("letters").len();
    assert!(sent > before);

    report(&world, ("2026-11-30", "2026-12-06"), "Loggbok", &UNITS);
    let ran = world.nyttja(&["run", "--at", THIRD, "--format", "json"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert_eq!(world.letters_of("letters").len(), sent, "nobody's letter goes out");
    let receipt = ran.json();
    let [alarm] = &receipt["alarms"].as_array().unwrap()[..] else { panic!("{receipt}") };
    assert_eq!([&alarm["kind"], &alarm["module"]], ["verdicts_lost", "larlogg"], "{alarm}");
    assert_eq!(alarm["passed_over"], serde_json::json!(["Loggbok"]));

    let notice = the_only(&world, "hold");
    for words in ["4 av 4 enheter har inte längre någon bedömning av Lärlogg", "svarar mot: Loggbok."] {
        assert!(notice.contains(words), "{words}: {notice}");
    }
    let status = world.nyttja(&["status"]).stdout;
    for words in ["4 of 4 units lost their verdicts on larlogg-personal (`larlogg`)", "passed over: Loggbok"]
    {
        assert!(status.contains(words), "{words}: {status}");
    }
    world.nyttja(&["run", "--job", "summaries", "--at", THIRD]);
    assert!(world.letters_of("receipt").iter().any(|letter| letter.contains("Loggbok")));

    // With the new word written down, the same week goes out.
    let daemon = world.read("config/nyttja.toml");
    let mended = daemon.replace("[mail]", "[source.values]\nmodule = { Loggbok = \"larlogg\" }\n\n[mail]");
    world.write("config/nyttja.toml", mended);
    assert_eq!(world.nyttja(&["run", "--at", THIRD]).code, 0);
    assert!(world.letters_of("letters").len() > sent);
}

#[test]
fn every_unit_that_has_not_reported_is_named_in_the_notice_the_receipt_and_the_status() {
    let world = world();
    let units = world.read("config/units.csv");
    let more = |number| {
        format!("9000{number:02},Skola {number},GR,Norr,9,80,90,Ada Hill,ada.hill@example.invalid,en,,\n")
    };
    world.write("config/units.csv", units + &(1..=14).map(more).collect::<String>());
    report(&world, ("2026-11-23", "2026-11-29"), "larlogg", &UNITS);
    let ran = world.nyttja(&["run", "--at", NEXT, "--format", "json"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    let keys: Vec<String> = (1..=14).map(|number| format!("9000{number:02}")).collect();
    assert_eq!(ran.json()["unreported"], serde_json::json!(keys));
    let letter_reason = ran.json()["letters"][0]["reason"].clone();
    assert_eq!(letter_reason, "only 4 of 18 units have fresh figures", "a letter does not list them all");

    let status = world.nyttja(&["status"]).stdout;
    world.nyttja(&["run", "--job", "summaries", "--at", NEXT]);
    let (notice, receipt) = (the_only(&world, "hold"), the_only(&world, "receipt"));
    for number in 1..=14 {
        let name = format!("Skola {number}");
        for told in [&notice, &receipt] {
            assert!(told.contains(&format!("- {name} ")), "{name}: {told}");
        }
        assert!(status.contains(&format!("{name} (9000{number:02})")), "{name}: {status}");
    }
}
