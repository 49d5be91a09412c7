//! From one page to the next, until the list ends: and whether it is then as long as its server says.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;
use url::Url;

use super::super::settings::http_json::Paging;
use super::super::settings::{HttpJsonSettings, Pointer};
use super::address::{self, Owner, Reach};
use super::more::{Came, Outlook, names};
use super::refused::Refused;

mod fault;
pub mod link;
pub mod range;
mod total;

pub use fault::PagingFault;

use fault::TOKEN;
use total::Total;

/// Pages without a record that are passed over, one after another.
const MOST_EMPTY: u32 = 20;

/// The same where pages have numbers: nothing but a sign of more leads past an empty one.
const MOST_EMPTY_NUMBERS: u32 = 3;

/// Pages of a single record, and that the same, that are passed over, one after another.
const MOST_SAME: u32 = 5;

/// What there is to see of a page, once it was read.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub status: StatusCode,
    pub headers: &'a HeaderMap,
    /// Where it came from in the end.
    pub address: &'a Url,
    /// What it says, where that is one value.
    pub value: Option<&'a Value>,
    /// How many records its list has.
    pub came: Came,
}

/// The way through the pages of one list.
#[derive(Debug)]
pub struct Pages<'a> {
    settings: &'a HttpJsonSettings,
    /// What the settings say; none where they say nothing.
    paging: Option<Paging>,
    reach: &'a Reach,
    /// Parameters of the query with secrets, which addresses that a server gives may lack.
    secrets: Vec<(String, String)>,
    first: Url,
    asked: HashSet<Url>,
    total: Total<'a>,
    /// How many pages were read, and how many records.
    read: u64,
    came: Came,
    /// The records of this page, and of the one before.
    rows: [u64; 2],
    /// The list of the last page, as a hash.
    list: Option<u64>,
    /// Pages with the list of the one before, one after another, up to this one.
    same: u32,
    /// The numbers of all records that the first page tells.
    first_totals: Outlook,
    /// Pages without a record, one after another, up to this one.
    empty: u32,
    /// The number of the page, where pages have numbers.
    number: u64,
    digest: Option<u64>,
    outlook: Outlook,
    /// Whether the first page has nothing where the settings look for the next one, not even null.
    is_astray: bool,
}

impl<'a> Pages<'a> {
    /// Begins at `first`.
    pub fn new(
        settings: &'a HttpJsonSettings,
        reach: &'a Reach,
        mut first: Url,
        secrets: Vec<(String, String)>,
    ) -> Self {
        let paging = settings.paging();
        let mut number = 0;
        if let Some(Paging::Page { parameter, first: at, size, size_parameter, .. }) = &paging {
            number = *at;
            set(&mut first, parameter, &at.to_string());
            set_size(&mut first, size.map(Into::into), size_parameter.as_deref());
        }
        if let Some(Paging::Offset { parameter, size, size_parameter, .. }) = &paging {
            set(&mut first, parameter, "0");
            set_size(&mut first, size.map(Into::into), size_parameter.as_deref());
        }
        Self {
            total: Total::new(settings),
            asked: HashSet::from([first.clone()]),
            settings,
            paging,
            reach,
            secrets,
            first,
            read: 0,
            came: Came::default(),
            rows: [0, 0],
            list: None,
            same: 0,
            first_totals: Outlook::default(),
            empty: 0,
            number,
            digest: None,
            outlook: Outlook::default(),
            is_astray: false,
        }
    }

    /// The address of the first page.
    pub fn first(&self) -> Url {
        self.first.clone()
    }

    /// Whether a page with these bytes is the one before once more: so some servers answer to a
    /// number past the end.
    pub fn is_repeated(&mut self, body: &[u8]) -> Result<bool, PagingFault> {
        let Some(Paging::Page { parameter, .. } | Paging::Offset { parameter, .. }) = &self.paging else {
            return Ok(false);
        };
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        let digest = hasher.finish();
        if self.digest.replace(digest) != Some(digest) || self.empty > 0 {
            return Ok(false);
        }
        if self.read == 1 && !self.outlook.is_whole(self.came) {
            return Err(PagingFault::SamePage { parameter: parameter.clone() });
        }
        self.finish()?;
        Ok(true)
    }

    /// Whether the server says so to a number past the end that there is no such page.
    pub fn is_past_the_end(&mut self, refused: &Refused) -> Result<bool, PagingFault> {
        let is_numbered = matches!(self.paging, Some(Paging::Page { .. } | Paging::Offset { .. }));
        let says_so = matches!(refused.status, StatusCode::NOT_FOUND | StatusCode::RANGE_NOT_SATISFIABLE);
        if !(is_numbered && says_so && self.read > 0) {
            return Ok(false);
        }
        if refused.status == StatusCode::NOT_FOUND && !self.may_be_over() {
            return Err(PagingFault::GoneMidway);
        }
        self.finish()?;
        Ok(true)
    }

    /// Whether the pages so far may be all: so they say, or the last one has less than it could have.
    fn may_be_over(&self) -> bool {
        let size = match &self.paging {
            Some(Paging::Page { size, .. } | Paging::Offset { size, .. }) => size.map(u64::from),
            _ => None,
        };
        let [last, before] = self.rows;
        let is_short = size.is_some_and(|size| last < size) || self.read > 1 && last < before;
        let is_told = self.outlook.is_ended || self.outlook.counts(self.came);
        is_short || is_told || self.first_totals.counts(self.came) || self.total.is_reached(self.came.rows)
    }

    /// Looks whether the page goes on from the one before.
    fn look_back(&mut self, page: Seen<'_>) -> Result<(), PagingFault> {
        let list = self.settings.body.records.as_ref().map_or("", Pointer::as_str);
        let hash = page.value.and_then(|value| value.pointer(list)).map(|list| {
            let mut hasher = DefaultHasher::new();
            list.hash(&mut hasher);
            hasher.finish()
        });
        let is_same = page.came.rows > 0 && hash.is_some() && hash == self.list;
        self.list = hash;
        self.same = if is_same { self.same + 1 } else { 0 };
        // A single record may be like another one.
        if self.same > MOST_SAME || self.same > 0 && page.came.rows > 1 {
            return Err(PagingFault::SameRecords);
        }
        let is_numbered = matches!(self.paging, Some(Paging::Page { .. } | Paging::Offset { .. }));
        match self.outlook.before.as_ref().filter(|_| self.read == 1 && is_numbered) {
            Some(place) => Err(PagingFault::NotTheFirst { why: format!("{place} names one before it") }),
            None => Ok(()),
        }
    }

    /// The address of the page after this one; none where the list has come to its end.
    pub fn after(&mut self, page: Seen<'_>) -> Result<Option<Url>, PagingFault> {
        self.read += 1;
        self.came += page.came;
        self.rows = [page.came.rows, self.rows[0]];
        self.empty = if page.came.rows == 0 { self.empty + 1 } else { 0 };
        self.total.see(page, self.read)?;
        let list = self.settings.body.records.as_ref().map_or("", Pointer::as_str);
        self.total.compare(page.value.and_then(|value| value.pointer(list)));
        self.outlook = Outlook::of(page.status, page.headers, page.value, list);
        self.is_astray = match &self.paging {
            Some(Paging::Next { at, .. } | Paging::Token { at: Some(at), .. }) => {
                self.read == 1 && page.value.is_some_and(|value| value.pointer(at.as_str()).is_none())
            }
            _ => false,
        };
        if self.settings.total.is_some() {
            self.outlook.without_totals();
        }
        if self.read == 1 {
            self.first_totals = self.outlook.totals();
        }
        self.look_back(page)?;
        let next = match self.paging.clone() {
            None | Some(Paging::None) => None,
            Some(Paging::LinkHeader { keep_host }) => match link::next(page.headers) {
                Some(target) => Some(self.address(target, "Link", page.address, keep_host)?),
                None => None,
            },
            Some(Paging::Next { at, keep_host }) => match next_at(&at, page.value)? {
                Some(target) => Some(self.address(&target, at.as_str(), page.address, keep_host)?),
                None => None,
            },
            Some(Paging::Token { at, header, parameter }) => {
                token(page, at.as_ref(), header.as_deref())?.map(|token| self.with(&parameter, &token))
            }
            Some(Paging::Page { parameter, first, pages, .. }) => self
                .next_number(page, first, pages.as_ref())?
                .map(|number| self.with(&parameter, &number.to_string())),
            Some(Paging::Offset { parameter, .. }) => {
                let is_over = page.came.rows == 0 || self.total.is_reached(self.came.rows);
                (!is_over).then(|| self.with(&parameter, &self.came.rows.to_string()))
            }
        };
        let Some(next) = next else {
            self.finish()?;
            return Ok(None);
        };
        if self.empty > MOST_EMPTY {
            return Err(PagingFault::Endless(self.empty));
        }
        if !self.asked.insert(next.clone()) {
            return Err(PagingFault::Loop);
        }
        Ok(Some(next))
    }

    /// Looks whether the end of the pages is that of the list.
    fn finish(&self) -> Result<(), PagingFault> {
        let is_paged = !matches!(self.paging, None | Some(Paging::None));
        self.total.check(self.came, self.read, is_paged)?;
        // What may be the name of this page cannot be where none was asked for by one.
        let is_paged = is_paged && !self.is_astray;
        if self.paging == Some(Paging::None) {
            return Ok(());
        }
        let more = if self.total.is_reached(self.came.rows) {
            // A number that is reached outweighs an address that always stands there.
            self.outlook.insists()
        } else {
            let more = self.outlook.more(self.came, self.read, is_paged);
            more.or_else(|| self.first_totals.more(self.came, self.read, is_paged))
        };
        match more {
            Some(sign) => Err(PagingFault::More { came: self.came.rows, sign: sign.clone(), is_paged }),
            None => Ok(()),
        }
    }

    /// The first address with one parameter of its query set.
    fn with(&self, parameter: &str, value: &str) -> Url {
        let mut url = self.first.clone();
        set(&mut url, parameter, value);
        url
    }

    /// An address that the server gave, where it may be asked.
    fn address(&self, text: &str, pointer: &str, base: &Url, keep_host: bool) -> Result<Url, PagingFault> {
        let bad = |what| PagingFault::BadNext { pointer: pointer.to_owned(), what };
        if !text.contains(['/', '?', '.']) {
            return Err(bad(TOKEN));
        }
        let mut next = base.join(text.trim()).map_err(|_| bad("is not an address"))?;
        next.set_fragment(None);
        if keep_host {
            next = self.reach.at_home(&next);
        }
        match self.reach.owner(&next) {
            Owner::Other => return Err(PagingFault::NextElsewhere { host: address::server(&next) }),
            Owner::Named => {}
            Owner::Source => {
                for (name, value) in &self.secrets {
                    if next.query_pairs().all(|(known, _)| known != name.as_str()) {
                        next.query_pairs_mut().append_pair(name, value);
                    }
                }
            }
        }
        Ok(next)
    }

    /// The number of the page after this one.
    fn next_number(
        &mut self,
        page: Seen<'_>,
        first: u64,
        pages: Option<&Pointer>,
    ) -> Result<Option<u64>, PagingFault> {
        let is_over = if let Some(pointer) = pages {
            let count = page.value.and_then(|value| names::number(value.pointer(pointer.as_str())?));
            let missing = || PagingFault::NoNumber { key: "pages", pointer: pointer.as_str().to_owned() };
            self.read >= count.ok_or_else(missing)?
        } else if page.came.rows == 0 {
            // An empty page in the middle is followed by others, and its server knows.
            self.empty >= MOST_EMPTY_NUMBERS || self.outlook.more(self.came, self.read, true).is_none()
        } else {
            self.total.is_reached(self.came.rows)
        };
        self.number = first + self.read;
        Ok((!is_over).then_some(self.number))
    }
}

/// The token for the next page.
fn token(page: Seen<'_>, at: Option<&Pointer>, header: Option<&str>) -> Result<Option<String>, PagingFault> {
    if let Some(header) = header {
        let text = page.headers.get(header).and_then(|value| value.to_str().ok()).unwrap_or_default();
        return Ok(names::word(text.trim()).as_str().map(str::to_owned));
    }
    let Some(at) = at else { return Ok(None) };
    let bad = |what| PagingFault::BadNext { pointer: at.as_str().to_owned(), what };
    match page.value.and_then(|value| value.pointer(at.as_str())) {
        None | Some(Value::Null | Value::Bool(false)) => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) if text.starts_with("http") && Url::parse(text).is_ok() => {
            Err(bad("is an address, and no token; write paging = { kind = \"next\", at = … }"))
        }
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(Value::Number(number)) if number.as_u64() == Some(0) => Ok(None),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(_) => Err(bad("is not a token")),
    }
}

/// What stands where the next page should be named.
fn next_at(at: &Pointer, value: Option<&Value>) -> Result<Option<String>, PagingFault> {
    let bad = |what| PagingFault::BadNext { pointer: at.as_str().to_owned(), what };
    match value.and_then(|value| value.pointer(at.as_str())) {
        None | Some(Value::Null | Value::Bool(false)) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(Value::Array(links)) => Ok(names::next_link(links).map(str::to_owned)),
        Some(link @ Value::Object(_)) => match names::address(link) {
            Some(address) => Ok(Some(address.to_owned())),
            None => Err(bad("holds no address")),
        },
        Some(_) => Err(bad("is not a text")),
    }
}

/// Sets one parameter of a query, in its place where it stands there already.
fn set(url: &mut Url, parameter: &str, value: &str) {
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    if pairs.iter().all(|(name, _)| name != parameter) {
        url.query_pairs_mut().append_pair(parameter, value);
        return;
    }
    let changed = pairs
        .iter()
        .map(|(name, known)| (name.as_str(), if name == parameter { value } else { known.as_str() }));
    url.query_pairs_mut().clear().extend_pairs(changed);
}

fn set_size(url: &mut Url, size: Option<u64>, parameter: Option<&str>) {
    if let (Some(size), Some(parameter)) = (size, parameter) {
        set(url, parameter, &size.to_string());
    }
}

#[cfg(test)]
mod tests;
