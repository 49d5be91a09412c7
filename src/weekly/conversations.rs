//! The conversation list: what letters have handed over to the coordinator.

use std::collections::HashMap;

use super::expected::Expected;
use super::writer::HISTORY;
use super::{Order, WeeklyError};
use crate::domain::account::receipt::Conversation;
use crate::domain::asks::{PastLetter, handed_over};
use crate::domain::outbox::State;
use crate::domain::recipient::{Role, Roster};
use crate::domain::series::Series;
use crate::domain::week::Week;
use crate::store::{NewLetter, Outbox, StoreError};

/// How many recipients' letters are looked at at a time: years of them are not for the memory.
const AT_A_TIME: usize = 64;

/// What the newest letter of each principal handed over, up to the run of
/// `week`, in the order of the roster. What somebody else's letter said before
/// a unit changed hands is left out.
pub async fn conversations(
    outbox: &Outbox,
    roster: &Roster,
    week: Week,
) -> Result<Vec<Conversation>, StoreError> {
    let told = outbox.handed_over(Series::Letters, None, week.plus(1)).await?;
    let principals = roster.in_role(Role::Principal).map(|person| (person.address.identity(), person));
    let principals: Vec<_> = principals.filter(|(identity, _)| told.contains(identity)).collect();
    let mut found = Vec::new();
    for some in principals.chunks(AT_A_TIME) {
        let identities = some.iter().map(|(identity, _)| identity);
        let history = outbox.history(Series::Letters, identities, week.plus(1), HISTORY).await?;
        for (identity, recipient) in some {
            let Some(letters) = history.get(identity) else { continue };
            found.extend(of(letters).filter(|talk| recipient.units.contains(&talk.unit)));
        }
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

/// What the letters of a run hand over: those of the outbox, and `prepared`
/// ones that are not there.
pub(super) async fn handed_over_by_run(
    outbox: &Outbox,
    order: &Order,
    expected: &[Expected<'_>],
    prepared: &[NewLetter],
) -> Result<Vec<Conversation>, WeeklyError> {
    let Order { series: Series::Letters, week, .. } = *order else { return Ok(Vec::new()) };
    let hands_over =
        |letter: &&NewLetter| letter.state == State::Queued && letter.asks.iter().any(|ask| ask.handed_over);
    let prepared = prepared.iter().filter(hands_over);
    let prepared: HashMap<_, _> = prepared.map(|letter| (letter.id.recipient.as_str(), letter)).collect();
    let told = outbox.handed_over(Series::Letters, Some(week), week.plus(1)).await?;
    if told.is_empty() && prepared.is_empty() {
        return Ok(Vec::new());
    }
    let recipients = expected.iter().map(|letter| letter.id(order.series, week).recipient);
    let recipients: Vec<_> = recipients
        .filter(|recipient| told.contains(recipient) || prepared.contains_key(recipient.as_str()))
        .collect();
    let mut found = Vec::new();
    for some in recipients.chunks(AT_A_TIME) {
        let mut history = outbox.history(Series::Letters, some, week.plus(1), HISTORY).await?;
        for recipient in some {
            let mut letters = history.remove(recipient).unwrap_or_default();
            if let Some(letter) = prepared.get(recipient.as_str()) {
                letters.insert(0, PastLetter { week, asks: letter.asks.clone() });
            }
            if letters.first().is_some_and(|letter| letter.week == week) {
                found.extend(of(&letters));
            }
        }
    }
    Ok(found)
}
