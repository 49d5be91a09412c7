//! What the settings say about a source: the `[[source]]` blocks.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::Deserialize;

use super::field::{Field, PerField};
use super::words::plain;
use crate::domain::schedule::duration::{self, DurationError};
use crate::domain::usage::reading::Rows;
use crate::domain::usage::reports::Absent;

pub mod auth;
pub mod formats;
pub mod http_json;
pub mod sheet;
pub mod table;

pub use auth::Auth;
pub use formats::{Formats, Thousands};
pub use http_json::{HttpJsonSettings, Pointer};
pub use sheet::{Delimiter, Encoding, SheetSettings};
pub use table::{Pivot, TableSettings};

/// One source of usage.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SourceSettings {
    /// Files on disk: CSV or XLSX, told apart by their content.
    Sheet(Box<SheetSettings>),
    /// An interface that answers with JSON, page by page.
    HttpJson(Box<HttpJsonSettings>),
}

impl SourceSettings {
    /// What the coordinator calls the source.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Sheet(sheet) => &sheet.name,
            Self::HttpJson(http_json) => &http_json.name,
        }
    }

    /// How its values are to be understood.
    #[must_use]
    pub fn meaning(&self) -> &Meaning {
        match self {
            Self::Sheet(sheet) => &sheet.meaning,
            Self::HttpJson(http_json) => &http_json.meaning,
        }
    }
}

/// What to do with rows of a module that the expectations do not name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnknownModules {
    /// Pass over them, and count them.
    #[default]
    Ignore,
    /// Refuse them, each with its place.
    Refuse,
}

/// Their words for our keys; a word that is not listed is used as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Values {
    /// Their words for our units.
    pub unit: BTreeMap<String, String>,
    /// Their words for our modules.
    pub module: BTreeMap<String, String>,
    /// Their words for staff, students and guardians.
    pub audience: BTreeMap<String, String>,
}

/// The fields that may hold per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PercentField {
    /// The active share.
    Share,
}

/// How the values of a record are to be understood; shared by all kinds.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Meaning {
    /// A fixed text for a field that no row or record holds; of a file, `{file_stem}` stands for its
    /// name without its extension, and `{sheet}` for the worksheet's name.
    #[serde(default)]
    pub constants: PerField<String>,
    /// Their words for our keys; a word that is not listed is used as it is.
    #[serde(default)]
    pub values: Values,
    /// The fields that hold 0 to 100 rather than 0 to 1.
    #[serde(default)]
    pub percent: Vec<PercentField>,
    /// How dates are written, such as `%Y-%m-%d` or `%d/%m/%Y`; of several the first that fits.
    #[serde(default)]
    pub date_format: Formats,
    /// How the dates of one field are written, where that is another way.
    #[serde(default)]
    pub date_formats: PerField<Formats>,
    /// What parts the thousands of a whole number. Without it a number such as `1.234` or `2,000`
    /// is refused.
    #[serde(default)]
    pub thousands: Option<Thousands>,
    /// The zone of times that carry none, such as `UTC`; that of the municipality when absent.
    /// Timestamps with `Z` or an offset need no key, and no `date_format`.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "zone"))]
    pub times: Option<Tz>,
    /// Whether the end of a period is part of it.
    #[serde(default)]
    pub to: PeriodEnd,
    /// Words that stand where nothing stands, such as `Aldrig` or `–`.
    #[serde(default)]
    pub empty: Vec<String>,
    /// Words for a figure that the source keeps to itself, such as `<5` or `..`.
    #[serde(default)]
    pub suppressed: Vec<String>,
    /// What it means that the same unit, module, audience and period stand there again.
    #[serde(default)]
    pub rows: Rows,
    /// What it means that a row is missing.
    #[serde(default)]
    pub absent: Absent,
    /// For how long the platform still changes its figures, such as `3 days`: younger days are
    /// neither asked for nor kept.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("examples" = ["3 days"], "format" = "timespan"))]
    pub settles_after: Option<Settling>,
    /// What to do with rows of a module that the expectations do not name.
    #[serde(default)]
    pub unknown_modules: UnknownModules,
}

impl Meaning {
    /// Whether a share is written as per cent even without the sign.
    pub(super) fn is_percent(&self) -> bool {
        self.percent.contains(&PercentField::Share)
    }

    /// How the dates of a field are written.
    pub(super) fn formats(&self, field: Field) -> &Formats {
        self.date_formats.get(field).unwrap_or(&self.date_format)
    }

    /// The same, with every word of theirs as [`plain`] writes it, so that it can be compared.
    pub(super) fn in_plain_words(&self) -> Self {
        let keys = |words: &BTreeMap<String, String>| {
            words.iter().map(|(word, key)| (plain(word).into_owned(), key.clone())).collect()
        };
        let words = |words: &[String]| words.iter().map(|word| plain(word).into_owned()).collect();
        Self {
            constants: self.constants.map(|text| plain(text).into_owned()),
            values: Values {
                unit: keys(&self.values.unit),
                module: keys(&self.values.module),
                audience: keys(&self.values.audience),
            },
            empty: words(&self.empty),
            suppressed: words(&self.suppressed),
            ..self.clone()
        }
    }

    /// The last day that the platform does not change any more, on `today`.
    pub(super) fn settled_on(&self, today: NaiveDate) -> NaiveDate {
        self.settles_after.map_or(today, |settling| today - settling.0)
    }
}

/// Whether the end of a period is part of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeriodEnd {
    /// It is its last day.
    #[default]
    Inclusive,
    /// The last day is that of the last moment before it.
    Exclusive,
}

/// How long a platform still changes its figures, in whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Settling(Days);

impl TryFrom<String> for Settling {
    type Error = DurationError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let days = duration::parse(&text)?.num_hours().unsigned_abs().div_ceil(24);
        Ok(Self(Days::new(days)))
    }
}
