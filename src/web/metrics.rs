//! Figures for whoever watches over the daemon, in the text format of Prometheus.

mod figures;
mod process;
mod table;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::prometheus_text::{self, CONTENT_TYPE as FORMAT};
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::Watched;
use crate::store::{Store, StoreError};
use figures::{Figures, Sample, Value};

pub use table::{Kind, METRICS, Metric};

/// For how long the figures are told as they were read: however many ask, the store is asked
/// once a second.
const FRESH_FOR: Duration = Duration::from_secs(1);

/// The figures as they were told last.
#[derive(Debug, Clone, Default)]
pub(super) struct Told(Arc<Mutex<Option<(Instant, String)>>>);

impl Told {
    /// The figures of the moment. Who asks while somebody else reads them gets the same.
    async fn text(&self, store: &Store) -> Result<String, StoreError> {
        let mut told = self.0.lock().await;
        if let Some((at, text)) = &*told
            && at.elapsed() < FRESH_FOR
        {
            return Ok(text.clone());
        }
        let mut samples = Figures::read(store).await?;
        samples.extend(process::samples());
        let text = encoded(samples);
        *told = Some((Instant::now(), text.clone()));
        Ok(text)
    }
}

pub(super) async fn metrics(Shared(watched): Shared<Watched>) -> impl IntoResponse {
    match watched.told.text(&watched.store).await {
        Ok(text) => (StatusCode::OK, [(CONTENT_TYPE, FORMAT)], text),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be told");
            let why = format!("the metrics cannot be told: {error}\n");
            (StatusCode::SERVICE_UNAVAILABLE, [(CONTENT_TYPE, "text/plain; charset=utf-8")], why)
        }
    }
}

/// The samples in the format of Prometheus, in the order of the table.
fn encoded(samples: Vec<Sample>) -> String {
    let mut registry = Registry::default();
    registry.register_collector(Box::new(Samples(samples)));
    let mut text = String::new();
    // Writing to a text cannot fail.
    let _ = prometheus_text::encode(&mut text, &registry);
    text
}

#[derive(Debug)]
struct Samples(Vec<Sample>);

impl Collector for Samples {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        for metric in METRICS {
            let mut samples = self.0.iter().filter(|sample| sample.metric == *metric).peekable();
            if samples.peek().is_none() {
                continue;
            }
            let (name, kind) = match metric.kind {
                Kind::Gauge => (metric.name, MetricType::Gauge),
                // The format adds the ending itself.
                Kind::Counter => (metric.name.trim_end_matches("_total"), MetricType::Counter),
            };
            let mut family = encoder.encode_descriptor(name, metric.help, None, kind)?;
            for sample in samples {
                let labels = metric.labels.iter().zip(&sample.labels);
                let labels: Vec<(&str, &str)> = labels.map(|(name, value)| (*name, value.as_str())).collect();
                let one = family.encode_family(&labels)?;
                match (metric.kind, sample.value) {
                    (Kind::Gauge, Value::Whole(value)) => ConstGauge::new(value).encode(one)?,
                    (Kind::Gauge, Value::Real(value)) => ConstGauge::new(value).encode(one)?,
                    (Kind::Counter, Value::Whole(value)) => {
                        ConstCounter::new(u64::try_from(value).unwrap_or_default()).encode(one)?;
                    }
                    (Kind::Counter, Value::Real(value)) => ConstCounter::new(value).encode(one)?,
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_collides_with_one_of_prometheus_but_the_old_one_that_stands_beside_its_successor() {
        for metric in METRICS {
            assert!(!metric.labels.contains(&"instance"), "{}", metric.name);
            let is_old = metric.labels.contains(&"job");
            assert!(!is_old || metric.labels.contains(&"series"), "{}", metric.name);
            assert_eq!(metric.kind == Kind::Counter, metric.name.ends_with("_total"), "{}", metric.name);
            assert!(metric.help.ends_with('.'), "{}", metric.name);
        }
    }
}
