//! Targets in words: as a sentence, in short, and where `near` begins.

use super::names;
use crate::domain::expectation::document::goal_of;
use crate::domain::expectation::measure::Measure;
use crate::domain::expectation::{Expectation, Goal};
use crate::domain::number::Exact;
use crate::domain::unit::{Forms, SchoolForm};
use crate::letters::error::ComposeError;
use crate::letters::figures;
use crate::letters::people::People;
use crate::letters::plain::{capitalised, one_line};
use crate::letters::principal::phrase;
use crate::letters::words::Words;

/// The forms that follow the expectation's own goal, and not one of their own.
pub(super) fn rest(expectation: &Expectation) -> Forms {
    let has_own = |form: &SchoolForm| expectation.by_form.iter().any(|(entry, _)| entry == form);
    expectation.forms.iter().filter(|form| !has_own(form)).collect()
}

/// What is expected, as a sentence, and in short what differs for single forms.
/// Where every form has a target of its own, it says so.
pub(super) fn in_full(
    expectation: &Expectation,
    module: &str,
    words: &Words,
) -> Result<String, ComposeError> {
    let mut sentences = vec![sentence(expectation, module, words)?];
    for (form, goal) in &expectation.by_form {
        let target = short(expectation, goal, Forms::from_iter([*form]), words)?;
        sentences.push(format!("{}: {target}.", capitalised(&names::form(*form, words)?)));
    }
    Ok(sentences.join(" "))
}

/// What is expected of most forms, as a sentence.
fn sentence(expectation: &Expectation, module: &str, words: &Words) -> Result<String, ComposeError> {
    if rest(expectation).is_empty() {
        return words.text("doc-goal-by-form");
    }
    let (audience, measure) = (expectation.audience, expectation.measure);
    let people = People::in_forms(expectation.forms);
    let module = one_line(module);
    let over = |key| words.say(key, [("weeks", expectation.weeks.into())]);
    let (target, last) = match &expectation.goal {
        Goal::Fixed(marks) => (marks.target, None),
        Goal::Path(path) => {
            let last = path.points.last();
            (last.map_or_else(|| Exact::from_integer(0), |point| point.share), last.map(|point| point.date))
        }
    };
    let shown = phrase::target(measure, target, words)?;
    let all = target == Exact::from_integer(1);
    let said = match measure {
        Measure::ActiveShare => {
            let (key, who) = if all {
                ("doc-goal-share-all", people.plural(audience))
            } else {
                ("doc-goal-share", people.the(audience))
            };
            let weeks = over("doc-weeks")?;
            let values =
                [("who", words.text(who)?.into()), ("module", module.into()), ("weeks", weeks.into())];
            words.say(key, values.into_iter().chain([("target", shown.into())]))?
        }
        Measure::ItemsPerPerson => words.say(
            "doc-goal-items-person",
            [
                ("target", shown.into()),
                ("who", words.text(people.one(audience))?.into()),
                ("module", module.into()),
                ("weeks", over("doc-weeks-count")?.into()),
            ],
        )?,
        Measure::ItemsPerWeek => words.say(
            "doc-goal-items-week",
            [("target", shown.into()), ("module", module.into()), ("weeks", over("doc-weeks")?.into())],
        )?,
        Measure::CoverageBy => {
            let (key, who) = if all {
                ("doc-goal-covered-all", people.plural(audience))
            } else {
                ("doc-goal-covered", people.the(audience))
            };
            let date = last.map(|last| figures::date(words.language(), last)).unwrap_or_default();
            let values = [("who", words.text(who)?.into()), ("module", module.into()), ("date", date.into())];
            words.say(key, values.into_iter().chain([("target", shown.into())]))?
        }
        Measure::DaysSinceLast => words.say(
            "doc-goal-days",
            [
                ("days", figures::days(target).into()),
                ("who", words.text(people.anyone(audience))?.into()),
                ("module", module.into()),
            ],
        )?,
    };
    Ok(capitalised(&said))
}

/// A target in as few words as a table has room for: `80 %`, `2 inlägg per barn`.
pub(super) fn short(
    expectation: &Expectation,
    goal: &Goal,
    forms: Forms,
    words: &Words,
) -> Result<String, ComposeError> {
    let measure = expectation.measure;
    match goal {
        Goal::Fixed(marks) => mark(expectation, marks.target, forms, words),
        Goal::Path(path) => {
            let Some(last) = path.points.last() else { return Ok(String::new()) };
            let target = phrase::target(measure, last.share, words)?;
            let date = figures::date(words.language(), last.date);
            words.say("doc-short-covered", [("target", target.into()), ("date", date.into())])
        }
    }
}

/// Where `near` begins, in as few words; none where there is no such mark.
pub(super) fn short_near(
    expectation: &Expectation,
    goal: &Goal,
    forms: Forms,
    words: &Words,
) -> Result<Option<String>, ComposeError> {
    match goal {
        Goal::Fixed(marks) if marks.near == marks.target => Ok(None),
        Goal::Fixed(marks) => mark(expectation, marks.near, forms, words).map(Some),
        Goal::Path(path) if path.near_points == Exact::from_integer(0) => Ok(None),
        Goal::Path(path) => {
            words.say("doc-points", [("points", points(path.near_points, words).into())]).map(Some)
        }
    }
}

/// Where `near` begins, as a sentence.
pub(super) fn near(expectation: &Expectation, goal: &Goal, words: &Words) -> Result<String, ComposeError> {
    match goal {
        Goal::Fixed(marks) if marks.near == marks.target => words.text("doc-near-none"),
        Goal::Fixed(marks) if expectation.measure.is_days() => {
            words.say("doc-near-days", [("days", figures::days(marks.near).into())])
        }
        Goal::Fixed(_) => {
            let near = short_near(expectation, goal, expectation.forms, words)?.unwrap_or_default();
            words.say("doc-near-from", [("near", near.into())])
        }
        Goal::Path(path) if path.near_points == Exact::from_integer(0) => words.text("doc-near-none"),
        Goal::Path(path) => words.say("doc-near-path", [("points", points(path.near_points, words).into())]),
    }
}

/// How use is measured, in plain words.
pub(super) fn measured(expectation: &Expectation, words: &Words) -> Result<String, ComposeError> {
    let weeks = words.say("doc-weeks", [("weeks", expectation.weeks.into())])?;
    match expectation.measure {
        Measure::ActiveShare => words.text("doc-how-share"),
        Measure::ItemsPerPerson => {
            let who = words.text(People::in_forms(expectation.forms).plural(expectation.audience))?;
            words.say("doc-how-items-person", [("weeks", weeks.into()), ("who", who.into())])
        }
        Measure::ItemsPerWeek => words.say("doc-how-items-week", [("weeks", weeks.into())]),
        Measure::CoverageBy => words.text("doc-how-covered"),
        Measure::DaysSinceLast => words.text("doc-how-days"),
    }
}

/// The targets in short: that of most forms first, then those of single forms.
pub(super) fn all_short(expectation: &Expectation, words: &Words) -> Result<Vec<String>, ComposeError> {
    let mut targets = Vec::new();
    let rest = rest(expectation);
    if !rest.is_empty() {
        targets.push(short(expectation, &expectation.goal, rest, words)?);
    }
    for (form, _) in &expectation.by_form {
        let target = short(expectation, goal_of(expectation, *form), Forms::from_iter([*form]), words)?;
        targets.push(format!("{}: {target}", names::form(*form, words)?));
    }
    Ok(targets)
}

/// A mark with its unit.
fn mark(expectation: &Expectation, mark: Exact, forms: Forms, words: &Words) -> Result<String, ComposeError> {
    let shown = phrase::target(expectation.measure, mark, words)?;
    match expectation.measure {
        Measure::ActiveShare | Measure::CoverageBy => Ok(shown),
        Measure::ItemsPerPerson => {
            let who = words.text(People::in_forms(forms).one(expectation.audience))?;
            words.say("doc-short-items-person", [("target", shown.into()), ("who", who.into())])
        }
        Measure::ItemsPerWeek => words.say("doc-short-items-week", [("target", shown.into())]),
        Measure::DaysSinceLast => words.say("doc-short-days", [("days", figures::days(mark).into())]),
    }
}

fn points(share: Exact, words: &Words) -> String {
    figures::percent_target(words.language(), share)
}
