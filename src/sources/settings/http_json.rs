//! Settings of a source that asks an interface over HTTP.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Auth, Meaning};

pub mod asking;
pub mod body;
pub mod paging;

pub use asking::{Asking, Per};
pub use body::BodySettings;
pub use paging::Paging;

/// An interface that answers with JSON, page by page.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
pub struct HttpJsonSettings {
    /// What you call the source; shown with every refused record.
    pub name: String,
    /// The address of the first page; `{from}` and `{to}` stand for the first and last day asked for,
    /// written as 2026-11-16, `{unit}`, `{day}` and `{week}` for what `per` goes through, and
    /// `{secret.key}` for a secret. https, unless `allow_http`.
    #[schemars(extend("format" = "url"))]
    pub url: String,
    /// Where a page holds the address of the next page, absolute or relative; null or absent there ends.
    /// Short for `paging` of the kind `next`.
    pub next: Option<Pointer>,
    /// How one page leads to the next. Without it an answer that says that there is more is refused.
    pub paging: Option<Paging>,
    /// Where a page says how many records there are in all, as a JSON pointer. Fewer or more, or another
    /// number on a later page, has the whole read once more, and then refused. `none` where what looks like
    /// such a number, as `count`, counts something else.
    pub total: Option<Total>,
    /// What the answers are written in, and where they hold what.
    #[serde(flatten)]
    pub body: BodySettings,
    /// How it wants to be asked.
    #[serde(flatten)]
    pub asking: Asking,
    /// How many weeks back each fetch asks for, before the week of the run.
    #[serde(default = "twelve_weeks")]
    pub weeks: u16,
    /// Seconds one page may take in all.
    #[serde(default = "a_minute")]
    pub timeout_seconds: u64,
    /// Seconds to wait for a connection.
    #[serde(default = "ten_seconds")]
    pub connect_seconds: u64,
    /// Seconds to wait for the next piece of an answer.
    #[serde(default = "twenty_seconds")]
    pub read_seconds: u64,
    /// The largest page accepted, in bytes, after unpacking.
    #[serde(default = "sixty_four_mebibytes")]
    pub body_limit: usize,
    /// The most pages one fetch reads.
    #[serde(default = "ten_thousand")]
    pub page_limit: u64,
    /// Allow plain http, which is accepted for this machine only (localhost).
    #[serde(default)]
    pub allow_http: bool,
    /// How what it says is to be understood.
    #[serde(flatten)]
    pub meaning: Meaning,
}

impl HttpJsonSettings {
    /// How one page leads to the next; none where nothing says so.
    pub(in crate::sources) fn paging(&self) -> Option<Paging> {
        let next = || Some(Paging::Next { at: self.next.clone()?, keep_host: false });
        self.paging.clone().or_else(next)
    }

    /// Where a page says how many records there are in all.
    pub(in crate::sources) fn total(&self) -> Option<&Pointer> {
        self.total.as_ref().and_then(Total::at)
    }
}

/// Where a page says how many records there are in all.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(inline, with = "String")]
pub enum Total {
    /// Nowhere, whatever it seems to say.
    None,
    /// At this place.
    At(Pointer),
}

impl Total {
    /// The place, where there is one.
    #[must_use]
    pub fn at(&self) -> Option<&Pointer> {
        match self {
            Self::None => None,
            Self::At(pointer) => Some(pointer),
        }
    }
}

impl TryFrom<String> for Total {
    type Error = NotAPointer;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == "none" { Ok(Self::None) } else { Pointer::try_from(text).map(Self::At) }
    }
}

/// A JSON pointer (RFC 6901): empty, or `/` before each step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(inline, extend("format" = "pointer"))]
pub struct Pointer(String);

impl Pointer {
    /// The pointer as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that is no JSON pointer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a JSON pointer; it starts with `/`, as in `/data/items`")]
pub struct NotAPointer(String);

impl TryFrom<String> for Pointer {
    type Error = NotAPointer;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.is_empty() || text.starts_with('/') { Ok(Self(text)) } else { Err(NotAPointer(text)) }
    }
}

fn twelve_weeks() -> u16 {
    12
}

fn a_minute() -> u64 {
    60
}

fn ten_seconds() -> u64 {
    10
}

fn twenty_seconds() -> u64 {
    20
}

fn sixty_four_mebibytes() -> usize {
    64 << 20
}

fn ten_thousand() -> u64 {
    10_000
}
