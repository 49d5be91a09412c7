//! The languages letters are written in, and texts that exist in several.

use std::fmt;
use std::str::FromStr;

/// A language a recipient can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
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

    /// The two-letter code of ISO 639-1, as written in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::En => "en",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A language code that is neither `sv` nor `en`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language of the letters; write sv or en")]
pub struct UnknownLanguage(String);

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().to_ascii_lowercase().as_str() {
            "sv" => Ok(Self::Sv),
            "en" => Ok(Self::En),
            _ => Err(UnknownLanguage(text.to_owned())),
        }
    }
}

/// A text in Swedish and, where somebody wrote it, in English.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Localised {
    /// The Swedish text.
    pub sv: String,
    /// The English text, if there is one.
    pub en: Option<String>,
}

impl Localised {
    /// The text in `language`, or in Swedish where there is no translation.
    ///
    /// ```
    /// # use nyttja::domain::language::{Language, Localised};
    /// let text = Localised { sv: "Lärlogg".to_owned(), en: None };
    /// assert_eq!(text.in_language(Language::En), "Lärlogg");
    /// ```
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match (language, &self.en) {
            (Language::En, Some(english)) => english,
            _ => &self.sv,
        }
    }
}
