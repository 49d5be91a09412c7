//! What is not known since a row of it was refused, until a later reading has the row.

use std::collections::BTreeMap;

use super::super::Result;
use super::super::columns::Row;
use super::super::engine::{Ask, Query, Transaction, from_row};
use super::writer::{BATCH, DOING, key_of};
use crate::domain::expectation::module::ModuleKey;
use crate::domain::unit::UnitKey;
use crate::domain::usage::{Period, Subject};

/// How many refused rows of one unit, module and audience are remembered one by one: more than a year of
/// single days.
const MOST: usize = 400;

/// Days of which something is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unknown {
    pub(super) period: Period,
    /// Whether they are those of a whole reading, since the row's own were its fault.
    pub(super) of_reading: bool,
}

impl Unknown {
    /// What of it is still not known where a reading has a row of `period`.
    pub(super) fn without(self, period: Period) -> Vec<Self> {
        if self.period == period {
            return Vec::new();
        }
        if !self.of_reading || !self.period.overlaps(period) {
            return vec![self];
        }
        let before = period.from.pred_opt().map(|to| Period { to, ..self.period });
        let after = period.to.succ_opt().map(|from| Period { from, ..self.period });
        let left = before.into_iter().chain(after).filter(|left| left.from <= left.to);
        left.map(|period| Self { period, ..self }).collect()
    }

    /// The same days of one unit, module and audience in few rows, those of whole readings at the end.
    ///
    /// The days of a whole reading are others each time it is read: joined, they stay one row. Refused
    /// rows that are more than [`MOST`] are remembered by their days alone, so that any row of those makes them
    /// known again. There are never more than [`MOST`] rows and one for every second day that usage is kept.
    fn joined(all: &[Self]) -> Vec<Self> {
        let rows = all.iter().filter(|unknown| !unknown.of_reading);
        let are_too_many = rows.clone().count() > MOST;
        let mut joined: Vec<Self> = if are_too_many { Vec::new() } else { rows.copied().collect() };
        let rows = joined.len();
        let days = all.iter().filter(|unknown| are_too_many || unknown.of_reading);
        let mut days: Vec<Period> = days.map(|unknown| unknown.period).collect();
        days.sort();
        for period in days {
            let touches = |last: &&mut Self| last.period.to.succ_opt().is_none_or(|next| period.from <= next);
            match joined[rows..].last_mut().filter(touches) {
                Some(last) => last.period.to = last.period.to.max(period.to),
                None => joined.push(Self { period, of_reading: true }),
            }
        }
        joined
    }
}

#[derive(Debug)]
struct UnknownColumns {
    unit: String,
    module: String,
    audience: String,
    first_day: String,
    last_day: String,
    of_reading: i64,
}

from_row!(UnknownColumns: unit, module, audience, first_day, last_day, of_reading);

/// What is not known of what `source` gives.
pub(super) async fn unknown_of(
    transaction: &mut Transaction,
    source: &str,
) -> Result<BTreeMap<Subject, Vec<Unknown>>> {
    let query = Query::new(
        DOING,
        "SELECT unit, module, audience, first_day, last_day, of_reading FROM unknown_usage WHERE source = $1",
    );
    let rows: Vec<UnknownColumns> = transaction.all(query.bind(source)).await?;
    let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for columns in rows {
        let row = Row::new("unknown_usage", &columns.unit);
        let subject = Subject {
            unit: UnitKey(columns.unit.as_str().into()),
            module: ModuleKey(columns.module.clone()),
            audience: row.word(&columns.audience)?,
        };
        let period = Period { from: row.day(&columns.first_day)?, to: row.day(&columns.last_day)? };
        all.entry(subject).or_default().push(Unknown { period, of_reading: columns.of_reading != 0 });
    }
    Ok(all)
}

/// Keeps what is not known of what `source` gives, in place of what was kept before.
pub(super) async fn replace_unknown(
    transaction: &mut Transaction,
    source: &str,
    unknown: &BTreeMap<Subject, Vec<Unknown>>,
) -> Result<()> {
    let before = Query::new(DOING, "DELETE FROM unknown_usage WHERE source = $1").bind(source);
    transaction.execute(before).await?;
    let all = unknown
        .iter()
        .flat_map(|(subject, days)| Unknown::joined(days).into_iter().map(move |days| (subject, days)));
    let all: Vec<(&Subject, Unknown)> = all.collect();
    for some in all.chunks(BATCH) {
        let mut query = Query::new(
            DOING,
            "INSERT INTO unknown_usage (unit, module, audience, first_day, last_day, source, of_reading) ",
        );
        query.push_rows(some.iter().map(|(subject, days)| {
            let [unit, module, audience, from, to] = key_of(subject, days.period);
            [unit, module, audience, from, to, source.into(), i64::from(days.of_reading).into()]
        }));
        query.push(" ON CONFLICT DO NOTHING");
        transaction.execute(query).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Days, NaiveDate};

    fn unknown(after: u64, days: u64, of_reading: bool) -> Unknown {
        let from = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap() + Days::new(after);
        Unknown { period: Period { from, to: from + Days::new(days - 1) }, of_reading }
    }

    #[test]
    fn the_days_of_readings_that_move_on_stay_one_row_and_those_apart_stay_apart() {
        let mut kept = Vec::new();
        for after in 0..200 {
            kept.push(unknown(after, 84, true));
            kept = Unknown::joined(&kept);
        }
        assert_eq!(kept, [unknown(0, 283, true)]);
        let row = unknown(3, 7, false);
        let apart = [unknown(0, 7, true), row, unknown(8, 7, true), unknown(15, 2, true)];
        assert_eq!(Unknown::joined(&apart), [row, unknown(0, 7, true), unknown(8, 9, true)]);
    }

    #[test]
    fn refused_rows_without_end_are_remembered_by_their_days() {
        let rows = |count: u64| (0..count).map(|after| unknown(after, 1, false)).collect::<Vec<_>>();
        assert_eq!(Unknown::joined(&rows(400)), rows(400));
        let joined = Unknown::joined(&rows(401));
        assert_eq!(joined, [unknown(0, 401, true)]);
        let [before, after] = joined[0].without(unknown(7, 7, false).period)[..] else {
            panic!("{joined:?}")
        };
        assert_eq!([before, after], [unknown(0, 7, true), unknown(14, 387, true)]);
    }
}
