//! The words that several files share: school forms, audiences, texts in two
//! languages, amounts.

use schemars::JsonSchema;
use serde::Deserialize;

use super::document::Document;
use super::fault::{Fault, Faults};
use super::step::Step;
use crate::domain::audience::Audience;
use crate::domain::expectation::Marks;
use crate::domain::language::{Language, Localised};
use crate::domain::measure::Measure;
use crate::domain::number::{self, Exact};
use crate::domain::unit::{Forms, SchoolForm};

/// A school form by its code; GRS and TR are read as GRAN, GYS as GYAN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum FormCode {
    Fs,
    Fklass,
    Fth,
    Gr,
    Gran,
    Gy,
    Gyan,
    Vux,
    Grs,
    Tr,
    Gys,
}

impl From<FormCode> for SchoolForm {
    fn from(code: FormCode) -> Self {
        match code {
            FormCode::Fs => Self::Fs,
            FormCode::Fklass => Self::Fklass,
            FormCode::Fth => Self::Fth,
            FormCode::Gr => Self::Gr,
            FormCode::Gran | FormCode::Grs | FormCode::Tr => Self::Gran,
            FormCode::Gy => Self::Gy,
            FormCode::Gyan | FormCode::Gys => Self::Gyan,
            FormCode::Vux => Self::Vux,
        }
    }
}

/// The forms of a list; all of them where there is none.
pub(super) fn forms(codes: Option<&Vec<FormCode>>) -> Forms {
    codes.map_or(Forms::ALL, |codes| codes.iter().map(|code| SchoolForm::from(*code)).collect())
}

/// Whose use is counted, or whom help is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum AudienceWord {
    Staff,
    Students,
    Guardians,
}

impl From<AudienceWord> for Audience {
    fn from(word: AudienceWord) -> Self {
        match word {
            AudienceWord::Staff => Self::Staff,
            AudienceWord::Students => Self::Students,
            AudienceWord::Guardians => Self::Guardians,
        }
    }
}

/// A language of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum LanguageWord {
    #[default]
    Sv,
    En,
}

impl From<LanguageWord> for Language {
    fn from(word: LanguageWord) -> Self {
        match word {
            LanguageWord::Sv => Self::Sv,
            LanguageWord::En => Self::En,
        }
    }
}

/// A text in Swedish, and in English where English letters should have it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TwoLanguages {
    /// The Swedish text.
    #[schemars(length(min = 1))]
    sv: String,
    /// The English text; the Swedish one is used where it is missing.
    en: Option<String>,
}

impl From<TwoLanguages> for Localised {
    fn from(text: TwoLanguages) -> Self {
        Self { sv: text.sv, en: text.en.filter(|english| !english.trim().is_empty()) }
    }
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
    pub(super) fn share(&self, document: &Document, path: &[Step]) -> Result<Exact, Box<Fault>> {
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
    pub(super) fn plain(&self, document: &Document, path: &[Step]) -> Result<Exact, Box<Fault>> {
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
    document: &Document,
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
