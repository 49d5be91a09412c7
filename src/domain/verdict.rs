//! How a unit stands against an expectation in one week, and why.

use std::cmp::Ordering;
use std::fmt;

use serde::Serialize;

use crate::domain::expectation::measure::{Basis, Measure};
use crate::domain::expectation::module::ModuleKey;
use crate::domain::expectation::{Expectation, ExpectationKey, Marks};
use crate::domain::number::{Exact, compare, missing_part};
use crate::domain::unit::UnitKey;
use crate::domain::unit::audience::Audience;
use crate::domain::week::Week;

/// How well an expectation is reached; the better the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Short of the near mark.
    Below,
    /// At or past the near mark.
    Near,
    /// At or past the target.
    Met,
}

impl Level {
    /// Every level, the worst first.
    pub const ALL: [Self; 3] = [Self::Below, Self::Near, Self::Met];

    /// The word used in output and in the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::Near => "near",
            Self::Met => "met",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Why something is not judged. [`Hurdle`] has the order in which that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotJudged {
    /// Another system does this job.
    HandledElsewhere,
    /// The unit has none of the forms, or nobody of the audience.
    NotApplicable,
    /// An agreement exempts the unit.
    Exempt,
    /// The week of the run has no teaching day for the unit, or lies in the grace of the term.
    OutOfTerm,
    /// The path towards the deadline begins later.
    NotBegun,
    /// The deadline is over.
    Ended,
    /// Nothing is known of the last teaching weeks.
    StaleData,
    /// Nothing was ever known, or nothing of the window.
    NoData,
    /// Fewer than half of the weeks of the window are known.
    Incomplete,
    /// Fewer people than the privacy floor, or the source keeps the figures to itself.
    TooSmall,
}

impl NotJudged {
    /// The word used in output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::HandledElsewhere => "handled_elsewhere",
            Self::NotApplicable => "not_applicable",
            Self::Exempt => "exempt",
            Self::OutOfTerm => "out_of_term",
            Self::NotBegun => "not_begun",
            Self::Ended => "ended",
            Self::StaleData => "stale_data",
            Self::NoData => "no_data",
            Self::Incomplete => "incomplete",
            Self::TooSmall => "too_small",
        }
    }
}

impl fmt::Display for NotJudged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The single questions behind a [`NotJudged`], in the order they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hurdle {
    /// Does another system do this job?
    HandledElsewhere,
    /// Does the unit lack the forms, or people of the audience?
    NotApplicable,
    /// Does an agreement exempt it?
    Exempt,
    /// Has the week no teaching day, or does it lie in the grace of the term?
    OutOfTerm,
    /// Does the path begin after the cut-off?
    NotBegun,
    /// Did the path end three teaching weeks ago?
    Ended,
    /// Has nobody ever told anything?
    NoRecordEver,
    /// Is nothing known of the last teaching weeks?
    StaleData,
    /// Is no week of the window known?
    NoKnownWeek,
    /// Are fewer than half of its weeks known?
    Incomplete,
    /// Are there fewer people than the privacy floor, or does the source keep a figure to itself?
    TooSmall,
    /// Would the value be divided by nobody?
    NoValue,
}

impl Hurdle {
    /// Every hurdle, in the order they are looked at.
    pub const ALL: [Self; 12] = [
        Self::HandledElsewhere,
        Self::NotApplicable,
        Self::Exempt,
        Self::OutOfTerm,
        Self::NotBegun,
        Self::Ended,
        Self::NoRecordEver,
        Self::StaleData,
        Self::NoKnownWeek,
        Self::Incomplete,
        Self::TooSmall,
        Self::NoValue,
    ];

    /// The reason it gives where it holds.
    #[must_use]
    pub fn not_judged(self) -> NotJudged {
        match self {
            Self::HandledElsewhere => NotJudged::HandledElsewhere,
            Self::NotApplicable => NotJudged::NotApplicable,
            Self::Exempt => NotJudged::Exempt,
            Self::OutOfTerm => NotJudged::OutOfTerm,
            Self::NotBegun => NotJudged::NotBegun,
            Self::Ended => NotJudged::Ended,
            Self::NoRecordEver | Self::NoKnownWeek | Self::NoValue => NotJudged::NoData,
            Self::StaleData => NotJudged::StaleData,
            Self::Incomplete => NotJudged::Incomplete,
            Self::TooSmall => NotJudged::TooSmall,
        }
    }
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A level, with what it rests on.
    Judged(Judgement),
    /// Not judged, and why.
    NotJudged(NotJudged),
}

impl Outcome {
    /// What it rests on, where it was judged.
    #[must_use]
    pub fn judgement(&self) -> Option<&Judgement> {
        match self {
            Self::Judged(judgement) => Some(judgement),
            Self::NotJudged(_) => None,
        }
    }
}

/// What a level rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// The value: a share from 0 to 1, items, or teaching days.
    Shown(Exact),
    /// The source keeps a figure to itself, and the level is the same whatever
    /// it is. Nothing but the smallest gap to the target may be told.
    Withheld {
        /// The best that the value can be.
        best: Exact,
    },
}

impl Value {
    /// The value, where it may be shown.
    #[must_use]
    pub fn shown(self) -> Option<Exact> {
        match self {
            Self::Shown(value) => Some(value),
            Self::Withheld { .. } => None,
        }
    }

    /// The value, or the best that it can be: what a gap to the target is counted from.
    #[must_use]
    pub fn at_best(self) -> Exact {
        match self {
            Self::Shown(value) | Self::Withheld { best: value } => value,
        }
    }
}

/// A level, with what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// The level.
    pub level: Level,
    /// Whether `below` became `near` because the unit is small.
    pub softened: bool,
    /// The value.
    pub value: Value,
    /// The value in as many teaching weeks right before, where there is one.
    pub previous: Option<Exact>,
    /// How many of those weeks are known; 0 where there is no such value.
    pub previous_known: u32,
    /// Eligible people of the newest record, where known.
    pub eligible: Option<u32>,
}

/// What was found about a unit and an expectation, before it has their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// The marks that apply to the unit.
    pub marks: Marks,
    /// How many teaching weeks the window has.
    pub weeks: u32,
    /// Of how many of them something is known.
    pub known: u32,
    /// What was found.
    pub outcome: Outcome,
    /// Whether records were left out because others, longer or shorter, overlap them.
    pub mixed_lengths: bool,
}

impl Finding {
    /// The verdict on `unit` in the run of `week`.
    #[must_use]
    pub fn verdict(self, week: Week, unit: &UnitKey, expectation: &Expectation) -> Verdict {
        Verdict {
            week,
            unit: unit.clone(),
            expectation: expectation.key.clone(),
            module: expectation.module.clone(),
            audience: expectation.audience,
            measure: expectation.measure,
            marks: self.marks,
            weeks: self.weeks,
            known: self.known,
            outcome: self.outcome,
            mixed_lengths: self.mixed_lengths,
        }
    }

    /// The level, where it was judged.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        self.outcome.judgement().map(|judgement| judgement.level)
    }
}

/// The outcome for one unit, expectation and week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The week of the run.
    pub week: Week,
    /// The unit.
    pub unit: UnitKey,
    /// The expectation.
    pub expectation: ExpectationKey,
    /// Its module.
    pub module: ModuleKey,
    /// Its audience.
    pub audience: Audience,
    /// Its measure.
    pub measure: Measure,
    /// The marks that apply to the unit.
    pub marks: Marks,
    /// How many teaching weeks the window has.
    pub weeks: u32,
    /// Of how many of them something is known.
    pub known: u32,
    /// What was found.
    pub outcome: Outcome,
    /// Whether records were left out because others, longer or shorter, overlap them.
    pub mixed_lengths: bool,
}

impl Verdict {
    /// What it rests on, where it was judged.
    #[must_use]
    pub fn judgement(&self) -> Option<&Judgement> {
        self.outcome.judgement()
    }

    /// The level, where it was judged.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        self.judgement().map(|judgement| judgement.level)
    }

    /// The word that says why there is no level, or why it was softened.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        match &self.outcome {
            Outcome::Judged(judgement) => judgement.softened.then_some("small_numbers"),
            Outcome::NotJudged(not_judged) => Some(not_judged.word()),
        }
    }

    /// How far the value is from the target, as a part of the target: 0 when met, 1 at nothing.
    ///
    /// Where smaller is better it is the part of the value that is too much.
    #[must_use]
    pub fn relative_gap(&self) -> f64 {
        let Some(judgement) = self.judgement() else { return 0.0 };
        let value = judgement.value.at_best();
        let (part, whole) = if self.measure.smaller_is_better() {
            (self.marks.target, value)
        } else {
            (value, self.marks.target)
        };
        let no_gap = compare(whole, part) != Ordering::Greater || *whole.numer() <= 0;
        if no_gap { 0.0 } else { missing_part(part, whole).min(1.0) }
    }

    /// The value of the window before, as it is compared with this one's: items that
    /// are added up, for as many known weeks.
    #[must_use]
    pub fn previous(&self) -> Option<Exact> {
        let judgement = self.judgement()?;
        let previous = judgement.previous?;
        if self.measure.basis() != Basis::Total || judgement.previous_known == 0 {
            return Some(previous);
        }
        Some(previous * Exact::new(i128::from(self.known), i128::from(judgement.previous_known)))
    }

    /// The change since the window before, positive for the better.
    #[must_use]
    pub fn improvement(&self) -> Option<Exact> {
        let change = self.judgement()?.value.shown()? - self.previous()?;
        Some(if self.measure.smaller_is_better() { -change } else { change })
    }

    /// The people behind a share, in whole persons; none where nobody knows how many there are.
    #[must_use]
    pub fn people(&self) -> Option<People> {
        let judgement = self.judgement().filter(|_| self.measure.is_share())?;
        let eligible = judgement.eligible?;
        let all = Exact::from_integer(i128::from(eligible));
        let value = judgement.value.at_best();
        let active = u32::try_from((value * all).floor().to_integer()).ok()?;
        let needed = u32::try_from((self.marks.target * all).ceil().to_integer()).ok()?;
        // A mean of 10.9 people meets a target of 10.5, though 10 are short of 11.
        let met = value >= self.marks.target;
        let missing = if met { 0 } else { needed.saturating_sub(active) };
        Some(People { active, eligible, missing })
    }
}

/// A share in whole persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct People {
    /// How many use the module, rounded down, as an average over the window.
    pub active: u32,
    /// How many could.
    pub eligible: u32,
    /// How many more would reach the target; 0 when it is reached.
    pub missing: u32,
}
