//! Takes addresses for dead that letters came back from; not too many at once. Where there are more
//! than the brake allows, nothing is marked, and a coordinator decides about all of them.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::coordinators::Coordinators;
use crate::domain::bounce::{Brake, Ruling};
use crate::domain::municipality::Municipality;
use crate::store::{BounceStore, RuledBy, StoreError};

/// Within how long addresses count as marked at once: one server's refusals may come in several readings.
const AT_ONCE: TimeDelta = TimeDelta::hours(1);

/// What was made of the addresses that were called dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marked {
    /// How many are taken for dead.
    pub dead: usize,
    /// How many wait for somebody's decision.
    pub doubted: usize,
    /// How many coordinators are newly told of that: their notices wait in the outbox.
    pub told: u64,
}

/// Takes addresses for dead.
#[derive(Debug, Clone)]
pub(super) struct Marker {
    pub(super) municipality: Arc<Municipality>,
    pub(super) came_back: BounceStore,
    pub(super) coordinators: Coordinators,
    pub(super) brake: Brake,
}

impl Marker {
    /// Takes the addresses for dead that servers have called so, or leaves them to the coordinators,
    /// who hear of it at once.
    pub(super) async fn mark(&self, now: DateTime<Utc>) -> Result<Marked, StoreError> {
        let doubted = self.came_back.doubted().await?;
        if doubted.is_empty() {
            return Ok(Marked::default());
        }
        let before = self.came_back.taken_for_dead_since(now - AT_ONCE).await?;
        let people = &self.municipality.roster.recipients;
        let addresses: HashSet<String> = people.iter().map(|person| person.address.identity()).collect();
        if self.brake.allows(doubted.len() + before, addresses.len()) {
            let on = self.municipality.day(now);
            let dead = self.came_back.rule(Ruling::Dead, RuledBy::Brake, on, now).await?;
            return Ok(Marked { dead: dead.len(), ..Marked::default() });
        }
        self.came_back.hold_back().await?;
        let addresses = doubted.len();
        tracing::error!(
            addresses,
            "mail servers call many addresses dead at once; none is marked until somebody decides: \
             `nyttja bounces list` shows what they said"
        );
        let told = self.coordinators.tell_of_doubts(&doubted, now).await;
        Ok(Marked { dead: 0, doubted: addresses, told })
    }
}
