//! What the coordinator takes up with people: vacancies, conversations, agreements.

use chrono_tz::Tz;

use crate::domain::account::{Ending, MailboxFault, Talk, Unread, Vacant};
use crate::domain::bounce::{BadAddress, DoubtedAddress, WhyBad};
use crate::domain::recipient::Vacancy;
use crate::domain::recipient::language::Localised;
use crate::domain::unit::SchoolForm;
use crate::domain::unit::audience::Audience;
use crate::letters::error::ComposeError;
use crate::letters::figures;
use crate::letters::matters::source::moment;
use crate::letters::matters::{Item, names};
use crate::letters::people::People;
use crate::letters::plain::one_line;
use crate::letters::words::Words;

/// A unit that nobody can be written to about.
pub(super) fn vacant(vacant: &Vacant, words: &Words) -> Result<Item, ComposeError> {
    let why = match &vacant.why {
        Vacancy::NoAddress => words.text("vacant-no-address")?,
        Vacancy::Unusable(error) => words.say("vacant-unusable", [("words", error.to_string().into())])?,
    };
    Ok(Item { what: one_line(&vacant.unit), details: vec![why] })
}

/// An address that letters come back from.
pub(super) fn address(bad: &BadAddress, words: &Words) -> Result<Item, ComposeError> {
    let address = one_line(&bad.address);
    let nobody_else = bad.units.is_empty();
    let what = if nobody_else {
        address
    } else {
        let units = names(&bad.units, words)?;
        words.say("trouble-letter", [("units", units.into()), ("address", address.into())])?
    };
    let mut details = vec![match bad.why {
        WhyBad::Dead { since } => {
            let key = if nobody_else { "address-dead-coordinator" } else { "address-dead" };
            words.say(key, [("date", figures::date(words.language(), since).into())])?
        }
        WhyBad::Troubled { weeks } => words.say("address-troubled", [("weeks", weeks.into())])?,
    }];
    let said = one_line(&bad.words);
    if !said.is_empty() {
        details.push(words.say("trouble-words", [("words", said.into())])?);
    }
    Ok(Item { what, details })
}

/// An address that somebody must decide about.
pub(super) fn doubted(doubted: &DoubtedAddress, words: &Words) -> Result<Item, ComposeError> {
    let said = words.say("trouble-words", [("words", one_line(&doubted.words).into())])?;
    Ok(Item { what: one_line(&doubted.address), details: vec![said] })
}

/// What there is for people to read in the mailbox for bounces, a line each.
pub(super) fn unread(unread: Unread, words: &Words) -> Result<Vec<String>, ComposeError> {
    let Unread { system, leaving } = unread;
    let counted = [("unread-leaving", leaving), ("unread-system", system)];
    let counted = counted.into_iter().filter(|(_, messages)| *messages > 0);
    counted.map(|(key, messages)| words.say(key, [("messages", messages.into())])).collect()
}

/// The mailbox for bounces, which could not be read.
pub(super) fn mailbox(fault: &MailboxFault, zone: Tz, words: &Words) -> Result<Item, ComposeError> {
    let on = |key, at| words.say(key, [("when", moment(at, zone, words).into())]);
    let mut details = vec![on("mailbox-failed", fault.tried_at)?];
    details.push(match fault.succeeded_at {
        Some(at) => on("source-last-good", at)?,
        None => words.text("source-never")?,
    });
    details.push(words.say("source-failure", [("words", one_line(&fault.words).into())])?);
    Ok(Item { what: words.text("mailbox-what")?, details })
}

/// An ask that left the letters.
pub(super) fn talk(talk: &Talk, words: &Words) -> Result<Item, ComposeError> {
    let what = about(&talk.unit, &talk.forms, &talk.module, talk.audience, words)?;
    let since = talk.since.number().into();
    Ok(Item::bare(words.say("talk-since", [("what", what.into()), ("week", since)])?))
}

/// An exception near its end.
pub(super) fn ending(ending: &Ending, words: &Words) -> Result<Item, ComposeError> {
    let key = if ending.is_over { "ending-over" } else { "ending-soon" };
    let date = figures::weekday(words.language(), ending.until);
    let mut detail = words.say(key, [("date", date.into())])?;
    let name = one_line(&ending.agreed_with);
    if !name.is_empty() {
        detail = format!("{detail} {}", words.say("ending-with", [("name", name.into())])?);
    }
    let what = about(&ending.unit, &ending.forms, &ending.module, ending.audience, words)?;
    Ok(Item { what, details: vec![detail] })
}

/// A unit and a module: `Vikens skola: Blogg (pedagoger)`.
fn about(
    unit: &str,
    forms: &[SchoolForm],
    module: &Localised,
    audience: Audience,
    words: &Words,
) -> Result<String, ComposeError> {
    let who = words.text(People::of(forms).plural(audience))?;
    let module = one_line(module.in_language(words.language()));
    words.say(
        "about-module",
        [("unit", one_line(unit).into()), ("module", module.into()), ("who", who.into())],
    )
}
