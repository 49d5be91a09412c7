//! What a server answers to one request.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
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
