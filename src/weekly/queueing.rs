//! Writes the letters that the roster calls for, and puts them in the outbox.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::assessing::Assessment;
use super::{EDITION, LETTERS, Mail, Weekly, WeeklyError};
use crate::domain::asks::PastLetter;
use crate::domain::composing::{Composition, compose};
use crate::domain::judge::Judge;
use crate::domain::outbox::{LetterId, State};
use crate::domain::recipient::{Recipient, Role};
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::letters::{Composed, Envelope, LetterFrame, mime};
use crate::store::NewLetter;

/// Why a letter that would have nothing to say is skipped.
pub(super) const NOT_JUDGED: &str = "nothing could be judged";

/// A letter that the roster calls for.
#[derive(Debug, Clone)]
pub(super) enum Expected<'a> {
    /// One to a principal, about their units in session.
    ToRecipient(&'a Recipient, Vec<UnitKey>),
    /// One about a unit in session that nobody can be written to about; why.
    Vacant(&'a UnitKey, &'a str),
}

impl Expected<'_> {
    /// What makes it the letter of this week.
    pub(super) fn id(&self, week: Week) -> LetterId {
        let recipient = match self {
            Self::ToRecipient(recipient, _) => recipient.address.identity(),
            Self::Vacant(unit, _) => format!("vacant:{unit}"),
        };
        LetterId { job: LETTERS.to_owned(), recipient, week, edition: EDITION }
    }

    /// Whether it speaks of `unit`.
    pub(super) fn is_about(&self, unit: &UnitKey) -> bool {
        match self {
            Self::ToRecipient(_, units) => units.contains(unit),
            Self::Vacant(vacant, _) => *vacant == unit,
        }
    }
}

impl Weekly {
    /// Every letter that the roster calls for in `week`, in its order.
    pub(super) fn expected(&self, week: Week) -> Vec<Expected<'_>> {
        let roster = &self.municipality.roster;
        let mut judge = Judge::new(self.municipality.rules(), week);
        let open: HashSet<&UnitKey> =
            roster.units.iter().filter(|unit| judge.in_session(unit)).map(|unit| &unit.key).collect();
        let people = roster.in_role(Role::Principal).filter_map(|recipient| {
            let units: Vec<_> = recipient.units.iter().filter(|unit| open.contains(unit)).cloned().collect();
            (!units.is_empty()).then_some(Expected::ToRecipient(recipient, units))
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
        expected
            .iter()
            .map(|expected| match expected {
                Expected::Vacant(unit, why) => {
                    Ok(skipped(expected.id(week), vec![(*unit).clone()], format!("vacant: {why}")))
                }
                Expected::ToRecipient(recipient, units) => {
                    let id = expected.id(week);
                    let past = history.get(&id.recipient).map_or(&[][..], Vec::as_slice);
                    let composition =
                        compose(&self.municipality, id.clone(), recipient, &assessment.in_session, past);
                    if !composition.letter.says_something() {
                        return Ok(skipped(id, units.clone(), NOT_JUDGED.to_owned()));
                    }
                    let mut letter = self.write_one(&composition, recipient, past, mail, now)?;
                    letter.units.clone_from(units);
                    if let Some(reason) = &held_because {
                        letter.state = State::Held;
                        letter.reason = Some(reason.clone());
                    }
                    Ok(letter)
                }
            })
            .collect()
    }

    fn write_one(
        &self,
        composition: &Composition,
        recipient: &Recipient,
        past: &[PastLetter],
        mail: &Mail,
        now: DateTime<Utc>,
    ) -> Result<NewLetter, WeeklyError> {
        let id = composition.letter.id.clone();
        let words = self.word(composition, &mail.from, &mail.reply_to, now)?;
        let domain = mail.from.address.domain();
        let message_id = id.message_id(domain);
        let envelope = Envelope {
            from: mail.from.clone(),
            reply_to: mail.reply_to.clone(),
            to: recipient.mailbox(),
            message_id: message_id.clone(),
            date: now.with_timezone(&self.municipality.zone),
            language: recipient.language,
            list: LETTERS.to_owned(),
            thread: self.thread(&id, recipient, past, domain),
            one_click: None,
        };
        let bytes = mime(&words, &envelope)?;
        Ok(NewLetter {
            id,
            units: Vec::new(),
            state: State::Queued,
            reason: None,
            message_id: Some(message_id),
            address: Some(recipient.address.to_string()),
            bytes: Some(bytes),
            asks: composition.asks.clone(),
        })
    }

    /// Subject, text and HTML of a letter written at `now`.
    ///
    /// # Errors
    ///
    /// [`WeeklyError::Letter`] when a template refuses it.
    pub fn word(
        &self,
        composition: &Composition,
        from: &crate::domain::address::Mailbox,
        reply_to: &crate::domain::address::Mailbox,
        now: DateTime<Utc>,
    ) -> Result<Composed, WeeklyError> {
        let frame = LetterFrame {
            municipality: self.municipality.name.clone(),
            platform: self.municipality.platform.clone(),
            from: from.clone(),
            reply_to: reply_to.clone(),
            zone: self.municipality.zone,
            today: now.with_timezone(&self.municipality.zone).date_naive(),
        };
        Ok(self.letters.compose(&composition.letter, &frame)?)
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
