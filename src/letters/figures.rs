//! Numbers and dates as people write them in each language, rounded so that
//! nothing looks better than it is.

use chrono::{NaiveDate, NaiveTime};
use icu_decimal::input::Decimal;
use icu_decimal::{DecimalFormatter, DecimalFormatterPreferences};
use icu_locale_core::{Locale, locale};
use num_traits::ToPrimitive;

use crate::domain::number::Exact;
use crate::domain::recipient::language::Language;

fn locale_of(language: Language) -> Locale {
    match language {
        Language::Sv => locale!("sv"),
        Language::En => locale!("en-GB"),
    }
}

thread_local! {
    // Put together once for each writer: a letter has dozens of numbers.
    static SWEDISH: Option<DecimalFormatter> = formatter_of(Language::Sv);
    static ENGLISH: Option<DecimalFormatter> = formatter_of(Language::En);
}

/// The data of both languages is compiled in; without it a number stands as digits.
fn formatter_of(language: Language) -> Option<DecimalFormatter> {
    let preferences = DecimalFormatterPreferences::from(&locale_of(language));
    DecimalFormatter::try_new(preferences, icu_decimal::options::DecimalFormatterOptions::default()).ok()
}

/// A whole number: `1 234`, `1,234`.
#[must_use]
pub fn whole(language: Language, number: i64) -> String {
    decimal(language, &Decimal::from(number))
}

/// A number given in hundredths, with the decimals it needs: `2,5`, `3`.
fn hundredths(language: Language, hundredths: i64) -> String {
    let mut number = Decimal::from(hundredths);
    number.multiply_pow10(-2);
    number.absolute.trim_end();
    decimal(language, &number)
}

fn decimal(language: Language, number: &Decimal) -> String {
    let formatter = match language {
        Language::Sv => &SWEDISH,
        Language::En => &ENGLISH,
    };
    formatter.with(|formatter| match formatter {
        Some(formatter) => formatter.format(number).to_string(),
        None => number.to_string(),
    })
}

/// How a measured value looks, rounded down so that it never reaches a target it is short of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rounded {
    /// The figure.
    Figure(String),
    /// More than nothing, but less than the smallest figure shown, which this is.
    Under(String),
}

/// A share in whole per cent, without the sign. Only all is 100, only none is 0.
#[must_use]
pub fn percent(language: Language, share: Exact) -> Rounded {
    rounded(language, share * Exact::from_integer(100), 1)
}

/// A measured number with at most one decimal.
#[must_use]
pub fn amount(language: Language, value: Exact) -> Rounded {
    rounded(language, value, 10)
}

/// Down to the next of `parts` parts of one.
fn rounded(language: Language, value: Exact, parts: i64) -> Rounded {
    let shown = floor(value * Exact::from_integer(parts.into()));
    if shown == 0 && value > Exact::from_integer(0) {
        Rounded::Under(hundredths(language, 100 / parts))
    } else {
        Rounded::Figure(hundredths(language, shown.saturating_mul(100) / parts))
    }
}

/// The share of a target in per cent, without the sign, as written; a share
/// that has many decimals, as on a path, in whole per cent, rounded up.
#[must_use]
pub fn percent_target(language: Language, share: Exact) -> String {
    target(language, share * Exact::from_integer(100), 1)
}

/// The number of a target as written; one with many decimals in tenths, rounded up.
#[must_use]
pub fn amount_target(language: Language, value: Exact) -> String {
    target(language, value, 10)
}

fn target(language: Language, value: Exact, parts: i64) -> String {
    let exact = value * Exact::from_integer(100);
    if exact.is_integer() {
        return hundredths(language, floor(exact));
    }
    hundredths(language, ceil(value * Exact::from_integer(parts.into())).saturating_mul(100) / parts)
}

/// Whole days, rounded down.
#[must_use]
pub fn days(value: Exact) -> i64 {
    floor(value)
}

fn floor(value: Exact) -> i64 {
    value.floor().to_integer().to_i64().unwrap_or(i64::MAX)
}

fn ceil(value: Exact) -> i64 {
    value.ceil().to_integer().to_i64().unwrap_or(i64::MAX)
}

fn written(language: Language, date: NaiveDate, form: &str) -> String {
    let locale = match language {
        Language::Sv => chrono::Locale::sv_SE,
        Language::En => chrono::Locale::en_GB,
    };
    date.format_localized(form, locale).to_string()
}

/// A day without its weekday and year: `3 december`.
#[must_use]
pub fn day(language: Language, date: NaiveDate) -> String {
    written(language, date, "%-d %B")
}

/// A day with its weekday: `torsdag 3 december`.
#[must_use]
pub fn weekday(language: Language, date: NaiveDate) -> String {
    written(language, date, "%A %-d %B")
}

/// A day with its year: `23 november 2026`.
#[must_use]
pub fn date(language: Language, date: NaiveDate) -> String {
    written(language, date, "%-d %B %Y")
}

/// A day with all there is: `måndag 23 november 2026`, `Monday, 23 November 2026`.
#[must_use]
pub fn full_date(language: Language, date: NaiveDate) -> String {
    match language {
        Language::Sv => written(language, date, "%A %-d %B %Y"),
        Language::En => written(language, date, "%A, %-d %B %Y"),
    }
}

/// A time of day: `kl. 15.00`, `15:00`.
#[must_use]
pub fn time(language: Language, time: NaiveTime) -> String {
    match language {
        Language::Sv => time.format("kl. %H.%M").to_string(),
        Language::En => time.format("%H:%M").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(numerator: i128, denominator: i128) -> Exact {
        Exact::new(numerator, denominator)
    }

    fn figure(text: &str) -> Rounded {
        Rounded::Figure(text.to_owned())
    }

    #[test]
    fn numbers_and_dates_are_written_as_in_each_language() {
        assert_eq!(whole(Language::Sv, 1234), "1\u{a0}234");
        assert_eq!(whole(Language::En, 1234), "1,234");
        assert_eq!(amount(Language::Sv, ratio(12348, 10)), figure("1\u{a0}234,8"));
        let monday = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        assert_eq!(full_date(Language::Sv, monday), "måndag 23 november 2026");
        assert_eq!(weekday(Language::Sv, monday), "måndag 23 november");
        assert_eq!(day(Language::Sv, monday), "23 november");
        assert_eq!(full_date(Language::En, monday), "Monday, 23 November 2026");
        assert_eq!(day(Language::En, monday), "23 November");
        let three = NaiveTime::from_hms_opt(15, 0, 0).unwrap();
        assert_eq!(time(Language::Sv, three), "kl. 15.00");
    }

    #[test]
    fn a_share_is_rounded_down_and_only_all_is_a_hundred() {
        assert_eq!(percent(Language::Sv, ratio(7999, 10000)), figure("79"));
        assert_eq!(percent(Language::Sv, ratio(999, 1000)), figure("99"));
        assert_eq!(percent(Language::Sv, ratio(1, 1)), figure("100"));
        assert_eq!(percent(Language::Sv, ratio(0, 1)), figure("0"));
        assert_eq!(percent(Language::Sv, ratio(1, 500)), Rounded::Under("1".to_owned()));
    }

    #[test]
    fn a_value_short_of_its_target_never_looks_as_large() {
        assert_eq!(amount(Language::Sv, ratio(249, 100)), figure("2,4"));
        assert_eq!(amount_target(Language::Sv, ratio(5, 2)), "2,5");
        assert_eq!(percent(Language::Sv, ratio(833, 1000)), figure("83"));
        assert_eq!(percent_target(Language::Sv, ratio(5, 6)), "84");
        assert_eq!(percent_target(Language::Sv, ratio(665, 1000)), "66,5");
        assert_eq!(amount(Language::Sv, ratio(1, 50)), Rounded::Under("0,1".to_owned()));
    }
}
