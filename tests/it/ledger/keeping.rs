//! What the store keeps of readings.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use chrono::Days;
use nyttja::domain::unit::UnitKey;
use nyttja::domain::usage::figure::Figure;
use proptest::prelude::*;
use tokio::runtime::Runtime;

use crate::builders::day;
use crate::world::{MONDAY, World};

const UNITS: [&str; 2] = ["12345678", "87654321"];

/// What a row is about: a unit and a week from its Monday on, of eight days where its end is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct About {
    unit: usize,
    week: u64,
    is_long: bool,
}

/// A reading: how many people the rows about the same say were active.
type Told = BTreeMap<About, BTreeSet<u32>>;

fn row() -> impl Strategy<Value = (About, u32)> {
    let about = (0..UNITS.len(), 0_u64..4, prop::bool::weighted(0.3));
    (about.prop_map(|(unit, week, is_long)| About { unit, week, is_long }), 0_u32..3)
}

/// Whether two periods share a border day, or most are a day too long.
fn is_unfit(told: &Told) -> bool {
    let long = told.keys().filter(|about| about.is_long);
    let next = |about: &About| About { week: about.week + 1, ..*about };
    long.clone().any(|about| told.contains_key(&next(about))) || long.count() * 2 > told.len()
}

fn file(rows: &[(About, u32)]) -> String {
    let lines = rows.iter().map(|(about, active)| {
        let from = day("2026-10-05") + Days::new(7 * about.week);
        let to = from + Days::new(if about.is_long { 7 } else { 6 });
        format!("{};larlogg;staff;{from};{to};{active};30;1\n", UNITS[about.unit])
    });
    format!("Enhet;Modul;Målgrupp;Från;Till;Aktiva;Antal;Inlägg\n{}", lines.collect::<String>())
}

/// What is in the store, with the failures and the refused rows of its newest fetch.
async fn fetched(world: &World) -> (BTreeMap<About, u32>, usize, u64) {
    let weekly = world.weekly().await;
    let reports = weekly.fetcher.fetch(MONDAY.parse().unwrap()).await.unwrap();
    let mut kept = BTreeMap::new();
    for (unit, key) in UNITS.iter().enumerate() {
        for record in weekly.store.usage.delivered(&UnitKey((*key).into())).await.unwrap() {
            let period = record.usage.period;
            let week = u64::try_from((period.from - day("2026-10-05")).num_days() / 7).unwrap();
            let about = About { unit, week, is_long: period.days() == 8 };
            kept.insert(about, record.usage.figures.active.and_then(Figure::known).unwrap());
        }
    }
    weekly.store.close().await;
    (kept, reports[0].failures.len(), reports[0].refused)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_reading_is_kept_whole_or_not_at_all(
        readings in prop::collection::vec(prop::collection::vec(row(), 1..7), 1..4),
    ) {
        let world = World::in_a_file();
        fs::remove_file(world.path("data/inbox/usage.csv")).unwrap();
        let (mut kept, mut unfit, mut refused) = (BTreeMap::new(), 0, 0);
        for (number, rows) in readings.iter().enumerate() {
            world.write(&format!("data/inbox/{number}.csv"), file(rows));
            let mut told = Told::new();
            for (about, active) in rows {
                told.entry(*about).or_default().insert(*active);
            }
            if is_unfit(&told) {
                unfit += 1;
                continue;
            }
            for (about, active) in &told {
                match Vec::from_iter(active)[..] {
                    [active] => drop(kept.insert(*about, *active)),
                    // They contradict each other: what was read before stays.
                    _ => refused += rows.iter().filter(|(row, _)| row == about).count() as u64,
                }
            }
        }
        // A source without any usable file has failed as a whole.
        let failures = if unfit == readings.len() { 1 } else { unfit };
        let runtime = Runtime::new().unwrap();
        prop_assert_eq!(&runtime.block_on(fetched(&world)), &(kept, failures, refused));
    }
}
