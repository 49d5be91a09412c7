//! Accounts for a week to the coordinators, in a mail of their own.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::accounts::{Accounts, Counted};
use super::bounces::{Bounces, bad_addresses};
use super::conversations::conversations;
use super::coordinators::{Coordinators, names_of};
use super::dispatcher::Mail;
use super::expected::called_for;
use super::gate::was_decided;
use super::receipt_form::last_receipt;
use super::{EDITION, WeeklyError};
use crate::domain::account::receipt::Conversation;
use crate::domain::account::{
    Account, Cause, MailboxFault, RunState, Talk, Trouble, Unread, Vacant, endings, skipped,
};
use crate::domain::judge::MEANING;
use crate::domain::municipality::Municipality;
use crate::domain::outbox::{Entry, LetterId, LetterMark, State};
use crate::domain::recipient::Recipient;
use crate::domain::series::Series;
use crate::domain::week::Week;
use crate::store::{BounceStore, LeftFor, LetterFilter, Outbox, Runs};

/// Writes the receipts of weeks for the coordinators.
#[derive(Debug, Clone)]
pub(super) struct Receipts {
    pub(super) municipality: Arc<Municipality>,
    pub(super) runs: Runs,
    pub(super) outbox: Outbox,
    pub(super) came_back: BounceStore,
    pub(super) accounts: Accounts,
    pub(super) coordinators: Coordinators,
    pub(super) bounces: Option<Bounces>,
}

impl Receipts {
    /// Puts the receipt of `week` for every coordinator who has none into the outbox: what
    /// went out, what did not and why, and what waits for somebody.
    pub(super) async fn queue(&self, week: Week, mail: &Mail, now: DateTime<Utc>) -> Result<(), WeeklyError> {
        let mut receipts = Vec::new();
        for (id, recipient) in self.coordinators.to_tell(Series::Receipt, week, mail).await? {
            let account = self.account(id.clone(), recipient, mail, now).await?;
            let word = |frame: &_| self.coordinators.writer.letters.compose_receipt(&account, frame);
            receipts.push(self.coordinators.write(id, &account.recipient, mail, now, word)?);
        }
        self.outbox.queue(&receipts, now).await?;
        tracing::info!(%week, receipts = receipts.len(), "accounted for the week to the coordinators");
        Ok(())
    }

    /// The account of a week as it stands at `now`.
    async fn account(
        &self,
        id: LetterId,
        recipient: Recipient,
        mail: &Mail,
        now: DateTime<Utc>,
    ) -> Result<Account, WeeklyError> {
        let week = id.week;
        let (municipality, roster) = (&self.municipality, &self.municipality.roster);
        let run = self.runs.find(Series::Letters, week).await?;
        let told = last_receipt(&self.runs, Series::Letters, week).await?;
        let (alarms, mixed_lengths, unreported) =
            told.map(|told| (told.alarms, told.mixed_lengths, told.unreported)).unwrap_or_default();
        let (mut is_written, mut was_stopped) = (false, !alarms.is_empty());
        let mut known = HashSet::new();
        let mut pages = self.outbox.pages(Series::Letters, week, EDITION);
        while let Some(page) = pages.next().await? {
            is_written |= page.iter().any(|entry| entry.state == State::Held);
            was_stopped &= !page.iter().any(was_decided);
            known.extend(page.iter().map(|entry| entry.id.mark()));
        }
        let unwritten = self.unwritten(week, &known, was_stopped || is_written);
        let Counted { tally, letters } =
            self.accounts.count((Series::Letters, week), EDITION, unwritten).await?;
        let causes = if tally.held > 0 { Cause::all(&alarms, municipality) } else { Vec::new() };
        Ok(Account {
            run: match run {
                None => RunState::NotRun,
                Some(run) if run.finished_at.is_none() => RunState::BrokenOff,
                Some(_) => RunState::Done,
            },
            tally,
            causes,
            is_written,
            skipped: skipped(&letters, roster),
            troubles: self.troubles(week, &[State::Failed, State::Unknown]).await?,
            late: self.late(week).await?,
            addresses: bad_addresses(&self.came_back, municipality, &mail.coordinators).await?,
            doubted: self.came_back.doubted().await?,
            unread: self.unread().await?,
            mailbox: self.mailbox_fault().await?.map(Box::new),
            deferred: self.troubles(week, &[State::Retry]).await?,
            vacancies: self.vacancies(),
            talks: self.talks(week).await?,
            endings: endings(municipality, now.with_timezone(&municipality.zone).date_naive()),
            unreported: names_of(&unreported, municipality),
            sources: self.coordinators.fetcher.source_health().await?,
            mixed_lengths,
            id,
            recipient,
        })
    }

    /// The letters that the roster calls for and nobody has written, beside the `known` ones:
    /// held with the others, or still to come.
    fn unwritten(&self, week: Week, known: &HashSet<LetterMark>, is_held: bool) -> Vec<Entry> {
        let ids = called_for(&self.municipality, Series::Letters, week);
        let ids = ids.filter(|id| !known.contains(&id.mark()));
        let entries = ids.map(|id| Entry {
            id,
            units: Vec::new(),
            state: if is_held { State::Held } else { State::Queued },
            reason: None,
            message_id: None,
            attempts: 0,
            next_attempt: None,
            meaning: MEANING,
        });
        entries.collect()
    }

    /// The letters of every kind of the week that are in one of `states`.
    async fn troubles(&self, week: Week, states: &[State]) -> Result<Vec<Trouble>, WeeklyError> {
        let filter = LetterFilter { week: Some(week), states: states.to_vec(), ..LetterFilter::default() };
        let mut entries = self.outbox.recent_entries(&filter, usize::MAX).await?;
        for series in Series::OF_RUNS {
            let replaced = self.accounts.replaced(series, week, states, &[]).await?;
            entries.retain(|entry| !replaced.contains(&entry.id.mark()));
        }
        Ok(entries.iter().map(|entry| Trouble::of(entry, &self.municipality.roster)).collect())
    }

    /// The letters of earlier weeks that came to a bad end after the last
    /// receipt before `week` was written: it could not tell of them.
    async fn late(&self, week: Week) -> Result<Vec<Trouble>, WeeklyError> {
        let receipts = LetterFilter { series: Some(Series::Receipt), ..LetterFilter::default() };
        let receipts = self.outbox.recent_entries(&receipts, usize::MAX).await?;
        let last = receipts.iter().find(|receipt| receipt.id.week < week);
        let times = match last {
            Some(last) => self.outbox.times_of(&last.id.key()).await?,
            None => None,
        };
        let since = LetterFilter {
            states: vec![State::Failed, State::Unknown, State::Skipped],
            // Where nobody was told anything, all of the week before is news.
            week: times.is_none().then(|| week.plus(-1)),
            changed_after: times.map(|times| times.written_at),
            ..LetterFilter::default()
        };
        let entries = self.outbox.recent_entries(&since, usize::MAX).await?;
        let is_bad = |entry: &&Entry| entry.state != State::Skipped || entry.is_too_late();
        let earlier = entries.iter().filter(is_bad).filter(|entry| entry.id.week < week);
        Ok(earlier.map(|entry| Trouble::of(entry, &self.municipality.roster)).collect())
    }

    /// What people are to read in the mailbox for bounces.
    async fn unread(&self) -> Result<Unread, WeeklyError> {
        let Some(bounces) = &self.bounces else { return Ok(Unread::default()) };
        let left = self.came_back.count_left(bounces.mailbox.name()).await?;
        let of = |why| left.get(&why).copied().unwrap_or_default();
        Ok(Unread { system: of(LeftFor::System), leaving: of(LeftFor::Leaving) })
    }

    /// Why the mailbox for bounces could not be read when that was last tried.
    async fn mailbox_fault(&self) -> Result<Option<MailboxFault>, WeeklyError> {
        let Some(bounces) = &self.bounces else { return Ok(None) };
        let Some(last) = self.came_back.last_reading(bounces.mailbox.name()).await? else {
            return Ok(None);
        };
        let (tried_at, succeeded_at) = (last.at, last.succeeded_at);
        Ok(last.failure.map(|words| MailboxFault { tried_at, succeeded_at, words }))
    }

    fn vacancies(&self) -> Vec<Vacant> {
        let roster = &self.municipality.roster;
        let vacant = roster.units.iter().filter_map(|unit| Some((unit, roster.vacant.get(&unit.key)?)));
        vacant.map(|(unit, why)| Vacant { unit: unit.name.clone(), why: why.clone() }).collect()
    }

    /// What the letters hand over, by name; an expectation that is gone is left out.
    async fn talks(&self, week: Week) -> Result<Vec<Talk>, WeeklyError> {
        let municipality = &self.municipality;
        let talk = |Conversation { unit, expectation, since }: Conversation| {
            let unit = municipality.roster.unit(&unit)?;
            let expectation = municipality.expectation(&expectation, week.monday())?;
            Some(Talk {
                unit: unit.name.clone(),
                forms: unit.forms.to_vec(),
                module: municipality.module_name(&expectation.module),
                audience: expectation.audience,
                since,
            })
        };
        let talks = conversations(&self.outbox, &municipality.roster, week).await?;
        Ok(talks.into_iter().filter_map(talk).collect())
    }
}
