//! A case: what a server says, the settings that it is asked by, and what is right.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::body;
use super::server::{Answer, Question, Server, fill_in, is_at, is_same, value};
use crate::readings::expected::Expected;
use crate::readings::seen::Seen;
use crate::world::{lay_over, table};

/// The source of a case, where it does not say otherwise.
const SOURCE: &str = r#"
kind = "http_json"
url = "{server}/usage"
allow_http = true
"#;

/// Besides, where the answer is JSON.
const RECORDS: &str = r#"
records = "/data"
fields = { unit = "/unit", module = "/module", audience = "/audience", from = "/from", to = "/to", active = "/active", eligible = "/eligible", items = "/items" }
"#;

/// How many bytes a person reads.
const LONGEST: usize = 1_500;

/// One interface, and what is right.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// A true sentence.
    pub name: String,
    /// What the server answers.
    #[serde(default)]
    answers: Vec<Answer>,
    /// The day of the run.
    #[serde(default = "monday")]
    pub today: NaiveDate,
    /// Keys of the `[[source]]` block, over the usual ones.
    #[serde(default)]
    source: String,
    /// The usual keys that it does not have, such as `fields.items`.
    #[serde(default)]
    without: Vec<String>,
    /// Files in the data folder: secrets, which nothing that is said may hold.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// See [`Expected`]; `1-10` are the records of these units.
    #[serde(default)]
    right: Vec<String>,
    #[serde(default)]
    maybe: Vec<String>,
    #[serde(default)]
    refused: Vec<Vec<String>>,
    #[serde(default)]
    told: Vec<String>,
    #[serde(default)]
    named: Vec<String>,
    #[serde(default)]
    right_or_refused: bool,
    /// What does not stand in anything that is said.
    #[serde(default)]
    unsaid: Vec<String>,
    /// Whether the settings alone show what is wrong, before anybody is asked.
    #[serde(default)]
    unset: bool,
    /// Whether they may.
    #[serde(default)]
    may_be_unset: bool,
    /// The questions that were asked, in order, as in [`Answer`].
    asked: Option<Vec<String>>,
    /// What came along with questions.
    #[serde(default)]
    sent: Vec<Sent>,
    /// How many seconds were waited, each time.
    pauses: Option<Vec<u64>>,
}

/// What a server saw of a reading.
#[derive(Debug)]
pub struct Traffic {
    pub questions: Vec<Question>,
    /// The seconds that were waited, each time.
    pub pauses: Vec<u64>,
}

/// What came along with each question at an address.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    at: String,
    /// Headers, `Name: value`.
    #[serde(default)]
    with: Vec<String>,
    /// Names of headers that none had.
    #[serde(default)]
    without: Vec<String>,
    body: Option<String>,
}

fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

impl Case {
    pub fn server(&self) -> Server {
        Server::start(self.answers.clone())
    }

    /// The `[[source]]` block that reads the case.
    pub fn source(&self, name: &str, port: u16) -> String {
        let over: toml::Table = toml::from_str(&self.source)
            .unwrap_or_else(|error| panic!("the source of `{}`: {error}", self.name));
        let mut source = table(SOURCE);
        let is_json = !matches!(over.get("body").and_then(toml::Value::as_str), Some("csv" | "xlsx"));
        if is_json {
            lay_over(&mut source, table(RECORDS));
        }
        if matches!(over.get("body").and_then(toml::Value::as_str), Some("ndjson")) {
            source.as_table_mut().and_then(|source| source.remove("records"));
        }
        lay_over(&mut source, toml::Value::Table(over));
        for key in &self.without {
            let mut steps = key.rsplitn(2, '.');
            let last = steps.next().expect("a key");
            let around = match steps.next() {
                Some(around) => source.get_mut(around),
                None => Some(&mut source),
            };
            let removed = around.and_then(toml::Value::as_table_mut).and_then(|table| table.remove(last));
            assert!(removed.is_some(), "{}: no usual key is called {key}", self.name);
        }
        lay_over(&mut source, table(&format!("name = \"{name}\"")));
        let block = toml::Table::from_iter([("source".to_owned(), toml::Value::Array(vec![source]))]);
        fill_in(&toml::to_string(&block).expect("values that TOML can hold"), port)
    }

    /// In what the things seen differ from what is right; `traffic` is what the server saw, where it tells.
    pub fn differences(&self, seen: &Seen, traffic: Option<&Traffic>) -> Vec<String> {
        let (right, maybe) = (body::records(&self.right), body::records(&self.maybe));
        let expected = Expected {
            right: &right,
            maybe: &maybe,
            refused: &self.refused,
            told: &self.told,
            named: &self.named,
            may_refuse: self.right_or_refused,
        };
        let mut differences = expected.differences(seen);
        if seen.is_unset != self.unset && !self.may_be_unset {
            differences.push(format!("unset    {}", seen.is_unset));
        }
        differences.extend(seen.refused.iter().chain(&seen.notes).filter_map(|said| self.unwanted(said)));
        if let Some(traffic) = traffic {
            differences.extend(self.differences_on_the_way(seen, traffic));
        }
        differences
    }

    /// What is said and should not be.
    fn unwanted(&self, said: &str) -> Option<String> {
        let is_said = |secret: &String| !secret.trim().is_empty() && said.contains(secret.trim());
        if self.files.values().any(is_said) {
            return Some(format!("SECRET   {said}"));
        }
        let lower = said.to_lowercase();
        let is_unwanted = |word: &String| lower.contains(&word.to_lowercase());
        (said.len() > LONGEST || self.unsaid.iter().any(is_unwanted)).then(|| format!("UNWANTED {said}"))
    }

    fn differences_on_the_way(&self, seen: &Seen, traffic: &Traffic) -> Vec<String> {
        let Traffic { questions, pauses } = traffic;
        let mut differences = Vec::new();
        if seen.is_unset && !questions.is_empty() {
            differences.push("asked    although the settings are wrong".to_owned());
        }
        let unforeseen = questions.iter().filter(|question| !question.is_foreseen && self.asked.is_none());
        differences.extend(unforeseen.map(|question| format!("asked    {}, {}", question.at, question.body)));
        if let Some(asked) = &self.asked {
            let questions: Vec<&String> = questions.iter().map(|question| &question.at).collect();
            let are_same = asked.len() == questions.len()
                && asked.iter().zip(&questions).all(|(asked, question)| is_at(asked, question));
            if !are_same {
                differences.push(format!("asked    {questions:?}"));
            }
        }
        differences.extend(self.sent.iter().flat_map(|sent| sent.differences(questions)));
        if self.pauses.as_ref().is_some_and(|expected| expected != pauses) {
            differences.push(format!("paused   {pauses:?}"));
        }
        differences
    }
}

impl Sent {
    fn differences(&self, questions: &[Question]) -> Vec<String> {
        let at: Vec<&Question> = questions.iter().filter(|question| is_at(&self.at, &question.at)).collect();
        let mut differences = Vec::new();
        if at.is_empty() {
            differences.push(format!("unasked  {}", self.at));
        }
        for question in at {
            for header in &self.with {
                let (name, wanted) = header.split_once(": ").expect("a header");
                let came = value(&question.headers, &name.to_lowercase());
                if came.is_none_or(|came| came != wanted) {
                    differences.push(format!("{}: {name} is {came:?}", question.at));
                }
            }
            let unwanted =
                self.without.iter().filter(|name| value(&question.headers, &name.to_lowercase()).is_some());
            differences.extend(unwanted.map(|name| format!("{}: {name} went along", question.at)));
            if self.body.as_ref().is_some_and(|body| !is_same(body, &question.body)) {
                differences.push(format!("{}: the body is {}", question.at, question.body));
            }
        }
        differences
    }
}
