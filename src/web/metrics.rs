//! Figures for whoever watches over the daemon, in the text format of Prometheus.
//! They are read from the store when somebody asks: every replica tells the
//! same, and the letters add up as on the receipt.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use metrics::{describe_gauge, gauge, with_local_recorder};
use metrics_exporter_prometheus::PrometheusBuilder;

use super::Watched;
use crate::domain::outbox::State;
use crate::domain::receipt::Ending;
use crate::domain::series::Series;
use crate::store::{LastFetch, RunRecord, Store, StoreError};

/// What the text is, as Prometheus wants to hear it.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What is told.
struct Figures {
    beat: Option<DateTime<Utc>>,
    next: Vec<(String, DateTime<Utc>)>,
    /// The last run of each series, and the last one that was complete.
    runs: Vec<(Series, Option<RunRecord>, Option<RunRecord>)>,
    outbox: Vec<(State, u64)>,
    corrections: u64,
    dead_addresses: usize,
    fetches: Vec<LastFetch>,
}

pub(super) async fn metrics(Shared(watched): Shared<Watched>) -> impl IntoResponse {
    match Figures::read(&watched.store).await {
        Ok(figures) => (StatusCode::OK, [(CONTENT_TYPE, FORMAT)], figures.text()),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be told");
            (StatusCode::SERVICE_UNAVAILABLE, [(CONTENT_TYPE, FORMAT)], String::new())
        }
    }
}

impl Figures {
    async fn read(store: &Store) -> Result<Self, StoreError> {
        let mut runs = Vec::with_capacity(Series::OF_RUNS.len());
        for series in Series::OF_RUNS {
            runs.push((series, store.last_finished(series).await?, store.last_complete(series).await?));
        }
        Ok(Self {
            beat: store.last_beat().await?,
            next: store.next_occurrences().await?.into_iter().collect(),
            runs,
            outbox: store.count_by_state().await?,
            corrections: store.count_corrections().await?,
            dead_addresses: store.dead_addresses().await?.len(),
            fetches: store.last_fetches().await?,
        })
    }

    fn text(&self) -> String {
        let recorder = PrometheusBuilder::new().build_recorder();
        with_local_recorder(&recorder, || {
            describe();
            self.record();
        });
        recorder.handle().render()
    }

    fn record(&self) {
        gauge!("nyttja_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        if let Some(beat) = self.beat {
            gauge!("nyttja_heartbeat_timestamp_seconds").set(seconds(beat));
        }
        for (job, at) in &self.next {
            gauge!("nyttja_next_run_timestamp_seconds", "job" => job.clone()).set(seconds(*at));
        }
        for (series, last, complete) in &self.runs {
            record_run(series.name(), last.as_ref(), complete.as_ref());
        }
        for (state, letters) in &self.outbox {
            gauge!("nyttja_outbox_letters", "state" => state.word()).set(number(*letters));
        }
        gauge!("nyttja_outbox_corrections").set(number(self.corrections));
        let dead = u64::try_from(self.dead_addresses).unwrap_or(u64::MAX);
        gauge!("nyttja_dead_addresses").set(number(dead));
        for LastFetch { succeeded_at, report, .. } in &self.fetches {
            if let Some(at) = succeeded_at {
                let source = report.name.clone();
                gauge!("nyttja_source_read_timestamp_seconds", "source" => source).set(seconds(*at));
            }
            let parts = [("kept", report.kept), ("ignored", report.ignored), ("refused", report.refused)];
            for (outcome, rows) in parts {
                let source = report.name.clone();
                gauge!("nyttja_source_rows", "source" => source, "outcome" => outcome).set(number(rows));
            }
        }
    }
}

fn record_run(job: &'static str, last: Option<&RunRecord>, complete: Option<&RunRecord>) {
    if let Some(at) = complete.and_then(|run| run.finished_at) {
        gauge!("nyttja_complete_run_timestamp_seconds", "job" => job).set(seconds(at));
    }
    let Some(last) = last else { return };
    if let Some(at) = last.finished_at {
        gauge!("nyttja_run_timestamp_seconds", "job" => job).set(seconds(at));
    }
    for ending in [Ending::Complete, Ending::Incomplete, Ending::Held] {
        let is = last.exit.as_deref() == Some(ending.word());
        gauge!("nyttja_run_ending", "job" => job, "ending" => ending.word()).set(f64::from(u8::from(is)));
    }
    let parts = last.tally().map(|tally| tally.parts());
    for (state, letters) in parts.into_iter().flatten() {
        let letters = number(u64::try_from(letters).unwrap_or(u64::MAX));
        gauge!("nyttja_run_letters", "job" => job, "state" => state).set(letters);
    }
}

fn describe() {
    describe_gauge!("nyttja_build_info", "The version that runs; always 1.");
    describe_gauge!("nyttja_heartbeat_timestamp_seconds", "When the daemon was last known to live.");
    describe_gauge!("nyttja_next_run_timestamp_seconds", "When a job is due next.");
    describe_gauge!("nyttja_run_timestamp_seconds", "When the last run of a job ended.");
    describe_gauge!(
        "nyttja_complete_run_timestamp_seconds",
        "When the last run of a job ended of which nothing is left to do."
    );
    describe_gauge!(
        "nyttja_run_ending",
        "How the last run of a job ended: 1 at its ending, 0 at the others."
    );
    describe_gauge!(
        "nyttja_run_letters",
        "The letters of the last run of a job, as on its receipt: expected is the sum of the others."
    );
    describe_gauge!("nyttja_outbox_letters", "All letters that are kept, by state.");
    describe_gauge!(
        "nyttja_outbox_corrections",
        "Those of all letters that are kept that correct another; they are in its states too."
    );
    describe_gauge!(
        "nyttja_dead_addresses",
        "Addresses that no letter goes to, because one came back from there."
    );
    describe_gauge!("nyttja_source_read_timestamp_seconds", "When a source was last read whole.");
    describe_gauge!("nyttja_source_rows", "What became of the rows of a source when it was last read.");
}

/// Seconds since 1970 in UTC.
#[expect(clippy::cast_precision_loss, reason = "exact until long after the sun is gone")]
fn seconds(at: DateTime<Utc>) -> f64 {
    at.timestamp() as f64
}

#[expect(clippy::cast_precision_loss, reason = "no municipality has that many letters")]
fn number(count: u64) -> f64 {
    count as f64
}
