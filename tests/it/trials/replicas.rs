//! Three daemons share a database. At random moments one is killed and another one
//! stands still, and wakes when the third has done everything.

use std::time::{Duration, Instant};

use nyttja::domain::series::Series;
use nyttja::store::Store;

use super::chance::{Chance, first_seed, long};
use super::process::Process;
use super::tell;
use super::town::store;
use super::trial::{Trial, Worker};
use crate::mail_server::{MailServer, PATIENCE};
use crate::world::World;

const NAMES: [&str; 3] = ["a", "b", "c"];

/// Over how long moments are drawn: about as long as the job takes.
const COURSE: Duration = Duration::from_secs(3);

/// What one trial has shown.
#[derive(Default)]
struct Shown {
    repeats: usize,
    /// Whether the one who was killed was doing the job, and whether the one who stood still was.
    killed_at_work: bool,
    stopped_at_work: bool,
}

/// Starts a daemon that believes in so many connections for all of them: each finds one that is free.
fn start(trial: &Trial, name: &str, connections: i64) -> Process {
    let files = ["nyttja.toml", "expectations.toml", "trainings.toml", "units.csv"];
    for file in files {
        trial.world.write(&format!("{name}/{file}"), trial.world.read(&format!("config/{file}")));
    }
    let file = format!("{name}/nyttja.toml");
    trial.world.set_in(&file, "mail.transport.hello", name);
    trial.world.set_in(&file, "mail.connections", connections);
    Process::start(trial.world.command(&["serve", "--config", name]))
}

/// Waits until the job is done, and no letter is left.
async fn wait_until_done(trial: &Trial, store: &Store) {
    let began = Instant::now();
    loop {
        let entries = store.outbox.entries(Series::Letters, trial.week).await.unwrap();
        let is_sent = !entries.is_empty() && entries.iter().all(|entry| entry.state.word() == "sent");
        if is_sent && store.moments.last_occurrence("letters").await.unwrap().is_some() {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{entries:#?}");
        // What others write into a database can only be asked for.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// How many letters were taken from a client that does not know it.
fn unknown(server: &MailServer, name: &str) -> usize {
    server.taken().iter().filter(|letter| letter.client == name && !letter.is_known).count()
}

/// Puts all letters into the outbox, and leaves at most those of one process on their way.
fn queue(trial: &mut Trial) {
    trial.worker = Worker::Run;
    let run = trial.start();
    run.wait_until_it_says("entered the letters into the outbox", 1);
    run.kill();
    trial.worker = Worker::Serve;
    trial.note_kill();
}

async fn hold(world: World, seed: u64) -> Shown {
    let (mut chance, _told) = Chance::told(seed);
    let mut trial = Trial::begin_in(world, Worker::Serve, "resend", seed).await;
    let (mut shown, is_written) = (Shown::default(), chance.one_in(2));
    if is_written {
        // All three of them send, while one of them goes through the job.
        queue(&mut trial);
        trial.server.think_for(Duration::from_millis(100));
    }
    let store = store(&trial.world).await;
    let mut daemons: Vec<_> = (1..).zip(NAMES).map(|(most, name)| start(&trial, name, most)).collect();
    let is_at_work = |daemon: &Process| daemon.says("a job begins") && !daemon.says("a job is done");
    let began = wait_for_the_first(&daemons);
    // Most often it is the one at work who is disturbed.
    let at_work = daemons.iter().position(is_at_work).unwrap_or_default();
    let first = if chance.one_in(3) { below_three(&mut chance) } else { at_work };
    let second = (first + 1 + usize::from(chance.one_in(2))) % 3;
    let (first, second) = if chance.one_in(2) { (first, second) } else { (second, first) };
    let moments = [chance.between(Duration::ZERO, COURSE), chance.between(Duration::ZERO, COURSE)];
    for (moment, name, signal) in in_order([(moments[0], first, "-KILL"), (moments[1], second, "-STOP")]) {
        // The moments are what the trial draws.
        tokio::time::sleep(moment.saturating_sub(began.elapsed())).await;
        let at_work = if signal == "-KILL" { &mut shown.killed_at_work } else { &mut shown.stopped_at_work };
        *at_work = is_at_work(&daemons[name]);
        daemons[name].signal(signal);
    }
    daemons[first].wait();

    wait_until_done(&trial, &store).await;
    store.close().await;
    // It says good-bye when it wakes, and does not know of its letters all the same.
    trial.server.distrust(NAMES[second]);
    let in_flight = unknown(&trial.server, NAMES[first]) + unknown(&trial.server, NAMES[second]);
    let allowed = trial.expect_in_flight(in_flight);
    daemons[second].signal("-CONT");
    let mut ended = Vec::new();
    for (number, daemon) in daemons.into_iter().enumerate().filter(|(number, _)| *number != first) {
        // Before that it does not listen for a polite signal.
        daemon.wait_until_it_says("nyttja serves", 1);
        ended.push(daemon.stop());
        assert_eq!(ended.last().unwrap().code, Some(0), "{number}: {ended:#?}");
    }
    shown.repeats = trial.check(&ended[0]).await;
    assert!(shown.repeats <= allowed);
    shown
}

fn below_three(chance: &mut Chance) -> usize {
    usize::try_from(chance.below(3)).unwrap()
}

fn in_order<T>(mut both: [(Duration, usize, T); 2]) -> [(Duration, usize, T); 2] {
    both.sort_by_key(|(moment, ..)| *moment);
    both
}

/// Waits until one of them begins the job.
fn wait_for_the_first(daemons: &[Process]) -> Instant {
    let began = Instant::now();
    while !daemons.iter().any(|daemon| daemon.says("a job begins")) {
        assert!(began.elapsed() < PATIENCE, "nobody begins");
        // What one of three says can only be asked for.
        std::thread::sleep(Duration::from_millis(5));
    }
    Instant::now()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_daemons_of_which_one_is_killed_and_one_stands_still_send_every_letter() {
    let wanted = long().map_or(1, |kills| kills.div_ceil(10));
    let (began, first) = (Instant::now(), first_seed());
    let (mut repeats, mut most, mut killed, mut stopped) = (0, 0, 0, 0);
    // They wait for one another most of the time.
    let seeds: Vec<u64> = (0..wanted as u64).map(|number| first + number).collect();
    for seeds in seeds.chunks(3) {
        let mut trials = tokio::task::JoinSet::new();
        for seed in seeds {
            let Some(world) = World::shared() else { return };
            trials.spawn(hold(world, *seed));
        }
        for shown in trials.join_all().await {
            repeats += shown.repeats;
            most = most.max(shown.repeats);
            killed += usize::from(shown.killed_at_work);
            stopped += usize::from(shown.stopped_at_work);
        }
    }
    if long().is_some() {
        tell(&format!(
            "{wanted} trials of three daemons, one killed ({killed} at the job) and one stopped ({stopped} at the job): \
             {repeats} repeats, {most} at most in one; {} s",
            began.elapsed().as_secs()
        ));
    }
}
