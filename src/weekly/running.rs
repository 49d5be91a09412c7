//! One run from fetching to the receipt. A run of a week that is done finds nothing to do.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::counting::Counted;
use super::expected::Expected;
use super::gating::Standing;
use super::order::Order;
use super::preparing::Written;
use super::replacing::CAME_TO_NOTHING;
use super::{EDITION, ReceiptForm, Weekly, WeeklyError};
use crate::clock::Clock;
use crate::domain::outbox::{Entry, State};
use crate::domain::pause::ActivePauses;
use crate::domain::receipt::{Receipt, Tally};
use crate::domain::replacement::counts;
use crate::domain::series::Series;
use crate::domain::week::Week;
use crate::store::RunName;

impl Weekly {
    /// Writes and sends one series of letters for a week, and accounts for every one.
    ///
    /// Nobody else may run or deliver at the same time; the caller sees to that.
    ///
    /// # Errors
    ///
    /// [`WeeklyError`]; letters that were queued stay queued, and the next run goes on with them.
    pub async fn run(
        &self,
        order: &Order,
        clock: Clock,
        stop: &CancellationToken,
    ) -> Result<Receipt, WeeklyError> {
        let Some(mail) = &self.mail else { return Err(WeeklyError::NoMail) };
        let Order { series, week, dry_run, .. } = *order;
        if !dry_run {
            Box::pin(self.look_for_bounces(clock, stop)).await;
        }
        let wishes = self.store.open_wishes().await?;
        let expected = self.expected_by(order, &self.pauses(self.day(clock.now()), &wishes));
        let expected = self.without_dead_addresses(expected).await?;
        let (missing, standing) = self.missing(order, &expected).await?;
        let gate = self.gate(series, week, &standing).await?;
        let began = clock.now();
        let name = if dry_run {
            RunName(format!("{series}-{week}-{EDITION}"))
        } else {
            self.store.start_run(series, week, EDITION, began).await?
        };
        let mut receipt = self.begin(series, week, &name).await?;
        let mut undecided = Vec::new();
        let mut is_held = false;
        if !missing.is_empty() {
            let prepared = self.prepare(order, &missing, gate, mail, clock).await?;
            let Written { held, unsent, undecided: left } = prepared.written;
            receipt.sources = prepared.sources;
            receipt.mixed_lengths = prepared.survey.mixed_lengths;
            is_held = prepared.gate.held_because().is_some();
            receipt.held_because = prepared.gate.alarms();
            undecided = left;
            if dry_run {
                receipt.conversations = self.handed_over(order, &expected, &unsent).await?;
                receipt.letters = undecided;
                receipt.letters.extend(unsent.into_iter().map(Into::into));
                return self.rehearsed(order, &expected, receipt, |entry| entry.state != State::Held).await;
            }
            if is_held && order.unit.is_none() {
                // Where only the line that letters were held for is known, the figures say more.
                let told = &receipt.held_because;
                let alarms = if told.is_empty() { &prepared.survey.alarms } else { told };
                self.notify(week, &prepared.survey, alarms, held, clock.now()).await;
            }
        }
        if !dry_run && !is_held {
            self.forget_notice(week, clock.now()).await?;
        }
        if !dry_run {
            if order.unit.is_none() {
                self.take_back_replaced(series, week, clock.now()).await?;
            }
            self.deliver_all(clock, stop).await?;
        }
        receipt.conversations = self.handed_over(order, &expected, &[]).await?;
        if dry_run {
            receipt = self.rehearsed(order, &expected, receipt, |_| true).await?;
        } else if order.unit.is_some() {
            receipt.letters = self.entries(order, &expected, |_| true).await?;
            receipt.letters.extend(undecided);
            receipt.tally = Tally::of(&receipt.letters);
        } else {
            Counted { tally: receipt.tally, letters: receipt.letters } =
                self.count((series, week), EDITION, undecided).await?;
            receipt.without_sent = true;
        }
        if receipt.tally.held == 0 {
            receipt.held_because.clear();
        }
        if !dry_run {
            self.finish(&receipt, &name, began, clock).await?;
        }
        Ok(receipt)
    }

    /// The letters of `expected` that have not come to stay, and what the others tell about
    /// the week. One that is held is written anew, from the figures as they are now.
    async fn missing<'e, 'a>(
        &self,
        order: &Order,
        expected: &'e [Expected<'a>],
    ) -> Result<(Vec<&'e Expected<'a>>, Standing), WeeklyError> {
        let (mut settled, mut standing) = (HashSet::new(), Standing::default());
        self.entries(order, expected, |entry| {
            standing.add(entry);
            if entry.state != State::Held {
                settled.insert(entry.id.mark());
            }
            false
        })
        .await?;
        let is_missing = |letter: &&Expected<'_>| {
            settled.is_empty() || !settled.contains(&letter.id(order.series, order.week).mark())
        };
        Ok((expected.iter().filter(is_missing).collect(), standing))
    }

    /// The receipt of a dry run, which has its own letters already, with the letters of the
    /// outbox that `wanted` says.
    async fn rehearsed(
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
    async fn begin(&self, series: Series, week: Week, name: &RunName) -> Result<Receipt, WeeklyError> {
        let earlier = self.last_receipt(series, week).await?;
        let mut receipt = Receipt {
            week,
            run: name.to_string(),
            tally: Tally::default(),
            sources: Vec::new(),
            held_because: Vec::new(),
            mixed_lengths: false,
            conversations: Vec::new(),
            letters: Vec::new(),
            without_sent: false,
        };
        if let Some(earlier) = earlier {
            receipt.sources = earlier.sources.into_iter().map(Into::into).collect();
            receipt.held_because = earlier.alarms.into_iter().map(Into::into).collect();
            receipt.mixed_lengths = earlier.mixed_lengths;
        }
        Ok(receipt)
    }

    /// The last receipt for the letters of `series` in `week`, if a run has ended.
    pub(super) async fn last_receipt(
        &self,
        series: Series,
        week: Week,
    ) -> Result<Option<ReceiptForm>, WeeklyError> {
        let receipt = self.store.run(series, week).await?.and_then(|run| run.receipt);
        Ok(receipt.and_then(|text| serde_json::from_str(&text).ok()))
    }

    fn expected_by(&self, order: &Order, pauses: &ActivePauses<'_>) -> Vec<Expected<'_>> {
        let all = self.expected(order.series, order.week, pauses).into_iter();
        all.filter(|letter| order.unit.as_ref().is_none_or(|unit| letter.is_about(unit))).collect()
    }

    pub(super) async fn finish(
        &self,
        receipt: &Receipt,
        name: &RunName,
        began: DateTime<Utc>,
        clock: Clock,
    ) -> Result<(), WeeklyError> {
        let form = ReceiptForm::from(receipt);
        // The form has texts and numbers only, which JSON can always hold.
        let text = serde_json::to_string(&form).unwrap_or_default();
        self.store.finish_run(name, began, receipt.tally.ending(), &text, clock.now()).await?;
        let Tally { expected, sent, skipped, late: _, held, failed, unknown, waiting } = receipt.tally;
        tracing::info!(run = %name, expected, sent, skipped, held, failed, unknown, waiting, "accounted for a run");
        Ok(())
    }
}
