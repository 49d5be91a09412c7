//! Swedish public holidays, as law 1989:253 (*lagen om allmänna helgdagar*)
//! names them. Sundays, which the law names too, are left out: they are no
//! teaching days anyway.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Whether `date` is a public holiday.
///
/// Midsummer's Eve and Christmas Eve are not public holidays by law; where
/// schools are closed then, the calendar says so.
#[must_use]
pub fn is_public_holiday(date: NaiveDate) -> bool {
    name(date).is_some()
}

/// The Swedish name of the public holiday on `date`, if it is one.
///
/// ```
/// # use nyttja::domain::calendar::holidays::name;
/// # use chrono::NaiveDate;
/// let date = NaiveDate::from_ymd_opt(2026, 5, 14).unwrap();
/// assert_eq!(name(date), Some("Kristi himmelsfärdsdag"));
/// ```
#[must_use]
pub fn name(date: NaiveDate) -> Option<&'static str> {
    fixed(date).or_else(|| movable_saturday(date)).or_else(|| around_easter(date))
}

fn fixed(date: NaiveDate) -> Option<&'static str> {
    match (date.month(), date.day()) {
        (1, 1) => Some("Nyårsdagen"),
        (1, 6) => Some("Trettondedag jul"),
        (5, 1) => Some("Första maj"),
        (6, 6) => Some("Nationaldagen"),
        (12, 25) => Some("Juldagen"),
        (12, 26) => Some("Annandag jul"),
        _ => None,
    }
}

/// Midsummer Day is the Saturday of 20–26 June, All Saints' Day that of 31 October–6 November.
fn movable_saturday(date: NaiveDate) -> Option<&'static str> {
    if date.weekday() != Weekday::Sat {
        return None;
    }
    match (date.month(), date.day()) {
        (6, 20..=26) => Some("Midsommardagen"),
        (10, 31) | (11, 1..=6) => Some("Alla helgons dag"),
        _ => None,
    }
}

fn around_easter(date: NaiveDate) -> Option<&'static str> {
    let easter = easter_sunday(date.year())?;
    match (date - easter).num_days() {
        -2 => Some("Långfredagen"),
        0 => Some("Påskdagen"),
        1 => Some("Annandag påsk"),
        39 => Some("Kristi himmelsfärdsdag"),
        49 => Some("Pingstdagen"),
        _ => None,
    }
}

/// Easter Sunday of the Gregorian calendar, by the anonymous algorithm
/// (Meeus, *Astronomical Algorithms*, 2nd ed., chapter 8).
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, in_century) = (year.div_euclid(100), year.rem_euclid(100));
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - correction + 15).rem_euclid(30);
    let to_sunday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let days_after_march_22 = epact + to_sunday - 7 * late;
    let march_22 = NaiveDate::from_ymd_opt(year, 3, 22)?;
    march_22.checked_add_days(Days::new(u64::try_from(days_after_march_22).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name and date of every public holiday from 2020 to 2040 that moves with
    /// the moon or the week, in pairs of month and day for a few hard years.
    #[test]
    fn easter_falls_where_the_almanac_says() {
        for (year, month, day) in [
            (2020, 4, 12),
            (2024, 3, 31),
            (2026, 4, 5),
            (2027, 3, 28),
            (2035, 3, 25),
            (2038, 4, 25),
            (2040, 4, 1),
        ] {
            assert_eq!(easter_sunday(year), NaiveDate::from_ymd_opt(year, month, day), "{year}");
        }
    }

    #[test]
    fn all_saints_day_may_fall_on_the_last_of_october() {
        assert_eq!(name(NaiveDate::from_ymd_opt(2026, 10, 31).unwrap()), Some("Alla helgons dag"));
        assert_eq!(name(NaiveDate::from_ymd_opt(2026, 11, 7).unwrap()), None);
    }

    #[test]
    fn christmas_eve_is_no_public_holiday() {
        assert!(!is_public_holiday(NaiveDate::from_ymd_opt(2026, 12, 24).unwrap()));
    }
}
