//! One expectation on the page: the rule, the window, the records, the value and the level.

use chrono_tz::Tz;

use super::asking;
use super::sheet::Sheet;
use crate::cli::explain::phrase;
use crate::cli::screen;
use crate::domain::agreement::{Exception, Terms};
use crate::domain::expectation::ExpectationKey;
use crate::domain::expectation::measure::Measure;
use crate::domain::explanation::{Explanation, Fate, Matter, RecordAccount, Rule};
use crate::domain::municipality::Municipality;
use crate::domain::number::to_f64;
use crate::domain::unit::Unit;
use crate::domain::verdict::{Hurdle, Level, Outcome};

/// From how many records with one fate on they are told about together.
const TOGETHER: usize = 4;

/// Writes the section.
pub(super) fn section(
    sheet: &mut Sheet,
    matter: &Matter,
    explanation: &Explanation,
    municipality: &Municipality,
) {
    let expectation = &matter.expectation;
    let name = municipality.module_name(&expectation.module).sv;
    let outcome = match &matter.verdict.outcome {
        Outcome::Judged(judgement) => judgement.level.to_string(),
        Outcome::NotJudged(not_judged) => format!("not judged ({not_judged})"),
    };
    sheet.heading(&format!("{name}, {}: {outcome}", expectation.key));
    rule(sheet, matter);
    if is_measured(matter) {
        window(sheet, matter, said_before(matter, explanation));
        records(sheet, matter, municipality.zone);
        value(sheet, matter, &explanation.unit);
    }
    level(sheet, matter, &explanation.unit);
    asking::lines(sheet, matter, explanation);
}

fn rule(sheet: &mut Sheet, matter: &Matter) {
    let Matter { expectation, rule, .. } = matter;
    let measure = expectation.measure;
    let amount = |value| phrase::amount(value, measure);
    let least = if measure.smaller_is_better() { "at most" } else { "at least" };
    let of = if measure.is_share() {
        format!("of {} ", phrase::people(expectation.audience))
    } else {
        String::new()
    };
    let near = if rule.marks.near == rule.marks.target {
        String::new()
    } else {
        format!("; {} is near", amount(rule.marks.near))
    };
    sheet.line(
        "expected",
        &format!("{least} {} {of}{}{near}", amount(rule.marks.target), phrase::counted(measure)),
    );
    if let Some(path) = rule.path {
        let point = |point: Option<crate::domain::expectation::PathPoint>, none: &str| {
            point.map_or_else(
                || none.to_owned(),
                |point| format!("{} on {}", phrase::percent(point.share), point.date),
            )
        };
        let words = format!(
            "on {} the path lies between {} and {}; up to {} behind it is near",
            matter.window.cut_off,
            point(path.last, "nothing before it begins"),
            point(path.next, "its end"),
            phrase::percent(path.near_points).replace(" %", " percentage points"),
        );
        sheet.line("", &words);
    }
    sheet.line("rule", &stands(rule, &expectation.document));
    for exception in &rule.not_in_force {
        sheet.line("", &format!("not in force: {}", agreed(exception, measure)));
    }
}

/// Where the rule stands.
fn stands(rule: &Rule, document: &str) -> String {
    let valid = match (rule.valid_from, rule.valid_to) {
        (None, None) => String::new(),
        (Some(from), None) => format!(", valid from {from}"),
        (None, Some(to)) => format!(", valid to {to}"),
        (Some(from), Some(to)) => format!(", valid {from} to {to}"),
    };
    let by_form = rule.by_form.map_or_else(String::new, |form| format!(", by_form {form}"));
    let place = format!("{}{by_form}{valid} ({document})", rule.origin);
    match &rule.agreement {
        Some(exception) => format!("{}; instead of {place}", agreed(exception, rule.measure)),
        None => place,
    }
}

fn agreed(exception: &Exception, measure: Measure) -> String {
    let terms = match exception.terms {
        Terms::Exempt => "exempt".to_owned(),
        Terms::Marks(marks) => format!("target {}", phrase::amount(marks.target, measure)),
    };
    let from = exception.from.map_or_else(String::new, |from| format!("from {from} "));
    format!(
        "agreement at {}, {terms}, {from}until {}, agreed with {}: {}",
        exception.origin, exception.until, exception.agreed_with, exception.reason
    )
}

/// Whether figures about it are worth looking at: what is about others has none.
fn is_measured(matter: &Matter) -> bool {
    !matches!(matter.stopped_by, Some(Hurdle::HandledElsewhere | Hurdle::NotApplicable))
}

/// The first expectation on the page of which the same was said about the same weeks.
fn said_before<'e>(matter: &Matter, explanation: &'e Explanation) -> Option<&'e ExpectationKey> {
    let others = explanation.matters.iter().filter(|other| is_measured(other));
    let first = others
        .map(|other| (&other.expectation.key, &other.knowing))
        .find(|(_, knowing)| **knowing == matter.knowing);
    first.map(|(key, _)| key).filter(|key| **key != matter.expectation.key)
}

fn window(sheet: &mut Sheet, matter: &Matter, said_before: Option<&ExpectationKey>) {
    let window = &matter.window;
    let wanted = usize::try_from(window.wanted).unwrap_or(usize::MAX);
    let short = if window.weeks.len() < wanted { format!(" of {wanted}") } else { String::new() };
    let words = format!(
        "{}: {}{short}, up to {}",
        phrase::weeks(&window.weeks),
        screen::counted(window.weeks.len(), "teaching week"),
        window.cut_off
    );
    sheet.line("window", &words);
    for (week, causes) in &window.left_out {
        sheet.line("", &format!("without {week}: {}", phrase::causes(causes)));
    }
    if let Some(start) = window.cut_short_by {
        sheet.line("", &format!("no earlier week: the term began on {start}"));
    }
    for line in phrase::knowing(matter, said_before) {
        sheet.line("", &line);
    }
    let previous = match &window.previous {
        Some(weeks) => format!("compared with {}", phrase::weeks(weeks)),
        None => "no trend: the weeks before leave the term".to_owned(),
    };
    sheet.line("", &previous);
}

fn records(sheet: &mut Sheet, matter: &Matter, zone: Tz) {
    let mut label = "records";
    if matter.records.is_empty() {
        sheet.line(label, "none about this module and audience");
    }
    let mut rest = matter.records.as_slice();
    while let Some(first) = rest.first() {
        let head = fate(first, matter, zone);
        let alike = rest.iter().take_while(|record| fate(record, matter, zone) == head).count();
        let (group, others) = rest.split_at(alike);
        rest = others;
        if first.fate == Fate::Used || alike < TOGETHER {
            sheet.line(label, &format!("{head}:"));
            for record in group {
                let usage = record.delivered.usage;
                let (period, figures) = (phrase::period(usage.period), phrase::figures(usage.figures));
                sheet.line("", &format!("· {period}  {figures}"));
            }
        } else if let Some(last) = group.last() {
            let (from, to) = (first.delivered.usage.period.from, last.delivered.usage.period.to);
            sheet.line(label, &format!("{head}: {alike} records, {from} – {to}"));
        }
        label = "";
    }
}

/// What became of a record, and who told it where that matters.
fn fate(record: &RecordAccount, matter: &Matter, zone: Tz) -> String {
    let fate = phrase::fate(record, matter);
    if record.fate != Fate::Used {
        return fate;
    }
    let delivered = &record.delivered;
    let read = screen::local(delivered.read_at, zone);
    format!("{fate}, told by {} (read {read})", delivered.source)
}

fn value(sheet: &mut Sheet, matter: &Matter, unit: &Unit) {
    let measure = matter.expectation.measure;
    if let Some(denominator) = matter.denominator.filter(|_| !measure.is_days()) {
        let audience = matter.expectation.audience;
        let headcount = unit.headcount.of(audience);
        let words = match (denominator.own, denominator.from_headcount, headcount) {
            (0, 0, _) => "nobody says how many there are".to_owned(),
            (_, 0, _) => "as the records say".to_owned(),
            (0, _, Some(number)) => {
                format!("{number} {} by units.csv; the records do not say", phrase::people(audience))
            }
            (own, others, number) => format!(
                "{own} say how many there are; for {} {} {} by units.csv stand in",
                screen::counted(others, "record"),
                number.unwrap_or(0),
                phrase::people(audience)
            ),
        };
        sheet.line("divided by", &words);
    }
    if let Some(formula) = &matter.formula {
        let label = if matter.stopped_by.is_some() { "would be" } else { "value" };
        sheet.line(label, &phrase::formula(formula, measure));
    }
    if let Some(previous) = &matter.previous {
        sheet.line("before", &phrase::formula(previous, measure));
    }
}

fn level(sheet: &mut Sheet, matter: &Matter, unit: &Unit) {
    let hurdles = phrase::hurdles(matter);
    let passed: Vec<_> = hurdles
        .iter()
        .filter(|(_, holds)| !holds)
        .map(|(hurdle, holds)| phrase::hurdle(*hurdle, *holds, matter, unit))
        .collect();
    if let Some((hurdle, holds)) = hurdles.last().filter(|(_, holds)| *holds) {
        sheet.line("not judged", &phrase::hurdle(*hurdle, *holds, matter, unit));
        if !passed.is_empty() {
            sheet.line("", &format!("the reasons before that do not hold: {}", passed.join("; ")));
        }
        return;
    }
    let Some(judgement) = matter.verdict.judgement() else { return };
    let measure = matter.expectation.measure;
    let amount = |value| phrase::amount(value, measure);
    let marks = matter.verdict.marks;
    let (target, near) = (amount(marks.target), amount(marks.near));
    let value =
        judgement.value.shown().map_or_else(|| "whatever the source keeps to itself, it".to_owned(), amount);
    let (reaches, misses) =
        if measure.smaller_is_better() { ("within", "over") } else { ("at or past", "short of") };
    let words = match judgement.level {
        Level::Met => format!("met: {value} is {reaches} the target, {target}"),
        Level::Near if judgement.softened => format!("near instead of below: {value} is {misses} {near}"),
        Level::Near => format!("near: {value} is {misses} the target, {target}, and {reaches} {near}"),
        Level::Below => format!("below: {value} is {misses} {near}"),
    };
    sheet.line("level", &words);
    if let Some(end) = matter.interval_end {
        let people = judgement.eligible.unwrap_or(0);
        let reaches = if judgement.softened { "reaches" } else { "does not reach" };
        let target = to_f64(marks.target) * 100.0;
        let words = format!(
            "small numbers: for {people} people the interval ends at {end:.1} %, which {reaches} {target:.1} %",
            end = end * 100.0,
        );
        sheet.line("", &words);
    }
    let floor = phrase::hurdle(Hurdle::TooSmall, false, matter, unit);
    sheet.line("", &format!("nothing keeps it from being judged: {floor}"));
}
