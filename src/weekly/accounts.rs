//! The account of a week: where its letters are, as the outbox tells, and made anew where letters
//! went on after it.

mod replacements;

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::expected::Expected;
use super::gate::{Gate, WeekStatus};
use super::receipt_form::{LetterForm, ReceiptForm, Whose, last_receipt};
use super::{EDITION, Order, WeeklyError};
use crate::clock::Clock;
use crate::domain::account::receipt::{Receipt, SourceReport, Tally};
use crate::domain::correction::replacement::counts;
use crate::domain::municipality::Municipality;
use crate::domain::outbox::{Entry, LetterMark, State};
use crate::domain::series::Series;
use crate::domain::week::Week;
use crate::store::{LetterFilter, Outbox, RunName, RunRecord, Runs, StoreError, Totals, UsageStore};
use replacements::CAME_TO_NOTHING;

/// The letters of a week, counted.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// How many are where.
    pub(super) tally: Tally,
    /// Those that were not sent. Of a large municipality those that were would fill the memory.
    pub(super) letters: Vec<Entry>,
}

impl Counted {
    fn add(&mut self, entry: Entry) {
        self.tally.add(&entry);
        if entry.state != State::Sent {
            self.letters.push(entry);
        }
    }
}

/// Accounts for the letters of a week, as they are in the outbox.
#[derive(Debug, Clone)]
pub struct Accounts {
    pub(super) municipality: Arc<Municipality>,
    pub(super) outbox: Outbox,
    pub(super) runs: Runs,
    pub(super) usage: UsageStore,
    pub(super) totals: Totals,
}

impl Accounts {
    /// Brings the account of the last run of every series up to date: letters
    /// were sent, refused, released or discarded since it was made.
    pub async fn recount(&self, now: DateTime<Utc>) -> Result<(), WeeklyError> {
        for series in Series::OF_RUNS {
            let runs = [self.last_finished(series, now).await?, self.runs.last_correction(series).await?];
            for run in runs.into_iter().flatten() {
                if run.finished_at.is_some() {
                    Box::pin(self.recount_run(series, &run, now)).await?;
                } else {
                    self.account_for_correction(series, &run, now).await?;
                }
            }
        }
        Ok(())
    }

    /// The account of a correction that was broken off before it came to one.
    async fn account_for_correction(
        &self,
        series: Series,
        run: &RunRecord,
        now: DateTime<Utc>,
    ) -> Result<(), WeeklyError> {
        let letters = self.outbox.edition(series, run.week, run.edition).await?;
        if letters.is_empty() {
            return Ok(());
        }
        let receipt =
            receipt_of_correction(run.week, run.name.to_string(), Vec::new(), Gate::Undecided, letters);
        self.keep(&ReceiptForm::from(&receipt), &run.name, run.started_at, now).await
    }

    /// The last run that ended. One of a week that has not come was made by a clock that was
    /// ahead: it must not pass for the last one until then.
    async fn last_finished(
        &self,
        series: Series,
        now: DateTime<Utc>,
    ) -> Result<Option<RunRecord>, StoreError> {
        loop {
            let run = self.runs.last_finished(series).await?;
            let is_ahead = |run: &RunRecord| {
                run.finished_at > Some(now) && run.week.monday() > self.municipality.day(now)
            };
            match run {
                Some(run) if is_ahead(&run) && clock_is_behind(&self.usage, now).await? => {
                    return Ok(None);
                }
                Some(run) if is_ahead(&run) => self.runs.reopen(&run.name).await?,
                run => return Ok(run),
            }
        }
    }

    async fn recount_run(
        &self,
        series: Series,
        run: &RunRecord,
        now: DateTime<Utc>,
    ) -> Result<(), WeeklyError> {
        let since = LetterFilter {
            edition: Some(run.edition),
            // An account that lies ahead was made by a clock that was wrong: it is made anew.
            changed_after: run.finished_at.filter(|at| *at <= now),
            ..LetterFilter::of_week(series, run.week)
        };
        if self.outbox.recent_entries(&since, 1).await?.is_empty() {
            return Ok(());
        }
        let told = run.receipt.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let Some(mut told) = told else { return Ok(()) };
        let unwritten = self.strangers(series, run, &mut told).await?;
        let counted = self.count((series, run.week), run.edition, Vec::new()).await?;
        let receipt = brought_up_to(told, counted, unwritten);
        self.keep(&receipt, &run.name, run.started_at, now).await?;
        let ending = receipt.tally.ending().word();
        tracing::info!(run = %run.name, ending, "accounted for a run anew");
        Ok(())
    }

    /// Takes those letters off a receipt that nobody has written: the outbox does not know them.
    async fn strangers(
        &self,
        series: Series,
        run: &RunRecord,
        told: &mut ReceiptForm,
    ) -> Result<Vec<LetterForm>, WeeklyError> {
        let mut letters = std::mem::take(&mut told.letters);
        let mut unknown: HashSet<Whose> = letters.iter().map(LetterForm::whose).collect();
        let mut pages = self.outbox.pages(series, run.week, run.edition);
        while let Some(page) = pages.next().await?.filter(|_| !unknown.is_empty()) {
            for entry in &page {
                unknown.remove(&LetterForm::from(entry).whose());
            }
        }
        letters.retain(|letter| unknown.contains(&letter.whose()));
        Ok(letters)
    }

    /// The letters of an edition of the week, and `besides` those that are not in the outbox.
    pub(super) async fn count(
        &self,
        (series, week): (Series, Week),
        edition: u32,
        besides: Vec<Entry>,
    ) -> Result<Counted, WeeklyError> {
        // Nobody stands in for a correction: it answers a letter that somebody has.
        let replaced = match edition {
            EDITION => self.replaced(series, week, &CAME_TO_NOTHING, &besides).await?,
            _ => HashSet::new(),
        };
        let mut counted = Counted::default();
        let mut pages = self.outbox.pages(series, week, edition);
        while let Some(page) = pages.next().await? {
            for entry in page.into_iter().filter(|entry| counts(entry, &replaced)) {
                counted.add(entry);
            }
        }
        for entry in besides {
            counted.add(entry);
        }
        Ok(counted)
    }

    /// Counts the letters of a run for its receipt; `undecided` are those that are held unwritten.
    pub(super) async fn count_run(
        &self,
        order: &Order,
        expected: &[Expected<'_>],
        undecided: Vec<Entry>,
        receipt: &mut Receipt,
    ) -> Result<(), WeeklyError> {
        if order.unit.is_some() {
            receipt.letters = self.entries(order, expected, |_| true).await?;
            receipt.letters.extend(undecided);
            receipt.tally = Tally::of(&receipt.letters);
        } else {
            Counted { tally: receipt.tally, letters: receipt.letters } =
                self.count((order.series, order.week), EDITION, undecided).await?;
            receipt.without_sent = true;
        }
        if receipt.tally.held == 0 {
            receipt.held_because.clear();
        }
        Ok(())
    }

    /// The entries of the order's week that `wanted` says; with a unit, only those
    /// that are expected about it.
    async fn entries(
        &self,
        order: &Order,
        expected: &[Expected<'_>],
        mut wanted: impl FnMut(&Entry) -> bool,
    ) -> Result<Vec<Entry>, WeeklyError> {
        let Order { series, week, .. } = *order;
        let only: Option<HashSet<LetterMark>> = order
            .unit
            .as_ref()
            .map(|_| expected.iter().map(|letter| letter.id(series, week).mark()).collect());
        let mut entries = Vec::new();
        let mut pages = self.outbox.pages(series, week, EDITION);
        while let Some(page) = pages.next().await? {
            let concerned = page
                .into_iter()
                .filter(|entry| only.as_ref().is_none_or(|only| only.contains(&entry.id.mark())));
            entries.extend(concerned.filter(&mut wanted));
        }
        Ok(entries)
    }

    /// The letters of `expected` that have not come to stay, and what the others tell about
    /// the week. One that is held is written anew, from the figures as they are now.
    pub(super) async fn missing<'e, 'a>(
        &self,
        order: &Order,
        expected: &'e [Expected<'a>],
    ) -> Result<(Vec<&'e Expected<'a>>, WeekStatus), WeeklyError> {
        let (mut settled, mut status) = (HashSet::new(), WeekStatus::default());
        self.entries(order, expected, |entry| {
            status.add(entry);
            if entry.state != State::Held {
                settled.insert(entry.id.mark());
            }
            false
        })
        .await?;
        let is_missing = |letter: &&Expected<'_>| {
            settled.is_empty() || !settled.contains(&letter.id(order.series, order.week).mark())
        };
        Ok((expected.iter().filter(is_missing).collect(), status))
    }

    /// The receipt of a dry run, which has its own letters already, with the letters of the
    /// outbox that `wanted` says.
    pub(super) async fn rehearsed(
        &self,
        order: &Order,
        expected: &[Expected<'_>],
        mut receipt: Receipt,
        wanted: fn(&Entry) -> bool,
    ) -> Result<Receipt, WeeklyError> {
        let known = self.entries(order, expected, wanted).await?;
        receipt.letters.extend(known);
        if order.unit.is_none() {
            let replaced =
                self.replaced(order.series, order.week, &CAME_TO_NOTHING, &receipt.letters).await?;
            receipt.letters.retain(|entry| counts(entry, &replaced));
        }
        receipt.tally = Tally::of(&receipt.letters);
        Ok(receipt)
    }

    /// An empty receipt, with what an earlier run of the week said about the
    /// sources: a run that finds nothing to do does not read them again.
    pub(super) async fn begin(
        &self,
        series: Series,
        week: Week,
        name: &RunName,
    ) -> Result<Receipt, WeeklyError> {
        let earlier = last_receipt(&self.runs, series, week).await?;
        let mut receipt = Receipt::new(week, name.to_string());
        if let Some(earlier) = earlier {
            receipt.sources = earlier.sources;
            receipt.held_because = earlier.alarms;
            receipt.unreported = earlier.unreported;
            receipt.mixed_lengths = earlier.mixed_lengths;
        }
        Ok(receipt)
    }

    /// Keeps the receipt of a run that `began` then, which ends with it.
    pub(super) async fn finish(
        &self,
        receipt: &Receipt,
        name: &RunName,
        began: DateTime<Utc>,
        clock: Clock,
    ) -> Result<(), WeeklyError> {
        self.keep(&ReceiptForm::from(receipt), name, began, clock.now()).await?;
        let Tally { expected, sent, skipped, late: _, held, failed, unknown, waiting } = receipt.tally;
        tracing::info!(run = %name, expected, sent, skipped, held, failed, unknown, waiting, "accounted for a run");
        Ok(())
    }

    async fn keep(
        &self,
        receipt: &ReceiptForm,
        name: &RunName,
        began: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), WeeklyError> {
        let ending = receipt.tally.ending();
        self.runs.finish(name, began, ending, &receipt.to_json(), now).await?;
        Ok(self.totals.count().await?)
    }
}

/// The receipt with what was counted. Letters that nobody has written stay as they were.
fn brought_up_to(receipt: ReceiptForm, counted: Counted, unwritten: Vec<LetterForm>) -> ReceiptForm {
    let Counted { mut tally, letters } = counted;
    let state = |letter: &LetterForm| State::ALL.into_iter().find(|state| state.word() == letter.state);
    unwritten.iter().filter_map(state).for_each(|state| tally.add_in(state));
    let letters = letters.iter().map(Into::into).chain(unwritten).collect();
    let (held_because, alarms) =
        if tally.held == 0 { (Vec::new(), Vec::new()) } else { (receipt.held_because, receipt.alarms) };
    ReceiptForm { tally, held_because, alarms, letters, without_sent: true, ..receipt }
}

/// Whether the clock that shows `now` is behind: there is usage of days that have not come yet.
/// Where it shows an earlier time than once before, it is wrong now, or was wrong then; this tells which.
pub async fn clock_is_behind(usage: &UsageStore, now: DateTime<Utc>) -> Result<bool, StoreError> {
    // A day more, for zones that are ahead.
    let newest = usage.newest_day().await?;
    Ok(newest.is_some_and(|day| day > now.date_naive() + TimeDelta::days(1)))
}

/// The receipt of a run that corrects `letters` of `week`.
pub(super) fn receipt_of_correction(
    week: Week,
    run: String,
    sources: Vec<SourceReport>,
    gate: Gate,
    letters: Vec<Entry>,
) -> Receipt {
    let tally = Tally::of(&letters);
    let held_because = if tally.held > 0 { gate.alarms() } else { Vec::new() };
    Receipt { tally, sources, held_because, letters, ..Receipt::new(week, run) }
}
