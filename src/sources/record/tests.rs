//! Single rows, as any source may give them.

use std::collections::HashMap;
use std::sync::Arc;

use super::*;
use crate::domain::unit::{Headcount, UnitKey};
use crate::domain::usage::reading::Rows;
use crate::domain::usage::reports::Absent;
use crate::sources::settings::Values;

struct Given(HashMap<&'static str, &'static str>);

impl Row for Given {
    fn cell(&self, field: Field) -> Result<Option<Cell<'_>>, String> {
        Ok(self.0.get(field.key()).map(|text| Cell::Text(Cow::Borrowed(*text))))
    }

    fn place(&self, field: Field) -> String {
        format!("`{}`", field.key())
    }
}

fn read_with(figures: &[(&'static str, &'static str)], constants: PerField<String>) -> Result<Usage, String> {
    let known = [("unit", "FSK-07"), ("module", "larlogg"), ("audience", "staff"), ("from", "2026-11-20")];
    let meaning = Meaning {
        unknown_modules: UnknownModules::Refuse,
        constants,
        values: Values::default(),
        percent: Vec::new(),
        date_format: "%Y-%m-%d".to_owned(),
        times: None,
        to: PeriodEnd::Inclusive,
        empty: vec!["Aldrig".to_owned(), "–".to_owned()],
        suppressed: vec!["<5".to_owned(), "..".to_owned()],
        rows: Rows::Refuse,
        absent: Absent::Unknown,
        settles_after: None,
    };
    let asked = Asked {
        units: Arc::new([(UnitKey("FSK-07".into()), Headcount::default())].into()),
        modules: Arc::new([ModuleKey("larlogg".into())].into()),
        today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
        zone: chrono_tz::Europe::Stockholm,
    };
    match read(&Given(known.iter().chain(figures).copied().collect()), &meaning, &asked)
        .map_err(|row| row.why)?
    {
        Outcome::Record(_, usage) => Ok(usage),
        Outcome::Ignored(word) => Err(word),
        Outcome::Unfinished(..) => Err("unfinished".to_owned()),
    }
}

fn read_row(figures: &[(&'static str, &'static str)]) -> Result<Usage, String> {
    read_with(figures, PerField::default())
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
    let eligible = |text: &str| PerField { eligible: Some(text.to_owned()), ..PerField::default() };
    assert_eq!(read_with(&[("active", "8")], eligible("11")).unwrap().figures.eligible, Some(11.into()));
    let reason = read_with(&[("active", "8")], eligible("eleven")).unwrap_err();
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
    let at_most = |word: &str| most(word).map(|most| most.to_integer());
    assert_eq!(["<5", "≤4", "<=4", "1-4", "0–4"].map(at_most), [Some(4); 5]);
    assert_eq!(["..", "få", "-", "<få"].map(at_most), [None; 4]);
}

#[test]
fn a_first_day_that_begins_at_another_time_than_midnight_is_of_another_zone() {
    let reason = read_row(&[("from", "2026-11-15T22:00:00Z"), ("items", "1")]).unwrap_err();
    assert!(reason.contains("2026-11-15 23:00") && reason.contains("times = \"UTC\""), "{reason}");
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
