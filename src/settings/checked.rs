//! A document read as the values of a type, if it keeps all of its rules.

use std::path::Path;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::document::Document;
use super::fault::{Fault, Faults};
use super::schema::Schema;
use super::{strict, violation};

impl Document {
    /// Decodes, parses and reads a file in one go.
    pub fn load<T: DeserializeOwned + JsonSchema>(file: &Path, bytes: &[u8]) -> Result<(T, Self), Faults> {
        let (document, mut faults) = Self::decode(file, bytes);
        let Some(document) = document else {
            return Err(faults);
        };
        match document.read() {
            Ok(values) if faults.is_empty() => Ok((values, document)),
            Ok(_) => Err(faults),
            Err(more) => {
                faults.extend(more);
                Err(faults)
            }
        }
    }

    /// The values, checked against the rules of `T`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once. For a document whose syntax was wrong
    /// it is always an error, with the faults that [`Self::parse`] did not show
    /// yet: perhaps none.
    pub fn read<T: DeserializeOwned + JsonSchema>(&self) -> Result<T, Faults> {
        let schema = Schema::of::<T>();
        let mut faults = violation::find(self, &schema);
        faults.extend(strict::find(self, &schema));
        if self.is_broken() {
            return Err(faults.into_iter().filter(|fault| !self.follows(fault)).collect());
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        serde_path_to_error::deserialize(self.value()).map_err(|error| strict::refused(self, &error).into())
    }

    /// Whether a fault may only follow from wrong syntax: on the same line, or
    /// under a header that could not be read.
    fn follows(&self, fault: &Fault) -> bool {
        let is_doubtful = |line| fault.message.ends_with(violation::MISSING) || self.is_doubtful(line);
        fault.line.is_none_or(is_doubtful)
    }
}
