//! The alerts and the dashboard that come with nyttja: a real Prometheus looks at real daemons in
//! every state that somebody should be woken for, and at one that is well.

mod states;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use nyttja::web::METRICS;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::expression::spoken;
use crate::prometheus::{Labels, Prometheus, get, promtool, wait_for};
use states::{State, all_states};

const RULES: &str = "deploy/prometheus/rules.yml";
const DASHBOARD: &str = "deploy/grafana/nyttja.json";

/// For how many minutes a state lasts where the rules are tried with their own patience: longer than the
/// most patient of them.
const MINUTES: i64 = 750;

fn shipped(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The expressions of the panels, each with its title.
fn panels() -> Vec<(String, String)> {
    let dashboard: Value = serde_json::from_str(&shipped(DASHBOARD)).unwrap();
    let of_panel = |panel: &Value| {
        let title = panel["title"].as_str().unwrap().to_owned();
        let targets = panel["targets"].as_array().unwrap().clone();
        targets.into_iter().map(move |target| (title.clone(), target["expr"].as_str().unwrap().to_owned()))
    };
    dashboard["panels"].as_array().unwrap().iter().flat_map(of_panel).collect()
}

/// The labels in braces of templates: of an annotation `{{ $labels.series }}`, of a legend `{{series}}`.
fn templated(text: &str) -> BTreeSet<String> {
    let inside = text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    inside.map(|label| label.trim().trim_start_matches("$labels.").to_owned()).collect()
}

/// The alerts that fire, each with the state of the daemon that it is about.
fn firing(prometheus: &Prometheus) -> Vec<Value> {
    let alerts = prometheus.ask("alerts", &[]);
    let alerts = alerts["alerts"].as_array().unwrap().iter();
    alerts.filter(|alert| alert["state"] == "firing").cloned().collect()
}

fn names(alerts: &[Value]) -> BTreeSet<(String, String)> {
    let text = |alert: &Value, label: &str| alert["labels"][label].as_str().unwrap_or_default().to_owned();
    alerts.iter().map(|alert| (text(alert, "case"), text(alert, "alertname"))).collect()
}

#[test]
fn panels_show_only_metrics_and_labels_that_exist() {
    let known: BTreeMap<_, _> = METRICS.iter().map(|metric| (metric.name, metric.labels)).collect();
    let panels = panels();
    assert!(panels.len() > 10);
    for (title, expression) in &panels {
        let spoken = spoken(expression);
        assert!(!spoken.selected.is_empty(), "{title}: {expression}");
        let of_all = ["job", "instance"];
        let is_label = |label: &String| {
            of_all.contains(&label.as_str()) || known.values().any(|labels| labels.contains(&label.as_str()))
        };
        assert!(spoken.labels.iter().all(is_label), "{title}: {expression}");
        for series in &spoken.selected {
            let Some(labels) = known.get(series.name.as_str()) else {
                assert_eq!(series.name, "up", "{title}: {expression}");
                continue;
            };
            let is_its =
                |label: &String| of_all.contains(&label.as_str()) || labels.contains(&label.as_str());
            assert!(series.labels.iter().all(is_its), "{title}: {expression}");
        }
    }
}

#[test]
fn the_guide_lists_every_metric_with_its_labels_and_every_alert() {
    let guide = shipped("docs/operations.md");
    for metric in METRICS {
        let labels: Vec<_> = metric.labels.iter().map(|label| format!("`{label}`")).collect();
        let labels = if labels.is_empty() { "–".to_owned() } else { labels.join(", ") };
        let row = format!("| `{}` | {labels} | {} |", metric.name, metric.help.trim_end_matches('.'));
        assert!(guide.contains(&row), "docs/operations.md lacks: {row}");
    }
    assert_eq!(guide.matches("\n| `nyttja_").count() + guide.matches("\n| `process_").count(), METRICS.len());
    for alert in shipped(RULES).lines().filter_map(|line| line.trim().strip_prefix("- alert: ")) {
        assert!(guide.contains(&format!("| `{alert}` |")), "docs/operations.md lacks {alert}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_prometheus_fires_each_alert_on_its_state_and_none_on_a_daemon_that_is_well() {
    let rules = shipped(RULES);
    // Asked first: without it the daemons need not be started.
    let hurried: String = rules
        .lines()
        .filter(|line| !line.trim_start().starts_with("for: "))
        .flat_map(|line| [line, "\n"])
        .collect();
    if Prometheus::start(&[], &hurried).is_none() {
        return;
    }
    let states = Box::pin(all_states()).await;
    let targets: Vec<_> = states.iter().map(|state| (state.name, state.address.clone())).collect();
    let expected: BTreeSet<_> = states.iter().flat_map(State::alerts).collect();
    tokio::task::block_in_place(|| {
        let prometheus = Prometheus::start(&targets, &hurried).unwrap();
        let last_look = || prometheus.ask("rules", &[])["groups"][0]["lastEvaluation"].clone();
        let mut seen = BTreeSet::new();
        let deadline = std::time::Instant::now() + crate::mail_server::PATIENCE;
        while seen != expected && std::time::Instant::now() < deadline {
            let before = last_look();
            wait_for(|| (last_look() != before).then_some(()));
            seen = names(&firing(&prometheus));
        }
        assert_eq!(seen, expected, "what fires");
        // It stays so when it is looked at once more.
        let before = last_look();
        wait_for(|| (last_look() != before).then_some(()));
        let alerts = firing(&prometheus);
        assert_eq!(names(&alerts), expected);
        let fired: BTreeSet<_> = expected.iter().map(|(_, alert)| alert.clone()).collect();
        let declared: BTreeSet<_> = rules
            .lines()
            .filter_map(|line| line.trim().strip_prefix("- alert: "))
            .map(str::to_owned)
            .collect();
        assert_eq!(fired, declared, "every alert has a state to fire on");

        speaks_of_what_is_stored(&prometheus, &rules);
        keeps_no_label_aside(&prometheus);
        for state in states.iter().filter(|state| state.name != "down") {
            let port = state.address.rsplit_once(':').unwrap().1.parse().unwrap();
            promtool(&["check", "metrics"], get(port, "/metrics").as_deref(), Path::new("."));
        }
        fires_after_its_time(&prometheus, &states, &alerts);
    });
}

/// Each series and label of the rules and panels is one that Prometheus has stored.
fn speaks_of_what_is_stored(prometheus: &Prometheus, rules: &str) {
    let labels: BTreeSet<String> = serde_json::from_value(prometheus.ask("labels", &[])).unwrap();
    let known = prometheus.ask("rules", &[]);
    let known = known["groups"][0]["rules"].as_array().unwrap();
    let of_rules = known.iter().map(|rule| {
        let name = rule["name"].as_str().unwrap().to_owned();
        (name, rule["query"].as_str().unwrap().to_owned())
    });
    for (name, expression) in of_rules.chain(panels()) {
        prometheus.value_of(&expression);
        let spoken = spoken(&expression);
        for series in &spoken.selected {
            let stored = prometheus.ask("series", &[("match[]", &series.text)]);
            assert_ne!(stored, json!([]), "{name}: nothing is stored as {}", series.text);
        }
        assert!(spoken.labels.iter().all(|label| labels.contains(label)), "{name}: {expression}");
    }
    let written = templated(&(rules.to_owned() + &shipped(DASHBOARD)));
    assert!(written.is_subset(&labels), "{:?}", written.difference(&labels));
}

/// No label of ours had to be renamed, but for the one that is still there under its old name.
fn keeps_no_label_aside(prometheus: &Prometheus) {
    let labels: Vec<String> = serde_json::from_value(prometheus.ask("labels", &[])).unwrap();
    let aside: Vec<_> = labels.iter().filter(|label| label.starts_with("exported_")).collect();
    assert_eq!(aside, ["exported_job"]);
    for (labels, _) in prometheus.value_of("{exported_job!=\"\"}") {
        assert_eq!(labels["exported_job"], labels["series"], "{labels:?}");
    }
}

/// The rules with their own patience, on what was stored of each state: nothing fires at once, and what
/// should, does in the end.
fn fires_after_its_time(prometheus: &Prometheus, states: &[State], alerts: &[Value]) {
    let now: f64 = prometheus.value_of("vector(time())")[0].1.parse().unwrap();
    let declared: BTreeSet<_> =
        alerts.iter().map(|alert| alert["labels"]["alertname"].as_str().unwrap()).collect();
    let mut tests = vec![json!({
        "interval": "1m",
        "input_series": [{ "series": "other", "values": format!("1+0x{MINUTES}") }],
        "alert_rule_test": [{ "eval_time": "10m", "alertname": "NyttjaDown", "exp_alerts": [{
            "exp_labels": { "job": "nyttja", "severity": "critical" },
            "exp_annotations": alerts.iter().find(|alert| alert["labels"]["alertname"] == "NyttjaDown").unwrap()["annotations"],
        }] }],
    })];
    for state in states {
        let stored = prometheus.value_of(&format!(
            "{{case=\"{}\", __name__!=\"ALERTS\", __name__!=\"ALERTS_FOR_STATE\"}}",
            state.name
        ));
        assert!(!stored.is_empty());
        let series: Vec<_> = stored
            .iter()
            .map(|(labels, value)| json!({ "series": written(labels), "values": moved(labels, value, now) }))
            .collect();
        let tried: Vec<_> = [(0, false), (MINUTES, true)]
            .into_iter()
            .flat_map(|time| declared.iter().map(move |name| (time, name)))
            .map(|((minutes, fires), name)| {
                let is_it = |alert: &&Value| {
                    let labels = &alert["labels"];
                    fires && labels["alertname"] == **name && labels["case"] == state.name
                };
                let expected: Vec<_> = alerts.iter().filter(is_it).map(expectation).collect();
                json!({ "eval_time": format!("{minutes}m"), "alertname": name, "exp_alerts": expected })
            })
            .collect();
        tests.push(json!({
            "interval": "1m",
            "input_series": series,
            "alert_rule_test": tried,
        }));
    }
    let folder = TempDir::new().unwrap();
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join(RULES);
    let file = json!({ "rule_files": [rules], "evaluation_interval": "1m", "tests": tests });
    fs::write(folder.path().join("tests.yml"), file.to_string()).unwrap();
    promtool(&["check", "rules", rules.to_str().unwrap()], None, folder.path());
    promtool(&["test", "rules", "tests.yml"], None, folder.path());
}

/// An alert as a test of rules expects it.
fn expectation(alert: &Value) -> Value {
    let mut labels = alert["labels"].clone();
    labels.as_object_mut().unwrap().remove("alertname");
    json!({ "exp_labels": labels, "exp_annotations": alert["annotations"] })
}

/// A series as it is written down.
fn written(labels: &Labels) -> String {
    let others = labels.iter().filter(|(name, _)| *name != "__name__");
    let others: Vec<_> = others.map(|(name, value)| format!("{name}={value:?}")).collect();
    format!("{}{{{}}}", labels["__name__"], others.join(","))
}

/// The value at each minute. A moment is moved to where it lies as long before the end: the time of
/// a test begins at 0.
fn moved(labels: &Labels, value: &str, now: f64) -> String {
    let value: f64 = value.parse().unwrap();
    let is_moment = labels["__name__"].ends_with("_timestamp_seconds");
    let end = f64::from(i32::try_from(MINUTES * 60).unwrap());
    let value = if is_moment { value - now + end } else { value };
    format!("{value:.3}+0x{MINUTES}")
}
