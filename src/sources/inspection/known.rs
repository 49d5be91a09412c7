//! What the municipality calls its units and modules, and what people call audiences: the words of a file are
//! looked up here.

use std::collections::{BTreeMap, HashMap};

use crate::domain::municipality::Municipality;
use crate::domain::unit::Headcount;
use crate::domain::unit::audience::Audience;
use crate::sources::field::Field;
use crate::sources::settings::{SourceSettings, Values};
use crate::sources::words::plain;

/// How alike two words must be to be named together, from 0 to 1 (Jaro-Winkler).
const NEAR: f64 = 0.88;

/// What platforms call the audiences, in small letters.
const AUDIENCES: [(&str, Audience); 17] = [
    ("staff", Audience::Staff),
    ("personal", Audience::Staff),
    ("pedagog", Audience::Staff),
    ("pedagoger", Audience::Staff),
    ("medarbetare", Audience::Staff),
    ("students", Audience::Students),
    ("student", Audience::Students),
    ("elev", Audience::Students),
    ("elever", Audience::Students),
    ("barn", Audience::Students),
    ("pupils", Audience::Students),
    ("guardians", Audience::Guardians),
    ("guardian", Audience::Guardians),
    ("vårdnadshavare", Audience::Guardians),
    ("föräldrar", Audience::Guardians),
    ("förälder", Audience::Guardians),
    ("parents", Audience::Guardians),
];

/// The names that are known, each with its key.
#[derive(Debug, Clone, Default)]
pub struct Known {
    units: Vec<(String, String)>,
    modules: Vec<(String, String)>,
    people: HashMap<String, Headcount>,
}

/// What a word of the file may stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Likeness {
    /// It is the key itself.
    Key,
    /// It is the name of this key.
    Name(String),
    /// It is like this name of this key.
    Near {
        /// The key.
        key: String,
        /// The name.
        name: String,
    },
    /// Nothing is like it.
    Nothing,
}

impl Known {
    /// What a municipality calls its own.
    #[must_use]
    pub fn of(municipality: &Municipality) -> Self {
        let units = municipality.roster.units.iter().map(|unit| (&*unit.key.0, unit.name.as_str()));
        let modules = municipality.modules.iter().flat_map(|module| {
            let names = std::iter::once(&module.name.sv).chain(&module.name.en);
            names.map(|name| (module.key.0.as_str(), name.as_str()))
        });
        let people = municipality.roster.units.iter().map(|unit| (unit.key.0.to_string(), unit.headcount));
        Self { people: people.collect(), ..Self::new(units, modules) }
    }

    /// The same, with the words that a source has for units and modules already.
    #[must_use]
    pub fn with_words_of(mut self, source: &SourceSettings) -> Self {
        let Values { unit, module, .. } = &source.meaning().values;
        let words = |words: &BTreeMap<String, String>| words.clone().into_iter().collect::<Vec<_>>();
        self.units.extend(words(unit));
        self.modules.extend(words(module));
        self
    }

    /// How many people the unit of a word has of the audience of another.
    pub(super) fn people(&self, unit: &str, audience: &str) -> Option<u32> {
        let key = |field: Field, word: &str| match self.likeness(field, word) {
            Likeness::Key => Some(word.to_owned()),
            Likeness::Name(key) => Some(key),
            Likeness::Near { .. } | Likeness::Nothing => None,
        };
        let audience = key(Field::Audience, audience)?.parse().ok()?;
        self.people.get(&key(Field::Unit, unit)?)?.of(audience)
    }

    /// Keys of units and of modules, each with a name.
    pub(super) fn new<'a>(
        units: impl IntoIterator<Item = (&'a str, &'a str)>,
        modules: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let named = |(key, name): (&str, &str)| (name.to_owned(), key.to_owned());
        Self {
            units: units.into_iter().map(named).collect(),
            modules: modules.into_iter().map(named).collect(),
            people: HashMap::new(),
        }
    }

    /// Whether nothing is known of the municipality.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// What a word stands for in a column of units, modules or audiences.
    #[must_use]
    pub fn likeness(&self, field: Field, word: &str) -> Likeness {
        let audiences: Vec<(String, String)>;
        let names = match field {
            Field::Unit => &self.units,
            Field::Module => &self.modules,
            _ => {
                let all = AUDIENCES.iter().map(|(word, audience)| ((*word).to_owned(), audience.to_string()));
                audiences = all.collect();
                &audiences
            }
        };
        if names.iter().any(|(_, key)| key == word) {
            return Likeness::Key;
        }
        let small = small(word);
        let mut called: Vec<&String> =
            names.iter().filter(|(name, _)| self::small(name) == small).map(|(_, key)| key).collect();
        called.dedup();
        // Two units of one name are not told apart by it.
        if let [key] = called.as_slice() {
            return Likeness::Name((*key).clone());
        }
        let alike =
            names.iter().map(|(name, key)| (strsim::jaro_winkler(&small, &self::small(name)), name, key));
        let nearest = alike.filter(|(likeness, ..)| *likeness >= NEAR).max_by(|a, b| a.0.total_cmp(&b.0));
        nearest.map_or(Likeness::Nothing, |(_, name, key)| Likeness::Near {
            key: key.clone(),
            name: name.clone(),
        })
    }
}

fn small(text: &str) -> String {
    plain(text).to_lowercase()
}
