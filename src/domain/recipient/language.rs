//! The languages letters are written in, and texts that exist in several.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::de::IntoDeserializer;
use serde::de::value::Error as Unreadable;
use serde::{Deserialize, Serialize};

/// A language of letters, by its two-letter code of ISO 639-1.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Swedish, the municipality's own.
    #[default]
    Sv,
    /// English.
    En,
}

impl Language {
    /// Every language there is, the municipality's own first.
    pub const ALL: [Self; 2] = [Self::Sv, Self::En];
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// A language code that is neither `sv` nor `en`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language of the letters; write sv or en")]
pub struct UnknownLanguage(String);

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.trim().to_ascii_lowercase();
        Self::deserialize(code.into_deserializer()).map_err(|_: Unreadable| UnknownLanguage(text.to_owned()))
    }
}

/// A text in Swedish, and in English where English letters should have it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Localised {
    /// The Swedish text.
    #[schemars(length(min = 1))]
    pub sv: String,
    /// The English text; the Swedish one is used where it is missing.
    pub en: Option<String>,
}

impl Localised {
    /// The text in `language`, or in Swedish where the translation is missing or empty.
    ///
    /// ```
    /// # use nyttja::domain::recipient::language::{Language, Localised};
    /// let text = Localised { sv: "Lärlogg".to_owned(), en: None };
    /// assert_eq!(text.in_language(Language::En), "Lärlogg");
    /// ```
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match (language, &self.en) {
            (Language::En, Some(english)) if !english.trim().is_empty() => english,
            _ => &self.sv,
        }
    }
}
