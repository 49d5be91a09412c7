//! `nyttja serve`: the right local time, once, and a clean end.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use chrono::{DateTime, TimeDelta, Utc};
use nyttja::app::{Daemon, Plan, Watched};
use nyttja::clock::Clock;
use nyttja::domain::outbox::State;
use nyttja::domain::series::Series;
use nyttja::letters::english;
use nyttja::store::ExchangeOptions;
use nyttja::web::{Web, WebSettings};
use nyttja::weekly::Order;
use tokio_util::sync::CancellationToken;

use crate::builders::week;
use crate::world::World;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().expect("an RFC 3339 time")
}

pub async fn daemon(world: &World) -> Daemon {
    let settings = world.settings();
    Daemon {
        weekly: world.weekly().await,
        plan: Plan::new(settings.schedules),
        retention: settings.retention,
        files: Watched::new(&world.path("config"), std::collections::BTreeMap::new()),
        data_dir: world.path("data"),
        settings_since: utc("2026-01-01T00:00:00Z"),
        clock: Clock::starting_at(utc("2026-01-01T00:00:00Z")),
    }
}

pub async fn beat_at(daemon: &mut Daemon, moment: &str) {
    daemon.clock = Clock::starting_at(utc(moment));
    Box::pin(daemon.beat(&CancellationToken::new())).await;
}

async fn letters(daemon: &Daemon, week_text: &str) -> Vec<State> {
    states(daemon, Series::Letters, week_text).await
}

async fn states(daemon: &Daemon, series: Series, week_text: &str) -> Vec<State> {
    let entries = daemon.weekly.store.outbox.entries(series, week(week_text)).await.unwrap();
    entries.into_iter().map(|entry| entry.state).collect()
}

#[tokio::test]
async fn letters_go_out_on_monday_at_half_past_six_and_never_twice() {
    let world = World::new();
    world.set("schedule.summaries", "");
    let mut daemon = daemon(&world).await;
    beat_at(&mut daemon, "2026-11-22T12:00:00Z").await;
    beat_at(&mut daemon, "2026-11-23T05:29:59Z").await;
    assert_eq!(letters(&daemon, "2026-W48").await, []);
    beat_at(&mut daemon, "2026-11-23T05:30:00Z").await;
    assert_eq!(letters(&daemon, "2026-W48").await, [State::Sent, State::Sent, State::Skipped]);
    std::fs::remove_dir_all(world.path("data/sent")).unwrap();
    for moment in ["2026-11-23T05:30:15Z", "2026-11-23T18:00:00Z", "2026-11-29T00:00:00Z"] {
        beat_at(&mut daemon, moment).await;
    }
    assert_eq!(world.letters().len(), 0);
}

#[tokio::test]
async fn summaries_go_out_on_monday_at_seven_once() {
    let world = World::new();
    let mut daemon = daemon(&world).await;
    beat_at(&mut daemon, "2026-11-22T12:00:00Z").await;
    beat_at(&mut daemon, "2026-11-23T05:30:00Z").await;
    assert_eq!(states(&daemon, Series::Summaries, "2026-W48").await, []);
    beat_at(&mut daemon, "2026-11-23T06:00:00Z").await;
    assert_eq!(states(&daemon, Series::Summaries, "2026-W48").await, [State::Sent]);
    std::fs::remove_dir_all(world.path("data/sent")).unwrap();
    beat_at(&mut daemon, "2026-11-23T18:00:00Z").await;
    assert_eq!(world.letters().len(), 0);
}

#[tokio::test]
async fn the_coordinator_gets_the_receipt_at_seven_even_where_the_letters_broke_off() {
    let world = World::new();
    let mut daemon = daemon(&world).await;
    beat_at(&mut daemon, "2026-11-22T12:00:00Z").await;
    let begun = utc("2026-11-23T05:30:00Z");
    daemon.weekly.store.runs.start(Series::Letters, week("2026-W48"), 1, begun).await.unwrap();
    daemon.weekly.store.moments.set_last_occurrence("letters", begun).await.unwrap();
    beat_at(&mut daemon, "2026-11-23T06:00:00Z").await;
    assert_eq!(states(&daemon, Series::Summaries, "2026-W48").await, []);
    assert_eq!(states(&daemon, Series::Receipt, "2026-W48").await, [State::Sent]);
    // Somebody finishes the letters, and the summaries follow.
    let order = Order { series: Series::Letters, week: week("2026-W48"), unit: None, dry_run: false };
    daemon.weekly.run(&order, daemon.clock, &CancellationToken::new()).await.unwrap();
    beat_at(&mut daemon, "2026-11-23T06:10:00Z").await;
    assert_eq!(states(&daemon, Series::Summaries, "2026-W48").await, [State::Sent]);
    assert_eq!(states(&daemon, Series::Receipt, "2026-W48").await, [State::Sent]);
}

#[tokio::test]
async fn the_local_time_holds_on_both_sides_of_both_clock_changes() {
    for (sunday, monday_before_it_is_due, monday_when_it_is_due, week_text) in [
        ("2026-03-29T12:00:00Z", "2026-03-30T04:29:00Z", "2026-03-30T04:30:00Z", "2026-W14"),
        ("2026-10-25T12:00:00Z", "2026-10-26T05:29:00Z", "2026-10-26T05:30:00Z", "2026-W44"),
    ] {
        let world = World::new();
        let mut daemon = daemon(&world).await;
        beat_at(&mut daemon, sunday).await;
        beat_at(&mut daemon, monday_before_it_is_due).await;
        assert!(daemon.weekly.store.runs.find(Series::Letters, week(week_text)).await.unwrap().is_none());
        beat_at(&mut daemon, monday_when_it_is_due).await;
        assert!(daemon.weekly.store.runs.find(Series::Letters, week(week_text)).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_monday_slept_through_is_caught_up_once_for_its_own_week() {
    let world = World::new();
    world.set("schedule.summaries", "");
    world.set("schedule.catch_up_within", "6 days");
    let mut daemon = daemon(&world).await;
    beat_at(&mut daemon, "2026-11-20T12:00:00Z").await;
    beat_at(&mut daemon, "2026-11-28T12:00:00Z").await;
    assert_eq!(letters(&daemon, "2026-W48").await, [State::Sent, State::Sent, State::Skipped]);
    assert_eq!(world.letters().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_that_wakes_on_a_backup_holds_what_may_have_gone_out_and_tells_the_coordinator() {
    let world = World::in_a_file();
    let mut first = daemon(&world).await;
    beat_at(&mut first, "2026-11-22T12:00:00Z").await;
    let backup = ["backup", "backup.db", "--at", "2026-11-22T13:00:00+01:00"];
    assert_eq!(tokio::task::block_in_place(|| world.nyttja(&backup)).code, 0);
    beat_at(&mut first, "2026-11-23T05:30:00Z").await;
    assert_eq!(letters(&first, "2026-W48").await, [State::Sent, State::Sent, State::Skipped]);
    first.weekly.store.close().await;
    let restore = ["restore", "backup.db", "--replace", "--at", "2026-11-24T08:00:00+01:00"];
    assert_eq!(tokio::task::block_in_place(|| world.nyttja(&restore)).code, 0);

    let mut second = daemon(&world).await;
    beat_at(&mut second, "2026-11-24T08:00:00Z").await;

    assert_eq!(letters(&second, "2026-W48").await, [State::Held, State::Held, State::Skipped]);
    assert_eq!(world.letters_of("letters").len(), 2, "those of Monday");
    let notices = world.letters_of("hold");
    assert_eq!(notices.len(), 1);
    let notice = notices[0].replace("=\r\n", "");
    assert!(notice.contains("s=C3=A4kerhetskopia") && notice.contains("nyttja outbox discard"), "{notice}");
}

#[tokio::test]
async fn a_monday_missed_for_too_long_is_given_up_and_the_next_one_comes() {
    let world = World::new();
    let mut daemon = daemon(&world).await;
    beat_at(&mut daemon, "2026-11-20T12:00:00Z").await;
    // Half of the week has gone.
    beat_at(&mut daemon, "2026-11-26T20:00:00Z").await;
    assert_eq!(letters(&daemon, "2026-W48").await, []);
    beat_at(&mut daemon, "2026-11-30T05:30:00Z").await;
    assert_eq!(letters(&daemon, "2026-W49").await.len(), 3);
}

#[tokio::test]
async fn a_fresh_installation_does_not_make_up_for_what_was_before_it() {
    let world = World::new();
    let mut daemon = daemon(&world).await;
    beat_at(&mut daemon, "2026-11-23T06:00:00Z").await;
    assert_eq!(letters(&daemon, "2026-W48").await, []);
}

#[tokio::test]
async fn an_empty_schedule_turns_a_job_off() {
    let world = World::new();
    world.set("schedule.letters", "");
    let mut daemon = daemon(&world).await;
    beat_at(&mut daemon, "2026-11-20T12:00:00Z").await;
    beat_at(&mut daemon, "2026-11-23T05:30:00Z").await;
    assert_eq!(letters(&daemon, "2026-W48").await, []);
}

#[tokio::test]
async fn a_job_waits_while_somebody_runs_it_by_hand() {
    let world = World::new();
    let mut daemon = daemon(&world).await;
    beat_at(&mut daemon, "2026-11-22T12:00:00Z").await;
    let right = world.job_lock("letters").await;
    beat_at(&mut daemon, "2026-11-23T05:30:00Z").await;
    assert_eq!(letters(&daemon, "2026-W48").await, []);
    right.release().await;
    beat_at(&mut daemon, "2026-11-23T05:30:15Z").await;
    assert_eq!(letters(&daemon, "2026-W48").await.len(), 3);
}

#[tokio::test]
async fn a_letter_that_a_server_deferred_is_sent_when_its_time_comes() {
    let world = World::new();
    world.set("mail.transport.path", "sent/here");
    // A file where the folder should be: nothing can be handed over.
    world.write("data/sent", "");
    let mut daemon = daemon(&world).await;
    beat_at(&mut daemon, "2026-11-22T12:00:00Z").await;
    beat_at(&mut daemon, "2026-11-23T05:30:00Z").await;
    assert_eq!(letters(&daemon, "2026-W48").await, [State::Retry, State::Retry, State::Skipped]);
    std::fs::remove_file(world.path("data/sent")).unwrap();
    beat_at(&mut daemon, "2026-11-23T05:30:15Z").await;
    assert_eq!(letters(&daemon, "2026-W48").await[0], State::Retry, "its time has not come");
    beat_at(&mut daemon, "2026-11-23T05:36:00Z").await;
    assert_eq!(letters(&daemon, "2026-W48").await, [State::Sent, State::Sent, State::Skipped]);
}

#[tokio::test]
async fn changed_files_hold_from_the_next_beat_on_and_broken_ones_change_nothing() {
    let world = World::new();
    let mut daemon = daemon(&world).await;
    beat_at(&mut daemon, "2026-11-22T12:00:00Z").await;
    world.set_in("config/expectations.toml", "expectation.larlogg-personal.target", "8O %");
    beat_at(&mut daemon, "2026-11-22T12:00:15Z").await;
    assert_eq!(daemon.weekly.municipality.expectations.len(), 2, "the last good files stay");
    world.set_in("config/expectations.toml", "expectation.larlogg-personal.target", "30 %");
    world.set_in("config/expectations.toml", "expectation.larlogg-personal.weeks", 2);
    world.remove_in("config/expectations.toml", "expectation.larlogg-personal.near");
    beat_at(&mut daemon, "2026-11-22T12:00:30Z").await;
    assert_eq!(daemon.weekly.municipality.expectations[0].weeks, 2);
}

#[tokio::test]
async fn a_letter_that_a_dead_process_left_behind_is_sent_by_the_next() {
    let world = World::new();
    let mut daemon = daemon(&world).await;
    beat_at(&mut daemon, "2026-11-22T12:00:00Z").await;
    world.set("mail.transport.path", "sent/here");
    world.write("data/sent", "");
    beat_at(&mut daemon, "2026-11-23T05:30:00Z").await;
    std::fs::remove_file(world.path("data/sent")).unwrap();
    let store = &daemon.weekly.store;
    let (lease, now) = (store.leases.begin().await.unwrap(), utc("2026-11-23T06:00:00Z"));
    let terms = ExchangeOptions { per_minute: 0, wanted_since: now - TimeDelta::days(1), durable: true };
    let claimed = store.outbox.exchange(lease, &[], 1, terms, now).await.unwrap();
    assert_eq!(claimed.letters.len(), 1, "a process takes a letter, and dies");
    if store.leases.is_shared() {
        // It told its end; the letter is nobody's all the same.
        store.leases.end(lease).await.unwrap();
    }
    beat_at(&mut daemon, "2026-11-23T06:00:00Z").await;
    assert_eq!(letters(&daemon, "2026-W48").await, [State::Sent, State::Sent, State::Skipped]);
}

#[tokio::test]
async fn a_letter_that_is_deferred_for_days_fails_at_last() {
    let world = World::new();
    world.set("mail.transport.path", "sent/here");
    world.write("data/sent", "");
    let mut daemon = daemon(&world).await;
    beat_at(&mut daemon, "2026-11-22T12:00:00Z").await;
    beat_at(&mut daemon, "2026-11-23T05:30:00Z").await;
    let monday = utc("2026-11-23T05:30:00Z");
    for hours in 1..=80 {
        beat_at(&mut daemon, &(monday + TimeDelta::hours(hours)).to_rfc3339()).await;
    }
    assert_eq!(letters(&daemon, "2026-W48").await, [State::Failed, State::Failed, State::Skipped]);
}

#[tokio::test]
async fn however_long_the_mail_server_is_out_of_reach_no_letter_fails_before_it_is_too_late_for_all() {
    let world = World::new();
    world.cut_mail_off();
    world.set("mail.connections", 1);
    let mut daemon = daemon(&world).await;
    beat_at(&mut daemon, "2026-11-22T12:00:00Z").await;
    beat_at(&mut daemon, "2026-11-23T05:30:00Z").await;
    let monday = utc("2026-11-23T05:30:00Z");
    for round in 1..=40 {
        beat_at(&mut daemon, &(monday + TimeDelta::minutes(7 * round)).to_rfc3339()).await;
        assert_eq!(
            letters(&daemon, "2026-W48").await,
            [State::Retry, State::Retry, State::Skipped],
            "{round}"
        );
    }
    beat_at(&mut daemon, &(monday + TimeDelta::hours(95)).to_rfc3339()).await;
    assert_eq!(letters(&daemon, "2026-W48").await, [State::Retry, State::Retry, State::Skipped]);
    beat_at(&mut daemon, &(monday + TimeDelta::hours(97)).to_rfc3339()).await;
    assert_eq!(letters(&daemon, "2026-W48").await, [State::Skipped, State::Skipped, State::Skipped]);
    let entries = daemon.weekly.store.outbox.entries(Series::Letters, week("2026-W48")).await.unwrap();
    let why = english::known(entries[0].reason.as_ref());
    assert!(why.starts_with("too late: cannot reach the mail server"), "{why}");

    let run = daemon.weekly.store.runs.last_finished(Series::Letters).await.unwrap().unwrap();
    assert_eq!(run.exit.as_deref(), Some("incomplete"), "they have missed their letters");
    assert_eq!(run.tally().map(|tally| (tally.expected, tally.skipped, tally.late)), Some((3, 3, 2)));
}

#[tokio::test]
async fn health_tells_whether_the_heart_beats() {
    let world = World::new();
    let mut daemon = daemon(&world).await;
    beat_at(&mut daemon, "2026-11-23T05:30:00Z").await;
    let settings = WebSettings::at("127.0.0.1:0".parse().unwrap());
    for (later, status) in
        [(TimeDelta::minutes(1), 200), (TimeDelta::hours(1), 503), (TimeDelta::hours(-1), 503)]
    {
        let clock = Clock::starting_at(utc("2026-11-23T05:30:00Z") + later);
        let web = Web::start(settings.clone(), &world.path("data"), daemon.weekly.store.clone(), clock)
            .await
            .unwrap();
        assert_eq!(status_of(web.address(), "/health").await, status);
        web.stop().await;
    }
}

/// The status of the answer to a plain request.
async fn status_of(address: std::net::SocketAddr, path: &str) -> u16 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_polite_signal_ends_the_daemon_cleanly() {
    let world = World::new();
    let mut child = world.command(&["serve"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("nyttja serves")), "it says that it serves");
    let pid = child.id().to_string();
    let killed = std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    assert!(killed.success());
    let rest: Vec<_> = lines.map(Result::unwrap).collect();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{rest:?}");
    assert!(rest.iter().any(|line| line.contains("nyttja has stopped")), "{rest:?}");
}
