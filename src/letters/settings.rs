//! How letters look.

use std::path::PathBuf;

/// The settings of letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterSettings {
    /// A folder whose templates replace those that are compiled in.
    pub templates: Option<PathBuf>,
}
