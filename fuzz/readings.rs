//! What both targets that read figures ask about, and what must be true of what they get.

use std::panic;
use std::path::Path;
use std::process::abort;
use std::sync::Arc;

use chrono::NaiveDate;
use nyttja::domain::expectation::module::ModuleKey;
use nyttja::domain::unit::{Headcount, UnitKey};
use nyttja::domain::usage::figure::Figure;
use nyttja::domain::usage::{Subject, Usage};
use nyttja::sources::{Asked, Reading, SourceError};

/// What the municipality asks about. From here on the engine stops where our own code panics, in whatever thread.
/// A damaged workbook may have its library panic, and is refused.
pub fn asked() -> Asked {
    let told = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        // Other crates are compiled by their full path.
        if info.location().is_none_or(|place| Path::new(place.file()).is_relative()) {
            told(info);
            abort();
        }
    }));
    let people = Headcount::default();
    Asked {
        units: Arc::new(["99000101", "99000102"].map(|key| (UnitKey(key.into()), people)).into()),
        modules: Arc::new(["larlogg", "nyheter"].map(|key| ModuleKey(key.into())).into()),
        today: NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day"),
        zone: chrono_tz::Europe::Stockholm,
    }
}

/// Stops the engine where two readings that should be the same are not, or where one cannot be true.
pub fn compare(once: &Result<Reading, SourceError>, again: &Result<Reading, SourceError>, asked: &Asked) {
    assert_eq!(format!("{once:?}"), format!("{again:?}"));
    // What a library panics at is refused, and its file named.
    assert!(!matches!(once, Err(SourceError::CutOff)));
    let Ok(reading) = once else { return };
    for (subject, usage) in reading.records() {
        assert!(asked.units.contains_key(&subject.unit) && asked.modules.contains(&subject.module));
        assert!(usage.period.from <= usage.period.to && usage.period.to < asked.today, "{usage:?}");
        if let (Some(Figure::Known(active)), Some(Figure::Known(eligible))) =
            (usage.figures.active, usage.figures.eligible)
        {
            assert!(active <= eligible, "{usage:?}");
        }
    }
    assert_eq!(reading.kept, reading.records().len() as u64);
    assert!(reading.refusals.iter().all(|refusal| !refusal.reason.is_empty()));
}

/// The records of a reading in an order of their own.
pub fn records(reading: &Reading) -> Vec<String> {
    let mut records: Vec<String> = reading
        .records()
        .into_iter()
        .map(|(subject, usage): &(Subject, Usage)| format!("{subject:?} {usage:?}"))
        .collect();
    records.sort();
    records
}
