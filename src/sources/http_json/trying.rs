//! What is told of the one page of a source that is tried.

use serde_json::Value;

use super::super::settings::http_json::Paging;
use super::super::settings::{HttpJsonSettings, Pointer};
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
