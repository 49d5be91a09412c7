//! The help there is: films, guides, courses and, best of all, hands-on training.

pub mod ladder;

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};
use schemars::JsonSchema;
use serde::de::IntoDeserializer;
use serde::de::value::Error as Unreadable;
use serde::{Deserialize, Serialize};

use crate::domain::expectation::module::ModuleKey;
use crate::domain::recipient::language::Localised;
use crate::domain::unit::audience::Audience;

/// The key of a training.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TrainingKey(pub String);

impl fmt::Display for TrainingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The form that help has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrainingKind {
    /// A film of some minutes.
    Film,
    /// Support material or a cheat sheet (*lathund*).
    Guide,
    /// A course, online or on site.
    Course,
    /// Training in the unit, with its own data; it has the most effect.
    HandsOn,
    /// A demonstration environment to try things in.
    Demo,
    /// A poster for guardians.
    Poster,
    /// Somebody to ask.
    Contact,
}

impl TrainingKind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Film, Self::Guide, Self::Course, Self::HandsOn, Self::Demo, Self::Poster, Self::Contact];
}

impl fmt::Display for TrainingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// A word that names no kind of training.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a kind of training")]
pub struct UnknownKind(String);

impl FromStr for TrainingKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::deserialize(text.into_deserializer()).map_err(|_: Unreadable| UnknownKind(text.to_owned()))
    }
}

/// One dated occasion of a training.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// The day.
    pub date: NaiveDate,
    /// The local time it starts, such as "15:00".
    #[schemars(with = "Option<String>", extend("format" = "clock"))]
    pub time: Option<NaiveTime>,
    /// Where it is.
    pub place: Option<String>,
    /// Where to book it.
    #[schemars(extend("format" = "link"))]
    pub link: Option<String>,
}

/// One offer of help.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// Its key; no two are the same.
    #[schemars(with = "String", length(min = 1))]
    pub key: TrainingKey,
    /// Its form.
    pub kind: TrainingKind,
    /// The keys of the modules it helps with.
    #[schemars(with = "Vec<String>", length(min = 1))]
    pub modules: Vec<ModuleKey>,
    /// Whom it is for; everybody where absent.
    #[serde(default)]
    #[schemars(with = "Option<Vec<Audience>>")]
    pub audiences: Vec<Audience>,
    /// Its title, as the letter shows it.
    pub title: Localised,
    /// Where to find or book it.
    #[schemars(extend("format" = "link"))]
    pub link: String,
    /// How long it takes, in minutes.
    #[schemars(range(min = 1, max = 10_000))]
    pub minutes: Option<u32>,
    /// Dated occasions; the letter names the next one.
    #[serde(default)]
    pub sessions: Vec<Session>,
}

impl Training {
    /// Whether it helps with `module` for `audience`.
    #[must_use]
    pub fn helps(&self, module: &ModuleKey, audience: Audience) -> bool {
        self.modules.contains(module) && (self.audiences.is_empty() || self.audiences.contains(&audience))
    }
}
