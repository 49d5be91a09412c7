//! What is told of the one page of a source that is tried.

use serde_json::Value;

use super::super::error::SourceError;
use super::super::record::Context;
use super::super::settings::http_json::Paging;
use super::super::settings::{HttpJsonSettings, Pointer};
use super::answer::Answer;
use super::exchange::{Exchange, Request};
use super::fault::HttpFault;
use super::page::collected::Collected;
use super::page::{At, Page};
use super::paging::{Pages, Seen};
use super::{HttpJson, PageFault};
use crate::sources::trial::Onward;

/// What is told of a page that is tried.
#[derive(Debug, Default)]
pub struct Tried {
    /// Where it came from.
    pub address: String,
    /// What the server says of more.
    pub signs: Vec<String>,
    /// Where the settings lead from it.
    pub onward: Onward,
    /// Places that the settings look at, and where this page has nothing.
    pub nowhere: Vec<String>,
}

/// The places that the settings look at where a page need not have anything, and this one has nothing.
pub fn nowhere(settings: &HttpJsonSettings, page: Option<&Value>) -> Vec<String> {
    let Some(page) = page else { return Vec::new() };
    let body = &settings.body;
    let mut places: Vec<(&str, &Pointer)> = Vec::new();
    let named = [("error", &body.error), ("warning", &body.warning), ("truncated", &body.truncated)];
    places.extend(named.into_iter().filter_map(|(key, pointer)| Some((key, pointer.as_ref()?))));
    let paging = settings.paging();
    if let Some(Paging::Next { at, .. } | Paging::Token { at: Some(at), .. }) = &paging {
        places.push((if settings.next.is_some() { "next" } else { "at" }, at));
    }
    let is_missing = |pointer: &Pointer| page.pointer(pointer.as_str()).is_none();
    let missing = places.into_iter().filter(|(_, pointer)| is_missing(pointer));
    missing.map(|(key, pointer)| format!("`{}` (`{key}`)", pointer.as_str())).collect()
}

impl HttpJson {
    /// Whether the page that the settings lead on to is another one that can be read; nothing is kept of it.
    pub(super) async fn look_on(
        &self,
        exchange: &Exchange<'_>,
        pages: &mut Pages<'_>,
        second: &Request,
        context: Context<'_>,
    ) -> Onward {
        match self.second(exchange, pages, second, context).await {
            Ok(()) => Onward::Next,
            Err(fault) => Onward::Refused(SourceError::Http {
                page: 2,
                address: exchange.veil().over_address(&second.url),
                fault: Box::new(fault.veiled(&exchange.veil())),
            }),
        }
    }

    async fn second(
        &self,
        exchange: &Exchange<'_>,
        pages: &mut Pages<'_>,
        second: &Request,
        context: Context<'_>,
    ) -> Result<(), HttpFault> {
        let answer = match exchange.ask(second).await {
            Err(HttpFault::Status(refused)) if pages.is_past_the_end(&refused)? => return Ok(()),
            answer => answer?,
        };
        if pages.is_repeated(&answer.body)? {
            return Ok(());
        }
        let Answer { status, headers, address, body } = answer;
        let place = At { page: 2, about: None };
        let read = self.page(status, body, &place, context, &mut Collected::new(&self.mapping));
        let covered = |fault: PageFault| fault.covered(|text| exchange.veil().over(text));
        let (page, came) = read.map_err(covered)?;
        let value = page.as_ref().and_then(Page::value);
        pages.after(Seen { status, headers: &headers, address: &address, value, came })?;
        Ok(())
    }
}
