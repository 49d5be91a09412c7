//! Several daemons on one database: they share the work, and when one of them
//! dies or stands still the others take over: nothing lost, nothing twice but what was in its hands.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use nyttja::clock::Clock;
use nyttja::domain::outbox::{LetterId, State};
use nyttja::domain::series::Series;
use nyttja::store::{NewLetter, PackedMessage, Store};

use crate::builders::week;
use crate::mail_server::{MailServer, Taken};
use crate::world::{MONDAY, World};

/// A process that is killed with the test.
pub struct Process(pub Child);

impl Process {
    pub fn signal(&self, name: &str) {
        let killed = Command::new("kill").args([name, &self.0.id().to_string()]).status().unwrap();
        assert!(killed.success());
    }

    /// Reads its log up to a line that holds these words.
    fn wait_until_it_says(&mut self, words: &str) {
        let mut lines = BufReader::new(self.0.stderr.as_mut().unwrap()).lines().map(Result::unwrap);
        assert!(lines.any(|line| line.contains(words)), "it never says: {words}");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The config folder of one of several daemons: with its own name, and the number of
/// connections that it believes all of them may have.
fn configure(world: &World, name: &str, connections: i64, server: &MailServer) -> String {
    for file in ["nyttja.toml", "expectations.toml", "trainings.toml", "units.csv"] {
        world.write(&format!("{name}/{file}"), world.read(&format!("config/{file}")));
    }
    let file = format!("{name}/nyttja.toml");
    world.set_in(&file, "mail.transport", server.transport(&format!("hello = \"{name}\"")));
    world.set_in(&file, "mail.connections", connections);
    world.set_in(&file, "store.take_over_after", "2 seconds");
    world.set_in(&file, "schedule.fetch", "");
    world.set_in(&file, "schedule.letters", "");
    name.to_owned()
}

fn spawn(world: &World, config: &str, args: &[&str]) -> Process {
    let mut command = world.command(args);
    command.args(["--config", config]).stdout(Stdio::null()).stderr(Stdio::piped());
    Process(command.spawn().unwrap())
}

async fn queue(store: &Store, count: usize) {
    // The daemons live by the system's clock, and letters of another time are too late.
    let now = Clock::system().now();
    let letters: Vec<_> = (0..count)
        .map(|number| {
            let recipient = format!("rektor{number:02}@example.invalid");
            let id = LetterId {
                series: Series::Letters,
                recipient: recipient.clone(),
                week: week("2026-W48"),
                edition: 1,
            };
            let message_id = id.message_id("example.invalid");
            NewLetter {
                units: Vec::new(),
                state: State::Queued,
                reason: None,
                message: Some(PackedMessage::of(
                    format!("To: <{recipient}>\r\nMessage-ID: {message_id}\r\n\r\nHej!\r\n").as_bytes(),
                )),
                message_id: Some(message_id),
                address: Some(recipient),
                asks: Vec::new(),
                id,
            }
        })
        .collect();
    assert_eq!(store.outbox.queue(&letters, now).await.unwrap(), count as u64);
}

/// What arrived, by recipient.
fn by_recipient(arrived: &[Taken]) -> BTreeMap<String, Vec<&Taken>> {
    let mut all: BTreeMap<String, Vec<&Taken>> = BTreeMap::new();
    for letter in arrived {
        all.entry(letter.to.clone()).or_default().push(letter);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn of_three_daemons_one_is_killed_and_one_stands_still_and_every_letter_arrives() {
    let Some(world) = World::shared() else { return };
    let server = MailServer::start();
    for name in ["a", "b", "c"] {
        server.hold(name);
    }
    let store = world.weekly().await.store;
    queue(&store, 12).await;
    // Each finds one connection that no other has: the first, the second, and the third.
    let mut daemons: Vec<Process> = Vec::new();
    for (connections, name) in (1..).zip(["a", "b", "c"]) {
        let config = configure(&world, name, connections, &server);
        daemons.push(spawn(&world, &config, &["serve"]));
        server.wait_for(|arrived| arrived.iter().any(|letter| letter.client == name));
    }
    let in_hand = server.wait_for(|arrived| arrived.len() == 3);

    let [a, b, c] = [0, 1, 2].map(|index| in_hand[index].to.clone());
    daemons[0].signal("-KILL");
    daemons[2].signal("-STOP");
    server.release("b");
    server.wait_for(|arrived| {
        let all = by_recipient(arrived);
        all.len() == 12 && all[&a].len() == 2 && all[&c].len() == 2
    });
    // It wakes after its lease has run out, with an answer for a letter that is no longer its own.
    daemons[2].signal("-CONT");
    server.release("c");
    daemons[2].wait_until_it_says("stood still");
    for daemon in &mut daemons[1..] {
        daemon.signal("-TERM");
        assert_eq!(daemon.0.wait().unwrap().code(), Some(0));
    }

    let arrived = server.taken();
    for (recipient, letters) in by_recipient(&arrived) {
        let times = if recipient == a || recipient == c { 2 } else { 1 };
        assert_eq!(letters.len(), times, "{recipient}");
        assert!(letters.iter().all(|letter| letter.message == letters[0].message), "the same, byte for byte");
    }
    assert_eq!(by_recipient(&arrived)[&b].len(), 1);
    let entries = store.outbox.entries(Series::Letters, week("2026-W48")).await.unwrap();
    assert!(entries.iter().all(|entry| entry.state == State::Sent), "{entries:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_process_is_killed_is_gone_on_with_at_once_by_the_next() {
    let Some(world) = World::shared() else { return };
    let server = MailServer::start();
    server.hold("a");
    let first = configure(&world, "a", 1, &server);
    let second = configure(&world, "b", 1, &server);
    let mut killed = spawn(&world, &first, &["run", "--at", MONDAY]);
    let in_hand = server.wait_for(|arrived| arrived.len() == 1)[0].to.clone();
    let refused = world.nyttja(&["run", "--at", MONDAY, "--config", &second]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("another nyttja is doing the job `letters`"), "{refused:?}");
    killed.signal("-KILL");
    killed.0.wait().unwrap();

    let ran = world.nyttja(&["run", "--at", MONDAY, "--config", &second, "--format", "json"]);

    assert_eq!((ran.code, ran.json()["sent"].as_u64()), (0, Some(2)), "{ran:?}");
    for (recipient, letters) in by_recipient(&server.taken()) {
        assert_eq!(letters.len(), if recipient == in_hand { 2 } else { 1 }, "{recipient}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_three_runs_at_once_one_writes_the_letters() {
    let Some(world) = World::shared() else { return };
    let server = MailServer::start();
    let mut runs: Vec<_> = ["a", "b", "c"]
        .into_iter()
        .map(|name| {
            let config = configure(&world, name, 3, &server);
            spawn(&world, &config, &["run", "--at", MONDAY])
        })
        .collect();
    let codes: Vec<_> = runs.iter_mut().map(|run| run.0.wait().unwrap().code().unwrap()).collect();
    // One that comes too early is refused; one that comes too late finds nothing to do.
    assert!(codes.contains(&0) && codes.iter().all(|code| [0, 1].contains(code)), "{codes:?}");
    assert_eq!(server.taken().len(), 2);
}
