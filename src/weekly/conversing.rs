//! The conversation list: what letters have handed over to the coordinator.

use std::collections::HashMap;

use super::mailing::Mailing;
use super::queueing::Expected;
use super::running::{HISTORY, Order};
use super::{Weekly, WeeklyError};
use crate::domain::asks::{PastLetter, handed_over};
use crate::domain::outbox::State;
use crate::domain::receipt::Conversation;
use crate::domain::recipient::{Role, Roster};
use crate::domain::week::Week;
use crate::store::{NewLetter, Store, StoreError};

/// What the newest letter of each principal handed over, up to the run of
/// `week`, in the order of the roster. What somebody else's letter said before
/// a unit changed hands is left out.
///
/// # Errors
///
/// [`StoreError`] when the store cannot be read.
pub async fn conversations(
    store: &Store,
    roster: &Roster,
    week: Week,
) -> Result<Vec<Conversation>, StoreError> {
    let history = store.history(Mailing::Letters.name(), week.plus(1), HISTORY).await?;
    let mut found = Vec::new();
    for recipient in roster.in_role(Role::Principal) {
        let Some(letters) = history.get(&recipient.address.identity()) else { continue };
        found.extend(of(letters).filter(|talk| recipient.units.contains(&talk.unit)));
    }
    Ok(found)
}

fn of(letters: &[PastLetter]) -> impl Iterator<Item = Conversation> {
    handed_over(letters).into_iter().map(|(ask, since)| Conversation {
        unit: ask.unit.clone(),
        expectation: ask.expectation.clone(),
        since,
    })
}

impl Weekly {
    /// What the letters of a run hand over: those of the outbox, and `prepared`
    /// ones that are not there.
    pub(super) async fn handed_over(
        &self,
        order: &Order,
        expected: &[Expected<'_>],
        prepared: &[NewLetter],
    ) -> Result<Vec<Conversation>, WeeklyError> {
        let Order { mailing: Mailing::Letters, week, .. } = *order else { return Ok(Vec::new()) };
        let mut history: HashMap<String, Vec<PastLetter>> =
            self.store.history(Mailing::Letters.name(), week.plus(1), HISTORY).await?;
        for letter in prepared.iter().filter(|letter| letter.state == State::Queued) {
            let letters = history.entry(letter.id.recipient.clone()).or_default();
            letters.insert(0, PastLetter { week, asks: letter.asks.clone() });
        }
        let of_week =
            expected.iter().filter_map(|letter| history.get(&letter.id(order.mailing, week).recipient));
        let of_week = of_week.filter(|letters| letters.first().is_some_and(|letter| letter.week == week));
        Ok(of_week.flat_map(|letters| of(letters)).collect())
    }
}
