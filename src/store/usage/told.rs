//! What the sources told of: which units and modules they have rows of.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::super::Result;
use super::super::columns::Row;
use super::super::engine::{Ask, Query, from_row};
use super::{READING, UsageSnapshot};
use crate::domain::expectation::module::ModuleKey;
use crate::domain::unit::UnitKey;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::Period;
use crate::domain::usage::reports::{Absent, Reports};

/// What is said about a source in the settings, and followed from its last reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceMeaning {
    /// The source's name.
    pub name: String,
    /// What a row means that it does not have.
    pub absent: Absent,
    /// The last day whose figures the platform does not change any more; none where all are settled.
    pub settled_until: Option<NaiveDate>,
}

/// What one source told of in one period.
#[derive(Debug)]
struct ToldColumns {
    source: String,
    audience: String,
    first_day: String,
    last_day: String,
    /// The keys of units or modules, a line each.
    names: String,
}

from_row!(ToldColumns: source, audience, first_day, last_day, names);

/// Of what there is a row.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Units,
    Modules,
}

impl UsageSnapshot {
    /// What the sources told of up to the end of the snapshot. Of a source that `meanings` do
    /// not know a missing row means nothing.
    pub async fn reports(&mut self, meanings: &[SourceMeaning]) -> Result<Reports> {
        let mut reports = Reports::default();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        for SourceMeaning { name, absent, settled_until } in meanings {
            numbers.insert(name.clone(), reports.add_source(name, *absent, *settled_until));
        }
        for kind in [Kind::Units, Kind::Modules] {
            for told in self.told(kind).await? {
                let add = || reports.add_source(&told.source, Absent::Unknown, None);
                let number = *numbers.entry(told.source.clone()).or_insert_with(add);
                let row = Row::new("usage", &told.source);
                let audience: Audience = row.word(&told.audience)?;
                let period = Period { from: row.day(&told.first_day)?, to: row.day(&told.last_day)? };
                for name in told.names.lines() {
                    if matches!(kind, Kind::Units) {
                        reports.add_unit(number, &UnitKey(name.into()), audience, period);
                    } else {
                        reports.add_module(number, &ModuleKey(name.to_owned()), audience, period);
                    }
                }
            }
        }
        Ok(reports)
    }

    /// Every unit, or every module, of which a source has a row, put together for each period: years
    /// of a large municipality are too many rows.
    async fn told(&mut self, kind: Kind) -> Result<Vec<ToldColumns>> {
        let column = match kind {
            Kind::Units => "unit",
            Kind::Modules => "module",
        };
        let text = format!(
            "SELECT source, audience, first_day, last_day, string_agg({column}, '\n') AS names FROM \
             (SELECT DISTINCT source, audience, first_day, last_day, {column} FROM usage WHERE last_day <= $1) AS told \
             GROUP BY source, audience, first_day, last_day"
        );
        self.snapshot.all(Query::new(READING, &text).bind(self.until.to_string())).await
    }
}
