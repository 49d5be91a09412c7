//! What several files share: amounts and marks.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use super::fault::{Fault, Faults};
use super::toml_file::Spot;
use crate::domain::expectation::Marks;
use crate::domain::expectation::measure::Measure;
use crate::domain::number::{self, Exact};

/// A share such as "80 %" or 0.8; for items and days a plain number such as 2.5.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Amount {
    /// A share as a text.
    Text(#[schemars(extend("format" = "share"))] String),
    /// A share from 0 to 1, or a number of items or days.
    Number(#[schemars(range(min = 0.0))] f64),
}

impl Amount {
    /// The amount as a share, 0 to 1.
    ///
    /// # Errors
    ///
    /// A fault at its `spot` where it is a number above 1.
    pub(super) fn share(&self, spot: &Spot<'_>) -> Result<Exact, Box<Fault>> {
        let text = match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        };
        number::parse_share(&text).map_err(|error| {
            let percent = format!("for {text} per cent write \"{text} %\"");
            Box::new(spot.fault(format!("{}: {error}", spot.name()), percent))
        })
    }

    /// The amount as a plain number of items or days.
    ///
    /// # Errors
    ///
    /// A fault at its `spot` where it is a per cent.
    pub(super) fn plain(&self, spot: &Spot<'_>) -> Result<Exact, Box<Fault>> {
        let refuse = |what: &str| {
            let message = format!("{}: {what} is not a number of items or days", spot.name());
            Box::new(spot.fault(message, "write a plain number, such as 2.5"))
        };
        match self {
            Self::Text(text) => Err(refuse(&format!("`{text}`"))),
            Self::Number(number) => number::from_f64(*number).ok_or_else(|| refuse(&number.to_string())),
        }
    }
}

/// Target and near mark at `spot`, as the measure reads them: near is the
/// target itself where it is not given.
///
/// # Errors
///
/// A fault at the amount that cannot be read, or at a near mark that is harder
/// to reach than the target.
pub(super) fn marks(
    measure: Measure,
    target: &Amount,
    near: Option<&Amount>,
    spot: &Spot<'_>,
) -> Result<Marks, Box<Fault>> {
    let read = |amount: &Amount, key: &str| {
        let spot = spot.at(key);
        if measure.is_share() { amount.share(&spot) } else { amount.plain(&spot) }
    };
    let target = read(target, "target")?;
    let near = near.map_or(Ok(target), |near| read(near, "near"))?;
    if measure.reaches(near, target) && near != target {
        let message = "`near` is harder to reach than `target`";
        return Err(spot.at("near").fault(message, "swap the two, or leave `near` out").into());
    }
    Ok(Marks { target, near })
}

/// Notes that a time ends at `spot` before it begins.
pub(super) fn note_backwards(
    (from, to): (Option<NaiveDate>, NaiveDate),
    (from_key, to_key): (&str, &str),
    spot: &Spot<'_>,
    faults: &mut Faults,
) {
    if let Some(from) = from.filter(|from| to < *from) {
        let message = format!("`{to_key}` {to} lies before `{from_key}` {from}");
        faults.push(spot.at(to_key).fault(message, "swap the two dates"));
    }
}

/// Notes a fault and goes on without the value.
pub(super) fn note<T>(result: Result<T, Box<Fault>>, faults: &mut Faults) -> Option<T> {
    result.map_err(|fault| faults.push(*fault)).ok()
}
