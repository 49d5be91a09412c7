//! The page as JSON, with the same content.

use serde_json::{Value, json};

use super::phrase;
use crate::domain::agreement::{Exception, Terms};
use crate::domain::expectation::PathPoint;
use crate::domain::explanation::{
    Asking, Cause, Explanation, Fate, Gap, LetterAccount, Matter, NoLetter, Offer, RecordAccount, Rule,
    WeekAccount, WindowAccount,
};
use crate::domain::judge::known::{Knowing, Silence};
use crate::domain::municipality::Municipality;
use crate::domain::number::to_f64;
use crate::domain::unit::Unit;
use crate::domain::usage::figure::Figure;
use crate::letters::english;

/// The whole page.
pub(super) fn page(explanation: &Explanation, municipality: &Municipality) -> Value {
    let Explanation { unit, week, matters, letters, no_letter } = explanation;
    let matters: Vec<_> = matters.iter().map(|matter| self::matter(matter, unit, municipality)).collect();
    json!({
        "week": week,
        "unit": unit.key,
        "name": unit.name,
        "forms": &*unit.forms,
        "area": unit.area,
        "no_letter": no_letter.as_ref().map(not_judged),
        "letters": letters.iter().map(letter).collect::<Vec<_>>(),
        "expectations": matters,
    })
}

fn not_judged(why: &NoLetter) -> Value {
    let mut form = json!({ "reason": why.word() });
    match why {
        NoLetter::Closed(found) => form["causes"] = causes(found),
        NoLetter::Vacant(why) => form["why"] = json!(why.to_string()),
        NoLetter::Paused(why) => form["why"] = json!(english::paused(why)),
        NoLetter::DeadAddress(why) => form["why"] = json!(english::dead(why)),
        NoLetter::NotRunYet { alarms } | NoLetter::Held(alarms) => form["alarms"] = json!(alarms),
        NoLetter::TakenBack(why) => form["why"] = json!(why.as_ref().map(english::reason)),
        NoLetter::NotSent(state) => form["state"] = json!(state.word()),
        NoLetter::NothingJudged | NoLetter::TooLate | NoLetter::LeftOut => {}
    }
    form
}

fn letter(letter: &LetterAccount) -> Value {
    let entry = &letter.entry;
    json!({
        "job": entry.id.series.name(),
        "edition": entry.id.edition,
        "recipient": (!entry.id.is_vacant()).then_some(&entry.id.recipient),
        "units": &*entry.units,
        "state": entry.state.word(),
        "reason": entry.reason.as_ref().map(english::reason),
        "message_id": entry.message_id,
        "attempts": entry.attempts,
        "next_attempt": entry.next_attempt,
        "written_at": letter.written_at,
        "changed_at": letter.changed_at,
    })
}

fn causes(causes: &[Cause]) -> Value {
    let one = |cause: &Cause| match cause {
        Cause::Closed { name, from, to } => json!({ "kind": "closed", "name": name, "from": from, "to": to }),
        Cause::Holiday { name, date } => {
            json!({ "kind": "holiday", "name": name, "from": date, "to": date })
        }
        Cause::OutsideTerm => json!({ "kind": "outside_term", "name": null, "from": null, "to": null }),
    };
    causes.iter().map(one).collect()
}

fn matter(matter: &Matter, unit: &Unit, municipality: &Municipality) -> Value {
    let (expectation, verdict) = (&matter.expectation, &matter.verdict);
    let judgement = verdict.judgement();
    let formula =
        |formula: &Option<_>| formula.as_ref().map(|formula| phrase::formula(formula, expectation.measure));
    let hurdles: Vec<_> = phrase::hurdles(matter)
        .into_iter()
        .map(|(hurdle, holds)| {
            let why = phrase::hurdle(hurdle, holds, matter, unit);
            json!({ "hurdle": hurdle, "holds": holds, "why": why })
        })
        .collect();
    json!({
        "expectation": expectation.key,
        "module": expectation.module,
        "name": municipality.module_name(&expectation.module).sv,
        "audience": expectation.audience,
        "measure": expectation.measure,
        "rule": rule(&matter.rule, &expectation.document),
        "window": window(&matter.window),
        "weeks_known": matter.knowing.iter().map(week).collect::<Vec<_>>(),
        "records": matter.records.iter().map(record).collect::<Vec<_>>(),
        "denominator": matter.denominator.map(|denominator| json!({
            "eligible": figure(denominator.eligible),
            "own": denominator.own,
            "from_headcount": denominator.from_headcount,
            "headcount": unit.headcount.of(expectation.audience),
        })),
        "formula": formula(&matter.formula),
        "formula_before": formula(&matter.previous),
        "value": judgement.and_then(|judgement| judgement.value.shown()).map(to_f64),
        "previous": judgement.and_then(|judgement| judgement.previous).map(to_f64),
        "eligible": judgement.and_then(|judgement| judgement.eligible),
        "level": verdict.level(),
        "reason": verdict.reason(),
        "hurdles": hurdles,
        "small_numbers_end": matter.interval_end,
        "privacy_floor": matter.floor,
        "asking": matter.asking.as_ref().map(asking),
    })
}

fn rule(rule: &Rule, document: &str) -> Value {
    let source = match (&rule.agreement, rule.by_form) {
        (Some(_), _) => "agreement",
        (None, Some(_)) => "by_form",
        (None, None) => "expectation",
    };
    let point = |point: Option<PathPoint>| {
        point.map(|point| json!({ "date": point.date, "share": to_f64(point.share) }))
    };
    json!({
        "source": source,
        "file": rule.origin.file,
        "line": rule.origin.line,
        "document": document,
        "form": rule.by_form,
        "agreement": rule.agreement.as_ref().map(agreement),
        "not_in_force": rule.not_in_force.iter().map(agreement).collect::<Vec<_>>(),
        "target": to_f64(rule.marks.target),
        "near": to_f64(rule.marks.near),
        "path": rule.path.map(|path| json!({
            "last": point(path.last),
            "next": point(path.next),
            "near_points": to_f64(path.near_points),
        })),
        "valid_from": rule.valid_from,
        "valid_to": rule.valid_to,
    })
}

fn agreement(exception: &Exception) -> Value {
    let target = if let Terms::Marks(marks) = exception.terms { Some(to_f64(marks.target)) } else { None };
    json!({
        "file": exception.origin.file,
        "line": exception.origin.line,
        "exempt": exception.terms == Terms::Exempt,
        "target": target,
        "reason": exception.reason,
        "agreed_with": exception.agreed_with,
        "from": exception.from,
        "until": exception.until,
    })
}

fn window(window: &WindowAccount) -> Value {
    let left_out = window.left_out.iter();
    json!({
        "cut_off": window.cut_off,
        "wanted": window.wanted,
        "weeks": window.weeks,
        "left_out": left_out
            .map(|(week, found)| json!({ "week": week, "causes": causes(found) }))
            .collect::<Vec<_>>(),
        "term_began": window.cut_short_by,
        "previous": window.previous,
    })
}

fn record(record: &RecordAccount) -> Value {
    let delivered = &record.delivered;
    let (period, figures) = (delivered.usage.period, delivered.usage.figures);
    let other = match record.fate {
        Fate::Replaced { by } => Some(by),
        Fate::InsideLonger { of } => Some(of),
        _ => None,
    };
    json!({
        "from": period.from,
        "to": period.to,
        "active": figure(figures.active),
        "eligible": figure(figures.eligible),
        "share": figures.share.map(|share| share.known().map_or_else(suppressed, |share| json!(to_f64(share.exact())))),
        "items": figure(figures.items),
        "last_active": figures.last_active,
        "source": delivered.source,
        "read_at": delivered.read_at,
        "fate": record.fate.word(),
        "other": other,
    })
}

/// A number, null where there is none, or that the source keeps it to itself.
fn figure(figure: Option<Figure<u32>>) -> Value {
    figure.map_or(Value::Null, |figure| figure.known().map_or_else(suppressed, |number| json!(number)))
}

fn suppressed() -> Value {
    json!("suppressed")
}

fn week(account: &WeekAccount) -> Value {
    let silence = |silence: &Silence| {
        json!({
            "source": silence.source,
            "absent": silence.absent,
            "gives_module": silence.gives_module,
            "has_unit": silence.has_unit,
            "units": silence.units,
            "units_before": silence.units_before,
            "units_still": silence.units_still,
            "unsettled": silence.unsettled,
        })
    };
    let told = match &account.gap {
        Some(Gap::NoRow(sources)) => sources.iter().map(silence).collect(),
        _ => Vec::new(),
    };
    json!({
        "week": account.week,
        "known": account.knowing.is_known(),
        "zero": account.knowing == Knowing::Zero,
        "why_not": account.gap.as_ref().map(Gap::word),
        "sources": told,
    })
}

fn asking(asking: &Asking) -> Value {
    let offer = |offer: &Offer| {
        json!({
            "training": offer.training.key,
            "kind": offer.training.kind,
            "offered_last_time": offer.last_time,
        })
    };
    json!({
        "standing": asking.standing.word(),
        "gap": asking.gap,
        "weight": asking.weight,
        "rank": asking.rank,
        "candidates": asking.candidates,
        "max_asks": asking.max_asks,
        "more_urgent": asking.ahead,
        "asked_before": asking.streak,
        "repeat_weeks": asking.repeat_weeks,
        "hand_over_after": asking.hand_over_after,
        "handed_over_since": asking.handed_over_since,
        "help": asking.help.as_ref().map(|help| json!({
            "kind": help.kind,
            "date": help.date,
            "agreed": help.agreed,
            "file": help.origin.file,
            "line": help.origin.line,
            "rests_until": asking.rests_until,
        })),
        "step": asking.step,
        "under_half": asking.under_half,
        "offers": asking.offers.iter().map(offer).collect::<Vec<_>>(),
        "in_letter": asking.written.as_ref().map(|past| json!({
            "level": past.level,
            "value": to_f64(past.value),
            "trainings": past.trainings,
            "handed_over": past.handed_over,
        })),
    })
}
