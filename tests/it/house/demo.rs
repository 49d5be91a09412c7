//! The invented term of Ängsvik: it shows the whole range of a real municipality.

mod systems;

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use nyttja::demo::term::{Row, usage};
use nyttja::domain::asks::{Candidate, Standing, choose};
use nyttja::domain::expectation::measure::Measure;
use nyttja::domain::gate::{Figures, alarms};
use nyttja::domain::judge::Judge;
use nyttja::domain::municipality::Municipality;
use nyttja::domain::recipient::Role;
use nyttja::domain::unit::audience::Audience;
use nyttja::domain::unit::{Unit, UnitKey};
use nyttja::domain::usage::UnitUsage;
use nyttja::domain::usage::figure::Figure;
use nyttja::domain::usage::reports::{Absent, Reports};
use nyttja::domain::verdict::{Level, Verdict};
use nyttja::domain::week::Week;
use nyttja::settings;

use crate::builders::{day, week};

/// What is promised of the demonstration holds for any of these.
const SEEDS: [u64; 5] = [1, 2, 3, 2026, 48];

fn angsvik() -> Arc<Municipality> {
    static SHIPPED: LazyLock<Arc<Municipality>> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
        settings::load(&folder, &BTreeMap::new()).settings.expect("the shipped files load").municipality
    });
    Arc::clone(&SHIPPED)
}

/// The weeks of the autumn up to the run of 2026-W48.
fn autumn() -> RangeInclusive<Week> {
    week("2026-W34")..=week("2026-W47")
}

/// A municipality and its usage.
struct Term {
    municipality: Arc<Municipality>,
    usage: HashMap<UnitKey, UnitUsage>,
}

impl Term {
    /// The term of one of the seeds, invented once for all tests.
    fn of(seed: u64) -> &'static Self {
        static TERMS: LazyLock<[Term; 5]> = LazyLock::new(|| SEEDS.map(Term::invented));
        let place = SEEDS.iter().position(|known| *known == seed).expect("one of the seeds");
        &TERMS[place]
    }

    fn invented(seed: u64) -> Self {
        let municipality = angsvik();
        let mut of_units: HashMap<UnitKey, UnitUsage> = HashMap::new();
        for row in usage(&municipality, &autumn(), seed) {
            let (subject, record) = row.record(day("2026-11-23")).expect("an invented row can be true");
            of_units.entry(subject.unit).or_default().add(subject.module, subject.audience, record);
        }
        Self { municipality, usage: of_units }
    }

    /// What one source told of, with all these rows.
    fn reports(&self) -> Arc<Reports> {
        let mut reports = Reports::default();
        let source = reports.add_source("export", Absent::Unknown, None);
        for (unit, usage) in &self.usage {
            for expectation in &self.municipality.expectations {
                let (module, audience) = (&expectation.module, expectation.audience);
                for record in usage.of(module, audience).until(NaiveDate::MAX) {
                    reports.add(source, unit, module, audience, record.period);
                }
            }
        }
        Arc::new(reports)
    }

    fn verdicts(&self, week: Week) -> Vec<Verdict> {
        let mut judge = Judge::new(self.municipality.rules(), &self.reports(), week);
        let units = self.municipality.roster.units.iter();
        units.flat_map(|unit| judge.unit(unit, &self.usage[&unit.key])).collect()
    }

    /// What each verdict of a unit would be in a first letter.
    fn standings(&self, unit: &Unit, verdicts: &[Verdict]) -> Vec<Standing> {
        let mut judge = Judge::new(self.municipality.rules(), &Arc::default(), week("2026-W48"));
        let candidates: Vec<_> = verdicts
            .iter()
            .filter(|verdict| verdict.unit == unit.key)
            .map(|verdict| {
                let expectation =
                    self.municipality.expectation(&verdict.expectation, verdict.week.monday()).unwrap();
                let days = judge.teaching_days(unit);
                let agreements = &self.municipality.agreements;
                let help = agreements.resting(&unit.key, &verdict.module, verdict.week, &days);
                Candidate { verdict, weight: expectation.weight, resting: help.is_some() }
            })
            .collect();
        choose(&candidates, &[], &self.municipality.ask_rules)
    }
}

fn active(row: &Row) -> Option<u32> {
    row.figures.active.and_then(Figure::known)
}

fn asked(standings: &[Standing]) -> usize {
    standings.iter().filter(|standing| matches!(standing, Standing::Asked { .. })).count()
}

fn judged<'a>(verdicts: &'a [Verdict], unit: &'a Unit) -> impl Iterator<Item = Level> + 'a {
    verdicts.iter().filter(|verdict| verdict.unit == unit.key).filter_map(Verdict::level)
}

#[test]
fn some_letters_praise_and_many_ask_for_one_to_three_things() {
    for seed in SEEDS {
        let term = Term::of(seed);
        let verdicts = term.verdicts(week("2026-W48"));
        let roster = &term.municipality.roster;
        let (mut praise, mut asking, mut letters) = (0, 0, 0);
        for principal in roster.in_role(Role::Principal) {
            letters += 1;
            let units: Vec<_> = principal.units.iter().filter_map(|key| roster.unit(key)).collect();
            let levels: Vec<_> = units.iter().flat_map(|unit| judged(&verdicts, unit)).collect();
            let asks: usize = units.iter().map(|unit| asked(&term.standings(unit, &verdicts))).sum();
            praise += usize::from(!levels.is_empty() && levels.iter().all(|level| *level == Level::Met));
            asking += usize::from(asks > 0);
        }
        assert!(
            praise >= 3 && praise * 3 <= letters,
            "{praise} of {letters} letters praise with seed {seed}"
        );
        assert!(asking * 2 >= letters, "{asking} of {letters} letters ask for something with seed {seed}");
    }
}

#[test]
fn one_school_misses_everything_and_several_rise_clearly() {
    for seed in SEEDS {
        let term = Term::of(seed);
        let verdicts = term.verdicts(week("2026-W48"));
        let units = &term.municipality.roster.units;
        let wrong = |unit: &&Unit| {
            let levels: Vec<_> = judged(&verdicts, unit).collect();
            levels.len() > 3 && levels.iter().all(|level| *level == Level::Below)
        };
        assert_eq!(units.iter().filter(wrong).count(), 1, "with seed {seed}");
        let notable = term.municipality.ask_rules.notable;
        let rises = |unit: &&Unit| {
            let rose = |verdict: &&Verdict| {
                verdict.measure == Measure::ActiveShare
                    && verdict.improvement().is_some_and(|change| change >= notable)
            };
            verdicts.iter().filter(|verdict| verdict.unit == unit.key).filter(rose).count() >= 3
        };
        let rising = units.iter().filter(rises).count();
        assert!(rising >= 4, "{rising} units rise with seed {seed}");
    }
}

#[test]
fn the_preschool_of_four_is_too_small_where_its_staff_is_counted() {
    for seed in SEEDS {
        let verdicts = Term::of(seed).verdicts(week("2026-W48"));
        let of_preschool: Vec<_> = verdicts.iter().filter(|verdict| *verdict.unit.0 == *"FSK-17").collect();
        let too_small = |verdict: &&&Verdict| verdict.reason() == Some("too_small");
        assert_eq!(of_preschool.iter().filter(too_small).count(), 4, "with seed {seed}");
        let staff_judged =
            |verdict: &&Verdict| verdict.audience == Audience::Staff && verdict.level().is_some();
        assert!(!of_preschool.iter().any(staff_judged), "with seed {seed}");
        assert!(of_preschool.iter().any(|verdict| verdict.level().is_some()), "others are judged");
    }
}

#[test]
fn help_that_is_agreed_or_was_just_given_lets_asks_rest() {
    let term = Term::of(SEEDS[0]);
    let verdicts = term.verdicts(week("2026-W48"));
    for key in ["99000108", "FSK-05"] {
        let unit = term.municipality.roster.unit(&UnitKey(key.into())).unwrap();
        let standings = term.standings(unit, &verdicts);
        assert!(standings.contains(&Standing::Resting), "{key}: {standings:?}");
    }
}

#[test]
fn agreements_show_in_the_verdicts() {
    let term = Term::of(SEEDS[0]);
    let verdicts = term.verdicts(week("2026-W48"));
    let of = |unit: &str, expectation: &str| {
        verdicts.iter().find(|v| *v.unit.0 == *unit && v.expectation.0 == expectation).unwrap()
    };
    assert_eq!(of("99000124", "uppgifter-larare").reason(), Some("exempt"));
    assert_eq!(of("FSK-07", "larlogg-personal").marks, crate::builders::marks(50, 40));
}

#[test]
fn two_units_are_late_and_the_gate_lets_the_letters_go() {
    for seed in SEEDS {
        let term = Term::of(seed);
        let (now, before) = (term.verdicts(week("2026-W48")), term.verdicts(week("2026-W47")));
        let fresh =
            |unit: &Unit| term.usage[&unit.key].iter().any(|record| record.period.to >= day("2026-11-15"));
        let units = &term.municipality.roster.units;
        let reported = units.iter().filter(|unit| fresh(unit)).count();
        assert_eq!(units.len() - reported, 2, "with seed {seed}");
        let newest = term.usage.values().flat_map(UnitUsage::iter).map(|record| record.period);
        let newest = newest.max_by_key(|period| period.order());
        let missing: Vec<_> = units.iter().filter(|unit| !fresh(unit)).map(|unit| unit.key.clone()).collect();
        let expected_until = Some(day("2026-11-20"));
        let mut figures =
            Figures { newest, expected_until, expected: units.len(), missing, ..Figures::default() };
        for unit in units.iter() {
            let of = |verdicts: &[Verdict]| -> Vec<_> {
                verdicts.iter().filter(|verdict| verdict.unit == unit.key).cloned().collect()
            };
            figures.movement.add(&of(&before), &of(&now));
        }
        let alarms = alarms(&figures, &term.municipality.gate_rules, week("2026-W48"));
        assert!(alarms.is_empty(), "with seed {seed}: {alarms:?}");
    }
}

#[test]
fn a_seed_always_gives_the_same_term_and_another_seed_another() {
    let municipality = angsvik();
    let of = |seed| usage(&municipality, &autumn(), seed);
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
}

#[test]
fn nothing_is_counted_in_weeks_without_teaching_or_for_modules_of_other_systems() {
    let rows = usage(&angsvik(), &autumn(), 1);
    let in_break = |row: &&Row| row.period.from == day("2026-10-26");
    assert!(
        rows.iter()
            .filter(in_break)
            .all(|row| row.subject.unit.0.starts_with("FSK") || row.subject.module.0 == "kvalitet")
    );
    assert!(
        rows.iter().all(|Row { subject, .. }| subject.module.0 != "franvaro" && subject.module.0 != "schema")
    );
    assert!(rows.iter().all(|row| active(row) <= row.figures.eligible.and_then(Figure::known)));
}

#[test]
fn coverage_starts_again_with_the_next_term() {
    let rows = usage(&angsvik(), &(week("2026-W34")..=week("2027-W06")), 1);
    let of_week = |monday: &str| {
        let counts = |row: &&Row| row.period.from == day(monday) && row.subject.module.0 == "bedomning";
        rows.iter().filter(counts).filter_map(active).sum::<u32>()
    };
    assert!(of_week("2026-12-14") > 5000, "{}", of_week("2026-12-14"));
    assert_eq!(of_week("2027-01-11"), 0);
    assert!(of_week("2027-02-08") > 100);
}

#[test]
fn coverage_only_grows_within_a_term() {
    let rows = usage(&angsvik(), &autumn(), 1);
    let talks: Vec<_> = rows.iter().filter(|row| row.subject.module.0 == "utvecklingssamtal").collect();
    assert!(talks.len() > 100);
    let grows =
        |pair: &[&Row]| pair[0].subject.unit != pair[1].subject.unit || active(pair[0]) <= active(pair[1]);
    assert!(talks.windows(2).all(grows));
}
