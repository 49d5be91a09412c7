//! A bar that shows a value against its target, made of table cells so that it
//! is seen with pictures off.

use num_traits::ToPrimitive;
use serde::Serialize;

use super::phrase;
use crate::domain::number::Exact;
use crate::domain::verdict::Verdict;
use crate::letters::error::ComposeError;
use crate::letters::words::Words;

/// How many characters the bar has in plain text.
const CHARACTERS: usize = 30;

/// Where the target stands on bars of things that have no natural end.
const ROOM_BEYOND: (i128, i128) = (5, 4);

/// The widths of a bar, in per cent of its length.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Bar {
    /// What is reached.
    filled: u32,
    /// From there to the target.
    gap: u32,
    /// From the target to the end.
    rest: u32,
    /// From the start to the target.
    goal: u32,
    /// The target in words, under its mark.
    label: String,
    /// Whether the words stand left of the mark; else there is more room to the right.
    label_left: bool,
    /// The bar in characters.
    text: String,
}

impl Bar {
    /// The bar of a verdict; none where smaller is better, and a long bar would
    /// be the worse one.
    pub(super) fn of(verdict: &Verdict, words: &Words) -> Result<Option<Self>, ComposeError> {
        let target = verdict.marks.target;
        let Some(value) = verdict.judgement().and_then(|judgement| judgement.value.shown()) else {
            return Ok(None);
        };
        if verdict.measure.smaller_is_better() || target <= Exact::from_integer(0) {
            return Ok(None);
        }
        let end = if verdict.measure.is_share() {
            Exact::from_integer(1)
        } else {
            (target * Exact::new(ROOM_BEYOND.0, ROOM_BEYOND.1)).max(value)
        };
        let goal = per_cent(target / end).max(1);
        let filled = per_cent(value / end);
        // The eye must see what the numbers say: something is more than
        // nothing, and short of the target is left of it.
        let something = u32::from(value > Exact::from_integer(0));
        let short = u32::from(!verdict.measure.reaches(value, target));
        let filled = filled.max(something).min(goal.saturating_sub(short).max(something));
        let gap = goal.saturating_sub(filled);
        let rest = 100_u32.saturating_sub(goal.max(filled));
        Ok(Some(Self {
            filled,
            gap,
            rest,
            goal,
            label: words.say("bar-target", [("target", target_of(verdict, words)?.into())])?,
            label_left: goal >= 35,
            text: in_characters(filled, goal),
        }))
    }
}

/// The target as it is shown.
pub(super) fn target_of(verdict: &Verdict, words: &Words) -> Result<String, ComposeError> {
    phrase::target(verdict.measure, verdict.marks.target, words)
}

fn per_cent(part: Exact) -> u32 {
    (part * Exact::from_integer(100)).floor().to_integer().to_u32().unwrap_or(100).min(100)
}

fn in_characters(filled: u32, goal: u32) -> String {
    let position = |per_cent: u32| CHARACTERS * per_cent as usize / 100;
    let (filled, goal) = (position(filled), position(goal).max(1));
    (0..=CHARACTERS)
        .filter_map(|place| match place {
            place if place == goal => Some('│'),
            place if place < filled => Some('█'),
            place if place < goal => Some('░'),
            // Beyond the target the bar is empty.
            _ => None,
        })
        .collect()
}
