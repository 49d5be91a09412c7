//! Words and numbers that the page and its JSON share.

use crate::cli::screen;
use crate::domain::expectation::measure::{Basis, Measure};
use crate::domain::expectation::{ExpectationKey, Path};
use crate::domain::explanation::{Cause, Fate, Formula, Gap, Matter, RecordAccount, Terms, WeekAccount};
use crate::domain::judge::known::{Knowing, Silence};
use crate::domain::judge::sum::Sum;
use crate::domain::number::{Exact, to_f64};
use crate::domain::unit::Unit;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::figure::Figure;
use crate::domain::usage::reports::Absent;
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
            let by = if measure.basis() == Basis::WeeklyMean { "known weeks" } else { "people" };
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
        (Some(active), Some(eligible)) => Some(format!("{} of {}", number(active), number(eligible))),
        (Some(active), None) => Some(format!("{} active", number(active))),
        (None, Some(eligible)) => Some(format!("{} people", number(eligible))),
        (None, None) => None,
    };
    let told = [
        people,
        share.map(|share| match share.known() {
            Some(share) => percent(share.exact()),
            None => "a share that it keeps to itself".to_owned(),
        }),
        items.map(|items| {
            if items == Figure::Known(1) { "1 item".to_owned() } else { format!("{} items", number(items)) }
        }),
        last_active.map(|day| format!("last used {day}")),
    ];
    told.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A number, or what is known of one that the source keeps to itself.
fn number(figure: Figure<u32>) -> String {
    match figure {
        Figure::Known(number) => number.to_string(),
        Figure::Suppressed { least, most: Some(most) } => format!("{least} to {most} (suppressed)"),
        Figure::Suppressed { .. } => "suppressed".to_owned(),
    }
}

/// How each week of the window is known, and why not; in short where it was said of the expectation `before`.
pub(super) fn knowing(matter: &Matter, before: Option<&ExpectationKey>) -> Vec<String> {
    let known = matter.knowing.iter().filter(|week| week.knowing.is_known()).count();
    if known == matter.knowing.len() && matter.knowing.iter().all(|week| week.knowing == Knowing::Recorded) {
        return Vec::new();
    }
    let all = format!("known {known} of {}", screen::counted(matter.knowing.len(), "week"));
    if let Some(before) = before {
        return vec![format!("{all}, as said of {before}")];
    }
    let alike = |one: &WeekAccount, next: &WeekAccount| (&one.gap, one.knowing) == (&next.gap, next.knowing);
    let lines = matter.knowing.chunk_by(alike).filter_map(|some| {
        let first = some.first()?;
        let why = match (&first.gap, first.knowing) {
            (Some(gap), _) => why_unknown(gap),
            (None, Knowing::Zero) => "zero, since the source has no row of it (`absent`)".to_owned(),
            (None, _) => return None,
        };
        let together: Vec<_> = some.iter().map(|account| account.week).collect();
        Some(format!("{}: {why}", weeks(&together)))
    });
    [all].into_iter().chain(lines).collect()
}

fn why_unknown(gap: &Gap) -> String {
    match gap {
        Gap::Refused => "a row of it was refused".to_owned(),
        Gap::SomeDays => "records say something of some of its days only".to_owned(),
        Gap::NoRow(sources) if sources.is_empty() => "no row of it".to_owned(),
        Gap::NoRow(sources) => sources.iter().map(silence).collect::<Vec<_>>().join("; "),
    }
}

fn silence(silence: &Silence) -> String {
    let Silence { source, units, units_before, units_still, .. } = silence;
    let missing = match silence {
        Silence { gives_module: false, .. } => "no row of the module for any unit",
        Silence { has_unit: false, .. } => "no row of this unit",
        _ => "no row of the module for this unit",
    };
    let told = if *units_before == 0 {
        screen::counted(*units, "unit")
    } else {
        format!("{units_still} of the {units_before} units of the four weeks before")
    };
    let why = match silence {
        Silence { unsettled: true, .. } => ": the platform may still change its figures (`settles_after`)",
        Silence { absent: Absent::Unknown, .. } => ": a missing row means nothing there (`absent`)",
        Silence { gives_module: false, .. } => "",
        _ if units_still * 2 < *units_before => ": too few to take a missing row for a zero",
        _ => ", and in none of those weeks of this one",
    };
    format!("{missing} from `{source}`, which told of {told}{why}")
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
        Fate::OutsideWindow => "not used: its last teaching week is not in the window".to_owned(),
        Fate::NoTeachingDay => "not used: no teaching day of a measured week lies in it".to_owned(),
        Fate::TooLong { longest } => {
            let days = record.delivered.usage.period.days();
            format!("not used: {days} days, longer than the window's {longest}")
        }
        Fate::Replaced { by } => {
            format!("not used: a newer record about as long covers some of its days: {}", period(by))
        }
        Fate::CoveredByShorter => "not used: shorter records cover its teaching days".to_owned(),
        Fate::InsideLonger { of } => {
            format!("not used: it lies inside a longer record that covers more: {}", period(of))
        }
        Fate::PartlyUnknown => "not used: it reaches into a week of which not all is known".to_owned(),
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
    let known = match eligible {
        None => "nobody says how many people".to_owned(),
        Some(Figure::Known(number)) => count_people(number),
        Some(Figure::Suppressed { .. }) => "the source keeps the number of people to itself".to_owned(),
    };
    let begins = || expectation.goal_for(unit).path().and_then(Path::begins);
    let ends = || expectation.goal_for(unit).path().and_then(Path::ends);
    let on = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |day| format!(" on {day}"));
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
            let form = expectation.form_of(unit).map_or_else(String::new, |form| form.to_string());
            format!("it goes by {form}")
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
        (Hurdle::NotBegun, true) => format!("its path begins{}, after the cut-off", on(begins())),
        (Hurdle::NotBegun, false) => "its path has begun, where it has one".to_owned(),
        (Hurdle::Ended, true) => format!("its path ended{}, three teaching weeks ago or more", on(ends())),
        (Hurdle::Ended, false) => "its path has not ended long ago".to_owned(),
        (Hurdle::NoRecordEver, true) => {
            format!("no source has ever told anything up to {}", matter.window.cut_off)
        }
        (Hurdle::NoRecordEver, false) => "something is known".to_owned(),
        (Hurdle::StaleData, true) => {
            format!("nothing is known of the last {} teaching weeks", matter.stale_weeks)
        }
        (Hurdle::StaleData, false) => {
            format!("one of the last {} teaching weeks is known", matter.stale_weeks)
        }
        (Hurdle::NoKnownWeek, true) => "no week of the window is known".to_owned(),
        (Hurdle::NoKnownWeek, false) => "some weeks of the window are known".to_owned(),
        (Hurdle::Incomplete, true) => {
            let verdict = &matter.verdict;
            format!("only {} of {} weeks of the window are known", verdict.known, verdict.weeks)
        }
        (Hurdle::Incomplete, false) => "at least half of its weeks are known, where that is asked".to_owned(),
        (Hurdle::TooSmall, true)
            if eligible.and_then(Figure::known).is_none_or(|people| people >= matter.floor) =>
        {
            "the source keeps a figure to itself, and the level depends on it".to_owned()
        }
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
