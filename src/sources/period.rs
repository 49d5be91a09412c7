//! Weeks, months and periods as sources write them in one cell.

use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use crate::domain::usage::Period;
use crate::domain::week::Week;

pub(super) mod ahead;

/// What stands before the number of a week.
const WEEK_WORDS: [&str; 8] = ["v", "vecka", "veckan", "w", "wk", "week", "vk", "uke"];

/// The months by their first letters, in Swedish and in English.
const MONTHS: [&[&str]; 12] = [
    &["jan", "januari", "january"],
    &["feb", "febr", "februari", "february"],
    &["mar", "mars", "march"],
    &["apr", "april"],
    &["maj", "may"],
    &["jun", "juni", "june"],
    &["jul", "juli", "july"],
    &["aug", "augusti", "august"],
    &["sep", "sept", "september"],
    &["okt", "oct", "oktober", "october"],
    &["nov", "november"],
    &["dec", "december"],
];

/// The week that a text names: `2026-W47`, `202647`, `2026v47`, `v47 2026`, `v. 47`, `vecka 47` or `47`.
/// Without a year it is the newest such week that had begun on `first_read`.
pub(super) fn week(text: &str, first_read: NaiveDate) -> Option<Period> {
    let week = match NamedWeek::parse(text)? {
        NamedWeek::OfYear(week) => week,
        NamedWeek::Bare(number) => newest(number, first_read)?,
    };
    Some(Period { from: week.monday(), to: week.sunday() })
}

/// A week as a text names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedWeek {
    OfYear(Week),
    /// By its number alone, 1 to 53.
    Bare(u32),
}

impl NamedWeek {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let Written { numbers, word } = Written::parse(text)?;
        if word.is_some_and(|word| !WEEK_WORDS.contains(&word.to_lowercase().as_str())) {
            return None;
        }
        match numbers.as_slice() {
            [both] if both.len() == 6 => numbered(&both[..4], &both[4..]).map(Self::OfYear),
            [number] if is_short(number) => {
                let number = number.parse().ok()?;
                (1..=53).contains(&number).then_some(Self::Bare(number))
            }
            [one, other] => {
                let (year, number) = year_and_number(one, other)?;
                numbered(year, number).map(Self::OfYear)
            }
            _ => None,
        }
    }
}

/// Which of the two is the year: the one with four digits.
fn year_and_number<'a>(one: &'a str, other: &'a str) -> Option<(&'a str, &'a str)> {
    let is_year_first = one.len() == 4;
    let (year, number) = if is_year_first { (one, other) } else { (other, one) };
    (year.len() == 4 && is_short(number)).then_some((year, number))
}

fn is_short(number: &str) -> bool {
    (1..=2).contains(&number.len())
}

fn numbered(year: &str, number: &str) -> Option<Week> {
    of_year(year.parse().ok()?, number.parse().ok()?)
}

fn of_year(year: i32, number: u32) -> Option<Week> {
    NaiveDate::from_isoywd_opt(year, number, Weekday::Mon).map(Week::of)
}

/// The newest week of this number that had begun on `day`, in the year of that day or the one before;
/// not every year has a week 53.
fn newest(number: u32, day: NaiveDate) -> Option<Week> {
    let year = day.iso_week().year();
    [year, year - 1].into_iter().filter_map(|year| of_year(year, number)).find(|week| week.monday() <= day)
}

/// The week that begins at `time`.
pub(super) fn week_from(time: NaiveDateTime) -> Option<Period> {
    let week = Week::of(time.date());
    (week.monday().and_time(NaiveTime::MIN) == time)
        .then(|| Period { from: week.monday(), to: week.sunday() })
}

/// The month that a text names: `2026-10`, `202610`, `10/2026`, `oktober 2026` or `okt 2026`.
pub(super) fn month(text: &str) -> Option<Period> {
    let Written { numbers, word } = Written::parse(text)?;
    let (year, month) = match (numbers.as_slice(), word) {
        ([year], Some(word)) if year.len() == 4 => (*year, month_called(word)?),
        ([both], None) if both.len() == 6 => (&both[..4], both[4..].parse().ok()?),
        ([one, other], None) => {
            let (year, month) = year_and_number(one, other)?;
            (year, month.parse().ok()?)
        }
        _ => return None,
    };
    month_from(NaiveDate::from_ymd_opt(year.parse().ok()?, month, 1)?.and_time(NaiveTime::MIN))
}

fn month_called(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    (1..).zip(MONTHS).find(|(_, names)| names.contains(&word.as_str())).map(|(month, _)| month)
}

/// The month that begins at `time`.
pub(super) fn month_from(time: NaiveDateTime) -> Option<Period> {
    let from = time.date();
    let next = from.checked_add_months(Months::new(1))?;
    (from.day() == 1 && time.time() == NaiveTime::MIN).then_some(Period { from, to: next.pred_opt()? })
}

/// What may stand between the two days of a period.
const BETWEEN: [&str; 6] = ["--", "–", "—", "-", "/", " "];

/// Every way to part a text into the two days of a period.
pub(super) fn halves(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let parted = BETWEEN.into_iter().flat_map(move |mark| {
        text.match_indices(mark).map(move |(place, _)| (&text[..place], &text[place + mark.len()..]))
    });
    let parted = parted.map(|(first, second)| (first.trim(), second.trim()));
    // A mark at the edge would be part of what stands between them, or the sign of a year.
    parted.filter(|(first, second)| {
        first.ends_with(char::is_alphanumeric) && second.starts_with(char::is_alphanumeric)
    })
}

/// A text that holds numbers, perhaps a word, and marks that only part them.
struct Written<'a> {
    numbers: Vec<&'a str>,
    word: Option<&'a str>,
}

impl<'a> Written<'a> {
    /// None where it holds anything else.
    fn parse(text: &'a str) -> Option<Self> {
        let mut written = Self { numbers: Vec::new(), word: None };
        let mut rest = text.trim_start();
        if !rest.starts_with(char::is_alphanumeric) {
            return None;
        }
        while let Some(first) = rest.chars().next() {
            let belongs: fn(char) -> bool = match first {
                _ if first.is_ascii_digit() => |char| char.is_ascii_digit(),
                _ if first.is_alphabetic() => char::is_alphabetic,
                '-' | '.' | '/' | '–' => |char| matches!(char, '-' | '.' | '/' | '–'),
                _ => return None,
            };
            let (run, after) = rest.split_at(rest.find(|char| !belongs(char)).unwrap_or(rest.len()));
            if first.is_ascii_digit() {
                written.numbers.push(run);
            } else if first.is_alphabetic() && written.word.replace(run).is_some() {
                return None;
            }
            rest = after.trim_start();
        }
        Some(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn monday(text: &str, read: &str) -> Option<String> {
        week(text, day(read)).map(|period| period.from.to_string())
    }

    #[test]
    fn a_week_is_read_in_every_usual_spelling() {
        for text in [
            "2026-W47",
            "2026W47",
            "2026v47",
            "202647",
            "2026-47",
            "v47 2026",
            "v. 47",
            "V.47",
            "vecka 47",
            "47",
            "2026 v. 47",
            "47/2026",
            "W47",
            "Vecka 47 2026",
        ] {
            assert_eq!(monday(text, "2026-11-23").as_deref(), Some("2026-11-16"), "{text}");
        }
    }

    #[test]
    fn what_is_no_week_is_none() {
        for text in [
            "2026-11-16",
            "2026-W54",
            "2025-W53",
            "0",
            "54",
            "v47-48",
            "20264",
            "okt 2026",
            "v 26 47",
            "",
            "1/2",
        ] {
            assert_eq!(monday(text, "2026-11-23"), None, "{text}");
        }
    }

    #[test]
    fn a_week_without_a_year_is_the_newest_one_that_had_begun_when_it_was_first_read() {
        assert_eq!(monday("v. 47", "2026-11-16").as_deref(), Some("2026-11-16"));
        assert_eq!(monday("v. 47", "2026-11-15").as_deref(), Some("2025-11-17"));
        assert_eq!(monday("52", "2027-01-04").as_deref(), Some("2026-12-21"));
        assert_eq!(monday("v. 53", "2027-01-04").as_deref(), Some("2026-12-28"));
        assert_eq!(monday("1", "2027-01-04").as_deref(), Some("2027-01-04"));
        assert_eq!(monday("v. 53", "2026-11-23"), None, "the newest one is six years old");
    }

    #[test]
    fn a_month_is_read_by_number_and_by_name_and_needs_its_year() {
        for text in [
            "2026-10",
            "202610",
            "10/2026",
            "oktober 2026",
            "Okt 2026",
            "okt. 2026",
            "October 2026",
            "2026 oct",
        ] {
            let october = month(text).map(|month| (month.from.to_string(), month.to.to_string()));
            assert_eq!(october, Some(("2026-10-01".to_owned(), "2026-10-31".to_owned())), "{text}");
        }
        for text in
            ["oktober", "10", "2026-13", "okt-26", "2026-10-01", "v. 10 2026", "oktober november 2026"]
        {
            assert_eq!(month(text), None, "{text}");
        }
        assert_eq!(month("februari 2028").map(|month| month.to), Some(day("2028-02-29")));
    }

    #[test]
    fn a_period_can_be_parted_wherever_a_mark_stands() {
        let fits = |text: &str| -> Vec<String> {
            halves(text)
                .filter(|(a, b)| [a, b].iter().all(|half| half.parse::<NaiveDate>().is_ok()))
                .map(|(a, b)| format!("{a} {b}"))
                .collect()
        };
        for text in [
            "2026-11-16 - 2026-11-22",
            "2026-11-16–2026-11-22",
            "2026-11-16/2026-11-22",
            "2026-11-16--2026-11-22",
        ] {
            let mut found = fits(text);
            found.dedup();
            assert_eq!(found, ["2026-11-16 2026-11-22"], "{text}");
        }
    }
}
