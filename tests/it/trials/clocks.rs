//! The clock of the machine is wrong for a while: a day or a year ahead, an hour or a year behind.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use nyttja::app::{Daemon, Plan, Watched};
use nyttja::clock::Clock;
use nyttja::domain::outbox::State;
use nyttja::domain::series::Series;
use tokio_util::sync::CancellationToken;

use super::chance::{Chance, first_seed, long};
use super::tell;
use super::town::PRINCIPALS;
use super::trial::{Trial, Worker};
use crate::builders::week;
use crate::mail_server::PATIENCE;
use crate::needed;
use crate::world::World;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn daemon(world: &World) -> Daemon {
    world.set("schedule.summaries", "");
    let settings = world.settings();
    let mut daemon = Daemon {
        weekly: world.weekly().await,
        plan: Plan::new(settings.schedules),
        retention: settings.retention,
        files: Watched::new(&world.path("config"), std::collections::BTreeMap::new()),
        data_dir: world.path("data"),
        settings_since: utc("2026-01-01T00:00:00Z"),
        clock: Clock::system(),
    };
    beat_at(&mut daemon, "2026-11-22T12:00:00Z").await;
    daemon
}

async fn beat_at(daemon: &mut Daemon, moment: &str) {
    daemon.clock = Clock::starting_at(utc(moment));
    Box::pin(daemon.beat(&CancellationToken::new())).await;
}

async fn letters(daemon: &Daemon, of: &str) -> Vec<State> {
    let entries = daemon.weekly.store.outbox.entries(Series::Letters, week(of)).await.unwrap();
    entries.into_iter().map(|entry| entry.state).collect()
}

/// What the sources tell of the week after.
fn go_on(world: &World) {
    let usage = world.read("data/inbox/usage.csv");
    let newest = usage.lines().filter(|line| line.contains("2026-11-16;2026-11-22"));
    let next: Vec<_> =
        newest.map(|line| line.replace("2026-11-16;2026-11-22", "2026-11-23;2026-11-29")).collect();
    world.write("data/inbox/usage.csv", format!("{usage}{}\n", next.join("\n")));
}

const ALL_SENT: [State; 3] = [State::Sent, State::Sent, State::Skipped];

#[tokio::test]
async fn after_a_clock_that_was_ahead_the_next_week_comes_when_it_is_due() {
    for ahead in ["2026-11-24T06:00:00Z", "2027-11-22T06:00:00Z", "2027-11-27T06:00:00Z"] {
        let world = World::new();
        let mut daemon = daemon(&world).await;
        beat_at(&mut daemon, "2026-11-23T05:30:00Z").await;
        assert_eq!(letters(&daemon, "2026-W48").await, ALL_SENT);
        beat_at(&mut daemon, ahead).await;
        beat_at(&mut daemon, "2026-11-23T06:00:00Z").await;
        std::fs::remove_dir_all(world.path("data/sent")).unwrap();
        beat_at(&mut daemon, "2026-11-29T06:00:00Z").await;
        assert_eq!(world.letters_of("letters").len(), 0, "nothing of {ahead} comes now");
        go_on(&world);
        beat_at(&mut daemon, "2026-11-30T05:30:00Z").await;
        assert_eq!(letters(&daemon, "2026-W49").await, ALL_SENT, "after {ahead}");
        assert_eq!(letters(&daemon, "2026-W48").await, ALL_SENT);
        assert_eq!(world.letters_of("letters").len(), 2);
    }
}

#[tokio::test]
async fn a_clock_that_was_ahead_at_the_first_start_costs_no_week() {
    let world = World::new();
    let mut daemon = daemon(&world).await;
    daemon.weekly.store.moments.set_last_occurrence("letters", utc("2027-11-22T05:30:00Z")).await.unwrap();
    beat_at(&mut daemon, "2026-11-22T12:00:00Z").await;
    beat_at(&mut daemon, "2026-11-23T05:30:00Z").await;
    assert_eq!(letters(&daemon, "2026-W48").await, ALL_SENT);
}

#[tokio::test]
async fn a_clock_that_is_behind_writes_no_letters_of_the_past_and_the_next_week_comes() {
    for behind in ["2026-11-23T04:30:00Z", "2025-11-24T05:30:00Z"] {
        let world = World::new();
        let mut daemon = daemon(&world).await;
        beat_at(&mut daemon, "2026-11-23T05:30:00Z").await;
        std::fs::remove_dir_all(world.path("data/sent")).unwrap();
        for minutes in [0, 1, 60, 90] {
            let moment = utc(behind) + TimeDelta::minutes(minutes);
            beat_at(&mut daemon, &moment.to_rfc3339()).await;
        }
        assert_eq!(world.letters().len(), 0, "nothing goes out twice");
        assert_eq!(letters(&daemon, "2025-W48").await, []);
        go_on(&world);
        beat_at(&mut daemon, "2026-11-30T05:30:00Z").await;
        assert_eq!(letters(&daemon, "2026-W49").await, ALL_SENT, "after {behind}");
    }
}

#[tokio::test]
async fn letters_that_wait_while_the_clock_is_wrong_go_out_when_it_is_right_again() {
    for wrong in
        ["2026-11-24T06:00:00Z", "2027-11-22T06:00:00Z", "2026-11-23T04:30:00Z", "2025-11-24T05:30:00Z"]
    {
        let world = World::new();
        world.set("mail.transport.path", "sent/here");
        // A file where the folder should be: nothing can be handed over.
        world.write("data/sent", "");
        let mut daemon = daemon(&world).await;
        beat_at(&mut daemon, "2026-11-23T05:30:00Z").await;
        assert_eq!(letters(&daemon, "2026-W48").await, [State::Retry, State::Retry, State::Skipped]);
        beat_at(&mut daemon, wrong).await;
        std::fs::remove_file(world.path("data/sent")).unwrap();
        beat_at(&mut daemon, "2026-11-23T06:00:00Z").await;
        beat_at(&mut daemon, "2026-11-24T08:00:00Z").await;
        assert_eq!(letters(&daemon, "2026-W48").await, ALL_SENT, "after {wrong}");
        let receipt = daemon.weekly.store.runs.last_finished(Series::Letters).await.unwrap().unwrap();
        assert_eq!(
            (receipt.week, receipt.exit.as_deref()),
            (week("2026-W48"), Some("complete")),
            "after {wrong}"
        );
    }
}

#[tokio::test]
async fn what_is_kept_for_some_time_is_not_forgotten_by_a_clock_that_is_ahead() {
    let world = World::new();
    world.set("privacy.keep_letters", "3 months");
    let mut daemon = daemon(&world).await;
    beat_at(&mut daemon, "2026-11-23T05:30:00Z").await;
    beat_at(&mut daemon, "2027-11-22T05:30:00Z").await;
    beat_at(&mut daemon, "2026-11-23T06:00:00Z").await;
    std::fs::remove_dir_all(world.path("data/sent")).unwrap();
    let ran = tokio::task::spawn_blocking({
        let mut command = world.command(&["run", "--at", "2026-11-23T07:00:00Z"]);
        move || command.output().unwrap()
    });
    assert_eq!(ran.await.unwrap().status.code(), Some(0));
    assert_eq!(world.letters_of("letters").len(), 0, "they were sent before");
}

/// A clock that a process goes by, and that can be set.
struct Faked {
    library: PathBuf,
    file: PathBuf,
}

impl Faked {
    fn new(world: &World) -> Option<Self> {
        let folders = std::fs::read_dir("/usr/lib").ok()?.filter_map(|entry| Some(entry.ok()?.path()));
        let found =
            folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|file| file.is_file());
        let direct =
            Some(PathBuf::from("/usr/lib/faketime/libfaketimeMT.so.1")).filter(|file| file.is_file());
        let Some(library) = found.or(direct) else {
            needed::is_skipped("libfaketime");
            return None;
        };
        let faked = Self { library, file: world.path("clock") };
        faked.set(TimeDelta::zero());
        Some(faked)
    }

    /// Sets it so far ahead of the right time, or behind it.
    fn set(&self, by: TimeDelta) {
        let draft = self.file.with_extension("new");
        std::fs::write(&draft, format!("{:+}\n", by.num_seconds())).unwrap();
        std::fs::rename(draft, &self.file).unwrap();
    }

    fn environment(&self) -> [(&'static str, PathBuf); 5] {
        [
            ("LD_PRELOAD", self.library.clone()),
            ("FAKETIME_TIMESTAMP_FILE", self.file.clone()),
            ("FAKETIME_NO_CACHE", "1".into()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
            ("DONT_FAKE_MONOTONIC", "1".into()),
        ]
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_heart_beats_on_when_the_clock_is_set_back() {
    let mut trial = Trial::begin(Worker::Serve, "resend", 1).await;
    let Some(faked) = Faked::new(&trial.world) else { return };
    trial.environment = faked.environment().into();
    let daemon = trial.start();
    daemon.wait_until_it_says("a job is done", 1);
    faked.set(TimeDelta::hours(-1));
    let (store, waiting) = (trial.store().await, Instant::now());
    while store.moments.last_beat().await.unwrap() > Some(Clock::system().now() - TimeDelta::minutes(30)) {
        assert!(waiting.elapsed() < PATIENCE, "its heart stands still");
        // What another process writes into a database can only be asked for.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    store.close().await;
    assert_eq!(daemon.stop().code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_whose_clock_jumps_while_it_works_sends_every_letter_once() {
    const DAY: i64 = 86_400;
    const JUMPS: [i64; 4] = [DAY, 365 * DAY, -3600, -365 * DAY];
    let wanted = long().map_or(1, |kills| kills.div_ceil(30));
    let (began, first) = (Instant::now(), first_seed());
    for number in 0..wanted as u64 {
        let (mut chance, _told) = Chance::told(first + number);
        let mut trial = Trial::begin(Worker::Serve, "resend", first + number).await;
        let Some(faked) = Faked::new(&trial.world) else { return };
        trial.environment = faked.environment().into();
        let daemon = trial.start();
        daemon.wait_until_it_says("a job begins", 1);
        for _ in 0..2 {
            let jump = JUMPS[usize::try_from(chance.below(4)).unwrap()];
            // The moment of the jump is what the trial draws.
            tokio::time::sleep(chance.between(Duration::ZERO, Duration::from_secs(3))).await;
            faked.set(TimeDelta::seconds(jump));
        }
        tokio::time::sleep(chance.between(Duration::ZERO, Duration::from_secs(3))).await;
        faked.set(TimeDelta::zero());
        let waiting = Instant::now();
        let store = trial.store().await;
        loop {
            let run = store.runs.find(Series::Letters, trial.week).await.unwrap();
            if run.and_then(|run| run.tally()).is_some_and(|tally| tally.sent == PRINCIPALS) {
                break;
            }
            assert!(waiting.elapsed() < PATIENCE, "{:#?}", daemon.stop());
            // What another process writes into a database can only be asked for.
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        store.close().await;
        let ended = daemon.stop();
        assert_eq!(trial.check(&ended).await, 0);
    }
    if long().is_some() {
        tell(&format!("{wanted} daemons with clocks that jumped; {} s", began.elapsed().as_secs()));
    }
}
