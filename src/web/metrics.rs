//! Figures for whoever watches over the daemon, in the text format of Prometheus.
//! They are read from the store when somebody asks: every replica tells the
//! same, and the letters add up as on the receipt.

use std::collections::BTreeMap;
use std::fmt;

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::prometheus_text::{self, CONTENT_TYPE as FORMAT};
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use super::Watched;
use crate::domain::account::receipt::Ending;
use crate::domain::outbox::State;
use crate::domain::series::Series;
use crate::store::{LastFetch, LeftFor, RunRecord, Store, StoreError};

/// Of a gauge that is only one number.
const UNLABELLED: [(&str, &str); 0] = [];

/// What is told.
#[derive(Debug)]
struct Figures {
    beat: Option<DateTime<Utc>>,
    next: Vec<(String, DateTime<Utc>)>,
    /// The last run of each series, and the last one that was complete.
    runs: Vec<(Series, Option<RunRecord>, Option<RunRecord>)>,
    outbox: Vec<(State, u64)>,
    corrections: u64,
    dead_addresses: usize,
    doubted_addresses: usize,
    left_for_people: BTreeMap<LeftFor, u64>,
    fetches: Vec<LastFetch>,
}

pub(super) async fn metrics(Shared(watched): Shared<Watched>) -> impl IntoResponse {
    let text = match Figures::read(&watched.store).await {
        Ok(figures) => figures.text(),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be told");
            None
        }
    };
    let status = if text.is_some() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(CONTENT_TYPE, FORMAT)], text.unwrap_or_default())
}

impl Figures {
    async fn read(store: &Store) -> Result<Self, StoreError> {
        let mut runs = Vec::with_capacity(Series::OF_RUNS.len());
        for series in Series::OF_RUNS {
            runs.push((
                series,
                store.runs.last_finished(series).await?,
                store.runs.last_complete(series).await?,
            ));
        }
        Ok(Self {
            beat: store.moments.last_beat().await?,
            next: store.moments.next_occurrences().await?.into_iter().collect(),
            runs,
            outbox: store.outbox.count_by_state().await?,
            corrections: store.outbox.count_corrections().await?,
            dead_addresses: store.bounces.dead_addresses().await?.len(),
            doubted_addresses: store.bounces.doubted().await?.len(),
            left_for_people: store.bounces.count_all_left().await?,
            fetches: store.usage.last_fetches().await?,
        })
    }

    /// Everything in the format of Prometheus; `None` where there are no words for it.
    fn text(self) -> Option<String> {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(self));
        let mut text = String::new();
        prometheus_text::encode(&mut text, &registry).ok()?;
        Some(text)
    }
}

impl Collector for Figures {
    fn encode(&self, encoder: DescriptorEncoder) -> fmt::Result {
        let mut gauges = Gauges(encoder);
        let version = [("version", env!("CARGO_PKG_VERSION"))];
        gauges.tell("nyttja_build_info", "The version that runs; always 1.", [(version, 1)])?;
        gauges.tell(
            "nyttja_heartbeat_timestamp_seconds",
            "When the daemon was last known to live.",
            self.beat.map(|at| (UNLABELLED, at.timestamp())),
        )?;
        gauges.tell(
            "nyttja_next_run_timestamp_seconds",
            "When a job is due next.",
            self.next.iter().map(|(job, at)| ([("job", job.as_str())], at.timestamp())),
        )?;
        self.encode_runs(&mut gauges)?;
        gauges.tell(
            "nyttja_outbox_letters",
            "All letters that are kept, by state.",
            self.outbox.iter().map(|(state, letters)| ([("state", state.word())], number(*letters))),
        )?;
        gauges.tell(
            "nyttja_outbox_corrections",
            "Those of all letters that are kept that correct another; they are in its states too.",
            [(UNLABELLED, number(self.corrections))],
        )?;
        gauges.tell(
            "nyttja_dead_addresses",
            "Addresses that no letter goes to, because one came back from there.",
            [(UNLABELLED, number(self.dead_addresses))],
        )?;
        gauges.tell(
            "nyttja_doubted_addresses",
            "Addresses that were called dead all at once, and wait for somebody's decision.",
            [(UNLABELLED, number(self.doubted_addresses))],
        )?;
        gauges.tell(
            "nyttja_bounces_left_for_people",
            "Messages in the mailbox for bounces that people are to read, by why.",
            self.left_for_people.iter().map(|(why, messages)| ([("why", why.word())], number(*messages))),
        )?;
        self.encode_sources(&mut gauges)
    }
}

impl Figures {
    fn encode_runs(&self, gauges: &mut Gauges) -> fmt::Result {
        let ended = |run: Option<&RunRecord>| Some(run?.finished_at?.timestamp());
        gauges.tell(
            "nyttja_run_timestamp_seconds",
            "When the last run of a job ended.",
            self.runs
                .iter()
                .filter_map(|(job, last, _)| Some(([("job", job.name())], ended(last.as_ref())?))),
        )?;
        gauges.tell(
            "nyttja_complete_run_timestamp_seconds",
            "When the last run of a job ended of which nothing is left to do.",
            self.runs
                .iter()
                .filter_map(|(job, _, whole)| Some(([("job", job.name())], ended(whole.as_ref())?))),
        )?;
        let last = self.runs.iter().filter_map(|(job, last, _)| Some((job.name(), last.as_ref()?)));
        gauges.tell(
            "nyttja_run_ending",
            "How the last run of a job ended: 1 at its ending, 0 at the others.",
            last.clone().flat_map(|(job, run)| {
                [Ending::Complete, Ending::Incomplete, Ending::Held].map(|ending| {
                    let is_its = run.exit.as_deref() == Some(ending.word());
                    ([("job", job), ("ending", ending.word())], i64::from(is_its))
                })
            }),
        )?;
        gauges.tell(
            "nyttja_run_letters",
            "The letters of the last run of a job, as on its receipt: expected is the sum of the others.",
            last.flat_map(|(job, run)| {
                let parts = run.tally().into_iter().flat_map(|tally| tally.parts());
                parts.map(move |(state, letters)| ([("job", job), ("state", state)], number(letters)))
            }),
        )
    }

    fn encode_sources(&self, gauges: &mut Gauges) -> fmt::Result {
        gauges.tell(
            "nyttja_source_read_timestamp_seconds",
            "When a source was last read whole.",
            self.fetches.iter().filter_map(|fetch| {
                Some(([("source", fetch.report.name.as_str())], fetch.succeeded_at?.timestamp()))
            }),
        )?;
        gauges.tell(
            "nyttja_source_rows",
            "What became of the rows of a source when it was last read.",
            self.fetches.iter().flat_map(|LastFetch { report, .. }| {
                [("kept", report.kept), ("ignored", report.ignored), ("refused", report.refused)].map(
                    |(outcome, rows)| {
                        ([("source", report.name.as_str()), ("outcome", outcome)], number(rows))
                    },
                )
            }),
        )
    }
}

/// Writes gauges as they stand at this moment.
struct Gauges<'a>(DescriptorEncoder<'a>);

impl Gauges<'_> {
    /// Each `series` has its labels and its value; a gauge without any is not told of.
    fn tell<L: EncodeLabelSet>(
        &mut self,
        name: &str,
        help: &str,
        series: impl IntoIterator<Item = (L, i64)>,
    ) -> fmt::Result {
        let mut series = series.into_iter().peekable();
        if series.peek().is_none() {
            return Ok(());
        }
        let mut gauge = self.0.encode_descriptor(name, help, None, MetricType::Gauge)?;
        for (labels, value) in series {
            ConstGauge::new(value).encode(gauge.encode_family(&labels)?)?;
        }
        Ok(())
    }
}

/// A count as a gauge may be.
fn number(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}
