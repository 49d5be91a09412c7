//! One trial: a municipality, its mail server, and what must be true when everything is done.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use chrono::TimeDelta;
use nyttja::clock::Clock;
use nyttja::domain::outbox::{Entry, State};
use nyttja::domain::series::Series;
use nyttja::domain::week::Week;
use nyttja::store::Store;
use nyttja::weekly::ReceiptForm;
use serde_json::Value;

use super::disk::Disk;
use super::process::{Ended, Process};
use super::town::{CONNECTIONS, PRINCIPALS, Town, principal, store};
use crate::mail_server::{MailServer, Manners, Taken};
use crate::world::World;

/// How long the mail server thinks before each answer, at most.
const SLOWEST: Duration = Duration::from_millis(12);

/// Who does the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worker {
    /// `nyttja run`.
    Run,
    /// `nyttja serve`.
    Serve,
}

/// One trial.
pub struct Trial {
    pub world: World,
    pub week: Week,
    pub server: MailServer,
    pub worker: Worker,
    pub on_unknown: &'static str,
    /// A disk of its own for the data folder, where it is the disk that is tried.
    pub disk: Option<Disk>,
    /// Variables of the environment of every process.
    pub environment: Vec<(&'static str, PathBuf)>,
    /// How many letters may come twice at most.
    allowed: usize,
    /// How often connections were made anew.
    kills: usize,
    /// How many letters the mail server had taken at the last kill.
    seen: usize,
}

impl Trial {
    pub async fn begin(worker: Worker, on_unknown: &'static str, seed: u64) -> Self {
        Self::begin_in(World::new(), worker, on_unknown, seed).await
    }

    pub async fn begin_in(world: World, worker: Worker, on_unknown: &'static str, seed: u64) -> Self {
        let manners = Manners { slowest: SLOWEST, seed: Some(seed), ..Manners::default() };
        let server = MailServer::with(manners);
        let town = Town { port: server.port, on_unknown, is_due: worker == Worker::Serve };
        let week = town.settle(&world);
        if worker == Worker::Serve {
            // It was installed long ago, so that the letters are due.
            let store = store(&world).await;
            store.moments.installed_at(Clock::system().now() - TimeDelta::days(2)).await.unwrap();
            store.close().await;
        }
        Self {
            world,
            week,
            server,
            worker,
            on_unknown,
            disk: None,
            environment: Vec::new(),
            allowed: 0,
            kills: 0,
            seen: 0,
        }
    }

    /// The command of a process.
    pub fn command(&self) -> Command {
        let (config, data) = (self.world.path("config"), self.world.path("data"));
        let mut arguments = match self.worker {
            Worker::Run => vec!["run", "--format", "json"],
            Worker::Serve => vec!["serve"],
        };
        arguments.extend(["--config", config.to_str().unwrap(), "--data", data.to_str().unwrap()]);
        let mut command = self.world.command(&arguments);
        command.envs(self.environment.clone());
        match &self.disk {
            Some(disk) => disk.on_it(&command),
            None => command,
        }
    }

    /// Starts a process.
    pub fn start(&self) -> Process {
        Process::start(self.command())
    }

    /// Notes that a process was killed, and says how many letters were in flight.
    pub fn note_kill(&mut self) -> usize {
        self.kills += 1;
        let taken = self.server.taken_in_all();
        let in_flight = taken[self.seen..].iter().filter(|letter| !letter.is_known).count();
        assert!(in_flight <= CONNECTIONS, "{in_flight} letters in flight");
        self.seen = taken.len();
        self.allowed += CONNECTIONS;
        in_flight
    }

    /// Notes that so many letters may come twice, of processes that were killed or stood still.
    /// Says how many in all.
    pub fn expect_in_flight(&mut self, letters: usize) -> usize {
        self.kills += 2;
        self.allowed += letters;
        self.allowed
    }

    /// The ledger, as another process finds it.
    pub async fn store(&self) -> Store {
        if let Some(disk) = &self.disk {
            disk.copy_to(&self.world.path("data"));
        }
        store(&self.world).await
    }

    pub async fn entries(&self) -> Vec<Entry> {
        let store = self.store().await;
        let entries = store.outbox.entries(Series::Letters, self.week).await.unwrap();
        store.close().await;
        entries
    }

    /// Lets another process finish, looks at everything, and says how many letters came twice.
    pub async fn finish(self) -> usize {
        let store = self.store().await;
        let is_done = store.moments.last_occurrence("letters").await.unwrap().is_some();
        store.close().await;
        let process = self.start();
        let ended = match self.worker {
            Worker::Run => process.end(),
            Worker::Serve => {
                process.wait_until_it_says(if is_done { "nyttja serves" } else { "a job is done" }, 1);
                process.stop()
            }
        };
        self.check(&ended).await
    }

    /// Looks at everything after the last process has `ended`, and says how many letters came twice.
    pub async fn check(&self, ended: &Ended) -> usize {
        let taken = &self.server.taken_in_all();
        let store = self.store().await;
        store.check().await.unwrap();
        assert_eq!(store.outbox.count_sending().await.unwrap(), 0);
        let entries = store.outbox.entries(Series::Letters, self.week).await.unwrap();
        let run = store.runs.find(Series::Letters, self.week).await.unwrap().expect("a run");
        assert!(run.finished_at.is_some(), "{run:?}");
        let receipt: ReceiptForm = serde_json::from_str(&run.receipt.expect("a receipt")).unwrap();
        let receipt = receipt.with_sent(&store.outbox, Series::Letters, run.edition).await.unwrap();
        let receipt = serde_json::to_value(receipt).unwrap();
        store.close().await;

        let times = counted(taken);
        let of = |state: &str| -> Vec<String> {
            let letters = receipt["letters"].as_array().unwrap().iter();
            let of_state = letters.filter(|letter| letter["state"] == state);
            of_state.map(|letter| letter["recipient"].as_str().unwrap().to_owned()).collect()
        };
        let (sent, unknown) = (of("sent"), of("unknown"));
        let count = |part: &str| usize::try_from(receipt[part].as_u64().unwrap()).unwrap();
        assert_eq!(
            (count("expected"), count("sent"), count("unknown")),
            (PRINCIPALS, sent.len(), unknown.len())
        );
        assert_eq!(sent.len() + unknown.len(), PRINCIPALS, "{receipt:#}");
        assert_eq!(entries.len(), PRINCIPALS);
        assert_eq!(entries.iter().filter(|entry| entry.state == State::Sent).count(), sent.len());
        for number in 0..PRINCIPALS {
            let address = principal(number);
            let got = times.get(&address).copied().unwrap_or_default();
            let is_unknown = unknown.contains(&address);
            assert!(got >= 1 || is_unknown, "{address} has no letter, and nobody knows: {receipt:#}");
            if self.on_unknown == "hold" {
                assert!(got <= 1, "{address} has {got}");
            }
        }
        if self.on_unknown == "resend" {
            assert!(unknown.is_empty(), "{unknown:?}");
            assert!(taken.len() - PRINCIPALS <= self.allowed);
        } else {
            assert!(unknown.len() <= self.allowed, "{unknown:?}");
        }
        let code = match self.worker {
            Worker::Run if !unknown.is_empty() => 5,
            _ => 0,
        };
        assert_eq!(ended.code, Some(code), "{ended:#?}");
        if self.worker == Worker::Run {
            let mut shown: Value = serde_json::from_str(&ended.stdout).unwrap();
            for source in shown["sources"].as_array_mut().unwrap() {
                // Where the list of refused rows lies is said to who reads, and not kept.
                source["notes"].as_array_mut().unwrap().retain(|note| !is_of_refused(note));
            }
            assert_eq!(shown, receipt, "what it shows is what it keeps");
        }
        assert!(self.server.most_connections() <= (1 + self.kills) * CONNECTIONS);
        taken.len() - times.len()
    }
}

/// How often each recipient got their letter, with what may be said of all trials:
/// each repeat is the same letter, and follows one that nobody could know to have been taken.
fn counted(taken: &[Taken]) -> BTreeMap<String, usize> {
    let mut all: BTreeMap<String, Vec<&Taken>> = BTreeMap::new();
    for letter in taken {
        all.entry(letter.to.clone()).or_default().push(letter);
    }
    let ids: BTreeSet<_> = all.values().map(|letters| letters[0].message_id()).collect();
    assert_eq!(ids.len(), all.len(), "each recipient has a letter of their own");
    for (recipient, letters) in &all {
        let (last, earlier) = letters.split_last().expect("a letter");
        for letter in earlier {
            assert_eq!(letter.message_id(), last.message_id(), "{recipient}");
            assert!(letter.message == last.message, "a repeat is the same, byte for byte: {recipient}");
            assert!(!letter.is_known, "{recipient} gets again what was known to have been taken");
        }
    }
    all.into_iter().map(|(recipient, letters)| (recipient, letters.len())).collect()
}

fn is_of_refused(note: &Value) -> bool {
    note.as_str().is_some_and(|note| note.starts_with("every refused row: "))
}
