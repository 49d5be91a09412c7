//! How one group of people at one unit uses one module, week after week.

use chrono::NaiveDate;
use num_traits::ToPrimitive;

use super::chance::Chance;
use super::character::Character;
use crate::domain::agreement::{Agreements, Terms};
use crate::domain::calendar::TeachingDays;
use crate::domain::expectation::Expectation;
use crate::domain::expectation::measure::Measure;
use crate::domain::number::{Exact, to_f64};
use crate::domain::unit::Unit;
use crate::domain::week::Week;

/// Where use stands that help was agreed for, before it is given.
const NEEDS_HELP: f64 = 0.68;
/// By how much it rises in each week after.
const HELP_ADDS: f64 = 0.08;
/// Somebody is always away.
const MOST: f64 = 0.985;
/// The number of children from which on there is more to write about than in the smallest unit.
const SMALL_UNIT: f64 = 60.0;

/// What was counted in a week.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub active: u32,
    pub items: Option<u32>,
    pub last_active: Option<NaiveDate>,
}

/// The use of one module by one audience of one unit.
pub(super) struct Habit<'a> {
    unit: &'a Unit,
    character: Character,
    /// What is expected of it; nothing else is counted.
    wishes: Vec<&'a Expectation>,
    agreements: &'a Agreements,
    eligible: u32,
    /// What the unit thinks of the module, from -1 to 1.
    taste: f64,
    chance: Chance,
    term: Option<NaiveDate>,
    /// Everybody who was covered so far in the term.
    covered: u32,
    last_active: Option<NaiveDate>,
    /// Teaching days until the next time, where use is rare.
    pause: u32,
}

impl<'a> Habit<'a> {
    pub fn new(
        unit: &'a Unit,
        character: Character,
        wishes: Vec<&'a Expectation>,
        agreements: &'a Agreements,
        eligible: u32,
        mut chance: Chance,
    ) -> Self {
        let taste = chance.around(1.0);
        let pause = whole(chance.share() * 6.0);
        let (term, covered, last_active) = (None, 0, None);
        Self {
            unit,
            character,
            wishes,
            agreements,
            eligible,
            taste,
            chance,
            term,
            covered,
            last_active,
            pause,
        }
    }

    /// What is counted in `week` of the term that began on `start`; nothing
    /// where nothing was expected then. Weeks are lived through in order.
    pub fn live_through(&mut self, week: Week, start: NaiveDate, days: &TeachingDays) -> Option<Tally> {
        if self.term != Some(start) {
            self.term = Some(start);
            self.covered = 0;
        }
        let taught = days.count_between(week.cut_off(), week.sunday());
        let into_term = u32::try_from(week.since(Week::of(start))).unwrap_or(0);
        let mut tally: Option<Tally> = None;
        for wish in self.wishes.clone() {
            if !wish.is_valid_on(week.monday()) {
                continue;
            }
            let ratio = self.ratio(wish, week, into_term);
            let target = to_f64(self.target(wish, week));
            let pace = Pace { ratio, target, taught, into_term };
            let counted = self.count(wish, week, pace, days);
            tally = Some(tally.map_or(counted, |tally| Tally {
                active: tally.active,
                items: tally.items.or(counted.items),
                last_active: tally.last_active.or(counted.last_active),
            }));
        }
        tally
    }

    fn count(&mut self, wish: &Expectation, week: Week, pace: Pace, days: &TeachingDays) -> Tally {
        let noise = 1.0 + self.chance.around(0.04);
        match wish.measure {
            Measure::ActiveShare => self.tally((pace.target * pace.lively() * noise).min(MOST)),
            Measure::CoverageBy => {
                let covered = self.people(pace.target * pace.ratio);
                self.covered = self.covered.max(covered);
                Tally { active: self.covered, ..Tally::default() }
            }
            Measure::ItemsPerPerson => {
                let weekly = pace.target * f64::from(self.eligible) / f64::from(wish.weeks.max(1));
                let items = self.roughly(weekly * pace.busy() * noise);
                Tally { items: Some(items), ..self.tally((0.75 * pace.lively()).min(MOST)).at_most(items) }
            }
            Measure::ItemsPerWeek => {
                let children = f64::from(self.unit.headcount.students.unwrap_or(0));
                let size = (children / SMALL_UNIT).max(1.0).powf(0.2);
                let items = self.roughly(pace.target * size * pace.busy() * noise);
                Tally { items: Some(items), ..self.tally((0.6 * pace.lively()).min(MOST)) }
            }
            Measure::DaysSinceLast => self.now_and_then(week, pace, days),
        }
    }

    /// How much of what is expected is done.
    fn ratio(&self, wish: &Expectation, week: Week, into_term: u32) -> f64 {
        let help = self.agreements.interventions.iter();
        let help = help
            .filter(|help| help.unit == self.unit.key && help.module == wish.module)
            .min_by_key(|help| help.date);
        help.map_or_else(
            || self.character.ratio(into_term, self.taste),
            |help| {
                let since = u32::try_from(week.since(Week::of(help.date))).unwrap_or(0);
                NEEDS_HELP + HELP_ADDS * f64::from(since.min(4))
            },
        )
    }

    /// What is expected of the unit at the end of the week.
    fn target(&self, wish: &Expectation, week: Week) -> Exact {
        let agreed = self.agreements.exception(&self.unit.key, &wish.key, week.monday());
        match agreed.map(|agreed| agreed.terms) {
            Some(Terms::Marks(marks)) => marks.target,
            _ => wish.goal_for(self.unit).marks_on(week.sunday()).target,
        }
    }

    /// Use that happens every few weeks: each time a while after the last.
    fn now_and_then(&mut self, week: Week, pace: Pace, days: &TeachingDays) -> Tally {
        let mut busy = false;
        for day in (0..5).map(|offset| week.day(offset)).filter(|day| days.contains(*day)) {
            if self.pause > 0 {
                self.pause -= 1;
                continue;
            }
            let between = 0.62 * pace.target / pace.ratio.powi(3).max(0.01);
            self.pause = whole(between * (1.0 + self.chance.around(0.2)));
            self.last_active = Some(day);
            busy = true;
        }
        let active = if busy { self.people(0.3).max(1) } else { 0 };
        Tally { active, items: None, last_active: self.last_active }
    }

    fn tally(&self, share: f64) -> Tally {
        Tally { active: self.people(share), ..Tally::default() }
    }

    /// So many of the people who could, a whole number of them.
    fn people(&self, share: f64) -> u32 {
        whole(f64::from(self.eligible) * share).min(self.eligible)
    }

    /// A whole number that is `amount` on average.
    fn roughly(&mut self, amount: f64) -> u32 {
        (amount.max(0.0) + self.chance.share()).floor().to_u32().unwrap_or(0)
    }
}

impl Tally {
    fn at_most(self, active: u32) -> Self {
        Self { active: self.active.min(active), ..self }
    }
}

/// How a week goes.
#[derive(Clone, Copy)]
struct Pace {
    /// How much of what is expected is done.
    ratio: f64,
    /// What is expected.
    target: f64,
    /// Teaching days in the week.
    taught: u32,
    /// Weeks since the term began.
    into_term: u32,
}

impl Pace {
    /// How many people take part: fewer in the first weeks, and in short ones.
    fn lively(self) -> f64 {
        self.ratio * self.warm() * (0.8 + 0.2 * f64::from(self.taught.min(5)) / 5.0)
    }

    /// How much they do, which depends more on how many days there are.
    fn busy(self) -> f64 {
        self.ratio * self.warm() * (0.5 + 0.5 * f64::from(self.taught.min(5)) / 5.0)
    }

    fn warm(self) -> f64 {
        1.0 - 0.3 * (-f64::from(self.into_term) / 2.0).exp()
    }
}

fn whole(amount: f64) -> u32 {
    amount.max(0.0).round().to_u32().unwrap_or(0)
}
