//! The summaries for managers: whom the roster calls for, and how one is written.

use super::assessing::Findings;
use super::desk::{Desk, Draft};
use super::expected::Expected;
use super::{Weekly, WeeklyError};
use crate::domain::outbox::LetterId;
use crate::domain::pause::ActivePauses;
use crate::domain::recipient::{Recipient, Role};
use crate::domain::summary::summarise;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::letters::Ties;

impl Weekly {
    /// A summary to each manager with a unit in session.
    pub(super) fn expected_summaries(&self, week: Week, pauses: &ActivePauses<'_>) -> Vec<Expected<'_>> {
        self.expected_of(Role::Manager, &self.units_in_session(week), pauses).collect()
    }

    /// The summary `id`, which speaks of `units`; none where nothing could be judged.
    pub(super) fn draft_summary(
        &self,
        desk: &Desk,
        id: LetterId,
        recipient: &Recipient,
        units: &[UnitKey],
    ) -> Result<Option<Draft>, WeeklyError> {
        let Findings { in_session, earlier } = &desk.findings;
        let summary = summarise(&self.municipality, id, recipient, units, in_session, earlier);
        if !summary.says_something() {
            return Ok(None);
        }
        let ties = Ties { thread: desk.answers.clone(), ..Ties::default() };
        let words = self.letters.compose_summary(&summary, &desk.frame)?;
        let message = desk.message(words, &summary.id, recipient, ties)?;
        Ok(Some(Draft { message, asks: Vec::new() }))
    }
}
