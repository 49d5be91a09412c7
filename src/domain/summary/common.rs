//! What many units have in common: a module that a third of them have some way
//! to go with is better met with one effort for all.

use std::cmp::Reverse;

use super::UnitSummary;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::municipality::Municipality;
use crate::domain::number::Exact;
use crate::domain::recipient::language::Localised;
use crate::domain::training::{Training, TrainingKind};
use crate::domain::unit::audience::Audience;
use crate::domain::verdict::Level;

/// Many is at least so many units, and one of [`PART`] of those judged.
const AT_LEAST: usize = 3;
const PART: usize = 3;

/// A module that many units have some way to go with.
#[derive(Debug, Clone, PartialEq)]
pub struct Common {
    /// The module's name.
    pub module: Localised,
    /// Whose use is counted.
    pub audience: Audience,
    /// How many units have some way to go.
    pub below: usize,
    /// How many units were judged.
    pub judged: usize,
    /// Help that units can take together, where there is any.
    pub training: Option<Training>,
}

/// How the units stand with a module; each unit by the worst of its verdicts.
struct Counted<'a> {
    module: &'a ModuleKey,
    name: &'a Localised,
    audience: Audience,
    below: usize,
    judged: usize,
}

/// The modules that many of `units` have some way to go with, those of the most
/// units first; ties stand in the order of the document.
pub(super) fn common(municipality: &Municipality, units: &[UnitSummary]) -> Vec<Common> {
    let mut counted: Vec<Counted<'_>> = Vec::new();
    for unit in units {
        let mut seen: Vec<(&ModuleKey, Audience)> = Vec::new();
        for matter in &unit.matters {
            let about = (&matter.verdict.module, matter.verdict.audience);
            let Some(worst) = worst(unit, about).filter(|_| !seen.contains(&about)) else { continue };
            seen.push(about);
            let place = counted.iter().position(|known| (known.module, known.audience) == about);
            let place = place.unwrap_or_else(|| {
                let (module, audience) = about;
                counted.push(Counted { module, name: &matter.module, audience, below: 0, judged: 0 });
                counted.len() - 1
            });
            counted[place].judged += 1;
            counted[place].below += usize::from(worst == Level::Below);
        }
    }
    counted.retain(|module| module.below >= AT_LEAST && module.below * PART >= module.judged);
    counted.sort_by_key(|module| Reverse(share(module)));
    let common = |module: &Counted<'_>| Common {
        module: module.name.clone(),
        audience: module.audience,
        below: module.below,
        judged: module.judged,
        training: together(municipality, module).cloned(),
    };
    counted.iter().map(common).collect()
}

fn worst(unit: &UnitSummary, about: (&ModuleKey, Audience)) -> Option<Level> {
    let of_it =
        unit.matters.iter().filter(|matter| (&matter.verdict.module, matter.verdict.audience) == about);
    of_it.filter_map(|matter| matter.verdict.level()).min()
}

fn share(module: &Counted<'_>) -> Exact {
    let whole = |count: usize| i128::try_from(count).unwrap_or(i128::MAX);
    Exact::new(whole(module.below), whole(module.judged).max(1))
}

/// Help that several units can take together: a course, else training in the units.
fn together<'a>(municipality: &'a Municipality, module: &Counted<'_>) -> Option<&'a Training> {
    let of_kind = |kind| {
        municipality
            .trainings
            .iter()
            .find(|training| training.kind == kind && training.helps(module.module, module.audience))
    };
    of_kind(TrainingKind::Course).or_else(|| of_kind(TrainingKind::HandsOn))
}
