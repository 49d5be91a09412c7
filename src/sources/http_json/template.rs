//! Texts of the settings with places that each question fills in: `{from}`, `{unit}`, `{secret.key}`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::domain::week::Week;

/// What stands for itself in an address.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What a place stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    From,
    To,
    Unit,
    Day,
    Week,
    Secret(String),
}

impl Slot {
    fn named(word: &str) -> Option<Self> {
        Some(match word {
            "from" => Self::From,
            "to" => Self::To,
            "unit" => Self::Unit,
            "day" => Self::Day,
            "week" => Self::Week,
            _ => Self::Secret(word.strip_prefix("secret.")?.to_owned()),
        })
    }
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Slot(Slot),
}

/// A text with places to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

/// What fills the places of one question.
#[derive(Debug)]
pub struct Filling<'a> {
    /// The first and the last day asked for.
    pub days: [NaiveDate; 2],
    /// The unit asked about, in the source's word.
    pub unit: Option<&'a str>,
    /// The secrets, by their names in the settings.
    pub secrets: &'a BTreeMap<String, SecretString>,
}

impl Filling<'_> {
    fn of(&self, slot: &Slot) -> Cow<'_, str> {
        let [from, to] = self.days;
        match slot {
            Slot::From | Slot::Day => Cow::Owned(from.to_string()),
            Slot::To => Cow::Owned(to.to_string()),
            Slot::Week => Cow::Owned(Week::of(from).to_string()),
            Slot::Unit => Cow::Borrowed(self.unit.unwrap_or_default()),
            Slot::Secret(name) => {
                Cow::Borrowed(self.secrets.get(name).map(ExposeSecret::expose_secret).unwrap_or_default())
            }
        }
    }
}

impl Template {
    /// Takes a text apart; words in braces that stand for nothing are part of the text.
    pub fn parse(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (before, braced) = rest.split_at(open);
            plain.push_str(before);
            let slot = braced.find('}').and_then(|close| Some((Slot::named(&braced[1..close])?, close + 1)));
            let taken = if let Some((slot, length)) = slot {
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Slot(slot));
                length
            } else {
                plain.push('{');
                1
            };
            rest = &braced[taken..];
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Self(pieces)
    }

    /// What its places stand for.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Slot(slot) => Some(slot),
            Piece::Text(_) => None,
        })
    }

    /// The text with its places filled in.
    pub fn fill(&self, filling: &Filling<'_>) -> String {
        self.filled(|slot| filling.of(slot))
    }

    /// The same as a part of an address.
    pub fn fill_address(&self, filling: &Filling<'_>) -> String {
        self.filled(|slot| Cow::Owned(utf8_percent_encode(&filling.of(slot), PLAIN).to_string()))
    }

    fn filled<'a>(&'a self, mut word: impl FnMut(&Slot) -> Cow<'a, str>) -> String {
        let piece = |piece: &'a Piece| match piece {
            Piece::Text(text) => Cow::Borrowed(text.as_str()),
            Piece::Slot(slot) => word(slot),
        };
        self.0.iter().map(piece).collect()
    }
}

/// A JSON value of the settings whose texts are templates.
pub fn fill_json(value: &Value, filling: &Filling<'_>) -> Value {
    match value {
        Value::String(text) => Value::String(Template::parse(text).fill(filling)),
        Value::Array(list) => list.iter().map(|value| fill_json(value, filling)).collect(),
        Value::Object(object) => {
            let member = |(name, value): (&String, _)| (name.clone(), fill_json(value, filling));
            Value::Object(object.iter().map(member).collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

/// Every text within a JSON value.
pub fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        Value::Object(object) => object.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// The first word in braces that looks like a place and stands for nothing.
pub fn unknown_word(text: &str) -> Option<&str> {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-');
    text.match_indices('{').find_map(|(open, _)| {
        let word = &text[open + 1..];
        let word = &word[..word.find('}')?];
        let looks_like_one = !word.is_empty() && word.chars().all(is_letter);
        (looks_like_one && Slot::named(word).is_none()).then_some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str, in_address: bool) -> String {
        let day = |text: &str| text.parse().unwrap();
        let secrets = BTreeMap::from([("key".to_owned(), SecretString::from("a&b"))]);
        let filling = Filling {
            days: [day("2026-11-16"), day("2026-11-22")],
            unit: Some("FSK 7/å"),
            secrets: &secrets,
        };
        let template = Template::parse(text);
        if in_address { template.fill_address(&filling) } else { template.fill(&filling) }
    }

    #[test]
    fn places_are_filled_in_and_other_braces_stay() {
        assert_eq!(fill("{from}/{to} {week} {day}", false), "2026-11-16/2026-11-22 2026-W47 2026-11-16");
        assert_eq!(fill("Token {secret.key}", false), "Token a&b");
        assert_eq!(fill("query { usage(unit: \"{unit}\") { active } }", false), {
            "query { usage(unit: \"FSK 7/å\") { active } }"
        });
        assert_eq!(fill("{{from}} {", false), "{2026-11-16} {");
    }

    #[test]
    fn what_stands_in_an_address_cannot_become_a_part_of_it() {
        assert_eq!(
            fill("https://x.invalid/{unit}?key={secret.key}", true),
            "https://x.invalid/FSK%207%2F%C3%A5?key=a%26b"
        );
    }

    #[test]
    fn a_word_in_braces_that_stands_for_nothing_is_found() {
        assert_eq!(unknown_word("{from} {form}"), Some("form"));
        assert_eq!(unknown_word("{from} { form } {}"), None);
    }
}
