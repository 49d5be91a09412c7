//! How a figure came to where it is, as a picture, in words for those who do
//! not see it, and in one line of plain text.

use serde::Serialize;

use super::phrase;
use crate::domain::expectation::measure::{Measure, Quantity};
use crate::domain::letter::Ask;
use crate::domain::letter::trend::{Pause, Trend, Why};
use crate::domain::number::{Exact, compare, to_f64};
use crate::domain::week::Week;
use crate::letters::error::ComposeError;
use crate::letters::figures::{self, Rounded};
use crate::letters::people::People;
use crate::letters::plain::{capitalised, one_line};
use crate::letters::trend::{Chart, HEIGHT, Slot, WIDTH};
use crate::letters::words::Words;

/// How much room there is above the highest value of things that have no natural end.
const ROOM_ABOVE: f64 = 1.15;

/// What the templates may show of a trend.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TrendView {
    /// The picture's name within the letter.
    pub(super) id: String,
    /// The picture in words.
    alt: String,
    /// Its size, in pixels of a style sheet.
    width: u32,
    height: u32,
    /// The same in one line.
    line: String,
    /// What it shows.
    #[serde(skip)]
    pub(super) chart: Chart,
}

impl TrendView {
    /// The trend of an ask about what is called `module` in the letter.
    pub(super) fn of(
        ask: &Ask,
        module: &str,
        people: People,
        words: &Words,
    ) -> Result<Option<Self>, ComposeError> {
        let Some(trend) = &ask.trend else { return Ok(None) };
        let telling = Telling { ask, trend, people, words };
        let Some(course) = telling.course()? else { return Ok(None) };
        let weeks = trend.points.len();
        Ok(Some(Self {
            // Names are given when all pictures of the letter are known.
            id: String::new(),
            alt: telling.alt(module, &course)?,
            width: WIDTH,
            height: HEIGHT,
            line: words.say("trend-line", [("weeks", weeks.into()), ("course", course.as_str().into())])?,
            chart: telling.chart()?,
        }))
    }
}

/// A trend that is being told.
struct Telling<'a> {
    ask: &'a Ask,
    trend: &'a Trend,
    people: People,
    words: &'a Words,
}

impl Telling<'_> {
    fn measure(&self) -> Measure {
        self.ask.verdict.measure
    }

    /// From where to where, as a clause.
    fn course(&self) -> Result<Option<String>, ComposeError> {
        let Some(((from, first), (to, last))) = self.trend.ends() else { return Ok(None) };
        let (before, now) = (self.value(first)?, self.value(last)?);
        // What looks the same has not changed for a reader.
        let key = match compare(last, first) {
            _ if before == now => "trend-level",
            std::cmp::Ordering::Less => "trend-down",
            _ => "trend-up",
        };
        let values = [
            ("first", before.into()),
            ("from", from.number().into()),
            ("last", now.into()),
            ("to", to.number().into()),
        ];
        self.words.say(key, values).map(Some)
    }

    fn alt(&self, module: &str, course: &str) -> Result<String, ComposeError> {
        let Self { words, trend, .. } = self;
        let title = if self.measure().is_days() { "trend-title-days" } else { "trend-title" };
        let values = [("module", module.into()), ("weeks", trend.points.len().into())];
        let mut sentences = vec![words.say(title, values)?, format!("{}.", capitalised(course))];
        sentences.extend(self.targets()?);
        if !trend.pauses.is_empty() {
            let pauses: Vec<_> =
                trend.pauses.iter().map(|pause| self.pause(pause)).collect::<Result<_, _>>()?;
            sentences.push(words.say("trend-pauses", [("pauses", words.list(&pauses)?.into())])?);
        }
        if trend.gaps() > 0 {
            sentences.push(words.say("trend-gaps", [("count", trend.gaps().into())])?);
        }
        Ok(sentences.join(" "))
    }

    fn targets(&self) -> Result<Option<String>, ComposeError> {
        let Some((first, last)) = self.trend.targets() else { return Ok(None) };
        let [before, now] = [first, last].map(|target| phrase::target(self.measure(), target, self.words));
        let (before, now) = (before?, now?);
        if before != now {
            let values = [("first", before.into()), ("last", now.into())];
            return self.words.say("trend-target-moved", values).map(Some);
        }
        let sentence = if self.measure().is_days() {
            self.words.say("goal-days", [("days", figures::days(last).into())])
        } else {
            self.words.say("goal", [("target", now.into())])
        };
        sentence.map(Some)
    }

    fn pause(&self, pause: &Pause) -> Result<String, ComposeError> {
        let values = [
            ("count", (pause.last.since(pause.first) + 1).into()),
            ("from", pause.first.number().into()),
            ("to", pause.last.number().into()),
            ("name", self.name_of(pause)?.into()),
        ];
        self.words.say("trend-pause", values)
    }

    fn name_of(&self, pause: &Pause) -> Result<String, ComposeError> {
        match &pause.why {
            Why::Named(name) => Ok(one_line(name)),
            Why::BetweenTerms => self.words.text("trend-between-terms"),
        }
    }

    /// A value with what it is counted in.
    fn value(&self, value: Exact) -> Result<String, ComposeError> {
        let words = self.words;
        if self.measure().is_days() {
            return words.say("trend-days", [("days", figures::days(value).into())]);
        }
        let number = phrase::value(self.measure(), value, words)?;
        phrase::with_unit(self.measure(), self.ask.verdict.audience, number, self.people, words)
    }

    /// What the picture shows, with as few words as a phone has room for.
    fn chart(&self) -> Result<Chart, ComposeError> {
        let Self { words, trend, .. } = *self;
        let mut slots = Vec::with_capacity(trend.points.len() + trend.pauses.len());
        let mut pauses = trend.pauses.iter().peekable();
        for point in &trend.points {
            while let Some(pause) = pauses.next_if(|pause| pause.last < point.week) {
                slots.push(Slot::Pause(self.name_of(pause)?));
            }
            slots.push(Slot::Week {
                name: week(point.week, words)?,
                value: point.value.map(to_f64),
                target: point.target.map(to_f64),
            });
        }
        let newest = trend.ends().map(|(_, (_, value))| value);
        let target = trend.targets().map(|(_, target)| target);
        Ok(Chart {
            slots,
            top: self.top(),
            sloping: self.measure().is_cumulative(),
            value: newest.map(|value| self.short(value)).transpose()?.unwrap_or_default(),
            target: target.map(|target| self.short_target(target)).transpose()?.unwrap_or_default(),
        })
    }

    /// Shares go from none to all; everything else from 0 to a little above the highest.
    fn top(&self) -> f64 {
        if self.measure().is_share() {
            return 1.0;
        }
        let shown = self.trend.points.iter().flat_map(|point| [point.value, point.target]).flatten();
        shown.map(to_f64).fold(0.0, f64::max) * ROOM_ABOVE
    }

    fn short(&self, value: Exact) -> Result<String, ComposeError> {
        let (words, language) = (self.words, self.words.language());
        match self.measure().quantity() {
            Quantity::Days => words.say("chart-days", [("days", figures::days(value).into())]),
            Quantity::Share => {
                let percent = |number: String| words.say("percent", [("number", number.into())]);
                match figures::percent(language, value) {
                    Rounded::Figure(number) => percent(number),
                    Rounded::Under(number) => words.say("under", [("number", percent(number)?.into())]),
                }
            }
            Quantity::Items => phrase::value(self.measure(), value, words),
        }
    }

    fn short_target(&self, target: Exact) -> Result<String, ComposeError> {
        if self.measure().is_days() {
            return self.words.say("chart-target-days", [("days", figures::days(target).into())]);
        }
        let target = phrase::target(self.measure(), target, self.words)?;
        self.words.say("bar-target", [("target", target.into())])
    }
}

fn week(week: Week, words: &Words) -> Result<String, ComposeError> {
    words.say("chart-week", [("week", week.number().into())])
}
