//! How values of the domain stand in columns, and how they are read back.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Result, StoreError};
use crate::domain::number::{self, Exact};
use crate::domain::usage::share::{NotAShare, Share};

/// The row that is being read, to be named when it is damaged.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    table: &'static str,
    key: &'a dyn fmt::Display,
}

impl<'a> Row<'a> {
    pub(super) fn new(table: &'static str, key: &'a dyn fmt::Display) -> Self {
        Self { table, key }
    }

    fn damaged(self, reason: String) -> StoreError {
        StoreError::Damaged { table: self.table, key: self.key.to_string(), reason }
    }

    /// A word of the domain: a week, a state, an audience.
    pub(super) fn word<T>(self, text: &str) -> Result<T>
    where
        T: FromStr,
        T::Err: fmt::Display,
    {
        text.parse().map_err(|error: T::Err| self.damaged(error.to_string()))
    }

    /// One of a list of words.
    pub(super) fn one_of<T: Copy>(
        self,
        all: &[T],
        word: impl Fn(T) -> &'static str,
        text: &str,
    ) -> Result<T> {
        let found = all.iter().copied().find(|value| word(*value) == text);
        found.ok_or_else(|| self.damaged(format!("`{text}` is none of the words it can be")))
    }

    pub(super) fn day(self, text: &str) -> Result<NaiveDate> {
        text.parse().map_err(|_| self.damaged(format!("`{text}` is not a date")))
    }

    pub(super) fn moment(self, millis: i64) -> Result<DateTime<Utc>> {
        DateTime::from_timestamp_millis(millis)
            .ok_or_else(|| self.damaged(format!("{millis} milliseconds is no moment")))
    }

    /// A count that fits the domain's type for it.
    pub(super) fn count<T: TryFrom<i64>>(self, value: i64) -> Result<T> {
        T::try_from(value).map_err(|_| self.damaged(format!("{value} is no count")))
    }

    pub(super) fn exact(self, text: &str) -> Result<Exact> {
        let value = if text.contains('/') { text.parse().ok() } else { number::parse(text).ok() };
        value.ok_or_else(|| self.damaged(format!("`{text}` is not a number")))
    }

    pub(super) fn share(self, text: &str) -> Result<Share> {
        self.exact(text)?.try_into().map_err(|error: NotAShare| self.damaged(error.to_string()))
    }

    pub(super) fn json<T: DeserializeOwned>(self, text: &str) -> Result<T> {
        serde_json::from_str(text).map_err(|error| self.damaged(error.to_string()))
    }

    /// Bytes that were packed.
    pub(super) fn unpacked(self, bytes: std::io::Result<Vec<u8>>) -> Result<Vec<u8>> {
        bytes.map_err(|error| self.damaged(format!("its bytes cannot be unpacked: {error}")))
    }

    /// The value of a lookup that the schema promises to hold.
    pub(super) fn present<T>(self, value: Option<T>, what: &str) -> Result<T> {
        value.ok_or_else(|| self.damaged(format!("it has no {what}")))
    }
}

/// A decimal where twelve decimals are exact, such as `0.85`; else a fraction, such as `2/3`.
pub(super) fn exact_text(value: Exact) -> String {
    let scale = 10_i128.pow(number::DECIMALS);
    let (numerator, denominator) = (*value.numer(), *value.denom());
    let largest = number::LARGEST.saturating_mul(denominator);
    if scale % denominator != 0 || numerator.unsigned_abs() > largest.unsigned_abs() {
        return format!("{numerator}/{denominator}");
    }
    let sign = if numerator < 0 { "-" } else { "" };
    let whole = (numerator / denominator).unsigned_abs();
    let rest = (numerator % denominator).unsigned_abs() * (scale / denominator).unsigned_abs();
    let decimals = format!("{rest:012}");
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{decimals}")
}

/// Keys as a JSON list.
pub(super) fn json_list<T: Serialize>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| serde_json::json!(item)).collect::<serde_json::Value>().to_string()
}

/// A count as the database keeps it.
pub(super) fn whole(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_number_comes_back_exactly(numerator in -2_000_000_000_000_i128..2_000_000_000_000, denominator in 1_i128..4_000_000) {
            let value = Exact::new(numerator, denominator);
            let row = Row::new("usage", &"a row");
            prop_assert_eq!(row.exact(&exact_text(value)).unwrap(), value);
        }
    }

    #[test]
    fn numbers_stand_as_decimals_where_those_are_exact() {
        assert_eq!(exact_text(Exact::new(17, 20)), "0.85");
        assert_eq!(exact_text(Exact::from_integer(1)), "1");
        assert_eq!(exact_text(Exact::new(-1, 4)), "-0.25");
        assert_eq!(exact_text(Exact::new(1, 1_000_000_000_000)), "0.000000000001");
        assert_eq!(exact_text(Exact::new(2, 3)), "2/3");
        assert_eq!(exact_text(Exact::new(1, 10_i128.pow(14))), "1/100000000000000");
    }

    #[test]
    fn a_damaged_value_is_named_with_its_table_and_row() {
        let row = Row::new("letters", &"0a1b");
        let error = row.word::<crate::domain::week::Week>("2026-47").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the row `0a1b` of the table `letters` is damaged: `2026-47` is not an ISO week; write it as 2026-W47"
        );
        assert!(row.exact("1/0").is_err());
        assert!(row.moment(i64::MAX).is_err());
        assert!(row.count::<u32>(-1).is_err());
    }
}
