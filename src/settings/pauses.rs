//! `[[pause]]` in `agreements.toml`: who is left in peace, and until when.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use super::amount::{note, note_backwards};
use super::fault::{Fault, Faults, Severity, did_you_mean};
use super::references::References;
use super::toml_file::Spot;
use crate::domain::pause::{Pause, Paused};
use crate::domain::recipient::address::UnusableAddress;
use crate::domain::unit::UnitKey;

/// A time in which a recipient gets no letters, or letters do not speak of a unit.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PauseEntry {
    /// The address of the person who gets no letters; instead of `unit`.
    #[schemars(extend("format" = "email"))]
    recipient: Option<String>,
    /// The key of the unit that letters do not speak of; instead of `recipient`.
    unit: Option<String>,
    /// Why.
    #[schemars(length(min = 1))]
    reason: String,
    /// With whom it was agreed.
    #[schemars(length(min = 1))]
    agreed_with: String,
    /// The first day; from the beginning where absent.
    from: Option<NaiveDate>,
    /// The last day; the next letter after it comes as always.
    until: NaiveDate,
}

impl PauseEntry {
    pub(super) fn resolve(
        self,
        spot: &Spot<'_>,
        known: References<'_>,
        faults: &mut Faults,
    ) -> Option<Pause> {
        note_backwards((self.from, self.until), ("from", "until"), spot, faults);
        let paused = note(self.paused(spot), faults)?;
        faults.extend(nobody(&paused, spot, known));
        Some(Pause {
            paused,
            reason: self.reason,
            agreed_with: self.agreed_with,
            from: self.from,
            until: self.until,
            origin: spot.origin(),
        })
    }

    fn paused(&self, spot: &Spot<'_>) -> Result<Paused, Box<Fault>> {
        match (&self.recipient, &self.unit) {
            (Some(_), Some(_)) => {
                let message = "a pause is of a `recipient` or of a `unit`, not of both";
                Err(spot.at("unit").fault(message, "keep one of them, or write two pauses").into())
            }
            (None, None) => {
                let hint = "add recipient = \"anna.ek@example.invalid\", or unit = \"FSK-07\"";
                Err(spot.fault("the pause says neither `recipient` nor `unit`", hint).into())
            }
            (Some(address), None) => {
                // The schema's format has checked the text.
                let refused = |error: UnusableAddress| {
                    spot.at("recipient").fault(error.to_string(), "write an address of units.csv")
                };
                Ok(Paused::Recipient(address.parse().map_err(refused)?))
            }
            (None, Some(key)) => Ok(Paused::Unit(UnitKey(key.as_str().into()))),
        }
    }
}

/// Says that nobody is there to be paused. People and units come and go: a
/// pause that is left over from them keeps nothing from running.
fn nobody(paused: &Paused, spot: &Spot<'_>, known: References<'_>) -> Option<Fault> {
    let (key, message, near) = match paused {
        Paused::Recipient(address) => {
            let identity = address.identity();
            if known.recipients.iter().any(|person| person.address.identity() == identity) {
                return None;
            }
            let addresses = known.recipients.iter().map(|person| person.address.as_str());
            let message = format!("nobody in units.csv has the address `{address}`");
            ("recipient", message, did_you_mean(address.as_str(), addresses))
        }
        Paused::Unit(key) => {
            if known.units.iter().any(|unit| unit.key == *key) {
                return None;
            }
            let keys = known.units.iter().map(|unit| &*unit.key.0);
            ("unit", format!("there is no unit `{key}`"), did_you_mean(&key.0, keys))
        }
    };
    let hint =
        near.unwrap_or_else(|| "name one of units.csv, or remove the pause: it pauses nothing".to_owned());
    Some(spot.at(key).fault(message, hint).severity(Severity::Defect))
}
