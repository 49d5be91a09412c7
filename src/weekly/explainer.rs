//! Explains one unit's week, from the records to the mail server's words.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::WeeklyError;
use super::assessor::Assessor;
use super::expected::{Expected, expected, without_dead_addresses};
use super::receipt_form::last_receipt;
use super::writer::HISTORY;
use crate::domain::asks::PastLetter;
use crate::domain::expectation::ExpectationKey;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::explanation::{
    Asking, Barred, Explanation, Ledger, LetterAccount, Matter, asking, causes, matter, no_letter,
};
use crate::domain::judge::Judge;
use crate::domain::municipality::Municipality;
use crate::domain::pause::ActivePauses;
use crate::domain::series::Series;
use crate::domain::unit::{Unit, UnitKey};
use crate::domain::usage::reports::Reports;
use crate::domain::week::Week;
use crate::letters::english;
use crate::store::{LetterFilter, Store, UsageSnapshot};

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The unit.
    pub unit: Unit,
    /// The week of the run.
    pub week: Week,
    /// Only expectations of this module.
    pub module: Option<ModuleKey>,
    /// The day on which the letter of the week is written, or would be.
    pub day: NaiveDate,
}

/// Explains a unit's week.
#[derive(Debug, Clone)]
pub struct Explainer {
    pub(super) municipality: Arc<Municipality>,
    pub(super) store: Store,
    pub(super) assessor: Assessor,
}

impl Explainer {
    /// Explains a unit's week by the files and figures as they are now.
    pub async fn explain(&self, question: &Question) -> Result<Explanation, WeeklyError> {
        let Question { unit, week, module, day } = question;
        let (unit, week) = (unit, *week);
        let wishes = self.store.wishes.unanswered().await?;
        let pauses = self.municipality.pauses(*day, &wishes);
        let expected = expected(&self.municipality, Series::Letters, week, &pauses);
        let expected = without_dead_addresses(&self.store, &self.municipality, expected).await?;
        let mut usage = self.store.usage.snapshot(week.cut_off()).await?;
        let reports = self.assessor.all_reports(&mut usage).await?;
        let survey = self.assessor.survey(week, &mut usage, &reports).await?;
        let own = usage.of([&unit.key]).await?.remove(&unit.key).unwrap_or_default();
        let mut askings = self.askings(question, &expected, usage, &reports).await?;
        let delivered = self.store.usage.delivered(&unit.key).await?;
        let mut judge = Judge::new(self.municipality.rules(), &reports, week);
        let in_force: Vec<_> = judge.in_force().collect();
        let wanted = in_force
            .into_iter()
            .filter(|expectation| module.as_ref().is_none_or(|module| expectation.module == *module));
        let matters = wanted
            .map(|expectation| Matter {
                asking: askings.remove(&expectation.key),
                ..matter(&mut judge, unit, expectation, &own, &delivered)
            })
            .collect();
        let letters = self.letters_about(unit, week).await?;
        let was_run = self.store.runs.find(Series::Letters, week).await?.is_some();
        let alarms = match last_receipt(&self.store.runs, Series::Letters, week).await? {
            Some(receipt) => receipt.held_because,
            None => english::alarms(&survey.alarms),
        };
        let calendar = &self.municipality.calendar;
        let closed =
            (!judge.in_session(unit)).then(|| causes(calendar, unit.leading_form(), &unit.area, week));
        let no_letter = no_letter(Ledger {
            closed: closed.as_deref(),
            vacant: self.municipality.roster.vacant.get(&unit.key),
            barred: barred(&unit.key, &expected, &pauses).as_ref(),
            letters: &letters,
            was_run,
            alarms: &alarms,
        });
        Ok(Explanation { unit: unit.clone(), week, matters, letters, no_letter })
    }

    /// What each verdict on the unit is in the letter to its principal; nothing
    /// where the week calls for none.
    async fn askings(
        &self,
        question: &Question,
        expected: &[Expected<'_>],
        mut usage: UsageSnapshot,
        reports: &Arc<Reports>,
    ) -> Result<HashMap<ExpectationKey, Asking>, WeeklyError> {
        let (unit, week) = (&question.unit.key, question.week);
        let about = expected.iter().find_map(|letter| match letter {
            Expected::ToRecipient(recipient, units) if units.contains(unit) => {
                Some((recipient.about(units), letter.id(Series::Letters, week)))
            }
            _ => None,
        });
        let Some((recipient, id)) = about else { return Ok(HashMap::new()) };
        let history = self.store.outbox.letters_before(Series::Letters, &id.recipient, week, HISTORY).await?;
        let written =
            self.store.outbox.letters_before(Series::Letters, &id.recipient, week.plus(1), 1).await?;
        let written: Option<&PastLetter> = written.first().filter(|letter| letter.week == week);
        let units = recipient.units.iter().filter_map(|key| self.municipality.roster.unit(key));
        let units = &self.assessor.find(week, &mut usage, reports, units).await?.in_session;
        Ok(asking(&self.municipality, week, &recipient, unit, units, &history, written))
    }

    async fn letters_about(&self, unit: &Unit, week: Week) -> Result<Vec<LetterAccount>, WeeklyError> {
        let letters = LetterFilter::of_week(Series::Letters, week);
        let mut entries = self.store.outbox.recent_entries(&letters, usize::MAX).await?;
        entries.retain(|entry| entry.units.contains(&unit.key));
        let mut letters = Vec::with_capacity(entries.len());
        for entry in entries {
            // A letter that is forgotten in between is not told about.
            if let Some(times) = self.store.outbox.times_of(&entry.id.key()).await? {
                let (written_at, changed_at) = (times.written_at, times.changed_at);
                letters.push(LetterAccount { entry, written_at, changed_at });
            }
        }
        Ok(letters)
    }
}

/// Why no letter of the week speaks of a unit that somebody answers for.
fn barred(unit: &UnitKey, expected: &[Expected<'_>], pauses: &ActivePauses<'_>) -> Option<Barred> {
    let mut about = expected.iter().filter(|letter| letter.is_about(unit)).peekable();
    if about.peek().is_none() {
        return pauses.of_unit(unit).map(Barred::Paused);
    }
    let why = |letter: &Expected<'_>| match letter {
        Expected::Barred(_, _, why) => Some((**why).clone()),
        _ => None,
    };
    // Of two principals, one may get the letter.
    about.map(why).collect::<Option<Vec<_>>>()?.into_iter().next()
}
