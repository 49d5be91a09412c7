//! Whether a server goes by what it is asked: different questions have different answers.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;
use serde_json::Value;

use super::super::settings::http_json::Per;
use super::fault::HttpFault;
use super::more::names::plain;
use super::round::Question;

/// Answers of fewer records may be alike by chance.
const FEWEST_RECORDS: u64 = 2;

/// So many units with the same figures are no chance.
const MOST_UNITS: usize = 3;

/// How many of those asked about are named.
const NAMED: usize = 3;

/// Names of the day of a record.
const DAYS: [&str; 6] = ["day", "date", "datum", "dag", "reportdate", "usagedate"];

/// The answers to the questions of one fetch.
#[derive(Debug, Default)]
pub struct Answers {
    /// What was asked about, by the hash of its answer.
    by_answer: BTreeMap<u64, Vec<String>>,
    /// How many questions were put.
    questions: usize,
}

/// The answer to one question, page by page.
#[derive(Debug)]
pub struct Told {
    hasher: DefaultHasher,
    records: u64,
    /// Whether any number in it is another one than 0.
    has_figures: bool,
}

impl Told {
    pub fn new() -> Self {
        Self { hasher: DefaultHasher::new(), records: 0, has_figures: false }
    }

    /// Whether no record came.
    pub fn is_empty(&self) -> bool {
        self.records == 0
    }

    /// Takes in a page; `list` is where its records stand.
    pub fn add(&mut self, page: Option<&Value>, list: &str, records: u64) {
        self.records += records;
        // What stands beside the list may tell when it was made, or what was asked.
        if let Some(list) = page.and_then(|page| page.pointer(list)) {
            list.hash(&mut self.hasher);
            self.has_figures = self.has_figures || has_figures(list);
        }
    }
}

impl Answers {
    /// Takes in the answer to a question.
    pub fn add(&mut self, about: &str, told: &Told) {
        self.questions += 1;
        if told.records >= FEWEST_RECORDS && told.has_figures {
            self.by_answer.entry(told.hasher.finish()).or_default().push(about.to_owned());
        }
    }

    /// Whether they show that the server does not go by what it is asked.
    pub fn fault(&self, per: Per) -> Option<HttpFault> {
        let shared = |about: &&Vec<String>| {
            let is_all = about.len() > 1 && about.len() == self.questions;
            is_all || per == Per::Unit && about.len() >= MOST_UNITS
        };
        let about = self.by_answer.values().find(shared)?;
        let named: Vec<_> = about.iter().take(NAMED).map(String::as_str).collect();
        let more =
            if about.len() > NAMED { format!(" and {} more", about.len() - NAMED) } else { String::new() };
        Some(HttpFault::Unheeded { what: per.word(), about: format!("{}{more}", named.join(", ")) })
    }
}

/// Whether any number in a value is another one than 0.
fn has_figures(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::Array(list) => list.iter().any(has_figures),
        Value::Object(object) => object.values().any(has_figures),
        _ => false,
    }
}

/// The first record of a list that says that it is about another unit, of `units`, or another day than asked.
pub fn of_another(
    list: &Value,
    question: &Question,
    per: Per,
    units: &BTreeSet<String>,
) -> Option<HttpFault> {
    let asked = question.about(Some(per))?;
    let records = list.as_array()?.iter().filter_map(Value::as_object);
    let given = records.into_iter().find_map(|record| match per {
        Per::Unit => {
            let said = || record.values().filter_map(Value::as_str);
            let other = said().find(|text| *text != asked && units.contains(*text))?;
            said().all(|text| text != asked).then(|| other.to_owned())
        }
        Per::Day => {
            let days = record.iter().filter(|(name, _)| DAYS.contains(&plain(name).as_str()));
            let mut days = days.filter_map(|(_, value)| value.as_str()?.get(..10)?.parse::<NaiveDate>().ok());
            // A moment of another zone may lie on the day beside it.
            let day = days.find(|day| (*day - question.days[0]).num_days().abs() > 1)?;
            Some(day.to_string())
        }
        Per::Week => None,
    })?;
    Some(HttpFault::OfAnother { asked, given })
}
