//! What is added to a file and taken out of it, byte by byte.

use std::path::Path;

use super::*;
use crate::domain::unit::UnitKey;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn anna() -> Paused {
    Paused::Recipient("Anna.Ek@example.invalid".parse().unwrap())
}

fn added(text: &str, reason: &str) -> Result<String, EditError> {
    let (from, until) = (day("2026-11-23"), day("2027-01-31"));
    let pause = NewPause { paused: &anna(), reason, agreed_with: "Anna Ek", from, until };
    add_pause(Path::new("agreements.toml"), text, &pause)
}

fn ended(text: &str, paused: &Paused) -> Result<String, EditError> {
    end_pauses(Path::new("agreements.toml"), text, paused, day("2026-12-01"))
}

const BLOCK: &str = "[[pause]]\nrecipient = \"Anna.Ek@example.invalid\"\nreason = \"Vikarie\"\nagreed_with = \"Anna Ek\"\nfrom = 2026-11-23\nuntil = 2027-01-31\n";

#[test]
fn a_pause_is_added_at_the_end_and_every_byte_before_stays() {
    let other = "# ours\n[[intervention]]\nunit  = \"1\" # school";
    for (text, between) in [("", ""), ("\n", "\n"), (other, "\n\n"), ("# a\n", "\n"), ("\u{feff}", "")] {
        assert_eq!(added(text, "Vikarie").unwrap(), format!("{text}{between}{BLOCK}"), "{text:?}");
    }
    let windows = added("# a\r\n", "Vikarie").unwrap();
    assert_eq!(windows, format!("# a\r\n\r\n{}", BLOCK.replace('\n', "\r\n")));
}

#[test]
fn words_of_any_kind_are_written_so_that_they_come_back() {
    let text = added("", "  \"Ny\" \\ i\ttjänsten\u{7f}\n# = ]] ").unwrap();
    assert!(text.contains("reason = \"\\\"Ny\\\" \\\\ i tjänsten # = ]]\"\n"), "{text}");
    assert_eq!(added("", " \n"), Err(EditError::NoReason));
}

#[test]
fn a_file_that_is_broken_or_lists_its_pauses_otherwise_is_left_alone() {
    assert!(matches!(added("[[pause", "x"), Err(EditError::Unreadable(_))));
    let inline = "pause = [{ unit = \"1\", from = 2026-12-24, until = 2027-01-31 }]\n";
    assert!(matches!(added(inline, "x"), Err(EditError::TooIntricate | EditError::Unreadable(_))));
    assert_eq!(ended(inline, &Paused::Unit(UnitKey("1".into()))), Err(EditError::TooIntricate));
}

#[test]
fn a_pause_that_holds_ends_yesterday_and_nothing_else_changes() {
    let text =
        format!("# before\n\n{}\n[[intervention]]\n", BLOCK.replace("2027-01-31", "2027-01-31 # winter"));
    let lower = Paused::Recipient("anna.ek@example.invalid".parse().unwrap());
    assert_eq!(ended(&text, &lower).unwrap(), text.replace("2027-01-31", "2026-11-30"));
    let from_the_beginning = text.replace("from = 2026-11-23\n", "");
    let changed = ended(&from_the_beginning, &anna()).unwrap();
    assert_eq!(changed, from_the_beginning.replace("2027-01-31", "2026-11-30"));
    let marked = format!("\u{feff}{text}");
    assert_eq!(ended(&marked, &anna()).unwrap(), marked.replace("2027-01-31", "2026-11-30"));
}

#[test]
fn a_pause_that_has_not_begun_is_taken_out_and_takes_no_neighbour_with_it() {
    let future = BLOCK.replace("2026-11-23", "2026-12-01");
    for (before, after) in [("", ""), ("# ours\n", "\n# theirs\n[[intervention]]\nunit = \"1\"\n")] {
        let text = added(before, "Vikarie").unwrap().replace("2026-11-23", "2026-12-01") + after;
        assert_eq!(ended(&text, &anna()).unwrap(), format!("{before}{after}"));
    }
    // One that holds, one to come, one that is over.
    let over = BLOCK.replace("2027-01-31", "2026-11-30");
    let text = format!("{BLOCK}\n{future}\n{over}");
    assert_eq!(
        ended(&text, &anna()).unwrap(),
        format!("{}\n{over}", BLOCK.replace("2027-01-31", "2026-11-30"))
    );
}

#[test]
fn who_is_not_paused_cannot_be_ended() {
    let over = BLOCK.replace("2027-01-31", "2026-11-30");
    for text in ["", &over, &BLOCK.replace("Anna.Ek", "bo.lind")] {
        let refused = ended(text, &anna()).unwrap_err();
        assert_eq!(refused.to_string(), "`Anna.Ek@example.invalid` is not paused, and will not be");
    }
}
