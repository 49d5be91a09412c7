//! Builds the verdicts, lines and asks of the sample letters from few words.

use chrono::NaiveDate;

use super::modules::About;
use super::past::Past;
use super::week;
use crate::domain::asks::Standing;
use crate::domain::expectation::deadline::Deadline;
use crate::domain::expectation::measure::Measure;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::expectation::{ExpectationKey, Marks};
use crate::domain::letter::{Ask, Line, Part, Praise};
use crate::domain::number::Exact;
use crate::domain::summary::Matter;
use crate::domain::training::Training;
use crate::domain::unit::audience::Audience;
use crate::domain::unit::{SchoolForm, UnitKey};
use crate::domain::verdict::{Judgement, Level, NotJudged, Outcome, Value, Verdict};

/// A ratio.
pub(super) fn ratio(numerator: i128, denominator: i128) -> Exact {
    Exact::new(numerator, denominator)
}

/// A verdict in the making.
#[derive(Debug, Clone)]
pub(super) struct SampleVerdict {
    about: &'static About,
    verdict: Verdict,
    past: Option<Past>,
}

/// A judged verdict, of a value against a target.
pub(super) fn judged(
    about: &'static About,
    audience: Audience,
    measure: Measure,
    value: Exact,
    target: Exact,
) -> SampleVerdict {
    let near = target * ratio(7, 8);
    let level = if measure.reaches(value, target) {
        Level::Met
    } else if measure.reaches(value, near) {
        Level::Near
    } else {
        Level::Below
    };
    let judgement = Judgement {
        level,
        softened: false,
        value: Value::Shown(value),
        previous: None,
        previous_known: 0,
        eligible: None,
    };
    verdict(about, audience, measure, Marks { target, near }, Outcome::Judged(judgement))
}

/// So many active of so many, against a share.
pub(super) fn people(
    about: &'static About,
    audience: Audience,
    active: u32,
    eligible: u32,
    target: Exact,
) -> SampleVerdict {
    let value = ratio(active.into(), eligible.into());
    judged(about, audience, Measure::ActiveShare, value, target).eligible(eligible)
}

/// A verdict without a level.
pub(super) fn silent(about: &'static About, audience: Audience, not_judged: NotJudged) -> SampleVerdict {
    let marks = Marks { target: ratio(4, 5), near: ratio(7, 10) };
    verdict(about, audience, Measure::ActiveShare, marks, Outcome::NotJudged(not_judged))
}

fn verdict(
    about: &'static About,
    audience: Audience,
    measure: Measure,
    marks: Marks,
    outcome: Outcome,
) -> SampleVerdict {
    let verdict = Verdict {
        week: week(),
        unit: UnitKey("sample".into()),
        expectation: ExpectationKey(format!("{}-{audience}", about.key)),
        module: ModuleKey(about.key.to_owned()),
        audience,
        measure,
        marks,
        weeks: 4,
        known: 4,
        outcome,
        mixed_lengths: false,
    };
    SampleVerdict { about, verdict, past: None }
}

impl SampleVerdict {
    fn change(mut self, change: impl FnOnce(&mut Judgement)) -> Self {
        if let Outcome::Judged(judgement) = &mut self.verdict.outcome {
            change(judgement);
        }
        self
    }

    /// How many there are.
    pub(super) fn eligible(self, eligible: u32) -> Self {
        self.change(|judgement| judgement.eligible = Some(eligible))
    }

    /// The value in the weeks before.
    pub(super) fn before(self, previous: Exact) -> Self {
        self.change(|judgement| {
            judgement.previous = Some(previous);
            judgement.previous_known = 4;
        })
    }

    /// That it is taken as near for being small.
    pub(super) fn softened(self) -> Self {
        self.change(|judgement| {
            judgement.softened = true;
            judgement.level = Level::Near;
        })
    }

    /// How it came to where it is.
    pub(super) fn after(self, past: Past) -> Self {
        Self { past: Some(past), ..self }
    }

    /// It as a line of the table.
    pub(super) fn line(&self, standing: Standing) -> Line {
        Line {
            module: self.about.name(),
            handled_in: None,
            verdict: self.verdict.clone(),
            standing,
            help_on: None,
        }
    }

    /// It as a row of a manager's table, at the level of last week.
    pub(super) fn matter(&self) -> Matter {
        Matter {
            module: self.about.name(),
            before: self.verdict.level(),
            moved: None,
            exception: None,
            help: None,
            verdict: self.verdict.clone(),
        }
    }

    /// It as the fact of progress.
    pub(super) fn praise(&self) -> Praise {
        let rose = self.verdict.judgement().is_some_and(|judgement| judgement.previous.is_some());
        Praise { module: self.about.name(), verdict: self.verdict.clone(), rose }
    }

    /// It as what a date ahead is about.
    fn deadline(&self, date: NaiveDate, share: Exact) -> Deadline {
        Deadline { module: self.about.name(), verdict: self.verdict.clone(), date, share }
    }

    /// It as an ask, with help.
    pub(super) fn ask(&self, trainings: Vec<Training>) -> Ask {
        Ask {
            verdict: self.verdict.clone(),
            module: self.about.name(),
            why: self.about.why(),
            document: self.about.document.to_owned(),
            streak: 0,
            trainings,
            trend: self.past.map(|past| past.until(&self.verdict)),
        }
    }
}

/// A part of a letter in the making.
pub(super) fn part(unit: &str, form: SchoolForm) -> Part {
    Part {
        unit: unit.to_owned(),
        forms: [form].into(),
        progress: None,
        asks: vec![],
        coming: vec![],
        lines: vec![],
    }
}

impl Part {
    /// With the fact of progress, which also has a line in the table.
    pub(super) fn praising(mut self, sample: &SampleVerdict) -> Self {
        self.progress = Some(sample.praise());
        self.telling(sample, Standing::Fine)
    }

    /// With one more ask, which also has a line in the table.
    pub(super) fn asking(mut self, sample: &SampleVerdict, trainings: Vec<Training>) -> Self {
        self.asks.push(sample.ask(trainings));
        self.telling(sample, Standing::Asked { streak: 0 })
    }

    /// With one more line in the table, for what was found.
    pub(super) fn telling(self, sample: &SampleVerdict, standing: Standing) -> Self {
        self.with(sample.line(standing))
    }

    /// With a goal with a date that comes up.
    pub(super) fn coming(mut self, sample: &SampleVerdict, date: NaiveDate, share: Exact) -> Self {
        self.coming.push(sample.deadline(date, share));
        self
    }

    /// With one more line in the table.
    pub(super) fn with(mut self, line: Line) -> Self {
        self.lines.push(line);
        self
    }
}
