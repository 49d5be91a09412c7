//! How many records a list has in all, as its server says: on every page the same, and as many as came.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::super::super::settings::http_json::Paging;
use super::super::super::settings::{HttpJsonSettings, Pointer};
use super::super::more::{Came, names};
use super::Seen;
use super::fault::PagingFault;
use super::range::Range;
use crate::domain::usage::reading::Rows;
use crate::sources::wholly;

/// The number of all records.
#[derive(Debug)]
pub struct Total<'a> {
    /// Where it stands on a page.
    at: Option<&'a Pointer>,
    /// Whether the header Content-Range tells it.
    is_ranged: bool,
    /// Whether rows are added up, so that one that came twice would count twice.
    is_summed: bool,
    told: Option<u64>,
    /// Whether that is what there is at least: the server counted no further.
    is_least: bool,
    /// The records of earlier pages, by their hashes, where there is a total.
    earlier: HashSet<u64>,
    /// How many of them came again on a later page.
    again: u64,
}

impl<'a> Total<'a> {
    pub fn new(settings: &'a HttpJsonSettings) -> Self {
        let of_paging = settings.paging.as_ref().and_then(Paging::total);
        Self {
            at: settings.total().or(of_paging),
            is_ranged: !matches!(settings.paging, None | Some(Paging::None)),
            is_summed: settings.meaning.rows == Rows::Sum,
            told: None,
            is_least: false,
            earlier: HashSet::new(),
            again: 0,
        }
    }

    /// Takes in what the page of this number tells.
    pub fn see(&mut self, page: Seen<'_>, number: u64) -> Result<(), PagingFault> {
        let now = match self.at {
            Some(pointer) => {
                let value = page.value.and_then(|value| value.pointer(pointer.as_str()));
                let inner = value.and_then(|value| value.get("value"));
                let told = value.and_then(names::number).or_else(|| inner.and_then(names::number));
                let around = pointer.as_str().rsplit_once('/').map_or("", |(around, _)| around);
                let around = inner.and(value).or_else(|| page.value?.pointer(around));
                let relation = around.and_then(|around| around.get("relation")?.as_str());
                self.is_least |= relation == Some("gte");
                // Many tell it on the first page alone.
                let may_miss = number > 1 && matches!(value, None | Some(Value::Null));
                if told.is_none() && !may_miss {
                    return Err(PagingFault::NoNumber { key: "total", pointer: pointer.as_str().to_owned() });
                }
                told
            }
            None if self.is_ranged => Range::of(page.headers).and_then(|range| range.total),
            None => None,
        };
        match (self.told, now) {
            (Some(before), Some(now)) if before != now => Err(PagingFault::TotalChanged { before, now }),
            _ => {
                self.told = self.told.or(now);
                Ok(())
            }
        }
    }

    /// Compares the records of a page with those before it: one that comes again may stand for one that was
    /// lost. Rows that are added up may be alike, and nothing but the total tells them apart.
    pub fn compare(&mut self, list: Option<&Value>) {
        let has_sense = self.told.is_some() && !self.is_summed;
        let Some(list) = list.and_then(Value::as_array).filter(|_| has_sense) else { return };
        let hashes: Vec<u64> = list
            .iter()
            .map(|record| {
                let mut hasher = DefaultHasher::new();
                record.hash(&mut hasher);
                hasher.finish()
            })
            .collect();
        self.again += wholly(hashes.iter().filter(|hash| self.earlier.contains(hash)).count());
        self.earlier.extend(hashes);
    }

    /// Whether that many records came.
    pub fn is_reached(&self, records: u64) -> bool {
        !self.is_least && self.told.is_some_and(|told| records >= told)
    }

    /// Whether these are all.
    pub fn check(&self, came: Came, pages: u64, is_paged: bool) -> Result<(), PagingFault> {
        let Came { rows, .. } = came;
        match self.told {
            Some(_) if self.again > 0 => Err(PagingFault::CameAgain { again: self.again }),
            Some(told) if self.is_least && (rows > told || rows == told && is_paged) => Ok(()),
            Some(told) if self.is_least => Err(PagingFault::AtLeast { told, came: rows }),
            Some(told) if !came.is(told) => Err(PagingFault::TotalMissed { told, came: rows }),
            None if self.is_summed && pages > 1 => Err(PagingFault::NoTotal { pages }),
            _ => Ok(()),
        }
    }
}
