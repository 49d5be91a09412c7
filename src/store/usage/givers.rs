//! What the records show of the sources that gave them.

use std::collections::BTreeMap;

use chrono::Days;

use super::super::Result;
use super::super::columns::Row;
use super::super::engine::{Query, from_row};
use super::UsageStore;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::unit::UnitKey;
use crate::domain::usage::Period;
use crate::domain::usage::givers::{Givers, OddPeriod, Shared, ZeroRows};

const DOING: &str = "look at what the sources gave";

/// Records that ended longer before the newest one, in days, tell nothing of what a source gives now.
const RECENT: Days = Days::new(56);

/// The longest period that is about a week, in days.
const A_WEEK: i64 = 8;

/// The shortest that is about a month.
const A_MONTH: i64 = 27;

/// Every figure that tells of use stands there, where it does, as 0.
const ZERO_ROW: &str = "SELECT source FROM usage WHERE source = $1 AND COALESCE(active, 0) = 0 \
     AND COALESCE(items, 0) = 0 AND COALESCE(share, '0') = '0' AND active_most IS NULL AND items_most IS NULL \
     AND share_most IS NULL AND (active IS NOT NULL OR items IS NOT NULL OR share IS NOT NULL) LIMIT 1";

/// For each source the span of its newest records about one subject, as it is read now.
const SPANS: &str = "WITH spans AS (SELECT usage.unit, usage.module, usage.audience, usage.source, \
     MIN(usage.first_day) AS first_day, MAX(usage.last_day) AS last_day FROM usage \
     JOIN fetches ON fetches.source = usage.source AND fetches.meaning = usage.meaning \
     WHERE usage.last_day >= $1 GROUP BY usage.unit, usage.module, usage.audience, usage.source) ";

const SAME_UNIT: &str = "SELECT one.source, other.source AS other, one.module, one.audience, \
     MIN(one.unit) AS unit FROM spans AS one JOIN spans AS other ON one.unit = other.unit \
     AND one.module = other.module AND one.audience = other.audience AND one.source < other.source \
     AND one.first_day <= other.last_day AND other.first_day <= one.last_day \
     GROUP BY one.source, other.source, one.module, one.audience";

const GIVEN: &str = "SELECT DISTINCT source, module, audience FROM spans";

const GIVEN_TWICE: &str = "SELECT given_twice.source, other, module, audience, unit FROM given_twice \
     JOIN fetches ON fetches.source = given_twice.other AND fetches.meaning = given_twice.other_meaning";

/// Something that two sources give.
#[derive(Debug)]
struct SharedColumns {
    source: String,
    other: String,
    module: String,
    audience: String,
    unit: String,
}

from_row!(SharedColumns: source, other, module, audience, unit);

/// Two sources with a module and an audience that both give, and a unit of which both tell.
type Found = (([String; 2], String, String), Option<String>);

impl UsageStore {
    /// What the records show of the sources that gave them.
    ///
    /// # Errors
    ///
    /// [`super::super::StoreError::Query`] where they cannot be read.
    pub async fn givers(&self) -> Result<Givers> {
        let mut givers = Givers::default();
        for fetch in self.last_fetches().await? {
            let source = fetch.report.name;
            let any = Query::new(DOING, "SELECT source FROM usage WHERE source = $1 LIMIT 1");
            if self.engine.optional::<(String,)>(any.bind(source.as_str())).await?.is_none() {
                continue;
            }
            let zero = Query::new(DOING, ZERO_ROW).bind(source.as_str());
            let has_sent = self.engine.optional::<(String,)>(zero).await?.is_some();
            givers.zeros.push(ZeroRows { source, has_sent });
        }
        givers.shared = self.shared().await?;
        givers.odd = self.odd_periods().await?;
        Ok(givers)
    }

    /// Periods of months where most of the same source and of the same subject are weeks or days.
    async fn odd_periods(&self) -> Result<Vec<OddPeriod>> {
        let periods = Query::new(
            DOING,
            "SELECT DISTINCT source, module, audience, last_day, first_day FROM usage \
             ORDER BY source, module, audience, last_day, first_day",
        );
        let mut found = Vec::new();
        let all: Vec<(String, String, String, String, String)> = self.engine.all(periods).await?;
        for same in all.chunk_by(|one, other| (&one.0, &one.1, &one.2) == (&other.0, &other.1, &other.2)) {
            let Some((source, module, audience, ..)) = same.first() else { continue };
            let row = Row::new("usage", module);
            let mut long = Vec::new();
            let mut short = 0;
            for (.., last, first) in same {
                let period = Period { from: row.day(first)?, to: row.day(last)? };
                match period.days() {
                    ..=A_WEEK => short += 1,
                    A_MONTH.. => long.push(period),
                    _ => {}
                }
            }
            if let Some(period) = long.last().filter(|_| long.len() < short) {
                found.push(OddPeriod {
                    source: source.clone(),
                    module: ModuleKey(module.clone()),
                    audience: row.word(audience)?,
                    period: *period,
                    count: long.len(),
                });
            }
        }
        Ok(found)
    }

    /// Each module and audience that two sources give, once for each two.
    async fn shared(&self) -> Result<Vec<Shared>> {
        let Some(newest) = self.newest_day().await? else { return Ok(Vec::new()) };
        let since = newest.checked_sub_days(RECENT).unwrap_or(newest).to_string();
        let mut shared: BTreeMap<([String; 2], String, String), Option<String>> = BTreeMap::new();
        let given = Query::new(DOING, &format!("{SPANS}{GIVEN}")).bind(since.as_str());
        let mut givers: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
        for (source, module, audience) in self.engine.all::<(String, String, String)>(given).await? {
            givers.entry((module, audience)).or_default().push(source);
        }
        for ((module, audience), mut sources) in givers {
            sources.sort();
            for (place, one) in sources.iter().enumerate() {
                for other in &sources[place + 1..] {
                    let two = [one.clone(), other.clone()];
                    shared.insert((two, module.clone(), audience.clone()), None);
                }
            }
        }
        let same_unit = Query::new(DOING, &format!("{SPANS}{SAME_UNIT}")).bind(since.as_str());
        let mut same: Vec<SharedColumns> = self.engine.all(same_unit).await?;
        same.extend(self.engine.all::<SharedColumns>(Query::new(DOING, GIVEN_TWICE)).await?);
        for SharedColumns { source, other, module, audience, unit } in same {
            let mut two = [source, other];
            two.sort();
            shared.insert((two, module, audience), Some(unit));
        }
        let read = |((sources, module, audience), unit): Found| {
            let audience = Row::new("usage", &module).word(&audience)?;
            let unit = unit.map(|unit| UnitKey(unit.into()));
            Ok(Shared { sources, module: ModuleKey(module), audience, unit })
        };
        shared.into_iter().map(read).collect()
    }
}
