//! Messages as mail servers, programs and people write them, and what each means.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use proptest::prelude::*;

use super::understand;
use crate::domain::bounce::{Gravity, Meaning, Report, SentLetter, Verdict};

const LETTER: &str = "<letters.2026-W48.1.0123456789abcdef0123456789abcdef@example.invalid>";
const ANNA: &str = "anna.ek@skola.example";

/// A message of the collection, about Anna's letter.
fn sample(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/bounces/{name}.eml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    text.replace("{message_id}", LETTER).replace("{recipient}", ANNA).into_bytes()
}

fn meaning(name: &str) -> Meaning {
    let plain = understand(&sample(name)).meaning();
    // Over the network, lines end otherwise.
    let crlf = String::from_utf8(sample(name)).unwrap().replace('\n', "\r\n");
    assert_eq!(understand(crlf.as_bytes()).meaning(), plain, "{name}");
    // Old ones end theirs otherwise again.
    let cr = String::from_utf8(sample(name)).unwrap().replace('\n', "\r");
    assert_eq!(understand(cr.as_bytes()).meaning(), plain, "{name}");
    plain
}

fn about(report: &Report, recipient: &str) -> Option<Verdict> {
    report.about(SentLetter { recipient, from: "example.invalid" })
}

/// What a report says of Anna's letter.
fn verdict(name: &str) -> Verdict {
    let Meaning::Report(report) = meaning(name) else { panic!("{name} is not taken for a report") };
    assert!(report.traces.iter().any(|trace| trace.message_id == LETTER), "{name}: {report:?}");
    assert_eq!(about(&report, "eva.ros@skola.example"), None, "{name}");
    about(&report, ANNA).unwrap_or_else(|| panic!("{name} says nothing of her"))
}

#[test]
fn every_kind_of_server_that_knows_no_such_address_is_understood() {
    for (name, words) in [
        ("postfix-unknown", "550 5.1.1 <anna.ek@skola.example>: Recipient address rejected: User unknown in"),
        ("postfix-no-domain", "Host or domain name not found."),
        ("postfix-edge", "550 5.4.1 Recipient address rejected: Access denied."),
        ("postfix-forwarded", "550 5.1.1 <anna@elsewhere.example>: User unknown"),
        ("exchange-unknown-sv", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found"),
        ("gmail-unknown", "550-5.1.1 The email account that you tried to reach does not exist."),
        ("no-letter-back", "550 5.1.1 <anna.ek@skola.example> no such user here"),
        ("exim-plain", "Unrouteable address"),
        ("qmail", "Sorry, no mailbox here by that name. (#5.1.1)"),
        ("utf8", "550 5.2.1 Kontot är stängt"),
        ("opensmtpd-unknown", "550 5.1.1 user unknown"),
        ("sendmail-unknown", "550 5.1.1 user unknown"),
        ("exim-unrouteable", "Unrouteable address"),
        ("exchange-old", "on Mon, 23 Nov 2026 06:30:09 +0100 The recipient name is not recognized"),
        ("gateway-wrapped", "550 5.1.1 no mailbox of that name"),
        ("html-only", "E-postadressen som du angav hittades inte."),
        ("japanese", "ユーザーが存在しません"),
        ("mailbox-line", "550-5.1.1 There is no account of that name. 550 5.1.1 See"),
    ] {
        let verdict = verdict(name);
        assert_eq!(verdict.gravity, Some(Gravity::Hard), "{name}: {verdict:?}");
        assert!(verdict.words.starts_with(words), "{name}: {}", verdict.words);
    }
}

#[test]
fn what_may_go_well_another_week_is_soft() {
    for (name, words) in [
        ("postfix-full", "552 5.2.2 <anna.ek@skola.example>: Quota exceeded"),
        ("exchange-full-en", "554 5.2.2 mailbox full;"),
        ("postfix-policy", "554 5.7.1 Message rejected as spam"),
        ("postfix-expired", "connect to mail.skola.example[192.0.2.25]:25: Connection timed out"),
        ("opensmtpd-full", "552 5.2.2 mailbox full"),
        ("action-above", "450 come back when you are known"),
        ("no-reason", "the server gave no reason"),
        ("rule-refused", "Your message to <anna.ek@skola.example> was automatically rejected: Quota"),
        ("exim-rate", "550-5.2.1 Mail to this user comes at a rate that 550 5.2.1 keeps more from"),
    ] {
        let verdict = verdict(name);
        assert_eq!(verdict.gravity, Some(Gravity::Soft), "{name}: {verdict:?}");
        assert!(verdict.words.starts_with(words), "{name}: {}", verdict.words);
    }
}

#[test]
fn what_is_said_of_us_says_nothing_of_the_recipient() {
    for (name, words) in [
        ("opensmtpd-sender", "553 5.1.0 domain example.invalid does not exist"),
        ("sendmail-sender", "553 5.1.0 nobody at that domain exists"),
        ("exim-sender", "553 5.1.0 that domain does not exist"),
        // Sendmail gives the code of an unknown user for whatever the other server refused.
        ("sendmail-listed", "550 5.7.1 192.0.2.10 is on the list of bl.example"),
        ("sendmail-no-code", "550 Not from there"),
    ] {
        let verdict = verdict(name);
        assert_eq!(verdict.gravity, Some(Gravity::Soft), "{name}: {verdict:?}");
        assert!(verdict.words.starts_with(words), "{name}: {}", verdict.words);
    }
}

#[test]
fn a_letter_that_is_late_or_has_arrived_did_not_come_back() {
    assert_eq!(verdict("postfix-delayed").gravity, None);
    assert_eq!(verdict("postfix-delivered").gravity, None);
    let Meaning::Report(warning) = meaning("exim-warning") else { panic!("a warning is no report") };
    assert_eq!(about(&warning, ANNA).unwrap().gravity, None);
}

#[test]
fn answers_that_programs_give_are_told_apart_from_those_that_tell_of_leaving() {
    for (name, leaving) in [("autosvar", false), ("out-of-office", false), ("has-left", true)] {
        let Meaning::Automatic(answer) = meaning(name) else { panic!("{name} is not taken for automatic") };
        assert_eq!(answer.answers, [LETTER], "{name}");
        assert_eq!(answer.may_tell_of_leaving, leaving, "{name}");
    }
}

#[test]
fn what_people_write_quote_or_forward_and_what_nobody_understands_is_for_people() {
    for name in ["person-quotes", "person-forwards", "complaint"] {
        assert_eq!(meaning(name), Meaning::ForPeople, "{name}");
    }
}

#[test]
fn a_report_that_is_cut_short_after_its_words_still_counts() {
    let whole = String::from_utf8(sample("postfix-full")).unwrap();
    let end = whole.find("Hej Anna").unwrap();
    let Meaning::Report(report) = understand(&whole.as_bytes()[..end]).meaning() else { panic!("no report") };
    assert_eq!(report.traces[0].message_id, LETTER);
    assert_eq!(about(&report, ANNA).unwrap().gravity, Some(Gravity::Soft));
}

#[test]
fn letters_within_letters_without_end_are_not_taken_apart() {
    let deep = "Content-Type: message/rfc822\n\n".repeat(30_000);
    assert_eq!(understand(deep.as_bytes()).meaning(), Meaning::ForPeople);
    let wide = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\n".repeat(150_000));
    assert_eq!(understand(wide.as_bytes()).meaning(), Meaning::ForPeople);
    let packed = BASE64.encode("Content-Type: message/rfc822\n\n".repeat(25_000));
    let hidden = format!("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{packed}\n");
    assert_eq!(understand(hidden.as_bytes()).meaning(), Meaning::ForPeople);
}

#[test]
fn a_report_about_a_report_says_nothing_of_the_letter_in_it() {
    let inner = String::from_utf8(sample("postfix-unknown")).unwrap();
    for kind in ["message/delivery-status", "text/plain"] {
        let outer = format!(
            "Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nSubject: Undelivered Mail\nMIME-Version: 1.0\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=outer\n\n--outer\n\
             Content-Type: {kind}\n\nFinal-Recipient: rfc822; digital@example.invalid\nAction: failed\n\
             Status: 5.1.1\n\nIt could not be delivered.\n\n--outer\nContent-Type: message/rfc822\n\n{inner}\n--outer--\n"
        );
        let Meaning::Report(report) = understand(outer.as_bytes()).meaning() else { panic!("no report") };
        assert_eq!(about(&report, ANNA), None, "{kind}");
    }
}

#[test]
fn headers_without_end_are_for_people() {
    let report = String::from_utf8(sample("postfix-unknown")).unwrap();
    let fill = "X-Fill: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n".repeat(16_000);
    let Meaning::Report(report) = understand(format!("{fill}{report}").as_bytes()).meaning() else {
        panic!("its subject is not seen")
    };
    assert!(report.traces.is_empty(), "it leads to no letter");
    assert_eq!(about(&report, ANNA), None);
    assert_eq!(understand(fill.as_bytes()).meaning(), Meaning::ForPeople);
}

proptest! {
    #[test]
    fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = understand(&bytes).meaning();
    }

    #[test]
    fn no_report_that_was_damaged_on_its_way_does_harm(
        which in 0_usize..8,
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..30),
        end in any::<prop::sample::Index>(),
    ) {
        let names = [
            "postfix-unknown", "exchange-unknown-sv", "gmail-unknown", "exim-plain", "qmail", "utf8", "autosvar",
            "person-forwards",
        ];
        let mut bytes = sample(names[which]);
        for (place, byte) in cuts {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes.truncate(end.index(bytes.len()) + 1);
        if let Meaning::Report(report) = understand(&bytes).meaning() {
            let _ = about(&report, ANNA);
        }
    }
}
