//! One thing the letter asks for: how far it is, why it matters, and the next step.

use serde::Serialize;

use super::bar::{self, Bar};
use super::phrase;
use super::trend::TrendView;
use crate::domain::expectation::measure::Basis;
use crate::domain::letter::Ask;
use crate::domain::training::{Session, Training, TrainingKey, TrainingKind};
use crate::domain::verdict::Verdict;
use crate::letters::error::ComposeError;
use crate::letters::figures;
use crate::letters::frame::LetterFrame;
use crate::letters::mailto::{ReadyMail, mailto};
use crate::letters::people::People;
use crate::letters::plain::{capitalised, link, one_line};
use crate::letters::words::Words;

/// What the templates may show of an ask.
#[derive(Debug, Clone, Serialize)]
pub(super) struct AskView {
    /// The module's name.
    module: String,
    /// How far it is, and how much is left.
    figure: String,
    /// The bar, for what has one.
    bar: Option<Bar>,
    /// How it came to that, for what there is a trend of.
    pub(super) trend: Option<TrendView>,
    /// Why it matters.
    why: String,
    /// Over which weeks it was measured, and its place in the document.
    source: String,
    /// The one step to take.
    next: Option<Step>,
    /// Further help.
    more: Vec<Further>,
    /// The offer to come and help on the spot.
    offer: ReadyMail,
}

/// The one step to take.
#[derive(Debug, Clone, Serialize)]
struct Step {
    title: String,
    /// What it is and how long it takes.
    about: String,
    /// When and where it is next.
    session: Option<String>,
    link: Option<String>,
    /// The words on the button.
    button: String,
}

/// Further help.
#[derive(Debug, Clone, Serialize)]
struct Further {
    title: String,
    about: String,
    link: Option<String>,
}

/// Whom an offer is made to, and about what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occasion<'a> {
    /// The recipient's name.
    pub(super) name: &'a str,
    /// The unit's name.
    pub(super) unit: &'a str,
    /// The module's name.
    pub(super) module: &'a str,
}

impl AskView {
    /// The ask about what `occasion` names. What is `shown` already is not
    /// linked to again.
    pub(super) fn of(
        ask: &Ask,
        occasion: Occasion<'_>,
        people: People,
        shown: &[&TrainingKey],
        frame: &LetterFrame,
        words: &Words,
    ) -> Result<Self, ComposeError> {
        let language = words.language();
        let (first, further) = match ask.trainings.split_first() {
            Some((first, further)) => (Some(first), further),
            None => (None, ask.trainings.as_slice()),
        };
        let offer = offer(occasion, frame, words)?;
        Ok(Self {
            trend: TrendView::of(ask, occasion.module, people, words)?,
            module: occasion.module.to_owned(),
            figure: figure(&ask.verdict, people, words)?,
            bar: Bar::of(&ask.verdict, words)?,
            why: one_line(ask.why.in_language(language)),
            source: source(ask, words)?,
            next: first.map(|training| Step::of(training, &offer, frame, words)).transpose()?,
            more: further
                .iter()
                .filter(|training| !shown.contains(&&training.key))
                .take(2)
                .map(|training| Further::of(training, words))
                .collect::<Result<_, _>>()?,
            offer,
        })
    }
}

impl Step {
    fn of(
        training: &Training,
        offer: &ReadyMail,
        frame: &LetterFrame,
        words: &Words,
    ) -> Result<Self, ComposeError> {
        // A visit is booked by answering where there is nowhere else to book it.
        let by_mail = || Some(offer.link.clone()).filter(|_| training.kind == TrainingKind::HandsOn);
        let session = next_session(training, frame);
        let booking = session.and_then(|session| session.link.as_deref()).and_then(link);
        let button = if booking.is_some() { "button-session" } else { button(training.kind) };
        let session = session.map(|session| {
            let when = when(figures::weekday(words.language(), session.date), session, words);
            words.say("session", [("when", when.into())])
        });
        Ok(Self {
            title: one_line(training.title.in_language(words.language())),
            about: about(training, words)?,
            session: session.transpose()?,
            link: booking.or_else(|| link(&training.link)).or_else(by_mail),
            button: words.text(button)?,
        })
    }
}

impl Further {
    fn of(training: &Training, words: &Words) -> Result<Self, ComposeError> {
        Ok(Self {
            title: one_line(training.title.in_language(words.language())),
            about: about(training, words)?,
            link: link(&training.link),
        })
    }
}

/// The offer to come and help on the spot, with the answer ready to be sent.
fn offer(occasion: Occasion<'_>, frame: &LetterFrame, words: &Words) -> Result<ReadyMail, ComposeError> {
    let Occasion { name, unit, module } = occasion;
    let subject = words.say("offer-subject", [("module", module.into()), ("unit", unit.into())])?;
    let body = [("module", module.into()), ("unit", unit.into()), ("name", name.into())];
    Ok(ReadyMail {
        text: words.text("offer")?,
        answer: words.say("offer-answer", [("module", module.into())])?,
        label: words.text("offer-label")?,
        link: mailto(&frame.reply_to.address, &subject, &words.say("offer-body", body)?),
    })
}

/// How far it is and how much is left, in one or two sentences.
pub(super) fn figure(verdict: &Verdict, people: People, words: &Words) -> Result<String, ComposeError> {
    let Some(judgement) = verdict.judgement() else { return Ok(String::new()) };
    let figure = capitalised(&phrase::figure(verdict, judgement, people, words)?);
    let goal = goal(verdict, words)?;
    Ok(format!("{figure}. {goal}"))
}

fn goal(verdict: &Verdict, words: &Words) -> Result<String, ComposeError> {
    let target = bar::target_of(verdict, words)?;
    // A path is judged by where it is on the last day of the data.
    let date = || figures::day(words.language(), verdict.week.cut_off());
    let is_withheld = verdict.judgement().is_some_and(|judgement| judgement.value.shown().is_none());
    if let Some(missing) = verdict.people().filter(|_| is_withheld).map(|people| people.missing) {
        // The smallest gap that it can be is all that may be told.
        return words.say("goal-withheld", [("missing", missing.into())]);
    }
    match (verdict.measure.basis(), phrase::persons(verdict)) {
        (Basis::Newest, Some(persons)) => {
            let needed = persons.active + persons.missing;
            let values =
                [("date", date().into()), ("needed", needed.into()), ("missing", persons.missing.into())];
            words.say("goal-covered", values)
        }
        (Basis::Newest, None) => {
            words.say("goal-covered-share", [("date", date().into()), ("target", target.into())])
        }
        (_, Some(persons)) => words.say("goal-people", [("missing", persons.missing.into())]),
        (Basis::LastActivity, None) => {
            words.say("goal-days", [("days", figures::days(verdict.marks.target).into())])
        }
        (_, None) => words.say("goal", [("target", target.into())]),
    }
}

/// Over which weeks it was measured, where that is a mean, and its place in the document.
fn source(ask: &Ask, words: &Words) -> Result<String, ComposeError> {
    let verdict = &ask.verdict;
    let mut source = Vec::new();
    if verdict.measure.basis() == Basis::WeeklyMean {
        source.push(words.say("window", [("weeks", verdict.weeks.into())])?);
    }
    if verdict.known < verdict.weeks && !verdict.measure.is_cumulative() {
        let weeks = [("known", verdict.known.into()), ("weeks", verdict.weeks.into())];
        source.push(words.say("known-weeks", weeks)?);
    }
    let document = one_line(&ask.document);
    if !document.is_empty() {
        source.push(document);
    }
    Ok(source.join(" · "))
}

/// What a training is and how long it takes: `film, 3 minuter`.
pub(in crate::letters) fn about(training: &Training, words: &Words) -> Result<String, ComposeError> {
    let kind = words.text(kind(training.kind))?;
    match training.minutes {
        Some(minutes) => Ok(format!("{kind}, {}", words.say("minutes", [("minutes", minutes.into())])?)),
        None => Ok(kind),
    }
}

/// The first session on or after the day of the letter.
fn next_session<'a>(training: &'a Training, frame: &LetterFrame) -> Option<&'a Session> {
    training
        .sessions
        .iter()
        .filter(|session| session.date >= frame.today)
        .min_by_key(|session| (session.date, session.time))
}

/// When and where a session on the day `when` is.
pub(in crate::letters) fn when(mut when: String, session: &Session, words: &Words) -> String {
    if let Some(time) = session.time {
        when = format!("{when} {}", figures::time(words.language(), time));
    }
    match session.place.as_deref().map(one_line).filter(|place| !place.is_empty()) {
        Some(place) => format!("{when}, {place}"),
        None => when,
    }
}

/// What a kind of training is called.
pub(in crate::letters) fn kind(kind: TrainingKind) -> &'static str {
    match kind {
        TrainingKind::Film => "kind-film",
        TrainingKind::Guide => "kind-guide",
        TrainingKind::Course => "kind-course",
        TrainingKind::HandsOn => "kind-hands-on",
        TrainingKind::Demo => "kind-demo",
        TrainingKind::Poster => "kind-poster",
        TrainingKind::Contact => "kind-contact",
    }
}

fn button(kind: TrainingKind) -> &'static str {
    match kind {
        TrainingKind::Film => "button-film",
        TrainingKind::Guide => "button-guide",
        TrainingKind::Course => "button-course",
        TrainingKind::HandsOn => "button-hands-on",
        TrainingKind::Demo => "button-demo",
        TrainingKind::Poster => "button-poster",
        TrainingKind::Contact => "button-contact",
    }
}
