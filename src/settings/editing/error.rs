//! Why a change cannot be made.

use chrono::NaiveDate;

use super::key::Key;
use crate::settings::fault::Faults;

/// Why a change cannot be made. Nothing was changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The file itself is not TOML.
    #[error("the file cannot be read as it is")]
    Unreadable(Faults),
    /// No expectation has the key.
    #[error("there is no expectation `{key}`")]
    UnknownExpectation {
        /// What was asked for.
        key: String,
        /// What to do instead.
        hint: String,
    },
    /// Several versions have the key, and which of them is meant is not clear.
    #[error("`{key}` stands there {count} times, and none of them is valid on {day}")]
    NoVersion {
        /// The key.
        key: String,
        /// How many versions there are.
        count: usize,
        /// The day that was asked for.
        day: NaiveDate,
        /// The first days of the versions.
        starts: Vec<String>,
    },
    /// The key has no value for single school forms.
    #[error("`{0}` is the same for all school forms")]
    NotByForm(Key),
    /// The value is what was there before.
    #[error("`{key}` is {value} already")]
    Unchanged {
        /// The key.
        key: Key,
        /// The value.
        value: String,
    },
    /// No reason was given.
    #[error("the reason is empty")]
    NoReason,
    /// There is no pause that could be ended.
    #[error("`{paused}` is not paused, and will not be")]
    NotPaused {
        /// The address, or the key of the unit.
        paused: String,
    },
    /// The text is written in a way that cannot be changed without touching more.
    #[error("the entry is written in a way that cannot be changed in place")]
    TooIntricate,
}

impl EditError {
    /// What the reader can do.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable(_) => "mend the lines that are shown, and try again".to_owned(),
            Self::UnknownExpectation { hint, .. } => hint.clone(),
            Self::NoVersion { starts, .. } => {
                format!("say which of them, by a day on which it is valid: {}", starts.join(", or "))
            }
            Self::NotByForm(_) => {
                "leave out --form; target, near and near_points can differ by form".to_owned()
            }
            Self::Unchanged { .. } => "there is nothing to do".to_owned(),
            Self::NoReason => "say why in a few words: it is kept in the file".to_owned(),
            Self::NotPaused { .. } => "see who is: nyttja pause list".to_owned(),
            Self::TooIntricate => "change it in an editor, and run `nyttja check`".to_owned(),
        }
    }
}
