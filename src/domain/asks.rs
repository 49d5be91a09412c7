//! Chooses what a letter asks for: few things, the largest gaps first, never
//! the same thing over and over.

use std::cmp::Ordering;

use super::expectation::{ExpectationKey, Measure};
use super::number::{Exact, lie_apart};
use super::training::TrainingKey;
use super::unit::UnitKey;
use super::verdict::{Judgement, Level, Verdict};
use super::week::Week;

/// The settings of choosing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskRules {
    /// How many asks a letter has at most.
    pub max_asks: usize,
    /// While nothing changes, an ask comes back only every so many letters.
    pub repeat_weeks: usize,
    /// After so many unchanged letters the coordinator takes over.
    pub hand_over_after: usize,
    /// The change, as a share of the whole, that counts as one.
    pub notable: Exact,
}

impl Default for AskRules {
    fn default() -> Self {
        Self { max_asks: 3, repeat_weeks: 2, hand_over_after: 8, notable: Exact::new(1, 20) }
    }
}

/// What one verdict is in the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Asked for; how many letters in a row asked for it before.
    Asked {
        /// The letters before this one.
        streak: usize,
    },
    /// Met, or not judged: there is nothing to ask for.
    Fine,
    /// Short of the target, but the unit is so small that it may be chance.
    SmallNumbers,
    /// Help with the module is planned or was just given.
    Resting,
    /// Asked for in a recent letter, and nothing has changed.
    AskedRecently,
    /// Asked for so often that the coordinator takes it up in person.
    HandedOver,
    /// Others are more urgent.
    Crowded,
}

impl Standing {
    /// The word used in output and in the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Asked { .. } => "asked",
            Self::Fine => "fine",
            Self::SmallNumbers => "small_numbers",
            Self::Resting => "resting",
            Self::AskedRecently => "asked_recently",
            Self::HandedOver => "handed_over",
            Self::Crowded => "crowded",
        }
    }
}

/// What an earlier letter said about one verdict: that it asked for it, or that
/// it was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastAsk {
    /// The unit.
    pub unit: UnitKey,
    /// The expectation.
    pub expectation: ExpectationKey,
    /// The level then.
    pub level: Level,
    /// The value then.
    pub value: Exact,
    /// The training offered then.
    pub trainings: Vec<TrainingKey>,
    /// Whether it was handed over instead of asked for.
    pub handed_over: bool,
}

/// An earlier letter to the same recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastLetter {
    /// Its week.
    pub week: Week,
    /// What it asked for.
    pub asks: Vec<PastAsk>,
}

/// A verdict that may become an ask.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The verdict.
    pub verdict: &'a Verdict,
    /// How much its gap counts.
    pub weight: f64,
    /// Whether help is planned or was just given.
    pub resting: bool,
}

/// Says of each candidate what it is in the letter, in the order of `candidates`.
///
/// `history` holds the recipient's earlier letters, the newest first. The
/// choice does not depend on the order of the candidates.
#[must_use]
pub fn choose(candidates: &[Candidate<'_>], history: &[PastLetter], rules: &AskRules) -> Vec<Standing> {
    let mut standings: Vec<Standing> =
        candidates.iter().map(|candidate| stand(candidate, history, rules)).collect();
    for index in in_order(candidates, &standings).into_iter().skip(rules.max_asks) {
        standings[index] = Standing::Crowded;
    }
    standings
}

/// The indices of those asked for, the most urgent first.
#[must_use]
pub fn in_order(candidates: &[Candidate<'_>], standings: &[Standing]) -> Vec<usize> {
    let mut asked: Vec<(Urgency<'_>, usize)> = candidates
        .iter()
        .zip(standings)
        .enumerate()
        .filter_map(|(index, (candidate, standing))| Some((urgency(candidate, *standing)?, index)))
        .collect();
    asked.sort_by(|(one, _), (other, _)| one.compare(other));
    asked.into_iter().map(|(_, index)| index).collect()
}

fn stand(candidate: &Candidate<'_>, history: &[PastLetter], rules: &AskRules) -> Standing {
    let verdict = candidate.verdict;
    let Some(judgement) = verdict.judgement().filter(|judgement| judgement.level < Level::Met) else {
        return Standing::Fine;
    };
    if judgement.softened {
        return Standing::SmallNumbers;
    }
    if candidate.resting {
        return Standing::Resting;
    }
    let past = Past::of(verdict, history, rules);
    let unchanged =
        |ask: &PastAsk| !has_changed(ask, verdict.measure, judgement, verdict.marks.target, rules);
    if past.handed_over.is_some_and(unchanged) {
        return Standing::HandedOver;
    }
    if past.streak.len() >= rules.hand_over_after && past.streak.last().is_some_and(|first| unchanged(first))
    {
        return Standing::HandedOver;
    }
    let recently = past.letters_ago.is_some_and(|letters| letters + 1 < rules.repeat_weeks);
    if recently && past.streak.first().is_some_and(|last| unchanged(last)) {
        return Standing::AskedRecently;
    }
    Standing::Asked { streak: past.streak.len() }
}

/// What earlier letters said about one verdict.
struct Past<'a> {
    /// The unbroken row of letters that asked for it, the newest first.
    streak: Vec<&'a PastAsk>,
    /// How many letters without it have gone out since.
    letters_ago: Option<usize>,
    /// That the newest letter handed it over.
    handed_over: Option<&'a PastAsk>,
}

impl<'a> Past<'a> {
    fn of(verdict: &Verdict, history: &'a [PastLetter], rules: &AskRules) -> Self {
        let mut past = Self { streak: Vec::new(), letters_ago: None, handed_over: None };
        let mut silent_letters = 0;
        for (age, letter) in history.iter().enumerate() {
            let said = letter
                .asks
                .iter()
                .find(|ask| ask.unit == verdict.unit && ask.expectation == verdict.expectation);
            match said {
                Some(ask) if ask.handed_over => {
                    past.handed_over = (age == 0).then_some(ask);
                    break;
                }
                Some(ask) => {
                    past.letters_ago.get_or_insert(age);
                    past.streak.push(ask);
                    silent_letters = 0;
                }
                None => {
                    silent_letters += 1;
                    if silent_letters >= rules.repeat_weeks.max(1) {
                        break;
                    }
                }
            }
        }
        past
    }
}

/// Whether the level changed, or the value by a notable part: of everybody for
/// shares, of the target for other measures.
fn has_changed(past: &PastAsk, measure: Measure, now: &Judgement, target: Exact, rules: &AskRules) -> bool {
    let notable = if measure.is_share() { rules.notable } else { rules.notable * target };
    past.level != now.level || lie_apart(now.value, past.value, notable)
}

/// What decides between two asks.
struct Urgency<'a> {
    weighted_gap: f64,
    streak: usize,
    key: (&'a UnitKey, &'a ExpectationKey),
}

impl Urgency<'_> {
    /// The more urgent comes first: the larger gap, then the longer streak, then the key.
    fn compare(&self, other: &Self) -> Ordering {
        other
            .weighted_gap
            .total_cmp(&self.weighted_gap)
            .then(other.streak.cmp(&self.streak))
            .then(self.key.cmp(&other.key))
    }
}

/// The urgency of a candidate that is asked for.
fn urgency<'a>(candidate: &Candidate<'a>, standing: Standing) -> Option<Urgency<'a>> {
    let Standing::Asked { streak } = standing else { return None };
    let verdict = candidate.verdict;
    let weighted_gap = verdict.relative_gap() * candidate.weight;
    Some(Urgency { weighted_gap, streak, key: (&verdict.unit, &verdict.expectation) })
}

/// The training that the last letter offered with this ask.
#[must_use]
pub fn last_offered<'a>(verdict: &Verdict, history: &'a [PastLetter]) -> &'a [TrainingKey] {
    history
        .iter()
        .flat_map(|letter| &letter.asks)
        .find(|ask| ask.unit == verdict.unit && ask.expectation == verdict.expectation)
        .map_or(&[], |ask| &ask.trainings)
}
