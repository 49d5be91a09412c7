//! The systems of the demonstration: what they report is read back through the
//! real sources, from the config folder that the demonstration writes.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use nyttja::demo::files::{self, Places};
use nyttja::demo::interface::Interface;
use nyttja::demo::sheets::{IGNORED, REFUSED, Systems, is_left_out, is_renamed};
use nyttja::demo::term::{Row, usage};
use nyttja::domain::usage::refusal::{Place, Refusal};
use nyttja::settings::{self, Severity};
use nyttja::sources::{Asked, Reading, Source};
use secrecy::SecretString;

use super::{angsvik, autumn};
use crate::builders::day;

#[tokio::test]
async fn what_the_systems_report_arrives_and_the_slips_are_named_by_line() {
    let municipality = angsvik();
    let rows = usage(&municipality, &autumn(), 1);
    let systems = Systems::share_out(rows.clone(), &municipality);
    let folder = tempfile::tempdir().unwrap();
    let (config, data) = (folder.path().join("config"), folder.path().join("data"));
    systems.write(&data.join("inbox"), &municipality).unwrap();
    let token_file = folder.path().join("token");
    std::fs::write(&token_file, "a token").unwrap();
    let interface = Interface::start(systems.interface.clone(), SecretString::from("a token")).await.unwrap();
    let mail = "127.0.0.1:2525".parse().unwrap();
    files::write(&config, &Places { interface: interface.address(), token_file: &token_file, mail }).unwrap();

    let loaded = settings::load(&config, &BTreeMap::new());
    assert_eq!(loaded.faults.worst(), Some(Severity::Warning), "{:?}", loaded.faults);
    assert_eq!(loaded.faults.len(), 1, "only the vacancy");
    let settings = loaded.settings.unwrap();
    assert_eq!(settings.municipality.roster, municipality.roster);

    let asked = Asked {
        units: Arc::new(
            municipality.roster.units.iter().map(|unit| (unit.key.clone(), unit.headcount)).collect(),
        ),
        modules: Arc::new(municipality.expectations.iter().map(|wish| wish.module.clone()).collect()),
        today: day("2026-11-23"),
        zone: municipality.zone,
    };
    let mut readings = Vec::new();
    for source in &settings.sources {
        readings.push(Source::new(source, &data).unwrap().read(&asked).await.unwrap());
    }
    interface.stop().await;

    let read: HashSet<String> =
        readings.iter().flat_map(Reading::records).map(|record| format!("{record:?}")).collect();
    let renamed = systems.schools.iter().filter(|row| is_renamed(row)).count();
    assert!(renamed > 10, "{renamed} rows have the new word");
    let left_out = |row: &&Row| is_left_out(row) || is_renamed(row) && systems.schools.contains(row);
    let sent = rows.iter().filter(|row| !left_out(row));
    let sent: HashSet<String> =
        sent.map(|row| format!("{:?}", row.record(day("2026-11-23")).unwrap())).collect();
    assert_eq!(read, sent);
    assert!(readings[0].passed_over.contains(&"Veckonytt".to_owned()), "{:?}", readings[0].passed_over);
    check_slips(&readings[0], renamed);
    assert!(readings[1].refusals.is_empty() && readings[2].refusals.is_empty());
    assert!(readings[2].parts > 2, "the interface has several pages");
}

fn check_slips(reading: &Reading, renamed: usize) {
    assert_eq!(
        (reading.refusals.len(), reading.ignored),
        (REFUSED, u64::try_from(IGNORED + renamed).unwrap())
    );
    let line = |refusal: &Refusal| match refusal.place {
        Place::Line { line, .. } => Some(line),
        Place::Record { .. } | Place::Named { .. } => None,
    };
    let lines: HashSet<u64> = reading.refusals.iter().filter_map(line).collect();
    assert_eq!(lines.len(), REFUSED);
    let reasons: Vec<_> = reading.refusals.iter().map(|refusal| refusal.reason.as_str()).collect();
    for part in ["2026-11-31", "58 people active of 52", "99000199", "tolv"] {
        assert!(reasons.iter().any(|reason| reason.contains(part)), "{part}: {reasons:?}");
    }
}
