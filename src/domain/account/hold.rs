//! What a coordinator is told at once when a week is held.

use super::SourceHealth;
use crate::domain::gate::Alarm;
use crate::domain::municipality::Municipality;
use crate::domain::outbox::LetterId;
use crate::domain::recipient::Recipient;
use crate::domain::recipient::language::Localised;

/// The content of a hold notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Hold {
    /// What makes it the notice of its week.
    pub id: LetterId,
    /// Who gets it.
    pub recipient: Recipient,
    /// How many letters are held.
    pub letters: usize,
    /// How many of them could not be written, because there was nothing to judge: they can be
    /// neither let go nor taken back.
    pub unwritten: usize,
    /// Why; at least one.
    pub causes: Vec<Cause>,
    /// The names of the units without fresh figures, all of them.
    pub unreported: Vec<String>,
    /// How the sources fare.
    pub sources: Vec<SourceHealth>,
    /// Whether records were left out because others, longer or shorter, overlap them.
    pub mixed_lengths: bool,
}

impl Hold {
    /// Whether any of them is written.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.unwritten < self.letters
    }
}

/// An alarm of the gate, with the name of the module it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The alarm.
    pub alarm: Alarm,
    /// The module's name, for an alarm about one.
    pub module: Option<Localised>,
}

impl Cause {
    /// Whether nothing is the matter with the figures: a backup was put in place.
    #[must_use]
    pub fn are_of_restore(causes: &[Self]) -> bool {
        let of_restore = |cause: &Self| matches!(cause.alarm, Alarm::Restored { .. });
        !causes.is_empty() && causes.iter().all(of_restore)
    }

    /// `alarms` with the names that the municipality uses. A module that lost its verdicts on several
    /// expectations is one cause, and the words that were passed over stand with the last of them.
    #[must_use]
    pub fn all(alarms: &[Alarm], municipality: &Municipality) -> Vec<Self> {
        let mut causes: Vec<Self> = Vec::with_capacity(alarms.len());
        for alarm in alarms {
            let same = |cause: &&mut Self| is_worse_of_same_module(&cause.alarm, alarm).is_some();
            match causes.iter_mut().find(same) {
                Some(cause) => {
                    if is_worse_of_same_module(&cause.alarm, alarm) == Some(true) {
                        cause.alarm = alarm.clone();
                    }
                }
                None => causes.push(Self::of(alarm, municipality)),
            }
        }
        let mut words = causes.iter_mut().rev().filter_map(|cause| match &mut cause.alarm {
            Alarm::VerdictsLost { passed_over, .. } => Some(passed_over),
            _ => None,
        });
        words.next();
        words.for_each(Vec::clear);
        causes
    }

    /// `alarm` with the names that the municipality uses.
    #[must_use]
    pub fn of(alarm: &Alarm, municipality: &Municipality) -> Self {
        let module = match alarm {
            Alarm::ModuleVanished { module } | Alarm::VerdictsLost { module, .. } => {
                Some(municipality.module_name(module))
            }
            Alarm::OldData { .. }
            | Alarm::FewUnits { .. }
            | Alarm::LevelsFell { .. }
            | Alarm::Restored { .. } => None,
        };
        Self { alarm: alarm.clone(), module }
    }
}

/// Of two alarms about the lost verdicts on one module, whether the `other` tells of more units; none
/// where they are not such two.
fn is_worse_of_same_module(one: &Alarm, other: &Alarm) -> Option<bool> {
    match (one, other) {
        (
            Alarm::VerdictsLost { module, lost, .. },
            Alarm::VerdictsLost { module: same, lost: lost_too, .. },
        ) if module == same => Some(lost_too > lost),
        _ => None,
    }
}
