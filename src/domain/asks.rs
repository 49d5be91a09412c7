//! Chooses what a letter asks for: few things, the largest gaps first, never
//! the same thing over and over.

use std::cmp::Ordering;

use crate::domain::expectation::ExpectationKey;
use crate::domain::expectation::measure::Measure;
use crate::domain::number::{Exact, lie_apart};
use crate::domain::training::TrainingKey;
use crate::domain::unit::UnitKey;
use crate::domain::verdict::{Judgement, Level, Verdict};
use crate::domain::week::Week;

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

impl PastAsk {
    /// Whether it was about what `verdict` is on.
    #[must_use]
    pub fn is_about(&self, verdict: &Verdict) -> bool {
        self.unit == verdict.unit && self.expectation == verdict.expectation
    }

    fn is_same(&self, other: &Self) -> bool {
        self.unit == other.unit && self.expectation == other.expectation
    }
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

impl Candidate<'_> {
    /// How urgent it is: the relative gap times its weight.
    #[must_use]
    pub fn weighted_gap(&self) -> f64 {
        self.verdict.relative_gap() * self.weight
    }
}

/// Says of each candidate what it is in the letter, in the order of `candidates`.
///
/// `history` holds the recipient's earlier letters, the newest first. The
/// choice does not depend on the order of the candidates.
#[must_use]
pub fn choose(candidates: &[Candidate<'_>], history: &[PastLetter], rules: &AskRules) -> Vec<Standing> {
    rank(candidates, history, rules).standings
}

/// What every candidate is in the letter, and how urgent those are that could be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    /// What each candidate is, in the order of the candidates.
    pub standings: Vec<Standing>,
    /// The indices of all that could be asked for, the most urgent first: those
    /// past [`AskRules::max_asks`] are crowded out by those before.
    pub order: Vec<usize>,
}

/// Like [`choose`], and tells the order that decided.
#[must_use]
pub fn rank(candidates: &[Candidate<'_>], history: &[PastLetter], rules: &AskRules) -> Ranking {
    let mut standings: Vec<Standing> =
        candidates.iter().map(|candidate| stand(candidate, history, rules)).collect();
    let order = in_order(candidates, &standings);
    for index in order.iter().skip(rules.max_asks) {
        standings[*index] = Standing::Crowded;
    }
    Ranking { standings, order }
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
        |said: &Said<'_>| !has_changed(said.ask, verdict.measure, judgement, verdict.marks.target, rules);
    if past.handed_over.as_ref().is_some_and(unchanged) {
        return Standing::HandedOver;
    }
    if past.streak.len() >= rules.hand_over_after && past.streak.last().is_some_and(unchanged) {
        return Standing::HandedOver;
    }
    let recently = past.letters_ago.is_some_and(|letters| letters + 1 < rules.repeat_weeks);
    if recently && past.streak.first().is_some_and(unchanged) {
        return Standing::AskedRecently;
    }
    Standing::Asked { streak: past.streak.len() }
}

/// What one earlier letter said about one verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// The week of the letter.
    pub week: Week,
    /// What it said.
    pub ask: &'a PastAsk,
}

/// What earlier letters said about one verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past<'a> {
    /// The unbroken row of letters that asked for it, the newest first.
    pub streak: Vec<Said<'a>>,
    /// How many letters without it have gone out since.
    pub letters_ago: Option<usize>,
    /// That the newest letter handed it over.
    pub handed_over: Option<Said<'a>>,
}

impl<'a> Past<'a> {
    /// What `history`, the newest letter first, says about `verdict`.
    #[must_use]
    pub fn of(verdict: &Verdict, history: &'a [PastLetter], rules: &AskRules) -> Self {
        let mut past = Self { streak: Vec::new(), letters_ago: None, handed_over: None };
        let mut silent_letters = 0;
        for (age, letter) in history.iter().enumerate() {
            let said = letter
                .asks
                .iter()
                .find(|ask| ask.is_about(verdict))
                .map(|ask| Said { week: letter.week, ask });
            match said {
                Some(said) if said.ask.handed_over => {
                    past.handed_over = (age == 0).then_some(said);
                    break;
                }
                Some(said) => {
                    past.letters_ago.get_or_insert(age);
                    past.streak.push(said);
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
    past.level != now.level || lie_apart(now.value.at_best(), past.value, notable)
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
    Some(Urgency {
        weighted_gap: candidate.weighted_gap(),
        streak,
        key: (&verdict.unit, &verdict.expectation),
    })
}

/// What the newest letter handed over to the coordinator, and the first week
/// of the unbroken row of letters that did. `history` holds the newest first.
#[must_use]
pub fn handed_over(history: &[PastLetter]) -> Vec<(&PastAsk, Week)> {
    let Some(newest) = history.first() else { return Vec::new() };
    let since = |ask: &PastAsk| {
        let still =
            |letter: &&PastLetter| letter.asks.iter().any(|past| past.handed_over && past.is_same(ask));
        history.iter().take_while(still).last().map_or(newest.week, |letter| letter.week)
    };
    newest.asks.iter().filter(|ask| ask.handed_over).map(|ask| (ask, since(ask))).collect()
}

/// The training that the last letter offered with this ask.
#[must_use]
pub fn last_offered<'a>(verdict: &Verdict, history: &'a [PastLetter]) -> &'a [TrainingKey] {
    history
        .iter()
        .flat_map(|letter| &letter.asks)
        .find(|ask| ask.is_about(verdict))
        .map_or(&[], |ask| &ask.trainings)
}
