//! What a server answers to one request.

use reqwest::StatusCode;
use reqwest::header::{CONTENT_RANGE, HeaderMap};
use url::Url;

/// An answer, whole: what stands in it is not looked at yet.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// Where it came from in the end.
    pub address: Url,
    /// Its bytes, after unpacking.
    pub body: Vec<u8>,
}

impl Answer {
    /// Which part of a longer list it says that it is; nothing where it does not say that it is a part.
    pub fn part(&self) -> Option<&str> {
        let range = self.headers.get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
        range.or((self.status == StatusCode::PARTIAL_CONTENT).then_some("a part"))
    }
}
