//! Accounts anew for runs whose letters went on after the account was made, and
//! tells the watchdog of the ones that are complete.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::account::Whose;
use super::correcting::account;
use super::counting::Counted;
use super::gating::Gate;
use super::{LetterForm, ReceiptForm, Weekly, WeeklyError, clock_is_behind};
use crate::domain::outbox::State;
use crate::domain::receipt::Tally;
use crate::domain::series::Series;
use crate::store::{LetterFilter, RunRecord, StoreError};

/// How old a complete run may be that the watchdog is told of: a new address is
/// not to be told of what was done long before.
const NEWS: TimeDelta = TimeDelta::days(1);

/// How long to wait before a watchdog that could not be told is tried again.
const AGAIN_AFTER: TimeDelta = TimeDelta::minutes(5);

impl Weekly {
    /// Brings the account of the last run of every series up to date: letters
    /// were sent, refused, released or discarded since it was made.
    pub async fn recount(&self, now: DateTime<Utc>) -> Result<(), WeeklyError> {
        for series in Series::OF_RUNS {
            let runs = [self.last_finished(series, now).await?, self.store.correction(series).await?];
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
        let letters = self.store.edition(series, run.week, run.edition).await?;
        if letters.is_empty() {
            return Ok(());
        }
        let receipt = account(run.week, run.name.to_string(), Vec::new(), Gate::Undecided, letters);
        // The form has texts and numbers only, which JSON can always hold.
        let text = serde_json::to_string(&ReceiptForm::from(&receipt)).unwrap_or_default();
        let ending = receipt.tally.ending();
        self.store.finish_run(&run.name, run.started_at, ending, &text, now).await?;
        Ok(())
    }

    /// The last run that ended. One of a week that has not come was made by a clock that was
    /// ahead: it must not pass for the last one until then.
    async fn last_finished(
        &self,
        series: Series,
        now: DateTime<Utc>,
    ) -> Result<Option<RunRecord>, StoreError> {
        loop {
            let run = self.store.last_finished(series).await?;
            let is_ahead = |run: &RunRecord| run.finished_at > Some(now) && run.week.monday() > self.day(now);
            match run {
                Some(run) if is_ahead(&run) && clock_is_behind(&self.store, now).await? => return Ok(None),
                Some(run) if is_ahead(&run) => self.store.reopen_run(&run.name).await?,
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
            series: Some(series),
            week: Some(run.week),
            edition: Some(run.edition),
            // An account that lies ahead was made by a clock that was wrong: it is made anew.
            changed_after: run.finished_at.filter(|at| *at <= now),
            ..LetterFilter::default()
        };
        if self.store.recent_entries(&since, 1).await?.is_empty() {
            return Ok(());
        }
        let told = run.receipt.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let Some(mut told) = told else { return Ok(()) };
        let unwritten = self.strangers(series, run, &mut told).await?;
        let counted = self.count((series, run.week), run.edition, Vec::new()).await?;
        let receipt = brought_up_to(told, counted, unwritten);
        // The form has texts and numbers only, which JSON can always hold.
        let text = serde_json::to_string(&receipt).unwrap_or_default();
        let ending = receipt.tally().ending();
        self.store.finish_run(&run.name, run.started_at, ending, &text, now).await?;
        tracing::info!(run = %run.name, ending = ending.word(), "accounted for a run anew");
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
        let mut pages = self.store.pages(series, run.week, run.edition);
        while let Some(page) = pages.next().await?.filter(|_| !unknown.is_empty()) {
            for entry in &page {
                unknown.remove(&LetterForm::from(entry).whose());
            }
        }
        letters.retain(|letter| unknown.contains(&letter.whose()));
        Ok(letters)
    }

    /// Tells the watchdog, where there is one, of the last complete run of the
    /// letters, unless it knows. What goes wrong is logged, and tried again later.
    pub async fn tell_watchdog(&self, now: DateTime<Utc>) {
        let Some(watchdog) = &self.watchdog else { return };
        let noted = match self.untold(now).await {
            Ok(None) => return,
            Ok(Some(run)) => match watchdog.tell().await {
                Ok(()) => {
                    tracing::info!("the watchdog knows that the run is complete");
                    self.store.set_watchdog_told(run).await
                }
                Err(error) => {
                    tracing::warn!(%error, "the watchdog could not be told that the run is complete");
                    self.store.set_watchdog_tried(now).await
                }
            },
            Err(error) => Err(error),
        };
        if let Err(error) = noted {
            tracing::error!(%error, "what the watchdog knows cannot be kept");
        }
    }

    /// When the run ended that the watchdog is to be told of now.
    async fn untold(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        let complete = self.store.last_complete(Series::Letters).await?;
        let Some(at) = complete.and_then(|run| run.finished_at) else { return Ok(None) };
        let known = self.store.watchdog_told().await?.is_some_and(|told| told >= at);
        let tried = self.store.watchdog_tried().await?.is_some_and(|tried| (now - tried).abs() < AGAIN_AFTER);
        Ok((!known && !tried && (now - at).abs() < NEWS).then_some(at))
    }
}

/// The receipt with what was counted. Letters that nobody has written stay as they were.
fn brought_up_to(receipt: ReceiptForm, counted: Counted, unwritten: Vec<LetterForm>) -> ReceiptForm {
    let Counted { mut tally, letters } = counted;
    let state = |letter: &LetterForm| State::ALL.into_iter().find(|state| state.word() == letter.state);
    unwritten.iter().filter_map(state).for_each(|state| tally.add_in(state));
    let letters = letters.iter().map(Into::into).chain(unwritten).collect();
    let Tally { expected, sent, skipped, late, held, failed, unknown, waiting } = tally;
    let (held_because, alarms) =
        if held == 0 { (Vec::new(), Vec::new()) } else { (receipt.held_because, receipt.alarms) };
    ReceiptForm {
        expected,
        sent,
        skipped,
        too_late: late,
        held,
        failed,
        unknown,
        waiting,
        held_because,
        alarms,
        letters,
        without_sent: true,
        ..receipt
    }
}
