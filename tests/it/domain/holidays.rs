//! Swedish public holidays, against the almanac from 2020 to 2040.

use chrono::{Datelike, Days, NaiveDate};
use nyttja::domain::calendar::holidays::name;

use crate::builders::day;

/// Easter Sunday, Midsummer Day and All Saints' Day of each year.
const MOVABLE: [(&str, &str, &str); 21] = [
    ("2020-04-12", "2020-06-20", "2020-10-31"),
    ("2021-04-04", "2021-06-26", "2021-11-06"),
    ("2022-04-17", "2022-06-25", "2022-11-05"),
    ("2023-04-09", "2023-06-24", "2023-11-04"),
    ("2024-03-31", "2024-06-22", "2024-11-02"),
    ("2025-04-20", "2025-06-21", "2025-11-01"),
    ("2026-04-05", "2026-06-20", "2026-10-31"),
    ("2027-03-28", "2027-06-26", "2027-11-06"),
    ("2028-04-16", "2028-06-24", "2028-11-04"),
    ("2029-04-01", "2029-06-23", "2029-11-03"),
    ("2030-04-21", "2030-06-22", "2030-11-02"),
    ("2031-04-13", "2031-06-21", "2031-11-01"),
    ("2032-03-28", "2032-06-26", "2032-11-06"),
    ("2033-04-17", "2033-06-25", "2033-11-05"),
    ("2034-04-09", "2034-06-24", "2034-11-04"),
    ("2035-03-25", "2035-06-23", "2035-11-03"),
    ("2036-04-13", "2036-06-21", "2036-11-01"),
    ("2037-04-05", "2037-06-20", "2037-10-31"),
    ("2038-04-25", "2038-06-26", "2038-11-06"),
    ("2039-04-10", "2039-06-25", "2039-11-05"),
    ("2040-04-01", "2040-06-23", "2040-11-03"),
];

fn almanac(easter: &str, midsummer: &str, saints: &str) -> Vec<(NaiveDate, &'static str)> {
    let easter = day(easter);
    let fixed = |month, date| NaiveDate::from_ymd_opt(easter.year(), month, date).unwrap();
    let mut days = vec![
        (fixed(1, 1), "Nyårsdagen"),
        (fixed(1, 6), "Trettondedag jul"),
        (easter - Days::new(2), "Långfredagen"),
        (easter, "Påskdagen"),
        (easter + Days::new(1), "Annandag påsk"),
        (fixed(5, 1), "Första maj"),
        (easter + Days::new(39), "Kristi himmelsfärdsdag"),
        (easter + Days::new(49), "Pingstdagen"),
        (fixed(6, 6), "Nationaldagen"),
        (day(midsummer), "Midsommardagen"),
        (day(saints), "Alla helgons dag"),
        (fixed(12, 25), "Juldagen"),
        (fixed(12, 26), "Annandag jul"),
    ];
    days.sort();
    days
}

#[test]
fn every_day_of_twenty_one_years_is_a_holiday_exactly_when_the_almanac_says_so() {
    for (easter, midsummer, saints) in MOVABLE {
        let year = day(easter).year();
        let all = (1..=366).filter_map(|number| NaiveDate::from_yo_opt(year, number));
        let found: Vec<_> = all.filter_map(|date| Some((date, name(date)?))).collect();
        assert_eq!(found, almanac(easter, midsummer, saints), "{year}");
    }
}
