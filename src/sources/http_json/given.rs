//! Pages that lie here already: read as if an interface had answered them.

use super::page::collected::Collected;
use super::page::{At, Page};
use super::{HttpFault, HttpJson};
use crate::sources::error::SourceError;
use crate::sources::record::Context;
use crate::sources::{Asked, Reading};

/// Stands for the address that there is none of.
const GIVEN: &str = "those that lie here";

impl HttpJson {
    /// Reads these pages, which belong to one question, and asks nobody.
    pub(in crate::sources) fn read_given(
        &self,
        pages: Vec<Vec<u8>>,
        asked: &Asked,
    ) -> Result<Reading, SourceError> {
        let mut reading = Reading::default();
        let mut collected = Collected::new(&self.mapping);
        let context = Context { meaning: &self.meaning, asked, first_read: asked.today };
        for (body, number) in pages.into_iter().zip(1..) {
            let read = Page::open(body, &self.mapping).and_then(|page| {
                page.read(&self.mapping, &At { page: number, about: None }, context, &mut collected)
            });
            read.map_err(|fault| SourceError::Http {
                page: number,
                address: GIVEN.to_owned(),
                fault: Box::new(HttpFault::from(fault)),
            })?;
            reading.parts = number;
        }
        collected.end(&self.settings.name, &self.settings.meaning, asked, &mut reading)?;
        Ok(reading)
    }
}
