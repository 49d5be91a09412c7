//! The files that people write, and the rules of each as a JSON schema.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::agreements::AgreementsFile;
use super::calendar::CalendarFile;
use super::daemon::DaemonFile;
use super::expectations::ExpectationsFile;
use super::schema::Schema;
use super::trainings::TrainingsFile;

/// A file in the config folder that has a schema.
#[derive(Debug, Clone, Copy)]
pub struct Catalogued {
    /// Its name without the ending.
    pub name: &'static str,
    /// Its rules.
    pub schema: fn() -> Schema,
}

/// Every file that has one.
pub const FILES: [Catalogued; 5] = [
    Catalogued { name: "nyttja", schema: Schema::of::<DaemonFile> },
    Catalogued { name: "expectations", schema: Schema::of::<ExpectationsFile> },
    Catalogued { name: "trainings", schema: Schema::of::<TrainingsFile> },
    Catalogued { name: "calendar", schema: Schema::of::<CalendarFile> },
    Catalogued { name: "agreements", schema: Schema::of::<AgreementsFile> },
];

impl Catalogued {
    /// The file with this name, with or without its ending.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.strip_suffix(".toml").unwrap_or(name);
        FILES.into_iter().find(|file| file.name == name)
    }

    /// The schema as an editor reads it, with the file's name as its title.
    #[must_use]
    pub fn text(self) -> String {
        let mut value = (self.schema)().value().clone();
        if let Value::Object(root) = &mut value {
            root.insert("title".to_owned(), Value::from(format!("{}.toml", self.name)));
        }
        let text = serde_json::to_string_pretty(&value).unwrap_or_default();
        text + "\n"
    }

    /// Writes the schema into `folder`, which is made where it is missing, and
    /// says where.
    pub fn write(self, folder: &Path) -> io::Result<PathBuf> {
        fs::create_dir_all(folder)?;
        let path = folder.join(format!("{}.json", self.name));
        fs::write(&path, self.text())?;
        Ok(path)
    }
}
