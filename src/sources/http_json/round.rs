//! The questions of one fetch: one, or one for each unit, day or week.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use secrecy::SecretString;

use super::super::Asked;
use super::super::settings::http_json::Per;
use super::super::settings::{HttpJsonSettings, Meaning};
use super::template::{Filling, Template};
use crate::domain::week::Week;
use crate::sources::words::plain;

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The first and the last day asked for.
    pub days: [NaiveDate; 2],
    /// The unit asked about, in the source's word.
    pub unit: Option<String>,
}

impl Question {
    /// What fills the places of its texts.
    pub fn filling<'a>(&'a self, secrets: &'a BTreeMap<String, SecretString>) -> Filling<'a> {
        Filling { days: self.days, unit: self.unit.as_deref(), secrets }
    }

    /// What it is asked for, as a reader knows it; none where it is the only one.
    pub fn about(&self, per: Option<Per>) -> Option<String> {
        match per? {
            Per::Unit => self.unit.clone(),
            Per::Day => Some(self.days[0].to_string()),
            Per::Week => Some(Week::of(self.days[0]).to_string()),
        }
    }

    /// How its records are to be understood.
    pub fn meaning(&self, meaning: &Meaning) -> Meaning {
        let none = BTreeMap::new();
        let filling = self.filling(&none);
        let constant = |text: &String| plain(&Template::parse(text).fill(&filling)).into_owned();
        Meaning { constants: meaning.constants.map(constant), ..meaning.clone() }
    }
}

/// The first and the last day that a fetch asks for.
pub fn days(settings: &HttpJsonSettings, asked: &Asked) -> [NaiveDate; 2] {
    let first = Week::of(asked.today).plus(-i64::from(settings.weeks)).monday();
    [first, settings.meaning.settled_on(asked.today)]
}

/// Every question of a fetch.
pub fn questions(settings: &HttpJsonSettings, asked: &Asked) -> Vec<Question> {
    let [first, last] = days(settings, asked);
    // A day is over once it is yesterday.
    let over = last.min(asked.today - Days::new(1));
    let of = |days| Question { days, unit: None };
    match settings.asking.per {
        None => vec![of([first, last])],
        Some(Per::Unit) => {
            let unit = |word| Question { days: [first, last], unit: Some(word) };
            words(&settings.meaning, asked).into_iter().map(unit).collect()
        }
        Some(Per::Day) => {
            first.iter_days().take_while(|day| *day <= over).map(|day| of([day, day])).collect()
        }
        Some(Per::Week) => {
            let mondays = first.iter_days().step_by(7).take_while(|monday| *monday <= over);
            mondays.map(|monday| of([monday, Week::of(monday).sunday()])).collect()
        }
    }
}

/// The source's words for the units, in their order.
fn words(meaning: &Meaning, asked: &Asked) -> Vec<String> {
    let mut words = Vec::new();
    for unit in asked.units.keys() {
        let theirs =
            meaning.values.unit.iter().filter(|(_, key)| ***key == *unit.0).map(|(word, _)| word.clone());
        let before = words.len();
        words.extend(theirs);
        let means_another = meaning.values.unit.contains_key(&*unit.0);
        if words.len() == before && !means_another {
            words.push(unit.0.to_string());
        }
    }
    words.sort();
    words
}
