//! Puts a summary together from the verdicts on a manager's units.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::sync::Arc;

use super::{Matter, Movement, Summary, UnitSummary, agreements, common};
use crate::domain::judge::Judge;
use crate::domain::letter::composing::Assessed;
use crate::domain::municipality::Municipality;
use crate::domain::outbox::LetterId;
use crate::domain::recipient::Recipient;
use crate::domain::unit::{Unit, UnitKey};
use crate::domain::verdict::{NotJudged, Outcome, Verdict};

/// Puts together the summary `id` for `recipient`, which speaks of those of
/// their units that are in `units`: neither closed nor paused. `in_session` holds
/// what was found about those, `earlier` the verdicts of the week before.
#[must_use]
pub fn summarise(
    municipality: &Municipality,
    id: LetterId,
    recipient: &Recipient,
    units: &[UnitKey],
    in_session: &HashMap<UnitKey, Assessed, impl BuildHasher>,
    earlier: &HashMap<UnitKey, Vec<Verdict>, impl BuildHasher>,
) -> Summary {
    let roster = &municipality.roster;
    let own: Vec<&Unit> = recipient.units.iter().filter_map(|key| roster.unit(key)).collect();
    let spoken_of = own.iter().filter(|unit| units.contains(&unit.key));
    let assessed: Vec<&Assessed> = spoken_of.filter_map(|unit| in_session.get(&unit.key)).collect();
    let summary = |unit: &&Assessed| {
        let before = earlier.get(&unit.unit.key).map_or(&[][..], Vec::as_slice);
        unit_summary(municipality, &id, unit, before)
    };
    let summaries: Vec<_> = assessed.iter().map(summary).collect();
    let mut running: Vec<_> = own
        .iter()
        .flat_map(|unit| agreements::of(municipality, id.week, unit, in_session.get(&unit.key)))
        .collect();
    agreements::in_order(&mut running);
    let names = |wanted: &dyn Fn(&Unit) -> bool| {
        own.iter().filter(|unit| wanted(unit)).map(|unit| unit.name.clone()).collect()
    };
    let mut judge = Judge::new(municipality.rules(), &Arc::default(), id.week);
    let open: HashSet<&UnitKey> =
        own.iter().filter(|unit| judge.in_session(unit)).map(|unit| &unit.key).collect();
    let is_open = |unit: &Unit| open.contains(&unit.key);
    Summary {
        recipient: recipient.clone(),
        common: common::common(municipality, &summaries),
        agreements: running,
        vacant: names(&|unit| is_open(unit) && roster.vacant.contains_key(&unit.key)),
        closed: names(&|unit| !is_open(unit)),
        paused: names(&|unit| is_open(unit) && !units.contains(&unit.key)),
        data_until: assessed.iter().filter_map(|unit| unit.data_until).max().unwrap_or(id.week.cut_off()),
        units: summaries,
        id,
    }
}

fn unit_summary(
    municipality: &Municipality,
    id: &LetterId,
    assessed: &Assessed,
    earlier: &[Verdict],
) -> UnitSummary {
    let agreements = &municipality.agreements;
    let matter = |verdict: &Verdict| {
        let before = earlier.iter().find(|before| before.expectation == verdict.expectation);
        let before = before.and_then(Verdict::level);
        Matter {
            module: municipality.module_name(&verdict.module),
            before,
            moved: Movement::since(before, verdict, &municipality.ask_rules),
            exception: agreements.exception(&verdict.unit, &verdict.expectation, id.week.monday()).cloned(),
            help: agreements.resting(&verdict.unit, &verdict.module, id.week, &assessed.days).cloned(),
            verdict: verdict.clone(),
        }
    };
    let concerns = |verdict: &&Verdict| {
        !matches!(verdict.outcome, Outcome::NotJudged(NotJudged::HandledElsewhere | NotJudged::NotApplicable))
    };
    UnitSummary {
        unit: assessed.unit.clone(),
        matters: assessed.verdicts.iter().filter(concerns).map(matter).collect(),
    }
}
