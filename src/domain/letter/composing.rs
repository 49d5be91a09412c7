//! Puts a letter together: the verdicts on a recipient's units, what of them
//! becomes an ask, and the help that goes with it.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::agreement::Intervention;
use crate::domain::asks::{Candidate, PastAsk, PastLetter, Standing, choose, in_order, last_offered};
use crate::domain::calendar::TeachingDays;
use crate::domain::expectation::deadline::{Deadline, ahead};
use crate::domain::letter::progress::{Progress, best};
use crate::domain::letter::trend::Trends;
use crate::domain::letter::{Ask, Letter, Line, Part, Praise};
use crate::domain::municipality::Municipality;
use crate::domain::outbox::LetterId;
use crate::domain::recipient::Recipient;
use crate::domain::training::Training;
use crate::domain::training::ladder::offers;
use crate::domain::unit::{Unit, UnitKey};
use crate::domain::usage::UnitUsage;
use crate::domain::verdict::{NotJudged, Outcome, Verdict};
use crate::domain::week::Week;

/// One unit in session, with what was found about it.
#[derive(Debug, Clone)]
pub struct Assessed {
    /// The unit.
    pub unit: Unit,
    /// One verdict for each expectation in force.
    pub verdicts: Vec<Verdict>,
    /// The teaching days of its leading form.
    pub days: Arc<TeachingDays>,
    /// The last day with usage up to the cut-off, if there is any.
    pub data_until: Option<NaiveDate>,
    /// Its usage up to the cut-off.
    pub usage: UnitUsage,
}

/// A letter, and what its asks leave in the history.
#[derive(Debug, Clone, PartialEq)]
pub struct Composition {
    /// The letter.
    pub letter: Letter,
    /// What the next letters need to know about it.
    pub asks: Vec<PastAsk>,
}

/// Puts together the letter `id` for `recipient` about those of their units
/// that are in `units`. `history` holds their earlier letters, newest first;
/// `trends` go by the municipality's rules and are shared by the letters of a run.
#[must_use]
pub fn compose(
    municipality: &Municipality,
    id: LetterId,
    recipient: &Recipient,
    units: &HashMap<UnitKey, Assessed, impl BuildHasher>,
    history: &[PastLetter],
    trends: &mut Trends<'_>,
) -> Composition {
    let assessed: Vec<&Assessed> = recipient.units.iter().filter_map(|key| units.get(key)).collect();
    let table = Table::new(municipality, id.week, &assessed);
    let standings = choose(&table.candidates, history, &municipality.ask_rules);
    let mut parts: Vec<Part> = assessed.iter().map(|unit| table.part(unit, &standings)).collect();
    let mut asks = Vec::new();
    for index in in_order(&table.candidates, &standings) {
        let Some((part, mut ask)) = table.ask(index, standings[index], history, &assessed) else { continue };
        let Assessed { unit, usage, .. } = assessed[part];
        ask.trend = trends.find(id.week, unit, &ask.verdict.expectation, usage);
        asks.push(past_ask(&ask.verdict, ask.trainings.iter(), false));
        if let Some(part) = parts.get_mut(part) {
            part.asks.push(ask);
        }
    }
    let handed_over =
        table.candidates.iter().zip(&standings).filter(|(_, standing)| **standing == Standing::HandedOver);
    asks.extend(handed_over.map(|(candidate, _)| {
        // The value at the time of handing over is what later change is measured from.
        let known = earlier_hand_over(candidate.verdict, history);
        known.cloned().or_else(|| past_ask(candidate.verdict, [].into_iter(), true))
    }));
    let cut_off = id.week.cut_off();
    let data_until = assessed.iter().filter_map(|unit| unit.data_until).max().unwrap_or(cut_off);
    Composition {
        letter: Letter { id, recipient: recipient.clone(), parts, data_until },
        asks: asks.into_iter().flatten().collect(),
    }
}

/// Every verdict of the letter, as candidates.
pub(in crate::domain) struct Table<'a> {
    municipality: &'a Municipality,
    week: Week,
    pub(in crate::domain) candidates: Vec<Candidate<'a>>,
}

impl<'a> Table<'a> {
    pub(in crate::domain) fn new(
        municipality: &'a Municipality,
        week: Week,
        assessed: &[&'a Assessed],
    ) -> Self {
        let mut table = Self { municipality, week, candidates: Vec::new() };
        for unit in assessed {
            for verdict in &unit.verdicts {
                let expectation = municipality.expectation(&verdict.expectation, week.monday());
                let weight = expectation.map_or(1.0, |expectation| expectation.weight);
                let resting = table.help(verdict, &unit.days).is_some();
                table.candidates.push(Candidate { verdict, weight, resting });
            }
        }
        table
    }

    /// The help that rests asks for the verdict's module.
    pub(in crate::domain) fn help(&self, verdict: &Verdict, days: &TeachingDays) -> Option<&'a Intervention> {
        let agreements = &self.municipality.agreements;
        agreements.resting(&verdict.unit, &verdict.module, self.week, days)
    }

    fn part(&self, assessed: &Assessed, standings: &[Standing]) -> Part {
        let asked: Vec<_> = self
            .candidates
            .iter()
            .zip(standings)
            .filter(|(_, standing)| matches!(standing, Standing::Asked { .. }))
            .map(|(candidate, _)| candidate.verdict)
            .collect();
        // Praise for what the letter asks for sounds hollow where there is anything else to praise.
        let others: Vec<_> = assessed.verdicts.iter().filter(|verdict| !asked.contains(verdict)).collect();
        let all: Vec<_> = assessed.verdicts.iter().collect();
        let rules = &self.municipality.ask_rules;
        let progress = best(&others, rules).or_else(|| best(&all, rules)).map(|fact| {
            let (verdict, rose) = match fact {
                Progress::Rose(verdict) => (verdict, true),
                Progress::Met(verdict) => (verdict, false),
            };
            let module = self.municipality.module_name(&verdict.module);
            Praise { module, verdict: verdict.clone(), rose }
        });
        let of_unit =
            |(candidate, _): &(&Candidate<'_>, &Standing)| candidate.verdict.unit == assessed.unit.key;
        let lines = self
            .candidates
            .iter()
            .zip(standings)
            .filter(of_unit)
            .filter(|(candidate, _)| {
                candidate.verdict.outcome != Outcome::NotJudged(NotJudged::NotApplicable)
            })
            .map(|(candidate, standing)| self.line(candidate.verdict, *standing, &assessed.days))
            .collect();
        Part {
            unit: assessed.unit.name.clone(),
            forms: assessed.unit.forms.to_vec(),
            progress,
            asks: Vec::new(),
            coming: self.coming(assessed),
            lines,
        }
    }

    /// The goals with a date that come up, of what the unit is judged by.
    fn coming(&self, assessed: &Assessed) -> Vec<Deadline> {
        let monday = self.week.monday();
        let mut coming = Vec::new();
        for verdict in &assessed.verdicts {
            let spared = matches!(
                verdict.outcome,
                Outcome::NotJudged(
                    NotJudged::HandledElsewhere
                        | NotJudged::NotApplicable
                        | NotJudged::Exempt
                        | NotJudged::Ended
                )
            );
            let agreed = self.municipality.agreements.exception(&verdict.unit, &verdict.expectation, monday);
            let Some(expectation) = self
                .municipality
                .expectation(&verdict.expectation, monday)
                .filter(|_| !spared && agreed.is_none())
            else {
                continue;
            };
            coming.extend(ahead(expectation.goal_for(&assessed.unit), monday).map(|point| Deadline {
                module: self.municipality.module_name(&verdict.module),
                verdict: verdict.clone(),
                date: point.date,
                share: point.share,
            }));
        }
        coming.sort_by_key(|deadline| deadline.date);
        coming
    }

    fn line(&self, verdict: &Verdict, standing: Standing, days: &TeachingDays) -> Line {
        let handled_in =
            self.municipality.module(&verdict.module).and_then(|module| module.handled_in.clone());
        Line {
            module: self.municipality.module_name(&verdict.module),
            handled_in,
            verdict: verdict.clone(),
            standing,
            help_on: self.help(verdict, days).map(|help| help.date).filter(|_| standing == Standing::Resting),
        }
    }

    /// The ask for the candidate at `index`, and the part it belongs to.
    fn ask(
        &self,
        index: usize,
        standing: Standing,
        history: &[PastLetter],
        assessed: &[&Assessed],
    ) -> Option<(usize, Ask)> {
        let verdict = self.candidates.get(index)?.verdict;
        let expectation = self.municipality.expectation(&verdict.expectation, self.week.monday())?;
        let streak = if let Standing::Asked { streak } = standing { streak } else { 0 };
        let trainings = offers(&self.municipality.trainings, verdict, streak, last_offered(verdict, history));
        let part = assessed.iter().position(|unit| unit.unit.key == verdict.unit)?;
        let ask = Ask {
            verdict: verdict.clone(),
            module: self.municipality.module_name(&verdict.module),
            why: expectation.why.clone(),
            document: expectation.document.clone(),
            streak,
            trainings: trainings.into_iter().cloned().collect(),
            trend: None,
        };
        Some((part, ask))
    }
}

/// What an ask, or a handing over, leaves in the history.
pub(in crate::domain) fn past_ask<'a>(
    verdict: &Verdict,
    trainings: impl Iterator<Item = &'a Training>,
    handed_over: bool,
) -> Option<PastAsk> {
    let judgement = verdict.judgement()?;
    Some(PastAsk {
        unit: verdict.unit.clone(),
        expectation: verdict.expectation.clone(),
        level: judgement.level,
        value: judgement.value.at_best(),
        trainings: trainings.map(|training| training.key.clone()).collect(),
        handed_over,
    })
}

/// That the newest letter handed it over, if it did.
pub(in crate::domain) fn earlier_hand_over<'a>(
    verdict: &Verdict,
    history: &'a [PastLetter],
) -> Option<&'a PastAsk> {
    history.first()?.asks.iter().find(|ask| ask.handed_over && ask.is_about(verdict))
}
