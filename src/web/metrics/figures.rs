//! The figures of the metrics, read from the store: every replica tells the same, and the
//! letters add up as on the receipt.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::table::{
    BUILD, COMPLETE_RUN, CORRECTIONS, DEAD, DOUBTED, HEARTBEAT, INSTALLED, JOB_DONE, JOB_FAILED,
    LEFT_FOR_PEOPLE, LETTERS, MAIL_ANSWERED, MAIL_BARRED, MAIL_TRIED, Metric, NEXT_RUN, OLDEST_WAITING,
    OUTBOX, REPLIES, ROWS, RUN, RUN_ENDING, RUN_LETTERS, RUNS, SETTINGS, SETTINGS_REFUSED, SOURCE_FAILING,
    SOURCE_READ, SOURCE_ROWS, SOURCE_TRIED,
};
use crate::domain::account::receipt::Ending;
use crate::domain::outbox::{Barrier, Reply, State};
use crate::domain::series::Series;
use crate::store::{LeftFor, RunRecord, Store, StoreError, Total};

const ENDINGS: [Ending; 3] = [Ending::Complete, Ending::Incomplete, Ending::Held];

/// The states in which a letter is for good, as far as anybody knows then.
const OUTCOMES: [State; 6] =
    [State::Sent, State::Failed, State::Unknown, State::Held, State::Skipped, State::Cancelled];

/// A number as it is told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value {
    Whole(i64),
    Real(f64),
}

/// One metric with the values of its labels, in the order of the table.
#[derive(Debug, PartialEq)]
pub(super) struct Sample {
    pub(super) metric: &'static Metric,
    pub(super) labels: Vec<String>,
    pub(super) value: Value,
}

impl Sample {
    /// Of a metric without labels.
    pub(super) fn of(metric: &'static Metric, value: Value) -> Self {
        Self { metric, labels: Vec::new(), value }
    }
}

/// What is told.
#[derive(Debug, Default)]
pub(super) struct Figures(Vec<Sample>);

impl Figures {
    /// All that the store has to tell.
    pub(super) async fn read(store: &Store) -> Result<Vec<Sample>, StoreError> {
        let mut figures = Self::default();
        figures.tell(&BUILD, [env!("CARGO_PKG_VERSION")], 1);
        figures.moments(store).await?;
        for series in Series::OF_RUNS {
            let last = store.runs.last_finished(series).await?;
            let complete = store.runs.last_complete(series).await?;
            figures.runs(series, last.as_ref(), complete.as_ref());
        }
        figures.letters(store).await?;
        figures.mail(store).await?;
        figures.sources(store).await?;
        figures.totals(store).await?;
        Ok(figures.0)
    }

    fn tell<const LABELS: usize>(&mut self, metric: &'static Metric, labels: [&str; LABELS], value: i64) {
        let labels = labels.map(str::to_owned).into();
        self.0.push(Sample { metric, labels, value: Value::Whole(value) });
    }

    fn tell_moment<const LABELS: usize>(
        &mut self,
        metric: &'static Metric,
        labels: [&str; LABELS],
        at: Option<DateTime<Utc>>,
    ) {
        if let Some(at) = at {
            self.tell(metric, labels, at.timestamp());
        }
    }

    async fn moments(&mut self, store: &Store) -> Result<(), StoreError> {
        let moments = &store.moments;
        self.tell_moment(&INSTALLED, [], moments.installed().await?);
        self.tell_moment(&HEARTBEAT, [], moments.last_beat().await?);
        self.tell_moment(&SETTINGS, [], moments.settings_in_use_since().await?);
        self.tell(&SETTINGS_REFUSED, [], moments.settings_refused_at().await?.is_some().into());
        for (job, at) in moments.next_occurrences().await? {
            self.tell_moment(&NEXT_RUN, [&job, &job], Some(at));
        }
        for (metric, ended) in
            [(&JOB_DONE, moments.jobs_done().await?), (&JOB_FAILED, moments.jobs_failed().await?)]
        {
            for (job, at) in ended {
                self.tell_moment(metric, [&job], Some(at));
            }
        }
        Ok(())
    }

    fn runs(&mut self, series: Series, last: Option<&RunRecord>, complete: Option<&RunRecord>) {
        let name = series.name();
        let ended = |run: Option<&RunRecord>| run.and_then(|run| run.finished_at);
        self.tell_moment(&RUN, [name, name], ended(last));
        self.tell_moment(&COMPLETE_RUN, [name, name], ended(complete));
        let Some(last) = last else { return };
        for ending in ENDINGS.map(Ending::word) {
            self.tell(&RUN_ENDING, [name, name, ending], (last.exit.as_deref() == Some(ending)).into());
        }
        for (state, letters) in last.tally().into_iter().flat_map(|tally| tally.parts()) {
            self.tell(&RUN_LETTERS, [name, name, state], number(letters));
        }
    }

    async fn letters(&mut self, store: &Store) -> Result<(), StoreError> {
        for (state, letters) in store.outbox.count_by_state().await? {
            self.tell(&OUTBOX, [state.word()], number(letters));
        }
        self.tell(&CORRECTIONS, [], number(store.outbox.count_corrections().await?));
        self.tell_moment(&OLDEST_WAITING, [], store.outbox.oldest_waiting().await?);
        self.tell(&DEAD, [], number(store.bounces.dead_addresses().await?.len()));
        self.tell(&DOUBTED, [], number(store.bounces.doubted().await?.len()));
        let left = store.bounces.count_all_left().await?;
        for why in LeftFor::ALL {
            self.tell(&LEFT_FOR_PEOPLE, [why.word()], number(left.get(&why).copied().unwrap_or_default()));
        }
        Ok(())
    }

    async fn mail(&mut self, store: &Store) -> Result<(), StoreError> {
        let contact = store.contacts.last().await?;
        self.tell_moment(&MAIL_TRIED, [], contact.as_ref().map(|contact| contact.tried_at));
        self.tell_moment(&MAIL_ANSWERED, [], contact.as_ref().and_then(|contact| contact.answered_at));
        let barred = contact.and_then(|contact| contact.barred);
        for barrier in Barrier::ALL {
            let is_it = barred.as_ref().is_some_and(|(barred, _)| *barred == barrier);
            self.tell(&MAIL_BARRED, [barrier.word()], is_it.into());
        }
        Ok(())
    }

    async fn sources(&mut self, store: &Store) -> Result<(), StoreError> {
        for fetch in store.usage.last_fetches().await? {
            let name = fetch.report.name.as_str();
            self.tell_moment(&SOURCE_TRIED, [name], Some(fetch.at));
            self.tell_moment(&SOURCE_READ, [name], fetch.succeeded_at);
            self.tell(&SOURCE_FAILING, [name], (!fetch.report.failures.is_empty()).into());
            for (fate, rows) in fetch.report.fates().parts() {
                self.tell(&SOURCE_ROWS, [name, fate], number(rows));
            }
        }
        Ok(())
    }

    /// What never happened is told as 0: who asks how fast a count grows needs to know where it began.
    async fn totals(&mut self, store: &Store) -> Result<(), StoreError> {
        let mut counts: BTreeMap<(Total, String, &str), u64> = BTreeMap::new();
        for series in Series::OF_RUNS {
            let name = series.name().to_owned();
            counts.extend(OUTCOMES.map(|state| ((Total::Letters, name.clone(), state.word()), 0)));
            counts.extend(ENDINGS.map(|ending| ((Total::Runs, name.clone(), ending.word()), 0)));
        }
        counts.extend(Reply::ALL.map(|reply| ((Total::Replies, String::new(), reply.word()), 0)));
        let known = store.totals.all().await?;
        counts.extend(
            known.iter().map(|one| ((one.what, one.whose.clone(), one.outcome.as_str()), one.number)),
        );
        for ((what, whose, outcome), count) in counts {
            let count = number(count);
            match what {
                Total::Letters => self.tell(&LETTERS, [&whose, outcome], count),
                Total::Runs => self.tell(&RUNS, [&whose, outcome], count),
                Total::Rows => self.tell(&ROWS, [&whose, outcome], count),
                Total::Replies => self.tell(&REPLIES, [outcome], count),
            }
        }
        Ok(())
    }
}

/// A count as a metric may be.
pub(super) fn number(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}
