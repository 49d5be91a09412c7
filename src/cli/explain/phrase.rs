//! Words and numbers that the page and its JSON share.

use crate::cli::screen;
use crate::domain::expectation::measure::{Basis, Measure};
use crate::domain::explanation::{Cause, Fate, Formula, Matter, RecordAccount, Terms};
use crate::domain::judge::measuring::Sum;
use crate::domain::number::{Exact, to_f64};
use crate::domain::unit::Unit;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::{Figures, Period};
use crate::domain::verdict::Hurdle;
use crate::domain::week::Week;

/// A value of `measure`: a share as per cent, anything else as it is.
pub(super) fn amount(value: Exact, measure: Measure) -> String {
    if measure.is_share() { percent(value) } else { decimal(to_f64(value)) }
}

/// A share as per cent with at most one decimal.
pub(super) fn percent(share: Exact) -> String {
    let text = format!("{:.1}", to_f64(share) * 100.0);
    format!("{} %", text.strip_suffix(".0").unwrap_or(&text))
}

/// A number with at most three decimals.
pub(super) fn decimal(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What the numbers of a measure count.
pub(super) fn counted(measure: Measure) -> &'static str {
    match measure {
        Measure::ActiveShare => "active",
        Measure::CoverageBy => "covered",
        Measure::ItemsPerPerson => "items per person",
        Measure::ItemsPerWeek => "items per week",
        Measure::DaysSinceLast => "teaching days since the last activity",
    }
}

/// How an audience is called in a sentence.
pub(super) fn people(audience: Audience) -> &'static str {
    match audience {
        Audience::Staff => "staff",
        Audience::Students => "students",
        Audience::Guardians => "guardians",
    }
}

/// The value as a formula with numbers.
pub(super) fn formula(formula: &Formula, measure: Measure) -> String {
    let value = formula.sum.value().map_or_else(|| "nothing".to_owned(), |value| amount(value, measure));
    let sum = |terms: &[String]| match terms {
        [only] => only.clone(),
        terms => format!("({})", terms.join(" + ")),
    };
    match (&formula.terms, formula.sum) {
        (Terms::People(terms), Sum::Quotient { part, whole }) => {
            let active: Vec<_> = terms.iter().map(|(active, _)| active.to_string()).collect();
            let eligible: Vec<_> = terms.iter().map(|(_, eligible)| eligible.to_string()).collect();
            let added = if terms.len() > 1 { format!(" = {part} ÷ {whole}") } else { String::new() };
            format!("{} ÷ {}{added} = {value}", sum(&active), sum(&eligible))
        }
        (Terms::Items(terms), Sum::Quotient { part, whole }) => {
            let items: Vec<_> = terms.iter().map(u32::to_string).collect();
            let by = if measure.basis() == Basis::WeeklyMean { "teaching weeks" } else { "people" };
            let added = if terms.len() > 1 { format!(" = {part} ÷ {whole}") } else { String::new() };
            format!("{} ÷ {whole} {by}{added} = {value}", sum(&items))
        }
        (Terms::Shares(terms), Sum::Mean { count, .. }) => {
            let shares: Vec<_> = terms.iter().map(|share| percent(*share)).collect();
            format!("{} ÷ {count} = {value}", sum(&shares))
        }
        (_, Sum::Days { last, until, .. }) => {
            format!("teaching days after {last}, up to {until} = {value}")
        }
        _ => format!("{value}, as the source gives it"),
    }
}

/// The first to the last of some weeks.
pub(super) fn weeks(weeks: &[Week]) -> String {
    match weeks {
        [] => "no week".to_owned(),
        [only] => only.to_string(),
        [first, .., last] => format!("{first} to {last}"),
    }
}

/// The days of a record.
pub(super) fn period(period: Period) -> String {
    if period.from == period.to {
        period.to.to_string()
    } else {
        format!("{} – {}", period.from, period.to)
    }
}

/// What a record tells.
pub(super) fn figures(figures: Figures) -> String {
    let Figures { active, eligible, share, items, last_active } = figures;
    let people = match (active, eligible) {
        (Some(active), Some(eligible)) => Some(format!("{active} of {eligible}")),
        (Some(active), None) => Some(format!("{active} active")),
        (None, Some(eligible)) => Some(format!("{eligible} people")),
        (None, None) => None,
    };
    let told = [
        people,
        share.map(percent),
        items.map(|items| if items == 1 { "1 item".to_owned() } else { format!("{items} items") }),
        last_active.map(|day| format!("last used {day}")),
    ];
    told.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Why a record does not count, or that it does.
pub(super) fn fate(record: &RecordAccount, matter: &Matter) -> String {
    let window = &matter.window;
    match record.fate {
        Fate::Used if matter.stopped_by.is_some() => "would be used".to_owned(),
        Fate::Used => "used".to_owned(),
        Fate::UsedBefore => "used for the trend only".to_owned(),
        Fate::Superseded => "not used: a newer record tells more".to_owned(),
        Fate::AfterCutOff => format!("not used: after the cut-off, {}", window.cut_off),
        Fate::SaysNothing => format!("not used: says nothing about {}", matter.expectation.measure),
        Fate::OutsideWindow if window.weeks.first().is_some_and(|first| ends_before(record, *first)) => {
            "not used: before the window".to_owned()
        }
        Fate::OutsideWindow => "not used: ends in no teaching week of the window".to_owned(),
        Fate::NoTeachingDay => "not used: a single day without teaching".to_owned(),
        Fate::TooLong { longest } => {
            let days = record.delivered.usage.period.days();
            format!("not used: {days} days, longer than the window's {longest}")
        }
        Fate::Overlapped { by } => {
            format!("not used: a shorter record covers some of its days: {}", period(by))
        }
    }
}

fn ends_before(record: &RecordAccount, week: Week) -> bool {
    record.delivered.usage.period.to < week.monday()
}

/// Why a week has no teaching.
pub(super) fn causes(causes: &[Cause]) -> String {
    let words: Vec<String> = causes
        .iter()
        .map(|cause| match cause {
            Cause::Closed { name, .. } => name.clone(),
            Cause::Holiday { name, .. } => format!("{name} (public holiday)"),
            Cause::OutsideTerm => "outside the terms".to_owned(),
        })
        .collect();
    if words.is_empty() { "no teaching day".to_owned() } else { words.join(", ") }
}

/// What a hurdle says: why it stops the verdict, or why it does not.
pub(super) fn hurdle(hurdle: Hurdle, holds: bool, matter: &Matter, unit: &Unit) -> String {
    let expectation = &matter.expectation;
    let audience = people(expectation.audience);
    let headcount = unit.headcount.of(expectation.audience);
    let handled_in = matter.module.as_ref().and_then(|module| module.handled_in.as_deref());
    let eligible = matter.denominator.and_then(|denominator| denominator.eligible);
    let known = eligible.map_or_else(|| "nobody says how many people".to_owned(), count_people);
    match (hurdle, holds) {
        (Hurdle::HandledElsewhere, true) => {
            format!("another system does this job: {}", handled_in.unwrap_or("it is not named"))
        }
        (Hurdle::HandledElsewhere, false) => "no other system does this job".to_owned(),
        (Hurdle::NotApplicable, true) if headcount == Some(0) => {
            format!("units.csv says that there are no {audience}")
        }
        (Hurdle::NotApplicable, true) => {
            format!("it is for {}, and the unit has none of these forms", expectation.forms)
        }
        (Hurdle::NotApplicable, false) => {
            format!("it applies to {}", expectation.forms_of(unit))
        }
        (Hurdle::Exempt, true) => "an agreement exempts the unit".to_owned(),
        (Hurdle::Exempt, false) => "no agreement exempts the unit".to_owned(),
        (Hurdle::OutOfTerm, true) => match &matter.grace {
            Some(grace) => format!(
                "the week lies in the grace of {}: its first {}, from {}",
                grace.term,
                screen::counted(grace.weeks, "week"),
                grace.from
            ),
            None => format!("the week has no teaching day: {}", causes(&matter.closed)),
        },
        (Hurdle::OutOfTerm, false) => "the week is taught and past the grace of the term".to_owned(),
        (Hurdle::NoRecordEver, true) => {
            format!("no source has ever told anything up to {}", matter.window.cut_off)
        }
        (Hurdle::NoRecordEver, false) => "there are records".to_owned(),
        (Hurdle::StaleData, true) => {
            format!("no record ends in the last {} teaching weeks", matter.stale_weeks)
        }
        (Hurdle::StaleData, false) => {
            format!("one ends in the last {} teaching weeks", matter.stale_weeks)
        }
        (Hurdle::NoRecordInWindow, true) => "no record counts in the window".to_owned(),
        (Hurdle::NoRecordInWindow, false) => "some count in the window".to_owned(),
        (Hurdle::TooSmall, true) => format!("{known}: under the privacy floor of {}", matter.floor),
        (Hurdle::TooSmall, false) if eligible.is_none() => format!("{known}, so no privacy floor applies"),
        (Hurdle::TooSmall, false) => format!("{known}, and the privacy floor is {}", matter.floor),
        (Hurdle::NoValue, true) => "there is nothing to divide by, or no activity to count from".to_owned(),
        (Hurdle::NoValue, false) => "the value can be worked out".to_owned(),
    }
}

fn count_people(number: u32) -> String {
    if number == 1 { "1 person".to_owned() } else { format!("{number} people") }
}

/// The hurdles that were looked at, in order, each with whether it holds: the
/// last one may, those before it do not.
pub(super) fn hurdles(matter: &Matter) -> Vec<(Hurdle, bool)> {
    let mut looked_at = Vec::new();
    for hurdle in Hurdle::ALL {
        let holds = matter.stopped_by == Some(hurdle);
        looked_at.push((hurdle, holds));
        if holds {
            break;
        }
    }
    looked_at
}
