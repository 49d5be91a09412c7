//! A verdict in words: who and how many, in whole persons wherever somebody
//! knows how many there are.

use crate::domain::expectation::measure::Measure;
use crate::domain::letter::Praise;
use crate::domain::number::Exact;
use crate::domain::unit::audience::Audience;
use crate::domain::verdict::{Judgement, Level, People as Persons, Value, Verdict};
use crate::letters::error::ComposeError;
use crate::letters::figures::{self, Rounded};
use crate::letters::people::People;
use crate::letters::plain::one_line;
use crate::letters::words::Words;

/// The verdict in whole persons, where that is known and true to the level.
pub(super) fn persons(verdict: &Verdict) -> Option<Persons> {
    let judgement = verdict.judgement()?;
    let value = judgement.value.shown()?;
    let persons = verdict.people()?;
    // A mean of part of a person is not nobody, and a mean that reaches the
    // target must not look short of it for being rounded down.
    let vanishes = persons.active == 0 && value > Exact::from_integer(0);
    let shown = Exact::new(persons.active.into(), i128::from(persons.eligible.max(1)));
    let falls_short = judgement.level == Level::Met && shown < verdict.marks.target;
    (!vanishes && !falls_short).then_some(persons)
}

/// A figure as a clause: `6 av 14 pedagoger är igång`.
pub(super) fn figure(
    verdict: &Verdict,
    judgement: &Judgement,
    people: People,
    words: &Words,
) -> Result<String, ComposeError> {
    match persons(verdict) {
        Some(persons) => figure_in_persons(verdict, persons, people, words),
        None => figure_as_measured(verdict, judgement, people, words),
    }
}

fn figure_in_persons(
    verdict: &Verdict,
    persons: Persons,
    people: People,
    words: &Words,
) -> Result<String, ComposeError> {
    let key = if verdict.measure.is_cumulative() { "people-covered" } else { "people-active" };
    let who = words.text(people.plural(verdict.audience))?;
    let values =
        [("active", persons.active.into()), ("eligible", persons.eligible.into()), ("who", who.into())];
    words.say(key, values)
}

fn figure_as_measured(
    verdict: &Verdict,
    judgement: &Judgement,
    people: People,
    words: &Words,
) -> Result<String, ComposeError> {
    let audience = verdict.audience;
    let Some(shown) = judgement.value.shown() else {
        let who = words.text(people.plural(audience))?;
        return words.say("figure-withheld", [("who", who.into())]);
    };
    let value = value(verdict.measure, shown, words)?;
    match verdict.measure {
        Measure::ActiveShare | Measure::CoverageBy => {
            let key = if verdict.measure.is_cumulative() { "share-covered" } else { "share-active" };
            words.say(key, [("share", value.into()), ("who", words.text(people.the(audience))?.into())])
        }
        Measure::ItemsPerPerson => {
            let who = words.text(people.one(audience))?;
            let values = [("items", value.into()), ("who", who.into()), ("weeks", verdict.known.into())];
            words.say("items-person", values)
        }
        Measure::ItemsPerWeek => words.say("items-week", [("items", value.into())]),
        Measure::DaysSinceLast => words.say("days-since", [("days", figures::days(shown).into())]),
    }
}

/// A figure in as few words as the table has room for: `6 av 14`.
pub(super) fn short_figure(
    verdict: &Verdict,
    people: People,
    words: &Words,
) -> Result<Option<String>, ComposeError> {
    let Some(judgement) = verdict.judgement() else { return Ok(None) };
    if let Some(persons) = persons(verdict) {
        let values = [("active", persons.active.into()), ("eligible", persons.eligible.into())];
        return words.say("short-people", values).map(Some);
    }
    let Some(shown) = judgement.value.shown() else { return Ok(None) };
    if verdict.measure.is_days() {
        return words.say("short-days", [("days", figures::days(shown).into())]).map(Some);
    }
    let value = value(verdict.measure, shown, words)?;
    with_unit(verdict.measure, verdict.audience, value, people, words).map(Some)
}

/// A value in words with what it is a number of, where it does not say so itself.
pub(super) fn with_unit(
    measure: Measure,
    audience: Audience,
    value: String,
    people: People,
    words: &Words,
) -> Result<String, ComposeError> {
    match measure {
        Measure::ItemsPerPerson => {
            let who = words.text(people.one(audience))?;
            words.say("short-items-person", [("items", value.into()), ("who", who.into())])
        }
        Measure::ItemsPerWeek => words.say("short-items-week", [("items", value.into())]),
        Measure::ActiveShare | Measure::CoverageBy | Measure::DaysSinceLast => Ok(value),
    }
}

/// A value of a measure, rounded so that it never looks better than it is.
pub(super) fn value(measure: Measure, value: Exact, words: &Words) -> Result<String, ComposeError> {
    let language = words.language();
    if measure.is_share() {
        return match figures::percent(language, value) {
            Rounded::Figure(number) => words.say("percent", [("number", number.into())]),
            Rounded::Under(_) => words.text("percent-under-one"),
        };
    }
    match figures::amount(language, value) {
        Rounded::Figure(number) => Ok(number),
        Rounded::Under(number) => words.say("under", [("number", number.into())]),
    }
}

/// A target of a measure as it is shown.
pub(in crate::letters) fn target(
    measure: Measure,
    target: Exact,
    words: &Words,
) -> Result<String, ComposeError> {
    let language = words.language();
    if measure.is_share() {
        return words.say("percent", [("number", figures::percent_target(language, target).into())]);
    }
    Ok(figures::amount_target(language, target))
}

/// What went well, as a sentence.
pub(super) fn progress(praise: &Praise, people: People, words: &Words) -> Result<String, ComposeError> {
    let verdict = &praise.verdict;
    let module = one_line(praise.module.in_language(words.language()));
    let Some(judgement) = verdict.judgement() else { return Ok(module) };
    let previous = verdict.previous().filter(|_| praise.rose);
    let Some(previous) = previous else {
        let figure = figure(verdict, judgement, people, words)?;
        return words.say("reached", [("module", module.into()), ("figure", figure.into())]);
    };
    if verdict.measure.is_days() {
        let days = figures::days(judgement.value.at_best());
        let short = words.say("short-days", [("days", days.into())])?;
        let before = figures::days(previous).into();
        return words
            .say("rose-days", [("module", module.into()), ("figure", short.into()), ("before", before)]);
    }
    let in_persons = persons(verdict).zip(persons_before(verdict, previous));
    let (figure, before) = match in_persons {
        Some((persons, before)) if before < persons.active => (
            figure_in_persons(verdict, persons, people, words)?,
            figures::whole(words.language(), before.into()),
        ),
        _ => {
            (figure_as_measured(verdict, judgement, people, words)?, value(verdict.measure, previous, words)?)
        }
    };
    words.say("rose", [("module", module.into()), ("figure", figure.into()), ("before", before.into())])
}

/// How many of today's people the earlier share would be.
fn persons_before(verdict: &Verdict, previous: Exact) -> Option<u32> {
    let mut earlier = verdict.clone();
    let judgement = Judgement { value: Value::Shown(previous), level: Level::Below, ..*verdict.judgement()? };
    earlier.outcome = crate::domain::verdict::Outcome::Judged(judgement);
    persons(&earlier).map(|persons| persons.active)
}
