//! How a receipt looks on the screen.

use std::fmt::Write as _;

use crate::domain::account::receipt::Receipt;
use crate::domain::outbox::{Entry, State};
use crate::letters::english::{self, known};

/// How many letters that need attention are listed.
const LISTED: usize = 20;

/// The receipt for people.
pub(in crate::cli) fn render(receipt: &Receipt) -> String {
    let tally = receipt.tally;
    let mut text = format!("Receipt for {}\n\n", receipt.week);
    for (word, count) in tally.parts() {
        let besides = match word {
            "skipped" if tally.late > 0 => format!("  {} of them too late: see below", tally.late),
            _ => String::new(),
        };
        // Writing to a text cannot fail.
        let _ = writeln!(text, "  {word:<9}{count:>6}{besides}");
    }
    sources(receipt, &mut text);
    for alarm in &receipt.held_because {
        let _ = writeln!(text, "\nHeld: {}", english::alarm(alarm));
    }
    if !receipt.unreported.is_empty() {
        let units: Vec<_> = receipt.unreported.iter().map(|unit| &*unit.0).collect();
        let _ = writeln!(text, "\nUnits without new figures, {}: {}", units.len(), units.join(", "));
    }
    if receipt.mixed_lengths {
        text.push_str(
            "\nA source mixes records of different lengths; a longer one counts only where the shorter ones do \
             not cover it.\n",
        );
    }
    conversations(receipt, &mut text);
    attention(receipt, &mut text);
    text
}

fn conversations(receipt: &Receipt, text: &mut String) {
    if receipt.conversations.is_empty() {
        return;
    }
    text.push_str("\n  left to the coordinator: many letters asked, and nothing changed\n");
    for talk in receipt.conversations.iter().take(LISTED) {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "  {:<24}{:<32}since {}", talk.unit.0, talk.expectation.0, talk.since);
    }
    if receipt.conversations.len() > LISTED {
        let _ = writeln!(text, "  and {} more: nyttja status", receipt.conversations.len() - LISTED);
    }
}

fn sources(receipt: &Receipt, text: &mut String) {
    if receipt.sources.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n  {:<16}{:>9}{:>9}{:>9}{:>9}", "source", "rows", "kept", "ignored", "refused");
    for source in &receipt.sources {
        let (rows, kept) = (source.rows, source.kept);
        let (ignored, refused) = (source.ignored, source.refused);
        let _ = writeln!(text, "  {:<16}{rows:>9}{kept:>9}{ignored:>9}{refused:>9}", source.name);
        for failure in &source.failures {
            let _ = writeln!(text, "    could not be read: {failure}; what it gave before stays");
        }
        for note in &source.notes {
            let _ = writeln!(text, "    {note}");
        }
    }
}

fn attention(receipt: &Receipt, text: &mut String) {
    let noteworthy: Vec<_> = receipt
        .letters
        .iter()
        .filter(|letter| !matches!(letter.state, State::Sent | State::Queued | State::Held))
        .collect();
    if noteworthy.is_empty() {
        return;
    }
    text.push_str("\n  not sent\n");
    for letter in noteworthy.iter().take(LISTED) {
        let reason = known(letter.reason.as_ref());
        let _ = writeln!(text, "  {:<10}{}: {reason}", letter.state.word(), whose(letter));
    }
    if noteworthy.len() > LISTED {
        let _ = writeln!(text, "  and {} more: nyttja outbox list", noteworthy.len() - LISTED);
    }
}

/// To whom a letter goes, and about which units.
fn whose(letter: &Entry) -> String {
    let units: Vec<_> = letter.units.iter().map(ToString::to_string).collect();
    let units = units.join(", ");
    match (letter.id.is_vacant(), units.is_empty()) {
        (true, _) => units,
        (false, true) => letter.id.recipient.clone(),
        (false, false) => format!("{} ({units})", letter.id.recipient),
    }
}

/// What to type next about letters that are held, or were too late; empty where none are.
/// `again` is the command that writes them anew.
pub(in crate::cli) fn next(receipt: &Receipt, again: &str) -> String {
    let held = || receipt.letters.iter().filter(|letter| letter.state == State::Held);
    let week = receipt.week;
    if receipt.tally.held == 0 && receipt.tally.late > 0 {
        return format!(
            "\nSome letters were too late:\n  \
             send them after all:             nyttja outbox retry --failed --week {week} --because TEXT\n  \
             they are of no use any more:     nyttja outbox discard --week {week} --because TEXT\n"
        );
    }
    if receipt.tally.held == 0 {
        return String::new();
    }
    if held().all(|letter| letter.message_id.is_none()) {
        return format!("\nThese letters could not be written. Once the figures are mended: {again}\n");
    }
    let unwritten = held().filter(|letter| letter.message_id.is_none()).count();
    let of_them = match unwritten {
        0 => String::new(),
        some => format!(
            "\n{some} of the held letters could not be written, and cannot be let go: their figures are missing.\n"
        ),
    };
    format!(
        "{of_them}\nNothing goes out until you decide:\n  \
         let the letters go:              nyttja outbox release --week {week} --because TEXT\n  \
         take them back:                  nyttja outbox discard --week {week} --because TEXT\n  \
         write them with mended figures:  {again}\n"
    )
}
