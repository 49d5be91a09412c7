//! Which training goes with an ask: the ladder from a short film to training
//! in the unit.

use serde::Serialize;

use crate::domain::number::Exact;
use crate::domain::training::{Training, TrainingKey, TrainingKind};
use crate::domain::verdict::Verdict;

/// How many trainings go with one ask: one step to take and at most two further links.
pub const OFFERS: usize = 3;

/// The trainings to offer with an ask, the one to take first in front.
///
/// The ladder is film and guide, then course, then hands-on, by how many
/// letters asked before; hands-on leads at once when the value is under half
/// of the target. What the last letter offered goes behind everything else.
#[must_use]
pub fn offers<'a>(
    trainings: &'a [Training],
    verdict: &Verdict,
    streak: usize,
    last_offered: &[TrainingKey],
) -> Vec<&'a Training> {
    let step = Step::of(verdict, streak);
    let mut helpful: Vec<&Training> =
        trainings.iter().filter(|training| training.helps(&verdict.module, verdict.audience)).collect();
    helpful.sort_by_key(|training| (last_offered.contains(&training.key), step.rank(training.kind)));
    helpful.truncate(OFFERS);
    helpful
}

/// Whether the value is under half of the target.
///
/// Where smaller is better: over twice the target.
#[must_use]
pub fn is_under_half(verdict: &Verdict) -> bool {
    let two = Exact::from_integer(2);
    verdict.judgement().is_some_and(|judgement| {
        let value = judgement.value.at_best();
        if verdict.measure.smaller_is_better() {
            value > verdict.marks.target * two
        } else {
            value * two < verdict.marks.target
        }
    })
}

/// A step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A short film and support material.
    FilmAndGuide,
    /// A course.
    Course,
    /// Training in the unit.
    HandsOn,
}

impl Step {
    /// The step for an ask that `streak` letters made before.
    #[must_use]
    pub fn of(verdict: &Verdict, streak: usize) -> Self {
        if is_under_half(verdict) { Self::HandsOn } else { Self::after(streak) }
    }

    fn after(streak: usize) -> Self {
        match streak {
            0 => Self::FilmAndGuide,
            1 => Self::Course,
            _ => Self::HandsOn,
        }
    }

    /// The kinds of training that belong to it.
    #[must_use]
    pub fn kinds(self) -> &'static [TrainingKind] {
        match self {
            Self::FilmAndGuide => &[TrainingKind::Film, TrainingKind::Guide],
            Self::Course => &[TrainingKind::Course],
            Self::HandsOn => &[TrainingKind::HandsOn],
        }
    }

    /// Smaller is offered sooner. Every kind has a place, so that whatever
    /// training there is gets offered where nothing fits better.
    fn rank(self, kind: TrainingKind) -> usize {
        use TrainingKind::{Contact, Course, Demo, Film, Guide, HandsOn, Poster};
        let order = match self {
            Self::FilmAndGuide => [Film, Guide, Course, HandsOn, Demo, Poster, Contact],
            Self::Course => [Course, HandsOn, Guide, Film, Demo, Poster, Contact],
            Self::HandsOn => [HandsOn, Course, Guide, Film, Demo, Poster, Contact],
        };
        order.iter().position(|entry| *entry == kind).unwrap_or(order.len())
    }
}
