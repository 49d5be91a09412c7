//! Short ways to make the domain's values in tests.

use std::sync::Arc;

use chrono::NaiveDate;
use nyttja::domain::agreement::Agreements;
use nyttja::domain::calendar::Calendar;
use nyttja::domain::expectation::measure::Measure;
use nyttja::domain::expectation::module::{Module, ModuleKey};
use nyttja::domain::expectation::{Expectation, ExpectationKey, Goal, Marks, Origin};
use nyttja::domain::judge::{Judge, Rules, Strictness};
use nyttja::domain::number::Exact;
use nyttja::domain::recipient::language::Localised;
use nyttja::domain::unit::audience::Audience;
use nyttja::domain::unit::{Forms, Headcount, SchoolForm, Unit, UnitKey};
use nyttja::domain::usage::reports::{Absent, Reports};
use nyttja::domain::usage::{Figures, Period, UnitUsage, Usage};
use nyttja::domain::verdict::Verdict;
use nyttja::domain::week::Week;

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date such as 2026-11-23")
}

pub fn week(text: &str) -> Week {
    text.parse().expect("a week such as 2026-W47")
}

pub fn percent(percent: i128) -> Exact {
    Exact::new(percent, 100)
}

pub fn marks(target: i128, near: i128) -> Marks {
    Marks { target: percent(target), near: percent(near) }
}

pub fn text(sv: &str) -> Localised {
    Localised { sv: sv.to_owned(), en: None }
}

/// A school with 40 staff.
pub fn school() -> Unit {
    Unit {
        key: UnitKey("12345678".into()),
        name: "Vikens skola".to_owned(),
        forms: [SchoolForm::Gr].into(),
        area: "Norr".into(),
        headcount: Headcount { staff: Some(40), students: Some(400), guardians: None },
    }
}

/// Staff use of the learning log: target 80 %, near 70 %, over four weeks.
pub fn expectation() -> Expectation {
    Expectation {
        key: ExpectationKey("larlogg-personal".to_owned()),
        module: ModuleKey("larlogg".to_owned()),
        audience: Audience::Staff,
        forms: Forms::ALL,
        measure: Measure::ActiveShare,
        weeks: 4,
        goal: Goal::Fixed(marks(80, 70)),
        by_form: vec![],
        weight: 1.0,
        why: text("Vårdnadshavare ska kunna följa barnets lärande."),
        document: "Förväntansdokumentet 2.1".to_owned(),
        valid_from: None,
        valid_to: None,
        origin: Origin::default(),
    }
}

/// A record of the whole `week` with `active` of `eligible` people.
pub fn weekly(week_text: &str, active: u32, eligible: Option<u32>) -> Usage {
    let week = week(week_text);
    record(week.monday(), week.sunday(), people(active, eligible))
}

/// `active` of `eligible` people.
pub fn people(active: u32, eligible: Option<u32>) -> Figures {
    Figures { active: Some(active.into()), eligible: eligible.map(Into::into), ..Figures::default() }
}

/// So many items.
pub fn items(items: u32) -> Figures {
    Figures { items: Some(items.into()), ..Figures::default() }
}

pub fn record(from: NaiveDate, to: NaiveDate, figures: Figures) -> Usage {
    Usage::new(Period { from, to }, figures, to).expect("a record that can be true")
}

/// What the judge sees; change what a test is about.
pub struct Town {
    pub unit: Unit,
    pub expectation: Expectation,
    pub handled_in: Option<String>,
    pub calendar: Calendar,
    pub agreements: Agreements,
    pub strictness: Strictness,
    /// What a row means that the source does not have.
    pub absent: Absent,
    /// What the source has rows of besides the records: a unit, a module and the days.
    pub others: Vec<(String, String, Period)>,
    /// The days of which a row was refused.
    pub refused: Vec<Period>,
}

impl Default for Town {
    fn default() -> Self {
        Self {
            unit: school(),
            expectation: expectation(),
            handled_in: None,
            calendar: Calendar::default(),
            agreements: Agreements::default(),
            strictness: Strictness::default(),
            absent: Absent::Unknown,
            others: Vec::new(),
            refused: Vec::new(),
        }
    }
}

impl Town {
    /// The verdict of the run of `week_text` on the records.
    pub fn judge(&self, week_text: &str, records: &[Usage]) -> Verdict {
        let modules = [Module {
            key: self.expectation.module.clone(),
            name: text("Lärlogg"),
            handled_in: self.handled_in.clone(),
        }];
        let expectations = [self.expectation.clone()];
        let rules = Rules {
            modules: &modules,
            expectations: &expectations,
            agreements: &self.agreements,
            calendar: &self.calendar,
            strictness: self.strictness,
        };
        let mut usage = UnitUsage::default();
        let (module, audience) = (&self.expectation.module, self.expectation.audience);
        let mut reports = Reports::default();
        let source = reports.add_source("export", self.absent, None);
        for record in records {
            usage.add(module.clone(), audience, *record);
            reports.add(source, &self.unit.key, module, audience, record.period);
        }
        for (unit, other, period) in &self.others {
            reports.add(source, &UnitKey(unit.as_str().into()), &ModuleKey(other.clone()), audience, *period);
        }
        for period in &self.refused {
            usage.add_refused(module.clone(), audience, *period);
        }
        let mut judge = Judge::new(rules, &Arc::new(reports), week(week_text));
        judge.case(&self.unit, &self.expectation).verdict(&usage)
    }
}
