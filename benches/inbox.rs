//! What a morning costs: a folder of weekly exports in which nothing has changed, beside reading every file of it again.
//!
//! `cargo bench --bench inbox [FILES] [UNITS]`: 60 files of 500 units, three modules and three
//! audiences where absent, on a fresh SQLite file. A file under another name is read again, and says the same.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that fails should stop, and tell"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, NaiveDate, Utc};
use nyttja::app;
use nyttja::settings::load;
use nyttja::weekly::Weekly;

const ROUNDS: usize = 5;

/// The shipped settings, with as many units as wanted and nothing that names others.
fn configure(folder: &Path, units: usize) {
    fs::create_dir(folder).unwrap();
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/config")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
        }
    }
    fs::write(folder.join("agreements.toml"), "").unwrap();
    let mut list =
        "unit,name,forms,area,staff,students,guardians,principal_name,principal_email\n".to_owned();
    for unit in 0..units {
        writeln!(
            list,
            "{},Skola {unit},GR,Norr,40,400,700,Anna Ek,anna{unit}@example.invalid",
            70_000_000 + unit
        )
        .unwrap();
    }
    fs::write(folder.join("units.csv"), list).unwrap();
}

/// An export of the week that begins `monday`.
fn export(monday: NaiveDate, units: usize) -> String {
    let sunday = monday + Days::new(6);
    let mut rows = "Enhet;Modul;Målgrupp;Från;Till;Aktiva;Antal;Inlägg;Senast\n".to_owned();
    for unit in 0..units {
        for module in ["larlogg", "veckobrev", "meddelanden"] {
            for audience in ["staff", "students", "guardians"] {
                let (unit, active) = (70_000_000 + unit, unit % 30);
                writeln!(rows, "{unit};{module};{audience};{monday};{sunday};{active};40;{active};{sunday}")
                    .unwrap();
            }
        }
    }
    rows
}

async fn fetch(weekly: &Weekly, now: DateTime<Utc>) -> (Duration, u64) {
    let start = Instant::now();
    let reports = weekly.fetcher.fetch(now).await.unwrap();
    let report = reports.first().unwrap();
    assert_eq!((report.refused, report.changed, report.failures.len()), (0, 0, 0), "{report:?}");
    (start.elapsed(), report.kept)
}

fn rename_all(inbox: &Path, round: usize) {
    for entry in fs::read_dir(inbox).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy();
        let first = stem.split('-').next().unwrap().to_owned();
        fs::rename(&path, inbox.join(format!("{first}-{round}.csv"))).unwrap();
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn main() {
    let mut numbers = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .map(|text| text.parse().unwrap());
    let files = numbers.next().unwrap_or(60);
    let units = numbers.next().unwrap_or(500);
    let now: DateTime<Utc> = "2026-11-23T05:30:00Z".parse().unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let (config, data) = (folder.path().join("config"), folder.path().join("data"));
    configure(&config, units);
    let inbox = data.join("inbox");
    fs::create_dir_all(&inbox).unwrap();
    for file in 0..files {
        let monday = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap() - Days::new(7 * file as u64);
        fs::write(inbox.join(format!("{file:03}.csv")), export(monday, units)).unwrap();
    }
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let settings = load(&config, &BTreeMap::new()).settings.unwrap();
        let weekly = app::build(&settings, &data).await.unwrap();
        let (first, kept) = fetch(&weekly, now).await;
        println!("{files} files, {kept} records: {first:?} when they are new");
        let (mut all, mut none) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            rename_all(&inbox, round);
            all.push(fetch(&weekly, now).await.0);
            none.push(fetch(&weekly, now).await.0);
        }
        let (all, none) = (median(all), median(none));
        println!(
            "medians of {ROUNDS}: {all:?} where all are read again, {none:?} where nothing has changed: {:.0} times as fast",
            all.as_secs_f64() / none.as_secs_f64()
        );
    });
}
