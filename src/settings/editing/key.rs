//! The keys of an expectation that can be set, and how their values are written.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use crate::settings::fault::did_you_mean;
use crate::settings::toml_file::{Step, TomlFile};

/// A key of an expectation that can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// What should be reached.
    Target,
    /// What is nearly enough.
    Near,
    /// How many teaching weeks it looks back at.
    Weeks,
    /// How much its gap counts.
    Weight,
    /// The first day it is valid.
    ValidFrom,
    /// The last day it is valid.
    ValidTo,
    /// How far behind the path is still near.
    NearPoints,
    /// Where it stands in the municipality's document.
    Document,
    /// Why it matters, in Swedish.
    WhySv,
    /// Why it matters, in English.
    WhyEn,
}

/// A word that is no such key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnknownKey(String);

impl Key {
    /// Every key.
    pub const ALL: [Self; 10] = [
        Self::Target,
        Self::Near,
        Self::Weeks,
        Self::Weight,
        Self::ValidFrom,
        Self::ValidTo,
        Self::NearPoints,
        Self::Document,
        Self::WhySv,
        Self::WhyEn,
    ];

    /// The key as it stands in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Near => "near",
            Self::Weeks => "weeks",
            Self::Weight => "weight",
            Self::ValidFrom => "valid_from",
            Self::ValidTo => "valid_to",
            Self::NearPoints => "near_points",
            Self::Document => "document",
            Self::WhySv => "why.sv",
            Self::WhyEn => "why.en",
        }
    }

    /// Whether school forms may have values of their own.
    #[must_use]
    pub fn goes_by_form(self) -> bool {
        matches!(self, Self::Target | Self::Near | Self::NearPoints)
    }

    /// The keys of an expectation that it is best written after, the best first.
    pub(super) fn neighbours(self) -> &'static [&'static str] {
        match self {
            Self::Target | Self::Weeks => &["measure"],
            Self::Near => &["target"],
            Self::NearPoints => &["path"],
            Self::Weight => &["by_form", "near", "near_points", "target", "path"],
            Self::ValidFrom => &["document"],
            Self::ValidTo => &["valid_from", "document"],
            Self::Document | Self::WhySv | Self::WhyEn => {
                &["weight", "near", "near_points", "target", "path"]
            }
        }
    }

    pub(super) fn steps(self) -> impl Iterator<Item = Step> {
        self.word().split('.').map(Step::from)
    }

    /// The value as TOML. What does not fit the key becomes a text, and the
    /// check of the file says what is wrong with it.
    pub(super) fn written(self, value: &str) -> String {
        let value = value.trim();
        match self {
            Self::Target | Self::Near | Self::NearPoints | Self::Weeks | Self::Weight => {
                number(value).unwrap_or_else(|| text(value))
            }
            Self::ValidFrom | Self::ValidTo => match value_of(value) {
                Some(Value::String(day)) if value.starts_with(|first: char| first.is_ascii_digit()) => day,
                _ => text(value),
            },
            Self::Document | Self::WhySv | Self::WhyEn => text(value),
        }
    }
}

/// What a value in TOML says.
pub(super) fn value_of(written: &str) -> Option<Value> {
    let (file, faults) = TomlFile::parse("value".as_ref(), &format!("value = {written}\n"));
    file.filter(|_| faults.is_empty())?.value().get("value").cloned()
}

/// JSON escapes a text as TOML does.
fn text(value: &str) -> String {
    Value::from(value).to_string()
}

/// A plain number as people write it; the Swedish decimal comma is understood.
fn number(value: &str) -> Option<String> {
    crate::domain::number::parse(value).ok()?;
    let plain = value.replace(',', ".").replace('−', "-");
    match plain.parse::<i64>() {
        Ok(whole) => Some(whole.to_string()),
        Err(_) => plain.parse::<f64>().ok().map(|number| format!("{number:?}")),
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Key {
    type Err = UnknownKey;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let words = Self::ALL.map(Self::word);
        Self::ALL.into_iter().find(|key| key.word() == word).ok_or_else(|| {
            let meant = did_you_mean(word, words).map(|meant| meant + " ").unwrap_or_default();
            UnknownKey(format!("{meant}The keys that can be set are {}", words.join(", ")))
        })
    }
}
