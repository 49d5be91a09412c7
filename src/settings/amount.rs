//! What several files share: lists of school forms, amounts, marks.

use schemars::JsonSchema;
use serde::Deserialize;

use super::fault::{Fault, Faults};
use super::toml_file::{Step, TomlFile};
use crate::domain::expectation::Marks;
use crate::domain::expectation::measure::Measure;
use crate::domain::number::{self, Exact};
use crate::domain::unit::{Forms, SchoolForm};

/// The forms of a list; all of them where there is none.
pub(super) fn forms(listed: Option<&[SchoolForm]>) -> Forms {
    listed.map_or(Forms::ALL, |listed| listed.iter().copied().collect())
}

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
    /// A fault at `path` where it is a number above 1.
    pub(super) fn share(&self, document: &TomlFile, path: &[Step]) -> Result<Exact, Box<Fault>> {
        let text = match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        };
        number::parse_share(&text).map_err(|error| {
            let percent = format!("for {text} per cent write \"{text} %\"");
            Box::new(document.fault(path, format!("{}: {error}", document.name(path)), percent))
        })
    }

    /// The amount as a plain number of items or days.
    ///
    /// # Errors
    ///
    /// A fault at `path` where it is a per cent.
    pub(super) fn plain(&self, document: &TomlFile, path: &[Step]) -> Result<Exact, Box<Fault>> {
        let refuse = |what: &str| {
            let message = format!("{}: {what} is not a number of items or days", document.name(path));
            Box::new(document.fault(path, message, "write a plain number, such as 2.5".to_owned()))
        };
        match self {
            Self::Text(text) => Err(refuse(&format!("`{text}`"))),
            Self::Number(number) => number::from_f64(*number).ok_or_else(|| refuse(&number.to_string())),
        }
    }
}

/// Target and near mark at `path`, as the measure reads them: near is the
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
    document: &TomlFile,
    path: &[Step],
) -> Result<Marks, Box<Fault>> {
    let read = |amount: &Amount, key: &str| {
        let place = below(path, [Step::from(key)]);
        if measure.is_share() { amount.share(document, &place) } else { amount.plain(document, &place) }
    };
    let target = read(target, "target")?;
    let near = near.map_or(Ok(target), |near| read(near, "near"))?;
    if measure.reaches(near, target) && near != target {
        let place = below(path, [Step::from("near")]);
        let message = "`near` is harder to reach than `target`";
        let hint = "swap the two, or leave `near` out".to_owned();
        return Err(Box::new(document.fault(&place, message, hint)));
    }
    Ok(Marks { target, near })
}

/// The path to a key below another path.
pub(super) fn below<const N: usize>(path: &[Step], steps: [Step; N]) -> Vec<Step> {
    path.iter().cloned().chain(steps).collect()
}

/// Notes a fault and goes on without the value.
pub(super) fn note<T>(result: Result<T, Box<Fault>>, faults: &mut Faults) -> Option<T> {
    result.map_err(|fault| faults.push(*fault)).ok()
}
