//! Interfaces as servers really are: each case of `tests/interfaces/cases` is a server on loopback that answers
//! by a script, and what comes of asking it is compared with what is right by the contract.

mod body;
mod case;
mod server;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use nyttja::sources::http_json::Wait;

use crate::readings::seen::{Reading, Seen};
use crate::readings::{assert_alike, cases, world};
use case::Case;

/// Units with keys that are written otherwise in addresses, or that lose what they begin with.
const MORE_UNITS: &str = "\
FSK#7/å,Åens förskola,FS,Norr,9,40,70,,,,Karin Holm,karin.holm@example.invalid
00990007,Nollans skola,GR,Norr,20,200,300,,,,Karin Holm,karin.holm@example.invalid
";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interfaces")
}

#[tokio::test]
async fn what_a_server_says_is_read_right_or_refused_with_its_place() {
    let world = world();
    let units = world.read("config/units.csv");
    world.write("config/units.csv", format!("{units}{MORE_UNITS}"));
    let only = std::env::var("NYTTJA_INTERFACE").unwrap_or_default();
    let mut cases = cases(&folder().join("cases"), |case: &Case| &case.name);
    cases.retain(|case| case.name.contains(&only));
    let servers: Vec<_> = cases.iter().map(Case::server).collect();
    let mut readings = Vec::new();
    for (number, (case, server)) in cases.iter().zip(&servers).enumerate() {
        let data = number.to_string();
        for (file, text) in &case.files {
            world.write(&format!("{data}/{file}"), text);
        }
        let source = case.source(&data, server);
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
    assert_alike(cases.iter().enumerate().map(|(place, case)| {
        let pauses = pauses[place].lock().unwrap();
        (case.name.clone(), case.differences(&seen[place], &servers[place].questions(), &pauses))
    }));
}
