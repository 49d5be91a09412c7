//! Single rows, as any source may give them.

use std::collections::HashMap;
use std::sync::Arc;

use super::*;
use crate::domain::number::Exact;
use crate::domain::unit::{Headcount, UnitKey};
use crate::domain::usage::figure::Figure;

struct Given(HashMap<&'static str, &'static str>);

impl Row for Given {
    fn cell(&self, field: Field) -> Result<Option<Cell<'_>>, String> {
        Ok(self.0.get(field.key()).map(|text| Cell::Text(Cow::Borrowed(*text))))
    }

    fn place(&self, field: Field) -> String {
        format!("`{}`", field.key())
    }
}

fn meaning(more: &str) -> Meaning {
    let text = r#"
        unknown_modules = "refuse"
        empty = ["Aldrig", "–"]
        suppressed = ["<5", ".."]
    "#;
    toml::from_str::<Meaning>(&format!("{text}{more}")).unwrap().in_plain_words()
}

fn read_by(meaning: &Meaning, row: &[(&'static str, &'static str)]) -> Result<Usage, String> {
    let known = [("unit", "FSK-07"), ("module", "larlogg"), ("audience", "staff")];
    let asked = Asked {
        units: Arc::new([(UnitKey("FSK-07".into()), Headcount::default())].into()),
        modules: Arc::new([ModuleKey("larlogg".into())].into()),
        today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
        zone: chrono_tz::Europe::Stockholm,
    };
    let context = Context { meaning, asked: &asked, first_read: asked.today };
    match read(&Given(known.iter().chain(row).copied().collect()), context).map_err(|row| row.why)? {
        Outcome::Record(_, usage) => Ok(usage),
        Outcome::Ignored(word) => Err(word),
        Outcome::Unfinished(..) => Err("unfinished".to_owned()),
    }
}

fn read_row(figures: &[(&'static str, &'static str)]) -> Result<Usage, String> {
    let row: Vec<_> = [("from", "2026-11-20")].iter().chain(figures).copied().collect();
    read_by(&meaning(""), &row)
}

#[test]
fn a_record_of_one_day_needs_one_figure_and_no_last_day() {
    let usage = read_row(&[("items", "0")]).unwrap();
    assert_eq!((usage.period.days(), usage.figures.items), (1, Some(0.into())));
    assert!(read_row(&[("eligible", "11")]).unwrap_err().starts_with("no figure"));
    assert!(read_row(&[]).is_err());
}

#[test]
fn the_last_day_of_activity_may_lie_before_the_period_but_not_after_the_run() {
    assert!(read_row(&[("last_active", "2026-09-01")]).is_ok());
    let reason = read_row(&[("last_active", "2026-11-24")]).unwrap_err();
    assert_eq!(reason, "`2026-11-24` in `last_active` lies after the day of the run");
}

#[test]
fn a_constant_speaks_for_what_the_row_does_not_hold_and_is_named_when_it_is_wrong() {
    let read = |eligible: &str| {
        let meaning = meaning(&format!("constants.eligible = \"{eligible}\""));
        read_by(&meaning, &[("from", "2026-11-20"), ("active", "8")])
    };
    assert_eq!(read("11").unwrap().figures.eligible, Some(11.into()));
    let reason = read("eleven").unwrap_err();
    assert_eq!(reason, "`eleven` in the constant `eligible` is not a number");
}

#[test]
fn words_for_nothing_are_not_taken_for_nothing() {
    for text in ["-", "n/a", "NaN", "null", "–", "1e3", "0x10", "1,234", "12 34", "4294967296"] {
        let text: &'static str = text;
        assert!(read_row(&[("active", text)]).is_err(), "{text}");
    }
    assert_eq!(read_row(&[("active", "\u{a0}"), ("items", "1")]).unwrap().figures.active, None);
}

#[test]
fn a_long_text_is_quoted_in_part_and_on_one_line() {
    let quote = quoted(&format!("a\nb{}", "x".repeat(100)));
    assert!(quote.starts_with("`a bxx") && quote.ends_with("x…`") && quote.chars().count() == 63, "{quote}");
}

#[test]
fn a_word_for_nothing_is_nothing_and_one_for_a_figure_that_is_kept_back_says_how_much_it_can_be() {
    let figures = read_row(&[("active", "<5"), ("items", "–"), ("last_active", "Aldrig")]).unwrap().figures;
    assert_eq!(figures.active, Some(Figure::Suppressed { least: 0, most: Some(4) }));
    assert_eq!((figures.items, figures.last_active), (None, None));
    let figures = read_row(&[("active", "..")]).unwrap().figures;
    assert_eq!(figures.active, Some(Figure::Suppressed { least: 0, most: None }));
    assert_eq!(read_row(&[("active", "<6")]).unwrap_err(), "`<6` in `active` is not a number");
}

#[test]
fn a_word_that_says_a_number_is_at_most_that() {
    let at_most = |word: &str| figures::most(word, None).map(|most| most.to_integer());
    assert_eq!(["<5", "≤4", "<=4", "1-4", "0–4"].map(at_most), [Some(4); 5]);
    assert_eq!(["..", "få", "-", "<få", "<1.000"].map(at_most), [None; 5]);
    let thousands = Some(crate::sources::settings::Thousands::Point);
    assert_eq!(figures::most("<1.000", thousands).map(|most| most.to_integer()), Some(999));
}

#[test]
fn a_first_day_that_begins_at_another_time_than_midnight_is_of_another_zone() {
    let reason = read_row(&[("from", "2026-11-15T22:00:00Z"), ("items", "1")]).unwrap_err();
    assert!(reason.contains("2026-11-15 23:00") && reason.contains("says its zone itself"), "{reason}");
    let formats = "date_format = \"%Y-%m-%d %H:%M\"";
    let reason = read_by(&meaning(formats), &[("from", "2026-11-15 22:00"), ("items", "1")]).unwrap_err();
    assert!(reason.contains("2026-11-15 22:00") && reason.contains("times = \"UTC\""), "{reason}");
    let usage = read_row(&[("from", "2026-11-15T23:00:00Z"), ("items", "1")]).unwrap();
    assert_eq!(usage.period.from.to_string(), "2026-11-16");
}

#[test]
fn a_period_that_has_not_ended_is_left_out_and_one_that_has_not_begun_refused() {
    assert_eq!(read_row(&[("to", "2026-11-29"), ("items", "1")]).unwrap_err(), "unfinished");
    assert_eq!(read_row(&[("to", "2026-11-23"), ("items", "1")]).unwrap_err(), "unfinished");
    assert!(read_row(&[("to", "2026-11-22"), ("items", "1")]).is_ok());
    let reason = read_row(&[("from", "2026-11-24"), ("to", "2026-11-29"), ("items", "1")]).unwrap_err();
    assert!(reason.contains("lies after the day of the run"), "{reason}");
}

fn days(more: &str, row: &[(&'static str, &'static str)]) -> Result<(String, String), String> {
    let row: Vec<_> = row.iter().chain(&[("items", "1")]).copied().collect();
    read_by(&meaning(more), &row).map(|usage| (usage.period.from.to_string(), usage.period.to.to_string()))
}

#[test]
fn a_week_a_month_and_a_period_stand_in_place_of_the_first_and_the_last_day() {
    let week = Ok(("2026-11-16".to_owned(), "2026-11-22".to_owned()));
    assert_eq!(days("", &[("week", "v. 47")]), week);
    assert_eq!(days("", &[("period", "2026-11-16 – 2026-11-22")]), week);
    assert_eq!(days("to = \"exclusive\"", &[("period", "2026-11-16/2026-11-23")]), week);
    assert_eq!(days("date_formats.period = \"%d/%m/%Y\"", &[("period", "16/11/2026/22/11/2026")]), week);
    assert_eq!(days("", &[("month", "okt 2026")]), Ok(("2026-10-01".to_owned(), "2026-10-31".to_owned())));
    assert_eq!(
        days("", &[("week", "2026-11-16")]).unwrap_err(),
        "`2026-11-16` in `week` is not a week; it is written as 2026-W47, 202647, v. 47 2026 or v. 47"
    );
    assert_eq!(
        days("", &[("period", "v. 47")]).unwrap_err(),
        "`v. 47` in `period` is not a period of two days written as %Y-%m-%d"
    );
    assert!(days("", &[("month", "oktober")]).unwrap_err().contains("is not a month with its year"));
}

#[test]
fn each_field_may_have_date_formats_of_its_own_and_the_first_that_fits_counts() {
    let meaning =
        meaning("date_format = [\"%Y-%m-%d\", \"%d/%m/%Y\"]\ndate_formats.last_active = \"%Y-%m-%d %H:%M\"");
    let read = |from, last| read_by(&meaning, &[("from", from), ("active", "1"), ("last_active", last)]);
    let usage = read("16/11/2026", "2026-11-20 08:15").unwrap();
    assert_eq!(usage.period.from.to_string(), "2026-11-16");
    assert_eq!(usage.figures.last_active.map(|day| day.to_string()).as_deref(), Some("2026-11-20"));
    assert!(read("2026-11-16", "2026-11-20 08:15").is_ok());
    assert_eq!(
        read("2026-11-16", "2026-11-20").unwrap_err(),
        "`2026-11-20` in `last_active` is not a date written as %Y-%m-%d %H:%M"
    );
    assert!(read("11.16.2026", "2026-11-20 08:15").unwrap_err().contains("written as %Y-%m-%d or %d/%m/%Y"));
}

#[test]
fn a_count_that_may_have_thousands_or_decimals_is_refused_until_the_settings_say_which() {
    let items = |more: &str, text: &'static str| {
        let usage = read_by(&meaning(more), &[("from", "2026-11-20"), ("items", text)]);
        usage.map(|usage| usage.figures.items)
    };
    let known = |items: u32| Ok(Some(items.into()));
    let (point, comma) = ("thousands = \".\"", "thousands = \",\"");
    for text in ["1.234", "2.000", "2,000", "1.234.567"] {
        assert!(items("", text).unwrap_err().contains("write it under `thousands`"), "{text}");
    }
    assert_eq!(
        [items(point, "1.234"), items(point, "2.000"), items(point, "870")],
        [known(1234), known(2000), known(870)]
    );
    assert_eq!([items(comma, "1,234,567"), items(comma, "12")], [known(1_234_567), known(12)]);
    assert_eq!(
        [items("", "1 234"), items("", "1\u{202f}234"), items("", "30,0")],
        [known(1234), known(1234), known(30)]
    );
    assert_eq!(items(point, "1.234,0"), known(1234));
    assert!(items(comma, "2.000").unwrap_err().contains("write it under `thousands`"));
    for text in ["12.34", "1.2345", ".123", "1..234", "1.5"] {
        assert!(items(point, text).unwrap_err().contains("the way that `thousands` says"), "{text}");
    }
    assert!(items("", "1'234").unwrap_err().contains("is not a number"));
}

#[test]
fn the_letters_count_and_not_how_they_are_encoded() {
    let meaning = meaning("values.module.\"La\u{308}rlogg A\" = \"larlogg\"");
    let usage = read_by(&meaning, &[("from", "2026-11-20"), ("module", "Lärlogg\u{a0}A "), ("share", "0,5")]);
    assert_eq!(usage.unwrap().figures.share, Some(Figure::Known(Exact::new(1, 2).try_into().unwrap())));
}
