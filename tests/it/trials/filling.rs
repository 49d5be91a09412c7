//! The disk is full at some moment, cannot be written, or somebody else keeps the database locked.

use std::process::Output;
use std::time::Instant;

use nyttja::clock::Clock;
use nyttja::store::{OutboxWriter, Store};

use super::chance::{Chance, first_seed, long};
use super::disk::Disk;
use super::process::Ended;
use super::tell;
use super::trial::{Trial, Worker};
use crate::world::World;

/// What a full disk holds at least: the exports, and the empty folder.
const LEAST: u64 = 160 * 1024;

/// What the whole work needs at most, by far.
const MOST: u64 = 4 * 1024 * 1024;

const CANNOT_WRITE: &str = "the ledger cannot be written now";

/// A trial on a disk of so many bytes.
async fn on_disk(worker: Worker, bytes: u64, seed: u64) -> Option<Trial> {
    let mut trial = Trial::begin_in(World::in_a_file(), worker, "resend", seed).await;
    trial.disk = Some(Disk::over(&trial.world.path("data"), bytes)?);
    Some(trial)
}

impl Trial {
    fn disk(&self) -> &Disk {
        self.disk.as_ref().expect("a disk of its own")
    }
}

/// What a person sees of a command that could not do its work.
fn assert_tells(ended: &Ended, words: &[&str]) {
    assert_eq!(ended.code, Some(1), "{ended:#?}");
    let error = ended.log.iter().find(|(_, line)| line.starts_with("error: "));
    assert!(error.is_some(), "it says what is wrong: {ended:#?}");
    let hint = ended.log.iter().find(|(_, line)| line.starts_with("  hint: "));
    let hint = &hint.unwrap_or_else(|| panic!("it says what to do: {ended:#?}")).1;
    assert!(words.iter().any(|word| hint.contains(word)), "{ended:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_becomes_full_at_any_moment_loses_nothing_and_the_next_run_finishes() {
    let disks = long().map_or(2, |kills| kills.div_ceil(10));
    let (began, first) = (Instant::now(), first_seed());
    let (mut refused, mut waited, mut complete) = (0, 0, 0);
    let Some(trial) = on_disk(Worker::Run, MOST, 1).await else { return };
    trial.start().end();
    let most = LEAST + 3 * trial.disk().size_of("nyttja.db");
    for number in 0..disks {
        let seed = first + number as u64;
        let (mut chance, _told) = Chance::told(seed);
        let bytes = LEAST + chance.below(most - LEAST);
        let Some(trial) = on_disk(Worker::Run, bytes, seed).await else { return };
        let process = trial.start();
        let is_waiting = process.wait_for_words_or_end(CANNOT_WRITE, 1);
        if is_waiting {
            trial.disk().enlarge();
        }
        let ended = process.end();
        if is_waiting {
            // Nothing that was handed over is forgotten while somebody makes room.
            waited += 1;
            assert_eq!(trial.check(&ended).await, 0);
        } else if ended.code == Some(0) {
            complete += 1;
            assert_eq!(trial.check(&ended).await, 0);
        } else {
            refused += 1;
            assert_tells(&ended, &["disk is full", "the disk could not be"]);
            trial.disk().enlarge();
            assert_eq!(trial.finish().await, 0);
        }
    }
    if long().is_some() {
        tell(&format!(
            "{disks} disks that became full: {refused} runs ended with an error, {waited} waited for room, \
             {complete} had enough; no repeats; {} s",
            began.elapsed().as_secs()
        ));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_killed_while_the_disk_is_full_repeats_only_what_was_in_flight() {
    let Some(mut trial) = on_disk(Worker::Run, MOST, 1).await else { return };
    trial.server.be_silent(true);
    let process = trial.start();
    trial.server.wait_for(|taken| !taken.is_empty());
    trial.disk().fill();
    trial.server.be_silent(false);
    process.wait_until_it_says(CANNOT_WRITE, 1);
    let killed = process.kill();
    assert!(killed.signal.is_some());
    let in_flight = trial.note_kill();
    assert!(in_flight > 0);
    let refused = trial.start().end();
    assert_tells(&refused, &["disk is full", "the disk could not be"]);
    trial.disk().make_room();
    assert_eq!(trial.finish().await, in_flight);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_lives_through_a_full_disk_and_goes_on_by_itself() {
    let Some(trial) = on_disk(Worker::Serve, MOST, 1).await else { return };
    trial.server.be_silent(true);
    let daemon = trial.start();
    trial.server.wait_for(|taken| !taken.is_empty());
    trial.disk().fill();
    trial.server.be_silent(false);
    daemon.wait_until_it_says(CANNOT_WRITE, 1);
    // It goes on trying while its heart beats.
    daemon.wait_until_it_says("the heartbeat could not be noted", 1);
    trial.disk().make_room();
    daemon.wait_until_it_says("a job is done", 1);
    let ended = daemon.stop();
    assert_eq!(trial.check(&ended).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_whose_disk_is_full_before_the_letters_are_written_tries_again_later() {
    if long().is_none() {
        // A job that failed is tried again after a minute.
        return;
    }
    let Some(trial) = on_disk(Worker::Serve, MOST, 1).await else { return };
    let daemon = trial.start();
    daemon.wait_until_it_says("read a source", 1);
    trial.disk().fill();
    daemon.wait_until_it_says("a job failed", 1);
    trial.disk().make_room();
    daemon.wait_until_it_says("a job is done", 1);
    let ended = daemon.stop();
    assert_eq!(trial.check(&ended).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_cannot_be_written_is_told_and_nothing_is_sent() {
    for worker in [Worker::Run, Worker::Serve] {
        let Some(trial) = on_disk(worker, MOST, 1).await else { return };
        // Once before there is anything, and once with all letters in the outbox.
        for is_begun in [false, true] {
            if is_begun {
                trial.server.be_silent(true);
                let process = trial.start();
                trial.server.wait_for(|taken| !taken.is_empty());
                process.kill();
                trial.server.be_silent(false);
            }
            let before = trial.server.taken_in_all().len();
            trial.disk().set_read_only(true);
            let refused = trial.start().end();
            assert_tells(&refused, &["let the user that runs nyttja"]);
            assert!(refused.says("is read-only"), "{refused:#?}");
            trial.disk().set_read_only(false);
            assert_eq!(trial.server.taken_in_all().len(), before);
        }
        let mut trial = trial;
        let in_flight = trial.note_kill();
        assert_eq!(trial.finish().await, in_flight);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_or_a_receipt_that_cannot_be_written_keeps_no_letter_back() {
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    let trial = Trial::begin(Worker::Run, "resend", 1).await;
    let mut command = trial.command();
    command.env("NYTTJA_LOG", "nyttja=info").stdout(full()).stderr(full());
    let ran = command.status().unwrap();
    assert_eq!(ran.code(), Some(1), "its receipt is lost");
    let taken = trial.server.taken_in_all();
    assert!(taken.iter().all(|letter| letter.is_known));
    assert_eq!(trial.finish().await, 0);

    let output = schema(full());
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("could not be written") && told.contains("hint: "), "{told}");
}

/// A command that shows much, into a file on a full disk.
fn schema(stdout: std::fs::File) -> Output {
    World::in_a_file().command(&["schema", "nyttja"]).stdout(stdout).output().unwrap()
}

/// A municipality, and somebody else who may have its database to themselves.
async fn with_somebody_else() -> (Trial, Store) {
    let trial = Trial::begin_in(World::in_a_file(), Worker::Run, "resend", 1).await;
    let other = trial.store().await;
    (trial, other)
}

/// Keeps the database locked until it is dropped.
async fn lock(other: &Store) -> OutboxWriter {
    other.outbox.writer(Clock::system().now()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_finds_the_database_locked_says_so_and_the_next_one_does_its_work() {
    let (trial, other) = with_somebody_else().await;
    let locked = lock(&other).await;
    let ended = trial.start().end();
    assert_tells(&ended, &["the database is busy"]);
    assert_eq!(trial.server.taken_in_all().len(), 0);
    drop(locked);
    assert_eq!(trial.finish().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_database_is_locked_before_its_letters_are_written_sends_none() {
    let (trial, other) = with_somebody_else().await;
    let process = trial.start();
    process.wait_until_it_says("read a source", 1);
    let locked = lock(&other).await;
    let ended = process.end();
    assert_tells(&ended, &["the database is busy"]);
    assert_eq!(trial.server.taken_in_all().len(), 0);
    drop(locked);
    assert_eq!(trial.finish().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_database_is_locked_while_it_sends_waits_and_forgets_nothing() {
    let (trial, other) = with_somebody_else().await;
    trial.server.be_silent(true);
    let process = trial.start();
    trial.server.wait_for(|taken| !taken.is_empty());
    let locked = lock(&other).await;
    trial.server.be_silent(false);
    process.wait_until_it_says(CANNOT_WRITE, 1);
    drop(locked);
    let ended = process.end();
    assert_eq!(trial.check(&ended).await, 0);
}
