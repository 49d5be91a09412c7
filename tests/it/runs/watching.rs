//! Whoever watches over the daemon from outside: health, metrics, and the
//! watchdog that hears of every complete run.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use nyttja::app::{Daemon, Plan, Watched};
use nyttja::clock::Clock;
use nyttja::domain::series::Series;
use nyttja::web::{Web, WebSettings};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::world::{World, table};

const RUN: &str = "2026-11-23T05:30:00Z";

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn daemon(world: &World) -> Daemon {
    let settings = world.settings();
    Daemon {
        weekly: world.weekly().await,
        plan: Plan::new(settings.schedules),
        retention: settings.retention,
        files: Watched::new(&world.path("config"), std::collections::BTreeMap::new()),
        data_dir: world.path("data"),
        settings_since: utc("2026-01-01T00:00:00Z"),
        clock: Clock::starting_at(utc("2026-11-22T12:00:00Z")),
    }
}

async fn beat_at(daemon: &mut Daemon, moment: DateTime<Utc>) {
    daemon.clock = Clock::starting_at(moment);
    Box::pin(daemon.beat(&CancellationToken::new())).await;
}

/// The daemon after its letters of week 48, which had a day to prepare for.
async fn after_the_run(world: &World) -> Daemon {
    let mut daemon = daemon(world).await;
    beat_at(&mut daemon, utc("2026-11-22T12:00:00Z")).await;
    beat_at(&mut daemon, utc(RUN)).await;
    daemon
}

/// What the daemon's web server answers a minute after `RUN`.
async fn asked(daemon: &Daemon, world: &World, path: &str) -> (u16, String) {
    let settings = WebSettings::at("127.0.0.1:0".parse().unwrap());
    let clock = Clock::starting_at(utc(RUN) + TimeDelta::minutes(1));
    let web = Web::start(settings, &world.path("data"), daemon.weekly.store.clone(), clock).await.unwrap();
    let answer = get(web.address(), path).await;
    web.stop().await;
    answer
}

async fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// The value of a metric with exactly these labels; all of them are whole.
fn metric(text: &str, name: &str) -> Option<i64> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
}

/// A watchdog that answers with one status after the other, the last one for ever.
struct Watchdog {
    address: SocketAddr,
    calls: Arc<Mutex<Vec<String>>>,
    _server: AbortOnDropHandle<()>,
}

impl Watchdog {
    async fn answering(statuses: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let calls = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&calls);
        let server = tokio::spawn(async move {
            let mut statuses = statuses.iter().peekable();
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    request.push(stream.read_u8().await.unwrap());
                }
                let first = String::from_utf8(request).unwrap().lines().next().unwrap().to_owned();
                heard.lock().unwrap().push(first);
                let status = statuses.peek().copied().unwrap();
                if statuses.len() > 1 {
                    statuses.next();
                }
                let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Self { address, calls, _server: AbortOnDropHandle::new(server) }
    }

    fn watches(&self, world: &World) {
        world.set("watchdog.url", format!("http://{}/ping/week", self.address));
    }

    fn calls(&self) -> usize {
        self.calls.lock().unwrap().len()
    }
}

#[tokio::test]
async fn health_tells_the_last_complete_run_and_when_the_next_is_due() {
    let world = World::new();
    let daemon = after_the_run(&world).await;
    let (status, body) = asked(&daemon, &world, "/health").await;
    let health: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(status, 200);
    assert_eq!((&health["last_run"], &health["complete_run_week"]), (&"complete".into(), &"2026-W48".into()));
    assert_eq!(health["next"]["letters"], "2026-11-30T05:30:00Z");
}

#[tokio::test]
async fn metrics_add_up_like_the_receipt() {
    let world = World::new();
    let daemon = after_the_run(&world).await;
    let (status, text) = asked(&daemon, &world, "/metrics").await;
    assert_eq!(status, 200);
    let of = |state: &str| {
        let name = format!("nyttja_run_letters{{series=\"letters\",job=\"letters\",state=\"{state}\"}}");
        metric(&text, &name).unwrap_or_else(|| panic!("no {name} in {text}"))
    };
    assert_eq!((of("expected"), of("sent"), of("skipped")), (3, 2, 1));
    assert_eq!(of("held") + of("failed") + of("unknown") + of("waiting"), 0);
    let next = metric(&text, "nyttja_next_run_timestamp_seconds{series=\"letters\",job=\"letters\"}");
    let done = metric(&text, "nyttja_complete_run_timestamp_seconds{series=\"letters\",job=\"letters\"}");
    assert_eq!(next.map(|at| at - utc(RUN).timestamp()), Some(7 * 86_400));
    assert!(done.is_some_and(|at| (at - utc(RUN).timestamp()).abs() < 60), "{done:?}");
    assert_eq!(metric(&text, "nyttja_outbox_letters{state=\"sent\"}"), Some(2));
    assert_eq!(metric(&text, "nyttja_outbox_corrections"), Some(0));
    assert_eq!(metric(&text, "nyttja_dead_addresses"), Some(0));
    assert_eq!(metric(&text, "nyttja_source_rows{source=\"export\",outcome=\"kept\"}"), Some(9));
}

#[tokio::test]
async fn counters_keep_what_was_counted_after_it_is_forgotten_and_count_each_end_once() {
    let world = World::new();
    let mut daemon = after_the_run(&world).await;
    let of = async |daemon: &Daemon, name: &str| metric(&asked(daemon, &world, "/metrics").await.1, name);
    let sent = "nyttja_letters_total{series=\"letters\",outcome=\"sent\"}";
    let complete = "nyttja_runs_total{series=\"letters\",ending=\"complete\"}";
    let kept = "nyttja_source_rows_total{source=\"export\",outcome=\"kept\"}";
    assert_eq!((of(&daemon, sent).await, of(&daemon, complete).await), (Some(2), Some(1)));
    assert_eq!(of(&daemon, kept).await, Some(9));
    assert_eq!(
        of(&daemon, "nyttja_letters_total{series=\"letters\",outcome=\"failed\"}").await,
        Some(0),
        "what never happened is told as well"
    );

    // The letters of the week are old, and four weeks have come since.
    for round in 1..=5 {
        beat_at(&mut daemon, utc(RUN) + TimeDelta::days(7 * round)).await;
    }
    let store = &daemon.weekly.store;
    assert!(store.outbox.forget_letters(utc(RUN) + TimeDelta::days(1)).await.unwrap() >= 3);
    store.totals.count().await.unwrap();

    assert_eq!((of(&daemon, sent).await, of(&daemon, complete).await), (Some(2), Some(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_are_refused_show_in_health_status_and_metrics_until_they_are_mended() {
    let world = World::in_a_file();
    let mut daemon = after_the_run(&world).await;
    let refused = async |daemon: &Daemon| {
        let health: Value = serde_json::from_str(&asked(daemon, &world, "/health").await.1).unwrap();
        let text = asked(daemon, &world, "/metrics").await.1;
        (Value::Bool(!health["settings_refused_at"].is_null()), metric(&text, "nyttja_settings_refused"))
    };
    assert_eq!(refused(&daemon).await, (Value::Bool(false), Some(0)));
    let good = world.read("config/expectations.toml");
    world.write("config/expectations.toml", "nonsense");
    beat_at(&mut daemon, utc(RUN) + TimeDelta::seconds(30)).await;
    assert_eq!(refused(&daemon).await, (Value::Bool(true), Some(1)));
    world.write("config/expectations.toml", &good);
    let status = tokio::task::block_in_place(|| world.nyttja(&["status"]));
    assert!(status.stdout.contains("cannot be used since Monday 2026-11-23 06:30"), "{status:?}");
    beat_at(&mut daemon, utc(RUN) + TimeDelta::seconds(45)).await;
    assert_eq!(refused(&daemon).await, (Value::Bool(false), Some(0)));
}

#[tokio::test]
async fn health_says_in_one_line_why_the_daemon_counts_as_dead() {
    let world = World::in_a_file();
    let mut daemon = daemon(&world).await;
    let why = async |daemon: &Daemon| {
        let health: Value = serde_json::from_str(&asked(daemon, &world, "/health").await.1).unwrap();
        health["why"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(why(&daemon).await, "no daemon has worked here yet");
    beat_at(&mut daemon, utc(RUN) - TimeDelta::minutes(9)).await;
    assert_eq!(why(&daemon).await, "the last heartbeat is 10 minutes old: 2026-11-23 05:21:00 UTC");
    beat_at(&mut daemon, utc(RUN)).await;
    assert_eq!(why(&daemon).await, "");
}

#[test]
fn status_says_in_one_line_whether_the_daemon_lives() {
    let world = World::in_a_file();
    let healthy = world.nyttja(&["status", "--healthy"]);
    assert_eq!(
        (healthy.code, healthy.stdout.as_str()),
        (1, "no daemon has worked here yet\n"),
        "{healthy:?}"
    );
    assert_eq!(healthy.stderr, "");
}

#[tokio::test]
async fn a_run_counts_as_complete_once_its_last_letter_is_out() {
    let world = World::new();
    world.cut_mail_off();
    let mut daemon = after_the_run(&world).await;
    let ending = async |daemon: &Daemon| {
        daemon.weekly.store.runs.last_finished(Series::Letters).await.unwrap().unwrap()
    };
    assert_eq!(ending(&daemon).await.exit.as_deref(), Some("incomplete"));
    world.mend_mail();
    beat_at(&mut daemon, utc(RUN) + TimeDelta::minutes(30)).await;
    let run = ending(&daemon).await;
    let tally = run.tally().unwrap();
    assert_eq!(run.exit.as_deref(), Some("complete"));
    assert_eq!((tally.expected, tally.sent, tally.skipped, tally.waiting), (3, 2, 1, 0));
}

#[tokio::test]
async fn the_watchdog_hears_of_a_complete_run_once() {
    let world = World::new();
    let watchdog = Watchdog::answering(&["204 No Content"]).await;
    watchdog.watches(&world);
    let mut daemon = after_the_run(&world).await;
    assert_eq!(*watchdog.calls.lock().unwrap(), ["GET /ping/week HTTP/1.1"]);
    beat_at(&mut daemon, utc(RUN) + TimeDelta::hours(1)).await;
    assert_eq!(watchdog.calls(), 1);
    beat_at(&mut daemon, utc(RUN) + TimeDelta::days(7)).await;
    assert_eq!(watchdog.calls(), 1, "the figures of the week are missing, and its letters are held");
}

#[tokio::test]
async fn a_watchdog_that_does_not_answer_well_is_told_again() {
    let world = World::new();
    let watchdog = Watchdog::answering(&["500 Internal Server Error", "200 OK"]).await;
    watchdog.watches(&world);
    let mut daemon = after_the_run(&world).await;
    assert_eq!(watchdog.calls(), 1);
    beat_at(&mut daemon, utc(RUN) + TimeDelta::minutes(1)).await;
    assert_eq!(watchdog.calls(), 1, "not at every beat");
    for minutes in [10, 20] {
        beat_at(&mut daemon, utc(RUN) + TimeDelta::minutes(minutes)).await;
    }
    assert_eq!(watchdog.calls(), 2);
}

#[tokio::test]
async fn the_watchdog_hears_nothing_while_letters_wait() {
    let world = World::new();
    let watchdog = Watchdog::answering(&["200 OK"]).await;
    watchdog.watches(&world);
    world.cut_mail_off();
    after_the_run(&world).await;
    assert_eq!(watchdog.calls(), 0);
}

#[test]
fn a_watchdog_without_an_address_is_pointed_out() {
    let world = World::new();
    world.set("watchdog", table(""));
    let checked = world.nyttja(&["check"]);
    assert_eq!(checked.code, 3);
    assert!(checked.stdout.contains("no address to tell it anything"), "{checked:?}");
    world.set("watchdog.url", "ftp://vakt.example.invalid");
    let checked = world.nyttja(&["check"]);
    assert_eq!(checked.code, 3);
    assert!(checked.stdout.contains("https://"), "{checked:?}");
}
