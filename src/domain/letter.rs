//! What one recipient gets for one week: the content of a letter, before it has words.

pub mod composing;
pub mod progress;
pub mod trend;

use chrono::NaiveDate;

use crate::domain::asks::Standing;
use crate::domain::expectation::deadline::Deadline;
use crate::domain::letter::trend::Trend;
use crate::domain::outbox::LetterId;
use crate::domain::recipient::Recipient;
use crate::domain::recipient::language::Localised;
use crate::domain::training::Training;
use crate::domain::unit::SchoolForm;
use crate::domain::verdict::{Level, NotJudged, Outcome, Verdict};

/// The content of one letter.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    /// What makes it this letter.
    pub id: LetterId,
    /// Who gets it.
    pub recipient: Recipient,
    /// One part for each unit in session, in the order of the roster.
    pub parts: Vec<Part>,
    /// The last day whose usage it speaks of.
    pub data_until: NaiveDate,
}

impl Letter {
    /// Every ask of the letter.
    pub fn asks(&self) -> impl Iterator<Item = &Ask> {
        self.parts.iter().flat_map(|part| &part.asks)
    }

    /// Whether everything is met: something could be judged, and nothing was
    /// left out for want of figures or because the week is closed for it.
    #[must_use]
    pub fn is_praise(&self) -> bool {
        let outcomes = || self.parts.iter().flat_map(|part| &part.lines).map(|line| &line.verdict.outcome);
        let spoils = |outcome: &Outcome| match outcome {
            Outcome::Judged(judgement) => judgement.level != Level::Met,
            Outcome::NotJudged(not_judged) => {
                matches!(
                    not_judged,
                    NotJudged::OutOfTerm | NotJudged::StaleData | NotJudged::NoData | NotJudged::Incomplete
                )
            }
        };
        outcomes().any(|outcome| matches!(outcome, Outcome::Judged(_))) && !outcomes().any(spoils)
    }

    /// Whether anything at all could be judged; a letter without that is not sent.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.parts.iter().flat_map(|part| &part.lines).any(|line| line.verdict.level().is_some())
    }
}

/// What a letter says about one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The unit's name.
    pub unit: String,
    /// Its school forms, the leading one first.
    pub forms: Vec<SchoolForm>,
    /// What went well, where something did.
    pub progress: Option<Praise>,
    /// What it asks for, the most urgent first.
    pub asks: Vec<Ask>,
    /// The goals with a date that come up within four weeks, the nearest first.
    pub coming: Vec<Deadline>,
    /// Every expectation that applies to the unit.
    pub lines: Vec<Line>,
}

/// A fact of progress, with the name of its module.
#[derive(Debug, Clone, PartialEq)]
pub struct Praise {
    /// The module's name.
    pub module: Localised,
    /// The verdict it rests on.
    pub verdict: Verdict,
    /// Whether it rose notably; otherwise its target is met.
    pub rose: bool,
}

/// Something a letter asks the principal to act on.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The verdict it rests on.
    pub verdict: Verdict,
    /// The module's name.
    pub module: Localised,
    /// Why it matters.
    pub why: Localised,
    /// Where it stands in the municipality's document.
    pub document: String,
    /// How many letters in a row asked for it before.
    pub streak: usize,
    /// The help there is, the one to take first in front.
    pub trainings: Vec<Training>,
    /// How the value came to where it is, where enough weeks can tell.
    pub trend: Option<Trend>,
}

/// One line of the table of modules.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The module's name.
    pub module: Localised,
    /// The other system that does this job, where one does.
    pub handled_in: Option<String>,
    /// How the unit stands.
    pub verdict: Verdict,
    /// What it is in the letter.
    pub standing: Standing,
    /// When help with it takes place or took place, where an ask rests for it.
    pub help_on: Option<NaiveDate>,
}
