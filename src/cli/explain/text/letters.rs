//! Which letter it was and what became of it, or why there was none.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::sheet::Sheet;
use crate::cli::explain::phrase::causes;
use crate::cli::screen;
use crate::domain::explanation::{Explanation, LetterAccount, NoLetter};
use crate::domain::outbox::State;
use crate::letters::english::{self, known};

/// Writes the section.
pub(super) fn section(sheet: &mut Sheet, explanation: &Explanation, zone: Tz) {
    sheet.heading("Letter");
    if let Some(why) = &explanation.no_letter {
        sheet.line("none", &not_judged(why));
    }
    for letter in &explanation.letters {
        one(sheet, letter, zone);
    }
}

/// Why the unit got nothing, as a sentence.
pub(super) fn not_judged(why: &NoLetter) -> String {
    match why {
        NoLetter::Closed(found) => format!("the week has no teaching day for the unit: {}", causes(found)),
        NoLetter::Vacant(why) => format!("nobody can be written to: {why}"),
        NoLetter::Paused(why) => english::paused(why),
        NoLetter::DeadAddress(why) => english::dead(why),
        NoLetter::NotRunYet { alarms } if alarms.is_empty() => "the week has not been run yet".to_owned(),
        NoLetter::NotRunYet { alarms } => format!(
            "the week has not been run yet; with today's figures it would be held: {}",
            alarms.join("; ")
        ),
        NoLetter::Held(alarms) => {
            format!("held until the coordinator releases or discards it: {}", alarms.join("; "))
        }
        NoLetter::NothingJudged => "nothing could be judged about the recipient's units".to_owned(),
        NoLetter::TooLate => "it could not go out in time, and was given up".to_owned(),
        NoLetter::TakenBack(why) => english::taken_back(why.as_ref()),
        NoLetter::NotSent(state) => match state {
            State::Failed => "it could not be delivered".to_owned(),
            State::Unknown => "it may have arrived: the connection broke after it was handed over".to_owned(),
            _ => "it is on its way".to_owned(),
        },
        NoLetter::LeftOut => "the week was run without the unit: it was run for others only, or the \
                              unit came later; the next run of the week writes to it"
            .to_owned(),
    }
}

fn one(sheet: &mut Sheet, letter: &LetterAccount, zone: Tz) {
    let local = |at: DateTime<Utc>| screen::local(at, zone);
    let entry = &letter.entry;
    if entry.id.is_vacant() {
        let reason = known(entry.reason.as_ref());
        return sheet.line("outbox", &format!("{} on {}: {reason}", entry.state, local(letter.written_at)));
    }
    let edition =
        if entry.id.edition > 1 { format!(", edition {}", entry.id.edition) } else { String::new() };
    sheet.line("to", &format!("{}{edition}", entry.id.recipient));
    let attempts = match entry.attempts {
        0 => "never handed over".to_owned(),
        attempts => screen::counted(attempts, "attempt"),
    };
    let (since, written) = (local(letter.changed_at), local(letter.written_at));
    sheet.line("state", &format!("{} since {since}; written {written}; {attempts}", entry.state));
    if let Some(again) = entry.next_attempt {
        sheet.line("", &format!("tried again {}", local(again)));
    }
    if let Some(reason) = &entry.reason {
        let label = if entry.attempts > 0 { "mail server" } else { "because" };
        sheet.line(label, &english::reason(reason));
    }
    if let Some(message_id) = &entry.message_id {
        sheet.line("Message-ID", message_id);
    }
    if entry.units.len() > 1 {
        let units: Vec<_> = entry.units.iter().map(ToString::to_string).collect();
        sheet.line("about", &units.join(", "));
    }
}
