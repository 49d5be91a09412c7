//! Writes the letters that the roster calls for, and puts them in the outbox.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::assessing::Assessment;
use super::{EDITION, LETTERS, Mail, Weekly, WeeklyError};
use crate::domain::account::NOT_JUDGED;
use crate::domain::address::Mailbox;
use crate::domain::asks::PastLetter;
use crate::domain::composing::compose;
use crate::domain::judge::Judge;
use crate::domain::letter::Letter;
use crate::domain::outbox::{LetterId, State};
use crate::domain::pause::{Peace, WhyPaused};
use crate::domain::recipient::{Recipient, RecipientMark, Role, Vacancy};
use crate::domain::trend::Trends;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::letters::{LetterFrame, Message, Ties};
use crate::store::NewLetter;

/// A letter that the roster calls for.
#[derive(Debug, Clone)]
pub(super) enum Expected<'a> {
    /// One to a principal, about their units in session.
    ToRecipient(&'a Recipient, Vec<UnitKey>),
    /// None to a principal, who is left in peace or all of whose units are; why.
    Paused(&'a Recipient, Vec<UnitKey>, WhyPaused),
    /// One about a unit in session that nobody can be written to about; why.
    Vacant(&'a UnitKey, &'a Vacancy),
}

impl Expected<'_> {
    /// What makes it the letter of this week.
    pub(super) fn id(&self, week: Week) -> LetterId {
        let recipient = match self {
            Self::ToRecipient(recipient, _) | Self::Paused(recipient, ..) => recipient.address.identity(),
            Self::Vacant(unit, _) => format!("vacant:{unit}"),
        };
        LetterId { job: LETTERS.to_owned(), recipient, week, edition: EDITION }
    }

    /// Whether it speaks of `unit`.
    pub(super) fn is_about(&self, unit: &UnitKey) -> bool {
        match self {
            Self::ToRecipient(_, units) | Self::Paused(_, units, _) => units.contains(unit),
            Self::Vacant(vacant, _) => *vacant == unit,
        }
    }
}

impl Weekly {
    /// Every letter that the roster calls for in `week`, in its order, where
    /// `peace` says who is left alone.
    pub(super) fn expected(&self, week: Week, peace: &Peace<'_>) -> Vec<Expected<'_>> {
        let roster = &self.municipality.roster;
        let mut judge = Judge::new(self.municipality.rules(), week);
        let open: HashSet<&UnitKey> =
            roster.units.iter().filter(|unit| judge.in_session(unit)).map(|unit| &unit.key).collect();
        let people = roster.in_role(Role::Principal).filter_map(|recipient| {
            let units: Vec<_> = recipient.units.iter().filter(|unit| open.contains(unit)).cloned().collect();
            if units.is_empty() {
                return None;
            }
            Some(match peace.letter(recipient, units.clone()) {
                Ok(units) => Expected::ToRecipient(recipient, units),
                Err(why) => Expected::Paused(recipient, units, why),
            })
        });
        let vacant = roster.units.iter().filter(|unit| open.contains(&unit.key)).filter_map(|unit| {
            let why = roster.vacant.get(&unit.key)?;
            Some(Expected::Vacant(&unit.key, why))
        });
        people.chain(vacant).collect()
    }

    /// The letters of `expected`, ready for the outbox. They are held where the
    /// assessment gave an alarm.
    ///
    /// # Errors
    ///
    /// [`WeeklyError::Letter`] when one of them cannot be put into words.
    pub(super) fn write(
        &self,
        week: Week,
        expected: &[Expected<'_>],
        assessment: &Assessment,
        history: &HashMap<String, Vec<PastLetter>>,
        mail: &Mail,
        now: DateTime<Utc>,
    ) -> Result<Vec<NewLetter>, WeeklyError> {
        let held_because = assessment.held_because();
        let mut trends = Trends::new(self.municipality.rules());
        expected
            .iter()
            .map(|expected| match expected {
                Expected::Vacant(unit, why) => {
                    Ok(skipped(expected.id(week), vec![(*unit).clone()], format!("vacant: {why}")))
                }
                Expected::Paused(_, units, why) => {
                    Ok(skipped(expected.id(week), units.clone(), why.to_string()))
                }
                Expected::ToRecipient(recipient, units) => {
                    let recipient = &recipient.about(units);
                    let id = expected.id(week);
                    let past = history.get(&id.recipient).map_or(&[][..], Vec::as_slice);
                    let units_found = &assessment.in_session;
                    let composition =
                        compose(&self.municipality, id.clone(), recipient, units_found, past, &mut trends);
                    if !composition.letter.says_something() {
                        return Ok(skipped(id, units.clone(), NOT_JUDGED.to_owned()));
                    }
                    let message = self.message(&composition.letter, past, &mail.from, &mail.reply_to, now)?;
                    Ok(NewLetter {
                        id,
                        units: units.clone(),
                        state: if held_because.is_some() { State::Held } else { State::Queued },
                        reason: held_because.clone(),
                        message_id: Some(message.message_id),
                        address: Some(recipient.address.to_string()),
                        bytes: Some(mail.mailer.sealed(message.bytes, now)),
                        asks: composition.asks,
                    })
                }
            })
            .collect()
    }

    /// What stands around every letter that is written at `now`.
    pub(super) fn frame(&self, from: &Mailbox, reply_to: &Mailbox, now: DateTime<Utc>) -> LetterFrame {
        LetterFrame {
            municipality: self.municipality.name.clone(),
            platform: self.municipality.platform.clone(),
            from: from.clone(),
            reply_to: reply_to.clone(),
            zone: self.municipality.zone,
            today: now.with_timezone(&self.municipality.zone).date_naive(),
        }
    }

    /// A letter as it goes out at `now`, but for a signature; `past` are the
    /// letters of earlier weeks that its recipient got.
    ///
    /// # Errors
    ///
    /// [`WeeklyError`] when a template refuses it, or an address cannot stand in a header.
    pub(super) fn message(
        &self,
        letter: &Letter,
        past: &[PastLetter],
        from: &Mailbox,
        reply_to: &Mailbox,
        now: DateTime<Utc>,
    ) -> Result<Message, WeeklyError> {
        let frame = self.frame(from, reply_to, now);
        let words = self.letters.compose(letter, &frame)?;
        let thread = self.thread(&letter.id, &letter.recipient, past, from.address.domain());
        let mark = RecipientMark::of(&letter.recipient.address);
        let link = self.pause_links.as_ref().map(|links| links.link(&mark, letter.id.week));
        let ties = Ties { thread, one_click: link.and_then(|link| link.parse().ok()) };
        Ok(Message::new(words, &letter.id, &letter.recipient, &frame, ties, now)?)
    }
}

fn skipped(id: LetterId, units: Vec<UnitKey>, reason: String) -> NewLetter {
    NewLetter {
        id,
        units,
        state: State::Skipped,
        reason: Some(reason),
        message_id: None,
        address: None,
        bytes: None,
        asks: Vec::new(),
    }
}
