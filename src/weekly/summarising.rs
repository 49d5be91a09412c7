//! The summaries for managers: whom the roster calls for, and how one is written.

use super::mailing::{Desk, Draft};
use super::queueing::Expected;
use super::{Weekly, WeeklyError};
use crate::domain::outbox::LetterId;
use crate::domain::recipient::{Recipient, Role};
use crate::domain::summary::summarise;
use crate::domain::week::Week;

impl Weekly {
    /// A summary to each manager with a unit in session.
    pub(super) fn expected_summaries(&self, week: Week) -> Vec<Expected<'_>> {
        self.expected_of(Role::Manager, &self.units_in_session(week)).collect()
    }

    /// The summary `id`; none where nothing could be judged.
    ///
    /// # Errors
    ///
    /// [`WeeklyError`] when a template refuses it, or an address cannot stand in a header.
    pub(super) fn draft_summary(
        &self,
        desk: &Desk,
        id: LetterId,
        recipient: &Recipient,
    ) -> Result<Option<Draft>, WeeklyError> {
        let assessment = &desk.assessment;
        let summary =
            summarise(&self.municipality, id, recipient, &assessment.in_session, &assessment.earlier);
        if !summary.says_something() {
            return Ok(None);
        }
        let words = self.letters.summarise(&summary, &desk.frame)?;
        let message = desk.message(words, &summary.id, recipient)?;
        Ok(Some(Draft { message, asks: Vec::new() }))
    }
}
