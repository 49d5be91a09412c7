//! Processes are killed at random moments, and another one finishes.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Instant;

use super::chance::{Chance, first_seed, long};
use super::phase::{Course, Phase};
use super::tell;
use super::town::PRINCIPALS;
use super::trial::{Trial, Worker};

/// What all trials together have shown.
#[derive(Debug, Default)]
struct Sum {
    kills: BTreeMap<Phase, usize>,
    serving: usize,
    held: usize,
    repeats: usize,
    most_at_once: usize,
    in_flight: usize,
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} kills (", self.kills.values().sum::<usize>())?;
        for (index, (phase, kills)) in self.kills.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{phase} {kills}")?;
        }
        let Self { serving, held, repeats, most_at_once, in_flight, .. } = self;
        write!(
            f,
            "; {serving} of daemons, {held} with on_unknown = \"hold\"), {in_flight} letters in flight at them, \
             {most_at_once} at most at one; {repeats} repeats"
        )
    }
}

impl Sum {
    /// Kills a process at a moment, and notes in which part of its work; one that ends before is not counted.
    async fn kill(&mut self, trial: &mut Trial, course: &Course, chance: &mut Chance) {
        let is_queued = !trial.entries().await.is_empty();
        // One that goes on with letters of another one says little on the way.
        let moment = if is_queued { course.any_moment(chance) } else { course.moment(chance) };
        let killed = trial.start().kill_after(moment);
        if killed.signal.is_none() {
            // An earlier kill may have left letters of which nobody knows.
            let codes = if trial.on_unknown == "hold" { [0, 5] } else { [0, 0] };
            assert!(killed.code.is_some_and(|code| codes.contains(&code)), "{killed:#?}");
            return;
        }
        let in_flight = trial.note_kill();
        let phase = Phase::of(&killed, is_queued);
        *self.kills.entry(phase).or_default() += 1;
        self.serving += usize::from(trial.worker == Worker::Serve);
        self.held += usize::from(trial.on_unknown == "hold");
        self.in_flight += in_flight;
        self.most_at_once = self.most_at_once.max(in_flight);
    }
}

/// How a run goes that nobody disturbs.
async fn course(worker: Worker) -> Course {
    let trial = Trial::begin(worker, "resend", 1).await;
    let process = trial.start();
    let ended = match worker {
        Worker::Run => process.end(),
        Worker::Serve => {
            process.wait_until_it_says("a job is done", 1);
            process.stop()
        }
    };
    assert_eq!(trial.server.taken_in_all().len(), PRINCIPALS, "{ended:#?}");
    trial.check(&ended).await;
    Course::of(&ended)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_killed_at_any_moment_loses_nothing_and_repeats_only_what_was_in_flight() {
    let wanted = long().unwrap_or(6);
    let courses = [course(Worker::Run).await, course(Worker::Serve).await];
    let (began, first) = (Instant::now(), first_seed());
    let mut sum = Sum::default();
    for number in 0.. {
        if sum.kills.values().sum::<usize>() >= wanted {
            break;
        }
        let seed = first + number;
        let (mut chance, _told) = Chance::told(seed);
        let worker = if chance.one_in(4) { Worker::Serve } else { Worker::Run };
        let on_unknown = if chance.one_in(5) { "hold" } else { "resend" };
        let kills = 1 + chance.below(3);
        let mut trial = Trial::begin(worker, on_unknown, seed).await;
        for _ in 0..kills {
            let course = &courses[usize::from(worker == Worker::Serve)];
            sum.kill(&mut trial, course, &mut chance).await;
        }
        sum.repeats += trial.finish().await;
        if long().is_some() && number % 25 == 24 {
            tell(&format!("after {} trials: {sum}", number + 1));
        }
    }
    if long().is_some() {
        let course = courses.map(|course| course.length().as_millis());
        tell(&format!(
            "{sum}; {} s; an undisturbed run takes {} ms, a daemon {} ms",
            began.elapsed().as_secs(),
            course[0],
            course[1]
        ));
    }
    if wanted >= 100 {
        for phase in Phase::ALL {
            assert!(sum.kills.get(&phase).copied().unwrap_or_default() >= wanted / 50, "{phase}: {sum}");
        }
        assert!(sum.repeats > 0, "{sum}");
    }
}
