//! What is wrong with a pause is pointed at, and keeps nothing from running that need not stop.

use insta::assert_snapshot;

use super::{WEB, pause, with};
use crate::builders::day;
use crate::world::{MONDAY, World, table};

/// What the files themselves are said to be at fault of, and what is doubted on Monday.
fn said(pauses: &[String]) -> String {
    let world = with(pauses);
    let loaded = nyttja::settings::load(&world.path("config"), &std::collections::BTreeMap::new());
    let doubts = loaded.doubts(day("2026-11-23"));
    let all = loaded.faults.iter().chain(&doubts);
    let pauses = all.filter(|fault| fault.file.ends_with("agreements.toml"));
    let lines = pauses.map(|fault| {
        let (line, snippet) = (fault.line.unwrap_or(0), fault.snippet.as_deref().unwrap_or_default());
        let hint = fault.hint.as_deref().unwrap_or("none");
        format!("{:?} at {line}: {snippet}\n  {}\n  hint: {hint}\n", fault.severity, fault.message)
    });
    lines.collect()
}

#[test]
fn a_pause_of_nobody_is_a_defect_that_names_the_nearest() {
    let recipient = pause("recipient = \"ana.ek@example.invalid\"", "until = 2027-01-31");
    assert_snapshot!(said(&[recipient]), @r#"
    Defect at 3: "ana.ek@example.invalid"
      nobody in units.csv has the address `ana.ek@example.invalid`
      hint: did you mean `anna.ek@example.invalid`?
    "#);
    let unit = pause("unit = \"FSK-7\"", "until = 2027-01-31");
    assert_snapshot!(said(&[unit]), @r#"
    Defect at 3: "FSK-7"
      there is no unit `FSK-7`
      hint: did you mean `FSK-07`?
    "#);
}

#[test]
fn a_pause_of_nobody_keeps_nothing_from_running() {
    let world = with(&[pause("unit = \"gone\"", "until = 2027-01-31")]);
    assert_eq!(world.nyttja(&["check", "--at", MONDAY]).code, 3);
    assert_eq!(super::run(&world)["sent"], 2);
}

#[test]
fn a_pause_of_both_or_of_neither_is_an_error() {
    assert_snapshot!(said(&[pause("recipient = \"anna.ek@example.invalid\"\nunit = \"FSK-07\"", "until = 2027-01-31")]), @r#"
    Error at 4: "FSK-07"
      a pause is of a `recipient` or of a `unit`, not of both
      hint: keep one of them, or write two pauses
    "#);
    assert_snapshot!(said(&[pause("", "until = 2027-01-31")]), @r#"
    Error at 2: [[pause]]
      the pause says neither `recipient` nor `unit`
      hint: add recipient = "anna.ek@example.invalid", or unit = "FSK-07"
    "#);
}

#[test]
fn an_end_before_the_beginning_is_an_error() {
    assert_snapshot!(said(&[pause("unit = \"FSK-07\"", "from = 2027-02-01\nuntil = 2027-01-31")]), @r#"
    Error at 7: 2027-01-31
      `until` 2027-01-31 lies before `from` 2027-02-01
      hint: swap the two dates
    "#);
}

#[test]
fn two_pauses_of_one_that_hold_at_once_contradict_each_other() {
    let lower = pause("recipient = \"anna.ek@example.invalid\"", "until = 2027-01-31");
    let upper = pause("recipient = \"Anna.Ek@example.invalid\"", "from = 2027-01-01\nuntil = 2027-06-11");
    assert_snapshot!(said(&[lower.clone(), upper]), @r#"
    Defect at 9: "Anna.Ek@example.invalid"
      `Anna.Ek@example.invalid` is paused at line 2 too, and both hold from 2027-01-01 to 2027-01-31
      hint: keep one of them, or end the earlier one with `until` before this one's `from`
    "#);
    let after = pause("recipient = \"anna.ek@example.invalid\"", "from = 2027-02-01\nuntil = 2027-06-11");
    let unit = pause("unit = \"12345678\"", "until = 2027-01-31");
    assert_eq!(
        said(&[lower, after, unit]),
        "",
        "one after the other, and a unit of hers, are no contradiction"
    );
}

#[test]
fn a_pause_is_doubted_when_it_is_long_over_and_not_before() {
    assert_eq!(said(&[pause("unit = \"FSK-07\"", "until = 2026-09-24")]), "");
    assert_snapshot!(said(&[pause("unit = \"FSK-07\"", "until = 2026-09-23")]), @r#"
    Warning at 6: 2026-09-23
      the pause ended on 2026-09-23, and pauses nothing any more
      hint: remove it, or agree on a new day
    "#);
}

#[test]
fn a_public_address_needs_a_secret_that_nobody_can_guess() {
    let check = |lines: &str| {
        let world = World::new();
        world.set("web", table(&format!("listen = \"127.0.0.1:0\"\n{lines}")));
        let ran = world.nyttja(&["check", "--at", MONDAY, "--format", "json"]);
        let faults = ran.json();
        let faults = faults.as_array().unwrap().iter().filter(|fault| fault["severity"] == "error");
        faults.map(|fault| fault["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let url = "public_url = \"https://brev.example.invalid\"";
    let long = "secret = \"0123456789012345678901234567890123456789\"";
    assert_eq!(check(""), [""; 0]);
    assert_eq!(check(&format!("{url}\n{long}")), [""; 0]);
    assert_eq!(check(url), ["links in letters are signed, and there is no secret to do it with"]);
    assert_eq!(check(long), ["there is a secret, but no public address whose links it could sign"]);
    assert_eq!(check(&format!("{url}\n{long}\nsecret_file = \"key\"")), ["the secret is given twice"]);
    assert_eq!(check(&format!("{url}\nsecret = \"short\"")), ["a secret is shorter than 32 characters"]);
    assert_eq!(
        check(&format!("public_url = \"http://brev.example.invalid\"\n{long}")).len(),
        1,
        "not encrypted"
    );
}

#[test]
fn no_fault_shows_the_secret_of_its_line() {
    let world = World::new();
    world.change("config/nyttja.toml", "[mail]", "[web]\nlisten = 1\nsecret = \"tell-nobody\" oops\n[mail]");
    let ran = world.nyttja(&["check"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stdout.contains("***") && !ran.stdout.contains("tell-nobody"), "{}", ran.stdout);
}

#[test]
fn a_secret_file_that_is_missing_is_named_and_nothing_is_sent() {
    let world = World::new();
    world.set("web", table(WEB));
    let ran = world.nyttja(&["run", "--at", MONDAY]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("the file with the secret of [web], `data/key`, cannot be read"), "{ran:?}");
}
