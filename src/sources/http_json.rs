//! Usage from an interface that answers with JSON, page by page.

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value;
use url::Url;

use super::error::SourceError;
use super::record::Context;
use super::settings::{HttpJsonSettings, Meaning};
use super::{Asked, Reading};
use crate::domain::week::Week;

mod access;
mod address;
mod answer;
mod client;
mod collected;
pub(super) mod fault;
mod json_text;
mod lines;
mod mapping;
mod members;
mod page;
pub(super) mod page_fault;
mod row;
mod said;
mod secret;
mod unused;
mod wait;
mod way;

pub use fault::HttpFault;
pub use page_fault::{PageFault, Slip};
pub use wait::Wait;

use access::{Access, Pass};
use answer::Answer;
use collected::Collected;
use mapping::Mapping;
use page::{At, Page};

/// An interface, ready to be asked.
#[derive(Debug)]
pub struct HttpJson {
    settings: HttpJsonSettings,
    /// How its words are compared.
    meaning: Meaning,
    /// Where its answers hold what.
    mapping: Mapping,
    client: reqwest::Client,
    access: Access,
    wait: Wait,
}

impl HttpJson {
    pub(super) fn new(settings: &HttpJsonSettings, data_dir: &Path) -> Result<Self, SourceError> {
        let mapping = Mapping::new(&settings.body, &settings.meaning)?;
        address::check(settings)?;
        let access = Access::new(&settings.auth, data_dir)?;
        let client = client::build(settings)?;
        let meaning = settings.meaning.in_plain_words();
        Ok(Self { settings: settings.clone(), meaning, mapping, client, access, wait: Wait::default() })
    }

    pub(super) fn wait_by(&mut self, wait: Wait) {
        self.wait = wait;
    }

    pub(super) async fn read(&self, asked: &Asked) -> Result<Reading, SourceError> {
        let pass = self.access.pass().await?;
        let mut reading = Reading::default();
        let mut collected = Collected::new(&self.mapping);
        let mut seen = HashSet::new();
        let first_day = Week::of(asked.today).plus(-i64::from(self.settings.weeks)).monday();
        let last_day = self.settings.meaning.settled_on(asked.today);
        let mut next = Some(address::first(&self.settings.url, first_day, last_day)?);
        while let Some(url) = next {
            let number = reading.parts + 1;
            let at = |fault: HttpFault| SourceError::Http {
                page: number,
                address: address::without_query(&url),
                fault: Box::new(fault),
            };
            if number > self.settings.page_limit {
                return Err(at(HttpFault::TooManyPages(self.settings.page_limit)));
            }
            if !seen.insert(url.clone()) {
                return Err(at(HttpFault::Loop));
            }
            let answer = self.fetch(&url, &pass).await.map_err(at)?;
            if let Some(range) = answer.part() {
                return Err(at(HttpFault::Part { range: range.to_owned() }));
            }
            let page = Page::open(answer.body, &self.mapping).map_err(|fault| at(fault.into()))?;
            let place = At { page: number, about: None };
            let context = Context { meaning: &self.meaning, asked, first_read: asked.today };
            page.read(&self.mapping, &place, context, &mut collected).map_err(|fault| at(fault.into()))?;
            reading.parts = number;
            next = self.next(&page, &answer.address).map_err(at)?;
        }
        collected.end(&self.settings.name, &self.settings.meaning, asked, &mut reading)?;
        Ok(reading)
    }

    /// One answer, tried again where that may help.
    async fn fetch(&self, url: &Url, pass: &Pass<'_>) -> Result<Answer, HttpFault> {
        let once = || pass.get(&self.client, url, self.settings.body_limit);
        wait::patiently(once, &self.wait, url).await
    }

    /// The address of the page after this one, which must be on the same server: our token goes with it.
    fn next(&self, page: &Page, url: &Url) -> Result<Option<Url>, HttpFault> {
        let Some(pointer) = &self.settings.next else { return Ok(None) };
        let bad =
            |what: &str| HttpFault::BadNext { pointer: pointer.as_str().to_owned(), what: what.to_owned() };
        match page.pointer(pointer) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => {
                let mut next = url.join(text).map_err(|_| bad("is not an address"))?;
                next.set_fragment(None);
                if address::is_same_server(url, &next) {
                    Ok(Some(next))
                } else {
                    Err(HttpFault::NextElsewhere { host: address::server(&next) })
                }
            }
            Some(_) => Err(bad("is not a text")),
        }
    }
}

#[cfg(test)]
mod tests;
