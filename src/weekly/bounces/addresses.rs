//! Whose address is to be mended, or looked at.

use chrono_tz::Tz;

use crate::domain::bounce::{BadAddress, WEEKS_UNTIL_TOLD, WhyBad, weeks_in_a_row};
use crate::domain::municipality::Municipality;
use crate::domain::recipient::Roster;
use crate::domain::recipient::address::Mailbox;
use crate::store::{BounceStore, StoreError};

/// The addresses in use that letters came back from: the dead ones first, then those that have
/// given trouble for three weeks in a row. One that was corrected is another address, and in use no more.
pub async fn bad_addresses(
    bounces: &BounceStore,
    municipality: &Municipality,
    coordinators: &[Mailbox],
) -> Result<Vec<BadAddress>, StoreError> {
    let used = Used { roster: &municipality.roster, coordinators };
    let day = |at: chrono::DateTime<chrono::Utc>, zone: Tz| at.with_timezone(&zone).date_naive();
    let dead = bounces.dead_addresses().await?;
    let mut bad: Vec<BadAddress> = Vec::new();
    for address in dead {
        let why = WhyBad::Dead { since: day(address.since, municipality.zone) };
        bad.extend(used.bad(address.address, why, address.words));
    }
    for address in bounces.troubled_addresses().await? {
        let weeks = weeks_in_a_row(&address.weeks);
        if weeks >= WEEKS_UNTIL_TOLD && !bad.iter().any(|dead| dead.address == address.address) {
            bad.extend(used.bad(address.address, WhyBad::Troubled { weeks }, address.words));
        }
    }
    Ok(bad)
}

/// Who is written to.
struct Used<'a> {
    roster: &'a Roster,
    coordinators: &'a [Mailbox],
}

impl Used<'_> {
    /// The address with its units; none where nobody writes there any more.
    fn bad(&self, address: String, why: WhyBad, words: String) -> Option<BadAddress> {
        let people = self.roster.recipients.iter().filter(|person| person.address.identity() == address);
        let people: Vec<_> = people.collect();
        if people.is_empty() && !self.coordinators.iter().any(|one| one.address.identity() == address) {
            return None;
        }
        let keys = people.iter().flat_map(|person| &person.units);
        let mut units: Vec<String> = Vec::new();
        for name in keys.filter_map(|key| self.roster.unit(key)).map(|unit| unit.name.clone()) {
            if !units.contains(&name) {
                units.push(name);
            }
        }
        Some(BadAddress { address, units, why, words })
    }
}
