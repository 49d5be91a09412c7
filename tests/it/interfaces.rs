//! Interfaces as servers really are: each case of `tests/interfaces/cases` is a server on loopback that answers
//! by a script, and what comes of asking it is compared with what is right by the contract.

mod body;
mod broken;
mod case;
mod cut;
mod mornings;
mod real;
mod server;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use nyttja::sources::http_json::Wait;

use crate::readings::seen::{Reading, Seen};
use crate::readings::{assert_alike, cases, cases_of, world};
use case::{Case, Traffic};
use server::Server;

/// Units with keys that are written otherwise in addresses, or that lose what they begin with.
const MORE_UNITS: &str = "\
FSK#7+å,Åens förskola,FS,Norr,9,40,70,,,,Karin Holm,karin.holm@example.invalid
00990007,Nollans skola,GR,Norr,20,200,300,,,,Karin Holm,karin.holm@example.invalid
";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interfaces")
}

/// What comes of each case, and the seconds that were waited; the server of each listens at its port.
async fn seen(cases: &[Case], ports: &[u16]) -> (Vec<Seen>, Vec<Vec<u64>>) {
    let world = world();
    let units = world.read("config/units.csv");
    world.write("config/units.csv", format!("{units}{MORE_UNITS}"));
    let mut readings = Vec::new();
    for (number, (case, port)) in cases.iter().zip(ports).enumerate() {
        let data = number.to_string();
        for (file, text) in &case.files {
            world.write(&format!("{data}/{file}"), text);
        }
        let source = case.source(&data, *port);
        readings.push(Reading { name: &case.name, today: case.today, source, data: world.path(&data) });
    }
    let pauses: Vec<Arc<Mutex<Vec<u64>>>> = cases.iter().map(|_| Arc::default()).collect();
    let readings: Vec<_> = readings.iter().collect();
    let seen = Seen::all(&world.path("config"), &readings, |place, source| {
        let made = Arc::clone(&pauses[place]);
        source.waiting_by(Wait::by(move |time: Duration| {
            made.lock().unwrap().push(time.as_secs());
            std::future::ready(())
        }))
    })
    .await;
    (seen, pauses.iter().map(|pauses| pauses.lock().unwrap().clone()).collect())
}

/// Asserts that the cases of one file are read right, or refused with their place.
async fn assert_read(file: &str) {
    let only = std::env::var("NYTTJA_INTERFACE").unwrap_or_default();
    let mut cases: Vec<Case> = cases_of(&folder().join(format!("cases/{file}.toml")));
    cases.retain(|case| case.name.contains(&only));
    let servers: Vec<_> = cases.iter().map(Case::server).collect();
    let ports: Vec<_> = servers.iter().map(Server::port).collect();
    let (seen, pauses) = seen(&cases, &ports).await;
    assert_alike(cases.iter().enumerate().map(|(place, case)| {
        let traffic = Traffic { questions: servers[place].questions(), pauses: pauses[place].clone() };
        (case.name.clone(), case.differences(&seen[place], Some(&traffic)))
    }));
}

#[tokio::test]
async fn pages_are_asked_for_in_the_way_that_the_server_wants() {
    assert_read("paging").await;
}

#[tokio::test]
async fn a_list_that_goes_on_elsewhere_never_counts_as_whole() {
    assert_read("more").await;
}

#[tokio::test]
async fn what_changes_while_it_is_read_is_read_once_more_or_refused() {
    assert_read("totals").await;
}

#[tokio::test]
async fn what_is_not_ready_is_waited_for_and_no_secret_goes_elsewhere() {
    assert_read("waiting").await;
}

#[tokio::test]
async fn a_question_has_what_the_interface_wants_to_see() {
    assert_read("asking").await;
}

#[tokio::test]
async fn answers_of_every_shape_are_read_by_the_record() {
    assert_read("shapes").await;
}

#[tokio::test]
async fn what_is_wrong_is_told_in_the_words_of_the_server_or_with_the_text_that_is_wrong() {
    assert_read("saying").await;
}

#[tokio::test]
async fn days_and_figures_of_an_answer_are_those_of_the_contract() {
    assert_read("days").await;
}

#[tokio::test]
async fn settings_that_contradict_themselves_are_told_before_anybody_is_asked() {
    assert_read("settings").await;
}

#[test]
fn every_case_has_a_name_of_its_own_and_is_read() {
    cases(&folder().join("cases"), |case: &Case| &case.name);
    let files = std::fs::read_dir(folder().join("cases")).unwrap().count();
    let source = include_str!("interfaces.rs");
    assert_eq!(source.matches("    assert_read(\"").count(), files, "a file of cases that no test reads");
}
